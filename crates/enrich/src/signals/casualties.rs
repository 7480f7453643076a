//! How many people were killed and injured, as the report says: a range, unverified, never summed.

use super::matching::{Hit, Scan};
use super::numbers::{Number, NumberWords};
use super::rules::{ClassId, Lexicon};
use domain::{Casualties, Count};
use std::ops::Range;

/// Tokens between a number and the word that says what happened, at most.
const REACH: usize = 9;
/// Tokens behind a number in which its people are named.
const NOUN_REACH: usize = 3;
/// What speaks for a number: a step away, right beside the word, its people are victims, its people are the attackers, it
/// counts nobody; it is a total whose parts follow; it is a one that may be an article.
const STEP: f32 = -0.3;
const BESIDE: f32 = 1.0;
const VICTIMS: f32 = 1.0;
const ATTACKERS: f32 = -0.5;
const NOBODY: f32 = -0.9;
const TOTAL: f32 = 1.0;
const ARTICLE: f32 = -1.0;

/// The words that are looked at, by their classes.
struct Classes {
    killed: Vec<ClassId>,
    injured: Vec<ClassId>,
    victims: Vec<ClassId>,
    attackers: Vec<ClassId>,
}

impl Classes {
    fn of(lexicon: &Lexicon) -> Self {
        let classes = |names: &[&str]| names.iter().filter_map(|name| lexicon.class(name)).collect();
        Self {
            killed: classes(&["kill", "murder", "killed", "slay", "shoot", "found_dead"]),
            injured: classes(&["wound"]),
            victims: classes(&["civilian", "crowd", "army", "police", "victim"]),
            attackers: classes(&["militant"]),
        }
    }
}

/// A sentence in which a signal that counts was found.
pub(super) struct Passage<'a> {
    pub text: &'a str,
    pub scan: &'a Scan,
    /// Number of the sentence.
    pub sentence: usize,
}

/// Reads the first numbers of killed and injured in the passages, which stand in the order of the text.
pub(super) fn read<'a>(
    lexicon: &Lexicon,
    words: &NumberWords,
    passages: impl Iterator<Item = Passage<'a>>,
) -> Casualties {
    let classes = Classes::of(lexicon);
    let mut casualties = Casualties::default();
    for passage in passages {
        let sentence = &passage.scan.tokens.sentences[passage.sentence];
        let hits = &passage.scan.hits[passage.scan.by_sentence[passage.sentence].clone()];
        let tells = |of: &[ClassId]| hits.iter().any(|hit| of.contains(&hit.class));
        if !tells(&classes.killed) && !tells(&classes.injured) {
            continue;
        }
        let numbers = words.find(passage.text, &passage.scan.tokens, sentence);
        let [killed, injured] = pair(&classes, hits, &numbers);
        casualties.killed = casualties.killed.or(killed);
        casualties.injured = casualties.injured.or(injured);
        if casualties.killed.is_some() && casualties.injured.is_some() {
            break;
        }
    }
    casualties
}

/// The best numbers for both words; no number serves twice.
fn pair(classes: &Classes, hits: &[Hit], numbers: &[Number]) -> [Option<Count>; 2] {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (kind, of) in [&classes.killed, &classes.injured].into_iter().enumerate() {
        for hit in hits.iter().filter(|hit| of.contains(&hit.class)) {
            let scored = numbers
                .iter()
                .enumerate()
                .filter_map(|(at, number)| Some((worth(classes, hits, number, hit, numbers)?, kind, at)));
            pairs.extend(scored);
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut counts = [None; 2];
    let mut used = Vec::new();
    for (_, kind, at) in pairs {
        if counts[kind].is_none() && !used.contains(&at) {
            counts[kind] = Some(numbers[at].count);
            used.push(at);
        }
    }
    counts
}

/// How well a number goes with a word; `None` where it stands too far away, or another word of harm in between.
fn worth(classes: &Classes, hits: &[Hit], number: &Number, hit: &Hit, numbers: &[Number]) -> Option<f32> {
    let (own, word) = (&number.span, hit.start as usize..hit.end as usize);
    let between = if own.end <= word.start { own.end..word.start } else { word.end.min(own.start)..own.start };
    if between.len() > REACH {
        return None;
    }
    let inside = |range: &Range<usize>, of: &[ClassId]| {
        hits.iter().any(|hit| of.contains(&hit.class) && range.contains(&(hit.start as usize)))
    };
    let people = own.end..own.end + NOUN_REACH;
    let (victims, attackers) = (inside(&people, &classes.victims), inside(&people, &classes.attackers));
    // "killed civilians in Kano on 12 March": behind the word a number that counts nobody belongs to something else.
    if !victims && !attackers && own.start >= word.end && between.len() > 1 {
        return None;
    }
    let mut worth = STEP * between.len() as f32;
    worth += if between.is_empty() { BESIDE } else { 0.0 };
    worth += if victims { VICTIMS } else { 0.0 };
    worth += if attackers { ATTACKERS } else { 0.0 };
    // "two days of clashes": a number of neither people nor deeds.
    worth += if !victims && !attackers && !between.is_empty() { NOBODY } else { 0.0 };
    worth += if number.count.high == Some(1) { ARTICLE } else { 0.0 };
    // "12 people, among them three children": the parts of a total stand behind it.
    let smaller = |other: &Number| {
        other.count.high.zip(number.count.low.or(number.count.high)).is_some_and(|(part, total)| part < total)
    };
    let parts = numbers.iter().any(|other| between.contains(&other.span.start) && smaller(other));
    worth += if parts && own.end <= word.start { TOTAL } else { 0.0 };
    let other: Vec<ClassId> = classes.killed.iter().chain(&classes.injured).copied().collect();
    (!inside(&between, &other)).then_some(worth)
}
