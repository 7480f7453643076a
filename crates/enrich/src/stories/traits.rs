//! What of a report tells which incident it is about.

use super::Report;
use crate::text::words::each_word;
use chrono::{DateTime, NaiveDate, Utc};
use domain::place::PlaceKind;
use domain::{CategoryId, Country};
use std::collections::{BTreeSet, HashMap};
use xxhash_rust::xxh3::xxh3_64;

/// Characters of the text that tell what happened; what follows is background, and background is shared by many stories.
const OPENING_CHARS: usize = 700;

/// Letters that make a word worth comparing; shorter ones are mostly grammar.
const WORD_LETTERS_MIN: usize = 4;

/// Letters of a word that count: what follows is mostly inflection.
const STEM_LETTERS: usize = 6;

/// What a report tells of its incident.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// When the family's first document was published.
    pub first: DateTime<Utc>,
    /// When it happened, where the text says it.
    pub event_day: Option<NaiveDate>,
    pub lang: String,
    /// The country of its focus.
    pub country: Option<Country>,
    /// The unit of its focus.
    pub unit: Option<String>,
    /// GeoNames identifiers of its places that are finer than a unit.
    pub sites: BTreeSet<u32>,
    /// Categories that count.
    pub categories: BTreeSet<CategoryId>,
    /// Numbers of its opening, years left out.
    pub numbers: BTreeSet<u32>,
    /// Stems of its title and opening, hashed; names of places, which count by themselves, left out.
    pub stems: BTreeSet<u64>,
}

impl Traits {
    /// Of a family of copies, by its first document.
    pub fn of(family: &[Report]) -> Self {
        let Some(report) = family.first() else { return Self::default() };
        let annotation = report.annotation;
        let focus = annotation.focus.as_ref();
        let opening: String = report.text.chars().take(OPENING_CHARS).collect();
        let mut own = Self {
            first: report.published,
            event_day: annotation.event_day,
            lang: annotation.lang.code.clone(),
            country: focus.map(|focus| focus.iso3),
            unit: focus.and_then(|focus| focus.admin1.clone()),
            sites: sites(report),
            categories: annotation.signals.iter().filter(|own| own.counts()).map(|own| own.category.clone()).collect(),
            ..Self::default()
        };
        for part in [report.title, &opening] {
            each_word(part, |word| own.hear(word));
        }
        for place in &annotation.places {
            each_word(&place.name, |word| {
                own.stems.remove(&stem(word));
            });
        }
        own
    }

    fn hear(&mut self, word: &str) {
        if let Some(number) = number(word) {
            if (2..1900).contains(&number) || number > 2100 {
                self.numbers.insert(number);
            }
            return;
        }
        let letters = word.chars().count();
        // A character of a script without spaces is a word by itself.
        if letters >= WORD_LETTERS_MIN || letters == 1 && word.len() >= 3 {
            self.stems.insert(stem(word));
        }
    }
}

fn stem(word: &str) -> u64 {
    let end = word.char_indices().nth(STEM_LETTERS).map_or(word.len(), |(at, _)| at);
    xxh3_64(&word.as_bytes()[..end])
}

/// Places of the focus's country that are finer than a unit. A town that bears its unit's name tells no more than the unit.
fn sites(report: &Report) -> BTreeSet<u32> {
    let focus = report.annotation.focus.as_ref();
    let finer = |name: &str, unit: &str| {
        let (name, unit) = (name.to_lowercase(), unit.to_lowercase());
        !name.contains(&unit) && !unit.contains(&name)
    };
    let places = report.annotation.places.iter().filter(|place| {
        place.kind == PlaceKind::Place
            && place.iso3 == focus.map(|focus| focus.iso3)
            && place.admin1.as_ref().is_some_and(|unit| finer(&place.name, unit))
    });
    places.filter_map(|place| place.geonames_id).collect()
}

/// A number in the digits of any of the scripts that news is written in.
pub(super) fn number(word: &str) -> Option<u32> {
    let digit = |c: char| {
        let zero = match c {
            '0'..='9' => '0',
            '\u{660}'..='\u{669}' => '\u{660}',
            '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
            '\u{966}'..='\u{96F}' => '\u{966}',
            '\u{9E6}'..='\u{9EF}' => '\u{9E6}',
            '\u{1040}'..='\u{1049}' => '\u{1040}',
            _ => return None,
        };
        Some(c as u32 - zero as u32)
    };
    word.chars().try_fold(0u32, |number, c| number.checked_mul(10)?.checked_add(digit(c)?)).filter(|_| !word.is_empty())
}

/// How much a stem or a place tells, by how few families name it.
#[derive(Debug)]
pub(super) struct Rarity {
    families: f32,
    stems: HashMap<u64, u32>,
    sites: HashMap<u32, u32>,
}

/// So many families are imagined beside those at hand: of three reports, a word that all use is not yet a common one.
const IMAGINED: f32 = 50.0;

impl Rarity {
    pub fn of(all: &[Traits]) -> Self {
        let mut own = Self { families: all.len() as f32, stems: HashMap::new(), sites: HashMap::new() };
        for one in all {
            one.stems.iter().for_each(|stem| *own.stems.entry(*stem).or_default() += 1);
            one.sites.iter().for_each(|site| *own.sites.entry(*site).or_default() += 1);
        }
        own
    }

    /// From 0 for a stem that all use.
    pub fn stem(&self, stem: u64) -> f32 {
        self.rarity(self.stems.get(&stem))
    }

    /// From 0 for a place that all name.
    pub fn site(&self, site: u32) -> f32 {
        self.rarity(self.sites.get(&site))
    }

    fn rarity(&self, users: Option<&u32>) -> f32 {
        let users = users.copied().unwrap_or(0) as f32;
        ((self.families + IMAGINED) / (users + 1.0)).ln().max(0.0)
    }
}
