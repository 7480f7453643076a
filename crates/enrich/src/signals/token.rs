//! From text to folded tokens and sentences.

use super::folding::{FOLDING, is_transparent};
use crate::text::cluster::{self, Part};
use crate::text::letters::{Class, Folding, combining_class};
use std::ops::Range;

/// Words read of one text at most: what stands later is background, and the time for one text stays bounded.
const WORDS_MAX: usize = 4_000;
/// A "sentence" is cut here: some notes come without any punctuation.
const SENTENCE_WORDS_MAX: usize = 60;
/// Clusters that make a word in scripts without spaces, in the mean.
const CLUSTERS_A_WORD: usize = 2;
/// A line longer than this is a paragraph of its own; shorter lines are wrapped text.
const WRAPPED_LINE_CHARS_MAX: usize = 100;
/// Bytes of a folded token that are kept: no word of a lexicon is longer.
const TOKEN_BYTES_MAX: usize = 64;

/// One word, or one cluster of a script without spaces: where it stands, and its folded form.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Characters (Unicode scalars) in the text.
    pub chars: Range<usize>,
    /// Bytes in the text.
    pub bytes: Range<usize>,
    /// More than a space, a hyphen or an apostrophe parts it from the word before it.
    pub parted: bool,
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
    clusters: usize,
}

impl Tokens {
    /// Tokens that make a word: 1 where words are parted by spaces.
    pub fn per_word(&self) -> usize {
        if self.clusters * 2 > self.tokens.len() { CLUSTERS_A_WORD } else { 1 }
    }

    /// The folded form of a token: lower case, without accents.
    pub fn folded(&self, position: usize) -> &str {
        &self.folded[self.tokens[position].folded.clone()]
    }

    /// Cuts a text.
    pub fn read(text: &str) -> Self {
        let mut cutter = Cutter::new(text);
        for (char_at, (byte_at, c)) in text.char_indices().enumerate() {
            cutter.take(c, char_at, byte_at);
            if cutter.closed + cutter.sentence_length >= WORDS_MAX * CLUSTERS_A_WORD {
                cutter.open = None;
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

struct Cutter<'a> {
    text: &'a str,
    out: Tokens,
    folding: &'static Folding,
    open: Option<(usize, usize, usize)>, // start in characters, bytes, folded bytes
    end: (usize, usize),
    in_cluster: bool,
    parted: bool,   // a mark stood behind the last word
    previous: char, // the letter taken last, NUL where no word is open
    sentence_from: usize,
    sentence_length: usize, // in clusters
    closed: usize,          // length of the sentences before it
    stop: Option<char>,
    line_chars: usize,
    line_breaks: usize,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str) -> Self {
        let words = (text.len() / 5).min(WORDS_MAX);
        Self {
            text,
            out: Tokens {
                tokens: Vec::with_capacity(words),
                sentences: Vec::with_capacity(words / 16),
                folded: String::with_capacity(text.len()),
                clusters: 0,
            },
            folding: &FOLDING,
            open: None,
            end: (0, 0),
            in_cluster: false,
            parted: false,
            previous: '\0',
            sentence_from: 0,
            sentence_length: 0,
            closed: 0,
            stop: None,
            line_chars: 0,
            line_breaks: 0,
        }
    }

    fn take(&mut self, c: char, char_at: usize, byte_at: usize) {
        if self.open.is_some() && is_transparent(c) {
            self.end = (char_at + 1, byte_at + c.len_utf8());
            return;
        }
        let in_word = Class::of(c).is_alphanumeric() && !is_apostrophe(c) || self.open.is_some() && is_mark(c);
        if in_word && self.joins(c, byte_at) {
            self.start_word(char_at, byte_at);
            if let Some((_, _, from)) = self.open
                && self.out.folded.len() - from < TOKEN_BYTES_MAX
            {
                let folded = &mut self.out.folded;
                self.folding.each(c, |letter| folded.push(letter));
            }
            self.end = (char_at + 1, byte_at + c.len_utf8());
            self.previous = c;
            self.line_chars += 1;
            return;
        }
        self.close_word();
        self.parted |= !c.is_whitespace() && !matches!(c, '-' | '\'' | '’') && !is_apostrophe(c);
        match c {
            '.' | '!' | '?' | '؟' | '…' | '。' | '｡' | '！' | '？' | '۔' | '।' | '॥' | '።' | '፧' | '։' | '။' | '។'
            | '៕' | '།' => self.stop = Some(c),
            // Two marks between words, as keyboards without a full stop of their own give it.
            '፡' if self.text[..byte_at].ends_with('፡') => self.stop = Some(c),
            '\n' => {
                self.line_breaks += 1;
                if self.line_breaks > 1 || self.line_chars > WRAPPED_LINE_CHARS_MAX {
                    self.close_sentence();
                }
                self.line_chars = 0;
            }
            c if c.is_whitespace() => {
                if self.stop.is_some() && !self.after_abbreviation() {
                    self.close_sentence();
                }
                self.stop = None;
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

    /// Closes the word before `c` where one ends; whether `c` belongs to any.
    #[inline]
    fn joins(&mut self, c: char, byte_at: usize) -> bool {
        let next = if c.is_ascii() { "" } else { &self.text[byte_at + c.len_utf8()..] };
        let part = cluster::part(c, self.previous, next);
        let in_cluster = part != Part::Word;
        if part == Part::Begins || in_cluster != self.in_cluster {
            self.close_word();
            self.in_cluster = in_cluster;
        }
        part != Part::Apart
    }

    fn start_word(&mut self, char_at: usize, byte_at: usize) {
        if self.open.is_none() {
            // A full stop inside a word or number ("3.5", "U.S.") ends nothing.
            if self.stop.is_some() && self.out.tokens.last().is_some_and(|last| last.bytes.end + 1 != byte_at) {
                self.close_sentence();
            }
            self.stop = None;
            self.line_breaks = 0;
            self.open = Some((char_at, byte_at, self.out.folded.len()));
        }
    }

    /// Whether the last token is one letter or a usual short title: "Gen. Ali" is one sentence.
    fn after_abbreviation(&self) -> bool {
        let count = self.out.tokens.len();
        self.stop == Some('.') && count > self.sentence_from && {
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
                self.sentence_length += if self.in_cluster { 1 } else { CLUSTERS_A_WORD };
                self.out.clusters += usize::from(self.in_cluster);
                let (chars, bytes) = (char_from..self.end.0, byte_from..self.end.1);
                let parted = std::mem::take(&mut self.parted);
                self.out.tokens.push(Token { chars, bytes, parted, folded });
            }
            if self.sentence_length >= SENTENCE_WORDS_MAX * CLUSTERS_A_WORD {
                self.close_sentence();
            }
            self.previous = '\0';
        }
    }

    fn close_sentence(&mut self) {
        if self.out.tokens.len() > self.sentence_from {
            self.out.sentences.push(self.sentence_from..self.out.tokens.len());
            self.sentence_from = self.out.tokens.len();
            self.closed += std::mem::take(&mut self.sentence_length);
        }
        self.stop = None;
    }

    fn finish(mut self) -> Tokens {
        self.close_word();
        self.close_sentence();
        self.out
    }
}

/// Letters by their class, apostrophes by their use.
fn is_apostrophe(c: char) -> bool {
    matches!(c, 'ʼ' | 'ʻ')
}

/// Whether a character that is no letter goes on with a word: virama, nukta, killer, tone.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && (combining_class(c) != 0 || cluster::is_mark(c))
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
        let text = "¡Ñandú! Łódź — قتل ทหารยิง 打死。စစ်တပ်က विद्रोही";
        for token in Tokens::read(text).tokens {
            let by_chars: String = text.chars().skip(token.chars.start).take(token.chars.len()).collect();
            assert_eq!(by_chars, text[token.bytes.clone()]);
        }
    }

    #[test]
    fn a_text_without_stops_is_cut_into_bounded_pieces() {
        let text = "word ".repeat(1_000);
        assert!(Tokens::read(&text).sentences.iter().all(|s| s.len() <= SENTENCE_WORDS_MAX));
        let text = "村".repeat(50_000);
        let tokens = Tokens::read(&text);
        assert!(tokens.sentences.iter().all(|s| s.len() <= SENTENCE_WORDS_MAX * CLUSTERS_A_WORD));
        assert!(tokens.tokens.len() <= WORDS_MAX * CLUSTERS_A_WORD);
    }

    #[test]
    fn marks_do_not_cut_words_of_indic_scripts() {
        assert_eq!(sentences("विद्रोहियों ने हमला किया। सेना"), ["विद्रोहियों ने हमला किया", "सेना"]);
        assert_eq!(sentences("সৈন্যরা গ্রামে ঢুকেছে"), ["সৈন্যরা গ্রামে ঢুকেছে"]);
        // One letter or letter and nukta, one vowel or its two halves: the same word.
        assert_eq!(fold("लड़ाई"), fold("लड\u{93C}ाई"));
        assert_eq!(fold("ল\u{9CB}ক"), fold("ল\u{9C7}\u{9BE}ক"));
        assert_ne!(fold("ল\u{9CB}ক"), fold("ল\u{9C7}ক"));
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_clusters() {
        assert_eq!(sentences("三名士兵被打死。他们2024年来！他"), ["三 名 士 兵 被 打 死", "他 们 2024 年 来", "他"]);
        assert_eq!(sentences("ทหารยิงเด็ก ๓ คน"), ["ท หา ร ยิ ง เด็ ก 3 ค น"]);
        assert_eq!(sentences("กรุงเทพฯ สงบ"), ["ก รุ ง เท พ ส ง บ"]);
        assert_eq!(sentences("ທະຫານຍິງ"), ["ທະ ຫາ ນ ຍິ ງ"]);
        assert_eq!(sentences("စစ်တပ်က မန္တလေးမှာ။ သင်္ဘော"), ["စစ် တပ် က မန္တ လေး မှာ", "သင်္ဘော"]);
        assert_eq!(sentences("ទាហានបានបាញ់។ ភូមិខ្មែរ"), ["ទា ហា ន បា ន បា ញ់", "ភូ មិ ខ្មែ រ"]);
        assert_eq!(sentences("UN軍が来た"), ["un 軍 か 来 た"]);
    }

    #[test]
    fn a_word_is_cut_alike_by_itself_and_inside_a_text() {
        for (word, text) in [
            ("ยิง", "เมื่อวานทหารได้ยิงชาวบ้าน"),
            ("ဖမ်းဆီး", "ရဲကဆန္ဒပြသူများကိုဖမ်းဆီးခဲ့သည်"),
            ("បាញ់", "ទាហានបានបាញ់លើអ្នកភូមិ"),
            ("开枪", "警察昨天向示威者开枪"),
        ] {
            let (word, text) = (fold(word), fold(text));
            assert!(text.windows(word.len()).any(|run| run == word), "{word:?} in {text:?}");
        }
    }

    #[test]
    fn one_word_is_one_word_however_it_is_typed() {
        for (one, other) in [
            ("شلیک", "شليك"),
            ("ہلاک", "هلاك"),
            ("ɗan ƙasa", "dan kasa"),
            ("ኃይል ፀጥታ", "ሀይል ጸጥታ"),
            ("गाँव", "गांव"),
            ("обʼєкт", "об'єкт"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(sentences("ተገደሉ፡፡ ሠራዊቱ"), ["ተገደሉ", "ሰራዊቱ"]);
    }

    #[test]
    fn digits_of_every_script_are_read() {
        assert_eq!(fold("٢٠٢٤ २०२४ ၂၀၂၄ ２０２４"), ["2024"; 4]);
    }
}
