//! Whether a match is a place at all: not a common word, not a person, not part of an organisation's name.
//!
//! Every sign adds to or takes from one score; a match counts from [`THRESHOLD`] on. The weights were set by hand on
//! labelled news and reports.

use super::Gazetteer;
use super::cues::{Cue, Cues};
use super::find::{Match, doubts};
use super::fold::{Folded, Gap};
use super::gazetteer::Record;
use super::layout::{Level, NameKind, Posting, doubt};
use std::collections::HashSet;

/// A match counts as a place from this score on.
const THRESHOLD: f32 = 0.45;
/// "Kano police", "Kano residents".
const AUTHORITY_SIGN: f32 = 0.3;
/// A city of another country with a country's name makes that name ambiguous from this size on (binary logarithm).
const RIVAL_SIZE_MIN: u8 = 13;
/// A word of capitals of up to so many letters may be an acronym ("SWAT") in a text that has small letters.
const ACRONYM_LETTERS_MAX: u32 = 5;
/// Articles between a preposition and a name.
const ARTICLES: [&str; 14] = ["the", "la", "el", "le", "les", "los", "las", "l", "al", "o", "a", "os", "as", "d"];

/// A text with all matches in it, and what stands around each.
pub(super) struct Scene<'a> {
    /// The names.
    pub gazetteer: &'a Gazetteer,
    /// The cue words.
    pub cues: &'a Cues,
    /// The text.
    pub text: &'a Folded,
    /// All matches in it.
    pub hits: &'a [Match],
    /// ISO 639-3.
    pub lang: &'a str,
    /// Of each match, how likely any text means a place by it; 0 where its spelling rules that out.
    best: Vec<f32>,
    around: Vec<Around>,
}

/// What is known beyond the words: countries and people of title and text.
pub(super) struct Knowledge<'a> {
    /// How strongly the text speaks of each country.
    pub support: &'a [f32],
    /// Names that stand for a person elsewhere in the text.
    pub persons: &'a HashSet<u64>,
}

/// The words around a match and what they say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    before: Cue,
    after: Cue,
    before_capital: bool,
    before_given: bool,
    before_initial: bool,
    before_title: bool,
    after_capital: bool,
    after_given: bool,
    sentence_start: bool,
    listed: bool,
    contained: bool,
    parted: bool,
}

impl Around {
    /// The text says that a place is meant.
    pub fn located(&self) -> bool {
        self.before.has(Cue::IN) || self.before.has(Cue::FEATURE) || self.after.has(Cue::FEATURE) || self.contained
    }

    /// Someone of this name speaks.
    pub fn speaks(&self) -> bool {
        self.after.has(Cue::SAY)
    }

    /// A first name, an initial or a title stands before.
    fn person(&self) -> bool {
        self.before_given || self.before_initial || self.before_title
    }
}

impl<'a> Scene<'a> {
    /// Looks around every match.
    pub fn new(gazetteer: &'a Gazetteer, cues: &'a Cues, text: &'a Folded, hits: &'a [Match], lang: &'a str) -> Self {
        let mut scene = Self { gazetteer, cues, text, hits, lang, best: Vec::new(), around: Vec::new() };
        let best = |index| scene.candidates(index).map(|posting| scene.importance(posting)).fold(0.0, f32::max);
        scene.best = (0..hits.len()).map(best).collect();
        scene.around = (0..hits.len()).map(|index| scene.look_around(index)).collect();
        scene
    }

    /// What stands around a match.
    pub fn around(&self, index: usize) -> &Around {
        &self.around[index]
    }

    /// The meanings that spelling and place in the text allow.
    pub fn candidates(&self, index: usize) -> impl Iterator<Item = Posting> + '_ {
        let hit = self.hits[index];
        let first = self.text.tokens[hit.first];
        let flat = self.text.flat;
        let small = first.cased && !flat && !first.capital;
        let short = first.cased && (self.text.tokens[hit.last].end - first.start) <= 3;
        let dotted = hit.end - hit.start > self.text.tokens[hit.last].end - first.start;
        let shouted = (hit.first..=hit.last).all(|i| self.text.tokens[i].upper || dotted);
        let after_comma = index > 0 && first.gap == Gap::Comma && self.hits[index - 1].last + 1 == hit.first;
        let people = !matches!(self.lang, "eng" | "deu" | "und" | "");
        self.gazetteer.meanings(hit.value).iter().filter(move |posting| {
            (!hit.stem || posting.stem())
                && match posting.kind() {
                    NameKind::Abbreviation => after_comma && (!small || flat),
                    NameKind::Demonym => !small || people,
                    NameKind::Name => {
                        !small && (!short || (shouted && (!flat || dotted)) || (first.capital && !first.upper && !flat))
                    }
                }
        })
    }

    fn look_around(&self, index: usize) -> Around {
        let (hit, tokens) = (self.hits[index], &self.text.tokens);
        let mut around = Around { sentence_start: tokens[hit.first].gap >= Gap::Sentence, ..Around::default() };
        self.look_back(hit, &mut around);
        if let Some(token) = tokens.get(hit.last + 1).filter(|token| token.gap <= Gap::Space) {
            let word = self.text.word(hit.last + 1);
            around.after = self.cues.of(word);
            around.after_capital = token.capital && !self.text.flat;
            around.after_given = around.after_capital && self.gazetteer.is_given_name(word);
        }
        around.parted = tokens.get(hit.last + 1).is_some_and(|token| token.gap >= Gap::Comma);
        let next_to = |a: usize, b: usize| {
            let gap = self.hits[b].first - self.hits[a].last;
            let joint = tokens[self.hits[b].first].gap;
            (gap == 1 && joint <= Gap::Clause && joint >= Gap::Comma)
                || (gap == 2
                    && joint == Gap::Space
                    && self.cues.of(self.text.word(self.hits[b].first - 1)).has(Cue::OF))
        };
        let (before, after) = (index.checked_sub(1), Some(index + 1).filter(|next| *next < self.hits.len()));
        around.listed = before.is_some_and(|before| next_to(before, index) && self.weighty(before))
            || after.is_some_and(|after| next_to(index, after) && self.weighty(after));
        around.contained = after.is_some_and(|after| {
            let between = self.hits[after].first - hit.last - 1;
            let parted = between == 0 && tokens[hit.last + 1].gap != Gap::Space;
            let within = || {
                between == 1
                    && self.cues.of(self.text.word(hit.last + 1)).has(Cue::IN)
                    && tokens[hit.last + 1..=hit.last + 2].iter().all(|token| token.gap == Gap::Space)
            };
            (parted || within()) && self.holds(after, index)
        });
        around
    }

    fn look_back(&self, hit: Match, around: &mut Around) {
        let tokens = &self.text.tokens;
        let mut at = hit.first;
        while at > 0 && tokens[at].gap <= Gap::Space {
            at -= 1;
            let word = self.text.word(at);
            let cue = self.cues.of(word);
            let nearest = at + 1 == hit.first;
            if nearest && !self.text.flat {
                around.before_capital = tokens[at].capital && tokens[at].gap < Gap::Sentence;
            }
            if nearest && tokens[at].cased && (tokens[at].capital || self.text.flat) {
                around.before_given = !cue.has(Cue::TITLE) && self.gazetteer.is_given_name(word);
                around.before_title = cue.has(Cue::TITLE);
                around.before_initial =
                    word.len() == 1 && tokens[at].capital && !matches!(word, b"a" | b"y" | b"e" | b"o");
            }
            let skip = cue.has(Cue::DIRECTION) || ARTICLES.iter().any(|article| article.as_bytes() == word);
            if !skip || hit.first - at > 3 {
                around.before = if self.is_of_a_feature(at) { cue.and(Cue::FEATURE) } else { cue };
                return;
            }
            if cue.has(Cue::DIRECTION) && nearest {
                around.before_capital = false;
            }
        }
    }

    /// "district **of** Macomia", "ville **de** Goma".
    fn is_of_a_feature(&self, at: usize) -> bool {
        self.cues.of(self.text.word(at)).has(Cue::OF)
            && self.text.tokens[at].gap == Gap::Space
            && at.checked_sub(1).is_some_and(|before| self.cues.of(self.text.word(before)).has(Cue::FEATURE))
    }

    /// A country, a first-level unit or a large city.
    fn weighty(&self, index: usize) -> bool {
        self.best[index] >= 0.6
    }

    /// Whether the place at `outer` may hold the one at `inner`.
    fn holds(&self, outer: usize, inner: usize) -> bool {
        self.candidates(outer).filter(|posting| posting.kind() != NameKind::Demonym).any(|outer| {
            let big = self.gazetteer.record(outer.record());
            matches!(big.level, Level::Country | Level::Admin1)
                && self.candidates(inner).any(|inner| {
                    let small = self.gazetteer.record(inner.record());
                    inner.record() != outer.record()
                        && small.level > big.level
                        && small.country == big.country
                        && (big.level == Level::Country || small.unit == big.unit)
                })
        })
    }

    /// 0..1: how likely a text means this place by this name, before any sign.
    fn importance(&self, posting: Posting) -> f32 {
        let record = self.gazetteer.record(posting.record());
        let size = f32::from(record.size);
        let base = match record.level {
            Level::Country => 1.0,
            Level::Area => 0.9,
            Level::Admin1 => 0.8,
            Level::Admin2 => 0.3 + ((size - 12.0) / 40.0).clamp(0.0, 0.25),
            Level::City => ((size - 8.0) / 14.0).clamp(0.05, 0.95),
        };
        let alternate = match record.level {
            Level::City if size < 17.0 => 0.15,
            Level::Admin2 => 0.05,
            _ => 0.0,
        };
        if posting.alternate() { (base - alternate).max(0.02) } else { base }
    }

    /// The score of a match.
    pub fn judge(&self, index: usize, known: &Knowledge) -> f32 {
        if self.best[index] == 0.0 {
            return 0.0;
        }
        let (mut supported, mut country) = (false, false);
        for posting in self.candidates(index) {
            let record = self.gazetteer.record(posting.record());
            country |= record.level == Level::Country;
            supported |= record.country.is_some_and(|number| known.support[usize::from(number)] > 0.0);
        }
        if !supported && self.is_generic(index) {
            return 0.0;
        }
        let person = known.persons.contains(&self.hits[index].value);
        self.best[index] + self.signs(index, supported) - self.doubt(index, country, person)
    }

    /// Whether a name is made of words for directions and units alone ("Central District", "West Coast"): a country that
    /// the text names has to tell which one is meant.
    fn is_generic(&self, index: usize) -> bool {
        let hit = self.hits[index];
        let generic = |cue: Cue| cue.has(Cue::DIRECTION) || cue.has(Cue::FEATURE);
        (hit.first..=hit.last).all(|word| generic(self.cues.of(self.text.word(word))))
    }

    /// What speaks for a place.
    fn signs(&self, index: usize, supported: bool) -> f32 {
        let (hit, around) = (self.hits[index], self.around(index));
        let mut score = 0.0;
        if around.before.has(Cue::IN) {
            score += 0.4;
        } else if around.before.has(Cue::OF) {
            score += 0.15;
        }
        let own_feature = hit.last > hit.first && self.cues.of(self.text.word(hit.last)).has(Cue::FEATURE);
        score +=
            if around.before.has(Cue::FEATURE) || around.after.has(Cue::FEATURE) || own_feature { 0.45 } else { 0.0 };
        score += if around.after.has(Cue::AUTHORITY) { AUTHORITY_SIGN } else { 0.0 };
        score += if around.contained { 0.6 } else { 0.0 };
        score += if around.listed { 0.25 } else { 0.0 };
        score += if supported { 0.25 } else { 0.0 };
        score + 0.12 * (hit.last - hit.first).min(3) as f32
    }

    /// What speaks against it.
    fn doubt(&self, index: usize, country: bool, person: bool) -> f32 {
        let (hit, around) = (self.hits[index], self.around(index));
        let bits = doubts(self.gazetteer, &hit);
        let mut against = 0.0;
        let located = around.located();
        let unit = around.before.has(Cue::FEATURE) || around.after.has(Cue::FEATURE);
        if bits & doubt::NEVER != 0 || (bits & doubt::DIRECTION != 0 && !unit) {
            return 9.0;
        }
        let token = &self.text.tokens[hit.last];
        if hit.first == hit.last
            && token.upper
            && !self.text.flat
            && !country
            && hit.end - hit.start <= ACRONYM_LETTERS_MAX
        {
            against += if located || around.parted { 0.1 } else { 0.4 };
        }
        if bits & doubt::COMMON != 0 && !country {
            against += if around.sentence_start { 0.7 } else { 0.4 };
            against += if self.text.flat { 0.4 } else { 0.0 };
        }
        if bits & (doubt::GIVEN | doubt::SURNAME) != 0 && !located && !country {
            against += 0.3;
        }
        if bits & doubt::GIVEN != 0 && around.after_capital && !around.after.has(Cue::FEATURE) && !country {
            against += 0.5;
        }
        if around.person() {
            against += if located { 0.4 } else { 0.9 };
        }
        if !country && person && !around.before.has(Cue::IN) && !around.contained {
            against += 0.7;
        }
        against + self.longer_name(around, country)
    }

    /// A capital before or after that belongs to no place: the match is a part of a longer name.
    fn longer_name(&self, around: &Around, country: bool) -> f32 {
        let mut against = 0.0;
        // "Kano Police Command": the place is meant.
        let of_place = around.after.has(Cue::AUTHORITY) || around.after.has(Cue::FEATURE);
        if !around.after.has(Cue::AUTHORITY)
            && around.after.has(Cue::ORGANISATION)
            && (around.after_capital || self.text.flat)
        {
            against += if country { 0.3 } else { 0.6 };
        } else if around.after_capital && !of_place && !country {
            against += if around.after_given { 0.2 } else { 0.35 };
        }
        let title_or_feature =
            around.before.has(Cue::FEATURE) || around.before.has(Cue::IN) || around.before.has(Cue::DIRECTION);
        if around.before_capital && !title_or_feature && !country {
            against += 0.4;
        }
        if around.speaks() && !country { against + 0.1 } else { against }
    }

    /// Whether a judged match is a place.
    pub fn passes(score: f32) -> bool {
        score >= THRESHOLD
    }

    /// The countries that the text names, by name or people, each with how often.
    pub fn named_countries(&self) -> impl Iterator<Item = (u8, f32)> + '_ {
        let country = |index: usize| {
            let mut found = self.candidates(index).map(|posting| self.gazetteer.record(posting.record()));
            let first = found.next().filter(|record| record.level == Level::Country)?;
            // Georgia, Lebanon and Jordan are also elsewhere: they say less than Kenya does.
            let rival = |record: Record| {
                record.country != first.country && (record.level == Level::Admin1 || record.size >= RIVAL_SIZE_MIN)
            };
            let weight = if found.any(rival) { 0.3 } else { 1.0 };
            (!self.around(index).person()).then_some((first.country?, weight))
        };
        (0..self.hits.len()).filter_map(country)
    }

    /// The names that follow a first name, an initial or a title somewhere in the text.
    pub fn persons(&self) -> impl Iterator<Item = u64> + '_ {
        let person = |around: &Around| around.person() && !around.located();
        self.hits.iter().zip(&self.around).filter(move |(_, around)| person(around)).map(|(hit, _)| hit.value)
    }
}
