//! The store in one SQLite file.
//!
//! One connection writes, behind a lock; reads have connections of their own and, in write-ahead mode, neither wait for
//! the writer nor make it wait.

mod columns;
mod documents;
mod evidence;
mod fault;
mod flags;
mod ledger;
mod migrate;
mod runs;
mod scores;
mod sources;

use chrono::{DateTime, NaiveDate, Utc};
use domain::document::{DocumentId, KnownCopy};
use domain::evidence::{Exposure, Observation};
use domain::flag::{Flag, FlagEvent, FlagId};
use domain::ledger::LedgerSeal;
use domain::outcome::RunReport;
use domain::score::RegionScore;
use domain::source::SourceState;
use domain::store::{Batch, Store, StoreError};
use domain::{Country, EnrichedDocument, RegionId, SourceId};
use fault::Fault;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a connection waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Idle reading connections that are kept; more are opened under load and closed after use.
const IDLE_READERS_MAX: usize = 4;
/// Every statement of this crate stays prepared.
const PREPARED_MAX: usize = 64;
/// Pages in the write-ahead log before they go into the file: the pages of the index over identifiers are hit at random, so
/// fewer and longer turns write each of them less often.
const CHECKPOINT_PAGES: i32 = 8192;
/// Pages that the writing connection keeps in memory, KiB: the inner pages of all its trees.
const WRITER_CACHE_KIB: i32 = 16 * 1024;
/// Pages that each reading connection keeps in memory, KiB; the system keeps the rest, once for all of them.
const READER_CACHE_KIB: i32 = 4 * 1024;

/// A store in one file (with its `-wal` and `-shm` beside it while it is open).
///
/// Every change is one transaction that is on the disk when the call returns, so a process killed at any instant loses
/// nothing it has reported and leaves nothing half done. Several processes may use one file: writers wait for each other.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteStore {
    /// Opens the store, makes it and its directory when they are missing, and brings an older one up to date.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] for a file of a newer program; [`StoreError::Database`], naming the file, for anything that
    /// is not a store or cannot be read and written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            std::fs::create_dir_all(directory).map_err(|error| StoreError::Database {
                action: "make the directory of the database",
                cause: format!("{}: {error}", directory.display()),
            })?;
        }
        let writer = open_writer(path).map_err(|fault| fault.at("open the database", path))?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    /// Runs `work` in one transaction: all of it or nothing.
    fn write<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let run = || {
            // A panic while the lock was held has rolled its transaction back: the connection is as good as new.
            let mut connection = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            // Immediate: to wait for another writer at the start is safe, in the middle it is a deadlock.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|fault: Fault| fault.at(action, &self.path))
    }

    /// Runs `work` on a reading connection, in one transaction: it sees one state of the store throughout.
    fn read<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let run = || {
            let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = match idle {
                Some(connection) => connection,
                None => open_reader(&self.path)?,
            };
            let transaction = connection.transaction()?;
            let found = work(&transaction)?;
            transaction.finish()?;
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if readers.len() < IDLE_READERS_MAX {
                readers.push(connection);
            }
            Ok(found)
        };
        run().map_err(|fault: Fault| fault.at(action, &self.path))
    }
}

fn open_writer(path: &Path) -> Result<Connection, Fault> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    migrate::refuse_strangers(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // FULL, not NORMAL: the index keeps its own watermark on the disk. Were the last transactions lost in a power cut,
    // their sequence numbers would be given again and the index would believe it already has those documents.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    prepare(&connection, WRITER_CACHE_KIB)?;
    migrate::up(&mut connection)?;
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    prepare(&connection, READER_CACHE_KIB)?;
    Ok(connection)
}

fn prepare(connection: &Connection, cache_kib: i32) -> Result<(), Fault> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
    Ok(())
}

impl Store for SqliteStore {
    fn put(&self, batch: &Batch) -> Result<Range<u64>, StoreError> {
        self.write("store a batch", |db| {
            sources::put(db, &batch.states)?;
            documents::put(db, &batch.documents)
        })
    }

    fn document(&self, id: &DocumentId) -> Result<Option<EnrichedDocument>, StoreError> {
        self.read("read a document", |db| documents::one(db, id))
    }

    fn content_hashes(&self, ids: &[DocumentId]) -> Result<HashMap<DocumentId, u64>, StoreError> {
        self.read("look up documents", |db| documents::content_hashes(db, ids))
    }

    fn documents_after(&self, sequence: u64, limit: usize) -> Result<Vec<(u64, EnrichedDocument)>, StoreError> {
        self.read("read documents", |db| documents::after(db, sequence, limit))
    }

    fn document_count(&self) -> Result<u64, StoreError> {
        self.read("count documents", documents::count)
    }

    fn last_sequence(&self) -> Result<u64, StoreError> {
        self.read("read the last sequence number", documents::last_sequence)
    }

    fn each_copy(&self, since: DateTime<Utc>, take: &mut dyn FnMut(KnownCopy)) -> Result<(), StoreError> {
        self.read("read fingerprints", |db| documents::each_copy(db, since, take))
    }

    fn known_copy(&self, id: &DocumentId) -> Result<Option<KnownCopy>, StoreError> {
        self.read("read a fingerprint", |db| documents::known_copy(db, id))
    }

    fn source_states(&self) -> Result<HashMap<SourceId, SourceState>, StoreError> {
        self.read("read the states of sources", sources::all)
    }

    fn observations(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Observation>, StoreError> {
        self.read("read observations", |db| evidence::observations(db, from, until))
    }

    fn exposure(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<(Country, Exposure)>, StoreError> {
        self.read("count documents by country", |db| evidence::exposure(db, from, until))
    }

    fn put_scores(&self, as_of: NaiveDate, scores: &[RegionScore]) -> Result<(), StoreError> {
        self.write("store scores", |db| scores::put(db, as_of, scores))
    }

    fn scores(&self, as_of: NaiveDate) -> Result<Vec<RegionScore>, StoreError> {
        self.read("read scores", |db| scores::of_day(db, as_of))
    }

    fn score(&self, region: &RegionId, as_of: NaiveDate) -> Result<Option<RegionScore>, StoreError> {
        self.read("read a score", |db| scores::latest(db, region, as_of))
    }

    fn last_scored_day(&self) -> Result<Option<NaiveDate>, StoreError> {
        self.read("read the last scored day", scores::last_day)
    }

    fn put_flags(&self, as_of: NaiveDate, flags: &[Flag], events: &[FlagEvent]) -> Result<(), StoreError> {
        self.write("store flags", |db| flags::put(db, as_of, flags, events))
    }

    fn flags(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        self.read("read flags", |db| flags::of_day(db, as_of))
    }

    fn flags_before(&self, as_of: NaiveDate) -> Result<Vec<Flag>, StoreError> {
        self.read("read earlier flags", |db| flags::before(db, as_of))
    }

    fn flag_events(&self, flag: &FlagId) -> Result<Vec<FlagEvent>, StoreError> {
        self.read("read the ledger of flags", |db| ledger::of(db, flag))
    }

    fn append_flag_event(&self, event: &FlagEvent) -> Result<(), StoreError> {
        self.write("append to the ledger of flags", |db| ledger::append(db, event))
    }

    fn flag(&self, id: &FlagId) -> Result<Option<Flag>, StoreError> {
        self.read("read a flag", |db| flags::latest(db, id))
    }

    fn ledger(&self) -> Result<Vec<FlagEvent>, StoreError> {
        self.read("read the ledger of flags", |db| ledger::all(db))
    }

    fn verify_ledger(&self) -> Result<LedgerSeal, StoreError> {
        self.read("verify the ledger of flags", |db| ledger::verify(db))
    }

    fn put_run(&self, run: &RunReport) -> Result<(), StoreError> {
        self.write("store the end of a run", |db| runs::put(db, run))
    }

    fn last_run(&self) -> Result<Option<RunReport>, StoreError> {
        self.read("read the last run", runs::last)
    }

    fn check(&self) -> Result<Vec<String>, StoreError> {
        self.read("check the database", runs::check)
    }
}

#[cfg(test)]
mod tests;
