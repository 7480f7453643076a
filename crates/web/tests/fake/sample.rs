//! An invented day: places are real, reports and organisations are not.

use super::Fake;
use chrono::{Duration, NaiveDate};
use domain::evidence::Coverage;
use domain::flag::{Flag, FlagKind};
use domain::mandate::Partner;
use domain::score::{CategoryScore, Contribution, Level, RegionScore};
use domain::{EnrichedDocument, Label, Language, Polarity, Signal, SourceClass};

const DAY: &str = "2026-03-29";

pub fn day() -> NaiveDate {
    testkit::day(DAY)
}

pub use testkit::region;

fn document(
    id: &str,
    source: &str,
    class: SourceClass,
    label: Label,
    lang: &str,
    title: &str,
    text: &str,
) -> EnrichedDocument {
    let at = day().and_hms_opt(9, 0, 0).expect("an hour").and_utc();
    let mut read = testkit::document(id);
    read.document.source = source.into();
    read.document.class = class;
    read.document.group = source.into();
    read.document.label = label;
    read.document.url = Some(format!("https://{source}.example/{id}"));
    read.document.title = title.into();
    read.document.text = text.into();
    read.document.published = at - Duration::hours(6);
    read.document.fetched_at = at;
    read.document.point = Some((5.7, -76.6));
    read.annotation.lang = Language { code: lang.into(), confidence: 0.9 };
    read.annotation.focus = Some(testkit::focus("COL/Chocó"));
    let evidence = text.chars().take(9).collect();
    read.annotation.signals = vec![Signal { end: 9, evidence, ..testkit::signal("civilian_harm", 0.91) }];
    read
}

fn partner(id: &str, name: &str) -> Partner {
    Partner {
        id: id.into(),
        name: name.into(),
        organ: "Secretariat".into(),
        contact: format!("https://{}.example/contact", id.to_lowercase()),
        note: String::new(),
    }
}

fn flag(place: &str, kind: FlagKind, level: Level, attention: f64, label: Label) -> Flag {
    Flag {
        kind,
        categories: vec!["civilian_harm".into(), "displacement".into()],
        evidence: vec!["radio1".into(), "red1".into()],
        evidence_count: 9,
        media_voices: 3,
        rigos: vec![partner("UNION-A", "Union of the Southern States")],
        networks: vec![partner("net-south", "Southern Peace Network")],
        reasons: vec!["Harm to civilians was reported 9 times this week; 1.4 reports were expected.".into()],
        label,
        ..testkit::flag(place, DAY, level, attention)
    }
}

fn category(id: &str, weekly: &[u32]) -> CategoryScore {
    CategoryScore {
        category: id.into(),
        polarity: Polarity::Risk,
        count: *weekly.last().unwrap_or(&0),
        expected: 1.4,
        p_value: 0.001,
        surprise: 0.8,
        intensity: 3.0,
        corroboration: 0.9,
        weekly: weekly.to_vec(),
        field_count: 3,
        media_count: 6,
    }
}

fn score(place: &str, attention: f64, level: Level, covered: bool, label: Label) -> RegionScore {
    RegionScore {
        attention: attention + 2.0,
        deescalation: 0.1,
        level,
        categories: vec![
            category("civilian_harm", &[1, 0, 2, 1, 2, 1, 9]),
            category("displacement", &[0, 0, 1, 0, 0, 1, 4]),
        ],
        contributions: vec![
            Contribution { part: "surprise".into(), points: 27.0, why: "9 stories where 1.4 were expected".into() },
            Contribution { part: "de-escalation".into(), points: -2.0, why: "signs of peace beside it".into() },
        ],
        media_voices: 3,
        evidence: vec!["radio1".into(), "field1".into(), "red1".into(), "arabic1".into()],
        evidence_count: 9,
        label,
        coverage: Coverage {
            expected: 5,
            reporting: 3,
            missing: vec![
                ("monitor-1".into(), "connection to https://monitor-1.example refused".into()),
                ("radio-river".into(), "frozen".into()),
            ],
        },
        covered,
        formula: "almenara-1".into(),
        ..testkit::score(place, DAY, attention)
    }
}

/// A day with flags, open, field and restricted documents.
pub fn rich() -> Fake {
    use SourceClass::{Field, News};
    let long = "Hombres armados ordenaron a cuarenta familias abandonar sus casas.\nLas autoridades no han confirmado los hechos.";
    Fake {
        documents: vec![
            document(
                "radio1",
                "radio-river",
                News,
                Label::Clear,
                "spa",
                "Denuncian desplazamiento de familias en el bajo río",
                long,
            ),
            document(
                "field1",
                "monitor-1",
                Field,
                Label::Amber,
                "spa",
                "Informe semanal <b>norte</b>",
                "Armados <script>alert(1)</script> en la vereda.",
            ),
            document("red1", "monitor-1", Field, Label::Red, "spa", "Lista de familias buscadas", "Muy reservado."),
            document(
                "arabic1",
                "daily-sahel",
                News,
                Label::Clear,
                "ara",
                "نزوح مئات الأسر بعد هجوم على سوق القرية",
                "هاجم مسلحون سوق القرية يوم الجمعة وفرّت مئات الأسر نحو الشمال.",
            ),
        ],
        scores: vec![
            score("COL/Chocó", 88.6, Level::Critical, true, Label::Red),
            score("COL", 61.0, Level::Elevated, true, Label::Amber),
            score("SDN/North Darfur", 40.0, Level::Watch, false, Label::Clear),
            score("PNG/Enga", 12.0, Level::None, false, Label::Clear),
        ],
        flags: vec![
            flag("COL/Chocó", FlagKind::Joint, Level::Critical, 88.6, Label::Red),
            flag("SDN/North Darfur", FlagKind::Watch, Level::Watch, 40.0, Label::Clear),
        ],
        scored: true,
        broken: false,
    }
}
