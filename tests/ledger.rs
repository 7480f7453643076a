//! From warning to response: what is written into the ledger of a flag, what is refused, and what `doctor` says of it.

use crate::harness::{Almenara, Ran};

/// A command on the exercise's store.
fn run(almenara: &Almenara, arguments: &[&str]) -> Ran {
    let mut all = vec!["--config", "almenara-demo/config"];
    all.extend(arguments);
    almenara.run(&all)
}

#[test]
fn a_flag_is_acknowledged_answered_and_closed_and_the_chain_holds() {
    let almenara = Almenara::new();
    almenara.run(&["demo"]).well();
    run(&almenara, &["flags", "ack", "choco", "--by", "OAS"]).well();
    run(&almenara, &["flags", "respond", "choco", "--by", "OAS", "--note", "joint mission"]).well();
    let closed = run(&almenara, &["flags", "close", "choco", "--by", "OAS", "--note", "talks under way"]).well();
    assert!(
        closed.out.contains("closed") && closed.out.contains("From raised to first response: 5 days"),
        "{}",
        closed.out
    );
    let listed = run(&almenara, &["flags", "--json"]).well().json();
    let choco = listed.as_array().and_then(|flags| flags.iter().find(|flag| flag["region"] == "COL/Chocó"));
    assert_eq!(choco.expect("the flag")["standing"]["status"], "closed");
    let months = run(&almenara, &["flags", "stats", "--json"]).well().json();
    assert_eq!((&months[0]["acknowledged"], &months[0]["responded"]), (&1.into(), &1.into()), "{months}");
    let doctor = run(&almenara, &["doctor", "--offline"]).well();
    assert!(doctor.out.contains("the chain is whole"), "{}", doctor.out);
}

#[test]
fn what_cannot_be_right_is_refused_with_a_reason() {
    let almenara = Almenara::new();
    almenara.run(&["demo"]).well();
    let refused = |arguments: &[&str], reason: &str| {
        let mut all = vec!["flags"];
        all.extend(arguments);
        let ran = run(&almenara, &all);
        assert!(ran.code == 1 && ran.err.contains(reason), "{arguments:?}: {} {}", ran.code, ran.err);
    };
    refused(&["respond", "choco", "--by", "OAS"], "--note");
    refused(&["ack", "choco", "--by", " \u{7} "], "organisation");
    refused(&["ack", "choco", "--by", "almenara"], "organisation");
    refused(&["ack", "choco", "--by", "OAS", "--on", "2026-09-01"], "before the flag was raised");
    refused(&["ack", "choco", "--by", "OAS", "--on", "2027-01-01"], "has not come yet");
    refused(&["note", "choco", "--by", "OAS", "--note", &"x".repeat(3_000)], "3000 characters");
    refused(&["ack", "PER", "--by", "OAS"], "was never flagged");
    refused(&["show", "COL/Chocó@1999-01-01"], "no flag has the identifier");
    let stats = run(&almenara, &["flags", "stats"]).well();
    assert!(stats.out.contains("2026-09"), "{}", stats.out);
}
