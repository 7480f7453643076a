//! Builds the tree in one pass over the tokens.

use super::token::{Attributes, Markup, Missing, markup_at};
use super::{Node, Tree};
use crate::parse::entity;
use crate::parse::namespace::Scope;
use std::collections::HashMap;

/// Elements beyond this number are not read: a feed of 2,000 items has about 40,000.
const NODES_MAX: usize = 2_000_000;

/// Builds the tree in one pass.
pub struct Builder<'a> {
    source: &'a str,
    nodes: Vec<Node>,
    names: Vec<(String, usize)>,
    by_raw: HashMap<&'a str, u32>,
    by_lower: HashMap<String, u32>,
    /// How many elements of each name are open, so that a stray end tag costs nothing.
    open_of: Vec<u32>,
    stack: Vec<u32>,
    scope: Scope,
    broken: bool,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a str) -> Self {
        let limit = (0..=source.len().min(u32::MAX as usize - 1)).rev().find(|end| source.is_char_boundary(*end));
        Self {
            source: &source[..limit.unwrap_or(0)],
            nodes: Vec::with_capacity(source.len() / 64),
            names: Vec::new(),
            by_raw: HashMap::new(),
            by_lower: HashMap::new(),
            open_of: Vec::new(),
            stack: Vec::new(),
            scope: Scope::default(),
            broken: false,
        }
    }

    pub fn build(mut self) -> Tree<'a> {
        let mut missing = Missing::default();
        let mut entities = entity::Declared::default();
        let mut at = 0;
        while let Some(step) = self.source[at..].find('<') {
            let mark = at + step;
            at = match markup_at(self.source, mark, &mut missing) {
                Markup::Text => mark + 1,
                Markup::Skip(end) => {
                    entities.declare(&self.source[mark..end]);
                    end
                }
                Markup::Start { .. } if self.nodes.len() >= NODES_MAX => {
                    self.broken = true;
                    break;
                }
                Markup::Start { name_end, attrs_end, end, empty } => {
                    self.start(mark + 1, (name_end, attrs_end), end, empty);
                    end
                }
                Markup::End { name_end, end } => {
                    self.end(mark, name_end);
                    end
                }
            };
        }
        let end = self.source.len();
        while let Some(open) = self.stack.pop() {
            self.close(open, end, false);
        }
        Tree { source: self.source, nodes: self.nodes, names: self.names, entities, broken: self.broken }
    }

    fn start(&mut self, name_start: usize, attrs: (usize, usize), end: usize, empty: bool) {
        let name = self.intern(&self.source[name_start..attrs.0]);
        let at = self.nodes.len() as u32;
        let raw = &self.source[attrs.0..attrs.1];
        let (qualified, local_start) = &self.names[name as usize];
        let prefix = qualified[..*local_start].trim_end_matches(':');
        if raw.contains("xmlns") {
            let declared = Attributes { raw }.filter_map(|(key, uri)| Some((key.strip_prefix("xmlns")?, uri)));
            self.scope.declare(self.stack.len(), declared);
        }
        let ns = self.scope.resolve(prefix);
        let parent = self.stack.last().copied().unwrap_or(u32::MAX);
        let attrs = (attrs.0 as u32, attrs.1 as u32);
        let inner = (end as u32, end as u32);
        self.nodes.push(Node { name, ns, attrs, inner, after: at + 1, parent, closed: empty });
        if empty {
            self.scope.leave(self.stack.len());
        } else {
            self.open_of[name as usize] += 1;
            self.stack.push(at);
        }
    }

    fn end(&mut self, mark: usize, name_end: usize) {
        let name = self.intern(&self.source[mark + 2..name_end]);
        if self.open_of[name as usize] == 0 {
            return;
        }
        while let Some(open) = self.stack.pop() {
            let same = self.nodes[open as usize].name == name;
            self.close(open, mark, same);
            if same {
                return;
            }
        }
    }

    fn close(&mut self, open: u32, inner_end: usize, closed: bool) {
        let after = self.nodes.len() as u32;
        let node = &mut self.nodes[open as usize];
        node.inner.1 = (inner_end as u32).max(node.inner.0);
        node.after = after;
        node.closed = closed;
        self.open_of[node.name as usize] -= 1;
        self.broken |= !closed;
        self.scope.leave(self.stack.len());
    }

    fn intern(&mut self, raw: &'a str) -> u32 {
        if let Some(name) = self.by_raw.get(raw) {
            return *name;
        }
        let lower = raw.to_ascii_lowercase();
        let next = self.names.len() as u32;
        let name = *self.by_lower.entry(lower.clone()).or_insert(next);
        if name == next {
            let local = lower.rfind(':').map_or(0, |colon| colon + 1);
            self.names.push((lower, local));
            self.open_of.push(0);
        }
        self.by_raw.insert(raw, name);
        name
    }
}
