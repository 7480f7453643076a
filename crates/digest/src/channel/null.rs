//! The channel that delivers nowhere: for dry runs.

use super::Channel;
use crate::{DigestError, Rendered};

/// Delivers nowhere and says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullChannel;

impl Channel for NullChannel {
    fn kind(&self) -> &'static str {
        "null"
    }

    fn deliver(&self, digest: &[Rendered]) -> Result<Vec<String>, DigestError> {
        Ok(digest.iter().map(|one| format!("{}: not delivered", one.file_name)).collect())
    }
}
