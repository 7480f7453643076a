//! Which stretches of a text are names that the gazetteer knows: the longest match over the words, in one walk.

use super::Gazetteer;
use super::cues::Cues;
use super::fold::{Folded, Gap, Token};
use super::layout::{NameKind, doubt};

/// So many bytes may follow a stem within its word ("colombian|os", "россий|ского").
const ENDING_BYTES_MAX: usize = 12;
/// A name of a place takes only an ending of three letters ("Баткен|ской" is in the table, "Баткен|е" is an ending).
const NAME_ENDING_LETTERS_MAX: usize = 3;
/// Particles of Arabic, Amharic and Hebrew that are written together with the next word.
const PROCLITICS: [&str; 16] = ["و", "ب", "ل", "ف", "ك", "በ", "ለ", "ከ", "የ", "ב", "ל", "מ", "ו", "ה", "ש", "כ"];

/// A name that was found, not yet judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// First word.
    pub first: usize,
    /// Last word.
    pub last: usize,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Value in the index of names.
    pub value: u64,
    /// Only a stem of the last word matched.
    pub stem: bool,
}

/// All matches that do not overlap, longest first from the left.
pub(super) fn find(gazetteer: &Gazetteer, cues: &Cues, text: &Folded) -> Vec<Match> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        match longest(gazetteer, cues, text, at) {
            Some(hit) => {
                at = hit.last + 1;
                found.push(hit);
            }
            None => at += 1,
        }
    }
    found
}

fn longest(gazetteer: &Gazetteer, cues: &Cues, text: &Folded, at: usize) -> Option<Match> {
    let token = text.tokens[at];
    let whole = walk(gazetteer, cues, text, at, token.start as usize, token.first);
    if whole.is_some() || token.cased || token.dense {
        return whole;
    }
    let word = text.word(at);
    // "ولاية" is a province, not "and" before a town in Papua New Guinea.
    if cues.knows(word) {
        return None;
    }
    let proclitic = PROCLITICS.iter().find(|letter| word.starts_with(letter.as_bytes()))?;
    let mut skip = proclitic.len();
    let mut letters = 1;
    if word[skip..].starts_with("ال".as_bytes()) {
        skip += 4;
    } else if word.starts_with("وب".as_bytes()) && word[skip + 2..].starts_with("ال".as_bytes()) {
        skip += 6;
        letters = 2;
    } else if word.starts_with("لل".as_bytes()) {
        skip += 2;
    }
    (word.len() >= skip + 6)
        .then(|| walk(gazetteer, cues, text, at, token.start as usize + skip, token.first + letters))?
}

/// Walks the index from byte `from` and keeps the longest name that ends with a word, else the longest stem.
fn walk(gazetteer: &Gazetteer, cues: &Cues, text: &Folded, first: usize, from: usize, start: u32) -> Option<Match> {
    let index = &gazetteer.names;
    let opening = gazetteer.opening(&text.bytes[from..])?;
    let (mut node, mut output) = (index.node(opening.address), opening.output);
    let mut last = first;
    let mut best: Option<Match> = None;
    let mut position = from + 2;
    loop {
        while last + 1 < text.tokens.len() && position > text.tokens[last].end as usize {
            last += 1;
        }
        if node.is_final() {
            let value = output.cat(node.final_output()).value();
            let end = text.tokens[last];
            if let Some(hit) = accept(gazetteer, cues, text, &end, position, value) {
                let new = Match { first, last, start, end: end.last, value, stem: hit == Hit::Stem };
                // A stem inside the first word does not push out a name that ended with a whole word.
                if hit == Hit::Whole || best.is_none_or(|old| old.stem || old.last < last) {
                    best = Some(new);
                }
            }
        }
        let Some(step) = text.bytes.get(position).and_then(|byte| node.find_input(*byte)) else { break };
        let transition = node.transition(step);
        output = output.cat(transition.out);
        node = index.node(transition.addr);
        position += 1;
    }
    best.filter(|hit| plausible(text, hit))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hit {
    Whole,
    Stem,
}

fn accept(gazetteer: &Gazetteer, cues: &Cues, text: &Folded, end: &Token, position: usize, value: u64) -> Option<Hit> {
    let rest = (end.end as usize).checked_sub(position)?;
    let meanings = gazetteer.meanings(value);
    if meanings.is_empty() {
        return None;
    }
    if rest == 0 {
        return Some(Hit::Whole);
    }
    let ending = &text.bytes[position..end.end as usize];
    if !end.dense && cues.ends(ending) {
        return Some(Hit::Whole);
    }
    if rest > ENDING_BYTES_MAX || end.dense || ending.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let fits = |kind| kind == NameKind::Demonym || letters(ending) <= NAME_ENDING_LETTERS_MAX;
    meanings.iter().any(|posting| posting.stem() && fits(posting.kind())).then_some(Hit::Stem)
}

/// Names that a capital or their length rules out before any closer look.
fn plausible(text: &Folded, hit: &Match) -> bool {
    let (first, last) = (&text.tokens[hit.first], &text.tokens[hit.last]);
    if first.dense {
        return hit.last > hit.first;
    }
    let letters = (hit.end - hit.start) as usize;
    // Two words with an apostrophe between them are one name only as a whole: "l'Est" holds "Est", not "lest".
    if hit.first == hit.last && letters < 2 {
        return false;
    }
    // The remnant after an apostrophe ("Kenya's") is no name.
    !(first.gap == Gap::Joined && hit.first == hit.last && last.last - last.first < 3)
}

/// Bits of [`doubt`] that concern a match.
pub(super) fn doubts(gazetteer: &Gazetteer, hit: &Match) -> u32 {
    let meanings = gazetteer.meanings(hit.value);
    if hit.stem { meanings.doubt & !doubt::GIVEN } else { meanings.doubt }
}

fn letters(folded: &[u8]) -> usize {
    folded.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}
