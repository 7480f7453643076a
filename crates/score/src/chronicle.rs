//! The chronicle: all evidence, numbered and sorted once, so that every further day costs no more than its own window.

use crate::ScoreConfig;
use crate::assemble::Evidence;
use crate::fading::Fading;
use chrono::{DateTime, NaiveDate, Utc};
use domain::document::{ClusterId, DocumentId};
use domain::evidence::{Exposure, Observation};
use domain::{CategoryId, Country, Label, Polarity, RegionId, Status, Taxonomy};
use hashbrown::HashMap;
use rayon::slice::ParallelSliceMut;
use std::hash::Hash;

/// One document in a family of copies.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// When it was published.
    pub published: DateTime<Utc>,
    /// The document.
    pub document: &'a DocumentId,
    /// Strength of the signal.
    pub strength: f32,
    /// Number of its voice; numbers rise with the names.
    pub voice: u32,
    /// Whether its source is on the field side.
    pub field: bool,
    /// Weight of the source's reliability.
    pub reliability: f64,
    /// Reported, not only announced.
    pub asserted: bool,
    /// How far it may travel.
    pub label: Label,
}

impl Report<'_> {
    /// The day of publication.
    pub fn day(&self) -> NaiveDate {
        self.published.date_naive()
    }
}

/// A family of copies that reports one category in one region.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// Position of the category in the taxonomy.
    pub category: usize,
    /// Its name.
    pub cluster: &'a ClusterId,
    /// Its number.
    pub number: u32,
    /// Its reports in the order of publication.
    pub reports: Vec<Report<'a>>,
}

impl Family<'_> {
    /// The day of its first report.
    pub fn first(&self) -> NaiveDate {
        self.reports.first().map_or(NaiveDate::MAX, Report::day)
    }

    fn days(&self) -> i64 {
        self.reports.last().map_or(0, |last| last.day().signed_duration_since(self.first()).num_days())
    }
}

/// All families of one region.
#[derive(Debug)]
pub struct Place<'a> {
    /// The region.
    pub region: &'a RegionId,
    /// Families by the day of their first report.
    families: Vec<Family<'a>>,
    /// Most days between the first and the last report of one of them.
    longest: i64,
    /// Severity of all risks so far, fading.
    pub risk: Fading,
}

impl<'a> Place<'a> {
    /// Families with a report between two days, both included, and some more.
    pub fn near(&self, first: NaiveDate, last: NaiveDate) -> &[Family<'a>] {
        let first = first - chrono::TimeDelta::days(self.longest);
        let begin = self.families.partition_point(|family| family.first() < first);
        let end = self.families.partition_point(|family| family.first() <= last);
        self.families.get(begin..end).unwrap_or_default()
    }
}

/// The evidence of all regions.
pub struct Index<'a> {
    /// The regions with any report, by name.
    pub places: Vec<Place<'a>>,
    /// Documents a day on each country, by day.
    pub exposure: Vec<(Country, Exposure)>,
    /// Documents on each country that report no risk, fading.
    pub others: HashMap<Country, Fading>,
    /// For each voice the days on which it spoke through the media side.
    media_days: Vec<Vec<NaiveDate>>,
}

impl<'a> Index<'a> {
    /// Sorts the evidence. Observations of unknown categories, of unreliable sources (weight 0) and of statuses that do not count are
    /// left out.
    pub fn of(evidence: &Evidence<'a>, taxonomy: &Taxonomy, config: &ScoreConfig) -> Self {
        let (voices, media_days) = voices(evidence.observations);
        let mut exposure = evidence.exposure.to_vec();
        exposure.sort_unstable_by_key(|(country, exposure)| (exposure.day, *country));
        let places = places(evidence, taxonomy, config, &voices);
        let others = others(&places, &exposure, taxonomy, config);
        Self { places, exposure, others, media_days }
    }

    /// Whether a voice spoke through the media side between two days, both included: an agency that one source on the media side
    /// carries is no field voice where a civil-society page repeats it.
    pub fn in_media(&self, voice: u32, first: NaiveDate, last: NaiveDate) -> bool {
        let days = self.media_days.get(voice as usize).map_or(&[][..], Vec::as_slice);
        days.get(days.partition_point(|day| *day < first)).is_some_and(|day| *day <= last)
    }

    /// Exposure of the days between two, both included.
    pub fn exposure(&self, first: NaiveDate, last: NaiveDate) -> &[(Country, Exposure)] {
        let begin = self.exposure.partition_point(|(_, exposure)| exposure.day < first);
        let end = self.exposure.partition_point(|(_, exposure)| exposure.day <= last);
        self.exposure.get(begin..end).unwrap_or_default()
    }
}

/// Gives each name a number, in the order of their coming.
struct Numbers<'a, T>(HashMap<&'a T, u32>);

impl<'a, T: Eq + Hash> Numbers<'a, T> {
    fn of(&mut self, name: &'a T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }
}

/// Numbers of the voices, rising with their names, and the days on which each spoke through the media side.
fn voices(observations: &[Observation]) -> (HashMap<&str, u32>, Vec<Vec<NaiveDate>>) {
    let mut days: HashMap<&str, Vec<NaiveDate>> = HashMap::new();
    for observation in observations {
        let days = days.entry(observation.voice.as_str()).or_default();
        let day = observation.published.date_naive();
        if !observation.field && days.last() != Some(&day) {
            days.push(day);
        }
    }
    let mut named: Vec<(&str, Vec<NaiveDate>)> = days.into_iter().collect();
    named.sort_unstable_by_key(|(voice, _)| *voice);
    let numbers = named.iter().enumerate().map(|(number, (voice, _))| (*voice, number as u32)).collect();
    let sorted = |(_, mut days): (&str, Vec<NaiveDate>)| {
        days.sort_unstable();
        days.dedup();
        days
    };
    (numbers, named.into_iter().map(sorted).collect())
}

/// Numbers of a region, a category and a family of copies.
type Key = (u32, u32, u32);

fn places<'a>(
    evidence: &Evidence<'a>,
    taxonomy: &Taxonomy,
    config: &ScoreConfig,
    voices: &HashMap<&str, u32>,
) -> Vec<Place<'a>> {
    let positions: HashMap<&CategoryId, u32> =
        taxonomy.categories.iter().enumerate().map(|(position, category)| (&category.id, position as u32)).collect();
    let mut groups: HashMap<&RegionId, Vec<&'a RegionId>> = HashMap::new();
    for group in evidence.groups {
        group.members.iter().for_each(|member| groups.entry(member).or_default().push(&group.id));
    }
    // Names become numbers, so that grouping is one sort of small keys instead of a map of maps.
    let (mut regions, mut clusters) = (Numbers(HashMap::new()), Numbers(HashMap::new()));
    let mut names: Vec<&'a RegionId> = Vec::new();
    let mut keyed: Vec<(Key, u32)> = Vec::with_capacity(evidence.observations.len());
    for (number, observation) in evidence.observations.iter().enumerate() {
        let Some(&position) = positions.get(&observation.category) else { continue };
        if !observation.status.counts() || observation.reliability.weight() <= 0.0 {
            continue;
        }
        let cluster = clusters.of(&observation.cluster);
        let within = groups.get(&observation.region).into_iter().flatten().copied();
        for region in std::iter::once(&observation.region).chain(within) {
            let place = regions.of(region);
            if place as usize == names.len() {
                names.push(region);
            }
            keyed.push(((place, position, cluster), number as u32));
        }
    }
    keyed.par_sort_unstable();
    let of_region = |keyed: &[(Key, u32)]| {
        let families = keyed.chunk_by(|(a, _), (b, _)| a == b);
        let families = families.map(|keyed| family(keyed, evidence.observations, voices)).collect();
        place(names[keyed[0].0.0 as usize], families, taxonomy, config)
    };
    let mut places: Vec<Place<'a>> = keyed.chunk_by(|(a, _), (b, _)| a.0 == b.0).map(of_region).collect();
    places.sort_unstable_by_key(|place| place.region);
    places
}

fn family<'a>(keyed: &[(Key, u32)], observations: &'a [Observation], voices: &HashMap<&str, u32>) -> Family<'a> {
    let of = |(_, number): &(Key, u32)| &observations[*number as usize];
    let report = |observation: &'a Observation| Report {
        published: observation.published,
        document: &observation.document,
        strength: observation.strength,
        voice: voices.get(observation.voice.as_str()).copied().unwrap_or_default(),
        field: observation.field,
        reliability: observation.reliability.weight(),
        asserted: observation.status == Status::Asserted,
        label: observation.label,
    };
    let mut reports: Vec<Report<'a>> = keyed.iter().map(|key| report(of(key))).collect();
    if reports.len() > 1 {
        reports.sort_unstable_by(|a, b| {
            (a.published, a.voice, a.document)
                .cmp(&(b.published, b.voice, b.document))
                .then(b.asserted.cmp(&a.asserted))
        });
        reports.dedup_by(|again, kept| {
            let same = again.document == kept.document;
            if same {
                kept.strength = kept.strength.max(again.strength);
                kept.reliability = kept.reliability.max(again.reliability);
                kept.label = kept.label.max(again.label);
            }
            same
        });
    }
    let ((_, category, number), _) = keyed[0];
    Family { category: category as usize, cluster: &of(&keyed[0]).cluster, number, reports }
}

fn place<'a>(
    region: &'a RegionId,
    mut families: Vec<Family<'a>>,
    taxonomy: &Taxonomy,
    config: &ScoreConfig,
) -> Place<'a> {
    families.sort_unstable_by(|a, b| (a.first(), a.category, a.cluster).cmp(&(b.first(), b.category, b.cluster)));
    let longest = families.iter().map(Family::days).max().unwrap_or_default();
    let risks = families.iter().filter(|family| taxonomy.categories[family.category].polarity == Polarity::Risk);
    let weighed = risks.filter_map(|family| {
        let first = family.reports.first()?;
        let weight = if first.asserted { 1.0 } else { config.announced_weight };
        Some((first.day(), taxonomy.categories[family.category].severity * weight * first.reliability))
    });
    Place { region, risk: Fading::of(weighed.collect(), config.memory_half_life_days), families, longest }
}

/// Documents on each country that are no risk report of it, fading like its risks.
fn others(
    places: &[Place<'_>],
    exposure: &[(Country, Exposure)],
    taxonomy: &Taxonomy,
    config: &ScoreConfig,
) -> HashMap<Country, Fading> {
    let mut documents: HashMap<Country, HashMap<NaiveDate, f64>> = HashMap::new();
    for (country, day) in exposure {
        let amount = f64::from(day.field) + f64::from(day.media);
        *documents.entry(*country).or_default().entry(day.day).or_default() += amount;
    }
    for place in places.iter().filter(|place| place.region.admin1.is_none()) {
        let Some(documents) = documents.get_mut(&place.region.country) else { continue };
        let mut told: HashMap<u32, NaiveDate> = HashMap::new();
        for family in place.families.iter().filter(|f| taxonomy.categories[f.category].polarity == Polarity::Risk) {
            let first = family.first();
            let known = told.entry(family.number).or_insert(first);
            *known = first.min(*known);
        }
        for day in told.into_values() {
            if let Some(amount) = documents.get_mut(&day) {
                *amount = (*amount - 1.0).max(0.0);
            }
        }
    }
    let fading = |days: HashMap<NaiveDate, f64>| Fading::of(days.into_iter().collect(), config.memory_half_life_days);
    documents.into_iter().map(|(country, days)| (country, fading(days))).collect()
}
