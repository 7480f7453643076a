//! Where a digest goes. One file per channel and one line in the registry below.
//!
//! Contract: `deliver` gets one digest in one or more formats and says, one line each, where it put them. It either
//! delivers whole things or fails: a reader never sees half a digest.

mod file;
mod null;

pub use file::FileChannel;
pub use null::NullChannel;

use crate::{DigestError, Rendered};
use std::path::Path;

/// A way to hand a digest to its readers.
pub trait Channel: Send + Sync {
    /// Its name in the configuration.
    fn kind(&self) -> &'static str;

    /// Delivers a digest and says where it went, one line for each format.
    ///
    /// # Errors
    /// Says what could not be delivered, and what to do.
    fn deliver(&self, digest: &[Rendered]) -> Result<Vec<String>, DigestError>;
}

type Open = fn(&Path) -> Box<dyn Channel>;

/// Every channel there is.
const CHANNELS: [(&str, Open); 2] =
    [("file", |dir| Box::new(FileChannel { dir: dir.to_path_buf() })), ("null", |_| Box::new(NullChannel))];

/// The names of all channels.
pub fn channels() -> Vec<&'static str> {
    CHANNELS.iter().map(|(name, _)| *name).collect()
}

/// The channel of this name; `dir` is where those that write files put them.
///
/// # Errors
/// [`DigestError::UnknownChannel`] names the channels there are.
pub fn channel(name: &str, dir: &Path) -> Result<Box<dyn Channel>, DigestError> {
    match CHANNELS.iter().find(|(known, _)| *known == name) {
        Some((_, open)) => Ok(open(dir)),
        None => Err(DigestError::UnknownChannel { name: name.to_owned(), known: channels().join(", ") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_channel_answers_with_the_known_ones() {
        let error = channel("pigeon", Path::new("/")).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(error, "there is no digest channel \"pigeon\"; known: file, null");
    }

    #[test]
    fn every_channel_is_registered_under_its_own_name() {
        for name in channels() {
            assert_eq!(channel(name, Path::new(".")).map(|c| c.kind()).ok(), Some(name));
        }
    }
}
