//! The data files that are shipped: taxonomy and mandates.

use crate::world::{World, country, taxonomy};
use chrono::NaiveDate;
use domain::Polarity;
use score::mandates;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn the_taxonomy_has_thirteen_risks_and_three_signs_of_peace() {
    let taxonomy = taxonomy();
    assert_eq!((taxonomy.risk_count(), taxonomy.categories.len()), (13, 16));
    assert!(taxonomy.get("deescalation").is_some_and(|category| category.polarity == Polarity::Peace));
    assert!(
        taxonomy.categories.iter().all(|c| !c.plover.is_empty() && !c.cameo.is_empty() && !c.description.is_empty())
    );
}

#[test]
fn mandates_follow_the_calendar() {
    let mandates = World::new(Vec::new()).mandates;
    let codes = |place: &str, on: &str| -> Vec<String> {
        mandates.rigos(country(place), day(on)).into_iter().map(|partner| partner.id).collect()
    };
    assert_eq!(codes("MLI", "2025-01-28"), ["ECOWAS", "AU", "OIC"]);
    assert_eq!(codes("MLI", "2025-01-29"), ["AU", "OIC"]);
    assert_eq!(codes("NIC", "2023-11-18"), ["SICA", "OAS"]);
    assert_eq!(codes("NIC", "2023-11-19"), ["SICA"]);
    assert_eq!(codes("KEN", "2026-03-29")[0], "IGAD");
    assert!(codes("IND", "2026-03-29").is_empty());
    let suspended = mandates.rigos(country("MLI"), day("2026-01-01"));
    assert_eq!(suspended[0].note, "membership suspended");
}

#[test]
fn every_country_of_a_peace_mandate_is_read_once_a_day() {
    let mandates = World::new(Vec::new()).mandates;
    for membership in &mandates.memberships {
        let codes: Vec<String> =
            mandates.rigos(membership.country, day("2026-03-29")).into_iter().map(|partner| partner.id).collect();
        let mut unique = codes.clone();
        unique.dedup();
        assert_eq!(codes, unique, "{}", membership.country);
    }
    assert!(mandates.networks.len() >= 15);
}

#[test]
fn errors_name_the_file_the_line_and_what_is_expected() {
    let organisations =
        "[[organisation]]\ncode = \"A\"\nname = \"A\"\norder = 1\npeace_mandate = true\nsource = \"x\"\n";
    let header = "organisation,iso3,standing,from,to,note,source\n";
    let error = |csv: &str| mandates::read(organisations, csv, "").expect_err("wrong").to_string();
    let unknown = error(&format!("# remark\n{header}B,COL,member,,,,x\n"));
    assert!(unknown.contains("memberships.csv, line 3") && unknown.contains("known are A"), "{unknown}");
    let standing = error(&format!("{header}A,COL,friend,,,,x\n"));
    assert!(standing.contains("line 2") && standing.contains("member"), "{standing}");
    let period = error(&format!("{header}A,COL,member,2020-01-02,2020-01-01,,x\n"));
    assert!(period.contains("ends before it begins"), "{period}");
    let short = error(&format!("{header}A,COL,member\n"));
    assert!(short.contains("7 are expected"), "{short}");
    let twice = mandates::read(&organisations.repeat(2), header, "").expect_err("wrong").to_string();
    assert!(twice.contains("organisations.toml, line 8") && twice.contains("twice"), "{twice}");
    let key = mandates::read(&format!("{organisations}colour = 1\n"), header, "").expect_err("wrong").to_string();
    assert!(key.contains("line 7") && key.contains("colour"), "{key}");
}
