//! Flags: which regions deserve joint attention, and what changed since yesterday.
//!
//! judge (each region by itself) → roll up (one flag per country or unit, not both) → borders (neighbours that rise together) →
//! ledger (alerts and events against the flags of the day before).

mod border;
mod candidate;
mod config;
mod ledger;
mod reason;
mod rollup;

use crate::group::Group;
use crate::levels::Levels;
use crate::names::Names;
use candidate::Candidate;
pub(crate) use candidate::lacks_baseline;
use chrono::NaiveDate;
pub use config::FlagConfig;
use domain::evidence::Neighbours;
use domain::flag::{Flag, FlagEvent};
use domain::mandate::Mandates;
use domain::score::RegionScore;
use domain::{Country, RegionId};
pub(crate) use reason::category_name;
use std::collections::{BTreeMap, HashMap};

/// All that flags are raised from.
#[derive(Clone, Copy)]
pub struct FlagInput<'a> {
    /// The scores of the day.
    pub scores: &'a [RegionScore],
    /// The open flags of the last day before it that was evaluated.
    pub previous: &'a [Flag],
    /// Who can act where.
    pub mandates: &'a Mandates,
    /// Which countries share a border.
    pub neighbours: &'a Neighbours,
    /// The day.
    pub as_of: NaiveDate,
    /// Where the levels begin: those the scores were made with.
    pub levels: &'a Levels,
    /// Days of the window the scores were made with ([`crate::ScoreConfig::window_days`]).
    pub window_days: u32,
    /// What a region is called in reasons.
    pub names: Names<'a>,
    /// Regions of one's own: theirs are the partners of all their members.
    pub groups: &'a [Group],
}

/// The flags of a day, and what led there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raised {
    /// Open flags by level and attention, highest first: the order in which stores hand them out.
    pub flags: Vec<Flag>,
    /// What changed since the day before, dated at the beginning of the day.
    pub events: Vec<FlagEvent>,
}

/// Raises, keeps, lowers and closes flags.
pub fn raise_flags(input: &FlagInput<'_>, config: &FlagConfig) -> Raised {
    let before: HashMap<&RegionId, &Flag> =
        input.previous.iter().filter(|flag| flag.as_of < input.as_of).map(|flag| (&flag.region, flag)).collect();
    let mut countries: BTreeMap<Country, Vec<&RegionScore>> = BTreeMap::new();
    for score in input.scores {
        countries.entry(score.region.country).or_default().push(score);
    }
    let mut carriers: Vec<Candidate<'_>> = Vec::new();
    for (country, scores) in countries {
        let partners = candidate::Partners::of(country, input);
        let judge = |score| candidate::judge(score, before.get(&score.region).copied(), &partners, input, config);
        let worthy: Vec<Candidate<'_>> = scores.iter().copied().filter_map(judge).collect();
        let own = scores.iter().copied().find(|score| score.region.admin1.is_none());
        carriers.extend(rollup::carriers(worthy, own, &before, &partners, config));
    }
    border::connect(&mut carriers, input.neighbours, config);

    let mut raised = Raised::default();
    for carrier in &carriers {
        let (flag, events) = ledger::enter(carrier, input, config);
        raised.flags.push(flag);
        raised.events.extend(events);
    }
    raised.events.extend(ledger::close(&before, &raised.flags, input, config));
    raised.flags.sort_by(|a, b| {
        let higher = b.level.cmp(&a.level).then(b.attention.total_cmp(&a.attention));
        higher.then_with(|| a.id.cmp(&b.id))
    });
    raised.events.sort_by(|a, b| a.flag.cmp(&b.flag));
    raised
}
