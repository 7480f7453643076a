//! The words of a lexicon in one byte trie: one walk over a token finds the whole word and every stem it begins with.

use std::collections::BTreeMap;

/// A word or stem of the lexicon.
pub(super) type WordId = u32;

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    edges_from: u32,
    edges_to: u32,
    whole: WordId,
    stem: WordId,
}

/// The finished trie.
#[derive(Debug)]
pub(super) struct Vocabulary {
    nodes: Vec<Node>,
    /// Bytes of the edges, and beside them the nodes where they lead: what is searched lies close together.
    labels: Vec<u8>,
    targets: Vec<u32>,
    roots: Box<[u32; 256]>,
}

impl Vocabulary {
    /// Calls `found` with every word that the token is, and every stem that it begins with.
    pub fn look_up(&self, token: &[u8], mut found: impl FnMut(WordId)) {
        let Some(&first) = token.first() else { return };
        let mut at = self.roots[first as usize];
        for next in token[1..].iter().map(Some).chain([None]) {
            let Some(node) = self.nodes.get(at as usize) else { return };
            if node.stem != NONE {
                found(node.stem);
            }
            let Some(byte) = next else {
                if node.whole != NONE {
                    found(node.whole);
                }
                return;
            };
            let from = node.edges_from as usize;
            let labels = &self.labels[from..node.edges_to as usize];
            at = labels.iter().position(|label| label == byte).map_or(NONE, |edge| self.targets[from + edge]);
        }
    }
}

/// Collects words before the trie is laid out.
#[derive(Debug, Default)]
pub(super) struct VocabularyBuilder {
    ids: BTreeMap<(Vec<u8>, bool), WordId>,
}

impl VocabularyBuilder {
    /// The identifier of a folded word; `stem` takes every token that begins with it.
    pub fn add(&mut self, folded: &str, stem: bool) -> WordId {
        let next = self.ids.len() as WordId;
        *self.ids.entry((folded.as_bytes().to_vec(), stem)).or_insert(next)
    }

    /// Lays the trie out.
    pub fn build(self) -> Vocabulary {
        let mut growing: Vec<(BTreeMap<u8, u32>, WordId, WordId)> = vec![(BTreeMap::new(), NONE, NONE)];
        for ((bytes, stem), id) in self.ids {
            let mut at = 0usize;
            for byte in bytes {
                let fresh = growing.len() as u32;
                let to = *growing[at].0.entry(byte).or_insert(fresh);
                if to == fresh {
                    growing.push((BTreeMap::new(), NONE, NONE));
                }
                at = to as usize;
            }
            if stem {
                growing[at].2 = id;
            } else {
                growing[at].1 = id;
            }
        }
        let mut out = Vocabulary {
            nodes: Vec::with_capacity(growing.len()),
            labels: Vec::with_capacity(growing.len()),
            targets: Vec::with_capacity(growing.len()),
            roots: Box::new([NONE; 256]),
        };
        for (byte, to) in &growing[0].0 {
            out.roots[*byte as usize] = *to;
        }
        for (children, whole, stem) in growing {
            let edges_from = out.labels.len() as u32;
            out.labels.extend(children.keys());
            out.targets.extend(children.values());
            out.nodes.push(Node { edges_from, edges_to: out.labels.len() as u32, whole, stem });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_walk_finds_the_word_and_its_stems() {
        let mut builder = VocabularyBuilder::default();
        let (kill_stem, killer, kill) =
            (builder.add("kill", true), builder.add("killer", false), builder.add("kill", false));
        let vocabulary = builder.build();
        let find = |token: &str| {
            let mut ids = Vec::new();
            vocabulary.look_up(token.as_bytes(), |id| ids.push(id));
            ids
        };
        assert_eq!(find("killer"), [kill_stem, killer]);
        assert_eq!(find("kill"), [kill_stem, kill]);
        assert_eq!(find("killings"), [kill_stem]);
        assert!(find("kil").is_empty() && find("").is_empty() && find("übung").is_empty());
    }
}
