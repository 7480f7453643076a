//! Scripts: most of the decision, for one look at the letters.

use crate::text::letters::Class;

/// A script, or a group of scripts that the model tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Script {
    /// Several languages of our table share it: the model decides.
    Shared,
    /// One language alone is written in it.
    Alone(&'static str),
}

/// First and last character of a block, and what it says.
const BLOCKS: [(char, char, Script); 32] = [
    ('a', 'z', Script::Shared),
    ('\u{c0}', '\u{24f}', Script::Shared),
    ('\u{250}', '\u{2af}', Script::Shared),
    ('\u{370}', '\u{3ff}', Script::Alone("ell")),
    ('\u{400}', '\u{52f}', Script::Shared),
    ('\u{530}', '\u{58f}', Script::Alone("hye")),
    ('\u{590}', '\u{5ff}', Script::Shared),
    ('\u{600}', '\u{77f}', Script::Shared),
    ('\u{780}', '\u{7bf}', Script::Alone("div")),
    ('\u{8a0}', '\u{8ff}', Script::Shared),
    ('\u{900}', '\u{97f}', Script::Shared),
    ('\u{980}', '\u{9ff}', Script::Shared),
    ('\u{a00}', '\u{a7f}', Script::Alone("pan")),
    ('\u{a80}', '\u{aff}', Script::Alone("guj")),
    ('\u{b00}', '\u{b7f}', Script::Alone("ori")),
    ('\u{b80}', '\u{bff}', Script::Alone("tam")),
    ('\u{c00}', '\u{c7f}', Script::Alone("tel")),
    ('\u{c80}', '\u{cff}', Script::Alone("kan")),
    ('\u{d00}', '\u{d7f}', Script::Alone("mal")),
    ('\u{d80}', '\u{dff}', Script::Alone("sin")),
    ('\u{e00}', '\u{e7f}', Script::Alone("tha")),
    ('\u{e80}', '\u{eff}', Script::Alone("lao")),
    ('\u{f00}', '\u{fff}', Script::Alone("bod")),
    ('\u{1000}', '\u{109f}', Script::Alone("mya")),
    ('\u{10a0}', '\u{10ff}', Script::Alone("kat")),
    ('\u{1200}', '\u{139f}', Script::Shared),
    ('\u{1780}', '\u{17ff}', Script::Alone("khm")),
    ('\u{1e00}', '\u{1eff}', Script::Shared),
    ('\u{3040}', '\u{30ff}', Script::Alone("jpn")),
    ('\u{3400}', '\u{9fff}', Script::Alone("zho")),
    ('\u{ac00}', '\u{d7af}', Script::Alone("kor")),
    ('\u{fb50}', '\u{feff}', Script::Shared),
];

/// Letters that are looked at.
const LETTERS_MAX: usize = 400;

/// Japanese mixes Kana into Han: from this share of Kana on it is Japanese.
const KANA_SHARE: f32 = 0.1;

/// The script of most letters, and its share of all letters. `None` without letters.
pub(super) fn leading(text: &str) -> Option<(Script, f32)> {
    let mut counts: Vec<(Script, u32)> = Vec::with_capacity(4);
    let mut all = 0u32;
    for letter in text.chars().filter(|letter| Class::of(*letter).is_alphabetic()).take(LETTERS_MAX) {
        let script = script_of(letter);
        all += 1;
        match counts.iter_mut().find(|(known, _)| Some(*known) == script) {
            Some((_, count)) => *count += 1,
            None => counts.extend(script.map(|script| (script, 1))),
        }
    }
    let share = |wanted: &'static str| {
        let count = counts.iter().find(|(script, _)| *script == Script::Alone(wanted)).map_or(0, |(_, count)| *count);
        count as f32 / all.max(1) as f32
    };
    let (kana, han) = (share("jpn"), share("zho"));
    if kana >= KANA_SHARE && kana + han > 0.5 {
        return Some((Script::Alone("jpn"), kana + han));
    }
    counts.iter().max_by_key(|(_, count)| *count).map(|(script, count)| (*script, *count as f32 / all as f32))
}

fn script_of(letter: char) -> Option<Script> {
    let letter = if letter.is_ascii() { letter.to_ascii_lowercase() } else { letter };
    BLOCKS.iter().find(|(first, last, _)| (*first..=*last).contains(&letter)).map(|(.., script)| *script)
}

/// Whether most letters of a text's beginning are Latin.
pub fn is_latin(text: &str) -> bool {
    const LETTERS: usize = 200;
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).take(LETTERS);
    let (latin, all) = letters.fold((0, 0), |(latin, all), letter| {
        let is = matches!(letter, 'A'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        (latin + usize::from(is), all + 1)
    });
    latin * 2 > all
}
