//! The figures as people read them.

use super::tally::{Binary, Confusion};
use super::{Mistake, Report};
use crate::terminal;

/// Prints a report with the worst mistakes, so many of them.
pub fn show(report: &Report, worst: usize) {
    println!("{} documents", report.documents);
    if let Some(rank) = &report.relevance {
        println!("\nRelevance: {}, average precision {}", told(&rank.counts), figure(rank.average_precision()));
    }
    let judged: Vec<(&String, &Binary)> = report.categories.iter().chain(&report.groups).collect();
    if !judged.is_empty() {
        println!("\nCategories (precision only where documents are labelled not to have the category)");
        categories(&judged);
    }
    let confusions = [
        ("Status", &report.status),
        ("Language", &report.language),
        ("Focus", &report.focus),
        ("Day of the event", &report.event_day),
        ("Casualties", &report.casualties),
    ];
    for (what, confusion) in confusions {
        if let Some(confusion) = confusion {
            self::confusion(what, confusion);
        }
    }
    if let Some(countries) = &report.countries {
        println!("\nCountries: {}", told(countries));
    }
    if let Some(stories) = &report.stories {
        println!("\nStories, by pairs of documents: {}", told(stories));
    }
    if !report.worst.is_empty() && worst > 0 {
        println!("\nWorst of {} mistakes", report.worst.len());
        mistakes(&report.worst[..worst.min(report.worst.len())]);
    }
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

fn told(counts: &Binary) -> String {
    format!(
        "precision {}, recall {}, F1 {} ({} right, {} missed, {} false alarms)",
        figure(counts.precision()),
        figure(counts.recall()),
        figure(counts.f1()),
        counts.hits,
        counts.misses,
        counts.false_alarms
    )
}

fn categories(judged: &[(&String, &Binary)]) {
    let mut table = terminal::table(&["category", "found", "missed", "false alarms", "precision", "recall", "F1"], &[]);
    let mut f1 = Vec::new();
    for (name, counts) in judged {
        let known = |value: Option<f64>| if counts.has_negatives() { figure(value) } else { "-".to_owned() };
        f1.extend(counts.f1());
        table.add_row(vec![
            (*name).clone(),
            counts.hits.to_string(),
            counts.misses.to_string(),
            counts.false_alarms.to_string(),
            known(counts.precision()),
            figure(counts.recall()),
            figure(counts.f1()),
        ]);
    }
    terminal::show(&table);
    if !f1.is_empty() {
        println!("  macro F1 {:.3}", f1.iter().sum::<f64>() / f1.len() as f64);
    }
}

/// Kinds of answers that are shown as a table; more are listed by their most frequent confusions.
const KINDS_SHOWN: usize = 8;
/// Confusions listed.
const CONFUSIONS_SHOWN: usize = 12;

fn confusion(what: &str, confusion: &Confusion) {
    let (all, right) = confusion.totals();
    println!(
        "\n{what}: {right} of {all} right, accuracy {}, mean over the kinds {}",
        figure(confusion.accuracy()),
        figure(confusion.macro_accuracy())
    );
    let mut found: Vec<&String> = confusion.counts.values().flat_map(|found| found.keys()).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() <= KINDS_SHOWN {
        let header: Vec<&str> =
            std::iter::once("expected ↓ found →").chain(found.iter().map(|name| name.as_str())).collect();
        let mut table = terminal::table(&header, &[]);
        for (expected, counts) in &confusion.counts {
            let row = found.iter().map(|name| counts.get(*name).map_or_else(|| "·".to_owned(), u32::to_string));
            table.add_row(std::iter::once(expected.clone()).chain(row).collect::<Vec<_>>());
        }
        return terminal::show(&table);
    }
    let wrong = confusion.counts.iter().flat_map(|(expected, counts)| {
        counts.iter().filter(move |(found, _)| *found != expected).map(move |(found, count)| (*count, expected, found))
    });
    let mut wrong: Vec<_> = wrong.collect();
    wrong.sort_by(|a, b| b.cmp(a));
    for (count, expected, found) in wrong.into_iter().take(CONFUSIONS_SHOWN) {
        println!("  {expected} read as {found}: {count}");
    }
}

fn mistakes(worst: &[Mistake]) {
    let mut table = terminal::table(&["document", "what", "expected", "found"], &[0, 1]);
    for mistake in worst {
        table.add_row(vec![
            terminal::shorten(&mistake.id, 40),
            mistake.what.clone(),
            mistake.expected.clone(),
            terminal::shorten(&mistake.found, 100),
        ]);
    }
    terminal::show(&table);
}
