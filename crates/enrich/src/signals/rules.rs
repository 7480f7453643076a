//! A compiled lexicon: what a text is read with.

use super::vocabulary::{Vocabulary, WordId};
use domain::{CategoryId, Polarity};

/// A word class, a set of cues, a topic: anything that words belong to.
pub(super) type ClassId = u16;

/// A lexicon ready to read texts.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Its language: the name of the file.
    pub code: String,
    /// The name of each class.
    pub names: Vec<String>,
    /// The number of each class's name among the names of all lexicons.
    pub shared: Vec<u16>,
    pub codes: Vec<String>,
    pub clitics: Vec<Vec<String>>,
    pub vocabulary: Vocabulary,
    /// Phrases by their first word.
    pub phrases: Vec<Vec<Phrase>>,
    pub class_count: usize,
    pub number: Option<ClassId>,
    pub ignore: ClassId,
    pub cues: Cues,
    pub topics: Vec<Topic>,
    pub context_up: ClassId,
    pub context_down: ClassId,
    pub categories: Vec<CategoryRule>,
    pub patterns: Vec<Pattern>,
    /// For each class, the patterns that need one of its words in their first slot, ascending.
    pub by_class: Vec<Vec<u32>>,
}

impl Lexicon {
    /// The class of this name, if the lexicon has it.
    pub fn class(&self, name: &str) -> Option<ClassId> {
        self.names.iter().position(|own| own == name).map(|class| class as ClassId)
    }
}

/// One way to write a member of one or more classes.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Unique in the lexicon.
    pub id: u32,
    /// The words after the first.
    pub rest: Vec<WordId>,
    pub classes: Vec<ClassId>,
}

/// The classes of the status cues.
#[derive(Debug)]
pub(super) struct Cues {
    pub negated: ClassId,
    pub hypothetical: ClassId,
    pub announced: ClassId,
    pub historical: ClassId,
    pub dated: ClassId,
    pub dated_after: ClassId,
    pub denied: ClassId,
    pub barriers: ClassId,
    pub after: After,
}

impl Cues {
    /// Whether a class is one of the cues: they are numbered in one run, from the first to the last.
    pub fn has(&self, class: ClassId) -> bool {
        (self.negated..=self.after.announced).contains(&class)
    }

    /// The classes that say a status, wherever they stand.
    pub fn of_status(&self) -> [ClassId; 6] {
        let after = &self.after;
        [self.negated, self.hypothetical, self.announced, after.negated, after.hypothetical, after.announced]
    }
}

/// The classes of the cues behind the event.
#[derive(Debug)]
pub(super) struct After {
    pub negated: ClassId,
    pub hypothetical: ClassId,
    pub announced: ClassId,
}

/// A topic that lowers matches, except those of the categories it spares.
#[derive(Debug)]
pub(super) struct Topic {
    pub class: ClassId,
    pub spare: Vec<usize>,
}

/// A category of the taxonomy and the raw score at which it fires.
#[derive(Debug)]
pub(super) struct CategoryRule {
    pub id: CategoryId,
    pub polarity: Polarity,
    pub threshold: f32,
    pub severity: f32,
    pub modes: Vec<ModeRule>,
}

/// A mode of a category, told by word classes.
#[derive(Debug)]
pub(super) struct ModeRule {
    pub id: String,
    pub severity: f32,
    pub classes: Vec<ClassId>,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    pub category: usize,
    pub slots: Vec<Vec<ClassId>>,
    pub ordered: bool,
    pub window: usize,
    pub weight: f32,
    pub unless: Vec<ClassId>,
    /// Line of the file, from 1.
    pub line: usize,
    /// A sentence in which it must match.
    pub example: String,
    /// A sentence in which its category must not fire.
    pub not: String,
}
