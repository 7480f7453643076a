//! `folder`: files dropped into a directory of this machine. The path of a file in the folder is its identifier.

use super::{Call, Connector, Pulled, Validators, aside, check_options};
use crate::fault::Fault;
use crate::parse::file::{self, ENDINGS};
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
        let (state, bytes_max, items_max) = (call.state.clone(), call.config.body_bytes_max, call.config.items_max);
        async move { aside(move || read(&root, &state, bytes_max, items_max)).await? }.boxed()
    }
}

/// What was found in a folder.
#[derive(Default)]
struct Found {
    /// Path, path in the folder with `/`, size and time of change.
    files: Vec<(PathBuf, String, u64, u128)>,
    issues: Vec<Issue>,
}

fn read(root: &Path, state: &SourceState, bytes_max: u64, items_max: usize) -> Result<Pulled, Fault> {
    let mut found = Found::default();
    walk(root, "", 0, &mut found).map_err(|error| {
        Fault::hard(format!("the folder {} cannot be read ({error}): create it, or correct url", root.display()))
    })?;
    found.files.sort_by(|one, other| one.1.cmp(&other.1));
    let mut hash = Xxh3::new();
    for (_, name, size, changed) in &found.files {
        hash.update(format!("{name}\n{size}\n{changed}\n").as_bytes());
    }
    let hash = hash.digest();
    if state.body_hash == Some(hash) {
        return Ok(Pulled::unchanged(state));
    }
    let mut pulled = Pulled { issues: found.issues, ..Pulled::default() };
    for (path, name, size, _) in &found.files {
        if pulled.items.len() >= items_max {
            break;
        }
        read_file(path, name, *size, bytes_max, &mut pulled);
    }
    pulled.validators = Validators { body_hash: Some(hash), ..Validators::default() };
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

fn read_file(path: &Path, name: &str, size: u64, bytes_max: u64, pulled: &mut Pulled) {
    let fault = |what: String| Issue { at: name.to_owned(), what };
    if size > bytes_max {
        pulled.issues.push(fault(format!("larger than {bytes_max} bytes: split it, or raise fetch.body_bytes_max")));
        return;
    }
    match fs::read(path) {
        Ok(bytes) => {
            let content = file::read(name, &bytes);
            pulled.items.extend(content.items.into_iter().map(without_people));
            pulled.issues.extend(content.issues);
        }
        Err(error) => pulled.issues.push(fault(format!("cannot be read: {error}"))),
    }
}

/// Who dropped or wrote a file is nobody's business.
fn without_people(mut item: Item) -> Item {
    item.authors.clear();
    item
}
