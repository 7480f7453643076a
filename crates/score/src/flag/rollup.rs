//! One flag per place: a country and its one hot unit are not both flagged.
//!
//! - One hot unit: the unit carries the flag, because it is more precise. The country carries it when it leads by `rollup_margin`
//!   points (the heat is elsewhere), or when both sides agree on the country and not on the unit (media often name the country alone).
//!   A flag that the country carried the day before goes over to the unit: where it happens is worth an alert of its own.
//! - Two hot units and more: the country carries the flag and its reasons list the units.

use super::FlagConfig;
use super::candidate::{Candidate, Partners};
use domain::RegionId;
use domain::flag::{Flag, FlagKind};
use domain::score::RegionScore;
use std::collections::HashMap;

/// The candidates of one country that carry a flag. `own` is the country's own score.
pub fn carriers<'a>(
    worthy: Vec<Candidate<'a>>,
    own: Option<&'a RegionScore>,
    before: &HashMap<&RegionId, &'a Flag>,
    partners: &Partners,
    config: &FlagConfig,
) -> Vec<Candidate<'a>> {
    let (units, mut whole): (Vec<_>, Vec<_>) = worthy.into_iter().partition(|c| c.score.region.admin1.is_some());
    let country = whole.pop();
    match (units.as_slice(), country) {
        ([], country) => country.into_iter().collect(),
        ([_], None) => units,
        ([unit], Some(country)) => {
            if country_leads(&country, unit, config) {
                vec![gather(country, &units)]
            } else {
                units
            }
        }
        (_, Some(country)) => vec![gather(country, &units)],
        (_, None) => match own {
            Some(score) => vec![gather(stand_in(score, before, partners, &units), &units)],
            None => units,
        },
    }
}

fn country_leads(country: &Candidate<'_>, unit: &Candidate<'_>, config: &FlagConfig) -> bool {
    let elsewhere = country.attention >= unit.attention + config.rollup_margin;
    let agreed_above = country.kind.is_joint() && !unit.kind.is_joint();
    elsewhere || agreed_above
}

/// A country that is not hot by itself, for its units that are.
fn stand_in<'a>(
    score: &'a RegionScore,
    before: &HashMap<&RegionId, &'a Flag>,
    partners: &Partners,
    units: &[Candidate<'a>],
) -> Candidate<'a> {
    Candidate {
        score,
        before: before.get(&score.region).copied(),
        level: score.level,
        attention: score.attention_net,
        kind: FlagKind::Watch,
        partners: partners.clone(),
        with: Vec::new(),
        units: Vec::new(),
        held: units.iter().all(|unit| unit.held),
    }
}

/// Lends the country the level, attention and agreement of its hottest units.
fn gather<'a>(mut country: Candidate<'a>, units: &[Candidate<'a>]) -> Candidate<'a> {
    for unit in units {
        country.level = country.level.max(unit.level);
        country.attention = country.attention.max(unit.attention);
        if !country.kind.is_joint() {
            country.kind = unit.kind;
        }
        country.units.push((unit.score.region.clone(), unit.attention));
    }
    country.units.sort_by(|(a, hot_a), (b, hot_b)| hot_b.total_cmp(hot_a).then_with(|| a.cmp(b)));
    country
}
