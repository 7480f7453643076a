use super::SqliteStore;
use crate::sample::{document, event};
use domain::flag::FlagStep;
use domain::store::{Batch, Store, StoreError};
use rusqlite::Connection;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("deep/down/almenara.db");
    (directory, path)
}

fn fresh() -> (TempDir, SqliteStore) {
    let (directory, path) = place();
    (directory, SqliteStore::open(&path).expect("a store"))
}

fn batch(ids: &[&str]) -> Batch {
    Batch { documents: ids.iter().map(|id| document(id, "2026-03-02T10:00:00Z")).collect(), states: Vec::new() }
}

crate::conformance::conformance!(fresh());

#[test]
fn what_was_stored_is_there_after_reopening() {
    let (_directory, path) = place();
    SqliteStore::open(&path).expect("a store").put(&batch(&["d1", "d2"])).expect("stored");
    let store = SqliteStore::open(&path).expect("a store");
    assert_eq!((store.document_count().expect("a count"), store.last_sequence().expect("a number")), (2, 2));
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let (_directory, path) = place();
    drop(SqliteStore::open(&path).expect("a store"));
    Connection::open(&path).expect("a database").pragma_update(None, "user_version", 99).expect("a version");
    let error = SqliteStore::open(&path).expect_err("too new");
    assert!(matches!(error, StoreError::TooNew { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("almenara.db"), "{error}");
}

#[test]
fn a_file_that_is_no_store_is_named_and_left_alone() {
    let (_directory, path) = place();
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    let text =
        "this is a letter, not a database, and long enough to have a header of a hundred bytes and more ".repeat(9);
    std::fs::write(&path, &text).expect("a file");
    let error = SqliteStore::open(&path).expect_err("no database").to_string();
    assert!(error.contains("almenara.db") && error.contains("choose another path"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), text);
}

#[test]
fn a_database_of_another_program_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("other.db");
    Connection::open(&path).expect("a database").execute_batch("CREATE TABLE mine (x)").expect("a table");
    let error = SqliteStore::open(&path).expect_err("not ours").to_string();
    assert!(error.contains("other.db") && error.contains("another program"), "{error}");
}

#[test]
fn the_ledger_refuses_to_be_rewritten() {
    let (_directory, store) = fresh();
    store.append_flag_event(&event("COL@2026-03-01", "2026-03-01T06:00:00Z", FlagStep::Raised)).expect("stored");
    let db = Connection::open(&store.path).expect("a database");
    for sql in ["DELETE FROM flag_events", "UPDATE flag_events SET event = '{}'"] {
        let error = db.execute(sql, []).expect_err("append-only").to_string();
        assert!(error.contains("append-only"), "{error}");
    }
}

#[test]
fn a_ledger_that_was_rewritten_behind_our_back_is_found_out() {
    let forgeries = [
        ("UPDATE flag_events SET event = replace(event, 'closed', 'lowered') WHERE number = 2", "from entry 2 on"),
        ("DELETE FROM flag_links WHERE number = 1; DELETE FROM flag_events WHERE number = 1", "from entry 1 on"),
        ("DELETE FROM flag_links WHERE number = 3; DELETE FROM flag_events WHERE number = 3", "from entry 3 on"),
    ];
    for (sql, place) in forgeries {
        let (_directory, store) = fresh();
        for step in [FlagStep::Raised, FlagStep::Closed, FlagStep::Noted] {
            store.append_flag_event(&event("COL@2026-03-01", "2026-03-01T06:00:00Z", step)).expect("stored");
        }
        assert_eq!(store.verify_ledger().expect("whole").entries, 3);
        let db = Connection::open(&store.path).expect("a database");
        let triggers =
            "DROP TRIGGER flag_events_stay; DROP TRIGGER flag_events_unchanged; DROP TRIGGER flag_links_stay;";
        db.execute_batch(&format!("{triggers} {sql}")).expect("a forgery");
        let error = store.verify_ledger().expect_err("found out").to_string();
        assert!(error.contains(place), "{error}");
    }
}

#[test]
fn a_ledger_of_an_older_version_is_sealed_when_it_is_opened() {
    let (directory, store) = fresh();
    store.append_flag_event(&event("COL@2026-03-01", "2026-03-01T06:00:00Z", FlagStep::Raised)).expect("stored");
    let (path, sealed) = (store.path.clone(), store.verify_ledger().expect("whole"));
    drop(store);
    let db = Connection::open(&path).expect("a database");
    db.execute_batch("DROP TABLE flag_links; PRAGMA user_version = 1").expect("an older file");
    drop(db);
    assert_eq!(SqliteStore::open(&path).expect("opened").verify_ledger().expect("whole"), sealed);
    drop(directory);
}

#[test]
fn a_damaged_document_is_named_and_found_by_the_check() {
    let (_directory, store) = fresh();
    store.put(&batch(&["d1"])).expect("stored");
    let db = Connection::open(&store.path).expect("a database");
    db.execute_batch("UPDATE bodies SET body = '{'; PRAGMA foreign_keys = off; DELETE FROM signatures")
        .expect("damage");
    let faults = store.check().expect("a check").join("; ");
    assert!(faults.contains("cannot be read") && faults.contains("without a text or a fingerprint"), "{faults}");
    db.execute_batch("INSERT INTO signatures VALUES (1, x'00000000')").expect("repair");
    let error = store.document(&"d1".into()).expect_err("damaged").to_string();
    assert!(error.contains("sequence number 1") && error.contains("almenara doctor"), "{error}");
}

#[test]
fn an_orphan_is_found_by_the_check() {
    let (_directory, store) = fresh();
    store.put(&batch(&["d1"])).expect("stored");
    let db = Connection::open(&store.path).expect("a database");
    db.execute_batch("PRAGMA foreign_keys = off; DELETE FROM documents").expect("damage");
    let faults = store.check().expect("a check").join("; ");
    assert!(faults.contains("rows of observations belong to nothing"), "{faults}");
}

#[test]
fn reads_go_on_while_another_process_is_writing() {
    let (_directory, store) = fresh();
    store.put(&batch(&["d1"])).expect("stored");
    let other = Connection::open(&store.path).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM documents").expect("an open transaction");
    assert_eq!(store.document_count().expect("a count"), 1);
    other.execute_batch("ROLLBACK").expect("rolled back");
}

#[test]
fn many_threads_read_while_one_writes() {
    let (_directory, store) = fresh();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            (0..50).for_each(|n| {
                store.put(&batch(&[&format!("d{n}")])).expect("stored");
            })
        });
        for _ in 0..6 {
            scope.spawn(|| (0..50).for_each(|_| assert!(store.documents_after(0, 5).expect("documents").len() <= 5)));
        }
    });
    assert_eq!(store.document_count().expect("a count"), 50);
}

#[test]
fn a_batch_that_cannot_be_stored_leaves_nothing() {
    let (_directory, store) = fresh();
    let db = Connection::open(&store.path).expect("a database");
    db.execute_batch(
        "CREATE TRIGGER refuse BEFORE INSERT ON documents WHEN NEW.id = 'd2' BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    .expect("a trigger");
    store.put(&batch(&["d1", "d2"])).expect_err("refused");
    assert_eq!(store.document_count().expect("a count"), 0);
    store.put(&batch(&["d1"])).expect("the connection is as good as before");
}

/// Where the child of the next test writes; without it the child has nothing to do.
const CHILD_PATH: &str = "ALMENARA_TEST_STORE";

#[test]
fn a_killed_process_loses_nothing_it_reported_and_doubles_nothing() {
    let (_directory, path) = place();
    let mut reported = 0;
    for round in 0..3 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "sqlite::tests::child_stores_until_it_is_killed", "--nocapture"])
            .env(CHILD_PATH, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a child");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut numbers = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("stored ")?.parse().ok());
        // The child dies somewhere in the work that follows its report.
        reported = numbers.nth(4 + round).unwrap_or(reported);
        child.kill().expect("killed");
        child.wait().expect("gone");
        let store = SqliteStore::open(&path).expect("a store");
        let count = store.document_count().expect("a count");
        assert!(count >= reported && count.is_multiple_of(20), "{reported} reported, {count} there");
        assert_eq!(store.last_sequence().expect("a number"), count);
        assert_eq!(store.check().expect("a check"), Vec::<String>::new());
    }
    assert!(reported > 0);
}

#[test]
fn child_stores_until_it_is_killed() {
    let Ok(path) = std::env::var(CHILD_PATH) else { return };
    let store = SqliteStore::open(&PathBuf::from(path)).expect("a store");
    loop {
        let count = store.document_count().expect("a count");
        let ids: Vec<String> = (count..count + 20).map(|n| format!("d{n}")).collect();
        store.put(&batch(&ids.iter().map(String::as_str).collect::<Vec<_>>())).expect("stored");
        println!("\nstored {}", count + 20);
    }
}
