//! Who took part, how many were hurt, how severe it was: on the configuration's own tables.

use super::*;
use domain::{ActorType, Count};
use std::path::Path;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let text = |name: &str| std::fs::read_to_string(config.join(name)).expect("a file of the configuration");
    let languages = |folder: &str| {
        let files =
            std::fs::read_dir(config.join(folder)).expect("a folder").map(|entry| entry.expect("a file").path());
        let code = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
        files.map(|path| (code(&path), std::fs::read_to_string(&path).expect("a text"))).collect()
    };
    let tables = Tables {
        lexicons: languages("lexicon"),
        weights: text("layer.tsv"),
        numbers: languages("numbers"),
        actors: text("actors.toml"),
    };
    let taxonomy = toml::from_str(&text("taxonomy.toml")).expect("a taxonomy");
    Reader::with_tables(&taxonomy, &tables).expect("valid tables")
});

fn read(lang: &str, text: &str) -> SignalsFound {
    READER.read("", text, lang, None)
}

fn count(low: u32, high: impl Into<Option<u32>>) -> Option<Count> {
    Some(Count { low: Some(low), high: high.into() })
}

#[test]
fn every_lexicon_has_number_words() {
    for lexicon in &READER.lexicons {
        assert!(READER.numbers.contains_key(&lexicon.code), "config/numbers/{}.toml is missing", lexicon.code);
    }
}

#[test]
fn casualties_are_read_as_ranges() {
    for (lang, text, killed, injured) in [
        ("eng", "Gunmen killed at least twelve villagers and wounded 30 others.", count(12, None), count(30, 30)),
        (
            "eng",
            "Thirty-two people were wounded and four killed when rebels shelled the market.",
            count(4, 4),
            count(32, 32),
        ),
        ("eng", "Six gunmen killed four villagers.", count(4, 4), None),
        ("eng", "Gunmen killed three and 12 were wounded.", count(3, 3), count(12, 12)),
        ("eng", "Between 10 and 15 civilians were killed in the attack.", count(10, 15), None),
        ("eng", "Rebels killed 1,200 civilians.", count(1200, 1200), None),
        ("eng", "Armed men killed dozens of villagers.", count(24, 99), None),
        ("spa", "Hombres armados mataron a treinta y dos campesinos.", count(32, 32), None),
        ("fra", "Des hommes armés ont tué au moins vingt villageois.", count(20, None), None),
        ("rus", "Боевики убили двадцать пять мирных жителей.", count(25, 25), None),
    ] {
        let found = read(lang, text).casualties;
        assert_eq!((found.killed, found.injured), (killed, injured), "{text}");
    }
}

#[test]
fn numbers_of_other_things_and_of_other_times_are_no_casualties() {
    for text in [
        "At least 30 people died when a bus fell into a ravine.",
        "Police arrested 40 protesters in the capital.",
        "The rebels could kill 20 hostages, the family fears.",
        "Gunmen killed villagers in 2024.",
        "Gunmen killed a 45-year-old farmer.",
        "Gunmen killed villagers in Kano on 12 March.",
        "Gunmen killed villagers in Kano at 10:45 am.",
        "Gunmen killed villagers in Kano and stole 5 million naira.",
        "Gunmen killed villagers 3.5 km from Kano.",
        "Gunmen killed villagers on Monday. In 2014, 200 people were killed there.",
    ] {
        assert!(read("eng", text).casualties.is_empty(), "{text}");
    }
}

#[test]
fn actors_are_named_where_they_are_listed_and_told_by_their_kind_elsewhere() {
    let found = read("eng", "Boko Haram fighters killed six farmers near a camp of soldiers, WANEP reports.").actors;
    let named = |name: &str| found.iter().find(|actor| actor.name.as_deref() == Some(name)).map(|actor| actor.kind);
    assert_eq!(named("Boko Haram"), Some(ActorType::ArmedGroup));
    assert!(found.iter().any(|actor| actor.kind == ActorType::SecurityForce && actor.name.is_none()));
    let text = "نفذت بوكو حرام هجوما على قرية وقتلت ستة مدنيين.";
    let actors = read("ara", text).actors;
    let first = actors.iter().find(|actor| actor.name.is_some()).expect("a named actor");
    let words: String = text.chars().skip(first.start).take(first.end - first.start).collect();
    assert_eq!((first.name.as_deref(), words.as_str()), (Some("Boko Haram"), "بوكو حرام"));
}

#[test]
fn a_name_that_is_part_of_a_persons_is_no_actor() {
    let text = "Our colleague Fatah Hassan was present, said Borana Ali, when gunmen killed six farmers.";
    assert!(read("eng", text).actors.iter().all(|actor| actor.name.is_none()));
    let students = read("ara", "قتل طالبان برصاص مسلحين في جامعة الخرطوم.").actors;
    assert!(students.iter().all(|actor| actor.name.is_none()), "{students:?}");
    let fighters = read("fas", "طالبان شش غیرنظامی را در قندهار کشتند.").actors;
    assert!(fighters.iter().any(|actor| actor.name.is_some()), "{fighters:?}");
}

#[test]
fn the_most_severe_mode_that_the_words_tell_gives_the_severity() {
    let of = |text: &str, category: &str| {
        let found = read("eng", text).signals.into_iter().find(|signal| signal.category.as_str() == category);
        found.map(|signal| (signal.mode, signal.severity))
    };
    let told = |mode: &str, severity: f32| Some((Some(mode.to_owned()), severity));
    assert_eq!(of("Armed men abducted two teachers.", "civilian_harm"), told("abduct", 0.85));
    assert_eq!(of("Armed men abducted and killed two teachers.", "civilian_harm"), told("targeted", 0.95));
}

#[test]
fn a_list_that_cannot_be_read_is_named_with_its_line() {
    let wrong = |numbers: &str, actors: &str| {
        let tables = Tables {
            weights: "feature\trelevance\tnone\tverbal_coop\tmaterial_coop\tverbal_conf\tmaterial_conf".to_owned(),
            numbers: vec![("eng".to_owned(), numbers.to_owned())],
            actors: actors.to_owned(),
            ..Tables::default()
        };
        Reader::with_tables(&Taxonomy { categories: Vec::new() }, &tables).map(|_| ()).unwrap_err().to_string()
    };
    assert!(wrong("[numbers]\nwords = { twelve = [\"twelve\"] }", "").contains("numbers/eng.toml, line 2"));
    assert!(wrong("[numbers]\nvague = { \"9-3\" = [\"few\"] }", "").contains("\"9-3\" is no range"));
    assert!(wrong("[numbers]", "[[actor]]\nname = \"X\"\ntype = \"person\"").contains("actors.toml, line 3"));
}
