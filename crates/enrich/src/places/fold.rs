//! Folding: one spelling for names and texts, so that "CÔTE D’IVOIRE", "Cote d'Ivoire" and the gazetteer's key agree.
//!
//! Lower case, no diacritics, Arabic letter variants unified and the article dropped. Apostrophes part words without a
//! gap ("l'Artibonite" holds "artibonite", "N'Djamena" reads "ndjamena"); hyphens and white space are one space; all
//! other punctuation is a break that no name crosses.

use crate::text::cluster::{Part, part};
use crate::text::letters::{Class, Folding, combining_class};
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use std::sync::LazyLock;

/// The byte between two words of one name.
const GAP: u8 = b' ';
/// The byte at a break; no key holds it.
const BREAK: u8 = b'\n';
/// A full stop after a word of up to so many letters may belong to an abbreviation ("St. Louis").
const ABBREVIATION_LETTERS: usize = 3;
/// An Arabic word keeps its article when fewer letters than this would remain.
const ARABIC_STEM_LETTERS: usize = 3;

/// What parts a token from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing, or an apostrophe.
    Joined,
    /// White space or a hyphen.
    Space,
    /// A comma.
    Comma,
    /// Brackets, quotation marks, colons and the like.
    Clause,
    /// The end of a sentence.
    Sentence,
    /// An empty line, or the beginning of the text.
    Paragraph,
}

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in [`Folded::bytes`].
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First character in the text.
    pub first: u32,
    /// One past the last character.
    pub last: u32,
    /// What stands before it.
    pub gap: Gap,
    /// Begins with a capital.
    pub capital: bool,
    /// All letters are capitals, and there are at least two.
    pub upper: bool,
    /// Written in a script that has capitals.
    pub cased: bool,
    /// A syllable of a script without spaces between words.
    pub dense: bool,
}

/// A digit behind so many letters begins a word of its own; "M23" is one word.
const FOOTNOTE_LETTERS_MIN: usize = 5;

/// A text, folded.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Folded words, parted by [`GAP`], [`BREAK`] or nothing.
    pub bytes: Vec<u8>,
    /// The words.
    pub tokens: Vec<Token>,
    /// The text tells nothing by capitals: nearly all letters are capitals, or nearly none.
    pub flat: bool,
}

impl Folded {
    /// The folded word.
    pub fn word(&self, index: usize) -> &[u8] {
        let token = &self.tokens[index];
        &self.bytes[token.start as usize..token.end as usize]
    }
}

/// A name as a key: the folded words of `name`.
pub(super) fn key(name: &str) -> Vec<u8> {
    let mut folded = fold(name);
    for byte in &mut folded.bytes {
        if *byte == BREAK {
            *byte = GAP;
        }
    }
    folded.bytes
}

/// Folds a text.
pub(super) fn fold(text: &str) -> Folded {
    let mut reader = Reader { out: Folded::default(), open: None, pending: Gap::Paragraph, newlines: 0 };
    reader.out.bytes.reserve(text.len() + 8);
    reader.out.tokens.reserve(text.len() / 5);
    let folding: &Folding = &FOLDING;
    let (mut capitals, mut small, mut count) = (0usize, 0usize, 0usize);
    let mut chars = text.chars();
    let mut previous = '\0';
    while let Some(c) = chars.next() {
        let at = count;
        count += 1;
        if is_mark(c) {
            continue;
        }
        let class = Class::of(c);
        if class.is_alphanumeric() {
            capitals += usize::from(class.is_upper());
            small += usize::from(class.is_lower() && !is_georgian(c));
            let follows = is_dense(c) && part(c, previous, chars.as_str()) == Part::Follows;
            reader.letter(at, c, class, follows);
            folding.each(c, |folded| push_char(folded, &mut reader.out.bytes));
        } else if !is_silent(c) {
            let next = chars.as_str().chars().next();
            reader.punctuation(at, c, next.is_some_and(|next| Class::of(next).is_alphanumeric()));
        }
        previous = c;
    }
    reader.close(count);
    let mut folded = reader.out;
    let cased = capitals + small;
    folded.flat = cased > 20 && (capitals * 10 > cased * 6 || capitals * 200 < cased);
    folded
}

struct Open {
    start: usize,
    first: usize,
    letters: usize,
    capitals: usize,
    capital: bool,
    cased: bool,
    dense: bool,
}

struct Reader {
    out: Folded,
    open: Option<Open>,
    pending: Gap,
    newlines: u32,
}

impl Reader {
    /// Opens a word, or goes on with it; in a script without spaces a syllable is a word. Its folded form is appended by the caller.
    fn letter(&mut self, at: usize, c: char, class: Class, follows: bool) {
        let dense = is_dense(c);
        // "Herat2": the number of a footnote.
        let footnote = |open: &Open| c.is_ascii_digit() && open.letters >= FOOTNOTE_LETTERS_MIN;
        let parted = |open: &Open| (dense || open.dense) && !(follows && open.dense) || footnote(open);
        if self.open.as_ref().is_some_and(parted) {
            self.close(at);
        }
        if self.open.is_none() {
            if !self.out.tokens.is_empty() {
                match self.pending {
                    Gap::Joined => {}
                    Gap::Space => self.out.bytes.push(GAP),
                    _ => self.out.bytes.push(BREAK),
                }
            }
            let capital = class.is_upper();
            let cased = capital || class.is_lower() && !is_georgian(c);
            let start = self.out.bytes.len();
            self.open = Some(Open { start, first: at, letters: 0, capitals: 0, capital, cased, dense });
            self.newlines = 0;
        }
        if let Some(open) = &mut self.open {
            open.letters += 1;
            open.capitals += usize::from(class.is_upper());
        }
    }

    fn punctuation(&mut self, at: usize, c: char, letter_follows: bool) {
        let letters = self.open.as_ref().map_or(0, |open| open.letters);
        self.close(at);
        // The last full stop of "U.S." belongs to it.
        if c == '.'
            && letters == 1
            && let Some(token) = self.out.tokens.last_mut().filter(|token| token.gap == Gap::Joined)
        {
            token.last += 1;
        }
        let gap = match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | 'ʿ' | 'ʾ' if letters > 0 && letter_follows => Gap::Joined,
            '.' if letters > 0 && letters <= ABBREVIATION_LETTERS && letter_follows => Gap::Joined,
            '.' if letters > 0 && letters <= ABBREVIATION_LETTERS => Gap::Joined,
            '\n' => {
                self.newlines += 1;
                if self.newlines > 1 { Gap::Paragraph } else { Gap::Space }
            }
            '-' | '‐' | '‑' | '_' | '\u{200b}' | '\u{200c}' => Gap::Space,
            ',' | '،' | '、' => Gap::Comma,
            '.' | '!' | '?' | '؟' | '。' | '！' | '？' | '…' => Gap::Sentence,
            c if c.is_whitespace() => Gap::Space,
            _ => Gap::Clause,
        };
        self.pending = self.pending.max(gap);
    }

    fn close(&mut self, at: usize) {
        let Some(open) = self.open.take() else { return };
        strip_article(&mut self.out.bytes, open.start);
        let end = self.out.bytes.len();
        self.out.tokens.push(Token {
            start: open.start as u32,
            end: end as u32,
            first: open.first as u32,
            last: at as u32,
            gap: self.pending,
            capital: open.capital,
            upper: open.letters > 1 && open.capitals == open.letters,
            cased: open.cased,
            dense: open.dense,
        });
        self.pending = Gap::Joined;
    }
}

/// Drops the Arabic article of the word that begins at `start`.
fn strip_article(bytes: &mut Vec<u8>, start: usize) {
    if bytes[start..].starts_with("ال".as_bytes()) && bytes.len() - start >= 2 * (ARABIC_STEM_LETTERS + 2) {
        bytes.drain(start..start + 4);
    }
}

/// The folded form of a letter.
static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
    Folding::new(|c, put| {
        for lower in c.to_lowercase() {
            match lower {
                '\u{0620}'..='\u{06ff}' => put(fold_arabic(lower)),
                '\u{00c0}'..='\u{058f}' | '\u{1e00}'..='\u{1fff}' => put_base(lower, put),
                '\u{0958}'..='\u{095f}' | '\u{09dc}'..='\u{09df}' => put_decomposed(lower, put),
                c if is_mark(c) => {}
                other => put(other),
            }
        }
    })
});

fn push_char(c: char, out: &mut Vec<u8>) {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => out.push(byte),
        _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// The letter without its diacritics; letters that Unicode does not decompose have their usual plain spelling.
fn put_base(c: char, put: &mut dyn FnMut(char)) {
    let plain = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ə' => "a",
        'ɓ' => "b",
        'ɗ' => "d",
        'ƙ' => "k",
        'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | 'ʹ' | 'ˈ' => "",
        'ё' => "е",
        'і' | 'ї' => "и",
        'є' => "е",
        'ґ' => "г",
        'қ' => "к",
        'ң' => "н",
        'ү' | 'ұ' | 'ў' => "у",
        'ө' => "о",
        'ғ' => "г",
        'ҳ' | 'һ' => "х",
        'ҷ' => "ч",
        'ӣ' => "и",
        _ => return put_decomposed(c, put),
    };
    plain.chars().for_each(put);
}

fn put_decomposed(mut c: char, put: &mut dyn FnMut(char)) {
    let table = CanonicalDecompositionBorrowed::new();
    loop {
        match table.decompose(c) {
            Decomposed::Expansion(base, _) => c = base,
            Decomposed::Singleton(base) if base != c => c = base,
            _ => break,
        }
    }
    if !is_mark(c) {
        put(c);
    }
}

fn fold_arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' | 'ې' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        other => other,
    }
}

/// Combining marks, Arabic vowel signs and the stretcher: they belong to the letter before and are dropped.
fn is_mark(c: char) -> bool {
    c >= '\u{ad}'
        && matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{0640}'
        | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06ed}' | '\u{200c}'..='\u{200f}' | '\u{00ad}')
}

/// Viramas, nuktas, killers and tones of South and Southeast Asia: no letters, yet inside a word. They are dropped, too.
fn is_silent(c: char) -> bool {
    c >= '\u{900}' && combining_class(c) != 0
}

/// Georgian letters are small letters by their class; a name begins with one all the same.
fn is_georgian(c: char) -> bool {
    matches!(c, '\u{10d0}'..='\u{10ff}')
}

/// Scripts that put no space between words.
fn is_dense(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(name: &str) -> String {
        String::from_utf8(key(name)).expect("folded text is UTF-8")
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        assert_eq!(folded("CÔTE D’IVOIRE"), folded("Cote d'Ivoire"));
        assert_eq!(folded("Chocó"), "choco");
        assert_eq!(folded("Al Qaḑārif"), "al qadarif");
        assert_eq!(folded("U.S.A."), "usa");
        assert_eq!(folded("القضارف"), folded("قضارف"));
        assert_eq!(folded("أفريقيا"), folded("افريقيا"));
    }

    #[test]
    fn a_virama_or_killer_parts_no_word_and_a_syllable_is_a_word_where_there_are_no_spaces() {
        let words = |text: &str| fold(text).tokens.iter().map(|token| (token.first, token.last)).collect::<Vec<_>>();
        assert_eq!(words("दिल्ली में"), [(0, 6), (7, 10)]);
        assert_eq!(words("চট্টগ্রামে"), [(0, 10)]);
        assert_eq!(words("စစ်တွေ"), [(0, 3), (3, 6)]);
        assert_eq!(folded("ঢাকা\u{9df}"), folded("ঢাকা\u{9af}\u{9bc}"));
    }

    #[test]
    fn tokens_know_where_they_stand() {
        let text = "In Guinée-Bissau, l'Ouest.";
        let folded = fold(text);
        let words: Vec<_> =
            (0..folded.tokens.len()).map(|i| String::from_utf8_lossy(folded.word(i)).into_owned()).collect();
        assert_eq!(words, ["in", "guinee", "bissau", "l", "ouest"]);
        assert_eq!((folded.tokens[4].first, folded.tokens[4].last, folded.tokens[4].gap), (20, 25, Gap::Joined));
        assert_eq!(folded.tokens[3].gap, Gap::Comma);
    }

    #[test]
    fn a_text_of_capitals_is_flat() {
        assert!(fold("GUERRILLAS ATTACKED A CONVOY NEAR MEDELLIN").flat);
        assert!(!fold("Guerrillas attacked a convoy near Medellín").flat);
    }
}
