//! `folder`: files dropped into a directory of this machine. The path of a file in the folder is its identifier.
//!
//! The cursor says how far an unfinished walk got; any change in the folder begins a new one.

use super::{Call, Connector, Pulled, Rest, Validators, aside, check_options};
use crate::fault::Fault;
use crate::parse::file::{self, ENDINGS};
use chrono::{DateTime, Utc};
use domain::item::Issue;
use domain::source::SourceState;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// How deep folders in the folder are read.
const DEPTH_MAX: usize = 8;

/// Reads a folder.
pub struct Folder;

impl Connector for Folder {
    fn kind(&self) -> &'static str {
        "folder"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_options(source, &[])?;
        match source.url.trim() {
            "" => Err("url is empty: give the path of the folder".to_owned()),
            url if url.contains("://") && !url.starts_with("file://") => {
                Err(format!("url {url:?} is no path: a folder of this machine is expected"))
            }
            _ => Ok(()),
        }
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        let path = call.source.url.trim();
        let root = PathBuf::from(path.strip_prefix("file://").unwrap_or(path));
        let limits = (call.config.body_bytes_max, call.config.items_max);
        let (state, since) = (call.state.clone(), call.since);
        async move { aside(move || read(&root, &state, since, limits)).await? }.boxed()
    }
}

/// What was found in a folder.
#[derive(Default)]
struct Found {
    /// Path, path in the folder with `/`, size and time of change.
    files: Vec<(PathBuf, String, u64, u128)>,
    issues: Vec<Issue>,
}

/// An unfinished walk: the folder as it was, and how many files and items of the next file have been brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Walk {
    folder: u64,
    files: usize,
    items: usize,
    /// Only files changed since then are part of it, nanoseconds; 0 for all.
    since: u128,
}

impl Walk {
    /// The one that the cursor tells, as long as the folder has not changed.
    fn read(cursor: Option<&str>, folder: u64) -> Self {
        let mut words = cursor.unwrap_or_default().split(' ');
        let known = words.next().and_then(|word| u64::from_str_radix(word, 16).ok()) == Some(folder);
        let mut number = || words.next().and_then(|word| word.parse().ok()).filter(|_| known).unwrap_or(0);
        Self { folder, files: number(), items: number(), since: 0 }
    }

    fn write(self) -> String {
        format!("{:016x} {} {} {}", self.folder, self.files, self.items, self.since)
    }

    /// The instant of the back-fill that the cursor tells of.
    fn since(cursor: Option<&str>) -> u128 {
        cursor.and_then(|cursor| cursor.split(' ').nth(3)?.parse().ok()).unwrap_or(0)
    }
}

fn read(
    root: &Path,
    state: &SourceState,
    since: Option<DateTime<Utc>>,
    (bytes_max, items_max): (u64, usize),
) -> Result<Pulled, Fault> {
    let mut found = Found::default();
    walk(root, "", 0, &mut found).map_err(|error| {
        Fault::hard(format!("the folder {} cannot be read ({error}): create it, or correct url", root.display()))
    })?;
    found.files.sort_by(|one, other| one.1.cmp(&other.1));
    let cursor = state.cursor.as_deref().filter(|_| since.is_none());
    let since = match since {
        Some(since) => u128::try_from(since.timestamp_micros()).unwrap_or_default() * 1_000,
        None => Walk::since(cursor),
    };
    found.files.retain(|(.., changed)| *changed >= since);
    let mut hash = Xxh3::new();
    for (_, name, size, changed) in &found.files {
        hash.update(format!("{name}\n{size}\n{changed}\n").as_bytes());
    }
    let hash = hash.digest();
    if state.body_hash == Some(hash) && since == 0 {
        return Ok(Pulled::unchanged(state));
    }
    let start = Walk { since, ..Walk::read(cursor, hash) };
    let issues = if start.files == 0 { found.issues } else { Vec::new() };
    let mut pulled = Pulled { issues, ..Pulled::default() };
    let mut at = start;
    for (path, name, size, _) in found.files.iter().skip(start.files) {
        let room = items_max - pulled.items.len();
        if room == 0 {
            break;
        }
        let (items, issues) = read_file(path, name, *size, bytes_max);
        if at.items == 0 {
            pulled.issues.extend(issues);
        }
        let total = items.len();
        pulled.items.extend(items.into_iter().skip(at.items).take(room).map(without_people));
        at.items += room;
        if total > at.items {
            break;
        }
        (at.files, at.items) = (at.files + 1, 0);
    }
    if at.files < found.files.len() {
        pulled.rest = Rest::Now;
        pulled.cursor = Some(at.write());
        return Ok(pulled);
    }
    pulled.cursor = Some(String::new());
    // After a back-fill the whole folder is looked at again: what is older has its own state.
    pulled.validators = Validators { body_hash: Some(hash).filter(|_| since == 0), ..Validators::default() };
    Ok(pulled)
}

/// Notes all files below a folder. Hidden files, symbolic links and files of other kinds are passed over.
fn walk(folder: &Path, prefix: &str, depth: usize, found: &mut Found) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            found.issues.push(Issue {
                at: prefix.to_owned(),
                what: "a file has a name that is not UTF-8: rename it".to_owned(),
            });
            continue;
        };
        let kind = entry.file_type()?;
        if name.starts_with(['.', '~']) || kind.is_symlink() {
            continue;
        }
        let relative = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if kind.is_dir() && depth < DEPTH_MAX {
            if let Err(error) = walk(&entry.path(), &relative, depth + 1, found) {
                found.issues.push(Issue { at: relative, what: format!("the folder cannot be read: {error}") });
            }
        } else if kind.is_file() && known_ending(&relative) {
            let data = entry.metadata()?;
            let changed = data.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            found.files.push((entry.path(), relative, data.len(), changed.map_or(0, |at| at.as_nanos())));
        } else if kind.is_file() {
            let what = format!("files of this kind are not read; known are: {}", ENDINGS.join(", "));
            found.issues.push(Issue { at: relative, what });
        }
    }
    Ok(())
}

fn known_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

fn read_file(path: &Path, name: &str, size: u64, bytes_max: u64) -> (Vec<Item>, Vec<Issue>) {
    let fault = |what: String| (Vec::new(), vec![Issue { at: name.to_owned(), what }]);
    if size > bytes_max {
        return fault(format!("larger than {bytes_max} bytes: split it, or raise fetch.body_bytes_max"));
    }
    match fs::read(path) {
        Ok(bytes) => {
            let content = file::read(name, &bytes);
            (content.items, content.issues)
        }
        Err(error) => fault(format!("cannot be read: {error}")),
    }
}

/// Who dropped or wrote a file is nobody's business.
fn without_people(mut item: Item) -> Item {
    item.authors.clear();
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_brought_in_parts_and_from_the_beginning_when_it_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        file("a.csv", "title\none\ntwo\nthree\n");
        file("b.txt", "Market closed.");
        let visit = |state: &SourceState| {
            let pulled = read(folder.path(), state, None, (1 << 20, 2)).expect("a visit");
            let next = SourceState {
                cursor: pulled.cursor.clone(),
                body_hash: pulled.validators.body_hash,
                ..SourceState::default()
            };
            (pulled, next)
        };
        let (first, state) = visit(&SourceState::default());
        let (second, state) = visit(&state);
        assert_eq!((first.items.len(), first.rest, second.items.len(), second.rest), (2, Rest::Now, 2, Rest::None));
        assert_eq!(first.items[1].title, "two");
        assert_eq!(second.items[0].title, "three");
        assert!(visit(&state).0.unchanged);
        file("c.txt", "Ford closed.");
        assert_eq!(visit(&state).0.items[0].title, "one");
        let later = Some(DateTime::<Utc>::MAX_UTC);
        assert!(read(folder.path(), &state, later, (1 << 20, 2)).expect("a visit").items.is_empty());
    }
}
