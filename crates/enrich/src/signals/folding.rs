//! One letter for all the ways in which it is written.

use crate::text::letters::{Folding, ascii_digit, combining_class};
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use std::sync::LazyLock;

/// Lower case; accents, nukta and hamza off; alef, ya, kaf, ha and ta marbuta as one letter each, however the keyboard of the language
/// writes them; hooked letters of Hausa and letters of one sound in Amharic as one; digits as 0 to 9.
pub(super) static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
    Folding::new(|c, put| {
        for lower in c.to_lowercase() {
            base_letter(lower, &mut |base| match base {
                'ى' | 'ی' => put('ي'),
                'ک' => put('ك'),
                'ة' | 'ہ' | 'ھ' | 'ە' => put('ه'),
                'ٱ' => put('ا'),
                'ɓ' => put('b'),
                'ɗ' => put('d'),
                'ƙ' => put('k'),
                'ƴ' => put('y'),
                'ँ' => put('ं'),
                'ሀ'..='ፆ' => put(ethiopic(base)),
                'ß' => "ss".chars().for_each(&mut *put),
                base => {
                    if let Some(digit) = ascii_digit(base) {
                        put(digit);
                    } else if !is_transparent(base) && !is_dropped(base) {
                        put(base);
                    }
                }
            });
        }
    })
});

/// Amharic writes one sound with several letters, and newsrooms differ: each row of seven stands for the first that has its sound.
fn ethiopic(letter: char) -> char {
    const ROWS: [(char, char); 5] = [('ሐ', 'ሀ'), ('ኀ', 'ሀ'), ('ሠ', 'ሰ'), ('ዐ', 'አ'), ('ፀ', 'ጸ')];
    const ROW_LETTERS: u32 = 7;
    let beside = |row: char| (letter as u32).checked_sub(row as u32).filter(|offset| *offset < ROW_LETTERS);
    let common = ROWS.iter().find_map(|(row, common)| char::from_u32(*common as u32 + beside(*row)?)).unwrap_or(letter);
    if common == 'ሃ' { 'ሀ' } else { common }
}

/// Nuktas and marks of voicing, which some write and others do not.
fn is_dropped(c: char) -> bool {
    c >= '\u{93C}' && matches!(combining_class(c), 7 | 8)
}

/// The letter under its accents. Hangul syllables stay whole, as their parts are letters, not accents; so do the parts of
/// Indic vowels.
fn base_letter(c: char, put: &mut dyn FnMut(char)) {
    const NFD: CanonicalDecompositionBorrowed<'static> = CanonicalDecompositionBorrowed::new();
    if ('\u{AC00}'..='\u{D7A3}').contains(&c) {
        return put(c);
    }
    match NFD.decompose(c) {
        Decomposed::Default => put(c),
        Decomposed::Singleton(other) => put(other),
        // Some letters carry two accents (Vietnamese): take the base of the base.
        Decomposed::Expansion(base, mark) => {
            base_letter(base, put);
            if matches!(combining_class(mark), 0 | 9) {
                put(mark);
            }
        }
    }
}

/// Marks that belong to the word before them and say nothing to us: accents, vowel points of Arabic and Hebrew, joiners,
/// tatweel.
pub(super) fn is_transparent(c: char) -> bool {
    c >= '\u{ad}'
        && matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}'
        | '\u{5C5}' | '\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}'
        | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{AD}' | '\u{640}')
}
