//! Files in a directory.

use super::Channel;
use crate::{DigestError, Rendered};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes each format to a file of its own. A reader or a mail job that looks at any instant finds the old file or the
/// new one, never a part: the content goes to a temporary file beside it, which is then renamed.
#[derive(Clone, Debug)]
pub struct FileChannel {
    /// Where the files go; made if it is not there.
    pub dir: PathBuf,
}

impl Channel for FileChannel {
    fn kind(&self) -> &'static str {
        "file"
    }

    fn deliver(&self, digest: &[Rendered]) -> Result<Vec<String>, DigestError> {
        fs::create_dir_all(&self.dir).map_err(|cause| failure(&self.dir, cause))?;
        digest
            .iter()
            .map(|one| {
                let place = self.dir.join(&one.file_name);
                write_whole(&place, &one.bytes).map_err(|cause| failure(&place, cause))?;
                Ok(place.display().to_string())
            })
            .collect()
    }
}

fn failure(place: &Path, cause: std::io::Error) -> DigestError {
    DigestError::Write { place: place.display().to_string(), cause }
}

/// Writes, makes it durable, renames. The process number keeps two runs from sharing a temporary file.
fn write_whole(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let draft = place.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, place));
    if written.is_err() {
        // The first error is the one to report; a draft that cannot be removed either is in its message's directory.
        let _ = fs::remove_file(&draft);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bytes: &str) -> Rendered {
        Rendered { file_name: "almenara.txt".into(), media_type: "text/plain", bytes: bytes.into() }
    }

    fn empty_dir(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("almenara-digest-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    #[test]
    fn a_file_is_replaced_whole_and_no_draft_stays() {
        let dir = empty_dir("replace");
        let channel = FileChannel { dir: dir.join("made/on/the/way") };
        channel.deliver(&[one("first")]).expect("delivered");
        let places = channel.deliver(&[one("second")]).expect("delivered");
        assert_eq!(fs::read_to_string(&places[0]).expect("a file"), "second");
        assert_eq!(fs::read_dir(&channel.dir).expect("a directory").count(), 1);
        fs::remove_dir_all(&dir).expect("removed");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let dir = empty_dir("blocked");
        fs::write(&dir, "a file, not a directory").expect("written");
        let error = FileChannel { dir: dir.clone() }.deliver(&[one("x")]).expect_err("no directory").to_string();
        assert!(error.contains(&dir.display().to_string()), "{error}");
        fs::remove_file(&dir).expect("removed");
    }
}
