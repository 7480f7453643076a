//! What is read becomes truth: families of copies, one transaction for each group of visits, one outcome for each item.

use super::reading::{ReadDocument, ReadVisit, only_new};
use crate::house::House;
use crate::indexing::Stored;
use anyhow::Result;
use chrono::Days;
use domain::EnrichedDocument;
use domain::document::{ClusterId, DocumentId, Signature};
use domain::outcome::{Counts, SourceOutcome, VisitState};
use domain::source::SourceState;
use domain::store::Batch;
use enrich::Copies;
use std::collections::{HashMap, VecDeque};

/// Stores visits, one group after the other, so that the same order of arrival gives the same families.
pub struct Keeper<'a> {
    house: &'a House,
    /// Read from the store with the first document: most cycles bring none.
    copies: Option<Copies>,
    /// Content hashes of the groups stored last: those that were not in the store yet when the next one was read.
    recent: VecDeque<HashMap<DocumentId, u64>>,
}

impl<'a> Keeper<'a> {
    pub fn new(house: &'a House) -> Self {
        Self { house, copies: None, recent: VecDeque::new() }
    }

    /// Stores a group in one transaction: everything of it with what to remember of its sources, or nothing.
    pub fn keep(&mut self, group: Vec<ReadVisit>) -> Result<(Vec<SourceOutcome>, Stored)> {
        let mut batch = Batch::default();
        let mut outcomes = Vec::with_capacity(group.len());
        self.recent.push_back(HashMap::new());
        if self.recent.len() > super::UNDER_WAY {
            self.recent.pop_front();
        }
        for ReadVisit { documents, mut state, mut outcome } in group {
            // Another visit may have brought the same document while this one was read.
            let known = |id: &DocumentId| self.recent.iter().rev().find_map(|group| group.get(id)).copied();
            let documents = only_new(documents, known, &mut outcome.counts);
            if let Some(group) = self.recent.back_mut() {
                group.extend(documents.iter().map(|read| (read.document.id.clone(), read.document.content_hash)));
            }
            for document in documents {
                let enriched = self.place(document, &mut outcome.counts)?;
                batch.documents.push(enriched);
            }
            note(&mut state, &outcome);
            batch.states.push((outcome.source.clone(), state));
            debug_assert!(outcome.counts.add_up(), "every item has one outcome: {:?}", outcome.counts);
            outcomes.push(outcome);
        }
        let numbers = self.house.store.put(&batch)?;
        Ok((outcomes, Stored { numbers, documents: batch.documents }))
    }

    fn place(&mut self, read: ReadDocument, counts: &mut Counts) -> Result<EnrichedDocument> {
        let ReadDocument { document, annotation, wire } = read;
        if document.is_withdrawn() {
            // Nothing is left to be compared: it is a family of its own.
            counts.stored += 1;
            let cluster = ClusterId::new(document.id.as_str());
            return Ok(EnrichedDocument { document, annotation, cluster, wire, signature: Signature::default() });
        }
        let (cluster, signature) = self.copies()?.place(&document.id, &document.title, &document.text);
        if cluster.as_str() == document.id.as_str() {
            counts.stored += 1;
        } else {
            counts.duplicate += 1;
        }
        Ok(EnrichedDocument { document, annotation, cluster, wire, signature })
    }

    fn copies(&mut self) -> Result<&mut Copies> {
        let known = match self.copies.take() {
            Some(copies) => copies,
            None => {
                let days = Days::new(u64::from(self.house.settings.read.copies_days));
                Copies::new(self.house.store.known_copies(self.house.now() - days)?)
            }
        };
        Ok(self.copies.insert(known))
    }
}

/// Notes in the source's state how the visit ended, for the health of later days.
fn note(state: &mut SourceState, outcome: &SourceOutcome) {
    state.last_outcome = Some(match outcome.reason.as_str() {
        "" => outcome.state.as_str().to_owned(),
        reason => format!("{}: {reason}", outcome.state.as_str()),
    });
    debug_assert!(outcome.state != VisitState::Failed || outcome.counts == Counts::default());
}
