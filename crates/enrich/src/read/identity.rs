//! Identity: the same item gets the same identifier on every visit; changed content gets another hash.

use chrono::{DateTime, Utc};
use domain::Source;
use domain::document::{DateOrigin, DocumentId};
use domain::item::Item;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Parts a key from the next; it occurs in no text.
const BETWEEN: char = '\u{1f}';

/// 32 hexadecimal digits from the source and the publisher's identifier, else the address, else title and day. Where the
/// day is only that of the visit, the text stands in: tomorrow's visit must find the same document.
pub(super) fn document_id(
    item: &Item,
    source: &Source,
    url: Option<&str>,
    title: &str,
    text: &str,
    (published, origin): (DateTime<Utc>, DateOrigin),
) -> DocumentId {
    let guid = item.guid.as_deref().map(str::trim).filter(|guid| !guid.is_empty());
    let key = match (guid, url, origin) {
        (Some(guid), ..) => guid.to_owned(),
        (None, Some(url), _) => url.to_owned(),
        (None, None, DateOrigin::Visit) => format!("{title}{BETWEEN}{text}"),
        (None, None, _) => format!("{title}{BETWEEN}{}", published.date_naive()),
    };
    DocumentId::new(format!("{:032x}", xxh3_128(format!("{}{BETWEEN}{key}", source.id).as_bytes())))
}

/// Hash of what a reader sees.
pub(super) fn content_hash(title: &str, text: &str) -> u64 {
    xxh3_64(format!("{title}{BETWEEN}{text}").as_bytes())
}
