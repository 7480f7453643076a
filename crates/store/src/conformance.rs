//! What every store must do. One function a rule; `conformance!` makes a test of each for one implementation.

use crate::sample::{at, day, document, event, flag, news, score, signal};
use chrono::{DateTime, TimeDelta, Utc};
use domain::document::DocumentId;
use domain::flag::FlagStep;
use domain::ledger::LedgerSeal;
use domain::outcome::{Counts, RunReport};
use domain::score::Level;
use domain::source::SourceState;
use domain::store::{Batch, Store};
use domain::{ClusterId, EnrichedDocument, SourceId};

/// Makes a test of every rule for the store that `$make` makes: a pair of a value that lives as long as the store (its
/// directory) and the store.
macro_rules! conformance {
    ($make:expr) => {
        crate::conformance::conformance!(
            $make,
            a_document_comes_back_as_it_was,
            an_empty_store_answers_with_nothing,
            a_batch_tells_the_numbers_of_its_documents,
            a_replaced_document_moves_to_a_new_number_and_takes_its_observations_along,
            documents_are_read_in_order_piece_by_piece,
            hashes_are_known_for_stored_documents_only,
            a_batch_carries_the_states_of_sources,
            observations_are_half_open_in_time_and_ordered,
            exposure_counts_families_once_a_side_and_day,
            known_copies_come_oldest_first,
            scores_of_a_day_are_replaced_as_a_whole,
            a_score_is_that_of_the_last_scored_day,
            flags_are_kept_day_by_day,
            the_ledger_keeps_its_order_and_tells_nothing_twice,
            the_ledger_is_sealed_and_read_as_it_was_written,
            a_flag_is_found_as_it_was_last,
            the_last_run_is_the_one_stored_last,
            numbers_survive_a_removal_at_the_end
        );
    };
    ($make:expr, $($rule:ident),+) => {
        $(#[test]
        fn $rule() {
            let (_alive, store) = $make;
            crate::conformance::$rule(&store);
            assert_eq!(domain::store::Store::check(&store).expect("a check"), Vec::<String>::new());
        })+
    };
}
pub(crate) use conformance;

fn put(store: &impl Store, documents: &[EnrichedDocument]) {
    store.put(&Batch { documents: documents.to_vec(), states: Vec::new() }).expect("a stored batch");
}

fn ids(documents: &[(u64, EnrichedDocument)]) -> Vec<&str> {
    documents.iter().map(|(_, each)| each.document.id.as_str()).collect()
}

fn march(from: u32, until: u32) -> (DateTime<Utc>, DateTime<Utc>) {
    (at(&format!("2026-03-{from:02}T00:00:00Z")), at(&format!("2026-03-{until:02}T00:00:00Z")))
}

pub(crate) fn a_document_comes_back_as_it_was(store: &impl Store) {
    let mut sample = document("d1", "2026-03-02T10:00:00.000000001Z");
    sample.wire = Some("Agencia".to_owned());
    put(store, std::slice::from_ref(&sample));
    assert_eq!(store.document(&"d1".into()).expect("an answer"), Some(sample));
    assert_eq!(store.document(&"d2".into()).expect("an answer"), None);
}

pub(crate) fn an_empty_store_answers_with_nothing(store: &impl Store) {
    let (from, until) = march(1, 31);
    let today = day("2026-03-31");
    assert_eq!(store.document_count().expect("a count"), 0);
    assert_eq!(store.last_sequence().expect("a number"), 0);
    assert!(store.documents_after(0, 10).expect("documents").is_empty());
    assert!(store.observations(from, until).expect("observations").is_empty());
    assert!(store.exposure(from, until).expect("exposure").is_empty());
    assert!(store.source_states().expect("states").is_empty());
    assert!(store.scores(today).expect("scores").is_empty() && store.flags(today).expect("flags").is_empty());
    assert!(store.flags_before(today).expect("flags").is_empty());
    assert_eq!(store.last_scored_day().expect("a day"), None);
    assert_eq!(store.last_run().expect("a run"), None);
    assert!(store.put(&Batch::default()).expect("an empty batch is no fault").is_empty());
}

pub(crate) fn a_batch_tells_the_numbers_of_its_documents(store: &impl Store) {
    let batch = |ids: &[&str]| Batch {
        documents: ids.iter().map(|id| document(id, "2026-03-02T10:00:00Z")).collect(),
        states: Vec::new(),
    };
    assert_eq!(store.put(&batch(&["d1", "d2"])).expect("stored"), 1..3);
    assert_eq!(store.put(&batch(&["d2", "d3", "d4"])).expect("stored"), 3..6);
    let stored = store.documents_after(2, 10).expect("documents");
    assert_eq!(
        stored.iter().map(|(number, each)| (*number, each.document.id.as_str())).collect::<Vec<_>>(),
        [(3, "d2"), (4, "d3"), (5, "d4"),]
    );
}

pub(crate) fn a_replaced_document_moves_to_a_new_number_and_takes_its_observations_along(store: &impl Store) {
    let (from, until) = march(1, 31);
    let (first, mut second) = (document("d1", "2026-03-02T10:00:00Z"), document("d1", "2026-03-03T10:00:00Z"));
    put(store, &[first, document("d2", "2026-03-02T11:00:00Z")]);
    second.document.text = "corrected".to_owned();
    second.annotation.signals = vec![signal("armed_clash", 0.9)];
    put(store, std::slice::from_ref(&second));
    assert_eq!(store.document_count().expect("a count"), 2);
    assert_eq!(store.last_sequence().expect("a number"), 3);
    let after = store.documents_after(2, 10).expect("documents");
    assert_eq!(after, vec![(3, second)]);
    let of_d1 = store.observations(from, until).expect("observations");
    let of_d1: Vec<_> = of_d1.iter().filter(|each| each.document.as_str() == "d1").collect();
    assert!(of_d1.len() == 2 && of_d1.iter().all(|each| each.category.as_str() == "armed_clash"), "{of_d1:?}");
    let exposure = store.exposure(from, until).expect("exposure");
    assert_eq!(exposure.iter().map(|(_, each)| each.field).collect::<Vec<_>>(), [1, 1]);
}

pub(crate) fn documents_are_read_in_order_piece_by_piece(store: &impl Store) {
    let all: Vec<_> = (0..5).map(|n| document(&format!("d{n}"), "2026-03-02T10:00:00Z")).collect();
    put(store, &all[..2]);
    put(store, &all[2..]);
    let first = store.documents_after(0, 3).expect("documents");
    assert_eq!(ids(&first), ["d0", "d1", "d2"]);
    let rest = store.documents_after(first[2].0, 3).expect("documents");
    assert_eq!(ids(&rest), ["d3", "d4"]);
    assert!(store.documents_after(u64::MAX, 3).expect("documents").is_empty());
}

pub(crate) fn hashes_are_known_for_stored_documents_only(store: &impl Store) {
    put(store, &[document("d1", "2026-03-02T10:00:00Z")]);
    let asked: Vec<DocumentId> = vec!["d1".into(), "d2".into()];
    let hashes = store.content_hashes(&asked).expect("hashes");
    assert_eq!(hashes.into_iter().collect::<Vec<_>>(), [("d1".into(), u64::MAX - 7)]);
}

pub(crate) fn a_batch_carries_the_states_of_sources(store: &impl Store) {
    let source = SourceId::new("radio-atrato");
    let state = SourceState { body_hash: Some(u64::MAX), failure_quarters: 3, ..SourceState::default() };
    let earlier = SourceState { etag: Some("\"v1\"".to_owned()), ..SourceState::default() };
    for state in [&earlier, &state] {
        let batch = Batch { documents: Vec::new(), states: vec![(source.clone(), state.clone())] };
        store.put(&batch).expect("a stored batch");
    }
    assert_eq!(store.source_states().expect("states").into_iter().collect::<Vec<_>>(), [(source, state)]);
}

pub(crate) fn observations_are_half_open_in_time_and_ordered(store: &impl Store) {
    let mut late = news("b", "2026-03-02T10:00:00Z", "story");
    late.annotation.signals.push(signal("unrest", 0.5));
    late.annotation.signals.push(signal("rumour", 0.49));
    put(store, &[late, document("c", "2026-03-03T00:00:00Z"), document("a", "2026-03-02T00:00:00Z")]);
    let (from, until) = march(2, 3);
    let found = store.observations(from, until).expect("observations");
    let told: Vec<_> =
        found.iter().map(|o| (o.document.as_str(), o.region.to_string(), o.category.as_str().to_owned())).collect();
    let expected: Vec<(&str, String, String)> = [
        ("a", "COL", "displacement"),
        ("a", "COL/Chocó", "displacement"),
        ("b", "COL", "displacement"),
        ("b", "COL", "unrest"),
        ("b", "COL/Chocó", "displacement"),
        ("b", "COL/Chocó", "unrest"),
    ]
    .map(|(id, region, category)| (id, region.to_owned(), category.to_owned()))
    .into();
    assert_eq!(told, expected);
    let voices: Vec<_> = found.iter().map(|o| (o.voice.as_str(), o.field, o.cluster.as_str())).collect();
    assert_eq!((voices[0], voices[2]), (("radio-atrato", true, "a"), ("Agencia", false, "story")));
    assert_eq!((found[0].strength, found[0].label), (0.71, domain::Label::Amber));
    assert_eq!((found[0].published, found[0].reliability), (from, domain::source::Reliability::B));
}

pub(crate) fn exposure_counts_families_once_a_side_and_day(store: &impl Store) {
    let mut light = document("light", "2026-03-02T12:00:00Z");
    light.annotation.focus = None;
    light.annotation.countries[1].weight = 0.3;
    put(
        store,
        &[
            document("story", "2026-03-02T10:00:00Z"),
            news("copy1", "2026-03-02T11:00:00Z", "story"),
            news("copy2", "2026-03-02T23:59:59Z", "story"),
            news("other", "2026-03-02T11:00:00Z", "other"),
            news("copy3", "2026-03-03T00:00:00Z", "story"),
            light,
        ],
    );
    let (from, until) = march(1, 31);
    let counted = store.exposure(from, until).expect("exposure");
    let counted: Vec<_> = counted.iter().map(|(c, e)| (c.to_string(), e.day.to_string(), e.field, e.media)).collect();
    let expected = [("COL", "2026-03-02", 2, 2), ("COL", "2026-03-03", 0, 1), ("VEN", "2026-03-02", 1, 0)];
    let expected: Vec<_> = expected.map(|(c, d, f, m)| (c.to_owned(), d.to_owned(), f, m)).into();
    assert_eq!(counted, expected);
}

pub(crate) fn known_copies_come_oldest_first(store: &impl Store) {
    let mut young = news("young", "2026-03-05T00:00:00Z", "story");
    young.signature.0 = vec![9];
    put(store, &[young, document("old", "2026-03-02T00:00:00Z"), document("ancient", "2025-03-02T00:00:00Z")]);
    let copies = store.known_copies(march(2, 3).0).expect("copies");
    let copies: Vec<_> = copies.iter().map(|each| (each.cluster.clone(), each.signature.0.clone())).collect();
    assert_eq!(copies, [(ClusterId::new("old"), vec![0, 1, u32::MAX, 77]), (ClusterId::new("story"), vec![9])]);
}

pub(crate) fn scores_of_a_day_are_replaced_as_a_whole(store: &impl Store) {
    let today = day("2026-03-29");
    store.put_scores(today, &[score("COL", "2026-03-29", 1.0)]).expect("stored");
    let (low, high) = (score("VEN", "2026-03-29", 12.3), score("COL/Chocó", "2026-03-29", 45.6));
    store.put_scores(today, &[low.clone(), high.clone()]).expect("stored");
    assert_eq!(store.scores(today).expect("scores"), [high, low]);
}

pub(crate) fn a_score_is_that_of_the_last_scored_day(store: &impl Store) {
    let region = "COL".parse().expect("a region");
    let [first, second] = ["2026-03-01", "2026-03-08"].map(|day| score("COL", day, 20.0));
    store.put_scores(second.as_of, std::slice::from_ref(&second)).expect("stored");
    store.put_scores(first.as_of, std::slice::from_ref(&first)).expect("stored");
    store.put_scores(day("2026-03-15"), &[]).expect("stored");
    let of = |text| store.score(&region, day(text)).expect("an answer");
    assert_eq!((of("2026-02-28"), of("2026-03-07"), of("2026-03-08")), (None, Some(first), Some(second)));
    assert_eq!(of("2026-03-20"), None, "the last scored day found nothing");
    assert_eq!(store.last_scored_day().expect("a day"), Some(day("2026-03-15")));
}

pub(crate) fn flags_are_kept_day_by_day(store: &impl Store) {
    let [low, high, higher] = [("COL", Level::Watch, 90.0), ("VEN", Level::High, 60.0), ("SDN", Level::High, 61.0)]
        .map(|(region, level, attention)| flag(region, "2026-03-29", level, attention));
    let today = day("2026-03-29");
    store.put_flags(today, std::slice::from_ref(&low), &[]).expect("stored");
    store.put_flags(today, &[low.clone(), high.clone(), higher.clone()], &[]).expect("stored");
    assert_eq!(store.flags(today).expect("flags"), [higher.clone(), high.clone(), low.clone()]);
    assert!(store.flags_before(today).expect("flags").is_empty());
    assert_eq!(store.flags_before(day("2026-04-05")).expect("flags"), [higher, high, low]);
    store.put_flags(day("2026-03-30"), &[], &[]).expect("stored");
    assert!(store.flags_before(day("2026-04-05")).expect("flags").is_empty(), "a day without flags was evaluated too");
}

pub(crate) fn the_ledger_keeps_its_order_and_tells_nothing_twice(store: &impl Store) {
    let raised = event("COL@2026-03-01", "2026-03-01T06:00:00Z", FlagStep::Raised);
    let closed = event("COL@2026-03-01", "2026-03-09T06:00:00Z", FlagStep::Closed);
    let noted = event("COL@2026-03-01", "2026-03-05T06:00:00Z", FlagStep::Noted);
    let other = event("VEN@2026-03-01", "2026-03-05T06:00:00Z", FlagStep::Raised);
    store.put_flags(day("2026-03-01"), &[], &[raised.clone(), other]).expect("stored");
    store.put_flags(day("2026-03-09"), &[], std::slice::from_ref(&closed)).expect("stored");
    store.append_flag_event(&noted).expect("stored");
    // A run that is repeated after a crash tells what it told before.
    store.put_flags(day("2026-03-01"), &[], std::slice::from_ref(&raised)).expect("stored");
    assert_eq!(store.flag_events(&"COL@2026-03-01".into()).expect("events"), [raised, noted, closed]);
}

pub(crate) fn the_ledger_is_sealed_and_read_as_it_was_written(store: &impl Store) {
    assert_eq!(store.verify_ledger().expect("a seal"), LedgerSeal { entries: 0, hash: String::new() });
    let late = event("COL@2026-03-01", "2026-03-09T06:00:00Z", FlagStep::Closed);
    let early = event("COL@2026-03-01", "2026-03-01T06:00:00Z", FlagStep::Raised);
    store.append_flag_event(&late).expect("stored");
    let one = store.verify_ledger().expect("a seal");
    store.append_flag_event(&early).expect("stored");
    store.append_flag_event(&early).expect("stored");
    let two = store.verify_ledger().expect("a seal");
    assert!(one.entries == 1 && two.entries == 2 && one.hash != two.hash && two.hash.len() == 64, "{one:?} {two:?}");
    assert_eq!(store.ledger().expect("the ledger"), [late, early]);
}

pub(crate) fn a_flag_is_found_as_it_was_last(store: &impl Store) {
    let before = flag("COL", "2026-03-29", Level::Elevated, 60.0);
    let mut after = before.clone();
    after.attention = 75.0;
    store.put_flags(day("2026-03-29"), std::slice::from_ref(&before), &[]).expect("stored");
    store.put_flags(day("2026-03-30"), std::slice::from_ref(&after), &[]).expect("stored");
    store.put_flags(day("2026-03-31"), &[], &[]).expect("stored");
    assert_eq!(store.flag(&before.id).expect("a flag"), Some(after));
    assert_eq!(store.flag(&"VEN@2026-03-01".into()).expect("an answer"), None);
}

pub(crate) fn the_last_run_is_the_one_stored_last(store: &impl Store) {
    let run = |seen| RunReport {
        started: at("2026-03-29T06:00:00Z") - TimeDelta::days(i64::from(seen)),
        as_of: at("2026-03-29T06:00:00Z"),
        sources: Vec::new(),
        counts: Counts { seen, stored: seen, ..Counts::default() },
        basis: u64::MAX,
    };
    store.put_run(&run(1)).expect("stored");
    store.put_run(&run(2)).expect("stored");
    assert_eq!(store.last_run().expect("a run"), Some(run(2)));
}

pub(crate) fn numbers_survive_a_removal_at_the_end(store: &impl Store) {
    for _ in 0..3 {
        put(store, &[document("d1", "2026-03-02T10:00:00Z"), document("d1", "2026-03-02T10:00:00Z")]);
    }
    assert_eq!((store.document_count().expect("a count"), store.last_sequence().expect("a number")), (1, 6));
}
