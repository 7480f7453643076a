//! The page and the mail: one file, no script, nothing loaded from elsewhere, small enough for a slow line.

use super::view::{Limits, View, view};
use super::words;
use crate::DigestError;
use askama::Template;
use domain::digest::Digest;
use domain::taxonomy::Taxonomy;

#[derive(Template)]
#[template(path = "digest.html")]
struct Page<'a> {
    view: View<'a>,
}

impl Page<'_> {
    /// The address of a partner, if it can be followed.
    fn contact<'a>(&self, contact: &'a str) -> Option<&'a str> {
        words::link(contact)
    }
}

/// Mail programs cut longer messages off, and a slow line should not wait for more.
pub(super) const BYTES_MAX: usize = 100_000;

/// From everything to the bare minimum: the first that fits is sent.
const STEPS: [Limits; 5] = [
    Limits { cards: 60, quotes: 6, lines: 30 },
    Limits { cards: 60, quotes: 3, lines: 20 },
    Limits { cards: 40, quotes: 1, lines: 15 },
    Limits { cards: 20, quotes: 1, lines: 10 },
    Limits { cards: 8, quotes: 1, lines: 8 },
];

pub(super) fn render(digest: &Digest, taxonomy: &Taxonomy) -> Result<String, DigestError> {
    let mut page = String::new();
    for limits in STEPS {
        page = Page { view: view(digest, taxonomy, limits) }
            .render()
            .map_err(|cause| DigestError::Render { format: "html", cause: cause.to_string() })?;
        if page.len() <= BYTES_MAX {
            break;
        }
    }
    Ok(page)
}
