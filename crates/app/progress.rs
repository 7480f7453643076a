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
}

/// Nobody watches.
impl Progress for () {}
