//! Signals: what a report says is happening.

use crate::taxonomy::{CategoryId, Polarity};
use serde::{Deserialize, Serialize};

/// How the text presents the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Reported as happening now or lately.
    Asserted,
    /// Reported as going to happen.
    Announced,
    /// Of the past: anniversaries, trials of old crimes.
    Historical,
    /// Only possible: if, might, fears of.
    Hypothetical,
    /// Said not to have happened.
    Negated,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Asserted, Self::Announced, Self::Historical, Self::Hypothetical, Self::Negated];

    /// Whether a signal of this status counts towards a score.
    pub fn counts(self) -> bool {
        matches!(self, Self::Asserted | Self::Announced)
    }

    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Announced => "announced",
            Self::Historical => "historical",
            Self::Hypothetical => "hypothetical",
            Self::Negated => "negated",
        }
    }
}

/// One signal with the words that show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The category.
    pub category: CategoryId,
    /// Risk or peace, as the taxonomy says.
    pub polarity: Polarity,
    /// 0..1; from .5 on the signal counts.
    pub score: f32,
    /// How the text presents it.
    pub status: Status,
    /// First character (Unicode scalar value) of the evidence in the text.
    pub start: usize,
    /// One past the last character of the evidence.
    pub end: usize,
    /// The words themselves: `text[start..end]` in characters.
    pub evidence: String,
    /// The mode of the event (taxonomy.toml), where the words tell one: `abduct`, `aerial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// 0..1: that of the mode, or of the category where no mode is told.
    #[serde(default)]
    pub severity: f32,
}

/// The score from which a signal counts.
pub const SIGNAL_THRESHOLD: f32 = 0.5;

impl Signal {
    /// Whether the signal counts towards a score: strong enough, and said to happen.
    pub fn counts(&self) -> bool {
        self.score >= SIGNAL_THRESHOLD && self.status.counts()
    }
}
