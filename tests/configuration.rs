//! One commented file, proven complete; anything unknown is an error that says where and what.

use crate::harness::{Almenara, root};

fn default_settings() -> String {
    std::fs::read_to_string(root().join("config/almenara.toml")).expect("the settings")
}

fn with_settings(content: &str) -> (Almenara, crate::harness::Ran) {
    let almenara = Almenara::new();
    almenara.write("mine/almenara.toml", content);
    let ran = almenara.run(&["--config", "mine", "--data", "data", "flags"]);
    (almenara, ran)
}

#[test]
fn every_key_stands_in_the_file_with_a_comment_before_it() {
    let text = default_settings();
    let mut before = "";
    let mut group_has_comment = false;
    for line in text.lines() {
        let is_key =
            line.contains('=') && !line.starts_with(['#', '[']) && line.starts_with(|c: char| c.is_ascii_lowercase());
        if line.starts_with('#') {
            group_has_comment = true;
        } else if !is_key {
            group_has_comment = false;
        }
        assert!(!is_key || group_has_comment, "{line:?} has no comment (after {before:?})");
        before = line;
    }
}

#[test]
fn a_key_that_is_taken_out_of_the_defaults_would_be_missed() {
    let table: toml::Table = default_settings().parse().expect("TOML");
    for (section, values) in &table {
        for key in values.as_table().expect("a section").keys() {
            let mut less = table.clone();
            less[section].as_table_mut().expect("a section").remove(key);
            assert!(
                less.try_into::<almenara::config::Settings>().is_err(),
                "{section}.{key} is in the file and nothing reads it"
            );
        }
    }
}

#[test]
fn an_unknown_key_is_named_with_its_file() {
    let (_, ran) = with_settings("[fetch]\nconcurency = 3\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("almenara.toml") && ran.err.contains("concurency"), "{}", ran.err);
}

#[test]
fn a_wrong_value_is_named_with_what_is_expected() {
    for (content, words) in [
        ("[clock]\nas_of = \"yesterday\"\n", "clock.as_of"),
        ("[schedule]\ningest = \"* * *\"\n", "five are expected"),
        ("[digest]\nformats = [\"pdf\"]\n", "known:"),
        ("[serve]\nclearance = \"ORANGE\"\n", "AMBER"),
        ("[fetch\n", "almenara.toml"),
    ] {
        let (_, ran) = with_settings(content);
        assert_eq!(ran.code, 1, "{content}");
        assert!(ran.err.contains(words), "{content}: {}", ran.err);
    }
}

#[test]
fn a_wrong_source_is_named_with_its_file() {
    for (content, words) in [
        ("[[source]]\nid=\"a\"\nname=\"A\"\nkind=\"gopher\"\nurl=\"https://a.example\"\nclass=\"news\"\n", "feed"),
        ("[[source]]\nid=\"a\"\nname=\"A\"\nkind=\"feed\"\nurl=\"not an address\"\nclass=\"news\"\n", "\"a\""),
        (
            "[[source]]\nid=\"A b\"\nname=\"A\"\nkind=\"feed\"\nurl=\"https://a.example\"\nclass=\"news\"\n",
            "lower-case",
        ),
        (
            "[[source]]\nid=\"a\"\nname=\"A\"\nkind=\"feed\"\nurl=\"https://a.example\"\nclass=\"news\"\ncolour=\"red\"\n",
            "colour",
        ),
    ] {
        let almenara = Almenara::new();
        almenara.write("mine/almenara.toml", "");
        almenara.write("mine/sources/mine.toml", content);
        let ran = almenara.run(&["--config", "mine", "--data", "data", "flags"]);
        assert_eq!(ran.code, 1, "{content}");
        assert!(ran.err.contains(words), "{content}: {}", ran.err);
    }
}

#[test]
fn what_init_writes_can_be_used_as_it_is() {
    let almenara = Almenara::new();
    almenara.run(&["init", "mine"]).well();
    let again = almenara.run(&["init", "mine"]);
    assert!(again.code == 1 && again.err.contains("--force"), "{}", again.err);
    let sources = almenara.run(&["--config", "mine", "sources", "list", "--json"]).well().json();
    assert!(sources.as_array().expect("sources").len() >= 80);
}

#[test]
fn at_least_eighty_public_sources_of_every_part_of_the_world() {
    let sources = Almenara::new().run(&["sources", "list", "--json"]).well().json();
    let sources = sources.as_array().expect("sources");
    let count = |key: &str, value: &str| sources.iter().filter(|s| s[key] == value).count();
    assert!(sources.len() >= 80, "{}", sources.len());
    for class in ["civil-society", "news", "international"] {
        assert!(count("class", class) >= 10, "{class}");
    }
    for source in sources {
        assert!(!source["languages"].as_array().expect("languages").is_empty(), "{}", source["id"]);
        assert!(!source["owner"].as_str().expect("an owner").is_empty(), "{}", source["id"]);
    }
}
