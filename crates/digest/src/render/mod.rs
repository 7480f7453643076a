//! How a digest looks. One file per format and one line in the registry below.
//!
//! Contract: a format shows what the digest holds and decides nothing; everything foreign is escaped for the format it
//! goes into, and only `http` and `https` addresses become links. All formats say the same.

mod html;
mod json;
mod markdown;
mod text;
mod view;
mod words;

use crate::DigestError;
use domain::digest::Digest;
use domain::taxonomy::Taxonomy;

/// A digest in one format, ready to be stored or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Name of the file it would have, without a directory: `almenara-2026-03-29.html`.
    pub file_name: String,
    /// Media type with its character set.
    pub media_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

/// One format: its name, the ending of its files, their media type and the function that makes them.
struct Format {
    name: &'static str,
    ending: &'static str,
    media_type: &'static str,
    render: fn(&Digest, &Taxonomy) -> Result<String, DigestError>,
}

/// Every format there is.
const FORMATS: [Format; 4] = [
    Format { name: "html", ending: "html", media_type: "text/html; charset=utf-8", render: html::render },
    Format { name: "markdown", ending: "md", media_type: "text/markdown; charset=utf-8", render: markdown::render },
    Format { name: "json", ending: "json", media_type: "application/json", render: json::render },
    Format { name: "text", ending: "txt", media_type: "text/plain; charset=utf-8", render: text::render },
];

/// The names of all formats.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// Renders a digest.
///
/// # Errors
/// [`DigestError::UnknownFormat`] names the formats there are; [`DigestError::Render`] when one fails.
pub fn render(format: &str, digest: &Digest, taxonomy: &Taxonomy) -> Result<Rendered, DigestError> {
    let Some(format) = FORMATS.iter().find(|known| known.name == format) else {
        return Err(DigestError::UnknownFormat { name: format.to_owned(), known: formats().join(", ") });
    };
    Ok(Rendered {
        file_name: format!("almenara-{}.{}", digest.day, format.ending),
        media_type: format.media_type,
        bytes: (format.render)(digest, taxonomy)?.into_bytes(),
    })
}

#[cfg(test)]
mod tests;
