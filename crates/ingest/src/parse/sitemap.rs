//! Sitemaps (sitemaps.org 0.9) with Google's news extension.

use super::html_text;
use super::namespace::Ns;
use super::xml::{Element, Tree};
use chrono::{DateTime, Utc};
use domain::Item;

/// What a sitemap holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sitemap {
    /// The pages: link, and with the news extension title, publication date and language.
    pub items: Vec<Item>,
    /// Further sitemaps, when this is an index of them.
    pub maps: Vec<Map>,
    /// Whether it is a sitemap at all.
    pub ok: bool,
}

/// A sitemap that an index names.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Its address, as written.
    pub address: String,
    /// When it was last changed.
    pub changed: Option<DateTime<Utc>>,
}

/// Reads a sitemap or an index of sitemaps.
pub fn read(text: &str) -> Sitemap {
    let tree = Tree::parse(text);
    let ok = tree.elements().any(|element| matches!(element.local(), "urlset" | "sitemapindex" | "url" | "sitemap"));
    let entries = |name: &'static str| tree.elements().filter(move |e| e.local() == name && e.ns() == Ns::Core);
    let changed = |entry| child(entry, "lastmod").as_deref().and_then(super::date);
    let map = |entry| Some(Map { address: child(entry, "loc")?, changed: changed(entry) });
    let maps = entries("sitemap").filter_map(map).collect();
    let items = entries("url").filter_map(page).collect();
    Sitemap { items, maps, ok }
}

fn child(element: Element<'_, '_>, local: &str) -> Option<String> {
    let found = element.children().find(|child| child.local() == local)?;
    Some(found.text().into_owned()).filter(|text| !text.is_empty())
}

fn page(url: Element<'_, '_>) -> Option<Item> {
    let link = child(url, "loc")?;
    let changed = child(url, "lastmod").as_deref().and_then(super::date);
    let mut item = Item { link: Some(link), updated: changed, ..Item::default() };
    for news in url.descendants().filter(|element| element.ns() == Ns::News) {
        let text = news.text();
        match news.local() {
            "title" => item.title = html_text::title(&text),
            "publication_date" => item.published = super::date(&text),
            "language" => item.language = Some(text.into_owned()),
            _ => {}
        }
    }
    Some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_entries_and_an_index_are_read() {
        let map = read(
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>
            <url><loc>https://e.org/1</loc><news:news><news:publication><news:language>fr</news:language></news:publication>
            <news:publication_date>2026-01-05</news:publication_date><news:title>Pont coup&#233;</news:title></news:news></url></urlset>",
        );
        let item = &map.items[0];
        assert_eq!((item.title.as_str(), item.language.as_deref()), ("Pont coupé", Some("fr")));
        assert!(map.ok && item.published.is_some());
        let index = read("<sitemapindex><sitemap><loc>https://e.org/s1.xml</loc></sitemap></sitemapindex>");
        assert_eq!(index.maps[0].address, "https://e.org/s1.xml");
        assert!(!read("<html></html>").ok);
    }
}
