//! Flags, day by day.

use super::Fault;
use super::fault::{from_json, to_json};
use super::ledger;
use chrono::NaiveDate;
use domain::flag::{Flag, FlagEvent, FlagId};
use rusqlite::{Connection, OptionalExtension, params};

/// Replaces the flags of a day and appends the events that led there.
pub(super) fn put(db: &Connection, as_of: NaiveDate, flags: &[Flag], events: &[FlagEvent]) -> Result<(), Fault> {
    let day = as_of.to_string();
    db.prepare_cached("DELETE FROM flagged_days WHERE as_of = ?1")?.execute([&day])?;
    db.prepare_cached("INSERT INTO flagged_days (as_of) VALUES (?1)")?.execute([&day])?;
    let mut insert = db.prepare_cached(
        "INSERT OR REPLACE INTO flags (as_of, id, level, attention, flag) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for flag in flags {
        insert.execute(params![day, flag.id.as_str(), flag.level as u8, flag.attention, to_json(flag)?])?;
    }
    events.iter().try_for_each(|event| ledger::append(db, event))
}

/// The flags of a day, highest level and attention first.
pub(super) fn of_day(db: &Connection, as_of: NaiveDate) -> Result<Vec<Flag>, Fault> {
    of(db, &as_of.to_string())
}

/// The flags of the last evaluated day before `as_of`.
pub(super) fn before(db: &Connection, as_of: NaiveDate) -> Result<Vec<Flag>, Fault> {
    let mut select = db.prepare_cached("SELECT max(as_of) FROM flagged_days WHERE as_of < ?1")?;
    let day: Option<Option<String>> = select.query_row([as_of.to_string()], |row| row.get(0)).optional()?;
    day.flatten().map_or(Ok(Vec::new()), |day| of(db, &day))
}

fn of(db: &Connection, day: &str) -> Result<Vec<Flag>, Fault> {
    let mut select =
        db.prepare_cached("SELECT flag FROM flags WHERE as_of = ?1 ORDER BY level DESC, attention DESC, id")?;
    let flags = select.query_and_then([day], |row| {
        let json: String = row.get(0)?;
        from_json(&json, || format!("flag of {day}"))
    })?;
    flags.collect()
}

/// A flag as it was on the last day that carried it.
pub(super) fn latest(db: &Connection, id: &FlagId) -> Result<Option<Flag>, Fault> {
    let mut select = db.prepare_cached("SELECT flag FROM flags WHERE id = ?1 ORDER BY as_of DESC LIMIT 1")?;
    let json: Option<String> = select.query_row([id.as_str()], |row| row.get(0)).optional()?;
    json.map(|json| from_json(&json, || format!("flag {id}"))).transpose()
}
