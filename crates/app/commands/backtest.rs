//! `backtest`: the past replayed, and the scores held against what happened.

use super::{EXIT_OK, Invocation};
use crate::backtest::{self, Table, World};
use crate::config::{self, Settings};
use crate::terminal::{self, Watch};
use anyhow::{Context, Result};
use score::backtest::{Month, Outcomes, Plan};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Replay dated documents day by day, and hold the scores against what happened, beside simple baselines
///
/// Documents are JSON lines: {"id","published","title"?,"text","source","source_kind","lang"?,"url"?}, plain or .gz, in any
/// order; `source_kind` is field, civil-society, media, official or international. Outcomes are CSV: iso3,month,deaths.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example: almenara backtest --documents past.jsonl --outcomes deaths.csv --from 2014-01 --to 2014-02"
)]
pub struct Args {
    /// Files of dated documents
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// What happened: deaths by country and month
    #[arg(long, value_name = "FILE")]
    outcomes: PathBuf,
    /// First month
    #[arg(long, value_name = "YYYY-MM")]
    from: Month,
    /// Last month
    #[arg(long, value_name = "YYYY-MM")]
    to: Month,
    /// From one scored day to the next: 1d, 7d …
    #[arg(long, value_name = "DAYS", default_value = "7d", value_parser = days)]
    every: u32,
    /// Where the scores go, as CSV; a run that was broken off is taken up again
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// Past outcomes as structural risk: of each day the months before its own
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// Structural risk that does not change: CSV region,value with 0 to 1 [default: structural.csv]
    #[arg(long, value_name = "FILE")]
    structural: Option<PathBuf>,
}

fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text);
    number.parse().ok().filter(|days| (1..=366).contains(days)).ok_or_else(|| "1d to 366d is expected".to_owned())
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    anyhow::ensure!(args.from <= args.to, "--from {} is later than --to {}", args.from, args.to);
    let files = invocation.files()?;
    let settings = Settings::read(&files)?;
    let (taxonomy, enricher) = crate::house::open_enricher(&files)?;
    let outcomes = read_outcomes(&args.outcomes)?;
    let history = args.history.as_deref().map(read_outcomes).transpose()?;
    let structural = match &args.structural {
        Some(path) => score::read_structural(&text(path)?).with_context(|| path.display().to_string())?,
        None => config::read_structural(&files)?,
    };
    let watch = Watch::new(invocation.json);
    let mut table = Table::new(args.scores.as_deref(), &basis(args, &settings, &config::read_lexicons(&files)?)?);
    let store = backtest::read(&args.documents, &enricher, &watch)?;
    let plan = Plan { from: args.from, to: args.to, every: args.every };
    let world = World {
        settings: &settings,
        taxonomy: &taxonomy,
        enricher: &enricher,
        outcomes: &outcomes,
        history,
        regions: &config::read_regions(&files)?,
        structural: &structural,
    };
    let report = backtest::replay(&store, world, &plan, &mut table, &watch)?;
    table.finish()?;
    watch.done();
    if invocation.json {
        terminal::json(&report)?;
    } else {
        print!("{}", report.reports);
        if let Some(report) = report.with_history {
            print!("\nWith past outcomes as structural risk\n\n{report}");
        }
    }
    Ok(EXIT_OK)
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn read_outcomes(path: &Path) -> Result<Outcomes> {
    Outcomes::read_csv(&text(path)?).with_context(|| path.display().to_string())
}

/// A name for all that the scores are made from: a table that was broken off belongs to the same replay alone.
fn basis(args: &Args, settings: &Settings, lexicons: &[(String, String)]) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let shape = (env!("CARGO_PKG_VERSION"), args.from.to_string(), args.every, &settings.score, &settings.flags);
    hasher.update(&serde_json::to_vec(&(shape, lexicons))?);
    for path in args.documents.iter().chain(&args.history).chain(&args.structural) {
        let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        hasher.update_reader(file).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    Ok(hasher.finalize().to_hex()[..12].to_owned())
}
