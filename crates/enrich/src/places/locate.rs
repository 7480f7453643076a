//! From a text to its places, countries and focus: find, judge, resolve, weigh.

use super::Gazetteer;
use super::cues::Cues;
use super::filter::{Knowledge, Scene};
use super::find::find;
use super::focus::Ledger;
use super::fold::fold;
use super::layout::{Level, NameKind};
use super::resolve::{Hints, Mention, resolve};
use domain::place::{CountryWeight, Focus};
use domain::{Country, Place, PlaceKind, RegionId};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The table of cue words is the same for every gazetteer.
static CUES: LazyLock<Cues> = LazyLock::new(Cues::load);
/// A mention in the title weighs so much more than one in the text.
const TITLE_BOOST: f32 = 2.0;
/// Coordinates and stated regions decide over what the text says.
const STATED_WEIGHT: f32 = 5.0;
/// Size (binary logarithm of the population) from which a city may stand for a government.
const METONYM_SIZE_MIN: u8 = 16;

/// From this score on a name vouches for its other occurrences in the text ...
const CLEAR_SCORE: f32 = 0.8;
/// ... which then count from this score on.
const REPEAT_SCORE: f32 = 0.2;

/// A text and what is known about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocateInput<'a> {
    /// Title; it weighs in, its places are not listed.
    pub title: &'a str,
    /// The text; offsets count its characters.
    pub text: &'a str,
    /// ISO 639-3, or `und`.
    pub lang: &'a str,
    /// Country of the source.
    pub source_country: Option<Country>,
    /// Degrees north and east, as a form or feed says.
    pub point: Option<(f64, f64)>,
    /// The region a form names.
    pub stated_region: Option<&'a RegionId>,
}

/// Where a text plays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Located {
    /// Every toponym of the text, in order.
    pub places: Vec<Place>,
    /// What it is about, highest weight first; weights sum to 1.
    pub countries: Vec<CountryWeight>,
    /// The one region to file it under.
    pub focus: Option<Focus>,
}

impl Gazetteer {
    /// Finds the places of a text, the countries it is about and its focus.
    pub fn locate(&self, input: &LocateInput) -> Located {
        let (title, text) = (fold(input.title), fold(input.text));
        let (title_hits, hits) = (find(self, &CUES, &title), find(self, &CUES, &text));
        let in_title = Scene::new(self, &CUES, &title, &title_hits, input.lang);
        let in_text = Scene::new(self, &CUES, &text, &hits, input.lang);
        let hints = self.hints(input);
        let mut support = vec![0.0f32; self.countries.len()];
        for (country, weight) in in_title.named_countries().chain(in_text.named_countries()) {
            support[usize::from(country)] += weight;
        }
        if let Some(country) = hints.source_country.or(hints.stated.map(|(country, _)| country)) {
            support[usize::from(country)] += 0.5;
        }
        let persons = in_title.persons().chain(in_text.persons()).collect();
        let known = Knowledge { support: &support, persons: &persons };
        let (mut in_title, mut in_text) = (mentions(&in_title, &known), mentions(&in_text, &known));
        resolve(self, &CUES, &text, &mut in_text, &mut support, hints);
        resolve(self, &CUES, &title, &mut in_title, &mut support, hints);
        let mut ledger = Ledger::default();
        ledger.add(self, &title, &in_title, TITLE_BOOST);
        ledger.add(self, &text, &in_text, 1.0);
        let stated = self.stated(input, &hints, &mut ledger);
        let countries = ledger.countries(self);
        let focus = ledger.focus(self, &countries, stated.as_ref());
        Located { places: self.places(input.text, &in_text), countries, focus }
    }

    fn hints<'a>(&self, input: &LocateInput<'a>) -> Hints<'a> {
        let stated = input.stated_region.and_then(|region| {
            let country = self.number_of(region.country)?;
            Some((country, region.admin1.as_deref().and_then(|unit| self.unit_number(country, unit))))
        });
        let language = short_code(input.lang);
        Hints { source_country: input.source_country.and_then(|code| self.number_of(code)), stated, language }
    }

    /// What coordinates or a form decide, entered in the ledger.
    fn stated(&self, input: &LocateInput, hints: &Hints, ledger: &mut Ledger) -> Option<RegionId> {
        if let Some((country, unit)) = hints.stated {
            ledger.weigh(country, unit, STATED_WEIGHT);
            return input.stated_region.cloned();
        }
        let town = input.point.and_then(|point| self.nearest(point))?;
        let country = town.country?;
        ledger.weigh(country, town.unit, STATED_WEIGHT);
        let code = self.code_of(country);
        Some(
            town.unit
                .and_then(|unit| self.unit_name(unit))
                .map_or(RegionId::country(code), |unit| RegionId::unit(code, unit)),
        )
    }

    fn places(&self, source: &str, mentions: &[Mention]) -> Vec<Place> {
        let mut cursor = Cursor { source, bytes: 0, chars: 0 };
        let place = |mention: &Mention| {
            let record = mention.chosen.map(|posting| (posting, self.record(posting.record())));
            let (start, end) = (mention.hit.start as usize, mention.hit.end as usize);
            let name = cursor.slice(start, end).to_owned();
            let kind = match record {
                Some((posting, _)) if posting.kind() == NameKind::Demonym => PlaceKind::Demonym,
                Some((_, record)) if mention.speaks && governs(record.level, record.size) => PlaceKind::Metonym,
                _ => PlaceKind::Place,
            };
            let record = record.map(|(_, record)| record);
            let point = record.and_then(|record| record.point);
            let country = record.and_then(|record| record.country).or(mention.held.map(|(country, _)| country));
            let unit = record.and_then(|record| record.unit).or(mention.held.map(|(_, unit)| unit));
            Place {
                name,
                start,
                end,
                kind,
                iso3: country.map(|country| self.code_of(country)),
                admin1: unit.and_then(|unit| self.unit_name(unit)).map(|unit| unit.to_string()),
                geonames_id: record.map(|record| record.id).filter(|id| *id != 0),
                lat: point.map(|point| point.0),
                lon: point.map(|point| point.1),
                confidence: (0.5 + 0.5 * (mention.score - 0.5)).clamp(0.3, 1.0) * (0.6 + 0.4 * mention.margin),
            }
        };
        mentions.iter().map(place).collect()
    }
}

/// Countries and large cities speak for governments.
fn governs(level: Level, size: u8) -> bool {
    level == Level::Country || (level == Level::City && size >= METONYM_SIZE_MIN)
}

/// The matches that count as places. A name that is clearly a place once is a place throughout, but for weak spots.
fn mentions(scene: &Scene, known: &Knowledge) -> Vec<Mention> {
    let scores: Vec<f32> = (0..scene.hits.len()).map(|index| scene.judge(index, known)).collect();
    let clear: HashSet<u64> =
        scene.hits.iter().zip(&scores).filter(|(_, score)| **score >= CLEAR_SCORE).map(|(hit, _)| hit.value).collect();
    let mut out = Vec::new();
    for (index, (hit, &score)) in scene.hits.iter().zip(&scores).enumerate() {
        if Scene::passes(score) || (score >= REPEAT_SCORE && clear.contains(&hit.value)) {
            let candidates = scene.candidates(index).collect();
            let around = scene.around(index);
            let (speaks, located) = (around.speaks(), around.located());
            out.push(Mention { hit: *hit, candidates, score, chosen: None, margin: 1.0, speaks, located, held: None });
        }
    }
    out
}

/// Slices by characters, moving forward only.
struct Cursor<'a> {
    source: &'a str,
    bytes: usize,
    chars: usize,
}

impl<'a> Cursor<'a> {
    fn slice(&mut self, start: usize, end: usize) -> &'a str {
        self.advance(start);
        let from = self.bytes;
        self.advance(end);
        &self.source[from..self.bytes]
    }

    fn advance(&mut self, to: usize) {
        let rest = &self.source[self.bytes..];
        self.bytes += rest.char_indices().nth(to.saturating_sub(self.chars)).map_or(rest.len(), |(at, _)| at);
        self.chars = self.chars.max(to);
    }
}

/// The code with two letters, as GeoNames lists languages.
fn short_code(code: &str) -> &str {
    match code {
        "eng" => "en",
        "spa" => "es",
        "fra" => "fr",
        "por" => "pt",
        "rus" => "ru",
        "ara" | "arb" => "ar",
        "deu" => "de",
        "ita" => "it",
        "tur" => "tr",
        "ukr" => "uk",
        "fas" | "pes" => "fa",
        "swa" | "swh" => "sw",
        "som" => "so",
        "amh" => "am",
        "hau" => "ha",
        "kir" => "ky",
        "zho" | "cmn" => "zh",
        "ind" => "id",
        other => other,
    }
}
