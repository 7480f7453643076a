//! The sentence that sums the day up.

use domain::digest::{CoverageEntry, FlagEntry};

/// So many regions are named; the others are counted.
const NAMED_MAX: usize = 4;

/// One or two sentences: how many regions deserve joint attention and which, how many are watched, what is not covered.
pub(super) fn sentence(flags: &[FlagEntry], uncovered: &[CoverageEntry]) -> String {
    let (joint, watched): (Vec<_>, Vec<_>) = flags.iter().partition(|entry| entry.flag.kind.is_joint());
    match (joint.len(), watched.len()) {
        (0, 0) => calm(uncovered),
        (0, _) => format!(
            "No region deserves joint attention today; {} watched: {}.",
            counted(watched.len(), "region is", "regions are"),
            names(watched.iter().map(|entry| short(entry)))
        ),
        (count, others) => {
            let named = names(joint.iter().map(|entry| short(entry)));
            let tail = match others {
                0 => String::new(),
                1 => "; 1 more is watched".to_owned(),
                n => format!("; {n} more are watched"),
            };
            format!("{} joint attention: {named}{tail}.", counted(count, "region deserves", "regions deserve"))
        }
    }
}

/// A day without flags is no proof of peace: what was not seen is said in the same breath.
fn calm(uncovered: &[CoverageEntry]) -> String {
    let first = "No region reaches the level of joint attention or of watching.";
    if uncovered.is_empty() {
        return first.to_owned();
    }
    let places = names(uncovered.iter().map(|entry| bracketed(&entry.place, entry.region.admin1.is_some())));
    let silence = "silence there is not calm";
    match uncovered.len() {
        1 => format!("{first} One region is not well covered, and {silence}: {places}."),
        n => format!("{first} {n} regions are not well covered, and {silence}: {places}."),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn short(entry: &FlagEntry) -> String {
    bracketed(&entry.place, entry.flag.region.admin1.is_some())
}

/// `Chocó, Colombia` within a list would read as two places: `Chocó (Colombia)`.
fn bracketed(place: &str, is_unit: bool) -> String {
    match place.split_once(", ") {
        Some((unit, country)) if is_unit => format!("{unit} ({country})"),
        _ => place.to_owned(),
    }
}

fn names(places: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = places.collect();
    let more = all.len().saturating_sub(NAMED_MAX);
    let named = all[..all.len() - more].join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}
