//! Invented documents for tests.

use domain::place::{CountryWeight, Focus};
use domain::{EnrichedDocument, Label, Language, RegionId, Signal, Status};

/// A document of a newspaper on nowhere, without signals, that everyone may see.
pub(crate) fn document(id: &str, lang: &str, title: &str, text: &str) -> EnrichedDocument {
    let mut read = testkit::document(id);
    read.document.title = title.to_owned();
    read.document.text = text.to_owned();
    read.annotation.lang = Language { code: lang.to_owned(), confidence: 1.0 };
    read
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
    document.annotation.signals.push(Signal { status, ..testkit::signal(category, 0.8) });
    document
}
