//! Labelled documents of a network's own, measured.

use crate::harness::Almenara;

const LABELLED: &str = r#"{"id":"a","text":"Gunmen killed six villagers near Maiduguri.","lang":"eng","gold":{"relevant":true,"categories":["civilian_harm"],"status":{"civilian_harm":"asserted"},"countries":["NGA"],"focus":"NGA"}}
{"id":"b","text":"The striker killed the game with a late shot on goal.","lang":"eng","gold":{"relevant":false,"not":["civilian_harm"],"categories":null}}

{"id":"c","text":"Gunmen killed six villagers near Maiduguri.","lang":"eng","gold":{"any_of":[["armed_clash","civilian_harm"]],"status":{"unrest":"negated"}}}
"#;

#[test]
fn a_labelled_file_is_judged_and_mistakes_are_shown() {
    let almenara = Almenara::new();
    almenara.write("labelled.jsonl", LABELLED);
    let report = almenara.run(&["eval", "labelled.jsonl", "--languages", "--json"]).well().json();
    assert_eq!(report["documents"], 3);
    assert_eq!(
        (&report["relevance"]["counts"]["hits"], &report["relevance"]["counts"]["quiet"]),
        (&1.into(), &1.into())
    );
    assert_eq!(report["relevance"]["average_precision"], 1.0);
    assert_eq!(report["categories"]["civilian_harm"]["f1"], 1.0);
    assert_eq!(report["groups"]["armed_clash | civilian_harm"]["recall"], 1.0);
    assert_eq!(report["status"]["counts"]["negated"]["none"], 1);
    assert_eq!(report["language"]["counts"]["eng"]["eng"], 3);
    assert_eq!((&report["countries"]["hits"], &report["focus"]["counts"]["NGA"]["NGA"]), (&1.into(), &1.into()));
    let shown = almenara.run(&["eval", "labelled.jsonl"]).well().out;
    assert!(shown.contains("macro F1") && shown.contains("unrest negated"), "{shown}");
}

#[test]
fn a_label_that_cannot_be_understood_is_named() {
    let almenara = Almenara::new();
    let refused = |content: &str, reasons: &[&str]| {
        almenara.write("wrong.jsonl", content);
        let ran = almenara.run(&["eval", "wrong.jsonl"]);
        assert!(ran.code == 1 && reasons.iter().all(|reason| ran.err.contains(reason)), "{}", ran.err);
    };
    refused("{\"id\":\"1\",\"text\":\"x\"}", &["wrong.jsonl, line 1", "gold"]);
    refused("{\"id\":\"1\",\"text\":\"x\",\"gold\":{\"not\":[\"war\"]}}", &["line 1", "\"war\"", "known: armed_clash"]);
    refused("{\"id\":\"1\",\"text\":\"x\",\"gold\":{\"status\":{\"unrest\":\"past\"}}}", &["\"past\"", "historical"]);
    refused("\n\n", &["no labelled document"]);
    let missing = almenara.run(&["eval", "missing.jsonl"]);
    assert!(missing.code == 1 && missing.err.contains("missing.jsonl"), "{}", missing.err);
}
