//! From warning to response: who has read a flag, who acted, why it was closed, and how long that took.

use crate::commands::{EXIT_OK, Invocation};
use crate::house::House;
use crate::terminal;
use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::flag::{Flag, FlagEvent, FlagId, FlagStep};
use domain::ledger::{self, FlagStatus, Standing};
use std::collections::BTreeSet;

/// One line for the ledger.
#[derive(clap::Args, Debug)]
pub struct Entry {
    /// The flag: its identifier (COL/Chocó@2026-09-24), or its region as for `explain`
    #[arg(required = true, value_name = "FLAG")]
    flag: Vec<String>,
    /// Who: an organisation or a role in it. Never the name of a person: the ledger is never rewritten
    #[arg(long, value_name = "ORGANISATION")]
    by: String,
    /// What was done or decided, and why, in a sentence
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// The day it happened, when it is written down later [default: now]
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<NaiveDate>,
}

/// Longest text of an entry, in characters.
const NOTE_CHARS_MAX: usize = 2_000;
/// Longest name of who writes it, in characters.
const BY_CHARS_MAX: usize = 120;

/// Appends a line to the ledger of a flag.
///
/// # Errors
/// When no flag is meant, when a line needs words and has none, or when the day cannot be right.
pub fn append(invocation: &Invocation, what: FlagStep, entry: &Entry) -> Result<u8> {
    let house = invocation.house()?;
    let id = find(&house, &entry.flag.join(" "))?;
    let events = house.store.flag_events(&id)?;
    let by = written("--by", &entry.by, BY_CHARS_MAX)?;
    ensure!(
        !by.is_empty() && by != ledger::PROGRAM,
        "--by is the organisation or the role that speaks, for example \"OAS\""
    );
    let note = written("--note", &entry.note, NOTE_CHARS_MAX)?;
    if note.is_empty() && what != FlagStep::Acknowledged {
        bail!("say in --note what was done or why: the ledger is what others will read later");
    }
    let before = Standing::of(&events);
    ensure!(
        before.status != FlagStatus::Closed || what == FlagStep::Noted,
        "{id} is closed{}; `almenara flags note` still adds to its ledger",
        before.closed.map_or_else(String::new, |at| format!(" since {}", at.date_naive()))
    );
    let at = when(&house, entry.on, before.raised)?;
    let event = FlagEvent { flag: id.clone(), at, what, by, note };
    house.store.append_flag_event(&event)?;
    report(&house, &id, invocation.json)
}

/// A text as it will stand in the ledger: one line, without control characters.
fn written(option: &str, text: &str, characters_max: usize) -> Result<String> {
    let text = terminal::plain(text);
    let count = text.chars().count();
    ensure!(count <= characters_max, "{option} has {count} characters; {characters_max} are room enough");
    Ok(text)
}

/// When it happened: now, or on a day between the warning and today.
fn when(house: &House, on: Option<NaiveDate>, raised: Option<DateTime<Utc>>) -> Result<DateTime<Utc>> {
    let now = house.now();
    let Some(day) = on else { return Ok(now) };
    ensure!(day <= now.date_naive(), "--on {day} has not come yet: today is {}", now.date_naive());
    let first = raised.map_or(day, |at| at.date_naive());
    ensure!(day >= first, "--on {day} is before the flag was raised, on {first}");
    // Somewhere in that day, and never after this moment.
    Ok((day + Days::new(1)).and_time(NaiveTime::MIN).and_utc().min(now))
}

/// The flag that is meant: by identifier, else the last one of the region.
///
/// # Errors
/// When there is none.
pub fn find(house: &House, text: &str) -> Result<FlagId> {
    let id = FlagId::new(text.trim());
    if !house.store.flag_events(&id)?.is_empty() {
        return Ok(id);
    }
    ensure!(!text.contains('@'), "no flag has the identifier {text:?}; `almenara flags` lists those of a day");
    let region = house.find_region(text)?;
    let prefix = format!("{region}@");
    // The day stands at the end of an identifier, so the last in order is the last raised.
    let known: BTreeSet<FlagId> = house.store.ledger()?.into_iter().map(|event| event.flag).collect();
    known.into_iter().rev().find(|id| id.as_str().starts_with(&prefix)).with_context(|| {
        format!("{} was never flagged; `almenara explain '{region}'` says where it stands", house.place_name(&region))
    })
}

/// Prints a flag with its ledger.
///
/// # Errors
/// When the store fails.
pub fn report(house: &House, id: &FlagId, json: bool) -> Result<u8> {
    let events = house.store.flag_events(id)?;
    let (flag, standing) = (house.store.flag(id)?, Standing::of(&events));
    if json {
        terminal::json(&serde_json::json!({"id": id, "standing": standing, "flag": flag, "events": events}))?;
        return Ok(EXIT_OK);
    }
    println!("{id}: {}", headline(house, flag.as_ref(), &standing));
    let mut table = terminal::table(&["when", "what", "by", "note"], &[0, 1]);
    for event in &events {
        let what = serde_json::to_value(event.what)?;
        table.add_row(vec![
            event.at.format("%Y-%m-%d %H:%M").to_string(),
            what.as_str().unwrap_or_default().to_owned(),
            event.by.clone(),
            event.note.clone(),
        ]);
    }
    terminal::show(&table);
    let took = |until: Option<DateTime<Utc>>| Some(until? - standing.raised?);
    for (what, took) in [("acknowledged", took(standing.acknowledged)), ("first response", took(standing.responded))] {
        if let Some(took) = took {
            println!("From raised to {what}: {}", duration(took.num_hours()));
        }
    }
    if standing.status == FlagStatus::Open {
        println!("Nobody has acknowledged it: almenara flags ack '{id}' --by ORGANISATION");
    }
    Ok(EXIT_OK)
}

fn headline(house: &House, flag: Option<&Flag>, standing: &Standing) -> String {
    let status = standing.status.as_str();
    flag.map_or_else(
        || status.to_owned(),
        |flag| {
            let place = house.place_name(&flag.region);
            format!("{status}. {place}, {} at {} on {}", flag.kind.as_str(), flag.level.as_str(), flag.as_of)
        },
    )
}

fn duration(hours: i64) -> String {
    match hours.max(0) {
        hours @ 0..48 => format!("{hours} hours"),
        hours => format!("{} days", hours / 24),
    }
}

/// Flags by the month in which they were raised, and what became of them.
///
/// # Errors
/// When the store fails.
pub fn statistics(invocation: &Invocation) -> Result<u8> {
    let house = invocation.house()?;
    let events = house.store.ledger()?;
    let ids: BTreeSet<&FlagId> = events.iter().map(|event| &event.flag).collect();
    let mut flags = Vec::with_capacity(ids.len());
    for id in ids {
        flags.extend(house.store.flag(id)?);
    }
    let months = ledger::by_month(&events, &flags);
    if invocation.json {
        terminal::json(&months)?;
    } else if months.is_empty() {
        println!("No region was ever flagged for joint attention.");
    } else {
        let header =
            ["month", "raised", "acknowledged", "responded", "closed", "never read", "days to read", "days to respond"];
        let mut table = terminal::table(&header, &[0]);
        let days = |days: Option<f64>| days.map_or_else(|| "-".to_owned(), |days| format!("{days:.1}"));
        for month in &months {
            let counts = [month.raised, month.acknowledged, month.responded, month.closed, month.passed_unread];
            let mut row = vec![month.month.clone()];
            row.extend(counts.map(|count| count.to_string()));
            row.extend([days(month.days_to_acknowledge), days(month.days_to_respond)]);
            table.add_row(row);
        }
        println!("Flags for joint attention, by the month in which they were raised (medians of days)");
        terminal::show(&table);
    }
    Ok(EXIT_OK)
}
