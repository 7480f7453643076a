//! From bytes to items. Pure: no input or output, no clock; bad input gives what can be had, plus issues.
//!
//! [`feed()`] reads RSS, RDF, Atom, CDF and JSON feeds; [`mod@file`] reads dropped files; [`sitemap`] reads news sitemaps.
//! All XML goes through one lenient tree (`xml`), so that a fault in a feed costs the element it stands in and no more.

mod absolute;
mod base64;
mod content;
mod date;
mod docx;
mod eml;
mod encoding;
mod entity;
mod feed;
pub mod file;
pub(crate) mod gdelt;
pub(crate) mod guard;
pub(crate) mod html_text;
mod json_feed;
mod namespace;
mod pdf;
pub mod sitemap;
mod standard;
pub(crate) mod table;
pub(crate) mod xml;

pub use date::date;
pub use encoding::decode;
pub(crate) use feed::{alternate_feed, older_page, on_earth};

use domain::item::Issue;
use domain::{Body, Item};

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

/// Items of one feed; no publisher has more, only an attack does.
pub(crate) const FEED_ITEMS_MAX: usize = 100_000;

/// Reads a feed of any format, encoding and state. `base` is the address it came from; relative links are resolved with
/// it. feed-rs reads first; what it refuses or would leave open, the tolerant reader reads (ADR 0004). Never panics: a
/// fault in the readers themselves is told as an issue.
pub fn feed(bytes: &[u8], content_type: Option<&str>, base: Option<&str>) -> ParsedFeed {
    let text = match guard::guarded(|| decode(bytes, content_type)) {
        Ok(text) => text,
        Err(fault) => return failed(&fault),
    };
    // A panic of feed-rs is as good as a refusal.
    let standard = guard::guarded(|| standard::read(&text, base)).ok().flatten();
    let standard = match standard {
        Some(feed) if standard::is_complete(&feed, &text) => return feed,
        other => other,
    };
    let mut feed = guard::guarded(|| feed::read(&text, base)).unwrap_or_else(|fault| failed(&fault));
    if let Some(standard) = standard.filter(|standard| standard.items.len() == feed.items.len()) {
        feed.items.iter_mut().zip(standard.items).for_each(|(item, other)| fill(item, other));
        feed.title = feed.title.or(standard.title);
    }
    feed
}

/// Fills what an item lacks from the same item as another reader saw it.
fn fill(item: &mut Item, other: Item) {
    if item.title.is_empty() {
        item.title = other.title;
    }
    if item.body == Body::None {
        item.body = other.body;
    }
    if item.authors.is_empty() {
        item.authors = other.authors;
    }
    item.guid = item.guid.take().or(other.guid);
    item.link = item.link.take().or(other.link);
    item.summary = item.summary.take().or(other.summary);
    item.published = item.published.or(other.published);
    item.updated = item.updated.or(other.updated);
    item.language = item.language.take().or(other.language);
    item.point = item.point.or(other.point);
}

fn failed(fault: &str) -> ParsedFeed {
    let mut none = ParsedFeed { format: "unknown".to_owned(), ..ParsedFeed::default() };
    none.note(format!("the reader failed on this feed ({fault}); please report it with the file"));
    none
}
