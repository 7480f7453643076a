//! Words of any script, in the form in which they are compared.
//!
//! Breaking follows UAX #29. Scripts without spaces need more care, because a word broken out of a sentence and the same
//! word typed alone do not always break alike, while neighbouring characters always do: Han and Hiragana become single
//! characters; Thai, Lao, Khmer and Burmese become syllable parts (grapheme clusters), of which those that begin a word,
//! as a trained model sees it, are marked, and a query begins at such a one. A query word of several tokens is a phrase.

use crate::scan;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter, WordSegmenterBorrowed};
use std::sync::LazyLock;

/// Longer words are cut: they are encoded data, and an index entry must stay small.
const WORD_CHARS_MAX: usize = 64;

/// Articles and particles that French, Italian and Catalan glue to the next word: `l'armée` is found by `armée`.
const ELISIONS: [&str; 22] = [
    "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un", "all", "dall", "dell",
    "nell", "sull", "coll", "quell", "gl",
];

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case and NFKC, accents kept: what stemmers read. `None` when it is the same as `folded`.
    accented: Option<Box<str>>,
    /// The same without accents and variants: what is compared.
    pub(crate) folded: Box<str>,
    /// Whether it is all of a word.
    pub(crate) part: Part,
    /// First byte in the text.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// What a token is of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it, or a character that may be one.
    Whole,
    /// The first part of a word in a script without spaces.
    First,
    /// A later part of one.
    Later,
}

impl Token {
    /// The word as stemmers want it.
    pub(crate) fn word(&self) -> &str {
        self.accented.as_deref().unwrap_or(&self.folded)
    }

    /// Whether folding changed the word.
    pub(crate) fn is_accented(&self) -> bool {
        self.accented.is_some()
    }
}

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_lstm(WordBreakInvariantOptions::default()));

/// Where the words of a text go.
pub(crate) trait Gather {
    /// Takes what stands between two bytes, and says whether it is a word.
    fn take(&mut self, text: &str, start: usize, end: usize, part: Part) -> bool;
}

impl Gather for Vec<Token> {
    fn take(&mut self, text: &str, start: usize, end: usize, part: Part) -> bool {
        let found = token(text, start, end);
        let is_word = found.is_some();
        self.extend(found.map(|token| Token { part, ..token }));
        is_word
    }
}

/// The words of a text, in order. Signs and spaces are none.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    gather(text, &mut found);
    found
}

/// The words of a text, in order, one after the other.
pub(crate) fn gather(text: &str, found: &mut impl Gather) {
    let mut at = 0;
    loop {
        at = scan::simple_words(text, at, |start, end| {
            found.take(text, start, end, Part::Whole);
        });
        if at == text.len() {
            return;
        }
        // No word goes over a blank, so each stretch can be broken by the means it needs.
        let end = text.as_bytes()[at..].iter().position(u8::is_ascii_whitespace).map_or(text.len(), |blank| at + blank);
        let stretch = &text[at..end];
        if scan::is_plain(stretch) {
            scan::words(stretch, |from, until| unglued(text, at + from, at + until, found));
        } else {
            segmented(text, at, end, found);
        }
        at = end;
    }
}

/// The words between two bytes, by the full segmenter.
fn segmented(text: &str, from: usize, until: usize, found: &mut impl Gather) {
    let mut start = from;
    for end in SEGMENTER.segment_str(&text[from..until]).map(|end| from + end) {
        pieces(text, start, end, found);
        start = end;
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

fn is_single(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{309F}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Thai, Lao, Burmese, Khmer.
fn is_syllabic(c: char) -> bool {
    matches!(c, '\u{E01}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{AA60}'..='\u{AA7F}' | '\u{1780}'..='\u{17FF}')
}

/// Cuts a word of a script without spaces into its syllable parts.
fn clusters(text: &str, start: usize, end: usize, found: &mut impl Gather) {
    let mut part = Part::First;
    let mut from = start;
    for at in GraphemeClusterSegmenter::new().segment_str(&text[start..end]).skip(1) {
        if found.take(text, from, start + at, part) {
            part = Part::Later;
        }
        from = start + at;
    }
}

/// Turns what stands between two breaks into words.
fn pieces(text: &str, start: usize, end: usize, found: &mut impl Gather) {
    let segment = &text[start..end];
    if segment.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        found.take(text, start, end, Part::Whole);
    } else if segment.contains(is_single) {
        let mut at = start;
        for part in segment.split_inclusive(is_single) {
            let single = part.char_indices().next_back().filter(|(_, c)| is_single(*c)).map_or(part.len(), |(i, _)| i);
            found.take(text, at, at + single, Part::Whole);
            found.take(text, at + single, at + part.len(), Part::Whole);
            at += part.len();
        }
    } else if segment.contains(is_syllabic) {
        clusters(text, start, end, found);
    } else if segment.contains(char::is_alphanumeric) {
        unglued(text, start, end, found);
    }
}

/// Cuts a segment at apostrophes and underscores; drops glued articles before, and a possessive `s` after one.
fn unglued(text: &str, start: usize, end: usize, found: &mut impl Gather) {
    let segment = &text[start..end];
    if !segment.contains(|c| is_apostrophe(c) || c == '_') {
        found.take(text, start, end, Part::Whole);
        return;
    }
    let mut is_first = true;
    let mut at = start;
    for piece in segment.split(|c| is_apostrophe(c) || c == '_') {
        let glued = text[at + piece.len()..end].chars().next().is_some_and(is_apostrophe);
        let possessive = !is_first && at + piece.len() == end && piece.eq_ignore_ascii_case("s");
        let article = glued && ELISIONS.iter().any(|article| piece.eq_ignore_ascii_case(article));
        if !possessive && !article && found.take(text, at, at + piece.len(), Part::Whole) {
            is_first = false;
        }
        at += piece.len();
        at += text[at..end].chars().next().map_or(0, char::len_utf8);
    }
}

/// The word between two bytes, if there is a letter or digit in it.
pub(crate) fn token(text: &str, start: usize, end: usize) -> Option<Token> {
    let piece = &text[start..end];
    let whole = |accented, folded| Token { accented, folded, part: Part::Whole, start, end };
    if piece.len() <= WORD_CHARS_MAX && piece.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return (!piece.is_empty()).then(|| whole(None, piece.to_ascii_lowercase().into_boxed_str()));
    }
    if !piece.contains(char::is_alphanumeric) {
        return None;
    }
    let word = plain(piece);
    let folded = fold_plain(&word);
    let accented = (*folded != *word).then(|| word.into_boxed_str());
    // A vowel mark alone counts as a letter, and nothing is left of it.
    folded.contains(char::is_alphanumeric).then(|| whole(accented, folded.into_boxed_str()))
}

/// NFKC, lower case, no invisible signs, no dots in abbreviations, cut to length.
fn plain(piece: &str) -> String {
    if piece.chars().all(is_composed) {
        return piece.chars().flat_map(char::to_lowercase).take(WORD_CHARS_MAX).collect();
    }
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(piece);
    // ẞ and İ lower to more than one character; a second pass of NFKC is not worth it, folding drops the dot.
    let lower = composed.to_lowercase();
    let visible = lower.chars().filter(|c| !is_invisible(*c));
    if is_abbreviation(&lower) {
        return visible.filter(|c| *c != '.').take(WORD_CHARS_MAX).collect();
    }
    visible.take(WORD_CHARS_MAX).collect()
}

/// Letters and digits that NFKC leaves as they are beside each other, and whose lower case does not depend on their
/// neighbours: most of what is not ASCII.
fn is_composed(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{12F}' | '\u{134}'..='\u{13E}'
            | '\u{141}'..='\u{148}' | '\u{14A}'..='\u{17E}' | '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}'
            | '\u{620}'..='\u{64A}' | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' | '\u{4E00}'..='\u{9FFF}')
}

/// Joiners, direction marks, soft hyphens: they steer how a word looks, not what it is.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// `u.s.a`, `ee.uu`: short parts of letters with dots between.
fn is_abbreviation(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// A name or word as it is compared: NFKC, lower case, without accents, blanks at the ends and doubled blanks.
pub(crate) fn fold(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let folded = fold_plain(&composed.to_lowercase());
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Folds what is NFKC and lower case already.
pub(crate) fn fold_plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut folded = String::with_capacity(word.len());
    word.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

/// Drops what people leave out or vary when they type. Marks of Indic and other scripts are letters there and stay, and
/// so do Cyrillic й and ї; ё is written е by most.
fn fold_char(c: char, folded: &mut String) {
    match c {
        '\u{300}'..='\u{36F}' => {}
        // Hebrew points; Arabic vowel and reading marks, tatweel.
        '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' => {}
        '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        'ى' | 'ی' | 'ې' | 'ئ' => folded.push('ي'),
        'ؤ' => folded.push('و'),
        'ة' | 'ہ' | 'ۀ' | 'ۃ' | 'ە' => folded.push('ه'),
        'ک' | 'ڪ' => folded.push('ك'),
        '٠'..='٩' => folded.extend(char::from_digit(c as u32 - '٠' as u32, 10)),
        '۰'..='۹' => folded.extend(char::from_digit(c as u32 - '۰' as u32, 10)),
        'ё' => folded.push('е'),
        'ς' => folded.push('σ'),
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' | 'ɗ' => folded.push('d'),
        'ı' => folded.push('i'),
        'ħ' => folded.push('h'),
        'ŋ' => folded.push('n'),
        'ɓ' => folded.push('b'),
        'ƙ' => folded.push('k'),
        'ƴ' => folded.push('y'),
        'ɛ' | 'ǝ' => folded.push('e'),
        'ɔ' => folded.push('o'),
        '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{3FF}' | '\u{1E00}'..='\u{1FFF}' => match base(c) {
            bare if bare == c => folded.push(c),
            // ǽ is æ without its accent, and that is two letters.
            bare => fold_char(bare, folded),
        },
        _ => folded.push(c),
    }
}

/// The letter under all accents.
fn base(c: char) -> char {
    let decomposition = CanonicalDecompositionBorrowed::new();
    let mut bare = c;
    loop {
        bare = match decomposition.decompose(bare) {
            Decomposed::Default => return bare,
            Decomposed::Singleton(other) | Decomposed::Expansion(other, _) => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| token.folded.to_string()).collect()
    }

    #[test]
    fn accents_case_and_width_make_no_difference() {
        assert_eq!(words("CHOCÓ, Ｃｈｏｃó Choco\u{301}"), ["choco", "choco", "choco"]);
        assert_eq!(words("İstanbul ΣΊΣΥΦΟΣ Łódź ёлка"), ["istanbul", "σισυφοσ", "lodz", "елка"]);
    }

    #[test]
    fn arabic_is_read_without_marks_and_variants() {
        assert_eq!(words("الأُمَّة"), words("الامه"));
        assert_eq!(words("إلـــى ٢٠٢٦ علی"), ["الي", "2026", "علي"]);
    }

    #[test]
    fn glued_articles_and_possessives_are_dropped() {
        assert_eq!(
            words("l'armée d’Haïti, Colombia's O'Brien don't"),
            ["armee", "haiti", "colombia", "o", "brien", "don", "t"]
        );
        assert_eq!(
            words("armed_clash U.S. EE.UU. cease-fire 1.200"),
            ["armed", "clash", "us", "eeuu", "cease", "fire", "1.200"]
        );
    }

    #[test]
    fn indic_marks_stay_in_their_words() {
        assert_eq!(words("हिंसा और विस्थापन"), ["हिंसा", "और", "विस्थापन"]);
    }

    #[test]
    fn scripts_without_spaces_are_broken() {
        assert_eq!(words("冲突造成2000人，流離！カタカナです").join(" "), "冲 突 造 成 2000 人 流 離 カタカナ で す");
        let parts: Vec<_> = tokens("ผู้ลี้ภัยหนี").into_iter().map(|token| (token.folded, token.part)).collect();
        assert_eq!(parts[0], ("ผู้".into(), Part::First));
        assert!(parts.contains(&("ห".into(), Part::First)) && parts.contains(&("นี".into(), Part::Later)), "{parts:?}");
    }

    #[test]
    fn encoded_data_is_cut() {
        assert_eq!(words(&"a".repeat(5_000)), ["a".repeat(WORD_CHARS_MAX)]);
    }

    proptest! {
        #[test]
        fn the_short_way_breaks_like_the_long_one(
            text in "([a-cé1-3 .,:;'’_·\n-]|[a-c.,' _]|[ا-ي،\u{60C}٣\u{64E}]|[б-д]|[β-ς]|\u{301}|[İẞß\u{FEFF}“€]|流|[\\p{L}\\p{N}\\p{P}\\p{S}]){0,60}"
        ) {
            let mut long = Vec::new();
            segmented(&text, 0, text.len(), &mut long);
            prop_assert_eq!(tokens(&text), long);
        }

        #[test]
        fn composed_letters_are_left_alone_by_the_normalizer(text in "[À-ÖØ-öø-įĴ-ľŁ-ňŊ-žЀ-ҁҊ-ԯؠ-ي٠-٩۰-۹一-鿿a-z]{1,12}") {
            prop_assert!(text.chars().all(is_composed));
            let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(&text).to_lowercase();
            prop_assert_eq!(plain(&text), composed);
        }

        #[test]
        fn tokens_stand_in_order_on_character_boundaries_and_fold_to_themselves(text in "\\PC{0,80}") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= last && token.end > token.start);
                prop_assert!(text.get(token.start..token.end).is_some());
                prop_assert_eq!(fold_plain(&token.folded), &*token.folded);
                last = token.end;
            }
        }
    }
}
