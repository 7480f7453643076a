//! The whole way, twice: [`run_cycle`] from sources to flags, [`run_digest`] from flags to a delivered digest.

use crate::assess::{self, Assessment};
use crate::house::House;
use crate::intake;
use crate::progress::Progress;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use digest::{Channel, FileChannel};
use domain::SourceId;
use domain::digest::Digest;
use domain::index::{IndexError, SearchIndex};
use domain::outcome::RunReport;
use domain::source::SourceState;
use domain::store::Store;
use ingest::Order;
use std::collections::HashMap;

/// Which sources a cycle visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Those whose next visit has come.
    Due,
    /// Every enabled one, due or not.
    All,
    /// These.
    Named(Vec<SourceId>),
    /// These, or every enabled one when none is named, and again everything they published from an instant on.
    Since(Vec<SourceId>, DateTime<Utc>),
}

/// What a cycle did.
pub struct Cycle {
    /// Each source and all counts.
    pub report: RunReport,
    /// Today's scores and flags.
    pub assessment: Assessment,
}

/// Fetch → parse → enrich → store → index → score → flag. Killed at any instant, it loses and doubles nothing: each visit is
/// stored with its source's state in one transaction, and the index catches up from its own watermark.
///
/// # Errors
/// When the store or the index fails; a source that fails is an outcome, not an error.
pub async fn run_cycle(house: &House, choice: &Choice, progress: &dyn Progress) -> Result<Cycle> {
    let mut report = take_in(house, choice, progress).await?;
    progress.stage("score");
    let assessment = tokio::task::block_in_place(|| assess::assess_until(house, report.as_of.date_naive()))?;
    report.basis = assessment.basis;
    house.store.put_run(&report)?;
    Ok(Cycle { report, assessment })
}

/// Fetch → parse → enrich → store → index: the first part of a cycle.
///
/// # Errors
/// When the store or the index fails; a source that fails is an outcome, not an error.
pub async fn take_in(house: &House, choice: &Choice, progress: &dyn Progress) -> Result<RunReport> {
    let now = house.now();
    let orders = orders(house, choice, now)?;
    progress.begins(orders.len());
    let arriving = house.fetcher.clone().pull_all(orders, now);
    let outcomes =
        tokio::task::block_in_place(|| intake::take_in(house, arriving, progress, |end| index_or_leave(house, end)))?;
    Ok(RunReport::new(now, now, outcomes))
}

/// Brings the index up to the store while documents come in, and at the `end`; in between it waits until a whole batch is
/// there, for small ones cost more. While another process is at work on the index, that one, or the next run, takes in
/// what was stored here.
fn index_or_leave(house: &House, end: bool) -> Result<()> {
    let waiting = house.store.last_sequence()?.saturating_sub(house.index.watermark()?);
    if !end && waiting < INDEX_BATCH as u64 {
        return Ok(());
    }
    match catch_up(house) {
        Err(error) if matches!(error.downcast_ref(), Some(IndexError::Busy(_))) => tracing::warn!("{error:#}"),
        done => drop(done?),
    }
    Ok(())
}

/// Documents indexed in one commit: twice as many would save a twentieth of the processor time and hold 27 MB more.
const INDEX_BATCH: usize = 2_500;

/// Brings the index up to the store, from its watermark; returns how many documents were added.
///
/// # Errors
/// When the store or the index fails.
pub fn catch_up(house: &House) -> Result<usize> {
    if house.index.watermark()? > house.store.last_sequence()? {
        // The store was restored from a copy: what the index holds beyond it is not true any more.
        house.index.clear()?;
    }
    fill(house.store.as_ref(), house.index.as_ref())
}

/// Puts all documents of the store beyond the index's watermark into it; returns how many.
///
/// # Errors
/// When the store or the index fails.
pub fn fill(store: &dyn Store, index: &dyn SearchIndex) -> Result<usize> {
    let mut watermark = index.watermark()?;
    let mut added = 0;
    loop {
        let batch = store.documents_after(watermark, INDEX_BATCH)?;
        let Some((last, _)) = batch.last() else { return Ok(added) };
        watermark = *last;
        let documents: Vec<_> = batch.into_iter().map(|(_, document)| document).collect();
        index.put(&documents, watermark)?;
        added += documents.len();
    }
}

/// Compose → render → deliver. Returns the digest and where it went.
///
/// # Errors
/// When the store fails or a file cannot be written.
pub fn run_digest(house: &House, day: NaiveDate) -> Result<(Digest, Vec<String>)> {
    let digest = digest::compose(crate::ingredients::gather(house, day)?);
    let formats = &house.settings.digest.formats;
    let rendered =
        formats.iter().map(|format| digest::render(format, &digest, &house.taxonomy)).collect::<Result<Vec<_>, _>>()?;
    let places = FileChannel { dir: house.data_dir.join("digests") }.deliver(&rendered)?;
    Ok((digest, places))
}

fn orders(house: &House, choice: &Choice, now: DateTime<Utc>) -> Result<Vec<Order>> {
    let mut states: HashMap<SourceId, SourceState> = house.store.source_states()?;
    let since = if let Choice::Since(_, from) = choice { Some(*from) } else { None };
    let mut orders = Vec::new();
    for source in &house.sources {
        let state = states.remove(&source.id).unwrap_or_default();
        // What waits on standard input is read when it is asked for.
        let on_its_own = source.enabled && !ingest::on_request_only(&source.kind);
        let chosen = match choice {
            Choice::Due => on_its_own && state.next_visit.is_none_or(|next| next <= now),
            Choice::All => on_its_own,
            Choice::Since(ids, _) if ids.is_empty() => on_its_own,
            Choice::Named(ids) | Choice::Since(ids, _) => ids.contains(&source.id),
        };
        if chosen {
            orders.push(Order { source: source.clone(), state, since });
        }
    }
    Ok(orders)
}
