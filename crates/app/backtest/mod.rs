//! The past, replayed: dated documents through the same code as today's, and the scores held against what happened.

mod documents;
mod table;

pub use documents::read;
pub use table::Table;

use crate::config::Settings;
use crate::progress::Progress;
use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveTime, Utc};
use domain::store::Store;
use domain::{RegionId, Taxonomy};
use enrich::Enricher;
use score::backtest::{Outcomes, Plan, Replay, Report, Row};
use score::{Evidence, evidence_days};
use serde::Serialize;
use std::collections::HashMap;

/// What a replay needs beside the documents.
pub struct World<'a> {
    /// The configuration.
    pub settings: &'a Settings,
    /// The categories.
    pub taxonomy: &'a Taxonomy,
    /// What knows countries, units and neighbours.
    pub enricher: &'a Enricher,
    /// What happened: deaths by country and month.
    pub outcomes: &'a Outcomes,
    /// What had happened, as structural risk of later months.
    pub history: Option<Outcomes>,
    /// Regions of one's own.
    pub regions: &'a [score::Group],
    /// Structural risk that does not change.
    pub structural: &'a HashMap<RegionId, f64>,
}

/// How the scores compare with what happened.
#[derive(Serialize)]
pub struct Comparison {
    /// From reports alone.
    pub reports: Report,
    /// With past outcomes as structural risk; these scores stand in the table.
    pub with_history: Option<Report>,
}

/// Replays the plan over stored documents, writes each day's rows into the table as they are made, and compares all of them
/// with what happened. A table that was broken off is taken up where its last whole day ends.
///
/// # Errors
/// When the store cannot be read or the table cannot be written.
pub fn replay(
    store: &dyn Store,
    world: World<'_>,
    plan: &Plan,
    table: &mut Table,
    progress: &dyn Progress,
) -> Result<Comparison> {
    let (from, until) = span(plan, world.settings)?;
    let (observations, exposure) = (store.observations(from, until)?, store.exposure(from, until)?);
    let neighbours = world.enricher.gazetteer().neighbours();
    let names = |region: &RegionId| world.enricher.gazetteer().region_name(region);
    let evidence = Evidence {
        observations: &observations,
        exposure: &exposure,
        // How sources did is not known of the past.
        health: &[],
        structural: world.structural,
        neighbours: &neighbours,
        groups: world.regions,
        names: &names,
    };
    let hysteresis = world.settings.flags.hysteresis;
    let mut replay = Replay::new(&evidence, world.taxonomy, &world.settings.score, hysteresis);
    let mut reports_alone = None;
    if let Some(history) = world.history {
        let mut alone = Table::new(None, "");
        run(&replay, plan, &mut alone, progress)?;
        reports_alone = Some(replay.report(&rows(&alone)?, world.outcomes, plan));
        replay = replay.with_history(history);
    }
    run(&replay, plan, table, progress)?;
    let report = replay.report(&rows(table)?, world.outcomes, plan);
    Ok(match reports_alone {
        None => Comparison { reports: report, with_history: None },
        Some(reports) => Comparison { reports, with_history: Some(report) },
    })
}

fn run(replay: &Replay<'_>, plan: &Plan, table: &mut Table, progress: &dyn Progress) -> Result<()> {
    let state = table.resume()?;
    replay.run(plan, state, |step| {
        table.add(step.rows)?;
        progress.counted("days replayed", step.done, step.of);
        Ok::<(), anyhow::Error>(())
    })?;
    Ok(())
}

fn rows(table: &Table) -> Result<Vec<Row>> {
    Row::read_csv(table.text()).context("the table of scores cannot be read back")
}

/// The instants whose documents count: the range and the baseline before it.
fn span(plan: &Plan, settings: &Settings) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let midnight = |day: chrono::NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let before = Days::new(evidence_days(&settings.score).unsigned_abs());
    let first = plan.from.first_day().checked_sub_days(before).context("--from is too early to be reckoned with")?;
    let last = plan.to.last_day().checked_add_days(Days::new(1)).context("--to is too late to be reckoned with")?;
    Ok((midnight(first), midnight(last)))
}
