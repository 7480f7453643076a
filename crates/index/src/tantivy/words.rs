//! The words of a text and their stems, made ready for the engine and remembered.
//!
//! Most words of a text have been seen before, exactly as they are typed. What becomes of them is kept joined already,
//! beside the word and without a piece of memory of its own, so that a known word costs one look and two copies.

use super::joined;
use crate::stem;
use crate::tokenize::{Gather, Part, gather, token};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// Bytes of words kept at most, with what becomes of them; the cache starts anew beyond. About 200,000 words.
const KEPT_BYTES_MAX: usize = 6_000_000;
/// Longer words are rare, and kept by nobody.
const WORD_BYTES_MAX: usize = 64;

/// Remembers words by language, as they are typed.
#[derive(Default)]
pub(super) struct WordCache {
    by_language: HashMap<&'static str, Known>,
    kept_bytes: usize,
    /// What becomes of one word; kept for its memory.
    ready: Ready,
}

/// Words of one language. Each is written into `bytes` as it is typed, then as the engine wants it, then its stems.
#[derive(Default)]
struct Known {
    table: HashTable<Entry>,
    hasher: DefaultHashBuilder,
    bytes: String,
}

/// Where a word and what becomes of it end in the bytes of its language. No word becomes longer than a few hundred.
#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    typed: u16,
    exact: u16,
    stems: u16,
}

impl Entry {
    fn typed(self, bytes: &str) -> &str {
        let start = self.start as usize;
        bytes.get(start..start + usize::from(self.typed)).unwrap_or_default()
    }

    fn exact(self, bytes: &str) -> &str {
        let start = self.start as usize + usize::from(self.typed);
        bytes.get(start..start + usize::from(self.exact)).unwrap_or_default()
    }

    fn stems(self, bytes: &str) -> &str {
        let start = self.start as usize + usize::from(self.typed) + usize::from(self.exact);
        bytes.get(start..start + usize::from(self.stems)).unwrap_or_default()
    }
}

/// A word as the engine wants it, joined; both empty when it is none.
#[derive(Default)]
struct Ready {
    exact: String,
    stems: String,
}

impl WordCache {
    /// Adds the words of a text as they stand, and their stems, joined. A word that is its own stem is not among the
    /// stems ([`stem::is_own`]). Where a word has no stem its place is not kept: nothing asks for the places of stems.
    pub(super) fn add(&mut self, text: &str, lang: &str, exact: &mut String, stems: &mut String) {
        if self.kept_bytes >= KEPT_BYTES_MAX {
            *self = Self::default();
        }
        let lang = stem::stemmed(lang).unwrap_or("");
        let known = self.by_language.entry(lang).or_default();
        let before = known.bytes.len();
        let mut gathered = Gathered { lang, known, ready: &mut self.ready, exact, stems };
        gather(text, &mut gathered);
        self.kept_bytes += known.bytes.len() - before;
    }
}

impl Known {
    fn find(&self, hash: u64, typed: &str) -> Option<Entry> {
        self.table.find(hash, |entry| entry.typed(&self.bytes) == typed).copied()
    }

    fn insert(&mut self, hash: u64, typed: &str, ready: &Ready) {
        let length = |text: &str| u16::try_from(text.len()).ok();
        let (Some(exact), Some(stems)) = (length(&ready.exact), length(&ready.stems)) else { return };
        let (Some(typed_bytes), Ok(start)) = (length(typed), u32::try_from(self.bytes.len())) else { return };
        [typed, &ready.exact, &ready.stems].into_iter().for_each(|part| self.bytes.push_str(part));
        let entry = Entry { start, typed: typed_bytes, exact, stems };
        let Self { table, hasher, bytes } = self;
        table.insert_unique(hash, entry, |entry| hasher.hash_one(entry.typed(bytes)));
    }
}

struct Gathered<'a> {
    lang: &'static str,
    known: &'a mut Known,
    ready: &'a mut Ready,
    exact: &'a mut String,
    stems: &'a mut String,
}

impl Gather for Gathered<'_> {
    fn take(&mut self, text: &str, start: usize, end: usize, part: Part) -> bool {
        let typed = &text[start..end];
        let hash = self.known.hasher.hash_one(typed);
        // A first part is written otherwise than the same letters elsewhere.
        let is_kept = part != Part::First && typed.len() <= WORD_BYTES_MAX;
        if is_kept && let Some(entry) = self.known.find(hash, typed) {
            let bytes = &self.known.bytes;
            self.exact.push_str(entry.exact(bytes));
            if entry.stems > 0 {
                self.stems.push_str(entry.stems(bytes));
            }
            return entry.exact > 0;
        }
        self.ready.make(text, start, end, part, self.lang);
        self.exact.push_str(&self.ready.exact);
        self.stems.push_str(&self.ready.stems);
        if is_kept {
            self.known.insert(hash, typed, self.ready);
        }
        !self.ready.exact.is_empty()
    }
}

impl Ready {
    fn make(&mut self, text: &str, start: usize, end: usize, part: Part, lang: &str) {
        self.exact.clear();
        self.stems.clear();
        let Some(token) = token(text, start, end) else { return };
        if part == Part::First {
            joined::after(&mut self.exact, &first_part(&token.folded));
            joined::beside(&mut self.exact, &token.folded);
        } else {
            joined::after(&mut self.exact, &token.folded);
        }
        for stem in stem::stems(lang, &token) {
            if stem::bare(&stem) != &*token.folded || !stem::is_own(lang, &token.folded) {
                joined::after(&mut self.stems, &stem);
            }
        }
    }
}

/// How the beginning of a word is written beside the part itself, in scripts without spaces.
pub(super) fn first_part(folded: &str) -> String {
    format!("^{folded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(cache: &mut WordCache, text: &str, lang: &str) -> (String, String) {
        let (mut exact, mut stems) = (String::new(), String::new());
        cache.add(text, lang, &mut exact, &mut stems);
        (exact, stems)
    }

    #[test]
    fn a_known_word_becomes_what_an_unknown_one_does() {
        let mut cache = WordCache::default();
        for (lang, text) in [("spa", "Líderes, l'armée: líderes 2026"), ("tha", "ผู้ลี้ภัยหนี ผู้ลี้ภัยหนี"), ("und", "流离 A")]
        {
            let first = words(&mut cache, text, lang);
            assert_eq!(words(&mut cache, text, lang), first);
            assert_eq!(words(&mut WordCache::default(), text, lang), first);
        }
        let (exact, stems) = words(&mut cache, "Tierras", "spa");
        let (mut tierras, mut tierr) = (String::new(), String::new());
        joined::after(&mut tierras, "tierras");
        joined::after(&mut tierr, "spa:tierr");
        assert_eq!((exact, stems), (tierras, tierr));
    }

    #[test]
    fn a_word_that_is_its_own_stem_is_written_once() {
        let mut cache = WordCache::default();
        let (exact, stems) = words(&mut cache, "clash 2026", "eng");
        assert!(exact.contains("clash") && stems.is_empty(), "{stems}");
        assert!(!words(&mut cache, "clashes", "eng").1.is_empty());
    }
}
