//! The ledger of flags: events that are only ever appended, each sealed by a link.

use super::Fault;
use super::fault::{from_json, to_json};
use crate::chain::{self, Link};
use domain::flag::{FlagEvent, FlagId};
use domain::ledger::LedgerSeal;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Appends an event and seals it; the same event told again is the one that is there.
pub(super) fn append(db: &Connection, event: &FlagEvent) -> Result<(), Fault> {
    db.prepare_cached("INSERT INTO flag_events (flag, at, event) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![event.flag.as_str(), event.at.timestamp_micros(), to_json(event)?])?;
    seal(db)
}

/// Gives a link to every entry that has none: the one just appended, or all of a file of an older version.
pub(super) fn seal(db: &Connection) -> Result<(), Fault> {
    let last: Option<(i64, Link)> = db
        .prepare_cached("SELECT number, link FROM flag_links ORDER BY position DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, mut before) = last.unwrap_or((0, chain::START));
    let mut open = db.prepare_cached("SELECT number, event FROM flag_events WHERE number > ?1 ORDER BY number")?;
    let mut insert = db.prepare_cached("INSERT INTO flag_links (number, link) VALUES (?1, ?2)")?;
    let mut rows = open.query([number])?;
    while let Some(row) = rows.next()? {
        before = chain::link(&before, row.get_ref(1)?.as_str().map_err(|error| Fault::damaged("entry", error))?);
        insert.execute(params![row.get::<_, i64>(0)?, before])?;
    }
    Ok(())
}

/// The events of one flag, oldest first.
pub(super) fn of(db: &Connection, flag: &FlagId) -> Result<Vec<FlagEvent>, Fault> {
    let mut select = db.prepare_cached("SELECT event FROM flag_events WHERE flag = ?1 ORDER BY at, number")?;
    select.query_and_then([flag.as_str()], event)?.collect()
}

/// All events, in the order in which they were written.
pub(super) fn all(db: &Connection) -> Result<Vec<FlagEvent>, Fault> {
    let mut select = db.prepare_cached("SELECT event FROM flag_events ORDER BY number")?;
    select.query_and_then([], event)?.collect()
}

fn event(row: &Row<'_>) -> Result<FlagEvent, Fault> {
    from_json(row.get_ref(0)?.as_str().map_err(|error| Fault::damaged("entry of the ledger", error))?, || {
        "entry of the ledger of flags".to_owned()
    })
}

/// Follows the chain from the first entry to the last one ever written.
pub(super) fn verify(db: &Connection) -> Result<LedgerSeal, Fault> {
    let broken =
        |number: i64, cause: &str| Fault::damaged(format!("broken ledger of flags, from entry {number} on"), cause);
    let mut before = chain::START;
    let mut entries = 0;
    let mut select =
        db.prepare("SELECT position, event, link FROM flag_events FULL JOIN flag_links USING (number) ORDER BY position NULLS LAST")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (position, event, link): (Option<i64>, Option<String>, Option<Link>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        entries += 1;
        let Some(event) = event.filter(|_| position == Some(entries)) else {
            return Err(broken(entries, "an entry was removed, or one was put in that was never sealed"));
        };
        before = chain::link(&before, &event);
        if link != Some(before) {
            return Err(broken(entries, "the entry is not the one that was sealed"));
        }
    }
    let written: Option<i64> =
        db.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'flag_links'", [], |row| row.get(0)).optional()?;
    if written.unwrap_or(0) > entries {
        return Err(broken(entries + 1, "entries at the end were removed"));
    }
    let hash = if entries == 0 { String::new() } else { chain::shown(&before) };
    Ok(LedgerSeal { entries: entries.cast_unsigned(), hash })
}
