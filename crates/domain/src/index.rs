//! The index: derived from the store, rebuildable at any time.

use crate::document::EnrichedDocument;
use crate::query::{Answer, Query};

/// What can go wrong in an index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The engine failed.
    #[error("the search index failed: {0}; run `almenara reindex` to rebuild it from the store")]
    Engine(String),
    /// The index was made by another version.
    #[error("the search index has another shape ({0}); run `almenara reindex` to rebuild it from the store")]
    Shape(String),
    /// Another process is writing to the index: where it is. Nothing is lost, the store is ahead and stays so.
    #[error(
        "another process is writing to the search index in {0}; wait until it is done, or stop it. What is stored meanwhile \
         is indexed with the next run"
    )]
    Busy(String),
}

/// A search engine. One conformance suite runs over all implementations.
pub trait SearchIndex: Send + Sync {
    /// Adds documents, replacing those of the same identifier, and commits them together with the watermark: after a
    /// crash either both are there or neither.
    fn put(&self, documents: &[EnrichedDocument], watermark: u64) -> Result<(), IndexError>;

    /// The store's sequence number up to which documents are in; 0 for an empty index.
    fn watermark(&self) -> Result<u64, IndexError>;

    /// How many documents are in.
    fn count(&self) -> Result<u64, IndexError>;

    /// Answers a query. The clearance is enforced inside: hits, total and snippets.
    fn search(&self, query: &Query) -> Result<Answer, IndexError>;

    /// Empties the index and sets the watermark to 0.
    fn clear(&self) -> Result<(), IndexError>;
}
