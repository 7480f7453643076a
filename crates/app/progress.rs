//! How a cycle tells what it is at.

use domain::outcome::SourceOutcome;

/// Sees a cycle at work.
pub trait Progress: Sync {
    /// The visits begin.
    fn begins(&self, _sources: usize) {}
    /// One source is done.
    fn source(&self, _outcome: &SourceOutcome) {}
    /// The cycle goes on to another stage.
    fn stage(&self, _name: &str) {}
    /// So many of all are done: of work that counts anything but sources.
    fn counted(&self, _what: &str, _done: usize, _of: usize) {}
}

/// Nobody watches.
impl Progress for () {}
