//! The ledger: what changed since the flags of the day before, and whether it alerts.

use super::candidate::{self, Candidate, days_since};
use super::{FlagConfig, FlagInput, reason};
use crate::calendar::Calendar;
use crate::number::amount;
use chrono::NaiveDate;
use domain::flag::{Flag, FlagEvent, FlagId, FlagKind, FlagStep};
use domain::score::{Level, RegionScore};
use domain::{CategoryId, Polarity, RegionId};
use std::collections::HashMap;

/// Who writes the program's own lines of the ledger.
const SELF: &str = "almenara";

/// The flag of a carrier on this day, with the events that led there.
pub fn enter(carrier: &Candidate<'_>, input: &FlagInput<'_>, config: &FlagConfig) -> (Flag, Vec<FlagEvent>) {
    let (score, before) = (carrier.score, carrier.before);
    let categories = categories(score, before, config);
    let id = before.map_or_else(|| FlagId::new(format!("{}@{}", score.region, input.as_of)), |flag| flag.id.clone());
    let steps = steps(carrier, &categories, input.as_of, config);
    let alerts = steps.iter().any(|(step, _)| *step != FlagStep::Lowered);
    let events = steps.into_iter().map(|(what, note)| event(&id, input.as_of, what, note)).collect();
    let flag = Flag {
        id,
        region: score.region.clone(),
        kind: carrier.kind,
        level: carrier.level,
        attention: carrier.attention,
        convergence: score.convergence,
        raised_on: before.map_or(input.as_of, |flag| flag.raised_on),
        as_of: input.as_of,
        alerts,
        alerted_on: before.filter(|_| !alerts).map_or(input.as_of, |flag| flag.alerted_on),
        categories,
        evidence: score.evidence.clone(),
        evidence_count: score.evidence_count,
        field_voices: score.field_voices,
        media_voices: score.media_voices,
        rigos: carrier.partners.rigos.clone(),
        networks: carrier.partners.networks.clone(),
        with: carrier.with.clone(),
        reasons: reason::of(carrier, input, config),
        label: score.label,
    };
    (flag, events)
}

/// The steps of one day; everything but a lowering alerts.
fn steps(
    carrier: &Candidate<'_>,
    categories: &[CategoryId],
    as_of: NaiveDate,
    config: &FlagConfig,
) -> Vec<(FlagStep, String)> {
    let level = carrier.level.as_str();
    let Some(before) = carrier.before else {
        let note = format!("{} at {} ({} points)", carrier.kind.as_str(), level, amount(carrier.attention));
        return vec![(FlagStep::Raised, note)];
    };
    let mut steps = Vec::new();
    let became_joint = carrier.kind.is_joint() && !before.kind.is_joint();
    if carrier.level > before.level {
        steps.push((FlagStep::Escalated, format!("from {} to {level}", before.level.as_str())));
    } else if became_joint {
        steps.push((FlagStep::Escalated, format!("from watch to {}", carrier.kind.as_str())));
    }
    if carrier.level < before.level {
        steps.push((FlagStep::Lowered, format!("from {} to {level}", before.level.as_str())));
    }
    let new: Vec<String> =
        categories.iter().filter(|category| !before.categories.contains(category)).map(reason::category_name).collect();
    let due = days_since(before.alerted_on, as_of) >= i64::from(config.realert_days) && !carrier.held;
    if !new.is_empty() {
        steps.push((FlagStep::Repeated, format!("new: {}", new.join(", "))));
    } else if due && steps.iter().all(|(step, _)| *step == FlagStep::Lowered) {
        steps.push((FlagStep::Repeated, format!("still {level} after {} days", config.realert_days)));
    }
    steps
}

/// The categories a flag names: those that are unusual; those it named before stay as long as they are reported, so that a category that
/// comes and goes is not new each time.
fn categories(score: &RegionScore, before: Option<&Flag>, config: &FlagConfig) -> Vec<CategoryId> {
    let risks = || score.categories.iter().filter(|category| category.polarity == Polarity::Risk);
    let known = |id: &CategoryId| before.is_some_and(|flag| flag.categories.contains(id));
    let mut named: Vec<CategoryId> =
        risks().filter(|c| c.surprise > 0.0 || known(&c.category)).map(|c| c.category.clone()).collect();
    if named.is_empty() {
        named.extend(risks().take(1).map(|c| c.category.clone()));
    }
    named.truncate(config.categories_max);
    named
}

/// Events that close the flags of the day before that nobody carries any more.
pub fn close(
    before: &HashMap<&RegionId, &Flag>,
    flags: &[Flag],
    input: &FlagInput<'_>,
    config: &FlagConfig,
) -> Vec<FlagEvent> {
    let open = |region: &RegionId| flags.iter().any(|flag| flag.region == *region);
    before
        .values()
        .filter(|flag| !open(&flag.region))
        .map(|flag| event(&flag.id, input.as_of, FlagStep::Closed, closing_note(flag, flags, input, config)))
        .collect()
}

fn closing_note(flag: &Flag, flags: &[Flag], input: &FlagInput<'_>, config: &FlagConfig) -> String {
    let related = |other: &&Flag| other.region.contains(&flag.region) || flag.region.contains(&other.region);
    if let Some(heir) = flags.iter().find(related) {
        return format!("carried on by {}", heir.id);
    }
    let Some(score) = input.scores.iter().find(|score| score.region == flag.region) else {
        return "no report on the region is left".to_owned();
    };
    if score.coverage.expected > 0 && !score.covered {
        return format!("closed without coverage for {} days: not known to be calm", config.silence_hold_days);
    }
    if input.levels.held(score.attention_net, flag.level, config.hysteresis) == Level::None {
        return format!("attention fell to {}", amount(score.attention_net));
    }
    if candidate::is_unusual(score, config) || flag.kind == FlagKind::UnderReported {
        return format!("no longer under-reported, at {} points", amount(score.attention_net));
    }
    format!("nothing unusual since the last alert, at {} points", amount(score.attention_net))
}

fn event(flag: &FlagId, as_of: NaiveDate, what: FlagStep, note: String) -> FlagEvent {
    FlagEvent { flag: flag.clone(), at: Calendar::begins(as_of), what, by: SELF.to_owned(), note }
}
