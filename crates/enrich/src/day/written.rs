//! Dates as people write them: `14 March 2026`, `March 14, 2026`, `14 de marzo de 2026`, `14.03.2026`.

use chrono::{Datelike, NaiveDate};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names of months in many languages: `number<TAB>name name …`, lower case.
const MONTHS: &str = include_str!("../../data/months.tsv");

static MONTH_NAMES: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    MONTHS
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(number, names)| Some((number.parse::<u32>().ok()?, names)))
        .flat_map(|(number, names)| names.split_whitespace().map(move |name| (name, number)))
        .collect()
});

static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[\s/-]+(?:de\s+|of\s+)?(\p{L}[\p{L}\p{M}’']*)\.?[\s,/-]+(?:de\s+|del\s+)?((?:19|20)\d\d)\b")
        .expect("a constant pattern")
});

static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\p{L}[\p{L}\p{M}’']*)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
        .expect("a constant pattern")
});

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b|\p{L})(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)\b").expect("a constant pattern")
});

static SHORT_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d\d)(?:[\s,|]|$)").expect("a constant pattern"));

static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b((?:19|20)\d\d)\s?[./年-]\s?(\d{1,2})\s?[./月-]\s?(\d{1,2})\b").expect("a constant pattern")
});

static DATELINE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[^.\n]{2,40}?,\s*(?:(\d{1,2})\s+(?:de\s+)?(\p{L}+)|(\p{L}+)\.?\s+(\d{1,2}))\s*(?:\(|/|[-–—]|\.-)")
        .expect("a constant pattern")
});

/// Characters of a text in which its own date is looked for.
const DATELINE_CHARS: usize = 220;

/// Reads the month of a name in any of the languages of the table.
/// Whether a word is the name of a month in one of the languages of the table.
pub fn is_month(word: &str) -> bool {
    month_of(word).is_some()
}

pub(super) fn month_of(name: &str) -> Option<u32> {
    MONTH_NAMES.get(name.to_lowercase().as_str()).copied()
}

/// The first complete date in a text; of `3/4/2026` the day is taken first, unless `month_first` or only the other fits.
pub fn first_written(text: &str, month_first: bool) -> Option<NaiveDate> {
    // Most lines of a page hold no digit: a look at the letters is cheaper than four expressions.
    if !text.chars().any(char::is_numeric) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let date = |year: &str, month: u32, day: &str| NaiveDate::from_ymd_opt(year.parse().ok()?, month, number(day)?);
    let named = DAY_FIRST
        .captures_iter(text)
        .find_map(|found| Some((found.get(0)?.start(), date(&found[3], month_of(&found[2])?, &found[1])?)));
    let other = MONTH_FIRST
        .captures_iter(text)
        .find_map(|found| Some((found.get(0)?.start(), date(&found[3], month_of(&found[1])?, &found[2])?)));
    let year_first = YEAR_FIRST
        .captures_iter(text)
        .find_map(|found| Some((found.get(0)?.start(), date(&found[1], number(&found[2])?, &found[3])?)));
    let numeric = NUMERIC.captures_iter(text).find_map(|found| {
        let (one, two) = (number(&found[1])?, number(&found[2])?);
        let (day, month) = if two > 12 || (month_first && one <= 12) { (two, one) } else { (one, two) };
        Some((found.get(0)?.start(), NaiveDate::from_ymd_opt(found[3].parse().ok()?, month, day)?))
    });
    [named, other, year_first, numeric].into_iter().flatten().min().map(|(_, day)| day)
}

/// A date with points and a year of two digits (`23.09.22`) at the beginning of a text; the century is this one.
pub fn short_year(text: &str) -> Option<NaiveDate> {
    let found = SHORT_YEAR.captures(text)?;
    let number = |group: usize| found[group].parse::<u32>().ok();
    NaiveDate::from_ymd_opt(2000 + i32::try_from(number(3)?).ok()?, number(2)?, number(1)?)
}

/// The date in the opening of a report. A dateline without a year (`GOMA, March 3 (`) is of the year before `latest`'s
/// day at most.
pub fn dateline(text: &str, latest: NaiveDate) -> Option<NaiveDate> {
    let end = text.char_indices().nth(DATELINE_CHARS).map_or(text.len(), |(at, _)| at);
    let opening = &text[..end];
    if let Some(found) = DATELINE_DAY.captures(opening) {
        let (name, day) = match (found.get(1), found.get(2), found.get(3), found.get(4)) {
            (Some(day), Some(name), ..) | (.., Some(name), Some(day)) => (name.as_str(), day.as_str()),
            _ => return None,
        };
        let month = month_of(name)?;
        let this_year = NaiveDate::from_ymd_opt(latest.year(), month, day.parse().ok()?)?;
        return if this_year <= latest { Some(this_year) } else { this_year.with_year(latest.year() - 1) };
    }
    // A date further in is what the report is about, not its own.
    let line = opening.lines().next().unwrap_or_default();
    let head_end = line.char_indices().nth(45).map_or(line.len(), |(at, _)| at);
    first_written(&line[..head_end], false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn written_dates_are_read_in_many_languages() {
        for text in [
            "14 March 2026",
            "March 14, 2026",
            "Sat., Mar 14th, 2026",
            "le 14 mars 2026",
            "14 de marzo de 2026",
            "14. März 2026",
            "14.03.2026",
            "14/3/2026",
            "2026-03-14",
            "14 مارس 2026",
            "14 марта 2026",
            "14 Machi 2026",
            "14 marca 2026",
            "2026年3月14",
        ] {
            assert_eq!(first_written(text, false), Some(day("2026-03-14")), "{text}");
        }
        assert_eq!(first_written("3/4/2026", true), Some(day("2026-03-04")));
        assert_eq!(first_written("Erstellt am14.03.2026", false), Some(day("2026-03-14")));
        assert_eq!(short_year("23.09.22 | News"), Some(day("2022-09-23")));
        assert_eq!(short_year("version 1.2.33"), None);
        assert_eq!(first_written("31 February 2026, 12 soldiers", false), None);
    }

    #[test]
    fn a_dateline_without_a_year_is_of_the_last_twelve_months() {
        let latest = day("2026-01-05");
        assert_eq!(dateline("GOMA, December 30 (Agency) - Text", latest), Some(day("2025-12-30")));
        assert_eq!(dateline("Bogotá, 3 enero (Agencia).- Texto", latest), Some(day("2026-01-03")));
        assert_eq!(dateline("Fighting broke out in the town, which had been calm since 3 May 2011.", latest), None);
    }
}
