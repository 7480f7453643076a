//! What goes wrong below, until it is known for which file and during what.

use domain::store::StoreError;
use rusqlite::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// A failure that does not know its file yet.
#[derive(Debug)]
pub(super) enum Fault {
    /// The database says no.
    Sql(rusqlite::Error),
    /// The file is a database of someone else.
    Stranger,
    /// The schema is newer than ours: its version, ours.
    TooNew(u32, u32),
    /// A stored value cannot be read: which, why.
    Damaged(String, String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl Fault {
    /// A value that cannot be read.
    pub(super) fn damaged(what: impl Into<String>, cause: impl ToString) -> Self {
        Self::Damaged(what.into(), cause.to_string())
    }

    /// The error that names the file, what was tried, and what to do.
    pub(super) fn at(self, action: &'static str, path: &Path) -> StoreError {
        let place = path.display();
        match self {
            Self::Sql(error) => {
                let advice = error.sqlite_error_code().map_or("", advice);
                StoreError::Database { action, cause: format!("{place}: {error}{advice}") }
            }
            Self::Stranger => StoreError::Database {
                action,
                cause: format!("{place}: this is a database of another program; choose another path for the store"),
            },
            Self::TooNew(found, known) => StoreError::TooNew { place: place.to_string(), found, known },
            Self::Damaged(what, cause) => StoreError::Damaged { what: format!("{what} in {place}"), cause },
        }
    }
}

fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NotADatabase => "; move the file away, or choose another path for the store",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            "; another process is writing to it: wait until it is done, or stop it"
        }
        ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            "; check that the file and its directory may be written to"
        }
        ErrorCode::DiskFull => "; free some space and run again: nothing half done was kept",
        ErrorCode::DatabaseCorrupt => "; restore it from a backup",
        _ => "",
    }
}

/// The value as JSON.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::damaged("value to be stored", error))
}

/// The value behind JSON; `what` names it when it cannot be read.
pub(super) fn from_json<T: DeserializeOwned>(json: &str, what: impl FnOnce() -> String) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::damaged(what(), error))
}
