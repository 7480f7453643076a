//! `flags`: which regions deserve joint attention.

use super::{EXIT_OK, Invocation};
use crate::house::House;
use crate::terminal;
use anyhow::Result;
use chrono::NaiveDate;
use domain::flag::Flag;

/// Show the flags of a day: level, attention, field against media, categories, evidence and who can act
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara flags --day 2026-09-30 --joint")]
pub struct Args {
    /// The day [default: the last scored day]
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<NaiveDate>,
    /// Only those that ask both partners for joint attention
    #[arg(long)]
    joint: bool,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    let Some(day) = args.day.map_or_else(|| house.store.last_scored_day(), |day| Ok(Some(day)))? else {
        if invocation.json {
            terminal::json(&Vec::<Flag>::new())?;
        } else {
            println!("Nothing has been scored yet. `almenara run --once` does it.");
        }
        return Ok(EXIT_OK);
    };
    super::ensure_scored(&house, day)?;
    let mut flags = house.store.flags(day)?;
    flags.retain(|flag| !args.joint || flag.kind.is_joint());
    if invocation.json {
        terminal::json(&flags)?;
    } else if flags.is_empty() {
        println!("No flag on {day}.");
    } else {
        println!("Flags on {day}");
        table(&house, &flags);
    }
    Ok(EXIT_OK)
}

/// Prints flags as a table.
pub fn table(house: &House, flags: &[Flag]) {
    let mut table = terminal::table(
        &["region", "flag", "level", "attention", "convergence", "top categories", "evidence", "RIGO", "network"],
        &[1, 2, 4, 7],
    );
    for flag in flags {
        let names =
            flag.categories.iter().take(3).map(|id| {
                house.taxonomy.get(id.as_str()).map_or_else(|| id.to_string(), |category| category.name.clone())
            });
        table.add_row(vec![
            house.place_name(&flag.region),
            flag.kind.as_str().to_owned(),
            flag.level.as_str().to_owned(),
            format!("{:.0}", flag.attention),
            flag.convergence.as_str().to_owned(),
            names.collect::<Vec<_>>().join(", "),
            flag.evidence_count.to_string(),
            flag.rigos.iter().take(2).map(|partner| partner.id.as_str()).collect::<Vec<_>>().join(", "),
            flag.networks.iter().map(|partner| partner.name.as_str()).collect::<Vec<_>>().join(", "),
        ]);
    }
    terminal::show(&table);
}
