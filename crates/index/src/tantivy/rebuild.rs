//! An index made anew beside the one that answers.
//!
//! The new one grows in a directory inside the old one's. When it is complete its files move up, their names are new ones,
//! and the list of valid files (`meta.json`) is replaced last, in one step: killed at any moment, the old index is whole
//! or the new one is. Readers, in other processes too, go on with the old one until then and change over by themselves.

use super::{ENGINE_FILES, TantivyIndex, busy_or, failed};
use domain::index::IndexError;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, META_LOCK, MmapDirectory};

/// Where the new index grows.
const PLACE: &str = "rebuild";
/// So begin the names of the files by which processes wait for each other.
const LOCK_PREFIX: &str = ".tantivy-";

/// An index in the making. Dropped before [`finish`](Self::finish), it leaves everything as it was.
///
/// Nobody else writes to the old index meanwhile: its lock is held.
pub struct Rebuild {
    // In this order: the new index is closed before its directory is removed.
    fresh: TantivyIndex,
    place: Place,
    engine: MmapDirectory,
    directory: PathBuf,
    _lock: DirectoryLock,
}

/// A directory that goes with the value.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        // The next one that is made here clears up what this cannot remove.
        drop(remove(&self.0));
    }
}

impl Rebuild {
    /// Begins an index in place of the one in `directory`, of any version and in any state, or of none.
    ///
    /// # Errors
    /// [`IndexError::Busy`] when another process writes to it. [`IndexError::Engine`] when the directory holds something
    /// else than an index, or cannot be written.
    pub fn begin(directory: &Path) -> Result<Self, IndexError> {
        if TantivyIndex::is_free(directory)? {
            drop(TantivyIndex::open(directory)?);
        }
        let engine = MmapDirectory::open(directory).map_err(|error| failed(directory, &error.into()))?;
        let lock = lock(&engine, directory, true)?;
        let place = Place(directory.join(PLACE));
        remove(&place.0).map_err(|error| unusable(&place.0, &error))?;
        Ok(Self { fresh: TantivyIndex::open(&place.0)?, place, engine, directory: directory.to_owned(), _lock: lock })
    }

    /// The new index, empty at first: put the documents here.
    pub fn index(&self) -> &TantivyIndex {
        &self.fresh
    }

    /// Puts the new index in the old one's place, and removes the old one.
    ///
    /// # Errors
    /// [`IndexError::Engine`], naming the file, when one cannot be moved; the old index answers on then.
    pub fn finish(self) -> Result<(), IndexError> {
        let Self { fresh, place, engine, directory, _lock } = self;
        fresh.close()?;
        let old = segment_files(&directory).map_err(|error| unusable(&directory, &error))?;
        for name in segment_files(&place.0).map_err(|error| unusable(&place.0, &error))? {
            up(&place.0, &directory, Path::new(&name))?;
        }
        // Nobody opens an index by a list of which the files are being removed.
        let _reading = lock(&engine, &directory, false)?;
        engine.sync_directory().map_err(|error| unusable(&directory, &error))?;
        for name in ENGINE_FILES.iter().rev() {
            up(&place.0, &directory, Path::new(name))?;
        }
        engine.sync_directory().map_err(|error| unusable(&directory, &error))?;
        // What cannot be removed now is with the next rebuilding.
        old.iter().for_each(|name| drop(std::fs::remove_file(directory.join(name))));
        Ok(())
    }
}

/// The lock of those who write, or the one of those who look which files are valid.
fn lock(engine: &MmapDirectory, directory: &Path, is_writing: bool) -> Result<DirectoryLock, IndexError> {
    let which = if is_writing { &*INDEX_WRITER_LOCK } else { &*META_LOCK };
    engine.acquire_lock(which).map_err(|error: LockError| busy_or(directory, TantivyError::from(error)))
}

/// Names of all files but the engine's two lists and the locks.
fn segment_files(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if entry.file_type()?.is_file() && !ENGINE_FILES.contains(&&*text) && !text.starts_with(LOCK_PREFIX) {
            names.push(name);
        }
    }
    Ok(names)
}

fn up(from: &Path, to: &Path, name: &Path) -> Result<(), IndexError> {
    std::fs::rename(from.join(name), to.join(name)).map_err(|error| unusable(&from.join(name), &error))
}

fn remove(place: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unusable(place: &Path, error: &io::Error) -> IndexError {
    IndexError::Engine(format!("{}: {error}", place.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::document;
    use domain::index::SearchIndex;
    use domain::query::Query;
    use std::time::Duration;
    use tempfile::TempDir;

    fn filled() -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("deep/index");
        TantivyIndex::open(&path).expect("an index").put(&[document("a", "eng", "", "old")], 5).expect("indexed");
        (directory, path)
    }

    fn total(index: &TantivyIndex, text: &str) -> usize {
        index.search(&Query::parse(text).expect("a query")).expect("an answer").total
    }

    /// Tried again: a child that another test starts holds a copy of a lock until it becomes itself.
    fn begin(path: &Path) -> Rebuild {
        let attempt = |n: u64| {
            std::thread::sleep(Duration::from_millis(n.min(10)));
            Rebuild::begin(path).ok()
        };
        (0..100).find_map(attempt).expect("begun")
    }

    #[test]
    fn readers_answer_from_the_old_index_until_the_new_one_is_complete() {
        let (_directory, path) = filled();
        let reader = TantivyIndex::open(&path).expect("an index");
        let rebuild = begin(&path);
        rebuild.index().put(&[document("b", "eng", "", "new")], 7).expect("indexed");
        rebuild.index().put(&[document("c", "eng", "", "new")], 8).expect("indexed");
        assert_eq!((total(&reader, "old"), total(&reader, "new")), (1, 0));
        assert_eq!(total(&TantivyIndex::open(&path).expect("an index"), "old"), 1);
        rebuild.finish().expect("finished");
        let opened = TantivyIndex::open(&path).expect("an index");
        assert_eq!((total(&opened, "old"), total(&opened, "new"), opened.watermark().expect("a watermark")), (0, 2, 8));
        let seen = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            (total(&reader, "old"), total(&reader, "new")) == (0, 2)
        });
        assert!(seen, "an open reader changes over");
        reader.put(&[document("d", "eng", "", "new")], 9).expect("indexed");
        assert_eq!(total(&reader, "new"), 3);
    }

    #[test]
    fn nothing_of_the_old_index_and_of_the_place_is_left() {
        let (_directory, path) = filled();
        let before = segment_files(&path).expect("its files");
        let rebuild = begin(&path);
        rebuild.index().put(&[document("b", "eng", "", "new")], 7).expect("indexed");
        rebuild.finish().expect("finished");
        let after = segment_files(&path).expect("its files");
        assert!(!after.is_empty() && after.iter().all(|name| !before.contains(name)), "{after:?}");
        assert!(!path.join(PLACE).exists());
    }

    #[test]
    fn given_up_it_leaves_everything_as_it_was() {
        let (_directory, path) = filled();
        let rebuild = begin(&path);
        rebuild.index().put(&[document("b", "eng", "", "new")], 7).expect("indexed");
        drop(rebuild);
        assert!(!path.join(PLACE).exists());
        // As a killed process leaves it.
        std::fs::create_dir_all(path.join(PLACE).join("scraps")).expect("a directory");
        begin(&path).finish().expect("finished");
        let index = TantivyIndex::open(&path).expect("an index");
        assert_eq!((index.count().expect("a count"), index.watermark().expect("a watermark")), (0, 0));
    }

    #[test]
    fn the_state_of_the_old_index_does_not_matter() {
        let (directory, path) = filled();
        std::fs::write(path.join("meta.json"), "{").expect("written");
        std::fs::write(path.join(".managed.json"), "{").expect("written");
        for path in [path, directory.path().join("nothing/yet")] {
            let rebuild = begin(&path);
            rebuild.index().put(&[document("b", "eng", "", "new")], 7).expect("indexed");
            rebuild.finish().expect("finished");
            assert_eq!(total(&TantivyIndex::open(&path).expect("an index"), "new"), 1);
        }
    }

    #[test]
    fn it_keeps_away_from_writers_and_from_what_is_not_its_own() {
        let (directory, path) = filled();
        let rebuild = begin(&path);
        let index = TantivyIndex::open(&path).expect("an index");
        let error = index.put(&[document("b", "eng", "", "text")], 6).expect_err("locked");
        assert!(matches!(error, IndexError::Busy(_)), "{error}");
        assert!(matches!(Rebuild::begin(&path), Err(IndexError::Busy(_))));
        drop(rebuild);
        std::fs::write(directory.path().join("letter.txt"), "dear").expect("a file");
        assert!(matches!(Rebuild::begin(directory.path()), Err(IndexError::Engine(_))));
        assert!(directory.path().join("letter.txt").exists());
    }
}
