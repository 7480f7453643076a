//! Killed at any instant, nothing is lost and nothing is doubled.

use crate::harness::Almenara;
use almenara::demo::Server;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often the program is killed while it works.
const KILLS: u32 = 24;
/// Runs after which the test gives up.
const ROUNDS_MAX: u32 = 120;

#[test]
fn after_any_kill_every_item_is_there_exactly_once() {
    let almenara = Almenara::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let server = runtime.block_on(Server::start()).expect("the exercise's server");

    let whole = laid_out(&almenara, "whole", &server);
    almenara.run(&["--config", &whole, "ingest", "--all", "--json"]).well();
    let wanted = documents(&almenara, &whole);
    assert!(wanted.len() > 300, "{}", wanted.len());

    // A run that ends before it is killed leaves a house that is up to date: the next kill gets a fresh one.
    let mut houses = vec![laid_out(&almenara, "house-0", &server)];
    let mut killed = 0;
    for round in 0..ROUNDS_MAX {
        let house = houses.last().expect("a house");
        let mut child = almenara
            .command(&["--config", house, "ingest", "--all", "--json"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("ingest starts");
        // Spread over start, visits, commits and indexing; the golden ratio leaves no gaps.
        let share = (f64::from(round) * 0.618_034).fract();
        std::thread::sleep(Duration::from_millis(10 + (share * 1_200.0) as u64));
        let at_work = child.try_wait().expect("its state").is_none();
        child.kill().expect("SIGKILL");
        child.wait().expect("its end");
        killed += u32::from(at_work);
        if killed == KILLS {
            break;
        }
        if !at_work {
            houses.push(laid_out(&almenara, &format!("house-{round}"), &server));
        }
    }
    assert_eq!(killed, KILLS, "too few runs were still at work when they were killed");
    houses.iter().for_each(|house| is_whole(&almenara, house, &wanted));
}

/// After one more run, every wanted document is there exactly once, in store and index.
fn is_whole(almenara: &Almenara, house: &str, wanted: &[String]) {
    almenara.run(&["--config", house, "ingest", "--all", "--json"]).well();
    let found = documents(almenara, house);
    assert_eq!(found.len(), found.iter().collect::<BTreeSet<_>>().len(), "nothing is doubled");
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), wanted.iter().collect::<BTreeSet<_>>(), "nothing is lost");
    let findings = almenara.run(&["--config", house, "doctor", "--offline", "--json"]).json();
    for what in ["store", "index"] {
        let finding = findings.as_array().expect("findings").iter().find(|f| f["what"] == what).expect("a finding");
        assert_eq!(finding["well"], true, "{finding}");
    }
}

/// The exercise's configuration in a directory of its own, with the hosts answered by the test's server.
fn laid_out(almenara: &Almenara, name: &str, server: &Server) -> String {
    let dir = almenara.path(name);
    let config = almenara::demo::lay_out(&dir).expect("the exercise is laid out");
    let settings = config.join("almenara.toml");
    let mut text = std::fs::read_to_string(&settings).expect("settings");
    text.push_str("\n[fetch.hosts]\n");
    for host in almenara::demo::hosts() {
        text.push_str(&format!("\"{host}\" = \"{}\"\n", server.address));
    }
    std::fs::write(&settings, text).expect("settings");
    config.display().to_string()
}

/// Every document of the index, through all pages of an empty query.
fn documents(almenara: &Almenara, config: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    loop {
        let offset = ids.len().to_string();
        let page = ["--config", config, "search", "--by-date", "--limit", "1000", "--offset", &offset, "--json"];
        let answer = almenara.run(&page).well().json();
        let hits = answer["hits"].as_array().expect("hits");
        if hits.is_empty() {
            assert_eq!(answer["total"].as_u64(), Some(ids.len() as u64), "the total is what the pages hold");
            return ids;
        }
        ids.extend(hits.iter().map(|hit| hit["id"].as_str().expect("an id").to_owned()));
    }
}
