//! What happens to one visit: read, compared, annotated, stored in one transaction, counted.

use crate::house::House;
use anyhow::Result;
use chrono::{DateTime, Days, Utc};
use domain::item::Issue;
use domain::outcome::{Counts, SourceOutcome, VisitState};
use domain::store::Batch;
use domain::{Document, DocumentId, EnrichedDocument, Fetched, Item, Source};
use enrich::{Copies, Reading};
use ingest::Visit;
use rayon::prelude::*;
use std::collections::HashSet;

/// The families of copies known at `now`.
///
/// # Errors
/// When the store cannot be read.
pub fn known_copies(house: &House, now: DateTime<Utc>) -> Result<Copies> {
    let since = now - Days::new(u64::from(house.settings.read.copies_days));
    Ok(Copies::new(house.store.known_copies(since)?))
}

/// Takes in one visit: nothing of it is stored, or all, with what to remember of the source.
///
/// # Errors
/// When the store cannot be read or written; a bad item is an issue, not an error.
pub fn take_in(house: &House, copies: &mut Copies, visit: Visit) -> Result<SourceOutcome> {
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
    let batch = match result {
        Ok(fetched) => read_visit(house, copies, &source, fetched, &mut outcome)?,
        Err(failure) => {
            outcome.reason = failure.reason;
            Batch { documents: Vec::new(), states: vec![(source.id.clone(), failure.state)] }
        }
    };
    let batch = remember(batch, &outcome);
    house.store.put(&batch)?;
    debug_assert!(outcome.counts.add_up(), "every item has one outcome: {:?}", outcome.counts);
    Ok(outcome)
}

/// Notes in the source's state how the visit ended, for the health of later days.
fn remember(mut batch: Batch, outcome: &SourceOutcome) -> Batch {
    for (_, state) in &mut batch.states {
        state.last_outcome = Some(match outcome.reason.as_str() {
            "" => outcome.state.as_str().to_owned(),
            reason => format!("{}: {reason}", outcome.state.as_str()),
        });
    }
    batch
}

fn read_visit(
    house: &House,
    copies: &mut Copies,
    source: &Source,
    fetched: Fetched,
    outcome: &mut SourceOutcome,
) -> Result<Batch> {
    let Fetched { fetched_at, changed, items, issues, mut state, .. } = fetched;
    outcome.issues = issues;
    outcome.counts.seen = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let read = read_items(house, source, items, fetched_at, outcome);
    let newest = read.iter().map(|document| document.published).max();
    state.newest_item = state.newest_item.max(newest);
    let fresh = only_new(house, read, outcome)?;
    let documents = enrich(house, copies, source, fresh, &mut outcome.counts);
    (outcome.state, outcome.reason) = describe(source, &state, changed, fetched_at, outcome);
    Ok(Batch { documents, states: vec![(source.id.clone(), state)] })
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
            house.enricher.read(item, source, fetched_at).map_err(|rejection| Issue { at, what: rejection.to_string() })
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

/// Leaves out what is stored already as it is, and what stands twice in this visit.
fn only_new(house: &House, documents: Vec<Document>, outcome: &mut SourceOutcome) -> Result<Vec<Document>> {
    let ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
    let stored = house.store.content_hashes(&ids)?;
    let mut seen = HashSet::new();
    let before = documents.len();
    let fresh: Vec<Document> = documents
        .into_iter()
        .filter(|document| stored.get(&document.id) != Some(&document.content_hash) && seen.insert(document.id.clone()))
        .collect();
    outcome.counts.unchanged += u32::try_from(before - fresh.len()).unwrap_or(u32::MAX);
    Ok(fresh)
}

/// Annotates in parallel, then finds copies in order, so that the same input gives the same families.
fn enrich(
    house: &House,
    copies: &mut Copies,
    source: &Source,
    documents: Vec<Document>,
    counts: &mut Counts,
) -> Vec<EnrichedDocument> {
    let annotations: Vec<_> = documents
        .par_iter()
        .map(|document| {
            let annotation = house.enricher.annotate(&Reading {
                title: &document.title,
                text: &document.text,
                lang_hint: document.language_hint.as_deref().or(source.languages.first().map(String::as_str)),
                published: Some(document.published),
                source_country: source.country,
                point: document.point,
                stated_region: document.stated_region.as_ref(),
            });
            (annotation, house.enricher.wire(document))
        })
        .collect();
    let mut enriched = Vec::with_capacity(documents.len());
    for (document, (annotation, wire)) in documents.into_iter().zip(annotations) {
        let (cluster, signature) = copies.place(&document.id, &document.title, &document.text);
        if cluster.as_str() == document.id.as_str() {
            counts.stored += 1;
        } else {
            counts.duplicate += 1;
        }
        enriched.push(EnrichedDocument { document, annotation, cluster, wire, signature });
    }
    enriched
}

/// How the visit ended, in the words of the source's line.
fn describe(
    source: &Source,
    state: &domain::source::SourceState,
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
        [issue] => (VisitState::Partial, issue.what.clone()),
        [issue, rest @ ..] => (VisitState::Partial, format!("{} (and {} more)", issue.what, rest.len())),
    }
}
