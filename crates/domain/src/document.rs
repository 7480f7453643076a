//! Documents: an item that has been read, and what was found in it.

use crate::name::shared_name;
use crate::place::{CountryWeight, Focus};
use crate::source::{Reliability, SourceClass, SourceId};
use crate::{Actor, Casualties, Label, Place, RegionId, Signal};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

shared_name! {
    /// 32 hexadecimal digits, made from the source and the item's own key: the same item gets the same one again.
    DocumentId
}

shared_name! {
    /// A family of copies, named after its first document.
    ClusterId
}

/// Where the publication date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrigin {
    /// The feed, the form or the file said it.
    Publisher,
    /// The page's metadata said it.
    Page,
    /// The address carries it.
    Url,
    /// The text says it.
    Text,
    /// Nothing said it: the time of the visit.
    Visit,
}

/// One report or article, as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Identifier.
    pub id: DocumentId,
    /// The source it came from.
    pub source: SourceId,
    /// The source's class at that time.
    pub class: SourceClass,
    /// The owner's group: sources of one owner are one voice.
    pub group: String,
    /// The source's reliability at that time.
    pub reliability: Reliability,
    /// How far it may travel.
    pub label: Label,
    /// Canonical address.
    pub url: Option<String>,
    /// Title, plain text; may be empty.
    pub title: String,
    /// Main text, paragraphs parted by newlines.
    pub text: String,
    /// When it was published; never later than `fetched_at`.
    pub published: DateTime<Utc>,
    /// How that date is known.
    pub published_from: DateOrigin,
    /// When it was fetched.
    pub fetched_at: DateTime<Utc>,
    /// Hash of title and text: a changed document is stored anew.
    pub content_hash: u64,
    /// Language as the publisher says, ISO 639-3.
    pub language_hint: Option<String>,
    /// Degrees north and east, as the publisher says.
    pub point: Option<(f64, f64)>,
    /// The region a form names.
    pub stated_region: Option<RegionId>,
}

/// A language with how sure the reader is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// ISO 639-3, or `und`.
    pub code: String,
    /// 0..1.
    pub confidence: f32,
}

impl Language {
    /// Not determined.
    pub fn undetermined() -> Self {
        Self { code: "und".to_owned(), confidence: 0.0 }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::undetermined()
    }
}

/// What was found in a text. Offsets are characters of the text that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The language.
    pub lang: Language,
    /// The countries the text is about, highest weight first; weights sum to 1.
    pub countries: Vec<CountryWeight>,
    /// The one place a reader would file it under.
    pub focus: Option<Focus>,
    /// Every toponym.
    pub places: Vec<Place>,
    /// Every signal, the strongest of each category.
    pub signals: Vec<Signal>,
    /// 0..1: how sure it is that the text reports conflict or peace.
    pub relevance: f32,
    /// The day on which it happened, where the opening of the text says it; never after publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_day: Option<NaiveDate>,
    /// Who takes part in what the signals tell, in the order of their first mention.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<Actor>,
    /// How many were hurt, as the opening reports it.
    #[serde(default, skip_serializing_if = "Casualties::is_empty")]
    pub casualties: Casualties,
}

/// A country other than the focus counts as a region of the document from this weight on.
const COUNTRY_WEIGHT_MIN: f32 = 0.3;

impl Annotation {
    /// The regions whose score the document touches: the focus, its country, and every other weighty country.
    pub fn regions(&self) -> Vec<RegionId> {
        let mut regions = Vec::new();
        if let Some(focus) = &self.focus {
            regions.push(RegionId::country(focus.iso3));
            if focus.admin1.is_some() {
                regions.push(focus.region());
            }
        }
        for country in self.countries.iter().filter(|country| country.weight >= COUNTRY_WEIGHT_MIN) {
            let region = RegionId::country(country.iso3);
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
        regions
    }
}

/// The compact fingerprint by which copies are found.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature(pub Vec<u32>);

/// A document with everything that was found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnrichedDocument {
    /// The document.
    pub document: Document,
    /// What was found in it.
    pub annotation: Annotation,
    /// The family of copies it belongs to.
    pub cluster: ClusterId,
    /// The agency it was copied from (`Reuters`, `AFP`, `EFE` …), where it says so.
    pub wire: Option<String>,
    /// The fingerprint, for copies that come later.
    pub signature: Signature,
}

/// The title of a document that its source has taken back; nothing else of it is left.
pub const WITHDRAWN: &str = "(withdrawn by its source)";

impl Document {
    /// Whether its source has taken it back.
    pub fn is_withdrawn(&self) -> bool {
        self.text.is_empty() && self.title == WITHDRAWN
    }
}

impl AsRef<Document> for Document {
    fn as_ref(&self) -> &Document {
        self
    }
}

impl EnrichedDocument {
    /// The independent voice behind it: the agency that wrote it, else the owner's group.
    pub fn voice(&self) -> &str {
        self.wire.as_deref().unwrap_or(&self.document.group)
    }

    /// What the reader of copies needs of it.
    pub fn known_copy(&self) -> KnownCopy {
        KnownCopy {
            document: self.document.id.clone(),
            cluster: self.cluster.clone(),
            signature: self.signature.clone(),
        }
    }
}

/// A stored document as the reader of copies needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCopy {
    /// The document.
    pub document: DocumentId,
    /// Its family.
    pub cluster: ClusterId,
    /// Its fingerprint.
    pub signature: Signature,
}
