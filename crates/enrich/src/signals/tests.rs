#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use super::*;
use domain::{Polarity, Signal, Status, taxonomy::Category};
use std::path::PathBuf;

const RISKS: [&str; 13] = [
    "armed_clash",
    "civilian_harm",
    "unrest",
    "repression",
    "civic_space",
    "hate_incitement",
    "mobilisation_threat",
    "election_tension",
    "governance_crisis",
    "land_resource_intercommunal",
    "displacement",
    "exclusion_socioeconomic",
    "external_crossborder",
];
const PEACE: [&str; 3] = ["dialogue_mediation", "deescalation", "cohesion_inclusion"];

fn taxonomy() -> Taxonomy {
    let category = |id: &&str, polarity| Category {
        id: (*id).into(),
        name: (*id).to_owned(),
        description: String::new(),
        polarity,
        severity: 0.5,
        half_life_days: 7.0,
        plover: Vec::new(),
        cameo: Vec::new(),
        modes: Vec::new(),
    };
    let risks = RISKS.iter().map(|id| category(id, Polarity::Risk));
    Taxonomy { categories: risks.chain(PEACE.iter().map(|id| category(id, Polarity::Peace))).collect() }
}

/// Every lexicon of the configuration, by code.
fn shipped() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/lexicon");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn reader() -> Reader {
    Reader::new(&taxonomy(), &shipped()).unwrap()
}

fn signals(lang: &str, text: &str) -> Vec<Signal> {
    reader().read("", text, lang, Some("2024-03-01T00:00:00Z".parse().unwrap())).signals
}

/// The status of a category in a text, where it fires.
fn status(text: &str, category: &str) -> Option<Status> {
    signals("eng", text).into_iter().find(|signal| signal.category.as_str() == category).map(|signal| signal.status)
}

#[test]
fn every_pattern_matches_its_example_and_keeps_silent_on_its_counterexample() {
    let reader = reader();
    let mut wrong = Vec::new();
    for (lang, _) in shipped() {
        let checked = reader.check(&lang).unwrap();
        wrong.extend(checked.wrong.into_iter().map(|wrong| format!("{lang}.toml:{}: {}", wrong.line, wrong.problem)));
    }
    assert!(wrong.is_empty(), "{} of the lexicons' sentences are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Languages whose lexicons read every category.
const COMPLETE: [&str; 7] = ["eng", "spa", "fra", "por", "ara", "rus", "swa"];

/// What a lexicon of any language reads at least.
const ALWAYS: [&str; 10] = [
    "armed_clash",
    "civilian_harm",
    "unrest",
    "repression",
    "civic_space",
    "election_tension",
    "displacement",
    "dialogue_mediation",
    "deescalation",
    "cohesion_inclusion",
];

#[test]
fn every_language_has_patterns_for_the_categories_that_it_must_read() {
    for (lang, text) in shipped() {
        let lexicon = compile::compile(&taxonomy(), &lang, &text).unwrap();
        for (category, rule) in lexicon.categories.iter().enumerate() {
            let optional = !COMPLETE.contains(&lang.as_str()) && !ALWAYS.contains(&rule.id.as_str());
            assert!(
                optional || lexicon.patterns.iter().any(|pattern| pattern.category == category),
                "{lang}.toml has no pattern for {}",
                rule.id
            );
        }
    }
}

/// A lexicon of one pattern: to shoot, and an inhabitant.
fn lexicon_of(shoot: &str, inhabitant: &str, negated: &str, example: &str) -> String {
    format!(
        "[words]\nshoot = ['{shoot}']\ninhabitant = ['{inhabitant}']\n[status]\nnegated = ['{negated}']\n\
         hypothetical = []\nannounced = []\nhistorical = []\ndated = []\n[topics]\n[patterns]\n\
         civilian_harm = [{{ all = \"shoot inhabitant\", window = 20, weight = 0.8, example = '{example}', not = \"-a\" }}]\n"
    )
}

#[test]
fn words_are_found_inside_texts_without_spaces_and_evidence_has_its_place() {
    for (shoot, inhabitant, negated, text, denied) in [
        ("开枪", "村民", "没有", "昨天军队向三名村民开枪。天气很好。", "军队没有向村民开枪。"),
        ("ยิง", "ชาวบ้าน", "ไม่ได้", "เมื่อวานทหารยิงชาวบ้านสามคน", "ทหารไม่ได้ยิงชาวบ้าน"),
        ("ပစ်သတ်", "ရွာသား", "မဟုတ်", "မနေ့ကစစ်တပ်ကရွာသားများကိုပစ်သတ်ခဲ့သည်။", "မဟုတ် ရွာသားကိုပစ်သတ်"),
        ("បាញ់*", "អ្នកភូមិ", "មិនបាន", "ម្សិលមិញទាហានបាញ់លើអ្នកភូមិ។", "ទាហានមិនបានបាញ់អ្នកភូមិទេ"),
        ("ຍິງ", "ຊາວບ້ານ", "ບໍ່ໄດ້", "ມື້ວານນີ້ທະຫານຍິງຊາວບ້ານ", "ທະຫານບໍ່ໄດ້ຍິງຊາວບ້ານ"),
        ("गोली*", "ग्रामीणों", "नहीं", "कल सैनिकों ने ग्रामीणों पर गोलियां, गोली चलाई।", "नहीं ग्रामीणों पर गोली"),
    ] {
        let lexicon = lexicon_of(shoot, inhabitant, negated, text);
        let reader = Reader::new(&taxonomy(), &[("xxx".to_owned(), lexicon)]).unwrap();
        let found = reader.read("", text, "xxx", None).signals;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].status, Status::Asserted, "{text}");
        let words: String = text.chars().skip(found[0].start).take(found[0].end - found[0].start).collect();
        assert_eq!(words, found[0].evidence);
        let stem = shoot.trim_end_matches('*');
        assert!(words.contains(stem) && words.contains(inhabitant), "{words:?} of {text}");
        let denied = reader.read("", denied, "xxx", None).signals;
        assert_eq!(denied.iter().map(|signal| signal.status).collect::<Vec<_>>(), [Status::Negated], "{text}");
    }
}

#[test]
fn evidence_offsets_count_characters_of_the_text() {
    let text = "“Señal” — Łódź. Gunmen killed four villagers near Ñuñoa.";
    let found = signals("eng", text);
    assert!(!found.is_empty());
    for signal in found {
        let words: String = text.chars().skip(signal.start).take(signal.end - signal.start).collect();
        assert_eq!(words, signal.evidence);
    }
}

#[test]
fn what_stands_only_in_the_title_counts_and_has_no_place_in_the_text() {
    let found = reader().read("Gunmen kill four villagers", "The region was calm before.", "eng", None);
    let harm = found.signals.iter().find(|signal| signal.category.as_str() == "civilian_harm").unwrap();
    assert_eq!((harm.start, harm.end), (0, 0));
    assert!(harm.evidence.contains("kill") && found.relevance >= 0.5);
}

#[test]
fn an_event_in_the_present_is_asserted() {
    assert_eq!(status("Gunmen killed four villagers.", "civilian_harm"), Some(Status::Asserted));
}

#[test]
fn an_event_that_did_not_happen_is_negated() {
    assert_eq!(status("Rebels did not kill any villagers, the mayor said.", "civilian_harm"), Some(Status::Negated));
}

#[test]
fn an_event_that_is_only_feared_is_hypothetical() {
    assert_eq!(status("Residents fear that gunmen could kill villagers.", "civilian_harm"), Some(Status::Hypothetical));
}

#[test]
fn an_event_that_is_planned_is_announced() {
    assert_eq!(
        status("The government and the rebels will hold peace talks.", "dialogue_mediation"),
        Some(Status::Announced)
    );
}

#[test]
fn anniversaries_and_years_long_past_are_historical() {
    let anniversary = "A march marked the anniversary of the massacre of villagers by soldiers.";
    assert_eq!(status(anniversary, "civilian_harm"), Some(Status::Historical));
    assert_eq!(status("In 1994 gunmen killed four villagers here.", "civilian_harm"), Some(Status::Historical));
    assert_eq!(status("In February 2024 gunmen killed four villagers here.", "civilian_harm"), Some(Status::Asserted));
}

#[test]
fn a_peaceful_protest_is_no_risk() {
    let calm = "Thousands of demonstrators marched peacefully through the capital with songs and speeches.";
    assert!(signals("eng", calm).iter().all(|signal| signal.polarity == Polarity::Peace));
    assert_eq!(status("Police fired tear gas at demonstrators in the capital.", "unrest"), Some(Status::Asserted));
}

#[test]
fn the_background_of_a_long_text_weighs_less_than_its_lead() {
    let lead = "Gunmen killed four villagers. ";
    let filler = "The council talked about the new library and its opening hours for the summer. ".repeat(60);
    let of = |text: String| reader().read("", &text, "eng", None).signals.iter().map(|s| s.score).fold(0.0, f32::max);
    assert!(of(format!("{lead}{filler}")) > of(format!("{filler}{lead}")));
}

#[test]
fn a_cue_does_not_reach_across_a_word_that_begins_something_else() {
    let text = "Peace talks might resume after gunmen killed six villagers in Borno last week.";
    assert_eq!(status(text, "civilian_harm"), Some(Status::Asserted));
    assert_eq!(status(text, "dialogue_mediation"), Some(Status::Hypothetical));
}

#[test]
fn a_language_without_a_lexicon_gives_nothing() {
    assert_eq!(
        reader().read("Gunmen kill four", "Gunmen killed four villagers.", "xyz", None),
        SignalsFound::default()
    );
}

#[test]
fn hostile_texts_end_soon_and_say_nothing() {
    let reader = reader();
    let texts = [
        "a".repeat(1_000_000),
        "\u{0}\u{1}\u{7f}\u{feff}\u{202e}".repeat(50_000),
        "e\u{301}".repeat(300_000),
        "و".repeat(500_000),
        String::new(),
    ];
    for text in texts {
        for lang in ["eng", "ara"] {
            assert!(reader.read(&text, &text, lang, None).signals.is_empty());
        }
    }
    let begun = std::time::Instant::now();
    reader.read("", &"gunmen kill villagers ".repeat(100_000), "eng", None);
    assert!(begun.elapsed().as_secs() < 20, "a text of nothing but hits must stay bounded");
}

#[test]
fn mistakes_in_a_lexicon_name_file_line_and_what_is_known() {
    let head = "[words]\nkill = [\"kill*\"]\n[status]\nnegated = []\nhypothetical = []\nannounced = []\nhistorical = []\ndated = []\n[topics]\n[patterns]\n";
    let fails = |tail: &str| {
        let text = format!("{head}{tail}");
        Reader::new(&taxonomy(), &[("xxx".to_owned(), text)]).unwrap_err().to_string()
    };
    let class = fails("unrest = [\n{ all = \"kil\", weight = 0.5, example = \"a\", not = \"b\" }]\n");
    assert!(
        class.contains("xxx.toml, line 12") && class.contains("\"kil\"") && class.contains("known: kill"),
        "{class}"
    );
    let category = fails("unrst = []\n");
    assert!(category.contains("line 11") && category.contains("unrest"), "{category}");
    let key = fails("unrest = [{ al = \"kill\", weight = 0.5, example = \"a\", not = \"b\" }]\n");
    assert!(key.contains("line 11") && key.contains("al"), "{key}");
    let weight = fails("unrest = [{ all = \"kill\", weight = 5, example = \"a\", not = \"b\" }]\n");
    assert!(weight.contains("weight 5 is outside"), "{weight}");
}
