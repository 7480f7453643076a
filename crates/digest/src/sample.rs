//! A rich, invented day for tests and for looking at. Places are real, events, organisations and reports are not.

use crate::Ingredients;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::evidence::{Coverage, Health, SourceHealth};
use domain::flag::{Flag, FlagId, FlagKind};
use domain::mandate::Partner;
use domain::outcome::Counts;
use domain::score::{CategoryScore, Convergence, Level, RegionScore};
use domain::source::Reliability;
use domain::taxonomy::{Category, Taxonomy};
use domain::{DocumentId, EnrichedDocument, Label, Language, Polarity, Signal, Source, SourceClass};
use std::collections::BTreeMap;

const DAY: &str = "2026-03-29";

pub(crate) fn day() -> NaiveDate {
    testkit::day(DAY)
}

fn instant() -> DateTime<Utc> {
    day().and_hms_opt(18, 0, 0).expect("an hour").and_utc()
}

pub(crate) use testkit::region;

pub(crate) fn taxonomy() -> Taxonomy {
    let category = |id: &str, name: &str, polarity| Category {
        id: id.into(),
        name: name.into(),
        description: String::new(),
        polarity,
        severity: 0.8,
        half_life_days: 7.0,
        plover: Vec::new(),
        cameo: Vec::new(),
        modes: Vec::new(),
    };
    Taxonomy {
        categories: vec![
            category("armed_clash", "Armed clash", Polarity::Risk),
            category("civilian_harm", "Harm to civilians", Polarity::Risk),
            category("displacement", "Displacement", Polarity::Risk),
            category("dialogue_mediation", "Dialogue and mediation", Polarity::Peace),
        ],
    }
}

pub(crate) fn source(id: &str, name: &str, class: SourceClass) -> Source {
    Source {
        id: id.into(),
        name: name.into(),
        kind: "feed".into(),
        url: format!("https://{id}.example/feed"),
        class,
        languages: Vec::new(),
        country: None,
        regions: Vec::new(),
        owner: String::new(),
        reliability: Reliability::F,
        label: Label::Amber,
        enabled: true,
        full_text: false,
        every_minutes: 360,
        silent_after_days: 14,
        allow_networks: Vec::new(),
        selectors: domain::source::Selectors::default(),
        options: BTreeMap::new(),
    }
}

/// A document whose signal is all of its second sentence.
pub(crate) fn document(
    id: &str,
    source: &Source,
    place: &str,
    lang: &str,
    title: &str,
    text: &str,
) -> EnrichedDocument {
    let peace = source.id.as_str().contains("peace");
    let start = text.chars().position(|c| c == '.').map_or(0, |stop| stop + 2);
    let end = text.chars().count();
    let evidence: String = text.chars().skip(start).collect();
    let mut read = testkit::document(id);
    read.document.source = source.id.clone();
    read.document.class = source.class;
    read.document.group = source.group().to_owned();
    read.document.reliability = source.reliability;
    read.document.label = if source.class == SourceClass::Field { Label::Amber } else { Label::Clear };
    read.document.url = Some(format!("https://{}.example/{id}", source.id));
    read.document.title = title.into();
    read.document.text = text.into();
    read.document.published = instant() - Duration::hours(20);
    read.document.fetched_at = instant();
    read.annotation.lang = Language { code: lang.into(), confidence: 0.9 };
    read.annotation.focus = Some(testkit::focus(place));
    read.annotation.signals = vec![Signal {
        polarity: if peace { Polarity::Peace } else { Polarity::Risk },
        start,
        end,
        evidence,
        ..testkit::signal(if peace { "dialogue_mediation" } else { "civilian_harm" }, 0.9)
    }];
    read
}

fn partner(id: &str, name: &str, organ: &str, note: &str) -> Partner {
    Partner {
        id: id.into(),
        name: name.into(),
        organ: organ.into(),
        contact: format!("https://{}.example/contact", id.to_lowercase()),
        note: note.into(),
    }
}

pub(crate) fn flag(place: &str, kind: FlagKind, level: Level, attention: f64, evidence: &[&str]) -> Flag {
    Flag {
        id: FlagId::new(format!("{place}@2026-03-27")),
        kind,
        convergence: match kind {
            FlagKind::UnderReported => Convergence::FieldFirst,
            FlagKind::Watch => Convergence::MediaOnly,
            _ => Convergence::Converging,
        },
        raised_on: day() - Duration::days(2),
        categories: vec!["civilian_harm".into(), "displacement".into(), "armed_clash".into()],
        evidence: evidence.iter().map(|id| DocumentId::from(*id)).collect(),
        evidence_count: 14,
        field_voices: 3,
        media_voices: 2,
        rigos: vec![partner("UNION-A", "Union of the Southern States", "Secretariat for Political Affairs", "")],
        networks: vec![partner(
            "net-south",
            "Southern Peace Network",
            "Secretariat hosted by a member",
            "to be verified",
        )],
        reasons: vec![
            "Harm to civilians was reported 9 times this week; 1.4 reports were expected.".into(),
            "Three independent field sources and two media groups report it.".into(),
        ],
        label: Label::Amber,
        ..testkit::flag(place, DAY, level, attention)
    }
}

pub(crate) fn score(place: &str, attention: f64, level: Level, covered: bool) -> RegionScore {
    RegionScore {
        deescalation: 0.1,
        level,
        field_voices: 3,
        media_voices: 2,
        evidence_count: 14,
        label: Label::Green,
        coverage: Coverage {
            expected: 9,
            reporting: if covered { 7 } else { 2 },
            missing: vec![
                ("radio-river".into(), "frozen since 12 March".into()),
                ("monitor-1".into(), "timeout".into()),
            ],
        },
        covered,
        formula: "almenara-1".into(),
        ..testkit::score(place, DAY, attention)
    }
}

fn sources() -> Vec<Source> {
    vec![
        source("monitor-1", "River Monitors, northern team", SourceClass::Field),
        source("monitor-2", "Women's Committee of the Lower River", SourceClass::Field),
        source("radio-river", "Radio of the River", SourceClass::News),
        source("daily-sahel", "صحيفة الساحل", SourceClass::News),
        source("peace-desk", "The Peace Desk", SourceClass::CivilSociety),
    ]
}

fn documents() -> Vec<EnrichedDocument> {
    let [first, second, radio, arabic, desk] = sources().try_into().expect("five sources");
    let mut restricted = document("d6", &first, "COL/Chocó", "spa", "Lista de familias", "Uno. Dos familias buscadas.");
    restricted.document.label = Label::Red;
    vec![
        document(
            "d1",
            &first,
            "COL/Chocó",
            "spa",
            "Informe semanal, zona norte",
            "Viernes. Hombres armados ordenaron a cuarenta familias abandonar sus casas",
        ),
        document(
            "d2",
            &second,
            "COL/Chocó",
            "spa",
            "",
            "Comunicado. Dos jóvenes fueron llevados y siguen desaparecidos",
        ),
        document(
            "d3",
            &radio,
            "COL/Chocó",
            "spa",
            "Denuncian desplazamiento de familias en el bajo río tras amenazas",
            "Quibdó, sábado. Al menos cuarenta familias dejaron sus viviendas tras amenazas de un grupo armado, según líderes locales. Las autoridades no han confirmado.",
        ),
        document(
            "d4",
            &arabic,
            "SDN/North Darfur",
            "ara",
            "نزوح مئات الأسر بعد هجوم على سوق القرية",
            "الفاشر. هاجم مسلحون سوق القرية يوم الجمعة وفرّت مئات الأسر نحو الشمال، بحسب لجنة محلية.",
        ),
        document(
            "d5",
            &desk,
            "SEN/Ziguinchor",
            "fra",
            "Les médiateurs réunissent les deux parties",
            "Ziguinchor. Les deux parties ont signé un accord sur le retour des villages déplacés.",
        ),
        restricted,
    ]
}

fn peace_category() -> CategoryScore {
    CategoryScore {
        category: "dialogue_mediation".into(),
        polarity: Polarity::Peace,
        count: 3,
        expected: 0.4,
        p_value: 0.01,
        surprise: 0.0,
        intensity: 1.2,
        corroboration: 0.6,
        weekly: vec![0, 1, 0, 0, 0, 1, 3],
        field_count: 2,
        media_count: 1,
    }
}

/// A day with every kind of flag, both directions of script, peace, gaps and restricted reports.
pub(crate) fn rich() -> Ingredients {
    let mut cross = flag("MLI/Kayes", FlagKind::CrossBorder, Level::Elevated, 57.4, &["d3"]);
    cross.with = vec![region("SEN/Tambacounda"), region("MRT")];
    let mut thin = flag("SDN/North Darfur", FlagKind::UnderReported, Level::High, 74.0, &["d4", "d1"]);
    thin.field_voices = 2;
    let mut peaceful = score("SEN/Ziguinchor", 12.0, Level::None, true);
    peaceful.deescalation = 0.71;
    peaceful.categories = vec![peace_category()];
    let health = |id: &str, state, reason: &str, regions: &[&str]| SourceHealth {
        source: id.into(),
        regions: regions.iter().map(|text| region(text)).collect(),
        field: false,
        state,
        reason: reason.into(),
    };
    Ingredients {
        day: day(),
        as_of: instant(),
        banner: "Exercise: invented reports. Do not act on this digest.".into(),
        flags: vec![
            flag("NER/Diffa", FlagKind::Watch, Level::Watch, 41.0, &["d3"]),
            cross,
            thin,
            flag("COL/Chocó", FlagKind::Joint, Level::Critical, 88.6, &["d3", "d1", "d2", "d6", "gone"]),
        ],
        responses: [(
            flag("COL/Chocó", FlagKind::Joint, Level::Critical, 88.6, &[]).id,
            "not acknowledged yet".to_owned(),
        )]
        .into(),
        scores: vec![
            score("COL/Chocó", 88.6, Level::Critical, true),
            score("SDN/North Darfur", 74.0, Level::High, false),
            score("MLI/Kayes", 57.4, Level::Elevated, true),
            score("NER/Diffa", 41.0, Level::Watch, true),
            peaceful,
        ],
        trends: [
            (
                region("COL/Chocó"),
                vec![22.0, 24.0, 20.0, 31.0, 35.0, 33.0, 41.0, 48.0, 47.0, 60.0, 71.0, 76.0, 84.0, 88.6],
            ),
            (region("SDN/North Darfur"), vec![60.0, 58.0, 61.0, 66.0, 63.0, 70.0, 74.0]),
            (region("NER/Diffa"), vec![20.0, 25.0, 22.0, 30.0, 38.0, 36.0, 41.0]),
        ]
        .into(),
        documents: documents().into_iter().map(|read| (read.document.id.clone(), read)).collect(),
        copies: [("d3".into(), 4)].into(),
        stories: Default::default(),
        place_names: [
            ("COL/Chocó", "Chocó, Colombia"),
            ("SDN/North Darfur", "North Darfur, Sudan"),
            ("MLI/Kayes", "Kayes, Mali"),
            ("NER/Diffa", "Diffa, Niger"),
            ("SEN/Ziguinchor", "Ziguinchor, Senegal"),
            ("PNG/Enga", "Enga, Papua New Guinea"),
        ]
        .into_iter()
        .map(|(id, name)| (region(id), name.to_owned()))
        .collect(),
        sources: sources(),
        health: vec![
            health("radio-river", Health::Frozen, "newest item of 12 March", &["COL"]),
            health("monitor-1", Health::Silent, "connection to https://monitor-1.example refused", &["PNG/Enga"]),
            health("daily-sahel", Health::Reporting, "", &["SDN"]),
        ],
        counts: Counts { seen: 412, stored: 96, duplicate: 31, unchanged: 278, rejected: 6, failed: 1 },
        clearance: Label::Amber,
        field_voices_min: 3,
    }
}

/// A day on which nothing was scored and one region is silent.
pub(crate) fn quiet() -> Ingredients {
    Ingredients { flags: Vec::new(), scores: Vec::new(), documents: Default::default(), ..rich() }
}
