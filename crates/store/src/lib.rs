//! The truth: documents, what is remembered of sources, scores, flags and their ledger.
//!
//! Two implementations of [`domain::store::Store`] pass one conformance suite: [`SqliteStore`], one file that survives a
//! kill at any instant, and [`MemoryStore`], for tests and for runs that leave nothing behind.
//!
//! Architecture invariant: nothing here knows where documents come from or how scores are made, and nothing reads the
//! clock. Adding a database is one module that passes `conformance`.

#[cfg(test)]
#[macro_use]
mod conformance;
mod chain;
mod evidence;
mod memory;
#[cfg(test)]
mod sample;
mod sqlite;

pub use memory::MemoryStore;
pub use sqlite::SqliteStore;
