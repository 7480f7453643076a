//! Words that name a day or say whose day it is, by language: `data/event-days.toml`.

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../data/event-days.toml");

static LANGUAGES: LazyLock<HashMap<String, Words>> = LazyLock::new(|| {
    let raw: HashMap<String, Raw> = toml::from_str(TABLE).expect("the built-in table is checked by a test");
    raw.into_iter().map(|(lang, raw)| (lang, Words::new(&raw))).collect()
});

/// One language as written; the head of the file says what each list is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    weekdays: Vec<Vec<String>>,
    today: Vec<String>,
    yesterday: Vec<String>,
    days_ago: Vec<Vec<String>>,
    to_come: Vec<String>,
    said: Vec<String>,
    memory: Vec<String>,
}

/// A named day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Named {
    /// The last such day, from 0 for Monday.
    Weekday(u8),
    /// So many days before publication.
    Before(u8),
}

/// The words of one language.
pub(super) struct Words {
    pub days: Phrases<Named>,
    /// Beside a day: it is one to come.
    pub to_come: Phrases<()>,
    /// Beside a day: it is that of a speech.
    pub said: Phrases<()>,
    /// In a sentence: it tells of old things.
    pub memory: Phrases<()>,
}

impl Words {
    /// The words of a language (ISO 639-3), where the table has it.
    pub fn of(lang: &str) -> Option<&'static Self> {
        LANGUAGES.get(lang)
    }

    fn new(raw: &Raw) -> Self {
        let mut days = Vec::new();
        let mut name = |list: &[String], named: Named| days.extend(list.iter().map(|phrase| (phrase.clone(), named)));
        raw.weekdays.iter().zip(0..).for_each(|(list, day)| name(list, Named::Weekday(day)));
        name(&raw.today, Named::Before(0));
        name(&raw.yesterday, Named::Before(1));
        raw.days_ago.iter().zip(2..).for_each(|(list, days)| name(list, Named::Before(days)));
        let plain = |list: &[String]| Phrases::new(list.iter().map(|phrase| (phrase.clone(), ())).collect());
        Self {
            days: Phrases::new(days),
            to_come: plain(&raw.to_come),
            said: plain(&raw.said),
            memory: plain(&raw.memory),
        }
    }
}

/// Phrases that are looked for together. `*` at an end leaves the word open there.
pub(super) struct Phrases<T> {
    automaton: Option<AhoCorasick>,
    /// Of each phrase: what it means, and whether its beginning and end are open.
    meanings: Vec<(T, bool, bool)>,
}

impl<T: Copy> Phrases<T> {
    fn new(phrases: Vec<(String, T)>) -> Self {
        let bare: Vec<&str> = phrases.iter().map(|(phrase, _)| phrase.trim_matches('*')).collect();
        let automaton = AhoCorasick::new(&bare).ok().filter(|_| !bare.is_empty());
        let meanings =
            phrases.iter().map(|(phrase, what)| (*what, phrase.starts_with('*'), phrase.ends_with('*'))).collect();
        Self { automaton, meanings }
    }

    /// Where phrases stand in a text of small letters, in order; one inside another is left out.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, T)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let fits = |range: &Range<usize>, (_, open_before, open_after): &(T, bool, bool)| {
            let before = text[..range.start].chars().next_back().is_some_and(is_inner);
            let after = text[range.end..].chars().next().is_some_and(is_inner);
            (*open_before || !before) && (*open_after || !after)
        };
        let mut found: Vec<(Range<usize>, T)> = automaton
            .find_overlapping_iter(text)
            .filter_map(|hit| {
                let meaning = &self.meanings[hit.pattern().as_usize()];
                fits(&hit.range(), meaning).then_some((hit.range(), meaning.0))
            })
            .collect();
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        found.retain(|(range, _)| {
            let inside = range.end <= end;
            end = end.max(range.end);
            !inside
        });
        found
    }
}

/// Letters, marks and digits go on with a word.
fn is_inner(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{94d}' | '\u{9bc}'..='\u{9cd}' | '\u{102b}'..='\u{103e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_seven_weekdays_and_six_days_before() {
        let raw: HashMap<String, Raw> = toml::from_str(TABLE).expect("the table");
        assert!(raw.len() >= 25);
        for (lang, raw) in &raw {
            assert_eq!((raw.weekdays.len(), raw.days_ago.len()), (7, 6), "{lang}");
        }
        assert_eq!(LANGUAGES.len(), raw.len());
    }

    #[test]
    fn the_longest_phrase_counts_and_words_stay_whole() {
        let words = Words::of("eng").expect("English");
        let found = |text: &str| words.days.find(text).into_iter().map(|(_, named)| named).collect::<Vec<_>>();
        assert_eq!(found("the day before yesterday"), [Named::Before(2)]);
        assert_eq!(found("mondayish sunday"), [Named::Weekday(6)]);
    }
}
