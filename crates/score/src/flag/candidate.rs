//! One region judged by itself: is it worth a flag, at which level, of which kind?

use super::{FlagConfig, FlagInput};
use crate::group::Group;
use chrono::NaiveDate;
use domain::Country;
use domain::RegionId;
use domain::flag::{Flag, FlagKind};
use domain::mandate::Partner;
use domain::score::{Convergence, Level, RegionScore};
use std::collections::BTreeSet;

/// Who can act in a country on the day.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    /// Organisations with a mandate, primary first.
    pub rigos: Vec<Partner>,
    /// Civil-society networks.
    pub networks: Vec<Partner>,
}

impl Partners {
    /// The partners of a country on the day of the input; for a group those of all its members' countries, each once.
    pub fn of(country: Country, input: &FlagInput<'_>) -> Self {
        let group = input.groups.iter().find(|group| group.id.country == country);
        let countries = group.map_or_else(|| BTreeSet::from([country]), Group::countries);
        let mut partners = Self::default();
        for country in countries {
            join(&mut partners.rigos, input.mandates.rigos(country, input.as_of));
            join(&mut partners.networks, input.mandates.networks(country, input.as_of));
        }
        partners
    }

    /// Whether both are there: without both nothing can be joint.
    pub fn complete(&self) -> bool {
        !self.rigos.is_empty() && !self.networks.is_empty()
    }
}

/// Adds those that are not there yet.
fn join(known: &mut Vec<Partner>, more: Vec<Partner>) {
    for partner in more {
        if known.iter().all(|known| known.id != partner.id) {
            known.push(partner);
        }
    }
}

/// A region that is worth a flag.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Its score.
    pub score: &'a RegionScore,
    /// Its flag of the day before.
    pub before: Option<&'a Flag>,
    /// Level after hysteresis.
    pub level: Level,
    /// Net attention; of the hottest unit, where the country carries the flag for its units.
    pub attention: f64,
    /// Kind, so far.
    pub kind: FlagKind,
    /// Who can act.
    pub partners: Partners,
    /// Regions across the border that rise with it.
    pub with: Vec<RegionId>,
    /// Units for which a country carries the flag, with their net attention.
    pub units: Vec<(RegionId, f64)>,
    /// Whether the level is kept only because the region's sources are silent.
    pub held: bool,
}

/// Judges a region; none when nothing is to be flagged.
pub fn judge<'a>(
    score: &'a RegionScore,
    before: Option<&'a Flag>,
    partners: &Partners,
    input: &FlagInput<'_>,
    config: &FlagConfig,
) -> Option<Candidate<'a>> {
    let before_level = before.map_or(Level::None, |flag| flag.level);
    let mut level = input.levels.held(score.attention_net, before_level, config.hysteresis).max(score.level);
    if is_under_reported(score, config) {
        level = level.max(Level::Watch);
    }
    let held = level < before_level && silence_holds(score, before, input.as_of, config);
    if held {
        level = before_level;
    }
    if level == Level::None || !is_news(score, before, level, held, input.as_of, config) {
        return None;
    }
    Some(Candidate {
        score,
        before,
        level,
        attention: score.attention_net,
        kind: kind(score, before, partners, config),
        partners: partners.clone(),
        with: Vec::new(),
        units: Vec::new(),
        held,
    })
}

/// The field warns with enough independent voices, the media hardly do.
pub fn is_under_reported(score: &RegionScore, config: &FlagConfig) -> bool {
    score.convergence == Convergence::FieldFirst
        && score.field_voices >= config.under_reported_voices_min
        && score.attention_net >= config.under_reported_attention_min
}

/// Something is unusual: taken together, or on one side.
pub fn is_unusual(score: &RegionScore, config: &FlagConfig) -> bool {
    [score.surprise, score.surprise_field, score.surprise_media].into_iter().any(|s| s >= config.new_flag_surprise_min)
}

/// Reports there are, and no baseline to hold them against.
pub fn lacks_baseline(score: &RegionScore) -> bool {
    !score.categories.is_empty() && score.categories.iter().all(|category| category.expected <= 0.0)
}

/// Both kinds of source warn, and not only by repeating one another.
pub fn sides_agree(score: &RegionScore) -> bool {
    score.convergence == Convergence::Converging
        && score.field_voices >= 1
        && (score.media_voices >= 1 || score.field_voices >= 2)
}

/// Silence is not calm: while too few of the sources report, a flag is kept for a while.
fn silence_holds(score: &RegionScore, before: Option<&Flag>, as_of: NaiveDate, config: &FlagConfig) -> bool {
    let recent = |flag: &Flag| days_since(flag.alerted_on, as_of) < i64::from(config.silence_hold_days);
    score.coverage.expected > 0 && !score.covered && before.is_some_and(recent)
}

/// A flag says that something changed. A region that is always at watch level stays in the list of scores and is flagged when it becomes
/// unusual; its flag ends when it has been usual again until the next alert would be due.
fn is_news(
    score: &RegionScore,
    before: Option<&Flag>,
    level: Level,
    held: bool,
    as_of: NaiveDate,
    config: &FlagConfig,
) -> bool {
    let unusual = is_unusual(score, config) || is_under_reported(score, config);
    match before {
        None => unusual || lacks_baseline(score),
        Some(flag) => {
            let due = days_since(flag.alerted_on, as_of) >= i64::from(config.realert_days);
            held || unusual || level > Level::Watch || !due
        }
    }
}

fn kind(score: &RegionScore, before: Option<&Flag>, partners: &Partners, config: &FlagConfig) -> FlagKind {
    if !partners.complete() {
        return FlagKind::Watch;
    }
    if is_under_reported(score, config) {
        return FlagKind::UnderReported;
    }
    if sides_agree(score) {
        return FlagKind::Joint;
    }
    match before.map(|flag| flag.kind) {
        // Once both sides agreed, the flag stays joint while its level holds, unless the media are the only ones left.
        Some(kind @ (FlagKind::Joint | FlagKind::UnderReported)) if score.convergence != Convergence::MediaOnly => kind,
        _ => FlagKind::Watch,
    }
}

/// Days from one day to another.
pub fn days_since(earlier: NaiveDate, later: NaiveDate) -> i64 {
    later.signed_duration_since(earlier).num_days()
}
