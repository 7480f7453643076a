//! How sources do: silence is not calm.

use crate::house::House;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::evidence::{Health, SourceHealth};
use domain::score::Level;
use domain::source::SourceState;
use domain::{RegionId, Source};

/// Why a source's content is old, if it is: nothing newer than the source leads to expect.
pub fn old_content(source: &Source, state: &SourceState, now: DateTime<Utc>) -> Option<String> {
    let newest = state.newest_item?;
    let days = (now - newest).num_days();
    (source.silent_after_days > 0 && days > i64::from(source.silent_after_days))
        .then(|| format!("newest item is of {}, {days} days old", newest.date_naive()))
}

/// The health of every enabled source. A field source that does not report while its region is tense is said to be so: it
/// may have been shut down.
///
/// # Errors
/// When the store cannot be read.
pub fn of_sources(house: &House) -> Result<Vec<SourceHealth>> {
    let (states, now) = (house.store.source_states()?, house.now());
    let fresh = SourceState::default();
    let health = |source: &Source| {
        let (state, reason) = judge(source, states.get(&source.id).unwrap_or(&fresh), now);
        SourceHealth {
            source: source.id.clone(),
            regions: source.regions.clone(),
            field: source.class.is_field(),
            state,
            reason,
        }
    };
    let mut all: Vec<SourceHealth> = house.sources.iter().filter(|source| source.enabled).map(health).collect();
    let quiet = |source: &SourceHealth| {
        source.field && matches!(source.state, Health::Silent | Health::Frozen | Health::Failed)
    };
    if all.iter().any(quiet) {
        let tense = tense_regions(house)?;
        for source in all.iter_mut().filter(|source| quiet(source)) {
            if let Some((region, level)) = tense.iter().find(|(region, _)| covers(source, region)) {
                let place = house.place_name(region);
                source.reason = format!("{}; {place} is tense ({}): may be a shutdown", source.reason, level.as_str());
            }
        }
    }
    Ok(all)
}

/// Regions that were above `none` when they were scored last, the tensest first.
fn tense_regions(house: &House) -> Result<Vec<(RegionId, Level)>> {
    let Some(day) = house.store.last_scored_day()? else { return Ok(Vec::new()) };
    let scores = house.store.scores(day)?;
    Ok(scores.into_iter().filter(|score| score.level > Level::None).map(|score| (score.region, score.level)).collect())
}

fn covers(source: &SourceHealth, region: &RegionId) -> bool {
    source.regions.iter().any(|own| own.contains(region) || region.contains(own))
}

fn judge(source: &Source, state: &SourceState, now: DateTime<Utc>) -> (Health, String) {
    if state.last_visit.is_none() {
        return (Health::Unvisited, "not visited yet".to_owned());
    }
    if state.failure_quarters > 0 {
        let outcome = state.last_outcome.clone().unwrap_or_default();
        return (Health::Failed, outcome.trim_start_matches("failed: ").to_owned());
    }
    match old_content(source, state, now) {
        // A form that brings nothing new has fallen silent; a feed that repeats old items is frozen.
        Some(reason) if !ingest::shows_old(&source.kind) => (Health::Silent, reason),
        Some(reason) => (Health::Frozen, reason),
        None => (Health::Reporting, String::new()),
    }
}
