//! `demo`: the main job on the bundled exercise, offline, through the real fetcher over loopback.

use super::{EXIT_OK, Invocation};
use crate::demo::Exercise;
use crate::pipeline::{self, Choice};
use crate::terminal::{self, Watch};
use anyhow::Result;
use std::path::PathBuf;
use std::time::Instant;

/// The main job on an invented exercise, offline: fetch, read, store, index, score, flag, digest
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara demo --dir almenara-demo")]
pub struct Args {
    /// Where it is laid out; a second run in the same place stores nothing new
    #[arg(long, default_value = "almenara-demo", value_name = "DIR")]
    dir: PathBuf,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    super::runtime()?.block_on(demo(invocation, args))
}

async fn demo(invocation: &Invocation, args: &Args) -> Result<u8> {
    let began = Instant::now();
    let exercise = Exercise::begin(&args.dir, invocation.data.as_deref()).await?;
    let house = &exercise.house;
    let enabled = house.sources.iter().filter(|source| source.enabled).count();
    if !invocation.json {
        println!(
            "Almenara exercise: {enabled} invented sources at http://{}, read as of {}\n",
            exercise.address(),
            house.now()
        );
    }
    let watch = Watch::new(invocation.json);
    let cycle = pipeline::run_cycle(house, &Choice::All, &watch).await?;
    watch.done();
    let (digest, places) = pipeline::run_digest(house, house.today())?;
    let flags = &cycle.assessment.flags;
    if invocation.json {
        terminal::json(&serde_json::json!({
            "run": cycle.report, "flags": flags, "digest": {"headline": digest.headline, "files": places},
        }))?;
        return Ok(EXIT_OK);
    }
    super::report_cycle(house, &cycle);

    println!("\nFlags of {}", house.today());
    super::flags::table(house, flags)?;
    if let Some(first) = flags.first() {
        println!("\nWhy {} was flagged", house.place_name(&first.region));
        first.reasons.iter().for_each(|reason| println!("  - {reason}"));
        println!("Who can act together");
        let partners = first.rigos.iter().take(1).chain(&first.networks);
        partners.for_each(|partner| println!("  - {} {}", partner.name, terminal::in_brackets(&partner.organ)));
    }
    println!("\n{}", digest.headline);
    println!("\nDigest");
    places.iter().for_each(|place| println!("  {place}"));
    let again = format!("{} --config {}", terminal::as_called(), terminal::quoted(&args.dir.join("config")));
    println!("\nTry next");
    println!("  {again} search 'desplaz* country:COL'");
    println!("  {again} explain 'COL/Chocó'");
    println!("  {again} serve");
    println!("\nDone in {:.1} s. Everything in this exercise is invented.", began.elapsed().as_secs_f64());
    Ok(EXIT_OK)
}
