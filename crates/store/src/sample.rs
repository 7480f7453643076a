//! Invented documents, scores and flags for tests.

use domain::document::Signature;
use domain::evidence::Coverage;
use domain::flag::{Flag, FlagEvent, FlagStep};
use domain::place::CountryWeight;
use domain::score::{Level, RegionScore};
use domain::source::Reliability;
use domain::{ClusterId, EnrichedDocument, Label, Language, Signal, SourceClass, SourceId};

pub(crate) use testkit::{at, day};

pub(crate) fn signal(category: &str, score: f32) -> Signal {
    Signal { end: 4, evidence: "Text".to_owned(), ..testkit::signal(category, score) }
}

/// A field report on Chocó, Colombia, in a cluster of its own, that tells of displacement.
pub(crate) fn document(id: &str, published: &str) -> EnrichedDocument {
    let mut sample = testkit::document(id);
    sample.document.source = SourceId::new("radio-atrato");
    sample.document.class = SourceClass::Field;
    sample.document.group = "radio-atrato".to_owned();
    sample.document.reliability = Reliability::B;
    sample.document.label = Label::Amber;
    sample.document.title = "Desplazamiento en el Chocó".to_owned();
    sample.document.text = "Text ٠١ with \"quotes\",\nlines and 流离失所 signs".to_owned();
    sample.document.published = at(published);
    sample.document.fetched_at = at("2026-03-31T00:00:00.123456789Z");
    sample.document.content_hash = u64::MAX - 7;
    sample.document.point = Some((5.691_880_123_456_7, -76.658_3));
    sample.document.stated_region = Some(testkit::region("COL/Chocó"));
    sample.annotation.lang = Language { code: "spa".to_owned(), confidence: 0.987 };
    sample.annotation.countries = vec![
        CountryWeight { iso3: testkit::region("COL").country, weight: 0.8 },
        CountryWeight { iso3: testkit::region("VEN").country, weight: 0.2 },
    ];
    sample.annotation.focus = Some(testkit::focus("COL/Chocó"));
    sample.annotation.signals = vec![signal("displacement", 0.71)];
    sample.signature = Signature(vec![0, 1, u32::MAX, 77]);
    sample
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
        // Numbers without a short decimal form: they must come back to the last bit.
        attention: attention_net + 1.0 / 3.0,
        surprise: 0.1 + 0.2,
        evidence: vec!["d".into()],
        evidence_count: 1,
        label: Label::Amber,
        coverage: Coverage { expected: 2, reporting: 1, missing: vec![(SourceId::new("s"), "silent".to_owned())] },
        ..testkit::score(region, as_of, attention_net)
    }
}

pub(crate) fn flag(region: &str, as_of: &str, level: Level, attention: f64) -> Flag {
    Flag {
        id: format!("{region}@2026-03-01").as_str().into(),
        raised_on: day("2026-03-01"),
        categories: vec!["displacement".into()],
        evidence: vec!["d".into()],
        evidence_count: 1,
        reasons: vec!["both sides warn".to_owned()],
        label: Label::Amber,
        ..testkit::flag(region, as_of, level, attention)
    }
}

pub(crate) fn event(flag: &str, instant: &str, what: FlagStep) -> FlagEvent {
    FlagEvent { flag: flag.into(), at: at(instant), what, by: "almenara".to_owned(), note: "level high".to_owned() }
}
