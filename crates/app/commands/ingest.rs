//! `ingest`: the cycle without a digest.

use super::Invocation;
use crate::pipeline::{self, Choice};
use crate::terminal::{self, Watch};
use anyhow::{Result, bail};
use domain::SourceId;

/// Visit sources, store and index what is new, score and flag; no digest
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara ingest --source crisis-group --source wanep")]
pub struct Args {
    /// Only this source; may be repeated
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Every enabled source, due or not
    #[arg(long, conflicts_with = "source")]
    all: bool,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    let named: Vec<SourceId> = args.source.iter().map(SourceId::new).collect();
    if let Some(unknown) = named.iter().find(|id| house.source(id).is_none()) {
        bail!("there is no source {:?}; `almenara sources list` shows them", unknown.as_str());
    }
    let choice = match (named.is_empty(), args.all) {
        (false, _) => Choice::Named(named),
        (true, true) => Choice::All,
        (true, false) => Choice::Due,
    };
    let watch = Watch::new(invocation.json);
    let cycle = super::runtime()?.block_on(pipeline::run_cycle(&house, &choice, &watch))?;
    watch.done();
    if invocation.json {
        terminal::json(&cycle.report)?;
    } else if cycle.report.sources.is_empty() {
        println!("No source is due. `almenara ingest --all` visits every one.");
    } else {
        super::report_cycle(&house, &cycle);
    }
    super::run::hint(&cycle.report);
    Ok(super::run::status(&cycle.report))
}
