//! What is remembered of sources.

use super::Fault;
use super::fault::{from_json, to_json};
use domain::SourceId;
use domain::source::SourceState;
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Replaces the states of these sources.
pub(super) fn put(db: &Connection, states: &[(SourceId, SourceState)]) -> Result<(), Fault> {
    let mut replace = db.prepare_cached("INSERT OR REPLACE INTO source_states (source, state) VALUES (?1, ?2)")?;
    for (source, state) in states {
        replace.execute(params![source.as_str(), to_json(state)?])?;
    }
    Ok(())
}

/// The states of all sources ever visited.
pub(super) fn all(db: &rusqlite::Transaction<'_>) -> Result<HashMap<SourceId, SourceState>, Fault> {
    let mut select = db.prepare_cached("SELECT source, state FROM source_states")?;
    let states = select.query_and_then([], |row| {
        let (source, state): (String, String) = (row.get(0)?, row.get(1)?);
        let state = from_json(&state, || format!("state of the source {source}"))?;
        Ok((SourceId::new(source), state))
    })?;
    states.collect()
}
