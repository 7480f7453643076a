//! The digest for wikis, chats and issue trackers (CommonMark with tables).

use super::view::{Card, Limits, Quote, View, view};
use super::words;
use crate::DigestError;
use domain::digest::Digest;
use domain::mandate::Partner;
use domain::taxonomy::Taxonomy;

pub(super) fn render(digest: &Digest, taxonomy: &Taxonomy) -> Result<String, DigestError> {
    let view = view(digest, taxonomy, Limits::NONE);
    let parts = [
        head(&view),
        overview(&view),
        section("For joint attention", view.joint.iter().map(card)),
        section("To be watched", view.watched.iter().map(card)),
        peace(&view),
        uncovered(&view),
        sources(&view),
        foot(&view),
    ];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n")
}

/// Foreign text as Markdown that shows it literally: every sign with a meaning inside a line is escaped, HTML included,
/// and so is what would begin a list or join up to a bare address.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => escaped.extend(['\\', c]),
            '-' | '+' | '=' if at == 0 => escaped.extend(['\\', c]),
            ':' if text[at..].starts_with("://") => escaped.push_str("\\:"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address inside `<…>`, where only these signs could end it.
fn address(link: &str) -> String {
    link.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C")
}

fn head(view: &View<'_>) -> String {
    let mut lines =
        vec![format!("**TLP:{}** {}.", view.label, view.label_words), format!("# Almenara: digest of {}", view.day)];
    if !view.banner.is_empty() {
        lines.push(format!("> **{}**", plain(view.banner)));
    }
    lines.push(format!("**{}**", plain(view.headline)));
    lines.join("\n\n")
}

fn overview(view: &View<'_>) -> String {
    if view.rows.is_empty() {
        return String::new();
    }
    let mut table = vec![
        "## Overview\n".to_owned(),
        "| Region | Kind | Level | Attention | Field and media | Signals | Reports | Who can act |".to_owned(),
        "|---|---|---|--:|---|---|--:|---|".to_owned(),
    ];
    table.extend(view.rows.iter().map(|card| {
        format!(
            "| {} | {} | {} | {} {} | {} | {} | {} | {} |",
            plain(card.place),
            card.kind,
            card.level,
            card.attention,
            card.spark,
            card.convergence,
            plain(&card.categories),
            card.reports_number,
            plain(&join([card.rigo_names.as_str(), &card.network_names], "; "))
        )
    }));
    table.join("\n")
}

fn section(title: &str, cards: impl Iterator<Item = String>) -> String {
    let cards: Vec<String> = cards.collect();
    if cards.is_empty() { String::new() } else { format!("## {title}\n\n{}", cards.join("\n\n")) }
}

fn card(card: &Card<'_>) -> String {
    let with = if card.with.is_empty() { String::new() } else { format!(" with {}", plain(&card.with)) };
    let mut parts = vec![
        format!("### {} ({})", plain(card.place), card.level),
        format!("**{}**{with}", card.kind),
        format!(
            "Attention **{}** of 100 {} {}. Signals: {}. Since {}; {}; {}; TLP:{}.",
            card.attention,
            card.spark,
            card.spark_words,
            plain(&card.categories),
            card.since,
            card.voices,
            card.convergence,
            card.label
        ),
        card.reasons.iter().map(|reason| format!("- {}", plain(reason))).collect::<Vec<_>>().join("\n"),
    ];
    if !card.rigos.is_empty() || !card.networks.is_empty() {
        parts.push(format!(
            "Who can act together:\n\n{}",
            partners("Regional organisation", card.rigos) + "\n" + &partners("Civil-society network", card.networks)
        ));
    }
    if !card.quotes.is_empty() {
        parts.push(format!("What the reports say ({} in all):", card.reports));
        parts.push(quotes(&card.quotes));
    }
    parts.push(format!("*{}*", card.coverage));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn partners(side: &str, partners: &[Partner]) -> String {
    if partners.is_empty() {
        return format!("- {side}: none is known");
    }
    let line = |partner: &Partner| {
        let contact = match words::link(&partner.contact) {
            Some(link) => format!("[public contact page](<{}>)", address(link)),
            None => plain(&partner.contact),
        };
        let rest = [plain(&partner.organ), contact, plain(&partner.note)];
        format!("- {side}: **{}**{}", plain(&partner.name), trail(&rest))
    };
    partners.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn trail(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(|part| format!(", {part}")).collect()
}

fn quotes(quotes: &[Quote<'_>]) -> String {
    quotes.iter().map(quote).collect::<Vec<_>>().join("\n")
}

fn quote(quote: &Quote<'_>) -> String {
    let title = match quote.link {
        Some(link) => format!("[{}](<{}>)", plain(quote.title), address(link)),
        None => plain(quote.title),
    };
    let words = if quote.words.is_empty() || quote.words == quote.title {
        String::new()
    } else {
        format!("  \n  “{}”", plain(quote.words))
    };
    format!("- {title}{words}  \n  {}", plain(&quote.meta()))
}

fn peace(view: &View<'_>) -> String {
    section(
        "Signs of peace",
        view.peace.iter().map(|entry| {
            let line = format!("Peace signals {} of 100 beside attention {}.", entry.deescalation, entry.attention);
            join([&format!("### {}", plain(entry.place)), &line, &quotes(&entry.quotes)], "\n\n")
        }),
    )
}

fn uncovered(view: &View<'_>) -> String {
    if view.uncovered.is_empty() {
        return String::new();
    }
    let mut table = vec![
        "## Not well covered: silence is not calm\n".to_owned(),
        "| Region | Level, for what it is worth | Sources that report | Missing |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    table.extend(view.uncovered.iter().map(|entry| {
        format!("| {} | {} | {} | {} |", plain(entry.place), entry.level, entry.reporting, plain(&entry.missing))
    }));
    table.join("\n")
}

fn sources(view: &View<'_>) -> String {
    if view.sources.is_empty() {
        return String::new();
    }
    let lines = view.sources.iter().map(|line| format!("- {}", plain(&line.sentence()))).collect::<Vec<_>>();
    format!("## Sources that did not report\n\n{}", lines.join("\n"))
}

fn foot(view: &View<'_>) -> String {
    let [read, method, unverified, made] = view.foot();
    format!("## What was read\n\n{read}\n\n## How to read this\n\n{method}\n\n**{unverified}**\n\n{}", plain(&made))
}

fn join<const N: usize>(parts: [&str; N], between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}
