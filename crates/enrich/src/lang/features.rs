//! What of a text is looked up in the model: n-grams of letters inside words, and whole words.

use crate::text::letters::{Class, Folding, LOWER_CASE};
use std::ops::ControlFlow;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Letters of the longest n-gram.
pub const ORDER_MAX: usize = 5;

/// Words hash apart from n-grams of the same letters.
const WORD_SEED: u64 = 0x0057_4f52_4453;

/// Key of an n-gram, in UTF-8.
pub fn ngram_key(ngram: &str) -> u32 {
    (xxh3_64(ngram.as_bytes()) >> 32) as u32
}

/// Key of a whole word, in UTF-8, lower case.
pub fn word_key(word: &str) -> u32 {
    (xxh3_64_with_seed(word.as_bytes(), WORD_SEED) >> 32) as u32
}

/// Calls `each` with every word of a text: runs of letters in lower case, combining tone marks left out, as the
/// same language is written with and without them; and whether it is likely a name, which may be in any language. `each` says
/// whether to go on.
pub fn each_word(text: &str, mut each: impl FnMut(&str, bool) -> ControlFlow<()>) {
    let lower_case: &Folding = &LOWER_CASE;
    let mut word = String::with_capacity(64);
    let (mut opens, mut name, mut after_small) = (true, false, false);
    for letter in text.chars() {
        let class = Class::of(letter);
        if class.is_alphabetic() || is_joiner(letter) {
            // "kuMaseru": a prefix of the language, and a name.
            let parted = after_small && class.is_upper();
            if parted && each(&word, name).is_break() {
                return;
            }
            if parted || word.is_empty() {
                name = class.is_upper() && (parted || !opens);
                opens = false;
                word.clear();
            }
            after_small = class.is_lower();
            lower_case.each(letter, |letter| {
                if !is_mark(letter) {
                    word.push(letter);
                }
            });
        } else if !is_mark(letter) {
            if !word.is_empty() && each(&word, name).is_break() {
                return;
            }
            word.clear();
            after_small = false;
            opens |= matches!(letter, '.' | '!' | '?' | ':' | '\n');
        }
    }
    if !word.is_empty() {
        let _ = each(&word, name);
    }
}

/// Calls `each` with the keys of all n-grams of a word and of the word itself.
pub fn each_key(word: &str, mut each: impl FnMut(u32)) {
    let mut starts = [0usize; ORDER_MAX];
    let mut count = 0;
    for (at, letter) in word.char_indices() {
        starts.rotate_right(1);
        starts[0] = at;
        count += 1;
        let end = at + letter.len_utf8();
        for start in &starts[..count.min(ORDER_MAX)] {
            each(ngram_key(&word[*start..end]));
        }
    }
    each(word_key(word));
}

/// Combining marks of Latin: tones.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Signs inside words of Indic scripts and Arabic that are no letters by class.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{200c}' | '\u{64b}'..='\u{652}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_runs_of_letters_without_tone_marks() {
        let mut words = Vec::new();
        each_word("Ìjọba o\u{323}\u{301} 24 mu'Uburundi. The kuMaseru", |word, name| {
            words.push((word.to_owned(), name));
            ControlFlow::Continue(())
        });
        let expected = [
            ("ìjọba", false),
            ("o", false),
            ("mu", false),
            ("uburundi", true),
            ("the", false),
            ("ku", false),
            ("maseru", true),
        ];
        assert_eq!(words, expected.map(|(word, name)| (word.to_owned(), name)));
    }

    #[test]
    fn a_word_has_all_its_ngrams_and_itself() {
        let mut count = 0;
        each_key("abcdef", |_| count += 1);
        assert_eq!(count, 6 + 5 + 4 + 3 + 2 + 1);
    }
}
