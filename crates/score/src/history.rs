//! From observations to the history of each region: stories, each counted once and dated by its first report.

use crate::ScoreConfig;
use crate::calendar::{Calendar, Slot};
use crate::exposure::Side;
use chrono::NaiveDate;
use domain::document::{ClusterId, DocumentId};
use domain::evidence::Observation;
use domain::{CategoryId, Label, RegionId, Status, Taxonomy};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// A family of copies that reports one category in one region: one voice, whoever repeats it.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    /// The family.
    pub cluster: &'a ClusterId,
    /// The day of its first report.
    pub day: NaiveDate,
    /// The slot of that day.
    pub slot: Slot,
    /// The voice that reported first: the family speaks with it alone.
    pub voice: &'a str,
    /// Whether that voice is on the field side: repeating an agency does not make a field report.
    pub field: bool,
    /// Whether anyone on the media side reported it, first or later.
    pub media: bool,
    /// Quality of the best report in the family, 0..1.
    pub quality: f64,
    /// 1, or less when the event is only announced.
    pub weight: f64,
    /// Its documents, the first report first, with the strength of the signal.
    pub documents: Vec<(&'a DocumentId, f32)>,
}

impl Story<'_> {
    /// Whether it counts on a side.
    pub fn is_on(&self, side: Side) -> bool {
        match side {
            Side::All => true,
            Side::Field => self.field,
            Side::Media => self.media,
        }
    }
}

/// Everything known of one region: stories by position of the category in the taxonomy, oldest first.
#[derive(Debug, Default)]
pub struct RegionHistory<'a> {
    /// Stories of each category that has any.
    pub categories: BTreeMap<usize, Vec<Story<'a>>>,
    /// Most restrictive label of all that was used.
    pub label: Label,
}

/// Groups observations by region, category and family. Observations of unknown categories, of unreliable sources (weight 0), of
/// statuses that do not count, and of days that may not be read are left out.
pub fn collect<'a>(
    observations: &'a [Observation],
    taxonomy: &Taxonomy,
    calendar: &Calendar,
    config: &ScoreConfig,
) -> BTreeMap<&'a RegionId, RegionHistory<'a>> {
    let positions: HashMap<&CategoryId, usize> =
        taxonomy.categories.iter().enumerate().map(|(position, category)| (&category.id, position)).collect();
    // An agency that one source on the media side carries is no field voice where a civil-society page repeats it.
    let media = observations.iter().filter(|o| !o.field && calendar.reads(o.published));
    let media_voices: HashSet<&str> = media.map(|o| o.voice.as_str()).collect();
    // Names become numbers, so that grouping is one sort of small keys instead of a map of maps.
    let (mut regions, mut clusters) = (Numbers::default(), Numbers::default());
    let mut reports: Vec<(Family, &Observation)> = Vec::with_capacity(observations.len());
    for observation in observations {
        let Some(&position) = positions.get(&observation.category) else { continue };
        if observation.status.counts()
            && observation.reliability.weight() > 0.0
            && calendar.reads(observation.published)
        {
            let family = (regions.of(&observation.region), position as u32, clusters.of(&observation.cluster));
            reports.push((family, observation));
        }
    }
    reports.sort_unstable_by_key(|(family, _)| *family);
    for copies in reports.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|copies| copies.len() > 1) {
        copies.sort_unstable_by(|(_, a), (_, b)| {
            (a.published, &a.voice, &a.document).cmp(&(b.published, &b.voice, &b.document))
        });
    }
    let mut histories: BTreeMap<&RegionId, RegionHistory<'a>> = BTreeMap::new();
    for of_region in reports.chunk_by(|(a, _), (b, _)| a.0 == b.0) {
        let history = region_history(of_region, &media_voices, calendar, config);
        if !history.categories.is_empty() {
            histories.insert(&of_region[0].1.region, history);
        }
    }
    histories
}

/// Numbers of a region, a category and a family of copies.
type Family = (u32, u32, u32);

/// Gives each name a number, in the order of their coming.
struct Numbers<'a, T>(HashMap<&'a T, u32>);

impl<T> Default for Numbers<'_, T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<'a, T: Eq + Hash> Numbers<'a, T> {
    fn of(&mut self, name: &'a T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }
}

/// The stories of one region, from its reports grouped by category and family.
fn region_history<'a>(
    reports: &[(Family, &'a Observation)],
    media_voices: &HashSet<&str>,
    calendar: &Calendar,
    config: &ScoreConfig,
) -> RegionHistory<'a> {
    let mut history = RegionHistory { categories: BTreeMap::new(), label: Label::Clear };
    for family in reports.chunk_by(|(a, _), (b, _)| a == b) {
        let (_, position, _) = family[0].0;
        if let Some(story) = story(family, media_voices, calendar, config) {
            history.label = family.iter().map(|(_, report)| report.label).fold(history.label, Label::max);
            history.categories.entry(position as usize).or_default().push(story);
        }
    }
    for stories in history.categories.values_mut() {
        stories.sort_by(|a, b| (a.day, a.cluster).cmp(&(b.day, b.cluster)));
    }
    history
}

/// One family as a story, from its reports in the order of publication; none when the first lies before the baseline.
fn story<'a>(
    family: &[(Family, &'a Observation)],
    media_voices: &HashSet<&str>,
    calendar: &Calendar,
    config: &ScoreConfig,
) -> Option<Story<'a>> {
    let reports = || family.iter().map(|(_, report)| *report);
    let first = reports().next()?;
    let day = first.published.date_naive();
    let slot = calendar.slot(day)?;
    let on_field = |report: &Observation| report.field && !media_voices.contains(report.voice.as_str());
    let asserted = reports().any(|report| report.status == Status::Asserted);
    let mut documents: Vec<(&DocumentId, f32)> = Vec::with_capacity(family.len());
    for report in reports() {
        match documents.iter_mut().find(|(document, _)| *document == &report.document) {
            Some((_, strength)) => *strength = strength.max(report.strength),
            None => documents.push((&report.document, report.strength)),
        }
    }
    Some(Story {
        cluster: &first.cluster,
        day,
        slot,
        voice: &first.voice,
        field: on_field(first),
        media: reports().any(|report| !on_field(report)),
        quality: reports().map(|report| report.reliability.weight()).fold(0.0, f64::max)
            * config.credibility_unverified,
        weight: if asserted { 1.0 } else { config.announced_weight },
        documents,
    })
}
