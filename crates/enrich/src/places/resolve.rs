//! Which place a name means: candidates are weighed by size, by what else the text names, and by what is known about
//! its source. One name has one meaning in a text.

use super::Gazetteer;
use super::cues::{Cue, Cues};
use super::find::Match;
use super::fold::{Folded, Gap};
use super::layout::{Level, NameKind, Posting};
use std::collections::HashMap;

/// Kilometres within which two places support each other.
const NEAR_KM: f64 = 300.0;
/// Places that are compared with a candidate; more bring nothing.
const COMPANIONS_MAX: usize = 24;

/// A match that counts, with its candidates.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Where it stands.
    pub hit: Match,
    /// What it may mean.
    pub candidates: Vec<Posting>,
    /// How sure it is a place.
    pub score: f32,
    /// What it means.
    pub chosen: Option<Posting>,
    /// 0..1: how far the choice leads over the next one.
    pub margin: f32,
    /// Something is said by it.
    pub speaks: bool,
    /// Something is said to be there.
    pub located: bool,
    /// Country and unit of a place that the gazetteer lacks there, as the text says: "Banki, Borno State".
    pub held: Option<(u8, u16)>,
}

/// What is known beside the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints<'a> {
    /// Country of the source, by number.
    pub source_country: Option<u8>,
    /// Country and unit that a form states.
    pub stated: Option<(u8, Option<u16>)>,
    /// ISO 639 code with two letters where there is one.
    pub language: &'a str,
}

/// Great-circle distance in kilometres (haversine, mean radius 6,371 km).
pub(super) fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lo, lb, lp) = (a.0.to_radians(), a.1.to_radians(), b.0.to_radians(), b.1.to_radians());
    let h = ((lb - la) / 2.0).sin().powi(2) + la.cos() * lb.cos() * ((lp - lo) / 2.0).sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}

/// Chooses for every mention; `support` says how strongly the text speaks of each country and is brought up to date.
pub(super) fn resolve(
    gazetteer: &Gazetteer,
    cues: &Cues,
    text: &Folded,
    mentions: &mut [Mention],
    support: &mut [f32],
    hints: Hints,
) {
    let stated = support.to_vec();
    for round in 0..2 {
        let companions = if round == 0 { Vec::new() } else { companions(gazetteer, mentions) };
        let judge = Judge { gazetteer, support, companions: &companions, hints };
        let direct: Vec<Vec<f32>> = (0..mentions.len()).map(|i| judge.scores(text, mentions, i)).collect();
        settle(mentions, &direct);
        support.copy_from_slice(&stated);
        for mention in mentions.iter() {
            let Some(posting) = mention.chosen else { continue };
            let record = gazetteer.record(posting.record());
            if let Some(country) = record.country {
                support[usize::from(country)] += match record.level {
                    Level::Country => 0.0,
                    Level::Admin1 | Level::Area => 0.6 * mention.margin,
                    _ => 0.4 * mention.margin,
                };
            }
        }
    }
    rehome(gazetteer, cues, text, mentions);
}

/// A village right before its unit lies there, also where the gazetteer knows its name from elsewhere alone.
fn rehome(gazetteer: &Gazetteer, cues: &Cues, text: &Folded, mentions: &mut [Mention]) {
    for index in 1..mentions.len() {
        let (inner, outer) = (&mentions[index - 1], &mentions[index]);
        let gap = |word: usize| text.tokens[word].gap;
        let beside = match outer.hit.first.checked_sub(inner.hit.last) {
            Some(1) => gap(outer.hit.first) == Gap::Comma,
            // "Kutum in North Darfur", "قرب كتم بولاية شمال دارفور".
            Some(2) => {
                let between = outer.hit.first - 1;
                let spaces = gap(between) == Gap::Space && gap(outer.hit.first) == Gap::Space;
                spaces && cues.of(text.word(between)).has(Cue::IN)
            }
            _ => false,
        };
        let unit = outer.chosen.map(|posting| gazetteer.record(posting.record()));
        let unit = unit.filter(|record| beside && record.level == Level::Admin1);
        let Some(home) = unit.and_then(|record| record.country.zip(record.unit)) else { continue };
        let elsewhere = |posting: &Posting| {
            let record = gazetteer.record(posting.record());
            matches!(record.level, Level::Admin2 | Level::City) && record.unit != Some(home.1)
        };
        if !inner.candidates.is_empty() && inner.candidates.iter().all(elsewhere) {
            (mentions[index - 1].chosen, mentions[index - 1].held) = (None, Some(home));
        }
    }
}

/// Adds up the scores of all mentions of one name and takes the best candidate.
fn settle(mentions: &mut [Mention], direct: &[Vec<f32>]) {
    let mut sums: HashMap<(u64, Posting), (f32, f32)> = HashMap::new();
    for (mention, scores) in mentions.iter().zip(direct) {
        for (posting, score) in mention.candidates.iter().zip(scores) {
            let sum = sums.entry((mention.hit.value, *posting)).or_default();
            *sum = (sum.0.max(*score), sum.1 + 1.0);
        }
    }
    for (mention, scores) in mentions.iter_mut().zip(direct) {
        let (mut best, mut second) = ((f32::MIN, None), f32::MIN);
        for (posting, own) in mention.candidates.iter().zip(scores) {
            let (most, _) = sums[&(mention.hit.value, *posting)];
            // What stands beside this very mention outweighs what stands beside another one.
            let score = 0.6 * own + 0.4 * most;
            if score > best.0 {
                second = best.0;
                best = (score, Some(*posting));
            } else {
                second = second.max(score);
            }
        }
        mention.chosen = best.1;
        mention.margin = if second == f32::MIN { 1.0 } else { ((best.0 - second) / 6.0).clamp(0.1, 1.0) };
    }
}

/// The places chosen so far, each once: position, country, unit, number of the name.
fn companions(gazetteer: &Gazetteer, mentions: &[Mention]) -> Vec<Companion> {
    let mut out: Vec<Companion> = Vec::new();
    for mention in mentions {
        let Some(posting) = mention.chosen else { continue };
        let record = gazetteer.record(posting.record());
        let known = out.iter().any(|c| c.value == mention.hit.value);
        if record.level != Level::Country && record.level != Level::Area && !known && out.len() < COMPANIONS_MAX {
            out.push(Companion {
                value: mention.hit.value,
                point: record.point,
                unit: record.unit,
                margin: mention.margin,
            });
        }
    }
    out
}

struct Companion {
    value: u64,
    point: Option<(f64, f64)>,
    unit: Option<u16>,
    margin: f32,
}

struct Judge<'a> {
    gazetteer: &'a Gazetteer,
    support: &'a [f32],
    companions: &'a [Companion],
    hints: Hints<'a>,
}

impl Judge<'_> {
    fn scores(&self, text: &Folded, mentions: &[Mention], index: usize) -> Vec<f32> {
        let mention = &mentions[index];
        let strongest = self.support.iter().copied().fold(0.0, f32::max).max(1.0);
        let holder = self.holder(text, mentions, index);
        mention.candidates.iter().map(|posting| self.score(*posting, mention, strongest, holder.as_slice())).collect()
    }

    /// The candidates of the name right after a comma or bracket: "Apartadó, Antioquia".
    fn holder(&self, text: &Folded, mentions: &[Mention], index: usize) -> Vec<(u8, Option<u16>)> {
        let Some(next) = mentions.get(index + 1) else { return Vec::new() };
        let between = next.hit.first - mentions[index].hit.last;
        let gap = text.tokens[next.hit.first].gap;
        let joined = between == 1 && matches!(gap, Gap::Comma | Gap::Clause | Gap::Joined);
        // "Goma in North Kivu", "Apartadó (Antioquia)", "Goma town, North Kivu".
        if !(joined || (between == 2 && gap <= Gap::Comma)) {
            return Vec::new();
        }
        let outer = next.candidates.iter().filter(|posting| posting.kind() != NameKind::Demonym);
        let outer = outer.map(|posting| self.gazetteer.record(posting.record()));
        outer
            .filter(|record| matches!(record.level, Level::Country | Level::Admin1))
            .filter_map(|record| {
                Some((record.country?, if record.level == Level::Country { None } else { record.unit }))
            })
            .collect()
    }

    fn score(&self, posting: Posting, mention: &Mention, strongest: f32, holder: &[(u8, Option<u16>)]) -> f32 {
        let record = self.gazetteer.record(posting.record());
        let mut score = match record.level {
            Level::Country => 12.0,
            Level::Area => 9.5,
            Level::Admin1 => 8.0,
            Level::Admin2 => 4.0 + (f32::from(record.size) - 10.0).clamp(0.0, 12.0) * 0.12,
            // The cities that the whole world knows need no support by the text.
            Level::City => 0.45 * f32::from(record.size) + 0.8 * (f32::from(record.size) - 19.0).max(0.0),
        };
        score -= if posting.alternate() { 0.8 } else { 0.0 };
        let Some(country) = record.country else { return score };
        score += 6.0 * (self.support[usize::from(country)] / strongest).sqrt();
        if record.level > Level::Country {
            let held = |(own, unit): &(u8, Option<u16>)| {
                *own == country && (unit.is_none() || (*unit == record.unit && record.level > Level::Admin1))
            };
            score += if holder.iter().any(held) { 7.0 } else { 0.0 };
        }
        score += self.hinted(country, record.unit);
        score + self.company(mention, record.point, record.unit)
    }

    fn hinted(&self, country: u8, unit: Option<u16>) -> f32 {
        let mut score = if self.hints.source_country == Some(country) { 2.0 } else { 0.0 };
        if let Some((stated, stated_unit)) = self.hints.stated {
            score += if stated == country { 3.0 } else { 0.0 };
            score += if stated == country && stated_unit.is_some() && stated_unit == unit { 3.0 } else { 0.0 };
        }
        let speaks = |language: &String| language == self.hints.language;
        if self.hints.language != "en" && self.gazetteer.countries[usize::from(country)].languages.iter().any(speaks) {
            score += 1.0;
        }
        score
    }

    /// Other places of the text that lie near.
    fn company(&self, mention: &Mention, point: Option<(f64, f64)>, unit: Option<u16>) -> f32 {
        let mut score = 0.0;
        for other in self.companions.iter().filter(|other| other.value != mention.hit.value) {
            if unit.is_some() && other.unit == unit {
                score += 1.0 * other.margin;
            } else if let (Some(a), Some(b)) = (point, other.point)
                && (a.0 - b.0).abs() < 3.0
                && kilometres(a, b) < NEAR_KM
            {
                score += 0.6 * other.margin;
            }
        }
        score.min(4.0)
    }
}
