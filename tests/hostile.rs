//! Bad input gets a clear answer, in its place, and ends nothing.

use crate::harness::Almenara;

#[test]
fn annotate_answers_every_line_in_order() {
    let almenara = Almenara::new();
    let long = "a".repeat(300_000);
    let input = format!(
        "{{\"id\":\"1\",\"text\":\"Gunmen killed six villagers near Maiduguri in Nigeria.\"}}\nnot json\n{{\"id\":2}}\n\n{{\"id\":\"3\",\"text\":\"{long}\"}}\n{{\"id\":\"4\",\"text\":\"\"}}\n"
    );
    let lines = almenara.run_with(&["annotate"], input.as_bytes()).well().json_lines();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0]["id"], "1");
    assert_eq!(lines[0]["focus"]["iso3"], "NGA");
    for (position, line) in [(1, 2), (2, 3), (3, 4)] {
        assert_eq!(lines[position]["line"], line);
        assert!(lines[position]["error"].is_string());
    }
    assert_eq!(lines[4]["id"], "3");
    assert_eq!(lines[5]["lang"]["code"], "und");
}

#[test]
fn offsets_are_characters_of_the_text() {
    let almenara = Almenara::new();
    let text = "🕯️ Ñoño — hombres armados mataron a dos líderes en Quibdó, Chocó, Colombia.";
    let input = serde_json::json!({"id": "1", "text": text}).to_string();
    let lines = almenara.run_with(&["annotate"], input.as_bytes()).well().json_lines();
    let characters: Vec<char> = text.chars().collect();
    let slice = |item: &serde_json::Value| -> String {
        let at = |key: &str| usize::try_from(item[key].as_u64().expect("an offset")).expect("a position");
        characters[at("start")..at("end")].iter().collect()
    };
    let places = lines[0]["places"].as_array().expect("places");
    assert!(!places.is_empty());
    places.iter().for_each(|place| assert_eq!(slice(place), place["name"].as_str().expect("a name")));
    let signals = lines[0]["signals"].as_array().expect("signals");
    assert!(!signals.is_empty());
    signals.iter().for_each(|signal| assert_eq!(slice(signal), signal["evidence"].as_str().expect("evidence")));
}

#[test]
fn parse_answers_every_file() {
    let almenara = Almenara::new();
    let noise: Vec<u8> = (0..50_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    almenara.write("noise", noise);
    almenara.write("empty", "");
    almenara.write("deep.xml", format!("<rss>{}", "<a>".repeat(200_000)));
    almenara.write("cut.xml", "<rss version=\"2.0\"><channel><item><title>whole</title></item><item><title>cu");
    let lines = almenara.run(&["parse", "noise", "empty", "deep.xml", "cut.xml", "absent"]).well().json_lines();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[3]["items"][0]["title"], "whole");
    assert_eq!(lines[4]["ok"], false);
}

#[test]
fn a_bad_query_is_explained() {
    let almenara = Almenara::new();
    for (query, words) in
        [("(a", "never closed"), ("category:war", "known:"), ("colour:red", "known:"), ("since:soon", "YYYY-MM-DD")]
    {
        let ran = almenara.run(&["--data", "data", "search", query]);
        assert_eq!(ran.code, 1, "{query}");
        assert!(ran.err.contains(words), "{query}: {}", ran.err);
    }
}

#[test]
fn an_empty_house_answers_every_question() {
    let almenara = Almenara::new();
    for arguments in
        [&["flags"][..], &["search", "x"], &["reindex"], &["sources", "check"], &["ingest", "--source", "nobody"]]
    {
        let mut all = vec!["--data", "data"];
        all.extend_from_slice(arguments);
        let ran = almenara.run(&all);
        assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{arguments:?} says nothing");
    }
    let explain = almenara.run(&["--data", "data", "explain", "Colombia"]);
    assert!(explain.code == 1 && explain.err.contains("almenara run --once"), "{}", explain.err);
    let nowhere = almenara.run(&["--data", "data", "explain", "Xyzzyland"]);
    assert!(nowhere.code == 1 && nowhere.err.contains("no region is called"), "{}", nowhere.err);
}

#[test]
fn a_store_that_is_none_is_named() {
    let almenara = Almenara::new();
    almenara.write("data/almenara.sqlite", "this is no database, it is a text that somebody put here".repeat(50));
    let ran = almenara.run(&["--data", "data", "flags"]);
    assert!(ran.code == 1 && ran.err.contains("almenara.sqlite"), "{}", ran.err);
}
