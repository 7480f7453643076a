//! Invented values for the tests of every crate: plain ones, of which a test changes what it is about.

use chrono::{DateTime, NaiveDate, Utc};
use domain::document::{DateOrigin, Signature};
use domain::evidence::Coverage;
use domain::flag::{Flag, FlagKind};
use domain::place::Focus;
use domain::score::{Convergence, Level, RegionScore};
use domain::source::Reliability;
use domain::{
    Annotation, ClusterId, Document, EnrichedDocument, Label, Language, Polarity, RegionId, Signal, SourceClass,
    SourceId, Status,
};

/// An instant from RFC 3339.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A day from `YYYY-MM-DD`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A region from `COL` or `COL/Chocó`.
pub fn region(text: &str) -> RegionId {
    text.parse().expect("a region")
}

/// The focus on a region.
pub fn focus(text: &str) -> Focus {
    let region = region(text);
    Focus { iso3: region.country, admin1: region.admin1.as_deref().map(str::to_owned) }
}

/// An asserted risk signal without evidence in the text.
pub fn signal(category: &str, score: f32) -> Signal {
    Signal {
        category: category.into(),
        polarity: Polarity::Risk,
        score,
        status: Status::Asserted,
        start: 0,
        end: 0,
        evidence: String::new(),
        mode: None,
        severity: 0.7,
    }
}

/// A newspaper's document on nowhere, without text and signals, that everyone may see, in a cluster of its own.
pub fn document(id: &str) -> EnrichedDocument {
    EnrichedDocument {
        document: Document {
            id: id.into(),
            source: SourceId::new("el-diario"),
            class: SourceClass::News,
            group: "el-diario".to_owned(),
            reliability: Reliability::F,
            label: Label::Clear,
            url: Some(format!("https://news.example/{id}")),
            title: String::new(),
            text: String::new(),
            published: DateTime::UNIX_EPOCH,
            published_from: DateOrigin::Publisher,
            fetched_at: DateTime::UNIX_EPOCH,
            content_hash: 0,
            language_hint: None,
            point: None,
            stated_region: None,
        },
        annotation: Annotation {
            lang: Language::undetermined(),
            countries: Vec::new(),
            focus: None,
            places: Vec::new(),
            signals: Vec::new(),
            relevance: 0.5,
            event_day: None,
            actors: Vec::new(),
            casualties: domain::Casualties::default(),
        },
        cluster: ClusterId::new(id),
        wire: None,
        signature: Signature::default(),
    }
}

/// A region's score in the middle of every scale, well covered, without categories and evidence.
pub fn score(region_id: &str, as_of: &str, attention_net: f64) -> RegionScore {
    RegionScore {
        region: region(region_id),
        as_of: day(as_of),
        attention: attention_net,
        attention_net,
        surprise: 0.5,
        intensity: 0.5,
        corroboration: 0.5,
        breadth: 0.5,
        structural: 0.5,
        deescalation: 0.0,
        surprise_field: 0.5,
        surprise_media: 0.5,
        convergence: Convergence::Converging,
        level: Level::High,
        categories: Vec::new(),
        contributions: Vec::new(),
        field_voices: 2,
        media_voices: 1,
        evidence: Vec::new(),
        evidence_count: 0,
        label: Label::Clear,
        coverage: Coverage { expected: 2, reporting: 2, missing: Vec::new() },
        covered: true,
        formula: "test".to_owned(),
    }
}

/// A joint flag raised that day, without partners, reasons and evidence.
pub fn flag(region_id: &str, as_of: &str, level: Level, attention: f64) -> Flag {
    Flag {
        id: format!("{region_id}@{as_of}").as_str().into(),
        region: region(region_id),
        kind: FlagKind::Joint,
        level,
        attention,
        convergence: Convergence::Converging,
        raised_on: day(as_of),
        as_of: day(as_of),
        alerts: true,
        alerted_on: day(as_of),
        categories: Vec::new(),
        evidence: Vec::new(),
        evidence_count: 0,
        field_voices: 2,
        media_voices: 1,
        rigos: Vec::new(),
        networks: Vec::new(),
        with: Vec::new(),
        reasons: Vec::new(),
        label: Label::Clear,
    }
}
