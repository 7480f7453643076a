//! Title, author, day, language and address, as a page states them.

use super::linked::{self, Linked};
use super::{Visit, published};
use crate::text::{from_fragment, without_site};
use chrono::{DateTime, FixedOffset};
use dom_query::Document;
use std::collections::HashMap;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: String,
    pub author: Option<String>,
    pub published: Option<DateTime<FixedOffset>>,
    pub lang: Option<String>,
    pub canonical: Option<String>,
    /// What the page says it is about, often its first sentences.
    pub description: Option<String>,
    /// The article's text, where linked data carry it.
    pub body: Option<String>,
}

/// Reads a page's metadata.
pub(super) fn read(document: &Document, visit: Visit<'_>) -> Metadata {
    let stated = stated(document);
    let linked = linked::read(document);
    let lang = attribute(document, "html", "lang").or_else(|| stated.get("og:locale").cloned());
    let canonical = attribute(document, "link[rel=canonical]", "href").or_else(|| stated.get("og:url").cloned());
    let visit = Visit { url: visit.url.or(canonical.as_deref()), ..visit };
    Metadata {
        title: title(document, &stated, &linked, visit.url),
        published: published::read(document, &stated, linked.published.as_deref(), visit, lang.as_deref()),
        author: linked.author.clone().or_else(|| author(&stated)),
        description: ["description", "og:description", "twitter:description"]
            .iter()
            .find_map(|name| stated.get(*name))
            .map(|description| from_fragment(description)),
        body: linked.body.as_deref().map(from_fragment).filter(|body| !body.is_empty()),
        lang,
        canonical: canonical.clone(),
    }
}

/// All `meta` elements by their lower-case name; the first of a name counts.
fn stated(document: &Document) -> HashMap<String, String> {
    let mut stated = HashMap::new();
    for meta in document.select("meta").iter() {
        let content =
            meta.attr("content").map(|content| content.trim().to_owned()).filter(|content| !content.is_empty());
        let Some(content) = content else { continue };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = meta.attr(key) {
                stated.entry(name.trim().to_ascii_lowercase()).or_insert_with(|| content.clone());
            }
        }
    }
    stated
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let value = document.select_single(selector).attr(name)?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn author(stated: &HashMap<String, String>) -> Option<String> {
    ["author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"]
        .iter()
        .filter_map(|name| stated.get(*name))
        .find(|author| !author.starts_with("http"))
        .cloned()
}

/// The title that page, metadata and headline agree on, without the site's name.
fn title(document: &Document, stated: &HashMap<String, String>, linked: &Linked, url: Option<&str>) -> String {
    let site = stated.get("og:site_name").map(String::as_str).unwrap_or_default();
    let clean = |title: &str| {
        let plain = from_fragment(title).replace('\n', " ");
        without_site(&plain, &[site], url).to_owned()
    };
    let page = clean(&document.select_single("title").text());
    let headings: Vec<String> =
        document.select("h1").iter().map(|heading| clean(&heading.text())).filter(|h| !h.is_empty()).collect();
    let declared: Vec<String> =
        [linked.headline.as_ref(), stated.get("og:title"), stated.get("twitter:title"), stated.get("dc.title")]
            .into_iter()
            .flatten()
            .map(|title| clean(title))
            .filter(|title| !title.is_empty())
            .collect();
    // A heading that stands in the page's title is the article's own.
    let agreed = headings.iter().find(|heading| {
        heading.chars().count() > 8
            && (page.contains(*heading) || declared.iter().any(|title| title.contains(*heading)))
    });
    let only_heading =
        (headings.len() == 1).then(|| headings.first()).flatten().filter(|heading| heading.chars().count() > 20);
    agreed.or(only_heading).or(declared.first()).cloned().unwrap_or(page)
}
