//! The chronicle: all evidence, numbered and sorted once, so that every further day costs no more than its own window.

use crate::ScoreConfig;
use crate::evidence::Evidence;
use crate::fading::Fading;
use chrono::NaiveDate;
use domain::document::{ClusterId, DocumentId};
use domain::evidence::{Exposure, Observation};
use domain::{CategoryId, Country, Label, Polarity, RegionId, Status, Taxonomy};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::hash::Hash;
use std::ops::Range;

/// One document in a family of copies.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The day of publication.
    pub day: NaiveDate,
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

/// A family of copies that reports one category in one region.
#[derive(Clone, Debug)]
pub struct Family<'a> {
    /// Position of the category in the taxonomy.
    pub category: usize,
    /// Its name.
    pub cluster: &'a ClusterId,
    /// Its number.
    pub number: u32,
    /// Days of its first and its last report.
    pub first: NaiveDate,
    last: NaiveDate,
    /// Where its reports stand among those of the region.
    reports: Range<usize>,
}

/// All families of one region.
#[derive(Debug)]
pub struct Place<'a> {
    /// The region.
    pub region: &'a RegionId,
    /// Families by the day of their first report.
    families: Vec<Family<'a>>,
    /// Reports, those of a family together in the order of publication.
    reports: Vec<Report<'a>>,
    /// Most days between the first and the last report of one of them.
    longest: i64,
    /// Severity of all risks so far, fading.
    pub risk: Fading,
}

impl<'a> Place<'a> {
    /// Families with a report between two days, both included, and some more.
    pub fn near(&self, first: NaiveDate, last: NaiveDate) -> &[Family<'a>] {
        let first = first - chrono::TimeDelta::days(self.longest);
        let begin = self.families.partition_point(|family| family.first < first);
        let end = self.families.partition_point(|family| family.first <= last);
        self.families.get(begin..end).unwrap_or_default()
    }

    /// The reports of one of its families.
    pub fn reports(&self, family: &Family<'_>) -> &[Report<'a>] {
        self.reports.get(family.reports.clone()).unwrap_or_default()
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
        let observations = evidence.observations;
        let ((voices, media_days), keyed) = rayon::join(|| voices(observations), || Keyed::of(evidence, taxonomy));
        let mut exposure = evidence.exposure.to_vec();
        exposure.sort_unstable_by_key(|(country, exposure)| (exposure.day, *country));
        let of_regions: Vec<&[(Key, u32)]> = keyed.rows.chunk_by(|(a, _), (b, _)| a.0 == b.0).collect();
        let of_region = |rows: &&[(Key, u32)]| {
            place(keyed.regions[rows[0].0.0 as usize], rows, observations, &voices, taxonomy, config)
        };
        let mut places: Vec<Place<'a>> = of_regions.par_iter().map(of_region).collect();
        places.sort_unstable_by_key(|place| place.region);
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

/// For each observation the number of its voice, rising with the names; and for each voice the days on which it spoke through the media
/// side.
fn voices(observations: &[Observation]) -> (Vec<u32>, Vec<Vec<NaiveDate>>) {
    let mut numbers = Numbers(HashMap::new());
    let mut coming: Vec<u32> = Vec::with_capacity(observations.len());
    let mut days: Vec<Vec<NaiveDate>> = Vec::new();
    for observation in observations {
        let number = numbers.of(&observation.voice);
        coming.push(number);
        if number as usize == days.len() {
            days.push(Vec::new());
        }
        let (day, days) = (observation.published.date_naive(), &mut days[number as usize]);
        if !observation.field && days.last() != Some(&day) {
            days.push(day);
        }
    }
    let mut named: Vec<(&String, u32)> = numbers.0.into_iter().collect();
    named.sort_unstable();
    let mut rank = vec![0; named.len()];
    let mut media_days = Vec::with_capacity(named.len());
    for (position, (_, number)) in named.into_iter().enumerate() {
        rank[number as usize] = position as u32;
        let mut days = std::mem::take(&mut days[number as usize]);
        days.sort_unstable();
        days.dedup();
        media_days.push(days);
    }
    (coming.into_iter().map(|number| rank[number as usize]).collect(), media_days)
}

/// Numbers of a region, a category and a family of copies.
type Key = (u32, u32, u32);

/// The observations that count, by region, category and family. Names become numbers, so that grouping is one sort of small keys instead
/// of a map of maps.
struct Keyed<'a> {
    rows: Vec<(Key, u32)>,
    regions: Vec<&'a RegionId>,
}

impl<'a> Keyed<'a> {
    fn of(evidence: &Evidence<'a>, taxonomy: &Taxonomy) -> Self {
        let categories = taxonomy.categories.iter().enumerate();
        let positions: HashMap<&CategoryId, u32> =
            categories.map(|(position, category)| (&category.id, position as u32)).collect();
        let mut groups: HashMap<&RegionId, Vec<&'a RegionId>> = HashMap::new();
        for group in evidence.groups {
            group.members.iter().for_each(|member| groups.entry(member).or_default().push(&group.id));
        }
        let count = evidence.observations.len();
        let (mut numbers, mut clusters) = (Numbers(HashMap::new()), Numbers(HashMap::with_capacity(count)));
        let mut keyed = Self { rows: Vec::with_capacity(count), regions: Vec::new() };
        for (number, observation) in evidence.observations.iter().enumerate() {
            let Some(&position) = positions.get(&observation.category) else { continue };
            if !observation.status.counts() || observation.reliability.weight() <= 0.0 {
                continue;
            }
            let cluster = clusters.of(&observation.cluster);
            let within = groups.get(&observation.region).into_iter().flatten().copied();
            for region in std::iter::once(&observation.region).chain(within) {
                let place = numbers.of(region);
                if place as usize == keyed.regions.len() {
                    keyed.regions.push(region);
                }
                keyed.rows.push(((place, position, cluster), number as u32));
            }
        }
        keyed.rows.par_sort_unstable();
        keyed
    }
}

fn place<'a>(
    region: &'a RegionId,
    rows: &[(Key, u32)],
    observations: &'a [Observation],
    voices: &[u32],
    taxonomy: &Taxonomy,
    config: &ScoreConfig,
) -> Place<'a> {
    let mut reports = Vec::with_capacity(rows.len());
    let mut families: Vec<Family<'a>> = rows
        .chunk_by(|(a, _), (b, _)| a == b)
        .map(|rows| {
            let begin = reports.len();
            add_family(rows, observations, voices, &mut reports);
            let ((_, category, number), first) = rows[0];
            let (cluster, reports) = (&observations[first as usize].cluster, &reports[begin..]);
            let (first, last) = (reports[0].day, reports[reports.len() - 1].day);
            Family { category: category as usize, cluster, number, first, last, reports: begin..begin + reports.len() }
        })
        .collect();
    families.sort_unstable_by(|a, b| (a.first, a.category, a.cluster).cmp(&(b.first, b.category, b.cluster)));
    let days = |family: &Family<'_>| family.last.signed_duration_since(family.first).num_days();
    let longest = families.iter().map(days).max().unwrap_or_default();
    let risks = families.iter().filter(|family| taxonomy.categories[family.category].polarity == Polarity::Risk);
    let weighed = risks.map(|family| {
        let first = &reports[family.reports.start];
        let weight = if first.asserted { 1.0 } else { config.announced_weight };
        (first.day, taxonomy.categories[family.category].severity * weight * first.reliability)
    });
    let risk = Fading::of(weighed.collect(), config.memory_half_life_days);
    Place { region, risk, families, reports, longest }
}

/// Adds the reports of one family in the order of publication, each document once.
fn add_family<'a>(rows: &[(Key, u32)], observations: &'a [Observation], voices: &[u32], reports: &mut Vec<Report<'a>>) {
    let mut copies: Vec<u32> = Vec::new();
    let sorted = if let [only] = rows {
        std::slice::from_ref(&only.1)
    } else {
        copies.extend(rows.iter().map(|(_, number)| *number));
        copies.sort_unstable_by_key(|number| {
            let observation = &observations[*number as usize];
            (observation.published, voices[*number as usize], &observation.document, observation.status)
        });
        copies.as_slice()
    };
    let begin = reports.len();
    for number in sorted {
        let observation = &observations[*number as usize];
        let report = Report {
            day: observation.published.date_naive(),
            document: &observation.document,
            strength: observation.strength,
            voice: voices[*number as usize],
            field: observation.field,
            reliability: observation.reliability.weight(),
            asserted: observation.status == Status::Asserted,
            label: observation.label,
        };
        match reports[begin..].last_mut().filter(|last| last.document == report.document) {
            Some(last) => {
                last.strength = last.strength.max(report.strength);
                last.reliability = last.reliability.max(report.reliability);
                last.label = last.label.max(report.label);
            }
            None => reports.push(report),
        }
    }
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
            let first = family.first;
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
