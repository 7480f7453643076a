//! What a text is about: countries with weights, and the one region it would be filed under.

use super::Gazetteer;
use super::fold::{Folded, Gap};
use super::layout::{Level, NameKind};
use super::resolve::Mention;
use domain::place::{CountryWeight, Focus};
use domain::{Country, RegionId};

/// A first-level unit is the focus when it carries at least this share of what is said about units of its country.
const UNIT_SHARE_MIN: f32 = 0.4;
/// Mentions after so many words weigh half.
const HALF_WEIGHT_WORDS: f32 = 60.0;

/// "Spanish priest", "U.S. citizen": where someone comes from, seldom where something happens.
const ADJECTIVE_WEIGHT: f32 = 0.6;
/// "U.S.", "UK".
const INITIALS_CHARS_MAX: u32 = 4;

/// A village of which only the unit is known.
const HELD_WEIGHT: f32 = 0.6;

/// "in X" tells more than "X's minister".
const LOCATED_BOOST: f32 = 1.7;
/// A dateline tells where a text was written, which may be far from what it is about.
const DATELINE_WEIGHT: f32 = 1.3;
/// A dateline ends within so many words.
const DATELINE_WORDS: usize = 6;
/// Weights are raised to this power before they become shares: what is named most often matters most.
const SHARPNESS: f32 = 2.7;

/// Collects weights of countries and units.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    countries: Vec<(u8, f32)>,
    units: Vec<(u8, u16, f32)>,
}

impl Ledger {
    /// Adds the mentions of a title or a text; `boost` multiplies all.
    pub fn add(&mut self, gazetteer: &Gazetteer, text: &Folded, mentions: &[Mention], boost: f32) {
        for mention in mentions {
            if let Some((country, unit)) = mention.held {
                self.weigh(country, Some(unit), boost * HELD_WEIGHT * position(text, mention));
            }
            let Some(posting) = mention.chosen else { continue };
            let record = gazetteer.record(posting.record());
            let Some(country) = record.country else { continue };
            let initials = mention.hit.end - mention.hit.start <= INITIALS_CHARS_MAX;
            let kind = match (record.level, posting.kind()) {
                (Level::Country, NameKind::Demonym) => ADJECTIVE_WEIGHT,
                (Level::Country, _) if initials && !mention.located => ADJECTIVE_WEIGHT,
                (Level::Country, _) => 1.0,
                (Level::Admin1, _) => 1.0,
                _ => 0.9 * mention.margin.max(0.3),
            };
            let there = if mention.located { LOCATED_BOOST } else { 1.0 };
            let weight = boost * kind * there * position(text, mention);
            self.weigh(country, record.unit, weight);
        }
    }

    /// Adds a weight from elsewhere: coordinates, a form.
    pub fn weigh(&mut self, country: u8, unit: Option<u16>, weight: f32) {
        match self.countries.iter_mut().find(|(own, _)| *own == country) {
            Some((_, sum)) => *sum += weight,
            None => self.countries.push((country, weight)),
        }
        if let Some(unit) = unit {
            match self.units.iter_mut().find(|(_, own, _)| *own == unit) {
                Some((_, _, sum)) => *sum += weight,
                None => self.units.push((country, unit, weight)),
            }
        }
    }

    /// The countries, highest weight first; weights sum to 1.
    pub fn countries(&self, gazetteer: &Gazetteer) -> Vec<CountryWeight> {
        let total: f32 = self.countries.iter().map(|(_, weight)| weight.powf(SHARPNESS)).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let share = |(country, weight): &(u8, f32)| CountryWeight {
            iso3: gazetteer.code_of(*country),
            weight: weight.powf(SHARPNESS) / total,
        };
        let mut out: Vec<CountryWeight> = self.countries.iter().map(share).collect();
        out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.iso3.cmp(&b.iso3)));
        out
    }

    /// The region to file the text under.
    pub fn focus(
        &self,
        gazetteer: &Gazetteer,
        countries: &[CountryWeight],
        stated: Option<&RegionId>,
    ) -> Option<Focus> {
        if let Some(region) = stated {
            let unit = region.admin1.as_deref().map(str::to_owned);
            return Some(Focus { iso3: region.country, admin1: unit.or_else(|| self.unit(gazetteer, region.country)) });
        }
        let iso3 = countries.first()?.iso3;
        Some(Focus { iso3, admin1: self.unit(gazetteer, iso3) })
    }

    fn unit(&self, gazetteer: &Gazetteer, country: Country) -> Option<String> {
        let country = gazetteer.number_of(country)?;
        let own = || self.units.iter().filter(|(of, _, _)| *of == country);
        let total: f32 = own().map(|(_, _, weight)| weight).sum();
        let (_, unit, weight) = own().max_by(|a, b| a.2.total_cmp(&b.2).then(b.1.cmp(&a.1)))?;
        (*weight >= UNIT_SHARE_MIN * total).then(|| gazetteer.unit_name(*unit).map(|name| name.to_string()))?
    }
}

/// The beginning of a text tells what it is about.
fn position(text: &Folded, mention: &Mention) -> f32 {
    let early = 1.0 / (1.0 + mention.hit.first as f32 / HALF_WEIGHT_WORDS);
    if is_dateline(text, mention) { DATELINE_WEIGHT } else { early }
}

/// "NAIROBI, March 3 (Agency) -", "HAVANA (CUBA), 20 MAR --": capitals at the very beginning, then a comma or a bracket.
fn is_dateline(text: &Folded, mention: &Mention) -> bool {
    let gap_after = |word: usize| text.tokens.get(word + 1).map(|token| token.gap);
    let parted = gap_after(mention.hit.last).is_some_and(|gap| gap >= Gap::Comma && gap < Gap::Sentence);
    let shouted = text.tokens[mention.hit.first].upper;
    mention.hit.first < DATELINE_WORDS
        && shouted
        && parted
        && (mention.hit.first <= 1 || text.tokens[mention.hit.first].gap >= Gap::Comma)
}
