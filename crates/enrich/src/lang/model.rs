//! The language model: for each n-gram, how much it speaks for each language.
//!
//! Naive Bayes over the n-grams of a text. A value is `ln P(n-gram | language)` above a floor, weighted by the length of
//! the n-gram, in eighths; a language that is not listed with an n-gram stands at the floor.
//!
//! File, little endian: `ALMLANG1`, number of languages (u16), their codes (3 bytes each), number of rows (u32), then for
//! each row in the order of keys: key (u32), number of entries (u8), entries of language (u8) and value (u8).

use super::features::{each_key, each_word};

/// Steps of a value in one unit of the natural logarithm.
pub const STEPS: f32 = 8.0;

/// First bytes of the file.
pub const MAGIC: &[u8; 8] = b"ALMLANG1";

/// The model is not what this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the language model is damaged; build it anew with scripts/build-language-model")]
pub struct Damaged;

/// The model in memory: the file, and a table from keys to rows.
#[derive(Debug)]
pub struct Model {
    bytes: &'static [u8],
    codes: Vec<&'static str>,
    /// Open addressing: key and position of the row, 0 where empty.
    table: Vec<(u32, u32)>,
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
        let mut model = Self { bytes, codes, table: vec![(0, 0); (rows.min(bytes.len()) * 2).next_power_of_two()] };
        let mut at = MAGIC.len() + 2 + names.len() + 4;
        for _ in 0..rows {
            let row = bytes.get(at..at + 5).ok_or(Damaged)?;
            model.insert(
                u32::from_le_bytes([row[0], row[1], row[2], row[3]]),
                u32::try_from(at + 4).map_err(|_| Damaged)?,
            );
            at += 5 + 2 * usize::from(row[4]);
        }
        if at == bytes.len() && model.entries_are_known() { Ok(model) } else { Err(Damaged) }
    }

    fn insert(&mut self, key: u32, row: u32) {
        let mask = self.table.len() - 1;
        let mut slot = key as usize & mask;
        while self.table[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = (key, row);
    }

    fn entries_are_known(&self) -> bool {
        self.table
            .iter()
            .filter(|(_, row)| *row != 0)
            .all(|(_, row)| self.entries(*row).chunks_exact(2).all(|entry| usize::from(entry[0]) < self.codes.len()))
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

    /// Adds up what the n-grams of a text say: one score for each language, in natural logarithms, and how many
    /// n-grams were known.
    pub fn score(&self, text: &str) -> (Vec<f32>, u32) {
        let mut sums = vec![0u32; self.codes.len()];
        let mut known = 0;
        let mask = self.table.len() - 1;
        each_word(text, |word| {
            each_key(word, |key| {
                let mut slot = key as usize & mask;
                while self.table[slot].1 != 0 {
                    if self.table[slot].0 == key {
                        known += 1;
                        for entry in self.entries(self.table[slot].1).chunks_exact(2) {
                            sums[usize::from(entry[0])] += u32::from(entry[1]);
                        }
                        break;
                    }
                    slot = (slot + 1) & mask;
                }
            });
        });
        (sums.into_iter().map(|sum| sum as f32 / STEPS).collect(), known)
    }
}
