//! `lexicon`: for those who write patterns of signals.

use super::{EXIT_FINDINGS, EXIT_OK, Invocation};
use crate::config;
use crate::terminal;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{Annotation, Taxonomy};
use enrich::Reading;
use enrich::signals::{Checked, Reader};
use serde::Serialize;
use std::path::Path;

/// Check the lexicons of signals, and try them on a text
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Read every lexicon and run the example and the counterexample of each pattern
    #[command(after_help = "Example: almenara lexicon check")]
    Check {
        /// Languages (spa) or files (config/lexicon/spa.toml) [default: all of the configuration]
        #[arg(value_name = "LANGUAGE")]
        languages: Vec<String>,
    },
    /// Show what fires in a text and why: patterns with their lines, status, what they are worth and what they come to
    #[command(after_help = "Example: almenara lexicon try \"Gunmen killed six villagers near Maiduguri.\"")]
    Try {
        /// The text
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        /// Its language, ISO 639-3 [default: as detected]
        #[arg(long, value_name = "CODE")]
        lang: Option<String>,
        /// Its title
        #[arg(long, value_name = "TEXT", default_value = "")]
        title: String,
        /// The day it was published: years long before it are history
        #[arg(long, value_name = "YYYY-MM-DD")]
        published: Option<NaiveDate>,
    },
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    match &args.command {
        Command::Check { languages } => check(invocation, languages),
        Command::Try { text, lang, title, published } => {
            let published = published.map(|day| day.and_time(NaiveTime::MIN).and_utc());
            attempt(invocation, &text.join(" "), lang.as_deref(), title, published)
        }
    }
}

/// A lexicon with how it does.
#[derive(Serialize)]
struct Line {
    language: String,
    #[serde(flatten)]
    checked: Checked,
}

fn check(invocation: &Invocation, languages: &[String]) -> Result<u8> {
    let files = invocation.files()?;
    let taxonomy = config::read_taxonomy(&files)?;
    let mut lines = Vec::new();
    for (language, text) in chosen(config::read_lexicons(&files)?, languages)? {
        let reader = Reader::new(&taxonomy, &[(language.clone(), text)])?;
        let checked = reader.check(&language).context("a lexicon that was just read is not there")?;
        lines.push(Line { language, checked });
    }
    let well = lines.iter().all(|line| line.checked.wrong.is_empty());
    if invocation.json {
        terminal::json(&lines)?;
    } else {
        show(&lines, &taxonomy);
    }
    Ok(if well { EXIT_OK } else { EXIT_FINDINGS })
}

/// The lexicons that are named, or all: by language, or as a file that need not be in the configuration yet.
fn chosen(known: Vec<(String, String)>, languages: &[String]) -> Result<Vec<(String, String)>> {
    if languages.is_empty() {
        return Ok(known);
    }
    let one = |name: &String| {
        if let Some(found) = known.iter().find(|(code, _)| code == name) {
            return Ok(found.clone());
        }
        let path = Path::new(name);
        let code = path.file_stem().and_then(|stem| stem.to_str()).filter(|_| path.extension().is_some());
        let Some(code) = code else {
            let codes: Vec<&str> = known.iter().map(|(code, _)| code.as_str()).collect();
            bail!("no lexicon reads {name:?}; known: {}; or name a file (xyz.toml)", codes.join(", "));
        };
        Ok((code.to_owned(), std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?))
    };
    languages.iter().map(one).collect()
}

fn show(lines: &[Line], taxonomy: &Taxonomy) {
    let mut table = terminal::table(&["language", "patterns", "categories", "sentences that do not hold"], &[0]);
    for Line { language, checked } in lines {
        table.add_row(vec![
            language.clone(),
            checked.patterns.to_string(),
            format!("{} of {}", checked.categories, taxonomy.categories.len()),
            checked.wrong.len().to_string(),
        ]);
    }
    terminal::show(&table);
    for Line { language, checked } in lines {
        for wrong in &checked.wrong {
            println!("{language}.toml, line {}: {}", wrong.line, wrong.problem);
        }
    }
}

fn attempt(
    invocation: &Invocation,
    text: &str,
    lang: Option<&str>,
    title: &str,
    published: Option<DateTime<Utc>>,
) -> Result<u8> {
    let (_, enricher) = crate::house::open_enricher(&invocation.files()?)?;
    let reading =
        Reading { title, text, lang_hint: lang, published, source_country: None, point: None, stated_region: None };
    let annotation: Annotation = enricher.annotate(&reading);
    let lang = lang.unwrap_or(&annotation.lang.code);
    let Some(fired) = enricher.signals().explain(title, text, lang, published) else {
        bail!("no lexicon reads {lang:?}; known: {}; --lang names another", enricher.signals().languages().join(", "));
    };
    let found = enricher.signals().read(title, text, lang, published);
    if invocation.json {
        terminal::json(&serde_json::json!({
            "lang": lang, "relevance": found.relevance, "signals": found.signals, "matches": fired,
        }))?;
        return Ok(EXIT_OK);
    }
    println!("language {lang}, relevance {:.2} (.5 is the line between yes and no)", found.relevance);
    if fired.is_empty() {
        println!("No pattern matches.");
        return Ok(EXIT_OK);
    }
    println!("\nMatches");
    let mut table = terminal::table(&["line", "category", "status", "weight", "here", "words"], &[0, 1, 2]);
    for fired in &fired {
        table.add_row(vec![
            format!("{lang}.toml:{}", fired.line),
            fired.category.to_string(),
            fired.status.as_str().to_owned(),
            format!("{:.2}", fired.weight),
            format!("{:.2}", fired.value),
            format!("{}{}", if fired.in_title { "(title) " } else { "" }, terminal::shorten(&fired.words, 70)),
        ]);
    }
    terminal::show(&table);
    println!("\nSignals");
    if found.signals.is_empty() {
        println!("  none reaches its threshold");
    }
    for signal in &found.signals {
        let counts = if signal.counts() { "" } else { ", does not score" };
        println!("  {} {:.2} {}{counts}", signal.category, signal.score, signal.status.as_str());
    }
    Ok(EXIT_OK)
}
