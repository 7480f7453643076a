//! Words of a text in any script.

use super::letters::{Class, Folding, LOWER_CASE};

/// Calls `each` with every word in lower case. In scripts written without spaces every character is a word.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let lower_case: &Folding = &LOWER_CASE;
    let mut word = String::new();
    for letter in text.chars() {
        let in_word = Class::of(letter).is_alphanumeric();
        if in_word && !is_unspaced(letter) {
            lower_case.each(letter, |letter| word.push(letter));
            continue;
        }
        if !word.is_empty() {
            each(&word);
            word.clear();
        }
        if in_word {
            each(letter.encode_utf8(&mut [0; 4]));
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// Thai, Lao, Tibetan, Burmese, Khmer, Kana and Han.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{0E00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
