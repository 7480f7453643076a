//! The past replayed through the binary: the table, its measures, and a run that was broken off.

use crate::harness::Almenara;
use std::fmt::Write as _;

/// Killings in one country from March on, and football everywhere.
fn prepared() -> Almenara {
    let almenara = Almenara::new();
    let mut lines = String::new();
    for day in 1..=180 {
        let date = chrono::NaiveDate::from_yo_opt(2014, day).expect("a day");
        let mut add = |id: &str, text: &str, source: &str, kind: &str| {
            let _ = writeln!(
                lines,
                "{{\"id\":\"{day}-{id}\",\"published\":\"{date}T08:00:00Z\",\"text\":\"{text}\",\"source\":\"{source}\",\"source_kind\":\"{kind}\"}}"
            );
        };
        add("calm", &format!("The football season of {day} matches went on in Ghana."), "paper", "media");
        if day > 60 {
            add("war", &format!("Gunmen killed {day} villagers near Maiduguri, Nigeria."), "agency", "media");
            add(
                "field",
                &format!("Armed men attacked a village of {day} houses in Borno, Nigeria."),
                "monitor",
                "field",
            );
        }
    }
    almenara.write("past.jsonl", lines);
    let mut deaths = String::from("iso3,month,deaths\n");
    for month in 1..=12 {
        let _ = writeln!(deaths, "NGA,2013-{month:02},0\nGHA,2013-{month:02},0");
        let _ = writeln!(deaths, "NGA,2014-{month:02},{}\nGHA,2014-{month:02},0", if month >= 3 { 200 } else { 0 });
    }
    almenara.write("deaths.csv", deaths);
    almenara
}

const REPLAY: [&str; 9] =
    ["backtest", "--documents", "past.jsonl", "--outcomes", "deaths.csv", "--from", "2014-01", "--to", "2014-06"];

fn replay(almenara: &Almenara, more: &[&str]) -> crate::harness::Ran {
    let mut arguments = REPLAY.to_vec();
    arguments.extend(more);
    almenara.run(&arguments)
}

#[test]
fn what_happened_is_found_and_the_table_is_the_contract_s() {
    let almenara = prepared();
    let shown = replay(&almenara, &["--scores", "scores.csv"]).well();
    assert!(shown.out.contains("AUC 1.000"), "{}", shown.out);
    assert!(shown.err.contains("days replayed"), "progress: {}", shown.err);
    let table = std::fs::read_to_string(almenara.path("scores.csv")).expect("the table");
    assert!(table.starts_with("as_of,region,attention,surprise,intensity,corroboration,level,convergence\n"));
    assert!(table.lines().any(|line| line.contains(",NGA,")) && !table.contains(",GHA,9"), "{table}");
    let left: Vec<_> = std::fs::read_dir(almenara.path("")).expect("a directory").flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")), "{left:?}");
    assert!(replay(&almenara, &["--json", "--history", "deaths.csv"]).well().json()["with_history"].is_object());
}

#[test]
fn a_replay_that_was_broken_off_is_taken_up_and_gives_the_same_table() {
    let almenara = prepared();
    replay(&almenara, &["--scores", "whole.csv"]).well();
    let whole = std::fs::read_to_string(almenara.path("whole.csv")).expect("the table");
    // A directory in the final place stops the run at its very end, so that what it made stays as a part.
    std::fs::create_dir_all(almenara.path("again.csv/x")).expect("a directory");
    assert_eq!(replay(&almenara, &["--scores", "again.csv"]).code, 1);
    std::fs::remove_dir_all(almenara.path("again.csv")).expect("removed");
    let entries = std::fs::read_dir(almenara.path("")).expect("a directory").flatten();
    let part = entries.map(|e| e.path()).find(|path| path.to_string_lossy().ends_with(".part")).expect("a part");
    let cut = &whole[..whole.len() * 2 / 3];
    std::fs::write(&part, cut).expect("broken off in the middle of a line");
    replay(&almenara, &["--scores", "again.csv"]).well();
    assert_eq!(std::fs::read_to_string(almenara.path("again.csv")).expect("the table"), whole);
    assert!(!part.exists());
}

#[test]
fn what_cannot_be_read_is_named() {
    let almenara = prepared();
    let refused = |arguments: &[&str], reasons: &[&str]| {
        let ran = almenara.run(arguments);
        assert!(ran.code != 0 && reasons.iter().all(|reason| ran.err.contains(reason)), "{arguments:?}: {}", ran.err);
    };
    let with = |place: usize, value: &'static str| {
        let mut arguments = REPLAY;
        arguments[place] = value;
        arguments
    };
    almenara.write("bad.jsonl", "{\"id\":\"1\"}\n");
    almenara.write("bad.csv", "iso3,month,deaths\nNGA,2014-13,x\n");
    refused(&with(2, "bad.jsonl"), &["bad.jsonl, line 1", "published"]);
    refused(&with(2, "none.jsonl"), &["none.jsonl"]);
    refused(&with(4, "bad.csv"), &["bad.csv", "line 2"]);
    refused(&with(6, "2015-01"), &["later than"]);
    refused(&with(6, "soon"), &["--from"]);
}
