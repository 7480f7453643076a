//! A store and an index that hold a few invented documents in memory, just enough to read from.

mod sample;

pub use sample::{day, region, rich};

use chrono::{DateTime, NaiveDate, Utc};
use domain::document::KnownCopy;
use domain::evidence::{Exposure, Observation};
use domain::flag::{Flag, FlagEvent, FlagId};
use domain::index::{IndexError, SearchIndex};
use domain::ledger::LedgerSeal;
use domain::outcome::RunReport;
use domain::query::{Answer, Expr, Hit, Query, Snippet};
use domain::score::RegionScore;
use domain::source::SourceState;
use domain::store::{Batch, Store, StoreError};
use domain::taxonomy::Taxonomy;
use domain::{Country, DocumentId, EnrichedDocument, Label, RegionId, SourceClass, SourceId};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use web::Surface;

/// What the fakes hold.
#[derive(Default)]
pub struct Fake {
    pub documents: Vec<EnrichedDocument>,
    pub scores: Vec<RegionScore>,
    pub flags: Vec<Flag>,
    pub scored: bool,
    pub broken: bool,
}

impl Fake {
    fn answer<T>(&self, value: T) -> Result<T, StoreError> {
        if self.broken {
            return Err(StoreError::Database { action: "read", cause: "secret path /var/lib".into() });
        }
        Ok(value)
    }
}

impl Store for Fake {
    fn put(&self, _: &Batch) -> Result<Range<u64>, StoreError> {
        self.answer(0..0)
    }
    fn document(&self, id: &DocumentId) -> Result<Option<EnrichedDocument>, StoreError> {
        self.answer(self.documents.iter().find(|read| read.document.id == *id).cloned())
    }
    fn content_hashes(&self, _: &[DocumentId]) -> Result<HashMap<DocumentId, u64>, StoreError> {
        self.answer(HashMap::new())
    }
    fn documents_after(&self, _: u64, _: usize) -> Result<Vec<(u64, EnrichedDocument)>, StoreError> {
        self.answer(Vec::new())
    }
    fn document_count(&self) -> Result<u64, StoreError> {
        self.answer(self.documents.len() as u64)
    }
    fn last_sequence(&self) -> Result<u64, StoreError> {
        self.answer(self.documents.len() as u64)
    }
    fn known_copies(&self, _: DateTime<Utc>) -> Result<Vec<KnownCopy>, StoreError> {
        self.answer(Vec::new())
    }
    fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError> {
        self.answer(HashMap::new())
    }
    fn observations(&self, _: DateTime<Utc>, _: DateTime<Utc>) -> Result<Vec<Observation>, StoreError> {
        self.answer(Vec::new())
    }
    fn exposure(&self, _: DateTime<Utc>, _: DateTime<Utc>) -> Result<Vec<(Country, Exposure)>, StoreError> {
        self.answer(Vec::new())
    }
    fn put_scores(&self, _: NaiveDate, _: &[RegionScore]) -> Result<(), StoreError> {
        self.answer(())
    }
    fn scores(&self, as_of: NaiveDate) -> Result<Vec<RegionScore>, StoreError> {
        self.answer(if as_of == day() { self.scores.clone() } else { Vec::new() })
    }
    /// Rises by two points a day over the last month.
    fn score(&self, region: &RegionId, as_of: NaiveDate) -> Result<Option<RegionScore>, StoreError> {
        let back = (day() - as_of).num_days();
        let found = self.scores.iter().find(|score| score.region == *region && (0..30).contains(&back)).cloned();
        self.answer(found.map(|score| RegionScore {
            as_of,
            attention_net: score.attention_net - 2.0 * back as f64,
            ..score
        }))
    }
    fn last_scored_day(&self) -> Result<Option<NaiveDate>, StoreError> {
        self.answer(self.scored.then(day))
    }
    fn put_flags(&self, _: NaiveDate, _: &[Flag], _: &[FlagEvent]) -> Result<(), StoreError> {
        self.answer(())
    }
    fn flags(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        self.answer(if as_of == day() { self.flags.clone() } else { Vec::new() })
    }
    fn flags_before(&self, _: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        self.answer(Vec::new())
    }
    fn flag_events(&self, _: &FlagId) -> Result<Vec<FlagEvent>, StoreError> {
        self.answer(Vec::new())
    }
    fn append_flag_event(&self, _: &FlagEvent) -> Result<(), StoreError> {
        self.answer(())
    }
    fn flag(&self, id: &FlagId) -> Result<Option<Flag>, StoreError> {
        self.answer(self.flags.iter().find(|flag| flag.id == *id).cloned())
    }
    fn ledger(&self) -> Result<Vec<FlagEvent>, StoreError> {
        self.answer(Vec::new())
    }
    fn verify_ledger(&self) -> Result<LedgerSeal, StoreError> {
        self.answer(LedgerSeal { entries: 0, hash: String::new() })
    }
    fn put_run(&self, _: &RunReport) -> Result<(), StoreError> {
        self.answer(())
    }
    fn last_run(&self) -> Result<Option<RunReport>, StoreError> {
        self.answer(None)
    }
    fn check(&self) -> Result<Vec<String>, StoreError> {
        self.answer(Vec::new())
    }
}

impl SearchIndex for Fake {
    fn put(&self, _: &[EnrichedDocument], _: u64) -> Result<(), IndexError> {
        Ok(())
    }
    fn watermark(&self) -> Result<u64, IndexError> {
        Ok(self.documents.len() as u64)
    }
    fn count(&self) -> Result<u64, IndexError> {
        Ok(self.documents.len() as u64)
    }
    fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        let hits: Vec<Hit> = self
            .documents
            .iter()
            .filter(|read| read.document.label <= query.clearance && matches(&query.expr, read))
            .map(hit)
            .collect();
        Ok(Answer { total: hits.len(), hits: hits.into_iter().skip(query.offset).take(query.limit).collect() })
    }
    fn clear(&self) -> Result<(), IndexError> {
        Ok(())
    }
}

fn matches(expr: &Expr, read: &EnrichedDocument) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| matches(part, read)),
        Expr::Or(parts) => parts.iter().any(|part| matches(part, read)),
        Expr::Not(part) => !matches(part, read),
        Expr::Word(_, word) | Expr::Phrase(_, word) | Expr::Prefix(_, word) => {
            format!("{} {}", read.document.title, read.document.text).to_lowercase().contains(&word.to_lowercase())
        }
        Expr::Source(id) => read.document.source == *id,
        Expr::Class(class) => read.document.class == *class,
        _ => true,
    }
}

fn hit(read: &EnrichedDocument) -> Hit {
    let document = &read.document;
    let end = document.text.char_indices().nth(9).map_or(document.text.len(), |(byte, _)| byte);
    Hit {
        id: document.id.clone(),
        source: document.source.clone(),
        class: document.class,
        url: document.url.clone(),
        title: document.title.clone(),
        published: document.published,
        lang: read.annotation.lang.code.clone(),
        regions: read.annotation.regions(),
        categories: vec!["civilian_harm".into()],
        label: document.label,
        snippet: Snippet { text: document.text.clone(), marks: vec![(0, end)] },
        score: 1.0,
    }
}

/// A surface over these fakes with clearance AMBER.
pub fn surface(fake: Fake) -> Surface {
    let fake = Arc::new(fake);
    let names = [
        ("COL/Chocó", "Chocó, Colombia"),
        ("COL", "Colombia"),
        ("SDN/North Darfur", "North Darfur, Sudan"),
        ("PNG/Enga", "Enga, Papua New Guinea"),
    ];
    Surface {
        store: fake.clone(),
        index: fake,
        taxonomy: Arc::new(Taxonomy { categories: Vec::new() }),
        place_name: Arc::new(move |own| {
            let id = own.to_string();
            names.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| (*name).to_owned())
        }),
        find_region: Arc::new(move |text| {
            let found = names
                .iter()
                .find(|(id, name)| id.eq_ignore_ascii_case(text) || name.starts_with(text) && !text.is_empty());
            found.map(|(id, _)| region(id))
        }),
        source_name: Arc::new(|source| format!("The {source}")),
        source_class: Arc::new(|source| {
            Some(if source.as_str().starts_with("monitor") { SourceClass::Field } else { SourceClass::News })
        }),
        clearance: Label::Amber,
        banner: "Exercise: invented reports.".into(),
        field_voices_min: 3,
    }
}
