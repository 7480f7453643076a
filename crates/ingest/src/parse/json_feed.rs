//! JSON Feed 1.0 and 1.1 (jsonfeed.org), and what calls itself so: numbers as identifiers, a bare list of items, an end
//! that is missing.

use super::absolute::resolve;
use super::{FEED_ITEMS_MAX, ParsedFeed, html_text};
use domain::{Body, Item};
use serde_json::Value;
use url::Url;

/// Reads a JSON feed.
pub fn read(text: &str, base: Option<&str>) -> ParsedFeed {
    let mut feed = ParsedFeed { format: "unknown".to_owned(), ..ParsedFeed::default() };
    let (top, items) = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(items)) => (Value::Null, items),
        Ok(mut top) => {
            let items = top.get_mut("items").and_then(Value::as_array_mut).map(std::mem::take);
            let Some(items) = items else {
                feed.note("not a feed: JSON without a list `items`");
                return feed;
            };
            (top, items)
        }
        Err(fault) => {
            feed.note(format!("not well-formed JSON: {fault}"));
            (Value::Null, salvage(text))
        }
    };
    let version = top.get("version").and_then(Value::as_str).and_then(|uri| uri.rsplit('/').next()).unwrap_or("1.1");
    feed.format = format!("json feed {version}");
    feed.title = top.get("title").and_then(text_of).map(|title| html_text::squeeze(&title));
    let base = base.and_then(|base| Url::parse(base).ok()).or_else(|| {
        let home = top.get("home_page_url").or_else(|| top.get("feed_url"))?;
        Url::parse(home.as_str()?).ok()
    });
    let language = top.get("language").and_then(text_of);
    feed.items = items
        .iter()
        .filter(|item| item.is_object())
        .take(FEED_ITEMS_MAX)
        .map(|item| read_item(item, base.as_ref(), language.as_deref()))
        .collect();
    feed.ok = !feed.items.is_empty() || top.get("items").is_some();
    feed
}

/// The complete items of a text that is not valid as a whole.
fn salvage(text: &str) -> Vec<Value> {
    let list = text.find("\"items\"").and_then(|at| text[at..].find('[').map(|open| &text[at + open + 1..]));
    let mut rest = list.unwrap_or(text.trim_start_matches('['));
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(item)) if items.len() < FEED_ITEMS_MAX => items.push(item),
            _ => return items,
        }
        rest = &rest[stream.byte_offset()..];
    }
}

/// A string, or a number as one.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn read_item(item: &Value, base: Option<&Url>, language: Option<&str>) -> Item {
    let text = |name: &str| item.get(name).and_then(text_of);
    let date = |name: &str| text(name).as_deref().and_then(super::date);
    let link = ["url", "external_url", "id"].iter().filter_map(|name| text(name)).find_map(|link| {
        let relative_id = !link.contains('/');
        (!relative_id).then(|| resolve(&link, base)).flatten()
    });
    let body = match (text("content_html"), text("content_text")) {
        (Some(html), _) => Body::Fragment(html),
        (None, Some(text)) => Body::Text(text),
        (None, None) => Body::None,
    };
    Item {
        guid: text("id"),
        link: link.map(String::from),
        title: text("title").map(|title| html_text::title(&title)).unwrap_or_default(),
        summary: text("summary"),
        body,
        published: date("date_published").or_else(|| date("date_modified")),
        updated: date("date_modified"),
        language: text("language").or_else(|| language.map(str::to_owned)),
        authors: authors(item),
        ..Item::default()
    }
}

fn authors(item: &Value) -> Vec<String> {
    let many = item.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    many.iter().chain(item.get("author")).filter_map(|author| author.get("name").and_then(text_of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[
        {"id":7,"url":"/a","title":"One","content_html":"<p>x</p>","date_published":"2026-01-05T08:00:00Z"},
        {"id":"b","content_text":"Two"}]}"#;

    #[test]
    fn items_are_read_with_numeric_identifiers_and_relative_links() {
        let feed = read(FEED, Some("https://e.org/feed.json"));
        assert_eq!((feed.ok, feed.format.as_str(), feed.items.len()), (true, "json feed 1.1", 2));
        assert_eq!(feed.items[0].guid.as_deref(), Some("7"));
        assert_eq!(feed.items[0].link.as_deref(), Some("https://e.org/a"));
        assert_eq!(feed.items[1].body, Body::Text("Two".to_owned()));
    }

    #[test]
    fn complete_items_of_a_cut_feed_are_kept() {
        let feed = read(&FEED[..FEED.len() - 10], None);
        assert_eq!((feed.ok, feed.items.len(), feed.issues.len()), (true, 1, 1));
    }

    #[test]
    fn other_json_is_no_feed() {
        assert!(!read(r#"{"a":1}"#, None).ok && !read("{", None).ok);
    }
}
