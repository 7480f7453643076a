//! The language model: for each n-gram, how much it speaks for each language.
//!
//! Naive Bayes over the n-grams of a text. A value is `ln P(n-gram | language)` above a floor, weighted by the length of
//! the n-gram, in eighths; a language that is not listed with an n-gram stands at the floor.
//!
//! File, little endian: `ALMLANG1`, number of languages (u16), their codes (3 bytes each), number of rows (u32), then for
//! each row in the order of keys: key (u32), number of entries (u8), entries of language (u8) and value (u8).

use super::features::each_key;

/// Steps of a value in one unit of the natural logarithm.
pub const STEPS: f32 = 8.0;

/// First bytes of the file.
pub const MAGIC: &[u8; 8] = b"ALMLANG1";

/// The model is not what this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the language model is damaged; build it anew with scripts/build-language-model")]
pub struct Damaged;

/// A row of so many languages is spread out when the model is read: adding all languages at once is then cheaper than
/// adding them one by one.
const WIDE_FROM: usize = 24;

/// Marks the number of a spread-out row.
const WIDE: u32 = 1 << 31;

/// Keys looked up together.
const AT_ONCE: usize = 32;

/// The model in memory: the file, and a table from keys to rows.
#[derive(Debug)]
pub struct Model {
    bytes: &'static [u8],
    codes: Vec<&'static str>,
    /// Open addressing: key and position of the row, or number of the spread-out row; 0 where empty.
    table: Vec<(u32, u32)>,
    /// One value for each language, row by row.
    wide: Vec<u8>,
}

/// What the words of a text said so far.
#[derive(Clone, Debug)]
pub struct Evidence {
    sums: Vec<u32>,
    /// n-grams that the model knows.
    pub known: u32,
    /// All n-grams, known or not.
    pub heard: u32,
}

impl Evidence {
    /// One score for each language, in natural logarithms.
    pub fn scores(&self) -> impl Iterator<Item = f32> + '_ {
        self.sums.iter().map(|sum| *sum as f32 / STEPS)
    }

    /// The score of one language, in natural logarithms.
    pub fn score(&self, language: usize) -> f32 {
        self.sums.get(language).copied().unwrap_or_default() as f32 / STEPS
    }

    /// Mean score of an n-gram in one language.
    pub fn mean(&self, language: usize) -> f32 {
        self.score(language) / self.heard.max(1) as f32
    }
}

impl Model {
    /// Reads a model.
    pub fn load(bytes: &'static [u8]) -> Result<Self, Damaged> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Damaged)?;
        let (count, rest) = rest.split_first_chunk::<2>().ok_or(Damaged)?;
        let (names, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*count)) * 3).ok_or(Damaged)?;
        let codes = names
            .chunks(3)
            .map(|code| std::str::from_utf8(code).map_err(|_| Damaged))
            .collect::<Result<Vec<_>, _>>()?;
        let (rows, _) = rest.split_first_chunk::<4>().ok_or(Damaged)?;
        let rows = u32::from_le_bytes(*rows) as usize;
        let table = vec![(0, 0); (rows.min(bytes.len()) * 2).next_power_of_two()];
        let mut model = Self { bytes, codes, table, wide: Vec::new() };
        let mut at = MAGIC.len() + 2 + names.len() + 4;
        for _ in 0..rows {
            let row = bytes.get(at..at + 5).ok_or(Damaged)?;
            let (key, next) = (u32::from_le_bytes([row[0], row[1], row[2], row[3]]), at + 5 + 2 * usize::from(row[4]));
            let entries = bytes.get(at + 5..next).ok_or(Damaged)?;
            if entries.chunks_exact(2).any(|entry| usize::from(entry[0]) >= model.codes.len()) {
                return Err(Damaged);
            }
            model.insert(key, at + 4, entries)?;
            at = next;
        }
        if at == bytes.len() { Ok(model) } else { Err(Damaged) }
    }

    fn insert(&mut self, key: u32, row: usize, entries: &[u8]) -> Result<(), Damaged> {
        let place = if entries.len() >= 2 * WIDE_FROM {
            let from = self.wide.len();
            self.wide.resize(from + self.codes.len(), 0);
            entries.chunks_exact(2).for_each(|entry| self.wide[from + usize::from(entry[0])] = entry[1]);
            WIDE | (from / self.codes.len()) as u32
        } else {
            u32::try_from(row).ok().filter(|row| row & WIDE == 0).ok_or(Damaged)?
        };
        let mask = self.table.len() - 1;
        let mut slot = key as usize & mask;
        while self.table[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = (key, place);
        Ok(())
    }

    /// Pairs of language and value of a row.
    fn entries(&self, row: u32) -> &[u8] {
        let row = row as usize;
        &self.bytes[row + 1..row + 1 + 2 * usize::from(self.bytes[row])]
    }

    /// Codes of the languages, in the order of scores.
    pub fn codes(&self) -> &[&'static str] {
        &self.codes
    }

    /// Nothing said yet.
    pub fn silence(&self) -> Evidence {
        Evidence { sums: vec![0; self.codes.len()], known: 0, heard: 0 }
    }

    /// Adds what the n-grams of a word and the word itself say.
    pub fn hear(&self, word: &str, evidence: &mut Evidence) {
        // The table is larger than the caches near the processor: it fetches many rows at once when their places are
        // read before anything is decided by them.
        let mut found = [(0u32, (0u32, 0u32)); AT_ONCE];
        let mut count = 0;
        let mask = self.table.len() - 1;
        each_key(word, |key| {
            evidence.heard += 1;
            found[count] = (key, self.table[key as usize & mask]);
            count += 1;
            if count == AT_ONCE {
                self.add(&found, evidence);
                count = 0;
            }
        });
        self.add(&found[..count], evidence);
    }

    /// Adds rows: each key, with what stands at its first place in the table.
    fn add(&self, found: &[(u32, (u32, u32))], evidence: &mut Evidence) {
        for (key, first) in found {
            let Some(place) = self.place(*key, *first) else { continue };
            evidence.known += 1;
            if place & WIDE == 0 {
                for entry in self.entries(place).chunks_exact(2) {
                    evidence.sums[usize::from(entry[0])] += u32::from(entry[1]);
                }
            } else {
                let from = (place & !WIDE) as usize * self.codes.len();
                let row = &self.wide[from..from + self.codes.len()];
                evidence.sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
            }
        }
    }

    fn place(&self, key: u32, first: (u32, u32)) -> Option<u32> {
        let mask = self.table.len() - 1;
        let (mut slot, mut entry) = (key as usize & mask, first);
        loop {
            match entry {
                (_, 0) => return None,
                (known, place) if known == key => return Some(place),
                _ => {
                    slot = (slot + 1) & mask;
                    entry = self.table[slot];
                }
            }
        }
    }
}
