//! Feeds in XML: RSS 0.9x to 2.0, RSS 1.0 and 0.90 in RDF, Atom 0.3 and 1.0, CDF — as they are met.

mod content;
mod entry;
mod geo;
mod link;

use super::namespace::Ns;
use super::xml::{Element, Tree};
use super::{FEED_ITEMS_MAX, ParsedFeed, html_text, json_feed};
use domain::item::Issue;
use entry::Surroundings;
pub(super) use entry::{author_name, keep_spelling};
pub(crate) use geo::on_earth;
use std::collections::HashSet;

/// Faults that are told one by one; the rest are counted.
const ISSUES_MAX: usize = 20;

/// Reads a feed that has been decoded.
pub(super) fn read(text: &str, base: Option<&str>) -> ParsedFeed {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with(['{', '[']) {
        return json_feed::read(start, base);
    }
    let tree = Tree::parse(text);
    let root = root(&tree);
    let mut items = items(&tree);
    let found = items.len();
    items.truncate(FEED_ITEMS_MAX);
    let mut feed = ParsedFeed { ok: root.is_some() || !items.is_empty(), ..ParsedFeed::default() };
    feed.format = root.map_or_else(|| without_root(&tree, feed.ok), |root| format(&tree, root));
    if !feed.ok {
        let what = if feed.format == "html" { "this is an HTML page" } else { "nothing in it is a feed or an item" };
        feed.note(format!("not a feed: {what}"));
        return feed;
    }
    if root.is_none() {
        feed.note("there is no <rss>, <feed> or <rdf:RDF> around the items");
    }
    if found > FEED_ITEMS_MAX {
        feed.note(format!("{found} items, only the first {FEED_ITEMS_MAX} are read"));
    }
    if tree.broken {
        feed.note("not well-formed: some elements are never closed, or the end is missing");
    }
    let channel = channel(&tree, root, items.first());
    feed.title = channel.and_then(|channel| title(channel));
    let surroundings = Surroundings::new(text, base, channel);
    let starts: HashSet<usize> = items.iter().map(Element::position).collect();
    for item in items {
        let (item, mut issues) = surroundings.read(item, &starts);
        feed.items.extend(item);
        feed.issues.append(&mut issues);
    }
    shorten(&mut feed.issues);
    feed
}

/// Keeps the first issues and counts the others.
fn shorten(issues: &mut Vec<Issue>) {
    if issues.len() > ISSUES_MAX {
        let more = issues.len() - ISSUES_MAX;
        issues.truncate(ISSUES_MAX);
        issues.push(Issue { at: "feed".to_owned(), what: format!("and {more} more faults") });
    }
}

fn own(element: &Element<'_, '_>) -> bool {
    matches!(element.ns(), Ns::Core | Ns::Atom)
}

/// The items of a feed. One that stands in another closed item is that item's content; in one that is never closed it
/// is the next item.
fn items<'t, 'a>(tree: &'t Tree<'a>) -> Vec<Element<'t, 'a>> {
    let mut covered = 0;
    let named = |element: &Element<'_, '_>| matches!(element.local(), "item" | "entry") && own(element);
    let mut free = |element: &Element<'_, '_>| {
        let free = element.position() >= covered;
        if free && element.closed() {
            covered = element.end();
        }
        free
    };
    tree.elements().filter(named).filter(|element| free(element)).collect()
}

fn root<'t, 'a>(tree: &'t Tree<'a>) -> Option<Element<'t, 'a>> {
    let is_root = |element: &Element<'_, '_>| match element.local() {
        "rss" | "feed" | "channel" => own(element),
        "rdf" => true,
        _ => false,
    };
    tree.elements().find(is_root)
}

fn format(tree: &Tree<'_>, root: Element<'_, '_>) -> String {
    let version = root.attr("version");
    let version = version.as_deref().map(str::trim).filter(|version| !version.is_empty());
    match root.local() {
        "rss" => format!("rss {}", version.unwrap_or("without version")),
        "feed" if root.ns() == Ns::Atom && version.is_none() => "atom 1.0".to_owned(),
        "feed" => format!("atom {}", version.unwrap_or("1.0")),
        "rdf" if root.attr("xmlns").is_some_and(|uri| uri.contains("0.9") || uri.contains("netscape")) => {
            "rss 0.90".to_owned()
        }
        "rdf" => "rss 1.0".to_owned(),
        _ if tree.first("rss").is_some() => "rss without version".to_owned(),
        _ => "cdf".to_owned(),
    }
}

fn without_root(tree: &Tree<'_>, has_items: bool) -> String {
    let html = ["html", "body", "head", "div"].iter().any(|name| tree.first(name).is_some());
    match (has_items, html) {
        (true, _) => "items without a feed",
        (false, true) => "html",
        (false, false) => "unknown",
    }
    .to_owned()
}

/// The element that describes the feed.
fn channel<'t, 'a>(
    tree: &'t Tree<'a>,
    root: Option<Element<'t, 'a>>,
    first_item: Option<&Element<'t, 'a>>,
) -> Option<Element<'t, 'a>> {
    let root = root?;
    if root.local() == "feed" || root.local() == "channel" {
        return Some(root);
    }
    let before = first_item.map_or(usize::MAX, Element::position);
    let mut channels = tree.elements().filter(|element| element.local() == "channel" && own(element));
    channels.find(|channel| channel.position() < before).or(Some(root))
}

fn title(channel: Element<'_, '_>) -> Option<String> {
    let title = channel.children().find(|child| child.local() == "title" && own(child))?;
    let text = html_text::title(&content::read(title).value);
    (!text.is_empty()).then_some(text)
}

/// The address of the page with the older items of a feed, as written: `prev-archive` of RFC 5005, `next` of a paged feed,
/// `next_url` of a JSON feed.
pub(crate) fn older_page(text: &str) -> Option<String> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with('{') {
        let top: serde_json::Value = serde_json::from_str(start).ok()?;
        return top.get("next_url")?.as_str().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    }
    let tree = Tree::parse(text);
    let in_item = |link: &Element<'_, '_>| link.with_ancestors().any(|own| matches!(own.local(), "item" | "entry"));
    let links = || tree.elements().filter(|link| link.local() == "link" && own(link) && !in_item(link));
    let named =
        |rel: &str| links().find(|link| link.attr("rel").is_some_and(|own| own.trim().eq_ignore_ascii_case(rel)));
    let href = named("prev-archive").or_else(|| named("next"))?.attr("href")?.trim().to_owned();
    Some(href).filter(|href| !href.is_empty())
}

/// The address of the feed that an HTML page announces, as written.
pub(crate) fn alternate_feed(html: &str) -> Option<String> {
    let tree = Tree::parse(html);
    let is_feed = |link: &Element<'_, '_>| {
        let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let feed = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];
        rel.split_whitespace().any(|word| word == "alternate") && feed.iter().any(|known| kind.starts_with(known))
    };
    let link = tree.elements().filter(|element| element.local() == "link").find(is_feed)?;
    link.attr("href").map(|href| href.trim().to_owned()).filter(|href| !href.is_empty())
}

#[cfg(test)]
mod tests;
