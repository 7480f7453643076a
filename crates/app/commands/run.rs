//! `run`: the whole cycle, once or on schedule.

use super::{EXIT_NO_SOURCE, EXIT_OK, Invocation};
use crate::daemon::{self, Stop};
use crate::house::House;
use crate::pipeline::{self, Choice, Cycle};
use crate::terminal::{self, Watch};
use anyhow::Result;
use domain::outcome::{RunReport, VisitState};

/// Fetch, read, store, index, score, flag and write the digest: once, or on schedule until stopped
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara run --once")]
pub struct Args {
    /// One cycle with every enabled source, then the digest of the day
    #[arg(long)]
    once: bool,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    if args.once {
        return super::runtime()?.block_on(once(&house, invocation.json));
    }
    super::runtime()?.block_on(async {
        let stop = Stop::listen()?;
        daemon::work_until(&house, &stop).await
    })?;
    Ok(EXIT_OK)
}

async fn once(house: &House, json: bool) -> Result<u8> {
    let watch = Watch::new(json);
    let cycle = pipeline::run_cycle(house, &Choice::All, &watch).await?;
    watch.done();
    let (digest, places) = pipeline::run_digest(house, house.today())?;
    if json {
        terminal::json(&serde_json::json!({
            "run": cycle.report, "flags": cycle.assessment.flags, "digest": {"headline": digest.headline, "files": places},
        }))?;
    } else {
        report_cycle(house, &cycle);
        println!("\n{}", digest.headline);
        println!("\nDigest:");
        places.iter().for_each(|place| println!("  {place}"));
    }
    hint(&cycle.report);
    Ok(status(&cycle.report))
}

/// Says what to do when nothing could be read.
pub fn hint(report: &RunReport) {
    if status(report) == EXIT_NO_SOURCE {
        eprintln!(
            "no source could be read: `almenara doctor` tells whether the network is there; nothing that was stored is lost"
        );
    }
}

/// 3 when sources were visited and none could be read.
pub fn status(report: &RunReport) -> u8 {
    let failed = report.sources.iter().filter(|source| source.state == VisitState::Failed).count();
    if failed > 0 && failed == report.sources.len() { EXIT_NO_SOURCE } else { EXIT_OK }
}

/// Prints each source's outcome, in the order of the configuration, and the counts.
pub fn report_cycle(house: &House, cycle: &Cycle) {
    let report = &cycle.report;
    println!("Sources");
    let mut table = terminal::table(
        &["source", "class", "outcome", "new", "copies", "same", "rejected", "reason"],
        &[0, 1, 2, 3, 4, 5, 6],
    );
    let mut outcomes: Vec<_> = report.sources.iter().collect();
    let position = |id| house.sources.iter().position(|source| source.id == id);
    outcomes.sort_by_key(|outcome| position(outcome.source.clone()));
    for outcome in outcomes {
        let counts = &outcome.counts;
        let number = |count: u32| if count == 0 { "·".to_owned() } else { count.to_string() };
        table.add_row(vec![
            outcome.source.to_string(),
            outcome.class.as_str().to_owned(),
            outcome.state.as_str().to_owned(),
            number(counts.stored),
            number(counts.duplicate),
            number(counts.unchanged),
            number(counts.rejected + counts.failed),
            outcome.reason.clone(),
        ]);
    }
    terminal::show(&table);
    let counts = &report.counts;
    println!(
        "\n{} items seen = {} new + {} copies + {} unchanged + {} rejected + {} failed",
        counts.seen, counts.stored, counts.duplicate, counts.unchanged, counts.rejected, counts.failed
    );
}
