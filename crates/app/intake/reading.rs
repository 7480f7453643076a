//! One visit, read: items to documents, what is stored already left out, the rest annotated.

use crate::house::House;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::document::Annotation;
use domain::item::Issue;
use domain::outcome::{Counts, SourceOutcome, VisitState};
use domain::source::SourceState;
use domain::{Document, DocumentId, Fetched, Item, Source};
use enrich::Reading;
use ingest::Visit;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// A visit with its new documents, ready to be stored.
pub struct ReadVisit {
    /// Documents that were not stored when it was read.
    pub documents: Vec<ReadDocument>,
    /// What to remember of the source.
    pub state: SourceState,
    /// How it ended; what becomes of `documents` is still to be counted.
    pub outcome: SourceOutcome,
}

/// A document with what it says; its family is still to be found.
pub struct ReadDocument {
    pub document: Document,
    pub annotation: Annotation,
    pub wire: Option<String>,
}

impl AsRef<Document> for ReadDocument {
    fn as_ref(&self) -> &Document {
        &self.document
    }
}

/// Reads a visit. A bad item is an issue, a failed visit an outcome.
///
/// # Errors
/// When the store cannot be read.
pub fn read_visit(house: &House, visit: Visit) -> Result<ReadVisit> {
    let Visit { source, took_ms, result } = visit;
    let mut outcome = SourceOutcome {
        source: source.id.clone(),
        class: source.class,
        state: VisitState::Failed,
        reason: String::new(),
        counts: Counts::default(),
        issues: Vec::new(),
        took_ms,
    };
    let Fetched { fetched_at, changed, more, items, issues, mut state, .. } = match result {
        Ok(fetched) => fetched,
        Err(failure) => {
            outcome.reason = failure.reason;
            return Ok(ReadVisit { documents: Vec::new(), state: failure.state, outcome });
        }
    };
    outcome.issues = issues;
    outcome.counts.seen = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let read = read_items(house, &source, items, fetched_at, &mut outcome);
    let newest = read.iter().map(|document| document.published).max();
    state.newest_item = state.newest_item.max(newest);
    let ids: Vec<DocumentId> = read.iter().map(|document| document.id.clone()).collect();
    let stored = if ids.is_empty() { HashMap::new() } else { house.store.content_hashes(&ids)? };
    let fresh = only_new(read, |id| stored.get(id).copied(), &mut outcome.counts);
    let documents = fresh.into_par_iter().map(|document| annotate(house, &source, document)).collect();
    (outcome.state, outcome.reason) = describe(&source, &state, changed, fetched_at, &outcome);
    if more && outcome.reason.is_empty() {
        outcome.reason = "there is more to come".to_owned();
    }
    Ok(ReadVisit { documents, state, outcome })
}

/// Items to documents; what is not usable is counted and listed.
fn read_items(
    house: &House,
    source: &Source,
    items: Vec<Item>,
    fetched_at: DateTime<Utc>,
    outcome: &mut SourceOutcome,
) -> Vec<Document> {
    let read: Vec<_> = items
        .into_par_iter()
        .enumerate()
        .map(|(position, item)| {
            // By position: a title or a key may hold what must not be kept.
            let at = format!("item {}", position + 1);
            house
                .enricher()
                .read(item, source, fetched_at)
                .map_err(|rejection| Issue { at, what: rejection.to_string() })
        })
        .collect();
    let mut documents = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(document) => documents.push(document),
            Err(issue) => {
                outcome.counts.rejected += 1;
                outcome.issues.push(issue);
            }
        }
    }
    documents
}

/// Leaves out, and counts as unchanged, what is `known` with the same content, what stands twice here, and what was taken back
/// before it was ever stored.
pub fn only_new<T: AsRef<Document>>(
    documents: Vec<T>,
    known: impl Fn(&DocumentId) -> Option<u64>,
    counts: &mut Counts,
) -> Vec<T> {
    let mut seen = HashSet::new();
    let before = documents.len();
    let fresh: Vec<T> = documents
        .into_iter()
        .filter(|document| {
            let document = document.as_ref();
            let is_new = known(&document.id).map_or(!document.is_withdrawn(), |hash| hash != document.content_hash);
            is_new && seen.insert(document.id.clone())
        })
        .collect();
    counts.unchanged += u32::try_from(before - fresh.len()).unwrap_or(u32::MAX);
    fresh
}

fn annotate(house: &House, source: &Source, document: Document) -> ReadDocument {
    if document.is_withdrawn() {
        return ReadDocument { document, annotation: Annotation::default(), wire: None };
    }
    let annotation = house.enricher().annotate(&Reading {
        title: &document.title,
        text: &document.text,
        lang_hint: document.language_hint.as_deref().or(source.languages.first().map(String::as_str)),
        published: Some(document.published),
        source_country: source.country,
        point: document.point,
        stated_region: document.stated_region.as_ref(),
    });
    let wire = house.enricher().wire(&document);
    ReadDocument { document, annotation, wire }
}

/// How the visit ended, in the words of the source's line.
fn describe(
    source: &Source,
    state: &SourceState,
    changed: bool,
    now: DateTime<Utc>,
    outcome: &SourceOutcome,
) -> (VisitState, String) {
    if let Some(reason) = crate::health::old_content(source, state, now) {
        return (VisitState::Frozen, reason);
    }
    if !changed {
        return (VisitState::NotModified, String::new());
    }
    match outcome.issues.as_slice() {
        [] => (VisitState::Fetched, String::new()),
        [issue] => (VisitState::Partial, told(issue)),
        [issue, rest @ ..] => (VisitState::Partial, format!("{} (and {} more)", told(issue), rest.len())),
    }
}

/// An issue with its place, where that is a position: titles and identifiers may hold what must not be shown.
fn told(issue: &Issue) -> String {
    let position = ["line ", "item ", "row "].iter().any(|word| issue.at.starts_with(word));
    if position { format!("{}: {}", issue.at, issue.what) } else { issue.what.clone() }
}
