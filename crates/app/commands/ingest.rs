//! `ingest`: the cycle without a digest.

use super::Invocation;
use crate::house::House;
use crate::pipeline::{self, Choice};
use crate::terminal::{self, Watch};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::SourceId;

/// Visit sources, store and index what is new, score and flag; no digest
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara ingest --source crisis-group --source wanep

Back-fill:      almenara ingest --source crisis-group --since 30d
Standard input: almenara ingest --source my-pipe < reports.jsonl")]
pub struct Args {
    /// Only this source; may be repeated
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Every enabled source, due or not
    #[arg(long, conflicts_with = "source")]
    all: bool,
    /// Back-fill: also what was published since a day (2026-09-01) or so many days ago (30d), as far as sources give it
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
}

/// `2026-09-01` or `30d`, as the instant at which that day begins.
fn instant(text: &str, today: NaiveDate) -> Result<DateTime<Utc>> {
    let back = text
        .strip_suffix('d')
        .and_then(|days| days.parse().ok())
        .and_then(|days| today.checked_sub_days(Days::new(days)));
    let day = back.or_else(|| text.parse().ok());
    let day =
        day.with_context(|| format!("--since {text:?}: a day (2026-09-01) or a number of days (30d) is expected"))?;
    anyhow::ensure!(day <= today, "--since {day} lies in the future: today is {today}");
    Ok(day.and_time(NaiveTime::MIN).and_utc())
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = invocation.house()?;
    let named: Vec<SourceId> = args.source.iter().map(SourceId::new).collect();
    if let Some(unknown) = named.iter().find(|id| house.source(id).is_none()) {
        bail!("there is no source {:?}; `almenara sources list` shows them", unknown.as_str());
    }
    let since = args.since.as_deref().map(|text| instant(text, house.today())).transpose()?;
    let choice = match (since, named.is_empty(), args.all) {
        (Some(from), ..) => Choice::Since(named, from),
        (None, false, _) => Choice::Named(named),
        (None, true, true) => Choice::All,
        (None, true, false) => Choice::Due,
    };
    let watch = Watch::new(invocation.json);
    let cycle = super::runtime()?.block_on(pipeline::run_cycle(&house, &choice, &watch))?;
    watch.done();
    if invocation.json {
        terminal::json(&cycle.report)?;
    } else if cycle.report.sources.is_empty() {
        println!("{}", nothing_visited(&house, args));
    } else {
        super::report_cycle(&house, &cycle);
    }
    super::run::hint(&cycle.report);
    Ok(super::run::status(&cycle.report))
}

/// Why no source was visited, and what to do.
fn nothing_visited(house: &House, args: &Args) -> &'static str {
    let enabled = || house.sources.iter().filter(|source| source.enabled);
    if enabled().next().is_none() {
        "No source is enabled. `almenara sources list` shows them, `almenara init` writes files to change."
    } else if enabled().all(|source| ingest::on_request_only(&source.kind)) {
        "Every enabled source is read only when it is named: `almenara ingest --source NAME < FILE`."
    } else if args.all {
        "No source could be visited."
    } else {
        "No source is due. `almenara ingest --all` visits every one."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_number_of_days_is_taken() {
        let today = "2026-09-30".parse().expect("a day");
        let at = |text| instant(text, today).map(|at| at.to_rfc3339()).map_err(|error| error.to_string());
        assert_eq!(at("2026-09-01").as_deref(), Ok("2026-09-01T00:00:00+00:00"));
        assert_eq!(at("30d").as_deref(), Ok("2026-08-31T00:00:00+00:00"));
        assert!(at("tomorrow").is_err_and(|error| error.contains("30d")));
        assert!(at("2027-01-01").is_err_and(|error| error.contains("future")));
        assert!(at("99999999999999999999d").is_err());
    }
}
