//! The day of the event, as the opening of a report says it: `on Monday`, `ayer`, `el 3 de mayo`, `3 May 2026`.

use super::written::month_of;
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that name a day: see the head of the file.
const TABLE: &str = include_str!("../../data/event-days.tsv");

/// Characters of title and text in which the day is looked for: what comes later is background.
const OPENING_CHARS: usize = 500;

/// A day further back is background, and one after publication a plan.
const DAYS_BACK_MAX: i64 = 31;

/// Words before and after a name of a day in which one makes it a day to come.
const BESIDE: usize = 2;

/// The columns of [`TABLE`] before the one of words for days to come: Monday to Sunday, the same day, the day before.
const COLUMNS: [Named; 9] = [
    Named::Weekday(Weekday::Mon),
    Named::Weekday(Weekday::Tue),
    Named::Weekday(Weekday::Wed),
    Named::Weekday(Weekday::Thu),
    Named::Weekday(Weekday::Fri),
    Named::Weekday(Weekday::Sat),
    Named::Weekday(Weekday::Sun),
    Named::Before(0),
    Named::Before(1),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Named {
    Weekday(Weekday),
    Before(i64),
    ToCome,
}

/// What the words of each language name.
static NAMES: LazyLock<HashMap<&'static str, HashMap<&'static str, Named>>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.map(|(lang, columns)| {
        let named = COLUMNS.into_iter().chain([Named::ToCome]).zip(columns.split('\t'));
        let names = named.flat_map(|(named, names)| names.split_whitespace().map(move |name| (name, named)));
        (lang, names.collect())
    })
    .collect()
});

/// A word with the marks inside it, for names such as `segunda-feira`.
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{M}]+(?:['’\u{200c}-][\p{L}\p{M}]+)*").expect("a constant pattern"));

static DAY_AND_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(\p{L}[\p{L}\p{M}]+)\.?(?:,?\s+(?:de\s+|del\s+)?((?:19|20)\d\d)\b)?",
    )
    .expect("a constant pattern")
});

static MONTH_AND_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\p{L}[\p{L}\p{M}]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+((?:19|20)\d\d)\b)?")
        .expect("a constant pattern")
});

/// The day on which happened what a report in `lang` (ISO 639-3), published on `published`, tells first; `None` where its
/// opening names none.
pub fn of_event(title: &str, text: &str, lang: &str, published: NaiveDate) -> Option<NaiveDate> {
    opening(title).into_iter().chain(opening(text)).find_map(|part| first(part, lang, published))
}

fn opening(text: &str) -> Option<&str> {
    let end = text.char_indices().nth(OPENING_CHARS).map_or(text.len(), |(at, _)| at);
    Some(&text[..end]).filter(|part| !part.is_empty())
}

/// The first day that a passage names and that can be the event's.
fn first(text: &str, lang: &str, published: NaiveDate) -> Option<NaiveDate> {
    let dated = |pattern: &Regex, [day, month, year]: [usize; 3]| {
        pattern.captures_iter(text).find_map(|found| {
            let year = found.get(year).map(|year| year.as_str());
            Some((found.get(0)?.start(), calendar(&found[day], &found[month], year, published)?))
        })
    };
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let calendar = has_digit
        .then(|| [dated(&DAY_AND_MONTH, [1, 2, 3]), dated(&MONTH_AND_DAY, [2, 1, 3])].into_iter().flatten().min())
        .flatten();
    [calendar, named(text, lang, published)].into_iter().flatten().min().map(|(_, day)| day)
}

/// A day and a month; without a year, the last such day.
fn calendar(day: &str, month: &str, year: Option<&str>, published: NaiveDate) -> Option<NaiveDate> {
    // `3 out of 5`, `2 mar`: short names that are other words count only as proper names.
    let sure = month.chars().count() >= 4 || month.starts_with(char::is_uppercase) || ["mai", "мая"].contains(&month);
    let month = month_of(month).filter(|_| sure)?;
    let on = |year| NaiveDate::from_ymd_opt(year, month, day.parse().ok()?);
    let day = match year {
        Some(year) => on(year.parse().ok()?)?,
        None => on(published.year()).filter(|day| *day <= published).or_else(|| on(published.year() - 1))?,
    };
    let back = (published - day).num_days();
    (0..=DAYS_BACK_MAX).contains(&back).then_some(day)
}

/// The first weekday or word like `yesterday`, unless a word beside it says that it is to come.
fn named(text: &str, lang: &str, published: NaiveDate) -> Option<(usize, NaiveDate)> {
    let names = NAMES.get(lang)?;
    let words: Vec<(usize, Option<Named>)> = WORD
        .find_iter(text)
        .map(|word| (word.start(), names.get(word.as_str().to_lowercase().as_str()).copied()))
        .collect();
    words.iter().enumerate().find_map(|(number, (at, name))| {
        let beside = &words[number.saturating_sub(BESIDE)..(number + BESIDE + 1).min(words.len())];
        if beside.iter().any(|(_, name)| *name == Some(Named::ToCome)) {
            return None;
        }
        let back = match (*name)? {
            Named::Weekday(weekday) => i64::from(published.weekday().days_since(weekday)),
            Named::Before(days) => days,
            Named::ToCome => return None,
        };
        Some((*at, published.checked_sub_signed(TimeDelta::days(back))?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published on Thursday, 14 May 2026.
    fn event(lang: &str, text: &str) -> Option<String> {
        let published = "2026-05-14".parse().expect("a day");
        of_event("", text, lang, published).map(|day| day.to_string())
    }

    #[test]
    fn the_day_of_the_event_is_read_from_the_opening() {
        for (lang, text, day) in [
            ("eng", "Two people were hurt when a crowd gathered on Monday.", "2026-05-11"),
            ("eng", "Clashes broke out on Thursday in the market.", "2026-05-14"),
            ("spa", "El 3 de mayo, desconocidos quemaron la alcaldía.", "2026-05-03"),
            ("fra", "Des hommes armés ont attaqué le village hier.", "2026-05-13"),
            ("fra", "Le 12 mai, des habitants ont fui.", "2026-05-12"),
            ("por", "Moradores fecharam a estrada na terça-feira.", "2026-05-12"),
            ("rus", "В понедельник жители перекрыли дорогу.", "2026-05-11"),
            ("ara", "اندلعت اشتباكات يوم الأحد قرب السوق", "2026-05-10"),
            ("swa", "Wanakijiji walikimbia siku ya Jumatatu.", "2026-05-11"),
            ("ind", "Polisi membubarkan massa pada Senin.", "2026-05-11"),
            ("eng", "On April 28, the camp was raided.", "2026-04-28"),
            ("eng", "The raid of 2 May 2026 left the camp empty.", "2026-05-02"),
        ] {
            assert_eq!(event(lang, text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn plans_background_and_numbers_are_no_day_of_an_event() {
        for (lang, text) in [
            ("eng", "A march is planned for next Monday."),
            ("eng", "The ceasefire of 3 May 2011 did not hold."),
            ("eng", "3 out of 5 wells are dry."),
            ("spa", "El próximo lunes habrá una marcha."),
            ("eng", "The road is closed until Friday."),
            ("deu", "Die Menschen hier warten."),
            ("und", "monday lunes lundi"),
            ("eng", ""),
        ] {
            assert_eq!(event(lang, text), None, "{text}");
        }
        let new_year = "2026-01-05".parse().expect("a day");
        assert_eq!(of_event("", "On December 30, shots were heard.", "eng", new_year), "2025-12-30".parse().ok());
    }
}
