//! Hits of word classes in a text, and patterns over the hits of one sentence.

use super::rules::{ClassId, Lexicon, Pattern};
use super::token::Tokens;
use super::vocabulary::WordId;
use std::ops::Range;

/// Matches of one pattern in one sentence that are kept: the first may be negated, the next asserted.
const MATCHES_MAX: usize = 6;
/// Bytes that must remain after a clitic is taken off, so that short words stay whole.
const CLITIC_REST_BYTES_MIN: usize = 6;

/// A word class found at tokens `start..end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub class: ClassId,
    pub phrase: u32,
    pub start: u32,
    pub end: u32,
}

/// A text with its hits.
#[derive(Debug)]
pub(super) struct Scan {
    pub tokens: Tokens,
    /// In order of their first token.
    pub hits: Vec<Hit>,
    /// The hits of each sentence, as ranges of `hits`.
    pub by_sentence: Vec<Range<usize>>,
}

/// The hits that make up one match of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub parts: Vec<Hit>,
}

impl Match {
    /// First token and one past the last.
    pub fn span(&self) -> Range<usize> {
        let start = self.parts.iter().map(|hit| hit.start).min().unwrap_or(0);
        let end = self.parts.iter().map(|hit| hit.end).max().unwrap_or(0);
        start as usize..end as usize
    }
}

/// Finds every word class in a text.
pub(super) fn scan(lexicon: &Lexicon, text: &str) -> Scan {
    let tokens = Tokens::read(text);
    let (words, at) = words_of(lexicon, &tokens);
    let mut hits = Vec::new();
    let mut by_sentence = Vec::with_capacity(tokens.sentences.len());
    for sentence in &tokens.sentences {
        let from = hits.len();
        for position in sentence.clone() {
            hits_at(lexicon, &words, &at, position, sentence.end, &mut hits);
            let folded = tokens.folded(position);
            if let Some(class) = lexicon.number
                && folded.bytes().all(|b| b.is_ascii_digit())
                && year(folded).is_none()
            {
                hits.push(Hit { class, phrase: u32::MAX, start: position as u32, end: position as u32 + 1 });
            }
        }
        drop_ignored(lexicon.ignore, &mut hits, from);
        by_sentence.push(from..hits.len());
    }
    Scan { tokens, hits, by_sentence }
}

/// A year of our time: four digits.
pub(super) fn year(folded: &str) -> Option<i32> {
    folded.parse().ok().filter(|year| folded.len() == 4 && (1900..2100).contains(year))
}

/// The lexicon's words that each token is: one list, and where each token's part of it begins.
fn words_of(lexicon: &Lexicon, tokens: &Tokens) -> (Vec<WordId>, Vec<usize>) {
    let mut words = Vec::new();
    let mut at = Vec::with_capacity(tokens.tokens.len() + 1);
    let mut offsets = Vec::new();
    for position in 0..tokens.tokens.len() {
        at.push(words.len());
        let folded = tokens.folded(position);
        offsets.clear();
        offsets.push(0);
        for layer in &lexicon.clitics {
            for known in 0..offsets.len() {
                let rest = &folded[offsets[known]..];
                for clitic in layer {
                    if rest.starts_with(clitic.as_str()) && rest.len() >= clitic.len() + CLITIC_REST_BYTES_MIN {
                        offsets.push(offsets[known] + clitic.len());
                    }
                }
            }
        }
        for &offset in &offsets {
            lexicon.vocabulary.look_up(&folded.as_bytes()[offset..], |id| words.push(id));
        }
    }
    at.push(words.len());
    (words, at)
}

fn hits_at(
    lexicon: &Lexicon,
    words: &[WordId],
    at: &[usize],
    position: usize,
    sentence_end: usize,
    hits: &mut Vec<Hit>,
) {
    for &word in &words[at[position]..at[position + 1]] {
        for phrase in lexicon.phrases.get(word as usize).map(Vec::as_slice).unwrap_or_default() {
            let end = position + 1 + phrase.rest.len();
            let rest_stands = end <= sentence_end
                && phrase
                    .rest
                    .iter()
                    .zip(position + 1..)
                    .all(|(next, token)| words[at[token]..at[token + 1]].contains(next));
            if rest_stands {
                for &class in &phrase.classes {
                    hits.push(Hit { class, phrase: phrase.id, start: position as u32, end: end as u32 });
                }
            }
        }
    }
}

/// Takes out what an ignored phrase covers, from hit `from` on.
fn drop_ignored(ignore: ClassId, hits: &mut Vec<Hit>, from: usize) {
    let covered: Vec<Range<u32>> =
        hits[from..].iter().filter(|hit| hit.class == ignore).map(|hit| hit.start..hit.end).collect();
    if covered.is_empty() {
        return;
    }
    let mut position = 0;
    hits.retain(|hit| {
        position += 1;
        position <= from || !covered.iter().any(|range| hit.start < range.end && range.start < hit.end)
    });
}

/// Every match of a pattern in the hits of one sentence, up to a bound.
pub(super) fn matches(pattern: &Pattern, hits: &[Hit]) -> Vec<Match> {
    let mut found = Vec::new();
    if hits.iter().any(|hit| pattern.unless.contains(&hit.class)) {
        return found;
    }
    for first in hits.iter().filter(|hit| pattern.slots[0].contains(&hit.class)) {
        let mut parts = vec![*first];
        if fill(pattern, hits, &mut parts) {
            found.push(Match { parts });
            if found.len() >= MATCHES_MAX {
                break;
            }
        }
    }
    found
}

/// Fills the slots after those already filled; leaves `parts` as it was when that fails.
fn fill(pattern: &Pattern, hits: &[Hit], parts: &mut Vec<Hit>) -> bool {
    let Some(slot) = pattern.slots.get(parts.len()) else { return true };
    for hit in hits.iter().filter(|hit| slot.contains(&hit.class)) {
        let apart = parts.iter().all(|part| hit.start >= part.end || part.start >= hit.end);
        let in_order = !pattern.ordered || parts.last().is_none_or(|part| hit.start >= part.end);
        let from = parts.iter().map(|part| part.start).min().unwrap_or(hit.start).min(hit.start);
        let to = parts.iter().map(|part| part.end).max().unwrap_or(hit.end).max(hit.end);
        if apart && in_order && (to - from) as usize <= pattern.window {
            parts.push(*hit);
            if fill(pattern, hits, parts) {
                return true;
            }
            parts.pop();
        }
    }
    false
}
