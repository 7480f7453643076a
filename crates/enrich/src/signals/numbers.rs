//! Numbers in words and digits: `config/numbers/<lang>.toml`.

use super::lexicon::{LexiconError, line_of};
use super::matching::year;
use super::token::{Tokens, fold};
use domain::Count;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A bound may stand so many tokens beside its number: "more than some 20", "20 people or more".
const BOUND_REACH: usize = 2;
/// What is more is no number of people in one event.
const VALUE_MAX: u64 = 2_000_000;
/// The largest number word.
const FACTOR_MAX: u64 = 1_000_000_000;
/// From here on a value multiplies the smaller one before it.
const FACTOR_MIN: u64 = 100;
/// Signs that may part the thousands of a number, and those between the two numbers of a range.
const THOUSANDS: [&str; 6] = [",", ".", " ", "\u{a0}", "\u{202f}", "'"];
const DASHES: [&str; 5] = ["-", "–", "—", "‑", "~"];
/// Signs right beside a number that make it money or a share.
const OTHER_UNITS: [char; 8] = ['%', '$', '€', '£', '¥', '₦', '₹', '٪'];

/// A file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    numbers: RawNumbers,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawNumbers {
    at_least: Vec<String>,
    at_most: Vec<String>,
    more_after: Vec<String>,
    range: Vec<String>,
    between: Vec<String>,
    join: Vec<String>,
    words: BTreeMap<String, Vec<String>>,
    vague: BTreeMap<String, Vec<String>>,
}

/// What a phrase says of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Value(u64),
    Vague(u64, u64),
    AtLeast,
    AtMost,
    MoreAfter,
    /// Between the two numbers of a range.
    Between,
    /// Before a range whose numbers are parted by a word that also joins: "between 10 and 15".
    Opens,
    Join,
}

/// The number words of one language.
#[derive(Debug, Default)]
pub(super) struct NumberWords {
    /// By first token: the tokens behind it, and the role.
    phrases: HashMap<String, Vec<(Vec<String>, Role)>>,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// Its tokens, without those of its bounds.
    pub span: Range<usize>,
    pub count: Count,
}

impl NumberWords {
    /// Reads a file; the error names the line.
    pub fn read(lang: &str, text: &str) -> Result<Self, LexiconError> {
        let file = || format!("numbers/{lang}.toml");
        let raw: Raw = toml::from_str(text).map_err(|error| LexiconError::List {
            file: file(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_owned(),
        })?;
        let is_of = |line: &str, key: &str| {
            let behind = |at: usize| line[at + key.len()..].trim_start_matches('"').trim_start();
            line.match_indices(key).any(|(at, _)| behind(at).starts_with('='))
        };
        let wrong = |key: &str, wanted: &str| LexiconError::List {
            file: file(),
            line: text.lines().position(|line| is_of(line, key)).map_or(1, |at| at + 1),
            message: format!("{key:?} is no {wanted}"),
        };
        let raw = raw.numbers;
        let mut words = Self::default();
        for (key, phrases) in &raw.words {
            let value = key.parse().ok().filter(|value| *value <= FACTOR_MAX);
            let value = value.ok_or_else(|| wrong(key, "number up to a billion; write \"12\""))?;
            phrases.iter().for_each(|phrase| words.add(phrase, Role::Value(value)));
        }
        for (key, phrases) in &raw.vague {
            let ends = key.split_once('-').and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
            let (low, high) =
                ends.filter(|(low, high)| low <= high).ok_or_else(|| wrong(key, "range; write \"24-99\""))?;
            phrases.iter().for_each(|phrase| words.add(phrase, Role::Vague(low, high)));
        }
        let lists = [
            (&raw.at_least, Role::AtLeast),
            (&raw.at_most, Role::AtMost),
            (&raw.more_after, Role::MoreAfter),
            (&raw.range, Role::Between),
            (&raw.between, Role::Opens),
            (&raw.join, Role::Join),
        ];
        for (phrases, role) in lists {
            phrases.iter().for_each(|phrase| words.add(phrase, role));
        }
        Ok(words)
    }

    fn add(&mut self, phrase: &str, role: Role) {
        let mut tokens = fold(phrase).into_iter();
        if let Some(first) = tokens.next() {
            self.phrases.entry(first).or_default().push((tokens.collect(), role));
        }
    }

    /// All numbers of a sentence, in order.
    pub fn find(&self, text: &str, tokens: &Tokens, sentence: &Range<usize>) -> Vec<Number> {
        let reader = Reading { words: self, text, tokens, end: sentence.end };
        let mut found: Vec<Number> = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            match reader.number(at) {
                Some(number) => {
                    at = number.span.end;
                    found.push(number);
                }
                // What was refused is not read again from its middle.
                None => at = reader.past(at),
            }
        }
        reader.bound(sentence.start, &mut found);
        found
    }
}

/// A sentence that is read.
struct Reading<'a> {
    words: &'a NumberWords,
    text: &'a str,
    tokens: &'a Tokens,
    end: usize,
}

impl Reading<'_> {
    /// The number that begins at a token, ranges included; `None` where none does, or one of something else than people.
    fn number(&self, at: usize) -> Option<Number> {
        let (low, high, mut end) = self.value(at)?;
        let (low, mut high) = (low, high);
        if low == high
            && let Some(next) = self.between(at, end)
            && let Some((second, second_high, second_end)) = self.value(next)
            && second == second_high
            && second > low
        {
            (high, end) = (second, second_end);
        }
        let fits = |value: u64| u32::try_from(value).ok().filter(|_| value <= VALUE_MAX);
        let count = Count { low: Some(fits(low)?), high: Some(fits(high)?) };
        (!self.has_other_unit(at, end)).then_some(Number { span: at..end, count })
    }

    /// Where the second number of a range would begin. A word that also joins ("three and 12 were wounded") makes none by itself.
    fn between(&self, at: usize, end: usize) -> Option<usize> {
        if end < self.end && DASHES.contains(&self.gap(end)) {
            return Some(end);
        }
        let ((), length) = self.role(end, |role| (role == Role::Between).then_some(()))?;
        let joins = self.role(end, |role| (role == Role::Join).then_some(())).is_some();
        let opened = || {
            (at.saturating_sub(BOUND_REACH + 1)..at).any(|before| {
                let opens = self.role(before, |role| (role == Role::Opens).then_some(()));
                opens.is_some_and(|((), length)| before + length <= at)
            })
        };
        (!joins || opened()).then_some(end + length)
    }

    /// One past a run of digits and number words.
    fn past(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.end {
            let digits = self.tokens.folded(end).starts_with(|c: char| c.is_ascii_digit());
            match self.plain(end) {
                Some((_, length)) => end += length,
                None if digits => end += 1,
                None => break,
            }
        }
        end.max(at + 1)
    }

    /// A value without its bounds: from, to, and one past its last token.
    fn value(&self, at: usize) -> Option<(u64, u64, usize)> {
        if let Some((value, mut end)) = self.digits(at) {
            let mut value = value;
            while let Some((factor, length)) = self.plain(end).filter(|(factor, _)| *factor >= FACTOR_MIN) {
                (value, end) = (value.checked_mul(factor)?, end + length);
            }
            return Some((value, value, end));
        }
        let vague = self.role(at, |role| match role {
            Role::Vague(low, high) => Some((low, high)),
            _ => None,
        });
        match (self.plain(at), vague) {
            (Some((_, length)), Some(((low, high), vague_length))) if vague_length >= length => {
                Some((low, high, at + vague_length))
            }
            (None, Some(((low, high), length))) => Some((low, high, at + length)),
            (Some((value, length)), _) => {
                let (value, end) = self.compound(value, at + length)?;
                Some((value, value, end))
            }
            (None, None) => None,
        }
    }

    /// "two hundred and thirty", "خمسة وعشرون": what follows multiplies a smaller value or is added to a larger one.
    fn compound(&self, value: u64, mut end: usize) -> Option<(u64, usize)> {
        let (mut sum, mut last) = (value, value);
        loop {
            let joined = self.role(end, |role| (role == Role::Join).then_some(())).map_or(0, |((), length)| length);
            let Some((next, length)) = self.plain(end + joined) else { break };
            if joined == 0 && next >= FACTOR_MIN && next > last {
                sum = sum.checked_sub(last)?.checked_add(last.checked_mul(next)?)?;
                last = last.checked_mul(next)?;
            } else if next < place_of(last) || (joined > 0 && last < 10 && (20..100).contains(&next) && next % 10 == 0)
            {
                sum = sum.checked_add(next)?;
                last = next;
            } else {
                break;
            }
            end += joined + length;
        }
        Some((sum, end))
    }

    /// A number word, and how many tokens it takes.
    fn plain(&self, at: usize) -> Option<(u64, usize)> {
        self.role(at, |role| match role {
            Role::Value(value) => Some(value),
            _ => None,
        })
    }

    /// The longest phrase that begins at a token and has the role.
    fn role<T>(&self, at: usize, wanted: impl Fn(Role) -> Option<T>) -> Option<(T, usize)> {
        if at >= self.end {
            return None;
        }
        let phrases = self.words.phrases.get(self.tokens.folded(at))?;
        let stands = |rest: &[String]| {
            at + rest.len() < self.end && rest.iter().zip(at + 1..).all(|(word, next)| self.tokens.folded(next) == word)
        };
        let fitting = phrases
            .iter()
            .filter(|(rest, _)| stands(rest))
            .filter_map(|(rest, role)| Some((wanted(*role)?, rest.len() + 1)));
        fitting.max_by_key(|(_, length)| *length)
    }

    /// Digits, with thousands: the value, and one past its last token.
    fn digits(&self, at: usize) -> Option<(u64, usize)> {
        let folded = (at < self.end).then(|| self.tokens.folded(at))?;
        let length = folded.bytes().take_while(u8::is_ascii_digit).count();
        // "5th" and "3km" count nothing; in scripts that write particles on to a number, "১২জন" does.
        if length == 0 || folded[length..].bytes().next().is_some_and(|byte| byte.is_ascii()) || year(folded).is_some()
        {
            return None;
        }
        let mut value: u64 = folded[..length].parse().ok()?;
        let mut end = at + 1;
        while end < self.end && length <= 3 {
            let (gap, next) = (self.gap(end), self.tokens.folded(end));
            let digits = next.bytes().all(|byte| byte.is_ascii_digit());
            if THOUSANDS.contains(&gap) && digits && next.len() == 3 {
                value = value.checked_mul(1000)?.checked_add(next.parse().ok()?)?;
                end += 1;
            } else if matches!(gap, "." | ",") && digits {
                return None;
            } else {
                break;
            }
        }
        Some((value, end))
    }

    /// What stands between a token and the one before it.
    fn gap(&self, at: usize) -> &str {
        let before = at.checked_sub(1).map_or(0, |before| self.tokens.tokens[before].bytes.end);
        self.text.get(before..self.tokens.tokens[at].bytes.start).unwrap_or_default()
    }

    /// Whether a number is money, a share, an age, a time of day or a day of a month.
    fn has_other_unit(&self, at: usize, end: usize) -> bool {
        let before = &self.text[..self.tokens.tokens[at].bytes.start];
        let behind = &self.text[self.tokens.tokens[end - 1].bytes.end..];
        let mut next = behind.chars();
        let age = matches!(next.next(), Some('-' | '–')) && next.next().is_some_and(char::is_alphabetic);
        let clock = behind.starts_with(':') || before.ends_with(':');
        let month = |token: Option<usize>| {
            let bytes = token.and_then(|token| self.tokens.tokens.get(token)).map(|token| token.bytes.clone());
            bytes.is_some_and(|bytes| crate::day::is_month(&self.text[bytes]))
        };
        before.trim_end().ends_with(OTHER_UNITS)
            || behind.trim_start().starts_with(OTHER_UNITS)
            || age
            || clock
            || month(Some(end))
            || month(at.checked_sub(1))
    }

    /// Opens one end of each number that a bound stands beside.
    fn bound(&self, start: usize, numbers: &mut [Number]) {
        let mut free = start;
        for number in numbers {
            let beside = number.span.start.saturating_sub(BOUND_REACH * 3).max(free)..number.span.start;
            let bound = beside.rev().find_map(|at| {
                let is_bound = |role: Role| matches!(role, Role::AtLeast | Role::AtMost).then_some(role);
                self.role(at, is_bound).filter(|(_, length)| {
                    at + length <= number.span.start && at + length + BOUND_REACH >= number.span.start
                })
            });
            // "dead and more than sixty injured": the bound of the next number.
            let opens_next = |at: usize| self.role(at, |role| (role == Role::AtLeast).then_some(())).is_some();
            let behind = || {
                (number.span.end..self.end.min(number.span.end + BOUND_REACH + 1)).any(|at| {
                    let more = self.role(at, |role| (role == Role::MoreAfter).then_some(()));
                    more.is_some_and(|((), length)| !(at..at + length).any(opens_next))
                })
            };
            match bound.map(|(role, _)| role) {
                Some(Role::AtMost) => number.count.low = None,
                Some(_) => number.count.high = None,
                None if behind() => number.count.high = None,
                None => {}
            }
            free = number.span.end;
        }
    }
}

/// What may be added to a value must be smaller than its lowest place that is not zero.
fn place_of(value: u64) -> u64 {
    let mut place = 1;
    while value > 0 && value.is_multiple_of(place * 10) {
        place *= 10;
    }
    place
}
