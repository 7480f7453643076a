//! `flags`: which regions deserve joint attention, and what became of the warning.

mod ledger;

use super::{EXIT_OK, Invocation};
use crate::house::House;
use crate::terminal;
use anyhow::Result;
use chrono::NaiveDate;
use domain::flag::{Flag, FlagStep};
use domain::ledger::Standing;
use ledger::Entry;

/// Show the flags of a day: level, attention, field against media, categories, evidence and who can act; and keep the ledger
/// from warning to response
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara flags --day 2026-09-30 --joint", args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The day [default: the last scored day]
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<NaiveDate>,
    /// Only those that ask both partners for joint attention
    #[arg(long)]
    joint: bool,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// A flag's ledger, from raised to closed
    #[command(after_help = "Example: almenara flags show choco")]
    Show {
        /// The flag: its identifier (COL/Chocó@2026-09-24), or its region as for `explain`
        #[arg(required = true, value_name = "FLAG")]
        flag: Vec<String>,
    },
    /// Say that a flag was read
    #[command(after_help = "Example: almenara flags ack choco --by \"OAS\"")]
    Ack(Entry),
    /// Say what was done
    #[command(
        after_help = "Example: almenara flags respond choco --by \"OAS\" --note \"joint mission with the network\""
    )]
    Respond(Entry),
    /// Close a flag and say why; it opens again when it escalates or is repeated
    #[command(after_help = "Example: almenara flags close artibonite --by \"CARICOM\" --note \"talks under way\"")]
    Close(Entry),
    /// Add a remark
    #[command(after_help = "Example: almenara flags note choco --by \"OAS\" --note \"roads closed, no visit yet\"")]
    Note(Entry),
    /// A month's warnings: how many were read and answered, and after how many days
    #[command(after_help = "Example: almenara flags stats")]
    Stats,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    match &args.command {
        None => list(invocation, args),
        Some(Command::Show { flag }) => {
            let house = invocation.house()?;
            ledger::report(&house, &ledger::find(&house, &flag.join(" "))?, invocation.json)
        }
        Some(Command::Ack(entry)) => ledger::append(invocation, FlagStep::Acknowledged, entry),
        Some(Command::Respond(entry)) => ledger::append(invocation, FlagStep::Responded, entry),
        Some(Command::Close(entry)) => ledger::append(invocation, FlagStep::Closed, entry),
        Some(Command::Note(entry)) => ledger::append(invocation, FlagStep::Noted, entry),
        Some(Command::Stats) => ledger::statistics(invocation),
    }
}

/// A flag with where it stands between warning and response.
#[derive(serde::Serialize)]
struct Followed<'a> {
    #[serde(flatten)]
    flag: &'a Flag,
    standing: Standing,
}

fn list(invocation: &Invocation, args: &Args) -> Result<u8> {
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
        let followed = flags.iter().map(|flag| {
            let standing = Standing::of(&house.store.flag_events(&flag.id)?);
            Ok(Followed { flag, standing })
        });
        terminal::json(&followed.collect::<Result<Vec<_>>>()?)?;
    } else if flags.is_empty() {
        println!("No flag on {day}.");
    } else {
        println!("Flags on {day}");
        table(&house, &flags)?;
    }
    Ok(EXIT_OK)
}

/// Prints flags as a table.
///
/// # Errors
/// When the store fails.
pub fn table(house: &House, flags: &[Flag]) -> Result<()> {
    let mut table = terminal::table(
        &[
            "region",
            "flag",
            "level",
            "attention",
            "convergence",
            "top categories",
            "evidence",
            "RIGO",
            "network",
            "status",
        ],
        &[1, 2, 4, 7, 9],
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
            Standing::of(&house.store.flag_events(&flag.id)?).status.as_str().to_owned(),
        ]);
    }
    terminal::show(&table);
    Ok(())
}
