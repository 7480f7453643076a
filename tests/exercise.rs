//! The bundled exercise raises the flags it was written to raise, and no others.

use crate::harness::{Almenara, Ran, root};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `config/exercise/expected.toml`: what the exercise was written to lead to.
#[derive(Deserialize)]
struct Expected {
    flag: Vec<ExpectedFlag>,
    no_flag: Vec<ExpectedRegion>,
    peace: Vec<ExpectedRegion>,
    source: Vec<ExpectedSource>,
}

#[derive(Deserialize)]
struct ExpectedFlag {
    region: String,
    kind: String,
    convergence: String,
    neighbour: Option<String>,
}

#[derive(Deserialize)]
struct ExpectedRegion {
    region: String,
}

#[derive(Deserialize)]
struct ExpectedSource {
    id: String,
    outcome: String,
    /// Words that its reason must hold.
    words: String,
}

/// One demo for all tests of this file: what it does not change may be shared.
static DEMO: LazyLock<(Almenara, Ran)> = LazyLock::new(|| {
    let almenara = Almenara::new();
    let ran = almenara.run(&["demo", "--dir", "demo", "--json"]).well();
    (almenara, ran)
});

fn expected() -> Expected {
    let text = std::fs::read_to_string(root().join("config/exercise/expected.toml")).expect("the expectations");
    toml::from_str(&text).expect("expectations that can be read")
}

fn flags() -> BTreeMap<String, Value> {
    let flags = DEMO.1.json()["flags"].as_array().expect("flags").clone();
    flags.into_iter().map(|flag| (flag["region"].as_str().expect("a region").to_owned(), flag)).collect()
}

fn is_joint(flag: &Value) -> bool {
    flag["kind"] != "watch"
}

#[test]
fn exactly_the_joint_flags_it_was_written_for() {
    let expected = expected();
    let flags = flags();
    let mut joint: Vec<&str> = flags.values().filter(|f| is_joint(f)).filter_map(|f| f["region"].as_str()).collect();
    let mut wanted: Vec<&str> = expected.flag.iter().map(|flag| flag.region.as_str()).collect();
    joint.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(joint, wanted);
    for wanted in &expected.flag {
        let flag = &flags[&wanted.region];
        assert_eq!(flag["kind"], wanted.kind.as_str(), "{}", wanted.region);
        assert_eq!(flag["convergence"], wanted.convergence.as_str(), "{}", wanted.region);
        if let Some(neighbour) = &wanted.neighbour {
            let with = flag["with"].as_array().expect("the other side");
            assert!(with.iter().any(|region| region == neighbour.as_str()), "{}: {with:?}", wanted.region);
        }
    }
    for region in &expected.no_flag {
        assert!(!flags.get(&region.region).is_some_and(is_joint), "{} must not be flagged jointly", region.region);
    }
}

#[test]
fn each_joint_flag_goes_to_the_partners_of_its_region() {
    let flags = flags();
    let ids = |region: &str, partners: &str| -> Vec<String> {
        let list = flags[region][partners].as_array().expect("partners").clone();
        list.iter().filter_map(|partner| partner["id"].as_str().map(str::to_owned)).collect()
    };
    for (region, rigo, network) in [
        ("COL/Chocó", "OAS", "latin-america"),
        ("MOZ/Cabo Delgado Province", "SADC", "southern-africa"),
        ("NGA/Borno State", "ECOWAS", "west-africa"),
        ("CMR/Far North", "ECCAS", "central-africa"),
    ] {
        assert!(ids(region, "rigos").iter().any(|id| id == rigo), "{region}: {:?}", ids(region, "rigos"));
        assert!(
            ids(region, "networks").iter().any(|id| id.contains(network)),
            "{region}: {:?}",
            ids(region, "networks")
        );
    }
    let west = ids("NGA/Borno State", "rigos");
    assert_ne!(west[0], ids("CMR/Far North", "rigos")[0], "a pair under two organisations: {west:?}");
}

#[test]
fn every_source_has_its_own_line_and_the_counts_add_up() {
    let run = &DEMO.1.json()["run"];
    let counts = &run["counts"];
    let count = |key: &str| counts[key].as_u64().expect("a number");
    assert_eq!(
        count("seen"),
        count("stored") + count("duplicate") + count("unchanged") + count("rejected") + count("failed")
    );
    assert!(count("seen") >= 400, "{counts}");
    assert!(run["sources"].as_array().expect("sources").len() >= 14);
}

#[test]
fn every_bad_source_ends_with_its_named_reason() {
    let run = DEMO.1.json()["run"].clone();
    let sources = run["sources"].as_array().expect("sources");
    for wanted in expected().source {
        let source = sources.iter().find(|s| s["source"] == wanted.id.as_str());
        let source = source.unwrap_or_else(|| panic!("{} was not visited", wanted.id));
        assert_eq!(source["state"], wanted.outcome.as_str(), "{source}");
        let reason = source["reason"].as_str().expect("a reason");
        assert!(reason.contains(&wanted.words), "{}: {reason:?} does not say {:?}", wanted.id, wanted.words);
    }
}

#[test]
fn peace_is_shown_and_not_flagged() {
    let (almenara, _) = &*DEMO;
    let digest = almenara.run(&["--config", "demo/config", "digest", "--json"]).well().json();
    let peace: Vec<&str> =
        digest["peace"].as_array().expect("peace").iter().filter_map(|entry| entry["region"].as_str()).collect();
    for region in expected().peace {
        assert!(peace.contains(&region.region.as_str()), "{} is not among {peace:?}", region.region);
    }
}

#[test]
fn the_digest_names_both_partners_of_every_joint_flag() {
    let (almenara, _) = &*DEMO;
    let digests = almenara.path("demo/data/digests");
    for format in ["html", "md", "json"] {
        let text = std::fs::read_to_string(digests.join(format!("almenara-2026-09-30.{format}"))).expect("a digest");
        assert!(text.contains("EXERCISE"));
        for flag in flags().values().filter(|flag| is_joint(flag)) {
            for partner in [&flag["rigos"][0]["name"], &flag["networks"][0]["name"]] {
                let name = partner.as_str().expect("a name");
                assert!(text.contains(name), "{format}: {name} is missing");
            }
        }
    }
}

#[test]
fn what_was_stored_is_found() {
    let (almenara, _) = &*DEMO;
    let search = |query: &str| almenara.run(&["--config", "demo/config", "search", query, "--json"]).well().json();
    assert!(search("region:\"COL/Chocó\" since:2026-09-24 class:field")["total"].as_u64() >= Some(5));
    assert!(search("lang:ara")["total"].as_u64() >= Some(10));
    assert!(search("desplazamiento")["total"].as_u64() >= Some(1), "a word finds its inflections");
    assert_eq!(search("category:armed_clash country:FJI")["total"], 0);
    let total = search("")["total"].clone();
    let documents = almenara.run(&["--config", "demo/config", "doctor", "--offline", "--json"]).json();
    let index = documents.as_array().expect("findings").iter().find(|f| f["what"] == "index").expect("the index");
    assert!(index["found"].as_str().expect("words").starts_with(&total.to_string()), "{index} {total}");
}

#[test]
fn a_label_holds_inside_the_search() {
    let (almenara, _) = &*DEMO;
    let total = |clearance: &str| {
        let ran =
            almenara.run(&["--config", "demo/config", "search", "class:field", "--clearance", clearance, "--json"]);
        ran.well().json()["total"].as_u64().expect("a number")
    };
    assert!(total("RED") > 0);
    assert_eq!(total("CLEAR"), 0, "field reports are AMBER");
}

#[test]
fn a_second_run_stores_nothing_new() {
    let almenara = Almenara::new();
    let first = almenara.run(&["demo", "--dir", "again", "--json"]).well().json();
    let second = almenara.run(&["demo", "--dir", "again", "--json"]).well().json();
    let counts = &second["run"]["counts"];
    assert_eq!((counts["stored"].as_u64(), counts["duplicate"].as_u64()), (Some(0), Some(0)), "{counts}");
    assert_eq!(first["flags"], second["flags"]);
    let before = almenara.run(&["--config", "again/config", "search", "", "--json"]).well().json()["total"].clone();
    almenara.run(&["--config", "again/config", "reindex"]).well();
    let after = almenara.run(&["--config", "again/config", "search", "", "--json"]).well().json()["total"].clone();
    assert_eq!(before, after, "the index is derived: rebuilt, it is the same");
}

#[test]
fn the_demo_prints_what_a_newcomer_needs() {
    let almenara = Almenara::new();
    let ran = almenara.run(&["demo", "--dir", "here"]).well();
    for words in [
        "Sources",
        "items seen =",
        "Flags of 2026-09-30",
        "Why ",
        "Who can act together",
        "Digest",
        "Try next",
        "search",
        "explain",
        "serve",
    ] {
        assert!(ran.out.contains(words), "{words} is missing in:\n{}", ran.out);
    }
    assert!(!ran.err.is_empty(), "progress is shown while it works");
}
