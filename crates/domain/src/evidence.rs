//! Evidence: what scoring reads. Counted from documents, never from copies twice.

use crate::document::{ClusterId, DocumentId};
use crate::signal::Status;
use crate::source::{Reliability, SourceId};
use crate::taxonomy::{CategoryId, Polarity};
use crate::{Country, Label, RegionId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One document says that one category happens in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The document.
    pub document: DocumentId,
    /// Its family of copies.
    pub cluster: ClusterId,
    /// The region.
    pub region: RegionId,
    /// The category.
    pub category: CategoryId,
    /// Risk or peace.
    pub polarity: Polarity,
    /// Asserted or announced; nothing else is an observation.
    pub status: Status,
    /// Score of the signal, .5..1.
    pub strength: f32,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// The source.
    pub source: SourceId,
    /// The independent voice: agency or owner.
    pub voice: String,
    /// Whether it comes from the field side.
    pub field: bool,
    /// Reliability of the source.
    pub reliability: Reliability,
    /// Label of the document.
    pub label: Label,
}

/// How many usable documents a day brought on a country: the loudness against which a count is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    /// The day (UTC).
    pub day: NaiveDate,
    /// Documents of field and civil-society sources.
    pub field: u32,
    /// Documents of all other sources.
    pub media: u32,
}

/// The health of one source on the day of the score: silence is not calm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceHealth {
    /// The source.
    pub source: SourceId,
    /// What it is expected to cover. Empty: the world.
    pub regions: Vec<RegionId>,
    /// Whether it is on the field side.
    pub field: bool,
    /// How it does.
    pub state: Health,
    /// Why, in words; empty when it is well.
    pub reason: String,
}

/// How a source does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It answers and reports.
    Reporting,
    /// It answers, with old content only.
    Frozen,
    /// It used to report and stopped.
    Silent,
    /// It could not be read.
    Failed,
    /// It has not been visited yet.
    Unvisited,
}

/// Coverage of a region: how many of the sources that should report on it do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Sources that name the region or its country.
    pub expected: u32,
    /// Those that report.
    pub reporting: u32,
    /// Those that do not, with the reason.
    pub missing: Vec<(SourceId, String)>,
}

impl Coverage {
    /// Share of expected sources that report; 0 when none is expected.
    pub fn share(&self) -> f64 {
        if self.expected == 0 { 0.0 } else { f64::from(self.reporting) / f64::from(self.expected) }
    }
}

/// Countries that share a border.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbours(pub Vec<(Country, Vec<Country>)>);

impl Neighbours {
    /// The countries that border on this one.
    pub fn of(&self, country: Country) -> &[Country] {
        self.0.iter().find(|(own, _)| *own == country).map_or(&[], |(_, others)| others)
    }
}
