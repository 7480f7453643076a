//! What fires in a text and why, for those who write lexicons.

use super::matching;
use super::rules::Lexicon;
use super::weigh::{find, latest_year, topic_of_text, words_at};
use chrono::{DateTime, Datelike, Utc};
use domain::{CategoryId, Status};
use serde::Serialize;

/// One match of a pattern in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fired {
    /// Line of the pattern in its file, from 1.
    pub line: usize,
    /// Its category.
    pub category: CategoryId,
    /// How the sentence presents the event.
    pub status: Status,
    /// What the pattern is worth at best.
    pub weight: f32,
    /// What it is worth here: less in the background of a text, and less among words of a foreign topic.
    pub value: f32,
    /// Whether it stands in the title.
    pub in_title: bool,
    /// The words, from the first to the last that matched.
    pub words: String,
}

/// Whether a pattern matches somewhere in a text, whatever it is worth there.
pub(super) fn matches(lexicon: &Lexicon, pattern: usize, text: &str) -> bool {
    let scan = matching::scan(lexicon, text);
    let mut findings = Vec::new();
    find(lexicon, &scan, false, &vec![1.0; lexicon.topics.len()], None, &mut findings);
    findings.iter().any(|finding| finding.pattern == pattern)
}

/// Every match of a text with what it is worth and why, strongest first.
pub(super) fn explain(lexicon: &Lexicon, title: &str, text: &str, published: Option<DateTime<Utc>>) -> Vec<Fired> {
    let scans = [matching::scan(lexicon, title), matching::scan(lexicon, text)];
    let reference_year = published.map(|day| day.year()).or_else(|| latest_year(&scans));
    let topics: Vec<f32> = lexicon.topics.iter().map(|topic| topic_of_text(topic, &scans)).collect();
    let mut fired = Vec::new();
    for (passage, scan) in scans.iter().enumerate() {
        let mut findings = Vec::new();
        find(lexicon, scan, passage == 0, &topics, reference_year, &mut findings);
        fired.extend(findings.into_iter().map(|finding| {
            let pattern = &lexicon.patterns[finding.pattern];
            Fired {
                line: pattern.line,
                category: lexicon.categories[finding.category].id.clone(),
                status: finding.status,
                weight: pattern.weight,
                value: finding.value,
                in_title: finding.in_title,
                words: words_at(scan, [title, text][passage], &finding.span).1,
            }
        }));
    }
    fired.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.line.cmp(&b.line)));
    fired
}
