//! One commented file, proven complete; anything unknown is an error that says where and what.

use crate::harness::{Almenara, root};
use std::collections::BTreeSet;

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
fn every_key_stands_in_the_file_under_a_comment() {
    let mut commented = false;
    for line in default_settings().lines() {
        let is_key = line.starts_with(|c: char| c.is_ascii_lowercase());
        if line.starts_with('#') {
            commented = true;
        } else if line.trim().is_empty() {
            commented = false;
        }
        assert!(!is_key || commented, "{line:?} has no comment above it");
    }
}

#[test]
fn the_file_has_every_key_that_is_read_and_no_other() {
    let table: toml::Table = default_settings().parse().expect("TOML");
    let read: almenara::config::Settings = table.clone().try_into().expect("settings");
    let known = toml::Table::try_from(&read).expect("a table");
    assert_eq!(keys("", &known), keys("", &table));
}

fn keys(before: &str, table: &toml::Table) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (key, value) in table {
        found.insert(format!("{before}{key}"));
        if let toml::Value::Table(inner) = value {
            found.extend(keys(&format!("{before}{key}."), inner));
        }
    }
    found
}

#[test]
fn the_file_says_the_values_that_the_code_calls_defaults() {
    let table: toml::Table = default_settings().parse().expect("TOML");
    let read: almenara::config::Settings = table.try_into().expect("settings");
    assert_eq!(read.score, score::ScoreConfig::default());
    assert_eq!(read.flags, score::FlagConfig::default());
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
