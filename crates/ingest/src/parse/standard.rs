//! The first reader: feed-rs, for feeds that keep to their format.
//!
//! It gives no answer where it would lose something: on any fault of form, on formats it does not know, and when it
//! finds fewer entries than the text has. What it leaves open is filled by the tolerant reader (ADR 0004).

use super::absolute::resolve;
use super::feed::{author_name, keep_spelling};
use super::{FEED_ITEMS_MAX, ParsedFeed, html_text};
use domain::{Body, Item};
use feed_rs::model::{Content, Entry, Feed, FeedType, Link, Person, Text};
use quick_xml::events::Event;
use url::Url;

/// Marks of vocabularies that feed-rs does not read and we do: places, languages, publishers' own addresses behind
/// proxies, dates in Dublin Core terms. A feed that holds one is read by the tolerant reader too.
const UNREAD: &[&str] =
    &["georss", "w3.org/2003/01/geo", "opengis.net", "xml:lang", "feedburner:orig", "purl.org/dc/terms", "xml:base"];

/// Elements within elements; feeds have about ten, XHTML bodies some more.
const DEPTH_MAX: usize = 64;

/// Reads a decoded feed; nothing when it is not one by the book. `base` resolves relative links.
pub fn read(text: &str, base: Option<&str>) -> Option<ParsedFeed> {
    let body = without_prolog(text);
    let json = body.starts_with('{');
    let entries = if json { None } else { Some(entries_in(body)?) };
    // An identifier of feed-rs's own making would differ from visit to visit: none is better.
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base)
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(super::date)
        .build();
    let feed = parser.parse(body.as_bytes()).ok()?;
    let lost = entries.is_some_and(|entries| entries != feed.entries.len());
    (!lost && feed.entries.len() <= FEED_ITEMS_MAX).then(|| into_parsed(feed, body, base))
}

/// Whether nothing is left to find: every item has its title, link and date, and no vocabulary was passed over.
pub fn is_complete(feed: &ParsedFeed, text: &str) -> bool {
    let whole = |item: &Item| !item.title.is_empty() && item.link.is_some() && item.published.is_some();
    feed.items.iter().all(whole) && !UNREAD.iter().any(|mark| text.contains(mark))
}

/// The text behind its XML declaration, whose encoding no longer holds.
fn without_prolog(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.strip_prefix("<?xml") {
        Some(rest) => rest.find("?>").map_or(text, |end| &rest[end + 2..]),
        None => text,
    }
}

/// How many entries the text has; nothing when it is not well-formed or nested so deeply that feed-rs, which calls itself
/// for each level, would exhaust the stack: that ends the process, and no guard can stop it.
fn entries_in(text: &str) -> Option<usize> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut depth, mut entries) = (0usize, 0usize);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                depth += 1;
                entries += usize::from(is_entry(tag.local_name().as_ref()));
            }
            Event::Empty(tag) => entries += usize::from(is_entry(tag.local_name().as_ref())),
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return (depth == 0).then_some(entries),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return None;
        }
    }
}

fn is_entry(name: &str) -> bool {
    name.eq_ignore_ascii_case("item") || name.eq_ignore_ascii_case("entry")
}

fn into_parsed(feed: Feed, text: &str, base: Option<&str>) -> ParsedFeed {
    let home = || feed.links.iter().find_map(|link| Url::parse(&link.href).ok());
    let base = base.and_then(|base| Url::parse(base).ok()).or_else(home);
    let typed = feed.feed_type == FeedType::Atom;
    let language = feed.language.map(|language| language.trim().to_owned()).filter(|language| !language.is_empty());
    ParsedFeed {
        ok: true,
        format: format(&feed.feed_type, text).to_owned(),
        title: feed.title.map(|title| title_of(title, typed)).filter(|title| !title.is_empty()),
        items: feed.entries.into_iter().map(|entry| item(entry, typed, language.clone(), base.as_ref())).collect(),
        issues: Vec::new(),
    }
}

fn format(kind: &FeedType, text: &str) -> &'static str {
    match kind {
        FeedType::Atom => "atom 1.0",
        FeedType::JSON if text.contains("jsonfeed.org/version/1.1") => "json feed 1.1",
        FeedType::JSON => "json feed 1",
        FeedType::RSS0 => "rss 0.9",
        FeedType::RSS1 => "rss 1.0",
        FeedType::RSS2 => "rss 2.0",
    }
}

/// A title as plain text. Atom says what it is; elsewhere the content decides.
fn title_of(title: Text, typed: bool) -> String {
    match (typed, title.content_type.subty().as_str()) {
        (true, "plain") => html_text::squeeze(&title.content),
        (true, _) => html_text::plain(&title.content),
        (false, _) => html_text::title(&title.content),
    }
}

fn item(entry: Entry, typed: bool, language: Option<String>, base: Option<&Url>) -> Item {
    let guid = Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty());
    let link = best_link(&entry.links, guid.as_deref());
    Item {
        link: link.and_then(|link| resolve(link, base).map(|url| keep_spelling(link, url))),
        guid,
        title: entry.title.map(|title| title_of(title, typed)).unwrap_or_default(),
        summary: entry.summary.map(|text| text.content.trim().to_owned()).filter(|text| !text.is_empty()),
        body: entry.content.map(body).unwrap_or_default(),
        published: entry.published.or(entry.updated),
        updated: entry.updated,
        language: entry.language.or(language),
        authors: entry.authors.into_iter().filter_map(author).collect(),
        ..Item::default()
    }
}

fn body(content: Content) -> Body {
    let Some(text) = content.body.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else {
        return Body::None;
    };
    let html = content.content_type.subty() != "plain" || html_text::looks_like_html(&text);
    if html { Body::Fragment(text) } else { Body::Text(text) }
}

fn author(person: Person) -> Option<String> {
    let name = person.name?;
    Some(author_name(&name).to_owned()).filter(|name| !name.is_empty())
}

/// The link to the article itself, else the identifier when it is an address.
fn best_link<'a>(links: &'a [Link], guid: Option<&'a str>) -> Option<&'a str> {
    let own = |link: &&Link| link.target.is_none() && matches!(link.rel.as_deref(), None | Some("" | "alternate"));
    let page = |link: &&Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    let own = || links.iter().filter(own).filter(|link| !link.href.trim().is_empty());
    let found = own().find(page).or_else(|| own().next()).map(|link| link.href.as_str());
    found.or(guid.filter(|id| id.starts_with("http://") || id.starts_with("https://")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>T</title><item>
        <title>Café &amp;amp; quay</title><link>/1</link><pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate></item></channel></rss>";

    #[test]
    fn a_feed_by_the_book_is_read_and_complete() {
        let feed = read(RSS, Some("https://e.org/feed")).expect("a feed");
        assert_eq!((feed.format.as_str(), feed.items[0].title.as_str()), ("rss 2.0", "Café & quay"));
        assert_eq!(feed.items[0].link.as_deref(), Some("https://e.org/1"));
        assert_eq!(feed.items[0].guid, None, "no identifier is made up");
        assert!(is_complete(&feed, RSS));
        assert!(!is_complete(&feed, &format!("{RSS}<!-- georss -->")));
    }

    #[test]
    fn what_would_be_lost_or_exhaust_the_stack_is_refused() {
        let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>a</title></entry></feed>";
        assert_eq!(read(old, None), None, "entries of Atom 0.3 are dropped by feed-rs");
        assert_eq!(read(&RSS[..RSS.len() - 10], None), None);
        let deep = RSS.replace("<link>", &format!("{}{}<link>", "<a>".repeat(90_000), "</a>".repeat(90_000)));
        assert_eq!(read(&deep, None), None);
    }
}
