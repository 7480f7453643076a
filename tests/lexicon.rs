//! What authors of a lexicon see.

use crate::harness::Almenara;

#[test]
fn every_lexicon_holds_and_a_wrong_one_is_named_with_its_line() {
    let almenara = Almenara::new();
    let checked = almenara.run(&["lexicon", "check"]).well();
    assert!(checked.out.contains("swa") && checked.out.contains("zho"), "{}", checked.out);
    let english =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/lexicon/eng.toml")).expect("eng");
    let counterexample = english.split("not = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
    let wrong =
        english.replacen(counterexample, "Gunmen killed six villagers and fighting broke out with the army.", 1);
    almenara.write("eng.toml", wrong);
    let found = almenara.run(&["lexicon", "check", "eng.toml"]);
    assert!(
        found.code == 4 && found.out.contains("eng.toml, line ") && found.out.contains("counterexample"),
        "{}",
        found.out
    );
    almenara.write("bad.toml", "words = 3");
    let bad = almenara.run(&["lexicon", "check", "bad.toml"]);
    assert!(bad.code == 1 && bad.err.contains("bad.toml, line 1"), "{}", bad.err);
    let unknown = almenara.run(&["lexicon", "check", "klingon"]);
    assert!(unknown.code == 1 && unknown.err.contains("known: ") && unknown.err.contains("spa"), "{}", unknown.err);
}

#[test]
fn a_text_shows_what_fires_and_why() {
    let almenara = Almenara::new();
    let tried =
        almenara.run(&["lexicon", "try", "Gunmen killed six villagers near Maiduguri.", "--lang", "eng"]).well();
    assert!(tried.out.contains("civilian_harm") && tried.out.contains("eng.toml:"), "{}", tried.out);
    let json =
        almenara.run(&["lexicon", "try", "Gunmen killed six villagers.", "--json", "--lang", "eng"]).well().json();
    assert!(json["matches"].as_array().is_some_and(|matches| !matches.is_empty()), "{json}");
    let calm = almenara.run(&["lexicon", "try", "The bakery opens at seven.", "--lang", "eng"]).well();
    assert!(calm.out.contains("No pattern matches"), "{}", calm.out);
    let none = almenara.run(&["lexicon", "try", "x", "--lang", "eus"]);
    assert!(none.code == 1 && none.err.contains("known: "), "{}", none.err);
}
