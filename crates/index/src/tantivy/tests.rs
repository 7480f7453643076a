use super::TantivyIndex;
use super::schema::SHAPE;
use crate::sample::document;
use domain::index::{IndexError, SearchIndex};
use domain::query::Query;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("deep/index");
    (directory, path)
}

fn fresh() -> (TempDir, TantivyIndex) {
    let (directory, path) = place();
    (directory, TantivyIndex::open(&path).expect("an index"))
}

fn total(index: &TantivyIndex, text: &str) -> usize {
    index.search(&Query::parse(text).expect("a query")).expect("an answer").total
}

crate::conformance::conformance!(fresh());

#[test]
fn what_was_indexed_is_there_after_reopening() {
    let (_directory, path) = place();
    TantivyIndex::open(&path).expect("an index").put(&[document("a", "eng", "", "text")], 5).expect("indexed");
    let index = TantivyIndex::open(&path).expect("an index");
    assert_eq!((index.watermark().expect("a watermark"), total(&index, "text")), (5, 1));
}

#[test]
fn a_second_writer_is_told_who_has_the_lock_and_may_read() {
    let (_directory, path) = place();
    let writer = TantivyIndex::open(&path).expect("an index");
    writer.put(&[document("a", "eng", "", "text")], 5).expect("indexed");
    let reader = TantivyIndex::open(&path).expect("an index");
    assert_eq!(total(&reader, "text"), 1);
    let error = reader.put(&[document("b", "eng", "", "text")], 6).expect_err("locked");
    assert!(matches!(error, IndexError::Busy(_)) && error.to_string().contains("deep/index"), "{error}");
    writer.put(&[document("c", "eng", "", "text")], 7).expect("indexed");
    assert_eq!(reader.watermark().expect("a watermark"), 7);
    let seen = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        total(&reader, "text") == 2
    });
    assert!(seen, "a reader sees what another process commits");
    drop(writer);
    // Not at once: a child that another test starts at this moment holds a copy of the lock until it becomes itself.
    let free = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        reader.put(&[document("b", "eng", "", "text")], 8).is_ok()
    });
    assert!(free, "the lock goes with the writer");
}

#[test]
fn another_shape_is_refused() {
    let (_directory, path) = place();
    TantivyIndex::open(&path).expect("an index").put(&[document("a", "eng", "", "text")], 5).expect("indexed");
    let meta = path.join("meta.json");
    let text = std::fs::read_to_string(&meta).expect("the commit");
    std::fs::write(&meta, text.replace(&format!("\\\"shape\\\":{SHAPE}"), "\\\"shape\\\":999")).expect("written");
    let error = TantivyIndex::open(&path).err().expect("another shape");
    assert!(matches!(error, IndexError::Shape(_)) && error.to_string().contains("almenara reindex"), "{error}");
    std::fs::write(&meta, text.replace("title_stem", "title_stub")).expect("written");
    assert!(matches!(TantivyIndex::open(&path), Err(IndexError::Shape(_))));
}

#[test]
fn a_damaged_index_is_an_error() {
    let (_directory, path) = place();
    TantivyIndex::open(&path).expect("an index").put(&[document("a", "eng", "", "text")], 5).expect("indexed");
    std::fs::write(path.join("meta.json"), "{").expect("written");
    let error = TantivyIndex::open(&path).err().expect("damaged").to_string();
    assert!(error.contains("deep/index") && error.contains("almenara reindex"), "{error}");
}

#[test]
fn very_long_and_odd_queries_are_answered() {
    let (_directory, index) = fresh();
    index.put(&[document("a", "eng", "", "text")], 5).expect("indexed");
    for odd in ["a".repeat(70_000), "流".repeat(5_000), "ab ".repeat(2_000), format!("{}*", "é".repeat(40_000))] {
        total(&index, &odd);
    }
}

/// Where the child of the next test writes; without it the child has nothing to do.
const CHILD_PATH: &str = "ALMENARA_TEST_INDEX";

#[test]
fn after_a_kill_the_watermark_and_the_documents_agree() {
    let (_directory, path) = place();
    let mut reported = 0;
    for round in 0..3 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "tantivy::tests::child_indexes_until_it_is_killed", "--nocapture"])
            .env(CHILD_PATH, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a child");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut numbers = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("indexed ")?.parse().ok());
        // The child dies somewhere in the work that follows its report.
        reported = numbers.nth(3 + round).unwrap_or(reported);
        child.kill().expect("killed");
        child.wait().expect("gone");
        let index = TantivyIndex::open(&path).expect("an index");
        let watermark = index.watermark().expect("a watermark");
        assert!(watermark >= reported, "{reported} reported, {watermark} there");
        assert_eq!((index.count().expect("a count"), total(&index, "text") as u64), (watermark, watermark));
    }
    assert!(reported > 0);
}

#[test]
fn child_indexes_until_it_is_killed() {
    let Ok(path) = std::env::var(CHILD_PATH) else { return };
    let index = TantivyIndex::open(&PathBuf::from(path)).expect("an index");
    loop {
        let watermark = index.watermark().expect("a watermark");
        let documents: Vec<_> =
            (watermark..watermark + 20).map(|n| document(&format!("d{n}"), "eng", "", "text")).collect();
        index.put(&documents, watermark + 20).expect("indexed");
        println!("\nindexed {}", watermark + 20);
    }
}
