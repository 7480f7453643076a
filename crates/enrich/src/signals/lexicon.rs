//! The file format of a lexicon, strictly read.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What is wrong with a lexicon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// Not TOML, or a key that does not exist.
    #[error("lexicon {lang}.toml, line {line}: {message}")]
    Syntax {
        /// Language code: the name of the file.
        lang: String,
        /// Line, from 1.
        line: usize,
        /// What the reader of the format says.
        message: String,
    },
    /// The table of weights cannot be used.
    #[error("layer.tsv, line {line}: {message}; train it again, or leave it out to use the one that is built in")]
    Weights {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A list beside the lexicons cannot be used.
    #[error("{file}, line {line}: {message}")]
    List {
        /// Its file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A name that nothing defines.
    #[error("lexicon {lang}.toml, line {line}: unknown {what} {name:?}; known: {known}")]
    Unknown {
        /// Language code: the name of the file.
        lang: String,
        /// Line, from 1.
        line: usize,
        /// The kind of thing: word class, category, topic.
        what: &'static str,
        /// The name as written.
        name: String,
        /// What would be right.
        known: String,
    },
    /// A value that cannot be used.
    #[error("lexicon {lang}.toml, line {line}: {problem}")]
    Value {
        /// Language code: the name of the file.
        lang: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong and what to write instead.
        problem: String,
    },
}

/// A file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLexicon {
    /// Further ISO 639-3 codes that this file reads (members of a macrolanguage).
    #[serde(default)]
    pub codes: Vec<String>,
    /// Particles written together with the next word, in the order in which they may stand before it.
    #[serde(default)]
    pub clitics: Vec<Vec<String>>,
    /// Phrases whose words mean nothing here: "shot on goal".
    #[serde(default)]
    pub ignore: Vec<Spanned<String>>,
    /// Word classes; `@name` takes in another class.
    pub words: BTreeMap<String, Vec<Spanned<String>>>,
    /// Cues of status.
    pub status: RawStatus,
    /// Topics that lower a match.
    pub topics: BTreeMap<String, RawTopic>,
    /// Words that make a text more or less likely to be about conflict or peace, without being a signal.
    #[serde(default)]
    pub context: RawContext,
    /// Raw score at which a category fires; .5 where none is given.
    #[serde(default)]
    pub thresholds: BTreeMap<Spanned<String>, f32>,
    /// Patterns by category.
    pub patterns: BTreeMap<Spanned<String>, Vec<RawPattern>>,
}

/// Cues of status, each with its own reach (see `status.rs`).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStatus {
    /// Before the event: it did not happen.
    pub negated: Vec<Spanned<String>>,
    /// Before the event: it is only possible.
    pub hypothetical: Vec<Spanned<String>>,
    /// Before the event: it is going to happen.
    pub announced: Vec<Spanned<String>>,
    /// Anywhere in the sentence: it is of the past.
    pub historical: Vec<Spanned<String>>,
    /// Right before a year: the event is of that year.
    pub dated: Vec<Spanned<String>>,
    /// Right behind a year, where that is where the word stands ("1971 में").
    #[serde(default)]
    pub dated_after: Vec<Spanned<String>>,
    /// Further before the event than a negation may stand: verbs that deny it.
    #[serde(default)]
    pub denied: Vec<Spanned<String>>,
    /// Cues that stand behind the event, where the verb ends the sentence.
    #[serde(default)]
    pub after: RawAfter,
    /// Between a cue and an event: the cue does not reach across ("talks might resume after gunmen killed six").
    #[serde(default)]
    pub barriers: Vec<Spanned<String>>,
}

/// Cues behind the event, up to a barrier or the end of the clause.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAfter {
    /// It did not happen, or is denied.
    pub negated: Vec<Spanned<String>>,
    /// It is only possible.
    pub hypothetical: Vec<Spanned<String>>,
    /// It is going to happen.
    pub announced: Vec<Spanned<String>>,
}

/// A topic that is not ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTopic {
    /// Its words.
    pub words: Vec<Spanned<String>>,
    /// Categories that it does not lower.
    #[serde(default)]
    pub spare: Vec<Spanned<String>>,
}

/// Words of the surroundings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContext {
    /// Words that speak for conflict or peace.
    #[serde(default)]
    pub up: Vec<Spanned<String>>,
    /// Words that speak against.
    #[serde(default)]
    pub down: Vec<Spanned<String>>,
}

/// One pattern.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPattern {
    /// Words of its own: one of them must stand in the window.
    #[serde(default)]
    pub any: Vec<Spanned<String>>,
    /// Word classes that must all stand in the window: `kill civilian|child`; `kill > civilian` demands the order.
    #[serde(default)]
    pub all: Option<Spanned<String>>,
    /// Tokens from the first to the last word of a match, at most.
    #[serde(default = "default_window")]
    pub window: usize,
    /// 0..1: how much one match says.
    pub weight: Spanned<f32>,
    /// Word classes that cancel the match when they stand in the sentence: `accident|sport`.
    #[serde(default)]
    pub unless: Option<Spanned<String>>,
    /// A sentence in which it must match.
    pub example: Spanned<String>,
    /// A sentence in which its category must not fire.
    pub not: Spanned<String>,
}

fn default_window() -> usize {
    10
}

/// Reads the file; the error names the line.
pub(super) fn parse(lang: &str, text: &str) -> Result<RawLexicon, LexiconError> {
    toml::from_str(text).map_err(|error| LexiconError::Syntax {
        lang: lang.to_owned(),
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message: error.message().to_owned(),
    })
}

/// The line, from 1, of a byte.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1
}
