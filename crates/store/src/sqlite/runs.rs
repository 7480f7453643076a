//! Ends of runs, and the store's own health.

use super::Fault;
use super::fault::{from_json, to_json};
use domain::outcome::RunReport;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Runs that are kept: three an hour for more than a month, each with the outcomes of its sources.
const KEPT: i64 = 2_500;

/// Stores the end of a run and forgets what is older than the last [`KEPT`].
pub(super) fn put(db: &Connection, run: &RunReport) -> Result<(), Fault> {
    db.prepare_cached("INSERT INTO runs (started, run) VALUES (?1, ?2)")?
        .execute(params![run.started.timestamp_micros(), to_json(run)?])?;
    db.prepare_cached("DELETE FROM runs WHERE number <= ?1")?.execute([db.last_insert_rowid() - KEPT])?;
    Ok(())
}

/// The run that was stored last.
pub(super) fn last(db: &Transaction<'_>) -> Result<Option<RunReport>, Fault> {
    let mut select = db.prepare_cached("SELECT run FROM runs ORDER BY number DESC LIMIT 1")?;
    let json: Option<String> = select.query_row([], |row| row.get(0)).optional()?;
    json.map(|json| from_json(&json, || "report of a run".to_owned())).transpose()
}

/// What must never be there: a sentence for people, and how many there are.
const FAULTS: [(&str, &str); 4] = [
    (
        "documents without a text or a fingerprint",
        "SELECT count(*) FROM documents LEFT JOIN bodies USING (sequence) LEFT JOIN signatures USING (sequence) \
         WHERE body IS NULL OR signature IS NULL",
    ),
    ("documents whose text cannot be read", "SELECT count(*) FROM bodies WHERE NOT json_valid(body)"),
    ("fingerprints of broken length", "SELECT count(*) FROM signatures WHERE length(signature) % 4 <> 0"),
    (
        "documents beyond the last sequence number",
        "SELECT count(*) FROM documents WHERE sequence > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence \
         WHERE name = 'documents')",
    ),
];

/// All faults found, in words; an empty list is health.
pub(super) fn check(db: &Transaction<'_>) -> Result<Vec<String>, Fault> {
    let mut faults: Vec<String> = db
        .prepare("PRAGMA quick_check(20)")?
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<_, _>>()?;
    faults.retain(|line| line != "ok");
    let orphans = db
        .prepare("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1")?
        .query_map([], |row| {
            Ok(format!("{} rows of {} belong to nothing", row.get::<_, i64>(1)?, row.get::<_, String>(0)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    faults.extend(orphans);
    for (what, select) in FAULTS {
        let count: i64 = db.query_row(select, [], |row| row.get(0))?;
        if count > 0 {
            faults.push(format!("{count} {what}"));
        }
    }
    Ok(faults)
}
