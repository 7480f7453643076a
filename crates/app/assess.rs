//! From stored evidence to scores and flags, day by day.

use crate::health;
use crate::house::House;
use anyhow::Result;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::flag::Flag;
use domain::score::RegionScore;
use score::{Evidence, FlagInput};
use std::collections::HashMap;

/// A day's scores and flags.
pub struct Assessment {
    /// Highest net attention first.
    pub scores: Vec<RegionScore>,
    /// Highest level first.
    pub flags: Vec<Flag>,
}

/// The first instant after a day: everything published before it was known at the day's end.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    (day + Days::new(1)).and_time(NaiveTime::MIN).and_utc()
}

/// Scores every day that has not been scored, up to today; a fresh store gets the last days as its trend.
///
/// # Errors
/// When the store cannot be read or written.
pub fn assess_until(house: &House, today: NaiveDate) -> Result<Assessment> {
    let trend = Days::new(u64::from(house.settings.digest.trend_days.saturating_sub(1)));
    let earliest = today - trend;
    let first = match house.store.last_scored_day()? {
        // The last scored day is scored again: more may have come in since.
        Some(last) if last <= today => last.max(earliest),
        _ => earliest,
    };
    for day in first.iter_days().take_while(|day| *day < today) {
        assess_day(house, day)?;
    }
    assess_day(house, today)
}

fn assess_day(house: &House, day: NaiveDate) -> Result<Assessment> {
    let until = end_of(day);
    let from = until - chrono::Duration::days(score::history_days(&house.settings.score));
    let observations = house.store.observations(from, until)?;
    let exposure = house.store.exposure(from, until)?;
    let health = health::of_sources(&house.sources, &house.store.source_states()?, house.now());
    let structural = HashMap::new();
    let evidence =
        Evidence { observations: &observations, exposure: &exposure, health: &health, structural: &structural };
    let scores = score::score_regions(&evidence, &house.taxonomy, day, &house.settings.score);
    house.store.put_scores(day, &scores)?;

    let previous = house.store.flags_before(day)?;
    let raised = score::raise_flags(
        &FlagInput {
            scores: &scores,
            previous: &previous,
            mandates: &house.mandates,
            neighbours: &house.enricher.gazetteer().neighbours(),
            as_of: day,
            levels: &house.settings.score.levels,
        },
        &house.settings.flags,
    );
    house.store.put_flags(day, &raised.flags, &raised.events)?;
    Ok(Assessment { scores, flags: raised.flags })
}
