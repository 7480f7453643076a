//! What authors of a lexicon need: whether its sentences hold, and what fires in a text and why.

use super::{Reader, explain, explain::Fired, rules::Lexicon, weigh};
use chrono::{DateTime, Utc};
use domain::signal::SIGNAL_THRESHOLD;
use serde::Serialize;

/// How a lexicon does on its own sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// How many patterns there are.
    pub patterns: usize,
    /// Categories that have a pattern.
    pub categories: usize,
    /// Sentences that do not hold.
    pub wrong: Vec<Wrong>,
}

/// A sentence that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Line of the pattern in its file, from 1.
    pub line: usize,
    /// What is wrong, with the sentence.
    pub problem: String,
}

impl Reader {
    /// Runs the example and the counterexample of every pattern of a language; nothing for a language without a lexicon.
    pub fn check(&self, lang: &str) -> Option<Checked> {
        let lexicon = self.lexicon(lang)?;
        let mut checked = Checked { patterns: lexicon.patterns.len(), categories: 0, wrong: Vec::new() };
        checked.categories =
            (0..lexicon.categories.len()).filter(|at| lexicon.patterns.iter().any(|own| own.category == *at)).count();
        for number in 0..lexicon.patterns.len() {
            checked.wrong.extend(wrong(lexicon, number));
        }
        Some(checked)
    }

    /// Every match of a text, strongest first, as [`Reader::read`] sees them; nothing for a language without a lexicon.
    pub fn explain(&self, title: &str, text: &str, lang: &str, published: Option<DateTime<Utc>>) -> Option<Vec<Fired>> {
        Some(explain::explain(self.lexicon(lang)?, title, text, published))
    }
}

fn wrong(lexicon: &Lexicon, number: usize) -> Vec<Wrong> {
    let pattern = &lexicon.patterns[number];
    let category = &lexicon.categories[pattern.category].id;
    let fires = |sentence: &str| {
        let found = weigh::read(&weigh::Tools::patterns_of(lexicon), "", sentence, None);
        found.signals.iter().any(|signal| signal.category == *category && signal.counts())
    };
    let mut problems = Vec::new();
    if !explain::matches(lexicon, number, &pattern.example) {
        problems.push(format!("{category}: its pattern misses its example {:?}", pattern.example));
    } else if pattern.weight >= SIGNAL_THRESHOLD && !fires(&pattern.example) {
        problems.push(format!("{category} does not fire on its example {:?}", pattern.example));
    }
    if fires(&pattern.not) {
        problems.push(format!("{category} fires on its counterexample {:?}", pattern.not));
    }
    problems.into_iter().map(|problem| Wrong { line: pattern.line, problem }).collect()
}
