//! The schema and its history. A migration that has been published is never edited: the next one is added.

use super::Fault;
use rusqlite::{Connection, TransactionBehavior};

/// All migrations, oldest first; the version of a file is how many of them it has seen.
const MIGRATIONS: [&str; 2] =
    [include_str!("../../migrations/0001_first.sql"), include_str!("../../migrations/0002_ledger_chain.sql")];

/// "ALMN" in the file's header: what `file` and other programs can tell it by.
const APPLICATION_ID: i32 = 0x414C_4D4E;

fn known() -> u32 {
    MIGRATIONS.len() as u32
}

fn version(connection: &Connection) -> Result<u32, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses, before anything is changed, a file that another program or a newer version wrote.
pub(super) fn refuse_strangers(connection: &Connection) -> Result<(), Fault> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && application != APPLICATION_ID {
        return Err(Fault::Stranger);
    }
    match version(connection)? {
        found if found > known() => Err(Fault::TooNew(found, known())),
        _ => Ok(()),
    }
}

/// Brings the schema up to date, in one transaction.
pub(super) fn up(connection: &mut Connection) -> Result<(), Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again inside: another process may have brought it up to date while this one waited.
    let found = version(&transaction)?;
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration)?;
    }
    if found < known() {
        super::ledger::seal(&transaction)?;
        transaction.pragma_update(None, "user_version", known())?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(transaction.commit()?)
}
