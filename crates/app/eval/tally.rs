//! Counting right and wrong.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::collections::BTreeMap;

/// Yes against no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Binary {
    /// Yes, and found.
    pub hits: u32,
    /// Yes, and not found.
    pub misses: u32,
    /// No, and found all the same.
    pub false_alarms: u32,
    /// No, and not found.
    pub quiet: u32,
}

impl Binary {
    /// Counts one answer.
    pub fn add(&mut self, expected: bool, found: bool) {
        let count = match (expected, found) {
            (true, true) => &mut self.hits,
            (true, false) => &mut self.misses,
            (false, true) => &mut self.false_alarms,
            (false, false) => &mut self.quiet,
        };
        *count += 1;
    }

    /// Share of what was found that is right; nothing where nothing was found.
    pub fn precision(&self) -> Option<f64> {
        share(self.hits, self.hits + self.false_alarms)
    }

    /// Share of what is right that was found; nothing where nothing was to be found.
    pub fn recall(&self) -> Option<f64> {
        share(self.hits, self.hits + self.misses)
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.hits, 2 * self.hits + self.misses + self.false_alarms)
    }

    /// Whether anything was labelled "no": without that, precision says nothing.
    pub fn has_negatives(&self) -> bool {
        self.false_alarms + self.quiet > 0
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Binary", 7)?;
        out.serialize_field("hits", &self.hits)?;
        out.serialize_field("misses", &self.misses)?;
        out.serialize_field("false_alarms", &self.false_alarms)?;
        out.serialize_field("quiet", &self.quiet)?;
        out.serialize_field("precision", &self.precision())?;
        out.serialize_field("recall", &self.recall())?;
        out.serialize_field("f1", &self.f1())?;
        out.end()
    }
}

/// Scores of what is and what is not, with their order.
#[derive(Clone, Debug, Default)]
pub struct Rank {
    /// Counts at .5.
    pub counts: Binary,
    scores: Vec<(f32, bool)>,
}

impl Rank {
    /// Counts one score.
    pub fn add(&mut self, expected: bool, score: f32) {
        self.counts.add(expected, score >= 0.5);
        self.scores.push((score, expected));
    }

    /// Average precision over the order of the scores; equal scores are one step. Nothing without a "yes".
    pub fn average_precision(&self) -> Option<f64> {
        let mut scores = self.scores.clone();
        scores.sort_by(|a, b| b.0.total_cmp(&a.0));
        let all = scores.iter().filter(|(_, expected)| *expected).count();
        let (mut seen, mut right, mut sum) = (0usize, 0usize, 0.0);
        for step in scores.chunk_by(|a, b| a.0 == b.0) {
            let of_step = step.iter().filter(|(_, expected)| *expected).count();
            seen += step.len();
            right += of_step;
            sum += of_step as f64 * right as f64 / seen as f64;
        }
        (all > 0).then(|| sum / all as f64)
    }
}

impl Serialize for Rank {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Rank", 2)?;
        out.serialize_field("counts", &self.counts)?;
        out.serialize_field("average_precision", &self.average_precision())?;
        out.end()
    }
}

/// What was expected against what was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Confusion {
    /// Expected, then found, with the count.
    pub counts: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Confusion {
    /// Counts one answer.
    pub fn add(&mut self, expected: &str, found: &str) {
        *self.counts.entry(expected.to_owned()).or_default().entry(found.to_owned()).or_default() += 1;
    }

    /// Answers, and right ones.
    pub fn totals(&self) -> (u32, u32) {
        let all = self.counts.values().flat_map(BTreeMap::values).sum();
        let right = self.counts.iter().filter_map(|(expected, found)| found.get(expected)).sum();
        (all, right)
    }

    /// Share of right answers.
    pub fn accuracy(&self) -> Option<f64> {
        let (all, right) = self.totals();
        share(right, all)
    }

    /// Mean over what is expected of the share that is right: each kind weighs the same.
    pub fn macro_accuracy(&self) -> Option<f64> {
        let shares: Vec<f64> = self
            .counts
            .iter()
            .filter_map(|(expected, found)| {
                share(found.get(expected).copied().unwrap_or_default(), found.values().sum())
            })
            .collect();
        (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_recall_and_f1_are_those_of_the_textbook() {
        let mut tally = Binary::default();
        for (expected, found) in [(true, true), (true, true), (true, false), (false, true), (false, false)] {
            tally.add(expected, found);
        }
        let two_thirds = 2.0 / 3.0;
        assert_eq!((tally.precision(), tally.recall()), (Some(two_thirds), Some(two_thirds)));
        assert!((tally.f1().unwrap_or_default() - two_thirds).abs() < 1e-12);
        assert_eq!(Binary::default().f1(), None);
    }

    #[test]
    fn average_precision_follows_the_order_and_equal_scores_are_one_step() {
        let mut rank = Rank::default();
        [(true, 0.9), (false, 0.8), (true, 0.7)].into_iter().for_each(|(expected, score)| rank.add(expected, score));
        assert!((rank.average_precision().unwrap_or_default() - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        let mut even = Rank::default();
        [(true, 0.5), (false, 0.5)].into_iter().for_each(|(expected, score)| even.add(expected, score));
        assert_eq!(even.average_precision(), Some(0.5));
    }

    #[test]
    fn a_confusion_weighs_answers_or_kinds() {
        let mut confusion = Confusion::default();
        for (expected, found) in [("a", "a"), ("a", "a"), ("a", "a"), ("b", "a")] {
            confusion.add(expected, found);
        }
        assert_eq!((confusion.accuracy(), confusion.macro_accuracy()), (Some(0.75), Some(0.5)));
    }
}
