//! What is known of a region on one day: stories, each counted once and dated by its first report.

use crate::ScoreConfig;
use crate::calendar::{Calendar, Slot};
use crate::chronicle::{Family, Index, Place, Report};
use crate::exposure::Side;
use chrono::NaiveDate;
use domain::Label;
use domain::document::ClusterId;
use std::collections::BTreeMap;

/// A family of copies that reports one category in one region: one voice, whoever repeats it.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    /// The family.
    pub cluster: &'a ClusterId,
    /// Its number.
    pub number: u32,
    /// The day of its first report.
    pub day: NaiveDate,
    /// The slot of that day.
    pub slot: Slot,
    /// The voice that reported first: the family speaks with it alone.
    pub voice: u32,
    /// Whether that voice is on the field side: repeating an agency does not make a field report.
    pub field: bool,
    /// Whether anyone on the media side reported it, first or later.
    pub media: bool,
    /// Quality of the best report in the family, 0..1.
    pub quality: f64,
    /// 1, or less when the event is only announced.
    pub weight: f64,
    /// Its reports, the first one first.
    pub reports: &'a [Report<'a>],
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

/// The stories of a region on a day, from what may be read on it.
pub fn of_place<'a>(
    place: &'a Place<'a>,
    index: &Index<'_>,
    calendar: &Calendar,
    config: &ScoreConfig,
) -> RegionHistory<'a> {
    let mut history = RegionHistory { categories: BTreeMap::new(), label: Label::Clear };
    for family in place.near(calendar.first_scored(), calendar.as_of()) {
        if let Some(story) = story(family, place.reports(family), index, calendar, config) {
            history.label = story.reports.iter().map(|report| report.label).fold(history.label, Label::max);
            history.categories.entry(family.category).or_default().push(story);
        }
    }
    for stories in history.categories.values_mut() {
        stories.sort_unstable_by(|a, b| (a.day, a.cluster).cmp(&(b.day, b.cluster)));
    }
    history
}

/// One family as a story; none when the first of its reports that may be read lies before the baseline.
fn story<'a>(
    family: &'a Family<'a>,
    reports: &'a [Report<'a>],
    index: &Index<'_>,
    calendar: &Calendar,
    config: &ScoreConfig,
) -> Option<Story<'a>> {
    let begin = reports.partition_point(|report| report.day < calendar.first_read());
    let end = reports.partition_point(|report| report.day <= calendar.as_of());
    let reports = reports.get(begin..end)?;
    let first = reports.first()?;
    let day = first.day;
    let slot = calendar.slot(day)?;
    let on_field =
        |report: &Report<'_>| report.field && !index.in_media(report.voice, calendar.first_read(), calendar.as_of());
    let asserted = reports.iter().any(|report| report.asserted);
    Some(Story {
        cluster: family.cluster,
        number: family.number,
        day,
        slot,
        voice: first.voice,
        field: on_field(first),
        media: reports.iter().any(|report| !on_field(report)),
        quality: reports.iter().map(|report| report.reliability).fold(0.0, f64::max) * config.credibility_unverified,
        weight: if asserted { 1.0 } else { config.announced_weight },
        reports,
    })
}
