//! What a user types: one file for each command.

mod annotate;
mod backtest;
mod cluster;
mod demo;
mod digest;
mod doctor;
mod eval;
mod explain;
mod extract;
mod flags;
mod ingest;
mod init;
mod lexicon;
mod lines;
mod parse;
mod reindex;
mod run;
mod search;
mod serve;
mod sources;

pub use lines::Line;
pub use run::report_cycle;

use crate::config::Files;
use crate::house::House;
use anyhow::Result;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// All is well.
pub const EXIT_OK: u8 = 0;
/// The command failed: the message says why.
pub const EXIT_ERROR: u8 = 1;
/// The command worked and no source could be read.
pub const EXIT_NO_SOURCE: u8 = 3;
/// `doctor` or `sources check` found something to mend.
pub const EXIT_FINDINGS: u8 = 4;

/// Early-warning conflict signals: field reports and news side by side, and who can act together.
#[derive(Parser, Debug)]
#[command(name = "almenara", version, about, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// Directory with almenara.toml and its companions [default: ./config if it has one, else built in]
    #[arg(long, global = true, value_name = "DIR", env = "ALMENARA_CONFIG")]
    config: Option<PathBuf>,
    /// Where the store, the index and the digests are kept [default: data.dir of the configuration]
    #[arg(long, global = true, value_name = "DIR", env = "ALMENARA_DATA")]
    data: Option<PathBuf>,
    /// Print JSON for machines
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str =
    "Exit status: 0 well, 1 failed, 2 wrong usage, 3 no source could be read, 4 something to mend was found.

Try: almenara demo";

#[derive(Subcommand, Debug)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Run(run::Args),
    Ingest(ingest::Args),
    Search(search::Args),
    Flags(flags::Args),
    Explain(explain::Args),
    Digest(digest::Args),
    Sources(sources::Args),
    Annotate(annotate::Args),
    Parse(parse::Args),
    Extract(extract::Args),
    Cluster(cluster::Args),
    Lexicon(lexicon::Args),
    Eval(eval::Args),
    Backtest(backtest::Args),
    Reindex(reindex::Args),
    Doctor(doctor::Args),
    Serve(serve::Args),
}

/// What holds for every command.
pub struct Invocation {
    config: Option<PathBuf>,
    data: Option<PathBuf>,
    json: bool,
}

impl Invocation {
    fn files(&self) -> Result<Files> {
        Files::find(self.config.as_deref())
    }

    fn house(&self) -> Result<House> {
        House::open(self.files()?, self.data.as_deref())
    }
}

/// Runs a command; returns the exit status.
///
/// # Errors
/// When the command fails: the message names the file, the key or the source and what to do.
pub fn run(cli: Cli) -> Result<u8> {
    let invocation = Invocation { config: cli.config, data: cli.data, json: cli.json };
    match cli.command {
        Command::Demo(args) => demo::run(&invocation, &args),
        Command::Init(args) => init::run(&invocation, &args),
        Command::Run(args) => run::run(&invocation, &args),
        Command::Ingest(args) => ingest::run(&invocation, &args),
        Command::Search(args) => search::run(&invocation, &args),
        Command::Flags(args) => flags::run(&invocation, &args),
        Command::Explain(args) => explain::run(&invocation, &args),
        Command::Digest(args) => digest::run(&invocation, &args),
        Command::Sources(args) => sources::run(&invocation, &args),
        Command::Annotate(args) => annotate::run(&invocation, &args),
        Command::Parse(args) => parse::run(&invocation, &args),
        Command::Extract(args) => extract::run(&invocation, &args),
        Command::Cluster(args) => cluster::run(&invocation, &args),
        Command::Lexicon(args) => lexicon::run(&invocation, &args),
        Command::Eval(args) => eval::run(&invocation, &args),
        Command::Backtest(args) => backtest::run(&invocation, &args),
        Command::Reindex(args) => reindex::run(&invocation, &args),
        Command::Doctor(args) => doctor::run(&invocation, &args),
        Command::Serve(args) => serve::run(&invocation, &args),
    }
}

/// A day without scores is unknown, not calm.
fn ensure_scored(house: &House, day: NaiveDate) -> Result<()> {
    let last = house.store.last_scored_day()?;
    let last = last.map_or_else(String::new, |last| format!("; the last scored day is {last}"));
    anyhow::ensure!(!house.store.scores(day)?.is_empty(), "{day} was not scored: that says nothing about it{last}");
    Ok(())
}

/// The runtime of commands that wait for the network.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
