//! `sources`: what is read and how it does.

use super::{EXIT_FINDINGS, EXIT_OK, Invocation};
use crate::health;
use crate::house::House;
use crate::opml;
use crate::terminal;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use domain::evidence::{Health, SourceHealth};
use domain::{Source, SourceId};
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;

/// List, check, import and export sources
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Every source with its kind, class, languages, regions, reliability and label
    #[command(after_help = "Example: almenara sources list --json")]
    List,
    /// How each source does, why, and what to do
    #[command(after_help = "Example: almenara sources check")]
    Check,
    /// Turn an OPML list into a sources file to review and keep
    #[command(after_help = "Example: almenara sources import feeds.opml --to config/sources/imported.toml")]
    Import {
        /// The OPML file
        file: PathBuf,
        /// The sources file to write; standard output if none
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Write the feeds as OPML 2.0
    #[command(after_help = "Example: almenara sources export > almenara.opml")]
    Export,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    match &args.command {
        Command::List => list(&invocation.house()?, invocation.json),
        Command::Check => check(&invocation.house()?, invocation.json),
        Command::Import { file, to } => import(invocation, file, to.as_deref()),
        Command::Export => {
            print!("{}", opml::write(&crate::config::read_sources(&invocation.files()?)?)?);
            Ok(EXIT_OK)
        }
    }
}

/// An address without what may be a secret in it.
fn shown(address: &str) -> String {
    address.parse().map_or_else(|_| String::new(), |url| ingest::shown(&url))
}

/// A source with what is known of it, for machines.
#[derive(Serialize)]
struct Known<'a> {
    #[serde(flatten)]
    source: &'a Source,
    /// Nothing for a source that is switched off.
    health: Option<Checkup>,
}

/// What is expected of a source and how it does.
#[derive(Clone, Serialize)]
struct Checkup {
    source: SourceId,
    state: Health,
    reason: String,
    advice: &'static str,
    /// A report is expected at least every so many days; 0: no expectation.
    expected_every_days: u32,
    /// Newest report.
    newest: Option<DateTime<Utc>>,
    last_visit: Option<DateTime<Utc>>,
    last_success: Option<DateTime<Utc>>,
    next_visit: Option<DateTime<Utc>>,
    /// Failures in a row; soft and temporary ones count as a part of one.
    failures: f64,
    /// Where it has moved to for good.
    moved_to: Option<String>,
}

fn checkups(house: &House) -> Result<Vec<Checkup>> {
    let mut states = house.store.source_states()?;
    let checkup = |health: SourceHealth| {
        let state = states.remove(&health.source).unwrap_or_default();
        let source = house.source(&health.source);
        let moved = state.moved.filter(|moved| source.is_some_and(|source| source.url == moved.from));
        Checkup {
            state: health.state,
            advice: if moved.is_some() { "set url to the new address" } else { advice(health.state) },
            reason: match &moved {
                Some(moved) if health.reason.is_empty() => format!("moved for good to {}", shown(&moved.to)),
                _ => health.reason,
            },
            expected_every_days: source.map_or(0, |source| source.silent_after_days),
            newest: state.newest_item,
            last_visit: state.last_visit,
            last_success: state.last_success,
            next_visit: state.next_visit,
            failures: f64::from(state.failure_quarters) / 4.0,
            moved_to: moved.map(|moved| shown(&moved.to)),
            source: health.source,
        }
    };
    Ok(health::of_sources(house)?.into_iter().map(checkup).collect())
}

fn list(house: &House, json: bool) -> Result<u8> {
    if json {
        let checkups: HashMap<SourceId, Checkup> =
            checkups(house)?.into_iter().map(|checkup| (checkup.source.clone(), checkup)).collect();
        let known = |source| Known { source, health: checkups.get(&source.id).cloned() };
        terminal::json(&house.sources.iter().map(known).collect::<Vec<_>>())?;
        return Ok(EXIT_OK);
    }
    let mut table =
        terminal::table(&["id", "kind", "class", "languages", "regions", "reliability", "label", "name"], &[0, 2]);
    for source in &house.sources {
        let regions: Vec<String> = source.regions.iter().map(ToString::to_string).collect();
        table.add_row(vec![
            source.id.to_string(),
            source.kind.clone(),
            source.class.as_str().to_owned(),
            source.languages.join(" "),
            if regions.is_empty() { "world".to_owned() } else { terminal::shorten(&regions.join(" "), 30) },
            format!("{:?}", source.reliability),
            source.label.to_string(),
            if source.enabled { source.name.clone() } else { format!("{} (off)", source.name) },
        ]);
    }
    terminal::show(&table);
    println!("\n{} sources", house.sources.len());
    Ok(EXIT_OK)
}

fn check(house: &House, json: bool) -> Result<u8> {
    let mut checkups = checkups(house)?;
    let broken =
        checkups.iter().filter(|source| !matches!(source.state, Health::Reporting | Health::Unvisited)).count();
    if json {
        terminal::json(&checkups)?;
        return Ok(if broken > 0 { EXIT_FINDINGS } else { EXIT_OK });
    }
    // What needs somebody stands last, where the eye is when the table has run by.
    checkups.sort_by_key(|checkup| matches!(checkup.state, Health::Frozen | Health::Silent | Health::Failed));
    let header = ["source", "state", "expected", "newest", "last read", "failures", "reason", "what to do"];
    let mut table = terminal::table(&header, &[0, 1, 2, 3, 4, 5]);
    let day = |at: Option<DateTime<Utc>>| at.map_or_else(|| "·".to_owned(), |at| at.date_naive().to_string());
    for checkup in &checkups {
        table.add_row(vec![
            checkup.source.to_string(),
            format!("{:?}", checkup.state).to_lowercase(),
            match checkup.expected_every_days {
                0 => "·".to_owned(),
                1 => "daily".to_owned(),
                days => format!("{days} days"),
            },
            day(checkup.newest),
            day(checkup.last_success),
            if checkup.failures == 0.0 { "·".to_owned() } else { checkup.failures.to_string() },
            checkup.reason.clone(),
            checkup.advice.to_owned(),
        ]);
    }
    terminal::show(&table);
    println!("\n{} of {} need attention", broken, checkups.len());
    Ok(if broken > 0 { EXIT_FINDINGS } else { EXIT_OK })
}

fn advice(state: Health) -> &'static str {
    match state {
        Health::Reporting => "",
        Health::Unvisited => "almenara ingest",
        Health::Frozen => "look for a new address on the publisher's site",
        Health::Silent => "ask the reporters: silence may mean a shutdown",
        Health::Failed => "check the address; it is tried again by itself",
    }
}

fn import(invocation: &Invocation, file: &std::path::Path, to: Option<&std::path::Path>) -> Result<u8> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let known = crate::config::read_sources(&invocation.files()?)?;
    let imported = opml::read(&text, &known).with_context(|| file.display().to_string())?;
    match to {
        Some(path) => {
            anyhow::ensure!(!path.exists(), "{} is there already; name a new file", path.display());
            std::fs::write(path, &imported.toml).with_context(|| format!("cannot write {}", path.display()))?;
            let counts = serde_json::json!({"added": imported.added, "known": imported.known, "file": path});
            if invocation.json {
                return terminal::json(&counts).map(|()| EXIT_OK);
            }
            println!(
                "{} sources written to {}, {} known already. Review class, owner, regions and label of each.",
                imported.added,
                path.display(),
                imported.known
            );
        }
        None => print!("{}", imported.toml),
    }
    Ok(EXIT_OK)
}
