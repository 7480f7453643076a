//! What an index keeps of a document: enough for an answer, and for the words in it.

use crate::plan::region_key;
use crate::stem;
use chrono::{DateTime, Utc};
use domain::query::{Hit, Snippet};
use domain::{CategoryId, DocumentId, EnrichedDocument, Label, RegionId, SourceClass, SourceId};
use serde::{Deserialize, Serialize};

/// A document as an answer needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) id: DocumentId,
    pub(crate) source: SourceId,
    pub(crate) class: SourceClass,
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) published: DateTime<Utc>,
    pub(crate) lang: String,
    pub(crate) regions: Vec<RegionId>,
    pub(crate) categories: Vec<CategoryId>,
    pub(crate) label: Label,
}

impl Kept {
    /// What is kept of a document.
    pub(crate) fn of(enriched: &EnrichedDocument) -> Self {
        let EnrichedDocument { document, annotation, .. } = enriched;
        let mut categories: Vec<CategoryId> = Vec::new();
        for signal in annotation.signals.iter().filter(|signal| signal.counts()) {
            if !categories.contains(&signal.category) {
                categories.push(signal.category.clone());
            }
        }
        Self {
            id: document.id.clone(),
            source: document.source.clone(),
            class: document.class,
            url: document.url.clone(),
            title: document.title.clone(),
            text: document.text.clone(),
            published: document.published,
            lang: annotation.lang.code.clone(),
            regions: annotation.regions(),
            categories,
            label: document.label,
        }
    }

    /// The language under which its words are stemmed and found.
    pub(crate) fn language(&self) -> &str {
        stem::language(&self.lang)
    }

    /// Decides between documents that are equal otherwise; the same whatever order they came in.
    pub(crate) fn tie(&self) -> u64 {
        // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        self.id.as_str().bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
    }

    /// The answer, with what the engine found out.
    pub(crate) fn into_hit(self, snippet: Snippet, score: f32) -> Hit {
        Hit {
            id: self.id,
            source: self.source,
            class: self.class,
            url: self.url,
            title: self.title,
            published: self.published,
            lang: self.lang,
            regions: self.regions,
            categories: self.categories,
            label: self.label,
            snippet,
            score,
        }
    }
}

/// Keys of all regions under which a document is found: its regions, and every country it is about at all.
pub(crate) fn region_keys(enriched: &EnrichedDocument) -> Vec<String> {
    let countries = enriched.annotation.countries.iter().map(|country| RegionId::country(country.iso3));
    let mut keys: Vec<String> =
        enriched.annotation.regions().into_iter().chain(countries).map(|region| region_key(&region)).collect();
    keys.sort();
    keys.dedup();
    keys
}
