//! A small invented world to score: two neighbours under different organisations, and quiet sources.

use chrono::{Days, NaiveDate, TimeDelta};
use domain::evidence::{Exposure, Health, Neighbours, Observation, SourceHealth};
use domain::flag::Flag;
use domain::mandate::Mandates;
use domain::score::RegionScore;
use domain::source::Reliability;
use domain::{Country, Label, RegionId, Status, Taxonomy};
use score::{Evidence, FlagConfig, FlagInput, Group, Raised, ScoreConfig};
use std::collections::HashMap;
use std::sync::OnceLock;

pub fn taxonomy() -> &'static Taxonomy {
    static TAXONOMY: OnceLock<Taxonomy> = OnceLock::new();
    TAXONOMY.get_or_init(|| {
        let taxonomy: Taxonomy =
            toml::from_str(include_str!("../../../config/taxonomy.toml")).expect("taxonomy.toml is valid");
        taxonomy.validate().expect("taxonomy.toml is consistent")
    })
}

pub fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 29).expect("a day of the calendar")
}

pub fn region(text: &str) -> RegionId {
    text.parse().expect("a region")
}

pub fn country(text: &str) -> Country {
    text.parse().expect("a country")
}

/// A report `age` days before the end of [`as_of`], in a family of its own.
pub fn report(place: &str, category: &str, age: u64, voice: &str, field: bool) -> Observation {
    let category = taxonomy().get(category).expect("a category");
    let name = format!("{place} {} {age} {voice}", category.id);
    Observation {
        document: name.as_str().into(),
        cluster: name.as_str().into(),
        region: region(place),
        category: category.id.clone(),
        polarity: category.polarity,
        status: Status::Asserted,
        strength: 0.8,
        published: (as_of() - Days::new(age)).and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(9),
        source: voice.into(),
        voice: voice.to_owned(),
        field,
        reliability: Reliability::B,
        label: Label::Green,
    }
}

/// A repetition of a report by another voice, two hours later.
pub fn copy_of(original: &Observation, voice: &str, field: bool) -> Observation {
    Observation {
        document: format!("{} by {voice}", original.document).as_str().into(),
        published: original.published + TimeDelta::hours(2),
        source: voice.into(),
        voice: voice.to_owned(),
        field,
        ..original.clone()
    }
}

/// One report a day and voice, from `first` to `first + days - 1` days ago.
pub fn reports(
    place: &str,
    category: &str,
    days: std::ops::Range<u64>,
    voices: &[&str],
    field: bool,
) -> Vec<Observation> {
    days.flat_map(|age| voices.iter().map(move |voice| report(place, category, age, voice, field))).collect()
}

pub struct World {
    pub observations: Vec<Observation>,
    pub exposure: Vec<(Country, Exposure)>,
    pub health: Vec<SourceHealth>,
    pub mandates: Mandates,
    pub neighbours: Neighbours,
    pub structural: HashMap<RegionId, f64>,
    pub groups: Vec<Group>,
    pub config: ScoreConfig,
    pub flags: FlagConfig,
}

impl World {
    /// Ghana (ECOWAS) and Cameroon (ECCAS) stand in for neighbours under different organisations.
    pub fn new(observations: Vec<Observation>) -> Self {
        let quiet = |code: &str| {
            let code = country(code);
            (0..51).map(move |age| (code, Exposure { day: as_of() - Days::new(age), field: 3, media: 9 }))
        };
        let mandates = score::mandates::read(
            include_str!("../../../config/mandates/organisations.toml"),
            include_str!("../../../config/mandates/memberships.csv"),
            include_str!("../../../config/mandates/networks.toml"),
        );
        Self {
            observations,
            exposure: ["GHA", "CMR", "COL"].into_iter().flat_map(quiet).collect(),
            health: vec![source("gha-1", "GHA", Health::Reporting), source("cmr-1", "CMR", Health::Reporting)],
            mandates: mandates.expect("the mandate files are valid"),
            neighbours: Neighbours(vec![
                (country("GHA"), vec![country("CMR")]),
                (country("CMR"), vec![country("GHA")]),
            ]),
            structural: HashMap::new(),
            groups: Vec::new(),
            config: ScoreConfig::default(),
            flags: FlagConfig::default(),
        }
    }

    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            observations: &self.observations,
            exposure: &self.exposure,
            health: &self.health,
            structural: &self.structural,
            neighbours: &self.neighbours,
            groups: &self.groups,
            names: &score::codes,
        }
    }

    pub fn scores(&self, as_of: NaiveDate) -> Vec<RegionScore> {
        score::score_regions(&self.evidence(), taxonomy(), as_of, &self.config)
    }

    pub fn score(&self, place: &str) -> RegionScore {
        let scores = self.scores(as_of());
        scores.into_iter().find(|score| score.region == region(place)).expect("the region is scored")
    }

    pub fn raise(&self, as_of: NaiveDate, previous: &[Flag]) -> Raised {
        let scores = self.scores(as_of);
        self.raise_from(&scores, as_of, previous)
    }

    pub fn raise_from(&self, scores: &[RegionScore], as_of: NaiveDate, previous: &[Flag]) -> Raised {
        let input = FlagInput {
            scores,
            previous,
            mandates: &self.mandates,
            neighbours: &self.neighbours,
            as_of,
            levels: &self.config.levels,
            window_days: self.config.window_days,
            names: &|region| format!("the region {region}"),
            groups: &self.groups,
        };
        score::raise_flags(&input, &self.flags)
    }
}

pub fn source(id: &str, place: &str, state: Health) -> SourceHealth {
    SourceHealth { source: id.into(), regions: vec![region(place)], field: true, state, reason: String::new() }
}

/// A crisis that both sides report: three voices each, two grave categories, five days.
pub fn crisis(place: &str) -> Vec<Observation> {
    let mut all = Vec::new();
    for category in ["armed_clash", "displacement"] {
        all.extend(reports(place, category, 0..5, &["peace-committee", "monitors", "women-network"], true));
        all.extend(reports(place, category, 0..5, &["radio", "daily"], false));
    }
    all
}

impl std::fmt::Debug for World {
    /// What a failing property needs to be understood: mandates and constants never vary.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("observations", &self.observations)
            .field("exposure", &self.exposure.len())
            .finish()
    }
}
