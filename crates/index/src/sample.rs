//! Invented documents for tests.

use chrono::DateTime;
use domain::document::{Annotation, DateOrigin, Language, Signature};
use domain::place::{CountryWeight, Focus};
use domain::source::Reliability;
use domain::{ClusterId, Document, EnrichedDocument, Label, Polarity, RegionId, Signal, SourceClass, SourceId, Status};

/// A document of a newspaper on nowhere, without signals, that everyone may see.
pub(crate) fn document(id: &str, lang: &str, title: &str, text: &str) -> EnrichedDocument {
    EnrichedDocument {
        document: Document {
            id: id.into(),
            source: SourceId::new("el-diario"),
            class: SourceClass::News,
            group: "el-diario".to_owned(),
            reliability: Reliability::F,
            label: Label::Clear,
            url: Some(format!("https://news.example/{id}")),
            title: title.to_owned(),
            text: text.to_owned(),
            published: DateTime::UNIX_EPOCH,
            published_from: DateOrigin::Publisher,
            fetched_at: DateTime::UNIX_EPOCH,
            content_hash: 0,
            language_hint: None,
            point: None,
            stated_region: None,
        },
        annotation: Annotation {
            lang: Language { code: lang.to_owned(), confidence: 1.0 },
            countries: Vec::new(),
            focus: None,
            places: Vec::new(),
            signals: Vec::new(),
            relevance: 0.5,
        },
        cluster: ClusterId::new(id),
        wire: None,
        signature: Signature::default(),
    }
}

/// The same document, published then.
pub(crate) fn published(mut document: EnrichedDocument, instant: &str) -> EnrichedDocument {
    document.document.published = instant.parse().expect("an instant");
    document
}

/// The same document under a label.
pub(crate) fn labelled(mut document: EnrichedDocument, label: Label) -> EnrichedDocument {
    document.document.label = label;
    document
}

/// The same document, filed under a region, and about a second country a little.
pub(crate) fn located(mut document: EnrichedDocument, focus: &str, beside: &str) -> EnrichedDocument {
    let region: RegionId = focus.parse().expect("a region");
    document.annotation.focus =
        Some(Focus { iso3: region.country, admin1: region.admin1.as_deref().map(str::to_owned) });
    document.annotation.countries = vec![
        CountryWeight { iso3: region.country, weight: 0.9 },
        CountryWeight { iso3: beside.parse().expect("a country"), weight: 0.1 },
    ];
    document
}

/// The same document with a signal.
pub(crate) fn signalling(mut document: EnrichedDocument, category: &str, status: Status) -> EnrichedDocument {
    document.annotation.signals.push(Signal {
        category: category.into(),
        polarity: Polarity::Risk,
        score: 0.8,
        status,
        start: 0,
        end: 0,
        evidence: String::new(),
    });
    document
}
