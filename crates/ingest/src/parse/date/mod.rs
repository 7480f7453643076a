//! Dates as people and programs write them.
//!
//! A date that could be read in two ways (`03/04/2024`) is not read at all: a wrong date moves an event to another month.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use std::collections::HashMap;
use std::sync::OnceLock;

const MONTHS: &str = include_str!("../months.txt");
const ZONES: &str = include_str!("../zones.txt");
/// The longest text that can be a date, in bytes.
const DATE_TEXT_MAX: usize = 120;
/// Two-digit years below this are of this century (RFC 2822, section 4.3).
const CENTURY_PIVOT: i32 = 50;
/// Numbers in this range are seconds since 1970 (September 2001 to November 2286).
const SECONDS: std::ops::Range<i64> = 1_000_000_000..10_000_000_000;

/// Reads a date, with time and zone where it has them; without a zone it is UTC, without a time it is midnight.
/// Knows RFC 3339 and ISO 8601 (basic, week and ordinal dates), RFC 822 with its usual faults, `asctime`, seconds and
/// milliseconds since 1970, and month names in the languages of `months.txt`. `None` when it cannot be read or could be
/// read in two ways.
pub fn date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_TEXT_MAX {
        return None;
    }
    iso(text).or_else(|| since_1970(text)).or_else(|| words(text))
}

fn since_1970(text: &str) -> Option<DateTime<Utc>> {
    let number: i64 = text.parse().ok()?;
    let milliseconds = SECONDS.start * 1000..SECONDS.end * 1000;
    match number {
        n if SECONDS.contains(&n) => DateTime::from_timestamp(n, 0),
        n if milliseconds.contains(&n) => DateTime::from_timestamp_millis(n),
        _ => None,
    }
}

/// A reader over the bytes of a date.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// So many digits, neither more nor fewer than `min..=max`.
    fn digits(&mut self, min: usize, max: usize) -> Option<u32> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if length < min {
            return None;
        }
        let (number, rest) = self.0.split_at(length.min(max));
        self.0 = rest;
        number.parse().ok()
    }

    fn take(&mut self, signs: &[char]) -> Option<char> {
        let sign = self.0.chars().next().filter(|c| signs.contains(c))?;
        self.0 = &self.0[sign.len_utf8()..];
        Some(sign)
    }

    fn run(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }
}

/// ISO 8601 and RFC 3339, extended and basic; a date may also stand with `/` or `.` between its parts, year first.
fn iso(text: &str) -> Option<DateTime<Utc>> {
    let mut at = Cursor(text);
    let day = iso_day(&mut at)?;
    at.0 = at.0.trim_start_matches([',', ' ', '\u{a0}']);
    at.take(&['T', 't', '_']);
    at.0 = at.0.trim_start();
    if at.0.is_empty() {
        return Some(day.and_time(NaiveTime::MIN).and_utc());
    }
    if !at.0.starts_with(|c: char| c.is_ascii_digit()) {
        // `2004-05-25 PM 11:23` and `2024-01-05Z` go on with words.
        let clock = clock_words(at.0)?;
        return clock.on(day);
    }
    let mut clock = iso_time(&mut at)?;
    let rest = clock_words(at.0)?;
    clock.offset_minutes = rest.offset_minutes.or(clock.offset_minutes);
    clock.afternoon = rest.afternoon;
    clock.on(day)
}

fn iso_day(at: &mut Cursor<'_>) -> Option<NaiveDate> {
    let signs = ['-', '/', '.'];
    let run = at.run();
    if run == 8 {
        let (year, month, day) = (at.digits(8, 4)?, at.digits(4, 2)?, at.digits(2, 2)?);
        return NaiveDate::from_ymd_opt(year as i32, month, day);
    }
    if run == 7 {
        let (year, day) = (at.digits(7, 4)?, at.digits(3, 3)?);
        return NaiveDate::from_yo_opt(year as i32, day);
    }
    if run != 4 && run != 6 {
        return None;
    }
    let year = at.digits(4, 4)? as i32;
    if at.take(&['-']).is_some() && at.take(&['W', 'w']).is_some() {
        let week = at.digits(2, 2)?;
        let day = at.take(&['-']).and_then(|_| at.digits(1, 1)).unwrap_or(1);
        let weekday = chrono::Weekday::try_from(u8::try_from(day).ok()?.checked_sub(1)?).ok()?;
        return NaiveDate::from_isoywd_opt(year, week, weekday);
    }
    at.take(&['/', '.']);
    if at.0.is_empty() || at.0.starts_with(['T', ' ']) {
        return NaiveDate::from_ymd_opt(year, 1, 1);
    }
    if at.run() == 3 {
        return NaiveDate::from_yo_opt(year, at.digits(3, 3)?);
    }
    let month = match at.run() {
        0 => named_month(at)?,
        _ => at.digits(1, 2)?,
    };
    let day = if at.take(&signs).is_some() || at.run() == 2 { at.digits(1, 2)? } else { 1 };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A month by its name between the signs of a date: `2004-július-13`.
fn named_month(at: &mut Cursor<'_>) -> Option<u32> {
    let length = at.0.find(['-', '/', '.', ' '])?;
    let month = month_of(&at.0[..length])?;
    at.0 = &at.0[length..];
    Some(month)
}

/// The time of a day, and where on earth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    offset_minutes: Option<i32>,
    afternoon: Option<bool>,
}

impl Clock {
    /// The instant; hour 24 is midnight of the next day, second 60 the next minute.
    fn on(self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        if hour > 24 || self.minute > 59 || self.second > 60 {
            return None;
        }
        let seconds = i64::from(hour * 3600 + self.minute * 60 + self.second);
        let local: NaiveDateTime = day.and_time(NaiveTime::MIN).checked_add_signed(Duration::seconds(seconds))?;
        let local = local.checked_add_signed(Duration::nanoseconds(i64::from(self.nanosecond)))?;
        local.checked_sub_signed(Duration::minutes(i64::from(self.offset_minutes.unwrap_or(0)))).map(|t| t.and_utc())
    }
}

/// `10:14:55.123`, `10:14`, `101455`, `10`.
fn iso_time(at: &mut Cursor<'_>) -> Option<Clock> {
    let mut clock = Clock { hour: at.digits(1, 2)?, ..Clock::default() };
    let signs = [':', '.', 'h'];
    if at.take(&signs).is_some() || at.run() >= 2 {
        clock.minute = at.digits(1, 2)?;
        if at.take(&[':', '.']).is_some() || at.run() >= 2 {
            clock.second = at.digits(1, 2)?;
        }
    }
    if at.take(&['.', ',']).is_some() {
        let run = at.run();
        let digits: String = at.0[..run].chars().chain("000000000".chars()).take(9).collect();
        clock.nanosecond = digits.parse().ok()?;
        at.0 = &at.0[run..];
    }
    Some(clock)
}

/// What follows a time: a zone, AM or PM, another time; `None` when there is something else.
fn clock_words(text: &str) -> Option<Clock> {
    let mut clock = Clock::default();
    for word in text.split_whitespace() {
        if let Some(time) = time_word(word) {
            let (offset_minutes, afternoon) = (clock.offset_minutes, clock.afternoon);
            clock = Clock {
                offset_minutes: time.offset_minutes.or(offset_minutes),
                afternoon: time.afternoon.or(afternoon),
                ..time
            };
        } else if let Some(minutes) = offset(word) {
            clock.offset_minutes = Some(minutes);
        } else if let Some(afternoon) = half_of_day(word) {
            clock.afternoon = Some(afternoon);
        } else {
            return None;
        }
    }
    Some(clock)
}

/// A word that is a time, perhaps with a zone or half of the day at its end: `10:14:55+02:00`, `3:04pm`.
fn time_word(word: &str) -> Option<Clock> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) || !word.contains([':', 'h', '.', 'm', 'M']) {
        return None;
    }
    let mut at = Cursor(word);
    let mut clock = iso_time(&mut at)?;
    match at.0 {
        "" => {}
        rest if half_of_day(rest).is_some() => clock.afternoon = half_of_day(rest),
        rest => clock.offset_minutes = Some(offset(rest)?),
    }
    Some(clock)
}

fn half_of_day(word: &str) -> Option<bool> {
    match word.to_lowercase().replace('.', "").as_str() {
        "am" | "오전" | "πμ" | "上午" => Some(false),
        "pm" | "오후" | "μμ" | "下午" => Some(true),
        _ => None,
    }
}

/// `+0200`, `+02:00`, `-5`, `EST`, `UTC+2`, in minutes east.
fn offset(word: &str) -> Option<i32> {
    let word = word.trim_matches(['(', ')', '.', ',']);
    match word.find(['+', '-', '\u{2212}']) {
        Some(sign_at) => offset_number(word, sign_at),
        None => zone(word),
    }
}

fn offset_number(word: &str, sign_at: usize) -> Option<i32> {
    let (name, number) = word.split_at(sign_at);
    let number = number.trim_end_matches(['z', 'Z']);
    let base = if name.is_empty() { 0 } else { zone(name)? };
    let sign = if number.starts_with('+') { 1 } else { -1 };
    let digits: String = number.chars().skip(1).filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        3 | 4 => (digits[..digits.len() - 2].parse().ok()?, digits[digits.len() - 2..].parse().ok()?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(base + sign * (hours * 60 + minutes))
}

fn zone(name: &str) -> Option<i32> {
    static NAMES: OnceLock<HashMap<&'static str, i32>> = OnceLock::new();
    let row = |line: &'static str| line.split_once(' ').and_then(|(name, value)| Some((name, value.parse().ok()?)));
    let names = NAMES.get_or_init(|| ZONES.lines().filter_map(row).collect());
    names.get(name.to_ascii_uppercase().as_str()).copied()
}

fn month_of(word: &str) -> Option<u32> {
    static NAMES: OnceLock<HashMap<&'static str, u32>> = OnceLock::new();
    let row = |line: &'static str| {
        let (number, names) = line.split_once(' ').unwrap_or(("", ""));
        let number: Option<u32> = number.parse().ok();
        names.split(' ').filter_map(move |name| Some((name, number?)))
    };
    let names = NAMES.get_or_init(|| MONTHS.lines().filter(|line| !line.starts_with('#')).flat_map(row).collect());
    let word = word.trim_matches(['.', ',', '-']).to_lowercase();
    names.get(word.as_str()).copied()
}

/// The parts of a date found among words.
#[derive(Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    clock: Clock,
}

/// RFC 822 and everything that names its month, in any order; numeric dates with the year last.
fn words(text: &str) -> Option<DateTime<Utc>> {
    let text = text.replace(['年', '月', '년', '월'], "-").replace("- ", "-").replace(['日', '일'], " ");
    if let Some(found) = text.trim_start().starts_with(|c: char| c.is_ascii_digit()).then(|| iso(text.trim())).flatten()
    {
        return Some(found);
    }
    let mut parts = Parts::default();
    let spaced = text.replace([',', '\u{a0}', ';', '|'], " ");
    for word in spaced.split_whitespace() {
        read_word(word, &mut parts);
    }
    let day = NaiveDate::from_ymd_opt(parts.year?, parts.month?, parts.day.unwrap_or(1))?;
    parts.clock.on(day)
}

/// Sorts one word into the parts; words that mean nothing to us (weekdays, "de", "at") are passed over.
fn read_word(word: &str, parts: &mut Parts) {
    let dashed: Vec<&str> = word.split(['-', '/', '.']).filter(|part| !part.is_empty()).collect();
    if dashed.len() == 3 && !word.contains(':') && read_dashed(word, &dashed, parts) {
        return;
    }
    if let Some(month) = month_of(word).filter(|_| parts.month.is_none()) {
        parts.month = Some(month);
    } else if let Some(number) = plain_number(word) {
        read_number(word, number, parts);
    } else if let Some(time) = time_word(word) {
        let (offset_minutes, afternoon) = (parts.clock.offset_minutes, parts.clock.afternoon);
        parts.clock = Clock {
            offset_minutes: time.offset_minutes.or(offset_minutes),
            afternoon: time.afternoon.or(afternoon),
            ..time
        };
    } else if let Some(afternoon) = half_of_day(word) {
        parts.clock.afternoon = Some(afternoon);
    } else if let Some(minutes) = offset(word) {
        // `GMT+0200 (CEST)`: the number counts, the name in brackets repeats it.
        parts.clock.offset_minutes = parts.clock.offset_minutes.or(Some(minutes));
    }
}

/// A day or a year: `5`, `5th`, `1er`, `2024`, `04`.
fn plain_number(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let ending = word[digits..].trim_end_matches('.').to_lowercase();
    let ordinal = matches!(ending.as_str(), "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°");
    word[..digits].parse().ok().filter(|_| ordinal && digits <= 4)
}

fn read_number(word: &str, number: u32, parts: &mut Parts) {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits <= 2 && parts.day.is_none() && (1..=31).contains(&number) {
        parts.day = Some(number);
    } else if parts.year.is_none() && digits >= 2 {
        parts.year = Some(full_year(number as i32, digits));
    }
}

fn full_year(year: i32, digits: usize) -> i32 {
    match digits {
        1 | 2 if year < CENTURY_PIVOT => year + 2000,
        1..=3 if year < 1000 => year + 1900,
        _ => year,
    }
}

/// `13-Jan-2004`, `13.01.2004`, `1/13/2004`, `2006/09/15`; whether it was one.
fn read_dashed(word: &str, dashed: &[&str], parts: &mut Parts) -> bool {
    let number = |at: usize| dashed[at].parse::<u32>().ok();
    let (year, month, day) = match (number(0), number(1), number(2)) {
        (Some(year), Some(month), Some(day)) if dashed[0].len() == 4 => (year as i32, month, day),
        (Some(first), Some(second), Some(year)) => {
            let year = full_year(year as i32, dashed[2].len());
            // A full stop is written day first everywhere; a slash is not.
            let day_first = word.contains('.') || first > 12 || first == second;
            if !day_first && second <= 12 {
                return false;
            }
            if day_first { (year, second, first) } else { (year, first, second) }
        }
        (Some(day), None, Some(year)) => match month_of(dashed[1]) {
            Some(month) => (full_year(year as i32, dashed[2].len()), month, day),
            None => return false,
        },
        _ => return false,
    };
    (parts.year, parts.month, parts.day) = (Some(year), Some(month), Some(day));
    true
}

#[cfg(test)]
mod tests;
