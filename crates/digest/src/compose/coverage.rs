//! Silence is not calm: regions that are not well covered, and sources that do not report.

use super::Ingredients;
use super::evidence::FIELD_SOURCE;
use domain::digest::{CoverageEntry, SourceEntry};
use domain::evidence::{Health, SourceHealth};
use domain::score::{Convergence, Level, RegionScore};
use domain::{RegionId, Source, SourceClass, SourceId};
use std::collections::{BTreeMap, HashSet};

/// Identifier under which a protected source appears.
const FIELD_ID: &str = "field";
const RESTRICTED_ID: &str = "restricted";

/// Regions that cannot be called calm: scored without enough coverage, or expected from sources that are all silent.
/// Highest attention first, then those for which sources are missing, then those for which none is expected.
pub(super) fn uncovered(ingredients: &Ingredients) -> Vec<CoverageEntry> {
    let scored: HashSet<&RegionId> = ingredients.scores.iter().map(|score| &score.region).collect();
    let mut entries: Vec<(f64, CoverageEntry)> = ingredients
        .scores
        .iter()
        .filter(|score| !score.covered)
        .map(|score| (score.attention_net, of_score(ingredients, score)))
        .chain(silent(ingredients, &scored).into_iter().map(|entry| (0.0, entry)))
        .collect();
    entries.sort_by(|(a, x), (b, y)| {
        b.total_cmp(a)
            .then_with(|| (y.expected - y.reporting.min(y.expected)).cmp(&(x.expected - x.reporting.min(x.expected))))
            .then_with(|| x.region.cmp(&y.region))
    });
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn of_score(ingredients: &Ingredients, score: &RegionScore) -> CoverageEntry {
    let missing = protected(ingredients, &score.coverage.missing);
    CoverageEntry {
        region: score.region.clone(),
        place: ingredients.place(&score.region),
        level: score.level,
        convergence: score.convergence,
        expected: score.coverage.expected,
        reporting: score.coverage.reporting,
        missing: missing.into_iter().map(|(source, reason)| line(ingredients, &source, &reason)).collect(),
    }
}

/// Regions that sources are expected to report on, that have no score because not one of them does.
fn silent(ingredients: &Ingredients, scored: &HashSet<&RegionId>) -> Vec<CoverageEntry> {
    let mut regions: BTreeMap<&RegionId, Vec<&SourceHealth>> = BTreeMap::new();
    for health in &ingredients.health {
        for region in health.regions.iter().filter(|region| !scored.iter().any(|own| region.contains(own))) {
            regions.entry(region).or_default().push(health);
        }
    }
    regions
        .into_iter()
        .filter(|(_, sources)| sources.iter().all(|source| source.state != Health::Reporting))
        .map(|(region, sources)| CoverageEntry {
            region: region.clone(),
            place: ingredients.place(region),
            level: Level::None,
            convergence: Convergence::None,
            expected: u32::try_from(sources.len()).unwrap_or(u32::MAX),
            reporting: 0,
            missing: sources.iter().map(|source| of_health(ingredients, source)).collect(),
        })
        .collect()
}

fn of_health(ingredients: &Ingredients, health: &SourceHealth) -> String {
    let missing = protected(ingredients, &[(health.source.clone(), health.reason.clone())]);
    missing.first().map(|(source, reason)| line(ingredients, source, reason)).unwrap_or_default()
}

fn line(ingredients: &Ingredients, id: &SourceId, reason: &str) -> String {
    let name = match find(ingredients, id) {
        Some(source) => source.name.clone(),
        None if id.as_str() == FIELD_ID => FIELD_SOURCE.to_owned(),
        None if id.as_str() == RESTRICTED_ID => "a restricted source".to_owned(),
        None => id.to_string(),
    };
    if reason.is_empty() { name } else { format!("{name}: {reason}") }
}

fn find<'a>(ingredients: &'a Ingredients, id: &SourceId) -> Option<&'a Source> {
    ingredients.sources.iter().find(|source| source.id == *id)
}

/// Under which identifier a source may be shown, if its own would tell too much: that a monitor fell silent can endanger
/// the monitor as much as what it reports.
fn veil(ingredients: &Ingredients, id: &SourceId) -> Option<&'static str> {
    match find(ingredients, id) {
        Some(source) if source.class == SourceClass::Field => Some(FIELD_ID),
        Some(source) if source.label > ingredients.clearance => Some(RESTRICTED_ID),
        _ => None,
    }
}

/// The missing sources with protected ones veiled; reasons of veiled ones go, since they quote addresses.
pub(super) fn protected(ingredients: &Ingredients, missing: &[(SourceId, String)]) -> Vec<(SourceId, String)> {
    missing
        .iter()
        .map(|(source, reason)| match veil(ingredients, source) {
            Some(id) => (SourceId::new(id), "does not report".to_owned()),
            None => (source.clone(), reason.clone()),
        })
        .collect()
}

/// The sources that do not report, worst state last visited first: failed, silent, frozen, not yet visited.
pub(super) fn sources(ingredients: &Ingredients) -> Vec<SourceEntry> {
    let mut entries: Vec<SourceEntry> = ingredients
        .health
        .iter()
        .filter(|health| health.state != Health::Reporting)
        .map(|health| source_entry(ingredients, health))
        .collect();
    entries.sort_by(|a, b| (gravity(a.state), &a.name).cmp(&(gravity(b.state), &b.name)));
    entries
}

fn gravity(state: Health) -> u8 {
    match state {
        Health::Failed => 0,
        Health::Silent => 1,
        Health::Frozen => 2,
        Health::Unvisited => 3,
        Health::Reporting => 4,
    }
}

fn source_entry(ingredients: &Ingredients, health: &SourceHealth) -> SourceEntry {
    let name = |id: &str| line(ingredients, &SourceId::new(id), "");
    match veil(ingredients, &health.source) {
        Some(id) => SourceEntry { source: id.into(), name: name(id), state: health.state, reason: String::new() },
        None => SourceEntry {
            source: health.source.clone(),
            name: name(health.source.as_str()),
            state: health.state,
            reason: health.reason.clone(),
        },
    }
}
