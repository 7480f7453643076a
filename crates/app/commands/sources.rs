//! `sources`: what is read and how it does.

use super::{EXIT_FINDINGS, EXIT_OK, Invocation};
use crate::health;
use crate::house::House;
use crate::opml;
use crate::terminal;
use anyhow::{Context, Result};
use domain::evidence::Health;
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
        Command::List => list(invocation),
        Command::Check => check(&invocation.house()?, invocation.json),
        Command::Import { file, to } => import(invocation, file, to.as_deref()),
        Command::Export => {
            print!("{}", opml::write(&crate::config::read_sources(&invocation.files()?)?)?);
            Ok(EXIT_OK)
        }
    }
}

fn list(invocation: &Invocation) -> Result<u8> {
    let sources = crate::config::read_sources(&invocation.files()?)?;
    if invocation.json {
        terminal::json(&sources)?;
        return Ok(EXIT_OK);
    }
    let mut table =
        terminal::table(&["id", "kind", "class", "languages", "regions", "reliability", "label", "name"], &[0, 2]);
    for source in &sources {
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
    println!("\n{} sources", sources.len());
    Ok(EXIT_OK)
}

fn check(house: &House, json: bool) -> Result<u8> {
    let health = health::of_sources(&house.sources, &house.store.source_states()?, house.now());
    let broken = health.iter().filter(|source| !matches!(source.state, Health::Reporting | Health::Unvisited)).count();
    if json {
        terminal::json(&health)?;
    } else {
        let mut table = terminal::table(&["source", "state", "reason", "what to do"], &[0]);
        for source in &health {
            table.add_row(vec![
                source.source.to_string(),
                format!("{:?}", source.state).to_lowercase(),
                source.reason.clone(),
                advice(source.state).to_owned(),
            ]);
        }
        terminal::show(&table);
        println!("\n{} of {} need attention", broken, health.len());
    }
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
