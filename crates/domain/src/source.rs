//! Sources: what is read, and how far it is trusted.

use crate::name::shared_name;
use crate::{Country, Label, RegionId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

shared_name! {
    /// The identifier of a source: lower-case letters, digits, `-`.
    SourceId
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceClass {
    /// Reports of people on the ground: monitors, local committees, form submissions.
    Field,
    /// Civil-society organisations that publish.
    CivilSociety,
    /// Newspapers, radio stations, agencies.
    News,
    /// Governments.
    Official,
    /// Inter-governmental and international bodies.
    International,
}

impl SourceClass {
    /// Field and civil-society sources are the field side of the field-against-media comparison.
    pub fn is_field(self) -> bool {
        matches!(self, Self::Field | Self::CivilSociety)
    }

    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::CivilSociety => "civil-society",
            Self::News => "news",
            Self::Official => "official",
            Self::International => "international",
        }
    }
}

/// Admiralty scale of source reliability (NATO AJP-2.1): A completely reliable … E unreliable, F cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[allow(missing_docs)]
pub enum Reliability {
    A,
    B,
    C,
    D,
    E,
    /// Unknown is not bad: it weighs as much as C.
    #[default]
    F,
}

impl Reliability {
    /// Weight 0..1 in the quality of a report.
    pub fn weight(self) -> f64 {
        match self {
            Self::A => 1.0,
            Self::B => 0.75,
            Self::C | Self::F => 0.5,
            Self::D => 0.25,
            Self::E => 0.0,
        }
    }
}

/// Where the parts of a page stand, as CSS selectors. Empty means "not given".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selectors {
    /// One element of the list, relative to the page.
    pub item: String,
    /// The link to the article, relative to the item.
    pub link: String,
    /// The title, relative to the item; empty: the link's text.
    pub title: String,
    /// The date, relative to the item; its `datetime` attribute, else its text.
    pub date: String,
    /// The article's body on its own page; empty: the main text is found by the reader.
    pub body: String,
    /// The link to the next page of the list; empty: one page only.
    pub next: String,
}

/// A source, checked: the value of one `[[source]]` in `config/sources/*.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Identifier, unique over all files.
    pub id: SourceId,
    /// Name for people.
    pub name: String,
    /// The connector that reads it: `feed`, `page`, `sitemap`, `reliefweb`, `kobo`, `folder` …
    pub kind: String,
    /// Where it is: an `http` or `https` address; for `folder` a path.
    pub url: String,
    /// Who speaks.
    pub class: SourceClass,
    /// Languages it is written in, ISO 639-3, most usual first.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Where it is at home; places are read with that in mind.
    #[serde(default)]
    pub country: Option<Country>,
    /// The regions it reports on. Empty: the whole world.
    #[serde(default)]
    pub regions: Vec<RegionId>,
    /// Who owns it. Sources of one owner are one voice. Empty: its own identifier.
    #[serde(default)]
    pub owner: String,
    /// How far it is trusted.
    #[serde(default)]
    pub reliability: Reliability,
    /// How far what it says may travel.
    #[serde(default = "default_label")]
    pub label: Label,
    /// Whether it is read at all.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Its items carry a summary only: the page of each new item is fetched and its article taken as the body.
    #[serde(default)]
    pub full_text: bool,
    /// Minutes between two visits.
    #[serde(default = "default_every_minutes")]
    pub every_minutes: u32,
    /// A report is expected at least every so many days; a longer gap is silence. 0: no expectation.
    #[serde(default = "default_silent_after_days")]
    pub silent_after_days: u32,
    /// Address ranges (CIDR) that this source may be read from although they are private.
    #[serde(default)]
    pub allow_networks: Vec<String>,
    /// For `page`: where its parts stand.
    #[serde(default)]
    pub selectors: Selectors,
    /// Options of the connector: `appname`, `asset`, `token_env`, the names of form fields …
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

fn default_label() -> Label {
    Label::Amber
}

fn yes() -> bool {
    true
}

fn default_every_minutes() -> u32 {
    360
}

fn default_silent_after_days() -> u32 {
    14
}

impl Source {
    /// The owner's group: the owner, or the source itself when none is named.
    pub fn group(&self) -> &str {
        if self.owner.is_empty() { self.id.as_str() } else { &self.owner }
    }

    /// Whether it reports on `region`: a source for all the world does on none in particular.
    pub fn covers(&self, region: &RegionId) -> bool {
        self.regions.iter().any(|own| own.contains(region) || region.contains(own))
    }
}

/// A permanent redirect of a source's own address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The address it leads from: the configured one when this was noted. Another one in the configuration ends it.
    pub from: String,
    /// The address it leads to.
    pub to: String,
    /// Since when every visit has said so.
    pub since: DateTime<Utc>,
    /// Said for long enough: the source is read at the new address.
    pub settled: bool,
}

/// What is remembered of a source between two visits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceState {
    /// Validator of the last good answer.
    pub etag: Option<String>,
    /// Validator of the last good answer.
    pub last_modified: Option<String>,
    /// Hash of the last body, to see a change behind a repeated validator.
    pub body_hash: Option<u64>,
    /// Where the connector goes on; its own format.
    pub cursor: Option<String>,
    /// The new address, when the source says that it has moved for good.
    pub moved: Option<Moved>,
    /// Last visit.
    pub last_visit: Option<DateTime<Utc>>,
    /// Last visit that ended well.
    pub last_success: Option<DateTime<Utc>>,
    /// Newest publication date seen in it.
    pub newest_item: Option<DateTime<Utc>>,
    /// Not before this instant again.
    pub next_visit: Option<DateTime<Utc>>,
    /// Failures in a row, in quarters: hard 4, soft 2, temporary 1.
    pub failure_quarters: u32,
    /// The last outcome, in words.
    pub last_outcome: Option<String>,
}
