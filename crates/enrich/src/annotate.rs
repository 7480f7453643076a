//! The enricher: everything the other modules know, behind one value that many threads share.

use crate::day;
use crate::lang::Identifier;
use crate::places::{Gazetteer, GazetteerError, LocateInput};
use crate::read::{self, Rejection};
use crate::signals::{LexiconError, Reader, Tables};
use crate::wire::Wires;
use chrono::{DateTime, Utc};
use domain::item::Item;
use domain::{Annotation, Country, Document, RegionId, Source, Taxonomy};

/// What the enricher is made from.
#[derive(Clone, Debug)]
pub struct Resources {
    /// Signal categories.
    pub taxonomy: Taxonomy,
    /// What signals are read with.
    pub signals: Tables,
    /// The gazetteer, as its builder wrote it.
    pub gazetteer: std::borrow::Cow<'static, [u8]>,
}

/// Why no enricher can be made.
#[derive(Debug, thiserror::Error)]
pub enum EnrichError {
    /// The gazetteer cannot be read.
    #[error("the gazetteer cannot be used")]
    Gazetteer(#[from] GazetteerError),
    /// A lexicon cannot be read.
    #[error("a lexicon cannot be used")]
    Lexicon(#[from] LexiconError),
}

/// A text to annotate, with what is known beside it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// Title; context that counts, but offsets never point into it.
    pub title: &'a str,
    /// The text; offsets count its characters.
    pub text: &'a str,
    /// Language as the publisher says, ISO 639-3: a prior, not the answer.
    pub lang_hint: Option<&'a str>,
    /// When it was published: what lies long before is history.
    pub published: Option<DateTime<Utc>>,
    /// Where the source is at home.
    pub source_country: Option<Country>,
    /// Degrees north and east, as the publisher says.
    pub point: Option<(f64, f64)>,
    /// The region a form names.
    pub stated_region: Option<&'a RegionId>,
}

/// Reads items and annotates texts. Made once, used from many threads.
#[derive(Debug)]
pub struct Enricher {
    languages: Identifier,
    gazetteer: Gazetteer,
    signals: Reader,
    wires: Wires,
}

impl Enricher {
    /// Reads the resources.
    pub fn new(resources: Resources) -> Result<Self, EnrichError> {
        Ok(Self {
            languages: Identifier::new(),
            gazetteer: Gazetteer::load(resources.gazetteer)?,
            signals: Reader::with_tables(&resources.taxonomy, &resources.signals)?,
            wires: Wires::new(),
        })
    }

    /// An item becomes a document, or is rejected with a reason.
    pub fn read(&self, item: Item, source: &Source, fetched_at: DateTime<Utc>) -> Result<Document, Rejection> {
        read::read(item, source, fetched_at)
    }

    /// The reader of signals, for those who write its lexicons.
    pub fn signals(&self) -> &Reader {
        &self.signals
    }

    /// Language, places and signals of a text.
    pub fn annotate(&self, reading: &Reading) -> Annotation {
        let lang = self.languages.identify_document(reading.title, reading.text, reading.lang_hint);
        let located = self.gazetteer.locate(&LocateInput {
            title: reading.title,
            text: reading.text,
            lang: &lang.code,
            source_country: reading.source_country,
            point: reading.point,
            stated_region: reading.stated_region,
        });
        let event_day = reading
            .published
            .and_then(|published| day::of_event(reading.title, reading.text, &lang.code, published.date_naive()));
        let found = self.signals.read(reading.title, reading.text, &lang.code, reading.published);
        Annotation {
            lang,
            countries: located.countries,
            focus: located.focus,
            places: located.places,
            signals: found.signals,
            relevance: found.relevance,
            event_day,
            actors: found.actors,
            casualties: found.casualties,
        }
    }

    /// The agency a document was copied from, where it says so.
    pub fn wire(&self, document: &Document) -> Option<String> {
        self.wires.origin(&document.title, &document.text)
    }

    /// Names of places and countries.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }
}
