//! From text to folded tokens and sentences.

use crate::text::letters::{Class, Folding};
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use std::ops::Range;
use std::sync::LazyLock;

/// Tokens read of one text at most: what stands later is background, and the time for one text stays bounded.
const TOKENS_MAX: usize = 4_000;
/// A "sentence" is cut here: some notes come without any punctuation.
const SENTENCE_TOKENS_MAX: usize = 60;
/// A line longer than this is a paragraph of its own; shorter lines are wrapped text.
const WRAPPED_LINE_CHARS_MAX: usize = 100;
/// Bytes of a folded token that are kept: no word of a lexicon is longer.
const TOKEN_BYTES_MAX: usize = 64;

/// One word: where it stands, and its folded form.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Characters (Unicode scalars) in the text.
    pub chars: Range<usize>,
    /// Bytes in the text.
    pub bytes: Range<usize>,
    folded: Range<usize>,
}

/// A text cut into tokens and sentences.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// Sentences as ranges of tokens.
    pub sentences: Vec<Range<usize>>,
    folded: String,
}

impl Tokens {
    /// The folded form of a token: lower case, without accents.
    pub fn folded(&self, position: usize) -> &str {
        &self.folded[self.tokens[position].folded.clone()]
    }

    /// Cuts a text.
    pub fn read(text: &str) -> Self {
        let mut cutter = Cutter::new(text.len());
        for (char_at, (byte_at, c)) in text.char_indices().enumerate() {
            cutter.take(c, char_at, byte_at);
            if cutter.out.tokens.len() >= TOKENS_MAX {
                break;
            }
        }
        cutter.finish()
    }
}

/// Folds one word of a lexicon the way tokens are folded.
pub(super) fn fold(word: &str) -> Vec<String> {
    let tokens = Tokens::read(word);
    (0..tokens.tokens.len()).map(|position| tokens.folded(position).to_owned()).collect()
}

struct Cutter {
    out: Tokens,
    folding: &'static Folding,
    open: Option<(usize, usize, usize)>, // start in characters, bytes, folded bytes
    end: (usize, usize),
    sentence_from: usize,
    stop_seen: bool,
    line_chars: usize,
    line_breaks: usize,
}

impl Cutter {
    fn new(bytes: usize) -> Self {
        let words = (bytes / 5).min(TOKENS_MAX);
        Self {
            out: Tokens {
                tokens: Vec::with_capacity(words),
                sentences: Vec::with_capacity(words / 16),
                folded: String::with_capacity(bytes),
            },
            folding: &FOLDING,
            open: None,
            end: (0, 0),
            sentence_from: 0,
            stop_seen: false,
            line_chars: 0,
            line_breaks: 0,
        }
    }

    fn take(&mut self, c: char, char_at: usize, byte_at: usize) {
        if self.open.is_some() && is_transparent(c) {
            self.end = (char_at + 1, byte_at + c.len_utf8());
            return;
        }
        if Class::of(c).is_alphanumeric() {
            self.start_word(char_at, byte_at);
            if let Some((_, _, from)) = self.open
                && self.out.folded.len() - from < TOKEN_BYTES_MAX
            {
                let folded = &mut self.out.folded;
                self.folding.each(c, |letter| folded.push(letter));
            }
            self.end = (char_at + 1, byte_at + c.len_utf8());
            self.line_chars += 1;
            return;
        }
        self.close_word();
        match c {
            '.' | '!' | '?' | '؟' | '…' | '。' | '۔' | '।' | '።' => self.stop_seen = true,
            '\n' => {
                self.line_breaks += 1;
                if self.line_breaks > 1 || self.line_chars > WRAPPED_LINE_CHARS_MAX {
                    self.close_sentence();
                }
                self.line_chars = 0;
            }
            c if c.is_whitespace() => {
                if self.stop_seen && !self.after_abbreviation() {
                    self.close_sentence();
                }
                self.stop_seen = false;
            }
            _ => {}
        }
        if c != '\n' {
            self.line_chars += 1;
            if !c.is_whitespace() {
                self.line_breaks = 0;
            }
        }
    }

    fn start_word(&mut self, char_at: usize, byte_at: usize) {
        if self.open.is_none() {
            // A full stop inside a word or number ("3.5", "U.S.") ends nothing.
            if self.stop_seen && self.out.tokens.last().is_some_and(|last| last.bytes.end + 1 != byte_at) {
                self.close_sentence();
            }
            self.stop_seen = false;
            self.line_breaks = 0;
            self.open = Some((char_at, byte_at, self.out.folded.len()));
        }
    }

    /// Whether the last token is one letter or a usual short title: "Gen. Ali" is one sentence.
    fn after_abbreviation(&self) -> bool {
        let count = self.out.tokens.len();
        count > self.sentence_from && {
            let last = self.out.folded(count - 1);
            last.chars().count() == 1 && !last.chars().all(char::is_numeric)
                || matches!(
                    last,
                    "mr" | "mrs" | "ms" | "dr" | "gen" | "col" | "maj" | "capt" | "lt" | "sgt" | "sr" | "sra"
                )
        }
    }

    fn close_word(&mut self) {
        if let Some((char_from, byte_from, folded_from)) = self.open.take() {
            let folded = folded_from..self.out.folded.len();
            if !folded.is_empty() {
                self.out.tokens.push(Token { chars: char_from..self.end.0, bytes: byte_from..self.end.1, folded });
            }
            if self.out.tokens.len() - self.sentence_from >= SENTENCE_TOKENS_MAX {
                self.close_sentence();
            }
        }
    }

    fn close_sentence(&mut self) {
        if self.out.tokens.len() > self.sentence_from {
            self.out.sentences.push(self.sentence_from..self.out.tokens.len());
            self.sentence_from = self.out.tokens.len();
        }
        self.stop_seen = false;
    }

    fn finish(mut self) -> Tokens {
        self.close_word();
        self.close_sentence();
        self.out
    }
}

/// Marks that belong to the word before them and say nothing to us: accents, Arabic vowel signs, joiners, tatweel.
fn is_transparent(c: char) -> bool {
    c >= '\u{ad}'
        && matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}'
        | '\u{200C}' | '\u{200D}' | '\u{AD}' | '\u{640}')
}

/// Lower case; accents and hamza off; alef, ya and ta marbuta as one letter each.
static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
    Folding::new(|c, put| {
        for lower in c.to_lowercase() {
            match base_letter(lower) {
                'ى' => put('ي'),
                'ة' => put('ه'),
                'ٱ' => put('ا'),
                'ß' => "ss".chars().for_each(&mut *put),
                base if !is_transparent(base) => put(base),
                _ => {}
            }
        }
    })
});

/// The letter under its accents. Hangul syllables stay whole: their parts are letters, not accents.
fn base_letter(c: char) -> char {
    const NFD: CanonicalDecompositionBorrowed<'static> = CanonicalDecompositionBorrowed::new();
    if ('\u{AC00}'..='\u{D7A3}').contains(&c) {
        return c;
    }
    match NFD.decompose(c) {
        Decomposed::Default => c,
        Decomposed::Singleton(other) => other,
        // Some letters carry two accents (Vietnamese): take the base of the base.
        Decomposed::Expansion(base, _) => base_letter(base),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let tokens = Tokens::read(text);
        let words = |s: &Range<usize>| s.clone().map(|at| tokens.folded(at)).collect::<Vec<_>>().join(" ");
        tokens.sentences.iter().map(words).collect()
    }

    #[test]
    fn words_are_folded_and_sentences_end_at_stops_and_blank_lines() {
        assert_eq!(sentences("Él murió. L'armée, élue"), ["el murio", "l armee elue"]);
        assert_eq!(sentences("Two men\nwere shot\n\nNext day"), ["two men were shot", "next day"]);
        assert_eq!(
            sentences("Gen. Ali paid 3.5 million in the U.S. today"),
            ["gen ali paid 3 5 million in the u s today"]
        );
        assert_eq!(sentences("قُتِلَ أحمدُ في الـمدينة؟ نعم"), ["قتل احمد في المدينه", "نعم"]);
    }

    #[test]
    fn offsets_count_characters_not_bytes() {
        let text = "¡Ñandú! Łódź — قتل";
        for token in Tokens::read(text).tokens {
            let by_chars: String = text.chars().skip(token.chars.start).take(token.chars.len()).collect();
            assert_eq!(by_chars, text[token.bytes.clone()]);
        }
    }

    #[test]
    fn a_text_without_stops_is_cut_into_bounded_pieces() {
        let text = "word ".repeat(1_000);
        assert!(Tokens::read(&text).sentences.iter().all(|s| s.len() <= SENTENCE_TOKENS_MAX));
    }
}
