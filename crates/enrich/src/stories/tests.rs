use super::*;
use chrono::Duration;
use testkit::{at, document, signal};

fn report(id: &str, lang: &str, place: &str, title: &str, hours: i64) -> EnrichedDocument {
    let mut read = document(id);
    read.cluster = id.into();
    read.document.title = title.into();
    read.document.published = at("2026-03-03T06:00:00Z") + Duration::hours(hours);
    read.annotation.lang.code = lang.into();
    read.annotation.focus = (!place.is_empty()).then(|| testkit::focus(place));
    read.annotation.signals = vec![signal("civilian_harm", 0.9)];
    read
}

fn told(reports: &[EnrichedDocument]) -> Vec<Vec<String>> {
    let told = stories(reports.iter().map(Into::into));
    told.into_iter().map(|story| story.documents.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn the_same_incident_in_two_languages_is_one_story_and_another_one_is_not() {
    let day = [
        report("a", "eng", "NGA/Borno State", "Raid on market kills 11 traders and wounds 20", 0),
        report("b", "fra", "NGA/Borno State", "11 commerçants tués, 20 blessés dans un marché", 5),
        report("c", "eng", "NGA/Borno State", "Seven farmers abducted on their fields", 6),
        report("d", "eng", "NGA/Lagos", "Gunmen raid market and kill traders", 7),
    ];
    assert_eq!(told(&day), [vec!["a", "b"], vec!["c"], vec!["d"]]);
}

#[test]
fn copies_follow_their_family_and_what_is_nowhere_stands_alone() {
    let mut late = report("c", "eng", "", "Other words", 90);
    late.cluster = "a".into();
    let day = [report("b", "eng", "", "Shops burn", 1), report("a", "eng", "", "Shops burn", 0), late];
    assert_eq!(told(&day), [vec!["a", "c"], vec!["b"]]);
    assert!(stories([]).is_empty());
}

#[test]
fn a_story_ends_after_three_days_and_does_not_depend_on_the_order_of_reading() {
    let title = "Market burns in night raid by 40 gunmen";
    let on = |day: i64| report(&day.to_string(), "eng", "NGA/Borno State", title, day * 24);
    let mut week: Vec<_> = (0..8).map(on).collect();
    let forwards = told(&week);
    assert_eq!(forwards, [vec!["0", "1", "2", "3"], vec!["4", "5", "6", "7"]]);
    week.reverse();
    assert_eq!(told(&week), forwards);
}

#[test]
fn numbers_are_read_in_every_script() {
    let read = |word| traits::number(word);
    assert_eq!(
        (read("20"), read("٢٠"), read("۲۰"), read("२०"), read("২০"), read("၂၀")),
        (Some(20), Some(20), Some(20), Some(20), Some(20), Some(20))
    );
    assert_eq!((read("20th"), read(""), read("99999999999")), (None, None, None));
}
