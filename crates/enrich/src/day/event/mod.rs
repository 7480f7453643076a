//! The day of the event, as the opening of a report says it: `on Monday`, `ayer`, `el 3 de mayo`, `3 May 2026`.
//!
//! A sentence that tells of old things has no such day; a day beside words of what is to come, or of someone who speaks, is
//! none; the first that is left counts.

mod words;

use super::written::month_of;
use crate::text::letters::ascii_digit;
use chrono::{Datelike, NaiveDate, TimeDelta};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;
use words::{Named, Words};

/// Characters of title and text in which the day is looked for: what comes later is background.
const OPENING_CHARS: usize = 500;

/// A day further back is background, and one after publication a plan.
const DAYS_BACK_MAX: i64 = 31;

/// Words between a day and a word of what is to come, and between a day and one of speaking.
const TO_COME_WORDS: usize = 2;
const SAID_WORDS: usize = 1;

/// In scripts without spaces so many letters stand for a word.
const DENSE_LETTERS: usize = 3;

/// A date so near the beginning, with a dash behind it, tells where and when a report was written.
const DATELINE_BYTES: usize = 60;

static DAY_AND_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.|-k[ai]i?|-kii)?\s+(?:de\s+|of\s+|ga\s+)?(?:watan\s+|bishii\s+|mwezi\s+)?(?P<month>\p{L}[\p{L}\p{M}]+)\.?(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)\b)?",
    )
    .expect("a constant pattern")
});

static MONTH_AND_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?P<month>\p{L}[\p{L}\p{M}]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
    )
    .expect("a constant pattern")
});

/// `3/5`, `3/5/2026`, `03.05.`, `3月5日`: the day first, but in the last form. `3.5` is a number.
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?P<day>\d{1,2})(?:/(?P<month>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?\b|\.(?P<m2>\d{1,2})\.(?P<y2>20\d\d)?)|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]",
    )
    .expect("a constant pattern")
});

/// The day on which happened what a report in `lang` (ISO 639-3), published on `published`, tells first; `None` where its
/// opening names none.
pub fn of_event(title: &str, text: &str, lang: &str, published: NaiveDate) -> Option<NaiveDate> {
    [title, text].into_iter().find_map(|part| Opening::of(part, lang, published)?.day())
}

/// The beginning of a passage, with the days it names.
struct Opening {
    /// In small letters, with the digits of all scripts as 0 to 9.
    text: String,
    words: Option<&'static Words>,
    days: Vec<(Range<usize>, NaiveDate, bool)>,
}

impl Opening {
    fn of(part: &str, lang: &str, published: NaiveDate) -> Option<Self> {
        let end = part.char_indices().nth(OPENING_CHARS).map_or(part.len(), |(at, _)| at);
        if end == 0 {
            return None;
        }
        let plain: String = part[..end].chars().map(|c| ascii_digit(c).unwrap_or(c)).collect();
        // One small letter for each, so that places in both texts can be compared.
        let small = |c: char| c.to_lowercase().next().filter(|small| small.len_utf8() == c.len_utf8()).unwrap_or(c);
        let text: String = plain.chars().map(small).collect();
        let words = Words::of(lang);
        let mut days = calendar_days(&plain, published);
        for (range, named) in words.iter().flat_map(|words| words.days.find(&text)) {
            let back = match named {
                Named::Weekday(day) => (7 + published.weekday().num_days_from_monday() - u32::from(day)) % 7,
                Named::Before(days) => u32::from(days),
            };
            let day = published.checked_sub_signed(TimeDelta::days(i64::from(back)));
            days.extend(day.map(|day| (range, day, named == Named::Before(1))));
        }
        days.sort_by_key(|(range, ..)| range.start);
        Some(Self { text, words, days })
    }

    /// The first day that is the event's own; of "overnight on Monday" the second.
    fn day(&self) -> Option<NaiveDate> {
        let of_others = |list: fn(&Words) -> &words::Phrases<()>| -> Vec<Range<usize>> {
            self.words
                .map(|words| list(words).find(&self.text))
                .into_iter()
                .flatten()
                .map(|(range, ())| range)
                .collect()
        };
        let (to_come, said, memory) = (of_others(|w| &w.to_come), of_others(|w| &w.said), of_others(|w| &w.memory));
        for sentence in sentences(&self.text) {
            if memory.iter().any(|word| sentence.contains(&word.start)) {
                continue;
            }
            let own = |range: &Range<usize>| {
                let beside =
                    |words: &[Range<usize>], most: usize| words.iter().any(|word| self.near(range, word, most));
                !beside(&to_come, TO_COME_WORDS) && !beside(&said, SAID_WORDS) && !self.is_dateline(range)
            };
            let mut days = self.days.iter().filter(|(range, ..)| sentence.contains(&range.start) && own(range));
            if let Some((_, first, vague)) = days.next() {
                return Some(days.next().filter(|_| *vague).map_or(*first, |(_, second, _)| *second));
            }
        }
        None
    }

    /// Whether two stretches overlap or stand in one clause with at most so many words between them.
    fn near(&self, one: &Range<usize>, other: &Range<usize>, most: usize) -> bool {
        let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
        let Some(between) = self.text.get(first.end..second.start) else { return true };
        let dense = between.chars().filter(|c| ('\u{e00}'..='\u{109f}').contains(c) || *c >= '\u{2e80}').count();
        let words = between.split_whitespace().count() + dense / DENSE_LETTERS;
        words <= most
            && !between.contains([',', ';', ':', '،', '、', '，', '؛', '(', '—', '–', '.', '!', '?', '。', '।'])
    }

    fn is_dateline(&self, range: &Range<usize>) -> bool {
        let behind = self.text[range.end..].trim_start_matches([')', ' ', '.']);
        range.start < DATELINE_BYTES && behind.starts_with(['-', '–', '—'])
    }
}

/// Sentences of a text; a full stop inside a number or a short date ends none.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let ends = match c {
            '.' => next.is_none_or(char::is_whitespace) && !text[..at].ends_with(|c: char| c.is_ascii_digit()),
            '!' | '?' | '؟' | '。' | '！' | '？' | '۔' | '।' | '።' | '။' | '\n' => true,
            _ => false,
        };
        if ends {
            out.push(from..at + c.len_utf8());
            from = at + c.len_utf8();
        }
    }
    out.push(from..text.len());
    out
}

/// The dates of a text that can be an event's.
fn calendar_days(text: &str, published: NaiveDate) -> Vec<(Range<usize>, NaiveDate, bool)> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let named = [&*DAY_AND_MONTH, &*MONTH_AND_DAY]
        .into_iter()
        .flat_map(|pattern| pattern.captures_iter(text))
        .filter_map(|found| Some((found.get(0)?.range(), written_out(&found, published)?, false)));
    let numeric = NUMERIC.captures_iter(text).filter_map(|found| {
        let range = found.get(0)?.range();
        let digit = |c: char| c.is_ascii_digit();
        // "1.3.4" is a number of chapters or versions.
        if text[range.end..].starts_with(digit) || text[..range.start].trim_end_matches('.').ends_with(digit) {
            return None;
        }
        let part = |names: &[&str]| names.iter().find_map(|name| found.name(name)).map(|part| part.as_str());
        let month = part(&["month", "m2", "m3"])?.parse().ok()?;
        let day = on(part(&["day", "d3"])?, month, part(&["year", "y2"]), published)?;
        Some((range, day, false))
    });
    named.chain(numeric).collect()
}

fn written_out(found: &Captures, published: NaiveDate) -> Option<NaiveDate> {
    // `3 out of 5`, `2 mar`: short names that are other words count only as proper names.
    let month = &found["month"];
    let uncased = |c: char| !c.is_lowercase();
    let sure = month.chars().count() >= 4 || month.starts_with(uncased) || ["mai", "мая"].contains(&month);
    on(&found["day"], month_of(month).filter(|_| sure)?, found.name("year").map(|year| year.as_str()), published)
}

/// A day of a month; without a year, the last such day.
fn on(day: &str, month: u32, year: Option<&str>, published: NaiveDate) -> Option<NaiveDate> {
    let day: u32 = day.parse().ok()?;
    let of = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    let day = match year {
        Some(year) => of(year.parse::<i32>().ok().map(|year| if year < 100 { 2000 + year } else { year })?)?,
        None => of(published.year()).filter(|day| *day <= published).or_else(|| of(published.year() - 1))?,
    };
    (0..=DAYS_BACK_MAX).contains(&(published - day).num_days()).then_some(day)
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
