//! Reading: an item as a connector brought it becomes a document, or is rejected with a reason.

mod address;
mod body;
mod identity;
mod privacy;
mod published;
mod title;

pub use address::canonical;
pub use privacy::mask;

use crate::extract::{self, Article, Visit};
use crate::lang::tag;
use chrono::{DateTime, Utc};
use domain::document::WITHDRAWN;
use domain::item::{Body, Item};
use domain::{Document, Source, SourceClass};

/// Characters of a text that are kept: longer ones are books and dumps, of which the beginning says enough.
pub const TEXT_CHARS_MAX: usize = 200_000;

/// Why an item is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Neither title nor text.
    #[error("the item has neither title nor text")]
    Empty,
    /// Bytes of a picture, an archive or a wrongly decoded page.
    #[error("the item's body is not text; check the source's address and encoding")]
    NotText,
}

/// Reads an item. `fetched_at` is the instant of the visit: no document is later.
pub fn read(item: Item, source: &Source, fetched_at: DateTime<Utc>) -> Result<Document, Rejection> {
    if item.withdrawn {
        // The identifier is all that is read of it, so that the stored document is found and emptied.
        let title = WITHDRAWN.to_owned();
        return read_all(Item { guid: item.guid, link: item.link, title, ..Item::default() }, source, fetched_at);
    }
    read_all(item, source, fetched_at)
}

fn read_all(item: Item, source: &Source, fetched_at: DateTime<Utc>) -> Result<Document, Rejection> {
    let page = match &item.body {
        Body::Page(html) => {
            Some(extract::article(html.as_bytes(), Visit { url: item.link.as_deref(), at: fetched_at }))
        }
        _ => None,
    };
    let mut title = read_title(&item, page.as_ref(), source);
    let mut text = body::main_text(&item, page.as_ref(), &title);
    if title.is_empty() && text.is_empty() {
        return Err(Rejection::Empty);
    }
    if body::is_binary(&text) || body::is_binary(&title) {
        return Err(Rejection::NotText);
    }
    let mut url = read_address(&item, page.as_ref());
    if source.class.is_field() {
        title = mask(&title);
        text = mask(&text);
    }
    if source.class == SourceClass::Field {
        text = privacy::without_signatures(&text);
        // The query of a form's address may carry what the reporter typed.
        url = url.map(|url| url.split('?').next().unwrap_or_default().to_owned());
    }
    let (published, published_from) = published::find(&item, page.as_ref(), url.as_deref(), &text, fetched_at);
    let language = item.language.as_deref().or(page.as_ref().and_then(|page| page.lang.as_deref()));
    Ok(Document {
        id: identity::document_id(&item, source, url.as_deref(), &title, &text, (published, published_from)),
        source: source.id.clone(),
        class: source.class,
        group: source.group().to_owned(),
        reliability: source.reliability,
        label: source.label,
        content_hash: identity::content_hash(&title, &text),
        language_hint: language.and_then(tag::normalise),
        point: item.point.filter(|point| is_on_earth(*point)),
        stated_region: item.region.as_deref().and_then(|region| region.parse().ok()),
        url,
        title,
        text,
        published,
        published_from,
        fetched_at,
    })
}

fn read_title(item: &Item, page: Option<&Article>, source: &Source) -> String {
    let title = title::clean(&item.title, &source.name, item.link.as_deref());
    match page {
        Some(page) if title.is_empty() => title::clean(&page.title, &source.name, item.link.as_deref()),
        _ => title,
    }
}

fn read_address(item: &Item, page: Option<&Article>) -> Option<String> {
    let link = item.link.as_deref()?;
    let own = canonical(link);
    let stated = page.and_then(|page| page.canonical.as_deref()).and_then(|stated| address::stated(stated, link));
    stated.or(own)
}

/// Degrees in range. The point 0, 0 is a missing value that someone stored as a number.
fn is_on_earth((north, east): (f64, f64)) -> bool {
    (-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east) && (north, east) != (0.0, 0.0)
}

#[cfg(test)]
mod tests;
