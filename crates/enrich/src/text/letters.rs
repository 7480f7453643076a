//! Letters: what a character is and what it is folded to, with the answers for the common scripts at hand. The tables of
//! the standard library are searched for every letter beyond ASCII, which is most of the work on Arabic or Russian.

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::sync::LazyLock;

/// Characters below are looked up: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, the scripts of India, Thai, Lao, Burmese,
/// Georgian, Ethiopic, Khmer.
const NEAR: usize = 0x1800;

const ALPHABETIC: u8 = 1;
const ALPHANUMERIC: u8 = 2;
const UPPER: u8 = 4;
const LOWER: u8 = 8;

static CLASSES: LazyLock<[u8; NEAR]> =
    LazyLock::new(|| std::array::from_fn(|code| char::from_u32(code as u32).map_or(0, classes_of)));

fn classes_of(c: char) -> u8 {
    let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
    bit(c.is_alphabetic(), ALPHABETIC)
        | bit(c.is_alphanumeric(), ALPHANUMERIC)
        | bit(c.is_uppercase(), UPPER)
        | bit(c.is_lowercase(), LOWER)
}

/// What a character is.
#[derive(Clone, Copy)]
pub(crate) struct Class(u8);

impl Class {
    /// Of a character.
    #[inline]
    pub fn of(c: char) -> Self {
        Self(CLASSES.get(c as usize).copied().unwrap_or_else(|| classes_of(c)))
    }

    /// As [`char::is_alphabetic`].
    pub fn is_alphabetic(self) -> bool {
        self.0 & ALPHABETIC != 0
    }

    /// As [`char::is_alphanumeric`].
    pub fn is_alphanumeric(self) -> bool {
        self.0 & ALPHANUMERIC != 0
    }

    /// As [`char::is_uppercase`].
    pub fn is_upper(self) -> bool {
        self.0 & UPPER != 0
    }

    /// As [`char::is_lowercase`].
    pub fn is_lower(self) -> bool {
        self.0 & LOWER != 0
    }
}

/// Zeros of the scripts that have digits of their own; nine more follow each.
const ZEROS: &str = "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀႐០０";

/// The digit 0 to 9 that a digit of another script is.
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    let value = ZEROS.chars().find_map(|zero| (c as u32).checked_sub(zero as u32).filter(|value| *value < 10));
    value.filter(|_| !c.is_ascii()).and_then(|value| char::from_digit(value, 10))
}

/// A rule that turns one character into others.
type Rule = fn(char, &mut dyn FnMut(char));

/// No character, in a cell.
const NONE: u16 = 0;

/// A cell whose answer does not fit: the rule is asked.
const ASK: u16 = u16::MAX;

/// A rule with its answers for the common scripts: up to two characters each.
pub(crate) struct Folding {
    cells: [[u16; 2]; NEAR],
    rule: Rule,
}

impl Folding {
    /// Asks the rule for every character of the common scripts.
    pub fn new(rule: Rule) -> Self {
        let cell = |c: char| {
            let (mut cell, mut count) = ([NONE; 2], 0);
            rule(c, &mut |folded| {
                let fits = u16::try_from(folded as u32).ok().filter(|code| *code != NONE && *code != ASK);
                if let Some((slot, code)) = cell.get_mut(count).zip(fits) {
                    *slot = code;
                } else {
                    cell[0] = ASK;
                }
                count += 1;
            });
            cell
        };
        Self { cells: std::array::from_fn(|code| char::from_u32(code as u32).map_or([ASK; 2], cell)), rule }
    }

    /// Calls `put` with what the character becomes.
    #[inline]
    pub fn each(&self, c: char, mut put: impl FnMut(char)) {
        match self.cells.get(c as usize) {
            Some(cell) if cell[0] != ASK => {
                for code in cell.iter().filter(|code| **code != NONE) {
                    put(char::from_u32(u32::from(*code)).unwrap_or(c));
                }
            }
            _ => (self.rule)(c, &mut put),
        }
    }
}

/// Lower case.
pub(crate) static LOWER_CASE: LazyLock<Folding> =
    LazyLock::new(|| Folding::new(|c, put| c.to_lowercase().for_each(put)));

/// Unicode's canonical combining class: 7 for nuktas, 8 for voicing marks, 9 for viramas, 0 for all but marks.
pub(crate) fn combining_class(c: char) -> u8 {
    const CLASSES: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();
    CLASSES.get_u8(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_hand_is_what_the_standard_library_says() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            let class = Class::of(c);
            assert_eq!(
                (class.is_alphabetic(), class.is_alphanumeric()),
                (c.is_alphabetic(), c.is_alphanumeric()),
                "{c}"
            );
            assert_eq!((class.is_upper(), class.is_lower()), (c.is_uppercase(), c.is_lowercase()), "{c}");
            let mut lower = String::new();
            LOWER_CASE.each(c, |letter| lower.push(letter));
            assert_eq!(lower, c.to_lowercase().to_string(), "{c:?}");
        }
    }
}
