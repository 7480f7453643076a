//! A tree over XML as it is met, not as it should be.
//!
//! Feeds arrive truncated, with bare `&` and `<`, with tags that are never closed or closed in the wrong order. Here
//! nothing is an error: the tokenizer takes what can be a tag as a tag and the rest as text, and an end tag closes the
//! nearest open element of its name. One linear pass, no recursion, no entity expansion; the tree borrows its source.

mod build;
mod token;

use super::entity;
use super::namespace::Ns;
use std::borrow::Cow;
use token::{Attributes, Markup, Missing, markup_at};

/// How far up the tree is looked for a language or base.
const DEPTH_MAX: usize = 64;

/// An element: byte ranges into the source.
#[derive(Debug)]
struct Node {
    /// Index into the names.
    name: u32,
    ns: Ns,
    /// The attributes, as written.
    attrs: (u32, u32),
    /// What stands between the tags.
    inner: (u32, u32),
    /// The first node that is not below this one.
    after: u32,
    parent: u32,
    closed: bool,
}

/// A lenient XML tree. Sources over 4 GiB are cut.
#[derive(Debug)]
pub struct Tree<'a> {
    source: &'a str,
    nodes: Vec<Node>,
    /// Qualified names in lower case with the start of their local part.
    names: Vec<(String, usize)>,
    /// Entities that the document declares for itself.
    pub entities: entity::Declared,
    /// Whether elements were left open or the element limit was met.
    pub broken: bool,
}

/// One element of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    at: usize,
}

impl<'a> Tree<'a> {
    /// Reads a tree out of anything.
    pub fn parse(source: &'a str) -> Self {
        build::Builder::new(source).build()
    }

    /// All elements in the order of the document.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        (0..self.nodes.len()).map(|at| Element { tree: self, at })
    }

    /// The first element with this local name.
    pub fn first(&self, local: &str) -> Option<Element<'_, 'a>> {
        self.elements().find(|element| element.local() == local)
    }

    /// Text in source form as plain text: entities read, CDATA unwrapped, comments and tags dropped.
    pub fn text_of(&self, raw: &'a str) -> Cow<'a, str> {
        decode(raw, &self.entities, Tags::Drop)
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(&self) -> &'t Node {
        &self.tree.nodes[self.at]
    }

    /// The name without its prefix, in lower case.
    pub fn local(&self) -> &'t str {
        let (name, start) = &self.tree.names[self.node().name as usize];
        &name[*start..]
    }

    /// The vocabulary its name belongs to.
    pub fn ns(&self) -> Ns {
        self.node().ns
    }

    /// Whether its end tag was there.
    pub fn closed(&self) -> bool {
        self.node().closed
    }

    /// Its position in the order of the document.
    pub fn position(&self) -> usize {
        self.at
    }

    /// What stands between its tags, in source form.
    pub fn inner(&self) -> &'a str {
        let (start, end) = self.node().inner;
        &self.tree.source[start as usize..end as usize]
    }

    /// Its own text in source form, up to its first child when its end tag is missing.
    fn own(&self) -> &'a str {
        let node = self.node();
        match self.children().next() {
            Some(child) if !node.closed => {
                let start = node.inner.0 as usize;
                let end = child.tag_start().max(start);
                &self.tree.source[start..end]
            }
            _ => self.inner(),
        }
    }

    /// Where its start tag begins.
    fn tag_start(&self) -> usize {
        let before = self.node().attrs.0 as usize;
        self.tree.source[..before].rfind('<').unwrap_or(before)
    }

    /// Its text: entities read, CDATA unwrapped, tags below it dropped.
    pub fn text(&self) -> Cow<'a, str> {
        match decode(self.own(), &self.tree.entities, Tags::Drop) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Its content as HTML: the elements below it as written, CDATA unwrapped.
    pub fn markup(&self) -> Cow<'a, str> {
        decode(self.own(), &self.tree.entities, Tags::Keep)
    }

    /// An attribute by its name with prefix, in any case.
    pub fn attr(&self, name: &str) -> Option<Cow<'a, str>> {
        let (start, end) = self.node().attrs;
        let raw = &self.tree.source[start as usize..end as usize];
        let (_, value) = Attributes { raw }.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(decode(value, &self.tree.entities, Tags::Literal))
    }

    /// An attribute by its name without prefix (`about` for `rdf:about`), in any case.
    pub fn attr_local(&self, name: &str) -> Option<Cow<'a, str>> {
        let (start, end) = self.node().attrs;
        let raw = &self.tree.source[start as usize..end as usize];
        let local = |key: &str| key.rsplit(':').next().is_some_and(|key| key.eq_ignore_ascii_case(name));
        let (_, value) = Attributes { raw }.find(|(key, _)| local(key))?;
        Some(decode(value, &self.tree.entities, Tags::Literal))
    }

    /// The element it stands in.
    pub fn parent(&self) -> Option<Element<'t, 'a>> {
        let parent = self.node().parent;
        (parent != u32::MAX).then_some(Element { tree: self.tree, at: parent as usize })
    }

    /// Itself and the elements it stands in, innermost first; deeper than any feed is, the rest is not looked at.
    pub fn with_ancestors(self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        std::iter::successors(Some(self), Element::parent).take(DEPTH_MAX)
    }

    /// The position of the first element behind it.
    pub fn end(&self) -> usize {
        self.node().after as usize
    }

    /// The elements directly below it.
    pub fn children(&self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        let (tree, end) = (self.tree, self.node().after as usize);
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let at = next;
                next = tree.nodes[at].after as usize;
                Element { tree, at }
            })
        })
    }

    /// All elements below it, in the order of the document.
    pub fn descendants(&self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        (self.at + 1..self.node().after as usize).map(move |at| Element { tree, at })
    }
}

/// What becomes of tags when text is decoded.
#[derive(Clone, Copy, PartialEq)]
enum Tags {
    /// They are dropped, entities are read.
    Drop,
    /// They stay, and so do entities: the result is HTML.
    Keep,
    /// There are none: an attribute's value.
    Literal,
}

/// Reads source form: see [`Tags`].
fn decode<'a>(raw: &'a str, declared: &entity::Declared, tags: Tags) -> Cow<'a, str> {
    let marked = |byte: u8| byte == b'<' || (byte == b'&' && tags != Tags::Keep);
    if !raw.bytes().any(marked) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut missing = Missing::default();
    let mut at = 0;
    while let Some(step) = raw[at..].bytes().position(marked) {
        let mark = at + step;
        out.push_str(&raw[at..mark]);
        at = if raw.as_bytes()[mark] == b'&' {
            mark + entity::read(&raw[mark..], declared, &mut out)
        } else {
            decode_tag(raw, mark, tags, &mut missing, &mut out)
        };
    }
    out.push_str(&raw[at..]);
    Cow::Owned(out)
}

/// Decodes what begins with the `<` at `mark`; gives where to go on.
fn decode_tag(raw: &str, mark: usize, tags: Tags, missing: &mut Missing, out: &mut String) -> usize {
    if tags == Tags::Literal {
        out.push('<');
        return mark + 1;
    }
    if let Some(body) = raw[mark..].strip_prefix("<![CDATA[") {
        let start = mark + "<![CDATA[".len();
        return match body.find("]]>") {
            Some(end) => {
                out.push_str(&body[..end]);
                start + end + "]]>".len()
            }
            None => {
                out.push_str(body);
                raw.len()
            }
        };
    }
    match markup_at(raw, mark, missing) {
        Markup::Text => {
            out.push('<');
            mark + 1
        }
        Markup::Skip(end) => end,
        Markup::Start { end, .. } | Markup::End { end, .. } => {
            if tags == Tags::Keep {
                out.push_str(&raw[mark..end]);
            }
            end
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_attributes_and_text_are_read() {
        let tree = Tree::parse("<A:x one='1 &amp; 2' Two=3><b>q &lt; <![CDATA[<i>]]></b></a:X>");
        let top = tree.first("x").expect("the element");
        assert_eq!(top.attr("one").as_deref(), Some("1 & 2"));
        assert_eq!(top.attr("two").as_deref(), Some("3"));
        assert_eq!(top.children().next().map(|b| b.text().into_owned()).as_deref(), Some("q < <i>"));
        assert!(top.closed() && !tree.broken);
    }

    #[test]
    fn what_is_never_closed_ends_with_what_it_stands_in() {
        let tree = Tree::parse("<item><title>one<link>two</link></item><item>");
        let title = tree.first("title").expect("a title");
        assert_eq!((title.text().as_ref(), title.closed()), ("one", false));
        assert_eq!(tree.elements().filter(|e| e.local() == "item").count(), 2);
        assert!(tree.broken);
    }

    #[test]
    fn a_bare_less_than_sign_is_text() {
        let tree = Tree::parse("<t>1 < 2 & 3 > 2</t>");
        assert_eq!(tree.first("t").map(|t| t.text().into_owned()).as_deref(), Some("1 < 2 & 3 > 2"));
    }

    #[test]
    fn a_missing_quote_costs_one_tag_only() {
        let tree = Tree::parse(r#"<a href="x>one</a><b k="v">two</b>"#);
        assert_eq!(tree.first("b").and_then(|b| b.attr("k")).as_deref(), Some("v"));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_range_lies_in_the_source(source in r#"(<|>|/|a|b|:|"|'|=|&|;|!|-|\[|\]|CDATA|\?| |é){0,60}"#) {
            let tree = Tree::parse(&source);
            for element in tree.elements() {
                let _ = (element.text(), element.markup(), element.attr("a"), element.children().count());
            }
        }
    }
}
