//! `search`: by keyword and condition.

use super::{EXIT_OK, Invocation};
use crate::terminal;
use anyhow::Result;
use domain::Label;
use domain::query::{Hit, LIMIT_MAX, Query, Snippet, Sort};
use std::io::IsTerminal;

/// Search what is stored: words, "phrases", AND OR NOT ( ), and conditions such as country: category: since:
#[derive(clap::Args, Debug)]
#[command(after_help = "Conditions: title: text: country:COL region:\"COL/Chocó\" category:displacement source:ID
class:field|civil-society|news|official|international lang:spa since:2026-03-01 until:2026-03-31

Example: almenara search 'desplaz* country:COL since:2026-09-24 -category:unrest'")]
pub struct Args {
    /// The query; several words may stand without quotation marks; none: every document
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Newest first instead of best first
    #[arg(long)]
    by_date: bool,
    /// At most so many
    #[arg(long, default_value_t = domain::query::DEFAULT_LIMIT, value_name = "N")]
    limit: usize,
    /// Skip so many
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: usize,
    /// See only what this label or a wider one allows: CLEAR, GREEN, AMBER, AMBER+STRICT, RED
    #[arg(long, default_value = "RED", value_name = "LABEL")]
    clearance: Label,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let mut query = Query::parse(&args.query.join(" "))?;
    query.sort = if args.by_date { Sort::Date } else { Sort::Relevance };
    query.limit = args.limit.clamp(1, LIMIT_MAX);
    query.offset = args.offset;
    query.clearance = args.clearance;
    let house = invocation.house()?;
    query.check(&house.taxonomy)?;
    let answer = house.index.search(&query)?;
    if invocation.json {
        terminal::json(&answer)?;
        return Ok(EXIT_OK);
    }
    match (answer.total, answer.hits.len()) {
        (0, _) => println!("Nothing found among {} documents.", house.index.count()?),
        (total, shown) => println!("{total} found, {shown} shown"),
    }
    let bright = std::io::stdout().is_terminal();
    for (position, hit) in answer.hits.iter().enumerate() {
        show(query.offset + position + 1, hit, bright);
    }
    Ok(EXIT_OK)
}

fn show(number: usize, hit: &Hit, bright: bool) {
    let title = terminal::plain(&hit.title);
    println!("\n{number:>3}. {}", if title.is_empty() { "(no title)" } else { &title });
    let regions: Vec<String> = hit.regions.iter().map(ToString::to_string).collect();
    let categories: Vec<&str> = hit.categories.iter().map(domain::CategoryId::as_str).collect();
    println!(
        "     {}  {} ({})  {}  TLP:{}  {}",
        hit.published.format("%Y-%m-%d"),
        hit.source,
        hit.class.as_str(),
        hit.lang,
        hit.label,
        regions.join(" ")
    );
    if !categories.is_empty() {
        println!("     {}", categories.join(", "));
    }
    println!("     {}", marked(&hit.snippet, bright));
    if let Some(url) = &hit.url {
        println!("     {}", terminal::plain(url));
    }
}

/// The snippet on one line, matches bold on a terminal and in brackets elsewhere.
fn marked(snippet: &Snippet, bright: bool) -> String {
    let (open, close) = if bright { ("\x1b[1m", "\x1b[0m") } else { ("[", "]") };
    // Piece by piece, before the marks are put in: a hostile text must not bring marks of its own.
    let shown = |piece: &str| -> String { piece.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
    let mut line = String::with_capacity(snippet.text.len() + 16 * snippet.marks.len());
    let mut at = 0;
    for &(start, end) in &snippet.marks {
        line.push_str(&shown(&snippet.text[at..start]));
        line.push_str(open);
        line.push_str(&shown(&snippet.text[start..end]));
        line.push_str(close);
        at = end;
    }
    line.push_str(&shown(&snippet.text[at..]));
    line
}
