//! `doctor`: is everything in order, and what to do if not.

use super::{EXIT_FINDINGS, EXIT_OK, Invocation};
use crate::house::House;
use crate::terminal;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::index::IndexError;
use domain::store::StoreError;
use serde::Serialize;
use std::time::Duration;

/// Check configuration, store, index, disk, clock and network, and say what to do
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara doctor")]
pub struct Args {
    /// Do not try the network
    #[arg(long)]
    offline: bool,
}

const MEND_STORE: &str = "restore the last copy of the data directory, then `almenara reindex`";
const MEND_LEDGER: &str =
    "someone changed the ledger of flags outside the program: compare it with the last copy of the data directory";
const MEND_INDEX: &str = "`almenara reindex` rebuilds it from the store";

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    well: bool,
    found: String,
    to_do: String,
}

impl Finding {
    fn new(what: &'static str, well: bool, found: impl Into<String>, to_do: &str) -> Self {
        Self { what, well, found: found.into(), to_do: if well { String::new() } else { to_do.to_owned() } }
    }
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let mut findings = Vec::new();
    match invocation.house() {
        Ok(house) => {
            findings.push(configuration(&house));
            findings.push(
                store(&house).unwrap_or_else(|error| Finding::new("store", false, format!("{error:#}"), MEND_STORE)),
            );
            findings.push(ledger(&house));
            findings.push(
                index(&house).unwrap_or_else(|error| Finding::new("index", false, format!("{error:#}"), MEND_INDEX)),
            );
            findings.push(disk(&house));
            findings.push(clock(&house));
            if !args.offline {
                findings.push(super::runtime()?.block_on(network(&house)));
            }
        }
        Err(error) => findings.push(unopened(&error)),
    }
    let well = findings.iter().all(|finding| finding.well);
    if invocation.json {
        terminal::json(&findings)?;
    } else {
        for finding in &findings {
            println!("{:4} {}: {}", if finding.well { "ok" } else { "MEND" }, finding.what, finding.found);
            if !finding.well {
                println!("     → {}", finding.to_do);
            }
        }
    }
    Ok(if well { EXIT_OK } else { EXIT_FINDINGS })
}

/// What could not be opened, by the part that says so.
fn unopened(error: &anyhow::Error) -> Finding {
    let (what, to_do) = if error.downcast_ref::<StoreError>().is_some() {
        ("store", MEND_STORE)
    } else if error.downcast_ref::<IndexError>().is_some() {
        ("index", MEND_INDEX)
    } else {
        ("configuration", "mend what it names")
    };
    Finding::new(what, false, format!("{error:#}"), to_do)
}

fn configuration(house: &House) -> Finding {
    let enabled = house.sources.iter().filter(|source| source.enabled).count();
    let agent = &house.settings.fetch.user_agent;
    if agent.contains("set fetch.user_agent") {
        return Finding::new(
            "configuration",
            false,
            format!("{enabled} sources; publishers cannot reach you"),
            "set fetch.user_agent in almenara.toml to a name and an address of yours",
        );
    }
    Finding::new("configuration", true, format!("{} ({enabled} sources)", house.files.place("almenara.toml")), "")
}

fn store(house: &House) -> Result<Finding> {
    let problems = house.store.check()?;
    let place = house.data_dir.join("almenara.sqlite");
    Ok(if problems.is_empty() {
        Finding::new("store", true, format!("{} ({} documents)", place.display(), house.store.document_count()?), "")
    } else {
        Finding::new("store", false, problems.join("; "), MEND_STORE)
    })
}

/// The chain that seals the ledger of flags. Whoever notes the hash elsewhere can prove later that nothing was taken away.
fn ledger(house: &House) -> Finding {
    match house.store.verify_ledger() {
        Ok(seal) if seal.entries == 0 => Finding::new("ledger", true, "empty", ""),
        Ok(seal) => {
            Finding::new("ledger", true, format!("{} entries, the chain is whole: {}", seal.entries, seal.hash), "")
        }
        Err(error) => Finding::new("ledger", false, error.to_string(), MEND_LEDGER),
    }
}

fn index(house: &House) -> Result<Finding> {
    let (watermark, last) = (house.index.watermark()?, house.store.last_sequence()?);
    let (indexed, stored) = (house.index.count()?, house.store.document_count()?);
    let well = watermark == last && indexed == stored;
    Ok(Finding::new("index", well, format!("{indexed} of {stored} documents"), MEND_INDEX))
}

/// Below so much free space a run may fail half way.
const FREE_BYTES_MIN: u64 = 512 << 20;

fn disk(house: &House) -> Finding {
    match fs4::available_space(&house.data_dir) {
        Ok(free) => Finding::new(
            "disk",
            free >= FREE_BYTES_MIN,
            format!("{} MB free for {}", free >> 20, house.data_dir.display()),
            "free some space, or move data.dir",
        ),
        Err(cause) => Finding::new("disk", false, cause.to_string(), "make the data directory readable"),
    }
}

fn clock(house: &House) -> Finding {
    if let Ok(Some(as_of)) = house.settings.as_of() {
        return Finding::new("clock", true, format!("set to {as_of} by the configuration"), "");
    }
    // No machine that runs this program lives before it was written.
    let earliest: DateTime<Utc> = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
    let now = Utc::now();
    Finding::new("clock", now > earliest, now.to_rfc3339(), "set the machine's clock: dates decide what counts")
}

/// Seconds in which a connection must stand.
const CONNECT_TIMEOUT_S: u64 = 5;
/// Hosts that are tried: one that answers is enough.
const HOSTS_TRIED: usize = 5;

async fn network(house: &House) -> Finding {
    let mut reasons = Vec::new();
    let hosts = house.sources.iter().filter(|source| source.enabled).filter_map(|source| {
        let url: url::Url = source.url.parse().ok()?;
        Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
    });
    for (host, port) in hosts.take(HOSTS_TRIED) {
        let connect = tokio::net::TcpStream::connect((host.as_str(), port));
        match tokio::time::timeout(Duration::from_secs(CONNECT_TIMEOUT_S), connect).await {
            Ok(Ok(_)) => return Finding::new("network", true, format!("{host} answers"), ""),
            Ok(Err(cause)) => reasons.push(format!("{host}: {cause}")),
            Err(_) => reasons.push(format!("{host}: no answer in {CONNECT_TIMEOUT_S} s")),
        }
    }
    if reasons.is_empty() {
        return Finding::new("network", true, "no source needs it", "");
    }
    Finding::new("network", false, reasons.join("; "), "check the connection; runs go on with what can be reached")
}
