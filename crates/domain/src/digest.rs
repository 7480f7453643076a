//! The daily digest: what a director reads and forwards.

use crate::document::DocumentId;
use crate::evidence::Health;
use crate::flag::Flag;
use crate::outcome::Counts;
use crate::score::{Convergence, Level, RegionScore};
use crate::source::{SourceClass, SourceId};
use crate::taxonomy::CategoryId;
use crate::{Label, RegionId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One day's digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// The day it is about.
    pub day: NaiveDate,
    /// The instant it was made for.
    pub as_of: DateTime<Utc>,
    /// Remark at the top, for example that this is an exercise; empty in daily use.
    pub banner: String,
    /// Most restrictive label of what is in it.
    pub label: Label,
    /// The sentence that sums the day up.
    pub headline: String,
    /// Joint flags first, then those to be watched; highest level first in each.
    pub flags: Vec<FlagEntry>,
    /// Regions where peace signals stand out.
    pub peace: Vec<PeaceEntry>,
    /// Regions whose coverage does not suffice to call them calm.
    pub uncovered: Vec<CoverageEntry>,
    /// Sources that do not report, with the reason.
    pub sources: Vec<SourceEntry>,
    /// What the day's runs brought.
    pub counts: Counts,
    /// Version of the formula.
    pub formula: String,
}

/// A flag with what a reader needs to judge it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlagEntry {
    /// The flag.
    pub flag: Flag,
    /// Name of the region for people: `Chocó, Colombia`.
    pub place: String,
    /// Where the answer to it stands, in words: `not acknowledged yet`.
    #[serde(default)]
    pub response: String,
    /// The score behind it.
    pub score: RegionScore,
    /// Net attention of the last days, oldest first: for a sparkline.
    pub trend: Vec<f64>,
    /// The documents that show it, one per story, strongest first.
    pub evidence: Vec<EvidenceEntry>,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceEntry {
    /// The document.
    pub document: DocumentId,
    /// Its title, or the beginning of its text.
    pub title: String,
    /// Its source's name. For field sources the class alone, until three of them say so.
    pub source_name: String,
    /// The source's class.
    pub class: SourceClass,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Its language.
    pub lang: String,
    /// Its address, where it may be shown.
    pub url: Option<String>,
    /// Its categories.
    pub categories: Vec<CategoryId>,
    /// The words that show it.
    pub quote: String,
    /// How many documents are copies of it, itself included.
    pub copies: u32,
    /// Who tells of the same incident, it and its copies included.
    #[serde(default)]
    pub story: Telling,
    /// How far it may travel.
    pub label: Label,
}

/// Who tells a story, of those that the readers of the digest may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The documents, the first published first.
    pub documents: Vec<DocumentId>,
    /// How many sources they come from.
    pub sources: u32,
    /// Their languages, ISO 639-3, sorted.
    pub languages: Vec<String>,
}

/// A region where peace stands out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeaceEntry {
    /// The region.
    pub region: RegionId,
    /// Name for people.
    pub place: String,
    /// How much peace stands beside attention, 0..1.
    pub deescalation: f64,
    /// Net attention.
    pub attention: f64,
    /// The documents that show it.
    pub evidence: Vec<EvidenceEntry>,
}

/// A region that is not well covered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageEntry {
    /// The region.
    pub region: RegionId,
    /// Name for people.
    pub place: String,
    /// Level, for what it is worth.
    pub level: Level,
    /// Field against media.
    pub convergence: Convergence,
    /// Sources expected and reporting.
    pub expected: u32,
    /// Those that report.
    pub reporting: u32,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// A source that does not report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The source.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// How it does.
    pub state: Health,
    /// Why.
    pub reason: String,
}
