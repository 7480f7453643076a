//! Words around a name that tell whether it is a place, from `data/place-cues.txt`.

use super::fold::key;
use std::collections::HashMap;

/// The table, part of the program.
const TABLE: &str = include_str!("../../data/place-cues.txt");

/// What a word says about the name beside it; a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cue(u16);

impl Cue {
    /// A place follows.
    pub const IN: Self = Self(1);
    /// A place may follow.
    pub const OF: Self = Self(2);
    /// A unit or a populated place is named.
    pub const FEATURE: Self = Self(4);
    /// A person follows.
    pub const TITLE: Self = Self(8);
    /// What stands before speaks.
    pub const SAY: Self = Self(16);
    /// What stands before is part of an organisation's name.
    pub const ORGANISATION: Self = Self(32);
    /// A point of the compass.
    pub const DIRECTION: Self = Self(64);
    /// No word, but what is written on to a name.
    const ENDING: Self = Self(128);
    /// What stands before is the place whose authority, body or people it is.
    pub const AUTHORITY: Self = Self(256);

    /// Both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the word says this.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// All cue words.
#[derive(Debug)]
pub(super) struct Cues(HashMap<Vec<u8>, Cue>);

impl Cues {
    /// Reads the table.
    pub fn load() -> Self {
        let (mut words, mut current) = (HashMap::<Vec<u8>, Cue>::new(), Cue::default());
        for line in TABLE.lines() {
            if let Some(section) = line.strip_prefix('[') {
                current = section_of(section.trim_end_matches(']'));
            } else if !line.starts_with('#') {
                for word in line.split_whitespace() {
                    words.entry(key(word)).or_default().0 |= current.0;
                }
            }
        }
        Self(words)
    }

    /// What the folded word says.
    pub fn of(&self, word: &[u8]) -> Cue {
        self.0.get(word).copied().unwrap_or_default()
    }

    /// Whether the folded word is any of the words of the table.
    pub fn knows(&self, word: &[u8]) -> bool {
        self.of(word).0 & !Cue::ENDING.0 != 0
    }

    /// Whether these folded letters are written on to names.
    pub fn ends(&self, letters: &[u8]) -> bool {
        self.of(letters).has(Cue::ENDING)
    }
}

fn section_of(name: &str) -> Cue {
    match name {
        "in" => Cue::IN,
        "of" => Cue::OF,
        "feature" => Cue::FEATURE,
        "title" => Cue::TITLE,
        "say" => Cue::SAY,
        "organisation" => Cue::ORGANISATION,
        "direction" => Cue::DIRECTION,
        "ending" => Cue::ENDING,
        "authority" => Cue::AUTHORITY,
        _ => Cue::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_several_languages() {
        let cues = Cues::load();
        for word in ["province", "departamento", "région", "محافظة", "область"] {
            assert!(cues.of(&key(word)).has(Cue::FEATURE), "{word}");
        }
        assert!(cues.of(b"in").has(Cue::IN) && !cues.of(b"banana").has(Cue::IN));
    }
}
