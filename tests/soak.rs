//! Many hostile servers beside good ones: nothing of the good is lost, and each bad one has its reason.

use crate::harness::Almenara;
use crate::publishers::{self, EACH, GOOD, HOSTILE, ITEMS};

#[test]
fn hostile_servers_keep_nothing_from_the_good() {
    let almenara = Almenara::new();
    let (settings, sources) = publishers::configuration(publishers::start(), true);
    almenara.write("config/almenara.toml", settings);
    almenara.write("config/sources/soak.toml", sources);
    let report = almenara.run(&["ingest", "--all", "--json"]).well().json();

    assert_eq!(report["counts"]["stored"], GOOD * ITEMS);
    let outcomes = report["sources"].as_array().expect("outcomes");
    assert_eq!(outcomes.len(), GOOD + HOSTILE.len() * EACH);
    for outcome in outcomes {
        let (source, reason) =
            (outcome["source"].as_str().expect("a name"), outcome["reason"].as_str().expect("words"));
        match HOSTILE.iter().find(|(kind, _)| source.starts_with(&format!("{kind}-"))) {
            Some((_, words)) => assert!(reason.contains(words), "{source}: {reason}"),
            None => assert_eq!(outcome["counts"]["stored"], ITEMS, "{source}: {reason}"),
        }
    }

    let checked = almenara.run(&["sources", "check", "--json"]);
    assert_eq!(checked.code, 4);
    let failed =
        checked.json().as_array().expect("sources").iter().filter(|source| source["state"] == "failed").count();
    assert_eq!(failed, HOSTILE.len() * EACH);
}
