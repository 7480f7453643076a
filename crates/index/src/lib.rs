//! Full-text search, derived from the store and rebuilt from it at any time.
//!
//! Two implementations of [`domain::index::SearchIndex`] pass one conformance suite: [`TantivyIndex`], a directory on
//! disk, and [`MemoryIndex`], a plain scan for tests and small sets. Both read a query through the same [`plan`] and the
//! same words ([`tokenize`], [`stem`]), so that they can only disagree on the order of matches.
//!
//! Architecture invariant: nothing here knows the store. The watermark is an opaque number of the caller.

#[cfg(test)]
#[macro_use]
mod conformance;
mod kept;
mod memory;
mod plan;
#[cfg(test)]
mod sample;
mod scan;
mod snippet;
mod stem;
mod tantivy;
mod tokenize;

pub use self::tantivy::{Rebuild, TantivyIndex};
pub use memory::MemoryIndex;
