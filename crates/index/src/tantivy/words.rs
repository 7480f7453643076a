//! The words of a text and their stems, made ready for the engine and remembered.
//!
//! Most words of a text have been seen before, exactly as they are typed. What becomes of them is kept joined already, so
//! that a known word costs one look and two copies.

use super::joined::Joined;
use crate::stem;
use crate::tokenize::{Gather, Part, gather, token};
use std::collections::HashMap;

/// Words kept at most; the cache starts anew beyond. Estimated at 10 MB, not measured.
const KEPT_MAX: usize = 60_000;
/// Longer ones are rare, and kept by nobody.
const KEPT_BYTES_MAX: usize = 64;

/// Remembers words by language, as they are typed.
#[derive(Default)]
pub(super) struct WordCache {
    by_language: HashMap<&'static str, Known>,
    kept: usize,
}

type Known = HashMap<Box<str>, Ready>;

/// A word as the engine wants it; both empty when it is none.
#[derive(Default)]
struct Ready {
    exact: Joined,
    stems: Joined,
}

impl WordCache {
    /// The words of a text as they stand, and their stems. Where a word has no stem its place is not kept: nothing asks
    /// for the places of stems.
    pub(super) fn words(&mut self, text: &str, lang: &str) -> (Joined, Joined) {
        if self.kept >= KEPT_MAX {
            *self = Self::default();
        }
        let lang = stem::stemmed(lang).unwrap_or("");
        let stems = if lang.is_empty() { 0 } else { text.len() * 2 };
        let mut gathered = Gathered {
            lang,
            known: self.by_language.entry(lang).or_default(),
            exact: Joined::with_capacity(text.len() + text.len() / 4),
            stems: Joined::with_capacity(stems),
        };
        let before = gathered.known.len();
        gather(text, &mut gathered);
        self.kept += gathered.known.len() - before;
        (gathered.exact, gathered.stems)
    }
}

struct Gathered<'a> {
    lang: &'static str,
    known: &'a mut Known,
    exact: Joined,
    stems: Joined,
}

impl Gathered<'_> {
    fn add(&mut self, ready: &Ready) -> bool {
        self.exact.append(&ready.exact);
        self.stems.append(&ready.stems);
        !ready.exact.is_empty()
    }
}

impl Gather for Gathered<'_> {
    fn take(&mut self, text: &str, start: usize, end: usize, part: Part) -> bool {
        let typed = &text[start..end];
        if part == Part::First || typed.len() > KEPT_BYTES_MAX {
            return self.add(&ready(text, start, end, part, self.lang));
        }
        if let Some(ready) = self.known.get(typed) {
            self.exact.append(&ready.exact);
            self.stems.append(&ready.stems);
            return !ready.exact.is_empty();
        }
        let ready = ready(text, start, end, part, self.lang);
        let is_word = self.add(&ready);
        self.known.insert(typed.into(), ready);
        is_word
    }
}

fn ready(text: &str, start: usize, end: usize, part: Part, lang: &str) -> Ready {
    let mut ready = Ready::default();
    let Some(token) = token(text, start, end) else { return ready };
    if part == Part::First {
        ready.exact.after(&first_part(&token.folded));
        ready.exact.beside(&token.folded);
    } else {
        ready.exact.after(&token.folded);
    }
    stem::stems(lang, &token).iter().for_each(|stem| ready.stems.after(stem));
    ready
}

/// How the beginning of a word is written beside the part itself, in scripts without spaces.
pub(super) fn first_part(folded: &str) -> String {
    format!("^{folded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_word_becomes_what_an_unknown_one_does() {
        let mut cache = WordCache::default();
        for (lang, text) in [("spa", "Líderes, l'armée: líderes 2026"), ("tha", "ผู้ลี้ภัยหนี ผู้ลี้ภัยหนี"), ("und", "流离 A")]
        {
            let (exact, stems) = cache.words(text, lang);
            let again = cache.words(text, lang);
            assert_eq!((exact.as_str(), stems.as_str()), (again.0.as_str(), again.1.as_str()));
        }
        let (exact, stems) = cache.words("Tierras", "spa");
        assert_eq!((exact.as_str(), stems.as_str()), ("\u{1f}tierras", "\u{1f}spa:tierr"));
    }
}
