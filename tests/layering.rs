//! Dependencies point one way: domain ← the middle ← app, and the middle does not know each other.

use crate::harness::root;
use serde_json::Value;
use std::process::Command;

const MIDDLE: [&str; 7] = ["ingest", "enrich", "store", "index", "score", "digest", "web"];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("its JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn house_dependencies<'a>(package: &'a Value, kinds: &[Option<&str>]) -> Vec<&'a str> {
    let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
    dependencies
        .filter(|dependency| kinds.contains(&dependency["kind"].as_str()))
        .filter_map(|dependency| dependency["name"].as_str()?.strip_prefix("almenara-"))
        .collect()
}

#[test]
fn the_middle_knows_the_domain_alone() {
    for package in packages() {
        let name = package["name"].as_str().expect("a name").trim_start_matches("almenara-").to_owned();
        let known = house_dependencies(&package, &[None, Some("build")]);
        let for_tests = house_dependencies(&package, &[Some("dev")]);
        match name.as_str() {
            "domain" => assert!(known.is_empty(), "domain depends on {known:?}"),
            "testkit" => assert_eq!(known, ["domain"], "testkit"),
            "almenara" => {}
            middle if MIDDLE.contains(&middle) => {
                assert_eq!(known, ["domain"], "{middle}");
                assert!(for_tests.iter().all(|name| *name == "testkit"), "{middle} tests with {for_tests:?}");
            }
            other => panic!("{other} has no place in the house: add it to ARCHITECTURE.md and to this test"),
        }
    }
}

#[test]
fn no_file_is_longer_than_a_room() {
    let mut long = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let lines = std::fs::read_to_string(&path).expect("source").lines().count();
                if lines > 400 {
                    long.push(format!("{} has {lines} lines", path.display()));
                }
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
