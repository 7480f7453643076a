//! The digest for machines: the value itself.

use crate::DigestError;
use domain::digest::Digest;
use domain::taxonomy::Taxonomy;

pub(super) fn render(digest: &Digest, _: &Taxonomy) -> Result<String, DigestError> {
    serde_json::to_string_pretty(digest)
        .map(|json| json + "\n")
        .map_err(|cause| DigestError::Render { format: "json", cause: cause.to_string() })
}
