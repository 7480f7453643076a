//! Word breaks of alphabets with spaces, found without tables.
//!
//! Most texts are Latin, Cyrillic, Greek or Arabic letters, digits and common signs, and for these UAX #29 is a handful of
//! rules (WB4 to WB13b). A stretch between blanks that holds nothing else is broken here; any other is left to the full
//! segmenter. A property test holds both to the same words.

/// What a character is to the rules of word breaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// ALetter.
    Letter,
    /// Numeric.
    Digit,
    /// ExtendNumLet: `_`.
    Joint,
    /// Extend: marks that belong to the character before.
    Mark,
    /// MidNumLet and Single_Quote: inside a word or a number, not at its ends.
    Inside,
    /// MidLetter: inside a word.
    InsideWord,
    /// MidNum: inside a number.
    InsideNumber,
    /// Blanks and signs that stand alone.
    Apart,
}

/// Kinds of the characters below U+0800: most of all texts that are read here.
static LOW: [Option<Kind>; 0x800] = {
    let mut kinds = [None; 0x800];
    let mut at = 0;
    while at < kinds.len() {
        if let Some(c) = char::from_u32(at as u32) {
            kinds[at] = ranged(c);
        }
        at += 1;
    }
    kinds
};

/// What the character is; `None` when it is not for this module to say.
fn kind(c: char) -> Option<Kind> {
    LOW.get(c as usize).copied().unwrap_or_else(|| ranged(c))
}

const fn ranged(c: char) -> Option<Kind> {
    Some(match c {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        '_' => Kind::Joint,
        '.' | '\'' | '\u{2018}' | '\u{2019}' => Kind::Inside,
        ':' | '\u{B7}' => Kind::InsideWord,
        ',' | ';' | '\u{60C}' => Kind::InsideNumber,
        '\0'..='\u{7F}' => Kind::Apart,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Kind::Letter,
        '\u{388}'..='\u{38A}' | '\u{38E}'..='\u{3A1}' | '\u{3A3}'..='\u{3CE}' => Kind::Letter,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => Kind::Letter,
        '\u{620}'..='\u{64A}' | '\u{671}'..='\u{6D3}' => Kind::Letter,
        '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => Kind::Digit,
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}' => Kind::Mark,
        '\u{A1}' | '\u{A7}' | '\u{AB}' | '\u{B0}' | '\u{BB}' | '\u{BF}' | '\u{61B}' | '\u{61F}' => Kind::Apart,
        '\u{2010}'..='\u{2015}' | '\u{201A}'..='\u{201F}' | '\u{2022}' | '\u{2026}' | '\u{20AC}' => Kind::Apart,
        _ => return None,
    })
}

/// Words of ASCII letters and digits with blanks and signs between, from `at` on, as far as they go; `found` gets first and
/// last byte of each. Returns where that ends: at the end of the text, or at a word that needs a closer look, which
/// begins there and not before.
pub(crate) fn simple_words(text: &str, mut at: usize, mut found: impl FnMut(usize, usize)) -> usize {
    let bytes = text.as_bytes();
    let is_simple = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let stands_apart = |at: usize| bytes.get(at).is_none_or(|byte| byte.is_ascii() && *byte != b'_');
    loop {
        while !is_simple(at) && at < bytes.len() && stands_apart(at) {
            at += 1;
        }
        let mut end = at;
        while is_simple(end) {
            end += 1;
        }
        // A sign joins what stands on both of its sides: `1.5`, `don't`.
        let is_inside = matches!(bytes.get(end), Some(b'.' | b'\'' | b':' | b',' | b';'));
        let is_over = stands_apart(end) && !(is_inside && (is_simple(end + 1) || !stands_apart(end + 1)));
        if end == at || !is_over {
            return at;
        }
        found(at, end);
        at = end;
    }
}

/// Whether a stretch without blanks holds known characters only, so that [`words`] can break it.
pub(crate) fn is_plain(stretch: &str) -> bool {
    stretch.is_ascii() || stretch.chars().all(|c| kind(c).is_some())
}

/// First and last byte of each word of a plain stretch; what stands between them is no word.
pub(crate) fn words(stretch: &str, mut found: impl FnMut(usize, usize)) {
    let mut characters = Characters { rest: stretch.char_indices() };
    let mut next = characters.next();
    while let Some((start, mut last)) = next {
        next = characters.next();
        if !matches!(last, Kind::Letter | Kind::Digit | Kind::Joint) {
            continue;
        }
        let mut end = next.map_or(stretch.len(), |(at, _)| at);
        while let Some((_, kind)) = next {
            let joins = match kind {
                Kind::Letter | Kind::Digit | Kind::Joint => true,
                Kind::Inside => matches!(last, Kind::Letter | Kind::Digit) && characters.peek() == Some(last),
                Kind::InsideWord => last == Kind::Letter && characters.peek() == Some(last),
                Kind::InsideNumber => last == Kind::Digit && characters.peek() == Some(last),
                Kind::Mark | Kind::Apart => false,
            };
            if !joins {
                break;
            }
            last = kind;
            next = characters.next();
            end = next.map_or(stretch.len(), |(at, _)| at);
        }
        found(start, end);
    }
}

/// Kinds of characters with their first bytes, marks left out: each belongs to the character before.
#[derive(Clone)]
struct Characters<'a> {
    rest: std::str::CharIndices<'a>,
}

impl Characters<'_> {
    /// The kind of the next one.
    fn peek(&self) -> Option<Kind> {
        self.clone().next().map(|(_, kind)| kind)
    }
}

impl Iterator for Characters<'_> {
    type Item = (usize, Kind);

    fn next(&mut self) -> Option<Self::Item> {
        self.rest.by_ref().map(|(at, c)| (at, kind(c).unwrap_or(Kind::Apart))).find(|(_, kind)| *kind != Kind::Mark)
    }
}
