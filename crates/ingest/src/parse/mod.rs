//! From bytes to items. Pure: no input or output, no clock; bad input gives what can be had, plus issues.
//!
//! [`feed()`] reads RSS, RDF, Atom, CDF and JSON feeds; [`mod@file`] reads dropped files; [`sitemap`] reads news sitemaps.
//! All XML goes through one lenient tree (`xml`), so that a fault in a feed costs the element it stands in and no more.

mod base64;
mod date;
mod docx;
mod eml;
mod encoding;
mod entity;
mod feed;
pub mod file;
pub(crate) mod guard;
pub(crate) mod html_text;
mod json_feed;
mod namespace;
mod pdf;
pub mod sitemap;
mod table;
pub(crate) mod xml;

pub use date::date;
pub use encoding::decode;
pub(crate) use feed::{alternate_feed, on_earth};

use domain::Item;
use domain::item::Issue;

/// What could be read of a feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    /// False when it is no feed at all.
    pub ok: bool,
    /// `rss 2.0`, `rss 1.0`, `atom 1.0`, `atom 0.3`, `cdf`, `json feed 1.1`; `html` or `unknown` for what is no feed.
    pub format: String,
    /// The feed's own title, plain text.
    pub title: Option<String>,
    /// The items, in the feed's order.
    pub items: Vec<Item>,
    /// Faults that did not stop the reading.
    pub issues: Vec<Issue>,
}

impl ParsedFeed {
    /// Notes a fault of the feed as a whole.
    pub(crate) fn note(&mut self, what: impl Into<String>) {
        self.issues.push(Issue { at: "feed".to_owned(), what: what.into() });
    }
}

/// Reads a feed of any format, encoding and state. `base` is the address it came from; relative links are resolved with
/// it. Never panics: a fault in the reader itself is told as an issue.
pub fn feed(bytes: &[u8], content_type: Option<&str>, base: Option<&str>) -> ParsedFeed {
    guard::guarded(|| feed::read(&decode(bytes, content_type), base)).unwrap_or_else(|fault| {
        let mut none = ParsedFeed { format: "unknown".to_owned(), ..ParsedFeed::default() };
        none.note(format!("the reader failed on this feed ({fault}); please report it with the file"));
        none
    })
}
