//! One outcome per item, counted once; one outcome per source, with its reason.

use crate::item::Issue;
use crate::source::{SourceClass, SourceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What became of the items of a visit or a run. The five parts add up to `seen`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Items that came.
    pub seen: u32,
    /// New, or changed and stored anew.
    pub stored: u32,
    /// Copies of a document of another source or address, stored as members of its family.
    pub duplicate: u32,
    /// Already stored, the same.
    pub unchanged: u32,
    /// Not usable, with a reason in the issues.
    pub rejected: u32,
    /// Lost to a fault of ours, with a reason in the issues.
    pub failed: u32,
}

impl Counts {
    /// Whether the parts add up.
    pub fn add_up(&self) -> bool {
        self.seen == self.stored + self.duplicate + self.unchanged + self.rejected + self.failed
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.seen += other.seen;
        self.stored += other.stored;
        self.duplicate += other.duplicate;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
        self.failed += other.failed;
    }
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// Items came.
    Fetched,
    /// The source has nothing new and says so.
    NotModified,
    /// Items came, some broken: see the issues.
    Partial,
    /// It answers, with old content only.
    Frozen,
    /// It could not be read: see the reason.
    Failed,
}

impl VisitState {
    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::NotModified => "not modified",
            Self::Partial => "partial",
            Self::Frozen => "frozen",
            Self::Failed => "failed",
        }
    }
}

/// How one visit to one source ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceOutcome {
    /// The source.
    pub source: SourceId,
    /// Its class.
    pub class: SourceClass,
    /// How it ended.
    pub state: VisitState,
    /// Why, in words; empty when all is well.
    pub reason: String,
    /// What became of its items.
    pub counts: Counts,
    /// Faults that did not stop the reading.
    pub issues: Vec<Issue>,
    /// How long it took, milliseconds.
    pub took_ms: u64,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// When it began.
    pub started: DateTime<Utc>,
    /// The instant it was run for.
    pub as_of: DateTime<Utc>,
    /// Each source.
    pub sources: Vec<SourceOutcome>,
    /// All items.
    pub counts: Counts,
}
