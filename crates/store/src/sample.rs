//! Invented documents, scores and flags for tests.

use chrono::{DateTime, NaiveDate, Utc};
use domain::document::{Annotation, DateOrigin, Language, Signature};
use domain::evidence::Coverage;
use domain::flag::{Flag, FlagEvent, FlagKind, FlagStep};
use domain::place::{CountryWeight, Focus};
use domain::score::{Convergence, Level, RegionScore};
use domain::source::Reliability;
use domain::{ClusterId, Document, EnrichedDocument, Label, Polarity, Signal, SourceClass, SourceId, Status};

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn signal(category: &str, score: f32) -> Signal {
    Signal {
        category: category.into(),
        polarity: Polarity::Risk,
        score,
        status: Status::Asserted,
        start: 0,
        end: 4,
        evidence: "Text".to_owned(),
    }
}

/// A field report on Chocó, Colombia, in a cluster of its own, that tells of displacement.
pub(crate) fn document(id: &str, published: &str) -> EnrichedDocument {
    EnrichedDocument {
        document: Document {
            id: id.into(),
            source: SourceId::new("radio-atrato"),
            class: SourceClass::Field,
            group: "radio-atrato".to_owned(),
            reliability: Reliability::B,
            label: Label::Amber,
            url: Some(format!("https://radio.example/{id}")),
            title: "Desplazamiento en el Chocó".to_owned(),
            text: "Text ٠١ with \"quotes\",\nlines and 流离失所 signs".to_owned(),
            published: at(published),
            published_from: DateOrigin::Publisher,
            fetched_at: at("2026-03-31T00:00:00.123456789Z"),
            content_hash: u64::MAX - 7,
            language_hint: None,
            point: Some((5.691_880_123_456_7, -76.658_3)),
            stated_region: Some("COL/Chocó".parse().expect("a region")),
        },
        annotation: Annotation {
            lang: Language { code: "spa".to_owned(), confidence: 0.987 },
            countries: vec![
                CountryWeight { iso3: "COL".parse().expect("a country"), weight: 0.8 },
                CountryWeight { iso3: "VEN".parse().expect("a country"), weight: 0.2 },
            ],
            focus: Some(Focus { iso3: "COL".parse().expect("a country"), admin1: Some("Chocó".to_owned()) }),
            places: Vec::new(),
            signals: vec![signal("displacement", 0.71)],
            relevance: 0.9,
        },
        cluster: ClusterId::new(id),
        wire: None,
        signature: Signature(vec![0, 1, u32::MAX, 77]),
    }
}

/// The same story told by a newspaper, in the given cluster.
pub(crate) fn news(id: &str, published: &str, cluster: &str) -> EnrichedDocument {
    let mut sample = document(id, published);
    sample.document.class = SourceClass::News;
    sample.document.source = SourceId::new("el-diario");
    sample.wire = Some("Agencia".to_owned());
    sample.cluster = ClusterId::new(cluster);
    sample
}

pub(crate) fn score(region: &str, as_of: &str, attention_net: f64) -> RegionScore {
    RegionScore {
        region: region.parse().expect("a region"),
        as_of: day(as_of),
        attention: attention_net + 1.0 / 3.0,
        attention_net,
        surprise: 0.1 + 0.2,
        intensity: 0.5,
        corroboration: 0.5,
        breadth: 0.5,
        structural: 0.5,
        deescalation: 0.0,
        surprise_field: 0.0,
        surprise_media: 0.0,
        convergence: Convergence::Converging,
        level: Level::High,
        categories: Vec::new(),
        contributions: Vec::new(),
        field_voices: 2,
        media_voices: 1,
        evidence: vec!["d".into()],
        evidence_count: 1,
        label: Label::Amber,
        coverage: Coverage { expected: 2, reporting: 1, missing: vec![(SourceId::new("s"), "silent".to_owned())] },
        covered: true,
        formula: "1".to_owned(),
    }
}

pub(crate) fn flag(region: &str, as_of: &str, level: Level, attention: f64) -> Flag {
    Flag {
        id: format!("{region}@2026-03-01").as_str().into(),
        region: region.parse().expect("a region"),
        kind: FlagKind::Joint,
        level,
        attention,
        convergence: Convergence::Converging,
        raised_on: day("2026-03-01"),
        as_of: day(as_of),
        alerts: true,
        alerted_on: day(as_of),
        categories: vec!["displacement".into()],
        evidence: vec!["d".into()],
        evidence_count: 1,
        field_voices: 2,
        media_voices: 1,
        rigos: Vec::new(),
        networks: Vec::new(),
        with: Vec::new(),
        reasons: vec!["both sides warn".to_owned()],
        label: Label::Amber,
    }
}

pub(crate) fn event(flag: &str, instant: &str, what: FlagStep) -> FlagEvent {
    FlagEvent { flag: flag.into(), at: at(instant), what, by: "almenara".to_owned(), note: "level high".to_owned() }
}
