use super::*;
use crate::sample::{self, flag, region, rich};
use domain::flag::FlagKind;
use domain::score::Level;

fn entry<'a>(digest: &'a Digest, place: &str) -> &'a FlagEntry {
    digest.flags.iter().find(|entry| entry.flag.region == region(place)).expect("flagged")
}

#[test]
fn joint_flags_come_first_and_the_highest_level_leads() {
    let places: Vec<String> = compose(rich()).flags.iter().map(|entry| entry.flag.region.to_string()).collect();
    assert_eq!(places, ["COL/Chocó", "SDN/North Darfur", "MLI/Kayes", "NER/Diffa"]);
}

#[test]
fn the_headline_names_what_deserves_attention_and_counts_the_rest() {
    assert_eq!(
        compose(rich()).headline,
        "3 regions deserve joint attention: Chocó (Colombia), North Darfur (Sudan), Kayes (Mali); 1 more is watched."
    );
}

#[test]
fn a_day_without_flags_says_what_is_not_covered() {
    let digest = compose(sample::quiet());
    assert_eq!(
        digest.headline,
        "No region reaches the level of joint attention or of watching. 2 regions are not well covered, and silence \
         there is not calm: COL, Enga (Papua New Guinea)."
    );
    assert_eq!(digest.label, Label::Clear);
}

#[test]
fn a_field_source_is_named_only_where_enough_field_voices_agree() {
    let digest = compose(rich());
    let many = entry(&digest, "COL/Chocó").evidence.iter().find(|e| e.document.as_str() == "d1").expect("quoted");
    assert_eq!(many.source_name, "River Monitors, northern team");
    assert!(many.url.is_some());
    let few = entry(&digest, "SDN/North Darfur").evidence.iter().find(|e| e.document.as_str() == "d1").expect("quoted");
    assert_eq!((few.source_name.as_str(), few.url.as_deref()), ("a field source", None));
}

#[test]
fn the_text_of_a_field_report_never_stands_in_for_a_title() {
    let mut ingredients = rich();
    let id: DocumentId = "d1".into();
    let report = ingredients.documents.get_mut(&id).expect("a field report");
    assert_eq!(report.document.class, domain::SourceClass::Field);
    report.document.title = " ".into();
    let digest = compose(ingredients);
    let shown = entry(&digest, "COL/Chocó").evidence.iter().find(|e| e.document == id).expect("shown");
    assert_eq!(shown.title, "Field report without a title");
}

#[test]
fn a_silent_field_source_is_not_named_anywhere() {
    let digest = compose(sample::quiet());
    let json = serde_json::to_string(&digest).expect("json");
    assert!(!json.contains("monitor-1") && !json.contains("River Monitors"), "{json}");
    assert!(json.contains("a field source"));
}

#[test]
fn what_is_above_the_clearance_is_counted_and_not_shown() {
    let digest = compose(rich());
    let chocó = entry(&digest, "COL/Chocó");
    assert!(chocó.evidence.iter().all(|e| e.document.as_str() != "d6"));
    assert!(chocó.flag.evidence.iter().all(|id| id.as_str() != "d6"));
    assert!(chocó.flag.reasons.iter().any(|reason| reason.starts_with("1 further report is restricted")));
    assert!(!serde_json::to_string(&digest).expect("json").contains("buscadas"));
}

#[test]
fn the_label_is_the_most_restrictive_of_what_is_shown_and_never_above_the_clearance() {
    assert_eq!(compose(rich()).label, Label::Amber);
    let public = compose(Ingredients { clearance: Label::Clear, ..rich() });
    assert_eq!(public.label, Label::Clear);
    assert!(public.flags.iter().flat_map(|entry| &entry.evidence).all(|e| e.label == Label::Clear));
}

#[test]
fn copies_are_one_quote_with_their_number() {
    let mut day = rich();
    let mut copy = day.documents[&DocumentId::from("d3")].clone();
    copy.document.id = "d3b".into();
    day.documents.insert("d3b".into(), copy);
    day.flags = vec![flag("COL/Chocó", FlagKind::Joint, Level::High, 71.0, &["d3b", "d3"])];
    let digest = compose(day);
    assert_eq!(digest.flags[0].evidence.iter().map(|e| e.copies).collect::<Vec<_>>(), [4]);
}

/// A day on which the radio and the first monitor tell one story, the monitor first among the evidence.
fn told_twice() -> Ingredients {
    let mut day = rich();
    let story = Arc::new(Story { id: "d1".into(), documents: vec!["d1".into(), "d3".into()] });
    day.stories = story.documents.iter().map(|id| (id.clone(), Arc::clone(&story))).collect();
    day.flags = vec![flag("COL/Chocó", FlagKind::Joint, Level::High, 71.0, &["d1", "d3", "d2"])];
    day
}

#[test]
fn a_story_is_one_line_with_those_who_tell_it() {
    let digest = compose(told_twice());
    let shown: Vec<&str> = digest.flags[0].evidence.iter().map(|e| e.document.as_str()).collect();
    assert_eq!(shown, ["d1", "d2"]);
    let story = &digest.flags[0].evidence[0].story;
    assert_eq!((story.documents.len(), story.sources, story.languages.as_slice()), (2, 2, &["spa".to_owned()][..]));
}

#[test]
fn a_report_with_a_title_stands_for_one_without() {
    let mut day = told_twice();
    day.documents.get_mut(&DocumentId::from("d1")).expect("known").document.title.clear();
    assert_eq!(compose(day).flags[0].evidence[0].document.as_str(), "d3");
}

#[test]
fn a_story_with_an_open_copy_is_not_restricted() {
    let mut day = rich();
    let mut copy = day.documents[&DocumentId::from("d3")].clone();
    (copy.document.id, copy.document.label) = ("d3b".into(), Label::Red);
    day.documents.insert("d3b".into(), copy);
    day.flags = vec![flag("COL/Chocó", FlagKind::Joint, Level::High, 71.0, &["d3b", "d3"])];
    let digest = compose(day);
    assert_eq!(digest.flags[0].evidence[0].document.as_str(), "d3");
    assert!(!digest.flags[0].flag.reasons.iter().any(|reason| reason.contains("restricted")));
}

#[test]
fn quotes_of_the_media_are_sentences_and_quotes_of_the_field_the_bare_words() {
    let digest = compose(rich());
    let quotes = &entry(&digest, "COL/Chocó").evidence;
    assert!(quotes[0].quote.starts_with("Al menos cuarenta familias"), "{}", quotes[0].quote);
    assert_eq!(quotes[1].quote, "Hombres armados ordenaron a cuarenta familias abandonar sus casas");
}

#[test]
fn a_flag_without_a_score_keeps_its_numbers() {
    let mut day = rich();
    day.scores.clear();
    let digest = compose(day);
    assert_eq!(entry(&digest, "COL/Chocó").score.attention_net, 88.6);
    assert!(!entry(&digest, "COL/Chocó").score.covered);
}

#[test]
fn peace_is_shown_with_its_documents() {
    let digest = compose(rich());
    assert_eq!(digest.peace.len(), 1);
    assert_eq!(digest.peace[0].evidence[0].document.as_str(), "d5");
}

#[test]
fn silent_regions_stand_beside_those_scored_without_coverage() {
    let places: Vec<String> = compose(rich()).uncovered.into_iter().map(|entry| entry.place).collect();
    assert_eq!(places, ["North Darfur, Sudan", "Enga, Papua New Guinea"]);
}
