//! Families of documents that are kept nowhere else.

use super::Copies;
use domain::document::{ClusterId, DocumentId, KnownCopy, Signature};
use std::collections::HashMap;
use std::convert::Infallible;

/// Copies with their signatures beside them in memory, about 1 KB a document: for a heap of documents that no store keeps.
#[derive(Debug, Default)]
pub struct Shelf {
    copies: Copies,
    kept: HashMap<DocumentId, KnownCopy>,
}

impl Shelf {
    /// Finds the family of a document as [`Copies::place`] does.
    pub fn place(&mut self, id: &DocumentId, title: &str, text: &str) -> (ClusterId, Signature) {
        let look_up = |id: &DocumentId| Ok::<_, Infallible>(self.kept.get(id).cloned());
        let Ok((cluster, signature)) = self.copies.place(id, title, text, look_up);
        let copy = KnownCopy { document: id.clone(), cluster: cluster.clone(), signature: signature.clone() };
        self.kept.insert(id.clone(), copy);
        (cluster, signature)
    }

    /// How many documents are remembered.
    pub fn len(&self) -> usize {
        self.copies.len()
    }

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }
}
