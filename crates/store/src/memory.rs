//! The store that leaves nothing behind.

use crate::{chain, evidence};
use chrono::{DateTime, NaiveDate, Utc};
use domain::document::{DocumentId, KnownCopy};
use domain::evidence::{Exposure, Observation};
use domain::flag::{Flag, FlagEvent, FlagId};
use domain::ledger::LedgerSeal;
use domain::outcome::RunReport;
use domain::score::RegionScore;
use domain::source::SourceState;
use domain::store::{Batch, Store, StoreError};
use domain::{ClusterId, Country, EnrichedDocument, RegionId, SourceId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{Bound, Range};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A store in memory, with the semantics of the one on disk. Cheap to make, gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    documents: BTreeMap<u64, EnrichedDocument>,
    sequences: HashMap<DocumentId, u64>,
    last_sequence: u64,
    states: HashMap<SourceId, SourceState>,
    scores: BTreeMap<NaiveDate, Vec<RegionScore>>,
    flags: BTreeMap<NaiveDate, Vec<Flag>>,
    events: Vec<FlagEvent>,
    runs: Vec<RunReport>,
}

impl State {
    fn put(&mut self, document: &EnrichedDocument) {
        self.last_sequence += 1;
        if let Some(old) = self.sequences.insert(document.document.id.clone(), self.last_sequence) {
            self.documents.remove(&old);
        }
        self.documents.insert(self.last_sequence, document.clone());
    }

    fn append(&mut self, event: &FlagEvent) {
        if !self.events.contains(event) {
            self.events.push(event.clone());
        }
    }

    /// Documents published in the half-open interval, with their sequence numbers.
    fn published(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = &EnrichedDocument> {
        let (from, until) = (evidence::kept(from), evidence::kept(until));
        self.documents.values().filter(move |each| (from..until).contains(&evidence::kept(each.document.published)))
    }
}

impl MemoryStore {
    // A panic elsewhere leaves the state as it was between two statements, each of which keeps it whole.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn put(&self, batch: &Batch) -> Result<Range<u64>, StoreError> {
        let mut state = self.write();
        let first = state.last_sequence + 1;
        batch.documents.iter().for_each(|document| state.put(document));
        state.states.extend(batch.states.iter().cloned());
        Ok(first..state.last_sequence + 1)
    }

    fn document(&self, id: &DocumentId) -> Result<Option<EnrichedDocument>, StoreError> {
        let state = self.read();
        Ok(state.sequences.get(id).and_then(|sequence| state.documents.get(sequence)).cloned())
    }

    fn content_hashes(&self, ids: &[DocumentId]) -> Result<HashMap<DocumentId, u64>, StoreError> {
        let state = self.read();
        let hash = |id: &DocumentId| Some(state.documents.get(state.sequences.get(id)?)?.document.content_hash);
        Ok(ids.iter().filter_map(|id| Some((id.clone(), hash(id)?))).collect())
    }

    fn documents_after(&self, sequence: u64, limit: usize) -> Result<Vec<(u64, EnrichedDocument)>, StoreError> {
        let state = self.read();
        let after = state.documents.range((Bound::Excluded(sequence), Bound::Unbounded));
        Ok(after.take(limit).map(|(sequence, document)| (*sequence, document.clone())).collect())
    }

    fn document_count(&self) -> Result<u64, StoreError> {
        Ok(self.read().documents.len() as u64)
    }

    fn last_sequence(&self) -> Result<u64, StoreError> {
        Ok(self.read().last_sequence)
    }

    fn known_copies(&self, since: DateTime<Utc>) -> Result<Vec<KnownCopy>, StoreError> {
        let state = self.read();
        let mut copies: Vec<&EnrichedDocument> = state.published(since, DateTime::<Utc>::MAX_UTC).collect();
        copies.sort_by_key(|each| evidence::kept(each.document.published));
        Ok(copies
            .into_iter()
            .map(|each| KnownCopy { cluster: each.cluster.clone(), signature: each.signature.clone() })
            .collect())
    }

    fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError> {
        Ok(self.read().states.clone())
    }

    fn observations(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Observation>, StoreError> {
        let mut found: Vec<_> = self.read().published(from, until).flat_map(evidence::observations).collect();
        found.sort_by(|a, b| {
            let key = |each: &Observation| (each.published, each.document.clone(), each.region.to_string());
            key(a).cmp(&key(b)).then_with(|| a.category.cmp(&b.category))
        });
        Ok(found)
    }

    fn exposure(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<(Country, Exposure)>, StoreError> {
        let state = self.read();
        let mut days: BTreeMap<(Country, NaiveDate), [HashSet<&ClusterId>; 2]> = BTreeMap::new();
        for each in state.published(from, until) {
            for country in evidence::countries(each) {
                let sides = days.entry((country, each.document.published.date_naive())).or_default();
                sides[usize::from(each.document.class.is_field())].insert(&each.cluster);
            }
        }
        Ok(days
            .into_iter()
            .map(|((country, day), [media, field])| {
                (country, Exposure { day, field: field.len() as u32, media: media.len() as u32 })
            })
            .collect())
    }

    fn put_scores(&self, as_of: NaiveDate, scores: &[RegionScore]) -> Result<(), StoreError> {
        let mut scores = scores.to_vec();
        scores.sort_by(|a, b| {
            b.attention_net.total_cmp(&a.attention_net).then_with(|| a.region.to_string().cmp(&b.region.to_string()))
        });
        self.write().scores.insert(as_of, scores);
        Ok(())
    }

    fn scores(&self, as_of: NaiveDate) -> Result<Vec<RegionScore>, StoreError> {
        Ok(self.read().scores.get(&as_of).cloned().unwrap_or_default())
    }

    fn score(&self, region: &RegionId, as_of: NaiveDate) -> Result<Option<RegionScore>, StoreError> {
        let state = self.read();
        let last = state.scores.range(..=as_of).next_back();
        Ok(last.and_then(|(_, scores)| scores.iter().find(|score| score.region == *region)).cloned())
    }

    fn last_scored_day(&self) -> Result<Option<NaiveDate>, StoreError> {
        Ok(self.read().scores.keys().next_back().copied())
    }

    fn put_flags(&self, as_of: NaiveDate, flags: &[Flag], events: &[FlagEvent]) -> Result<(), StoreError> {
        let mut flags = flags.to_vec();
        flags.sort_by(|a, b| {
            b.level.cmp(&a.level).then(b.attention.total_cmp(&a.attention)).then_with(|| a.id.cmp(&b.id))
        });
        let mut state = self.write();
        state.flags.insert(as_of, flags);
        events.iter().for_each(|event| state.append(event));
        Ok(())
    }

    fn flags(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        Ok(self.read().flags.get(&as_of).cloned().unwrap_or_default())
    }

    fn flags_before(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        Ok(self.read().flags.range(..as_of).next_back().map(|(_, flags)| flags.clone()).unwrap_or_default())
    }

    fn flag_events(&self, flag: &FlagId) -> Result<Vec<FlagEvent>, StoreError> {
        let mut events: Vec<_> = self.read().events.iter().filter(|event| event.flag == *flag).cloned().collect();
        events.sort_by_key(|event| evidence::kept(event.at));
        Ok(events)
    }

    fn append_flag_event(&self, event: &FlagEvent) -> Result<(), StoreError> {
        self.write().append(event);
        Ok(())
    }

    fn flag(&self, id: &FlagId) -> Result<Option<Flag>, StoreError> {
        Ok(self.read().flags.values().rev().flatten().find(|flag| flag.id == *id).cloned())
    }

    fn ledger(&self) -> Result<Vec<FlagEvent>, StoreError> {
        Ok(self.read().events.clone())
    }

    fn verify_ledger(&self) -> Result<LedgerSeal, StoreError> {
        let state = self.read();
        let mut link = chain::START;
        for event in &state.events {
            let entry = serde_json::to_string(event)
                .map_err(|error| StoreError::Damaged { what: "entry".to_owned(), cause: error.to_string() })?;
            link = chain::link(&link, &entry);
        }
        let hash = if state.events.is_empty() { String::new() } else { chain::shown(&link) };
        Ok(LedgerSeal { entries: state.events.len() as u64, hash })
    }

    fn put_run(&self, run: &RunReport) -> Result<(), StoreError> {
        self.write().runs.push(run.clone());
        Ok(())
    }

    fn last_run(&self) -> Result<Option<RunReport>, StoreError> {
        Ok(self.read().runs.last().cloned())
    }

    fn check(&self) -> Result<Vec<String>, StoreError> {
        let state = self.read();
        let dangling = state.sequences.values().filter(|sequence| !state.documents.contains_key(sequence)).count();
        Ok((dangling > 0).then(|| format!("{dangling} identifiers without a document")).into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    crate::conformance::conformance!(((), super::MemoryStore::default()));
}
