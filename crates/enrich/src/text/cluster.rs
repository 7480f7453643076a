//! Scripts written without spaces between words: where one syllable-like cluster ends and the next begins. The rules look
//! at the neighbours of a character alone, so a word is cut in the same way by itself and inside a running text.

/// What a letter or mark does to the token before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Of a script with spaces: goes on with its word.
    Word,
    /// Begins a cluster.
    Begins,
    /// Belongs to the cluster before it.
    Follows,
    /// A letter by its class and punctuation by its use: the marks of abbreviation in Thai and Lao.
    Apart,
}

/// The first character of a script without spaces.
const FIRST: char = '\u{E00}';

const BURMESE_STACKER: char = '\u{1039}';
const BURMESE_KILLER: char = '\u{103A}';
const BURMESE_DOT: char = '\u{1037}';
const KHMER_STACKER: char = '\u{17D2}';

/// What `c` does, after `previous` (any other character at the beginning of a run) and before `next`.
#[inline]
pub(crate) fn part(c: char, previous: char, next: &str) -> Part {
    if c < FIRST { Part::Word } else { part_beyond(c, previous, next) }
}

fn part_beyond(c: char, previous: char, next: &str) -> Part {
    match c {
        'ฯ' | 'ຯ' => Part::Apart,
        // Digits, and what only Tibetan and others use, are as everywhere.
        '๐'..='๙' | '໐'..='໙' | '၀'..='၉' | '႐'..='႙' | '០'..='៩' => Part::Word,
        '\u{E01}'..='\u{E5B}' | '\u{E81}'..='\u{EDF}' => thai_or_lao(c, previous),
        '\u{1000}'..='\u{109F}' => burmese(c, previous, next),
        '\u{1780}'..='\u{17DD}' => {
            let base = matches!(c, '\u{1780}'..='\u{17B3}' | '\u{17D7}' | '\u{17DC}');
            begins_if(base && previous != KHMER_STACKER)
        }
        'ー' | '\u{3099}' | '\u{309A}' => Part::Follows,
        '々' | '〇' | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Part::Begins,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
            Part::Begins
        }
        _ => Part::Word,
    }
}

fn begins_if(begins: bool) -> Part {
    if begins { Part::Begins } else { Part::Follows }
}

/// A cluster is a consonant with its marks and vowels; the vowels that are written before their consonant lead it.
fn thai_or_lao(c: char, previous: char) -> Part {
    let leads = |c: char| matches!(c, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}');
    let consonant = matches!(c, '\u{E01}'..='\u{E2E}' | '\u{E81}'..='\u{EAE}' | '\u{EDC}'..='\u{EDF}');
    begins_if(leads(c) || matches!(c, 'ๆ' | 'ໆ') || consonant && !leads(previous))
}

/// A cluster is a syllable: a consonant begins one unless it is stacked under another or closes the syllable before it.
fn burmese(c: char, previous: char, next: &str) -> Part {
    let base = matches!(c, '\u{1000}'..='\u{102A}' | '\u{103F}' | '\u{1050}'..='\u{1055}' | '\u{105A}'..='\u{105D}'
        | '\u{1061}' | '\u{1065}' | '\u{1066}' | '\u{106E}'..='\u{1070}' | '\u{1075}'..='\u{1081}' | '\u{108E}');
    let closes =
        || matches!(next.trim_start_matches(BURMESE_DOT).chars().next(), Some(BURMESE_KILLER | BURMESE_STACKER));
    begins_if(base && previous != BURMESE_STACKER && !closes())
}

/// Whether a mark of such a script belongs to its cluster although it is no letter.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' | '\u{EB1}' | '\u{EB4}'..='\u{EBC}'
        | '\u{EC8}'..='\u{ECE}' | '\u{102B}'..='\u{103E}' | '\u{1056}'..='\u{1059}' | '\u{105E}'..='\u{1060}'
        | '\u{1062}'..='\u{1064}' | '\u{1067}'..='\u{106D}' | '\u{1071}'..='\u{1074}' | '\u{1082}'..='\u{108D}'
        | '\u{108F}' | '\u{109A}'..='\u{109D}' | '\u{17B4}'..='\u{17D3}' | '\u{17DD}')
}
