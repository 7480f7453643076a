//! The store: the truth. Everything else can be rebuilt from it.

use crate::document::{DocumentId, EnrichedDocument, KnownCopy};
use crate::evidence::{Exposure, Observation};
use crate::flag::{Flag, FlagEvent, FlagId};
use crate::ledger::LedgerSeal;
use crate::outcome::RunReport;
use crate::score::RegionScore;
use crate::source::{SourceId, SourceState};
use crate::{Country, RegionId};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use std::ops::Range;

/// What can go wrong in a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the store failed while it tried to {action}: {cause}")]
    Database {
        /// What was being done.
        action: &'static str,
        /// What the database says.
        cause: String,
    },
    /// The database belongs to a newer program.
    #[error(
        "the store {place} has schema version {found}, this program knows {known}; use the program that wrote it, or a newer one"
    )]
    TooNew {
        /// Where it is.
        place: String,
        /// Its version.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// A stored value cannot be read.
    #[error("the store holds a {what} that cannot be read: {cause}; run `almenara doctor`")]
    Damaged {
        /// Which value.
        what: String,
        /// Why not.
        cause: String,
    },
}

/// Everything one visit changes, committed in one transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Documents, new or changed; one that is stored already is replaced under a new sequence number.
    pub documents: Vec<EnrichedDocument>,
    /// What to remember of sources.
    pub states: Vec<(SourceId, SourceState)>,
}

/// The truth. One conformance suite runs over all implementations. Half-open instants: `from <= published < until`.
pub trait Store: Send + Sync {
    /// Stores a batch in one transaction: all or nothing. Returns the sequence numbers that its documents were given, in
    /// their order and without a gap; an empty range where it has none.
    fn put(&self, batch: &Batch) -> Result<Range<u64>, StoreError>;

    /// A document.
    fn document(&self, id: &DocumentId) -> Result<Option<EnrichedDocument>, StoreError>;

    /// Content hashes of those of these documents that are stored.
    fn content_hashes(&self, ids: &[DocumentId]) -> Result<HashMap<DocumentId, u64>, StoreError>;

    /// Documents after a sequence number, in its order, each with its own.
    fn documents_after(&self, sequence: u64, limit: usize) -> Result<Vec<(u64, EnrichedDocument)>, StoreError>;

    /// How many documents are stored.
    fn document_count(&self) -> Result<u64, StoreError>;

    /// The highest sequence number; 0 for an empty store.
    fn last_sequence(&self) -> Result<u64, StoreError>;

    /// Fingerprints of documents published since an instant, oldest first.
    fn known_copies(&self, since: DateTime<Utc>) -> Result<Vec<KnownCopy>, StoreError>;

    /// What is remembered of every source ever visited.
    fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError>;

    /// What documents published in the interval say, ordered by publication and document.
    fn observations(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Observation>, StoreError>;

    /// Documents a day on each country in the interval: one per cluster and side.
    fn exposure(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<(Country, Exposure)>, StoreError>;

    /// Replaces the scores of a day.
    fn put_scores(&self, as_of: NaiveDate, scores: &[RegionScore]) -> Result<(), StoreError>;

    /// The scores of a day, highest net attention first; empty when the day was not scored.
    fn scores(&self, as_of: NaiveDate) -> Result<Vec<RegionScore>, StoreError>;

    /// A region's score on the last scored day up to `as_of`.
    fn score(&self, region: &RegionId, as_of: NaiveDate) -> Result<Option<RegionScore>, StoreError>;

    /// The last scored day.
    fn last_scored_day(&self) -> Result<Option<NaiveDate>, StoreError>;

    /// Stores the flags of a day as they are on it, with the events that led there, in one transaction.
    fn put_flags(&self, as_of: NaiveDate, flags: &[Flag], events: &[FlagEvent]) -> Result<(), StoreError>;

    /// The flags of a day, highest level and attention first.
    fn flags(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError>;

    /// The flags of the last day before `as_of` that has been evaluated.
    fn flags_before(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError>;

    /// The ledger of a flag, oldest first.
    fn flag_events(&self, flag: &FlagId) -> Result<Vec<FlagEvent>, StoreError>;

    /// Appends to the ledger and seals the entry; the same event told again is the one that is there.
    fn append_flag_event(&self, event: &FlagEvent) -> Result<(), StoreError>;

    /// A flag as it was on the last day that carried it.
    fn flag(&self, id: &FlagId) -> Result<Option<Flag>, StoreError>;

    /// The whole ledger, in the order in which it was written.
    fn ledger(&self) -> Result<Vec<FlagEvent>, StoreError>;

    /// Follows the chain that seals the ledger; [`StoreError::Damaged`] names the first entry that is not as it was written.
    fn verify_ledger(&self) -> Result<LedgerSeal, StoreError>;

    /// Stores the end of a run.
    fn put_run(&self, run: &RunReport) -> Result<(), StoreError>;

    /// The last run.
    fn last_run(&self) -> Result<Option<RunReport>, StoreError>;

    /// Checks the store's own consistency; an empty list is health.
    fn check(&self) -> Result<Vec<String>, StoreError>;
}
