//! `digest`: the day as a director reads it.

use super::{EXIT_OK, Invocation};
use crate::pipeline;
use crate::terminal;
use anyhow::{Context, Result};
use chrono::NaiveDate;

/// Write the digest of a day in the configured forms
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara digest --day 2026-09-30")]
pub struct Args {
    /// The day [default: the last scored day]
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<NaiveDate>,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    let last = house.store.last_scored_day()?.context("nothing has been scored yet; `almenara run --once` does it")?;
    let day = args.day.unwrap_or(last);
    super::ensure_scored(&house, day)?;
    let (digest, places) = pipeline::run_digest(&house, day)?;
    if invocation.json {
        terminal::json(&digest)?;
    } else {
        println!("{}", digest.headline);
        places.iter().for_each(|place| println!("  {place}"));
    }
    Ok(EXIT_OK)
}
