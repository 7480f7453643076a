//! One outcome per item, counted once; one outcome per source, with its reason.

use crate::item::Issue;
use crate::source::{SourceClass, SourceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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

impl SourceOutcome {
    /// Adds a further visit of the same run: the last one tells how it ended.
    pub fn add(&mut self, later: Self) {
        self.state = later.state;
        self.reason = later.reason;
        self.counts += later.counts;
        self.issues.extend(later.issues);
        self.took_ms += later.took_ms;
    }
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
    /// What the scores of its day stand on, as one number: equal numbers, equal scores.
    #[serde(default)]
    pub basis: u64,
}

impl RunReport {
    /// From all visits in order: a source visited several times in one run has one outcome.
    pub fn new(started: DateTime<Utc>, as_of: DateTime<Utc>, visits: Vec<SourceOutcome>) -> Self {
        let mut report =
            Self { started, as_of, sources: Vec::with_capacity(visits.len()), counts: Counts::default(), basis: 0 };
        let mut places: HashMap<SourceId, usize> = HashMap::with_capacity(visits.len());
        for visit in visits {
            report.counts += visit.counts;
            match places.get(&visit.source) {
                Some(place) => report.sources[*place].add(visit),
                None => {
                    places.insert(visit.source.clone(), report.sources.len());
                    report.sources.push(visit);
                }
            }
        }
        report
    }
}
