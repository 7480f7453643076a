//! How well labelled documents are read: precision, recall, F1, confusion and the worst cases, for any labelled file.
//!
//! A file holds one document a line, as `annotate` reads it, with a `gold` object beside it. What a label does not say is
//! not judged.

mod gold;
mod report;
mod stories;
mod tally;

pub use gold::{Case, Gold, read};
pub use report::show;
pub use tally::{Binary, Confusion, Rank};

use chrono::NaiveDate;
use domain::signal::SIGNAL_THRESHOLD;
use domain::{Annotation, Count, Signal, Status};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a labelled file shows.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Documents read.
    pub documents: usize,
    /// Conflict or peace against everything else, at .5, with the order of all scores.
    pub relevance: Option<Rank>,
    /// By category: what must fire and what must not.
    pub categories: BTreeMap<String, Binary>,
    /// Groups of which at least one category must fire ("armed_clash | civilian_harm").
    pub groups: BTreeMap<String, Binary>,
    /// Expected status against the one found ("none": the category did not fire at all).
    pub status: Option<Confusion>,
    /// Expected language against the one found; only when languages were withheld.
    pub language: Option<Confusion>,
    /// Countries that a document is about.
    pub countries: Option<Binary>,
    /// The one country under which a reader would file it.
    pub focus: Option<Confusion>,
    /// Day of the event: a day or none expected, the day, another day or none found.
    pub event_day: Option<Confusion>,
    /// Numbers of people killed and injured: a number or none expected, that number, another or none found.
    pub casualties: Option<Confusion>,
    /// Pairs of documents that tell one story.
    pub stories: Option<Binary>,
    /// The worst mistakes first.
    pub worst: Vec<Mistake>,
}

/// One wrong answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mistake {
    /// The document.
    pub id: String,
    /// What was judged.
    pub what: String,
    /// What the label says.
    pub expected: String,
    /// What was found, with its evidence.
    pub found: String,
    /// 0..1: how sure the wrong answer was.
    pub sure: f32,
}

/// Judges annotations against their labels. `languages` says whether the language was withheld and is judged too.
pub fn judge<'a>(read: impl Iterator<Item = (&'a Case, &'a Annotation)> + Clone, languages: bool) -> Report {
    let mut report = Report::default();
    stories::judge(&mut report, read.clone());
    for (case, annotation) in read {
        report.documents += 1;
        let mut judge = Judge { report: &mut report, case, annotation };
        judge.relevance();
        judge.categories();
        judge.status();
        judge.places();
        judge.event_day();
        judge.casualties();
        if languages {
            judge.language();
        }
    }
    report.worst.sort_by(|a, b| b.sure.total_cmp(&a.sure).then_with(|| a.id.cmp(&b.id)));
    report
}

/// One document before its judge.
struct Judge<'a> {
    report: &'a mut Report,
    case: &'a Case,
    annotation: &'a Annotation,
}

impl Judge<'_> {
    fn mistake(&mut self, what: &str, expected: &str, found: String, sure: f32) {
        self.report.worst.push(Mistake {
            id: self.case.line.id.clone(),
            what: what.to_owned(),
            expected: expected.to_owned(),
            found,
            sure,
        });
    }

    fn relevance(&mut self) {
        let Some(relevant) = self.case.gold.relevant else { return };
        let score = self.annotation.relevance;
        self.report.relevance.get_or_insert_default().add(relevant, score);
        if relevant != (score >= 0.5) {
            let expected = if relevant { "relevant" } else { "not relevant" };
            self.mistake("relevance", expected, format!("{score:.2}{}", self.strongest()), (score - 0.5).abs() * 2.0);
        }
    }

    /// The strongest signal in words, to see why.
    fn strongest(&self) -> String {
        self.annotation.signals.first().map_or_else(String::new, |signal| format!(", {}", told(signal)))
    }

    /// The signals that count: sure enough, and of now or of what is announced.
    fn fired(&self, category: &str) -> Option<&Signal> {
        self.annotation.signals.iter().find(|signal| {
            signal.category.as_str() == category
                && signal.score >= SIGNAL_THRESHOLD
                && matches!(signal.status, Status::Asserted | Status::Announced)
        })
    }

    fn categories(&mut self) {
        let gold = &self.case.gold;
        for category in &gold.categories {
            let fired = self.fired(category).is_some();
            self.report.categories.entry(category.clone()).or_default().add(true, fired);
            if !fired {
                self.mistake("category", category, format!("nothing{}", self.strongest()), 1.0 - self.best(category));
            }
        }
        for group in &gold.any_of {
            let fired = group.iter().any(|category| self.fired(category).is_some());
            let name = group.join(" | ");
            self.report.groups.entry(name.clone()).or_default().add(true, fired);
            if !fired {
                let best = group.iter().map(|category| self.best(category)).fold(0.0, f32::max);
                self.mistake("category", &name, format!("nothing{}", self.strongest()), 1.0 - best);
            }
        }
        for category in &gold.not {
            let found = self.fired(category).map(|signal| (told(signal), signal.score));
            self.report.categories.entry(category.clone()).or_default().add(false, found.is_some());
            if let Some((found, score)) = found {
                self.mistake("category", &format!("no {category}"), found, score);
            }
        }
    }

    /// The highest score of a category, whatever its status.
    fn best(&self, category: &str) -> f32 {
        let of = self.annotation.signals.iter().filter(|signal| signal.category.as_str() == category);
        of.map(|signal| signal.score).fold(0.0, f32::max)
    }

    fn status(&mut self) {
        for (category, expected) in &self.case.gold.status {
            let found = self.annotation.signals.iter().filter(|signal| signal.category.as_str() == category);
            let found = found.max_by(|a, b| a.score.total_cmp(&b.score));
            let name = found.map_or("none", |signal| signal.status.as_str());
            self.report.status.get_or_insert_default().add(expected, name);
            if name != expected {
                let (told, sure) = found.map_or((format!("none{}", self.strongest()), 1.0), |s| (told(s), s.score));
                self.mistake("status", &format!("{category} {expected}"), told, sure);
            }
        }
    }

    fn language(&mut self) {
        let Some(expected) = self.case.line.lang.as_deref() else { return };
        let found = &self.annotation.lang;
        let kept = |code: &str| enrich::lang::tag::normalise(code).unwrap_or_else(|| "und".to_owned());
        let same = kept(expected) == kept(&found.code);
        let name = if same { expected.to_owned() } else { found.code.clone() };
        self.report.language.get_or_insert_default().add(expected, &name);
        if !same {
            self.mistake("language", expected, name, found.confidence);
        }
    }

    fn event_day(&mut self) {
        let Some(expected) = self.case.gold.event_day else { return };
        let found = self.annotation.event_day;
        let kind = |day: Option<NaiveDate>| if day.is_some() { "a day" } else { "no day" };
        let name = if found.is_some() && expected.is_some() && found != expected { "another day" } else { kind(found) };
        self.report.event_day.get_or_insert_default().add(kind(expected), name);
        if found != expected {
            self.mistake("event day", &day_or_none(expected), day_or_none(found), 0.5);
        }
    }

    fn casualties(&mut self) {
        let Some(gold) = &self.case.gold.casualties else { return };
        let read = self.annotation.casualties.clone();
        for (what, expected, found) in [("killed", gold.killed, read.killed), ("injured", gold.injured, read.injured)] {
            let expected = expected.map(|[low, high]| Count { low, high });
            let kind = |count: Option<Count>| if count.is_some() { "a number" } else { "no number" };
            let other = found.is_some() && expected.is_some() && found != expected;
            let name = if other { "another number" } else { kind(found) };
            self.report.casualties.get_or_insert_default().add(kind(expected), name);
            if found != expected {
                let told = |count: Option<Count>| count.map_or_else(|| "none".to_owned(), |count| count.to_string());
                self.mistake(what, &told(expected), told(found), 0.5);
            }
        }
    }

    fn places(&mut self) {
        if let Some(expected) = &self.case.gold.countries {
            let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
            let found: BTreeSet<&str> = self.annotation.countries.iter().map(|found| found.iso3.as_str()).collect();
            let tally = self.report.countries.get_or_insert_default();
            expected.union(&found).for_each(|country| tally.add(expected.contains(country), found.contains(country)));
            if expected != found {
                let list = |codes: &BTreeSet<&str>| codes.iter().copied().collect::<Vec<_>>().join(" ");
                let apart = expected.symmetric_difference(&found).count() as f32;
                let (expected, found) = (list(&expected), list(&found));
                self.mistake("countries", &expected, found, 1.0 - 1.0 / (1.0 + apart));
            }
        }
        if let Some(expected) = self.case.gold.focus.as_deref() {
            let found = self.annotation.focus.as_ref().map_or("none", |focus| focus.iso3.as_str()).to_owned();
            self.report.focus.get_or_insert_default().add(expected, &found);
            if found != expected {
                self.mistake("focus", expected, found, 0.5);
            }
        }
    }
}

fn day_or_none(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "none".to_owned(), |day| day.to_string())
}

fn told(signal: &Signal) -> String {
    format!("{} {} {:.2} {:?}", signal.category, signal.status.as_str(), signal.score, signal.evidence)
}
