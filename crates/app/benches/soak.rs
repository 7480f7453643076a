//! What 300 hostile servers cost 50 good ones: `scripts/bench soak`. Tests see to it that nothing is lost; here is how long
//! it takes and what memory it needs.

#[path = "ingest/measure.rs"]
mod measure;
#[path = "../../../tests/publishers.rs"]
mod publishers;

use measure::{Cost, run};
use publishers::{EACH, GOOD, HOSTILE};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    let server = publishers::start();
    println!("{GOOD} good servers, {} hostile ones of {} kinds\n", HOSTILE.len() * EACH, HOSTILE.len());
    println!("{:<44} {:>16} {:>9} {:>7} {:>8}", "", "last good one, s", "whole, s", "CPU s", "peak MB");
    let alone = tempfile::tempdir().expect("a directory");
    configure(alone.path(), server, false);
    show("the good ones alone, first visit", alone.path());
    show("the good ones alone, second visit", alone.path());
    let beside = tempfile::tempdir().expect("a directory");
    configure(beside.path(), server, true);
    show("beside the hostile ones, first visit", beside.path());
    show("beside the hostile ones, second visit", beside.path());
}

fn configure(place: &Path, server: SocketAddr, with_hostile: bool) {
    let (settings, sources) = publishers::configuration(server, with_hostile);
    std::fs::create_dir_all(place.join("config/sources")).expect("a directory");
    std::fs::write(place.join("config/almenara.toml"), settings).expect("written");
    std::fs::write(place.join("config/sources/soak.toml"), sources).expect("written");
}

fn show(what: &str, place: &Path) {
    let ingest = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_almenara"));
        command.args(["ingest", "--all", "--json"]).stderr(Stdio::null());
        command.env("ALMENARA_CONFIG", place.join("config")).env("ALMENARA_DATA", place.join("data"));
        command
    };
    let report = place.join("report.json");
    let Cost { wall, cpu, peak_megabytes, ended_well } = run(&mut ingest(), Some(&report));
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&report).expect("a report")).expect("a report of the run");
    let good = report["sources"].as_array().into_iter().flatten();
    let good = good.filter(|outcome| outcome["source"].as_str().is_some_and(|name| name.starts_with("good-")));
    let last = good.filter_map(|outcome| outcome["took_ms"].as_u64()).max().unwrap_or_default();
    let failed = if ended_well { "" } else { "  FAILED" };
    println!("{what:<44} {:>16.2} {wall:>9.2} {cpu:>7.2} {peak_megabytes:>8}{failed}", last as f64 / 1_000.0);
}
