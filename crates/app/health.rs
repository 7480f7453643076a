//! How sources do: silence is not calm.

use chrono::{DateTime, Utc};
use domain::Source;
use domain::evidence::{Health, SourceHealth};
use domain::source::SourceState;
use std::collections::HashMap;

/// Why a source's content is old, if it is: nothing newer than the source leads to expect.
pub fn old_content(source: &Source, state: &SourceState, now: DateTime<Utc>) -> Option<String> {
    let newest = state.newest_item?;
    let days = (now - newest).num_days();
    (source.silent_after_days > 0 && days > i64::from(source.silent_after_days))
        .then(|| format!("newest item is of {}, {days} days old", newest.date_naive()))
}

/// The health of every enabled source.
pub fn of_sources(
    sources: &[Source],
    states: &HashMap<domain::SourceId, SourceState>,
    now: DateTime<Utc>,
) -> Vec<SourceHealth> {
    let fresh = SourceState::default();
    sources
        .iter()
        .filter(|source| source.enabled)
        .map(|source| {
            let (state, reason) = judge(source, states.get(&source.id).unwrap_or(&fresh), now);
            SourceHealth {
                source: source.id.clone(),
                regions: source.regions.clone(),
                field: source.class.is_field(),
                state,
                reason,
            }
        })
        .collect()
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
        // A form or a folder that brings nothing new has fallen silent; a feed that repeats old items is frozen.
        Some(reason) if matches!(source.kind.as_str(), "kobo" | "odk" | "folder") => (Health::Silent, reason),
        Some(reason) => (Health::Frozen, reason),
        None => (Health::Reporting, String::new()),
    }
}
