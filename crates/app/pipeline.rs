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
use domain::outcome::RunReport;
use domain::source::SourceState;
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
    let outcomes = tokio::task::block_in_place(|| intake::take_in(house, arriving, progress))?;
    Ok(RunReport::new(now, now, outcomes))
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
