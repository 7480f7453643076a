//! Title, author, day, language and address, as a page states them.

use super::linked::{self, Linked};
use crate::day;
use crate::text::{from_fragment, paragraphs, without_site};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use dom_query::Document;
use std::collections::HashMap;

/// Names under which pages state the day of publication, the most trusted first.
const DATE_NAMES: [&str; 34] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc:created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_time",
    "pubdate",
    "publication_date",
    "publicationdate",
    "date_published",
    "article_date_original",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_date",
    "shareaholic:article_published_time",
    "vr:published_time",
    "date",
    "created",
    "article.created",
];

/// Names of the day of the last change: better than nothing.
const CHANGE_NAMES: [&str; 6] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "dc.date.modified",
];

/// Where pages show the day to readers, the most telling first.
const SHOWN_DATES: [&str; 6] = [
    "[itemprop=datePublished]",
    "article time, main time, header time, .entry-date, .published, .post-date, .entry-meta time",
    "time",
    "[class*=publish], [class*=pubdate], [class*=post-date], [class*=entry-date], [class*=article-date], [class*=article__date], [class*=byline]",
    "[class*=date], [class*=datum], [class*=fecha], [id*=date], [class*=time]",
    "[class*=meta], [class*=author], [class*=info]",
];

/// Elements looked at for each entry of [`SHOWN_DATES`].
const SHOWN_MAX: usize = 12;

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
pub(super) fn read(document: &Document, url: Option<&str>) -> Metadata {
    let stated = stated(document);
    let linked = linked::read(document);
    let lang = attribute(document, "html", "lang").or_else(|| stated.get("og:locale").cloned());
    let canonical = attribute(document, "link[rel=canonical]", "href").or_else(|| stated.get("og:url").cloned());
    let url = url.or(canonical.as_deref());
    Metadata {
        title: title(document, &stated, &linked, url),
        published: published(document, &stated, &linked, url, lang.as_deref()),
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

fn published(
    document: &Document,
    stated: &HashMap<String, String>,
    linked: &Linked,
    url: Option<&str>,
    lang: Option<&str>,
) -> Option<DateTime<FixedOffset>> {
    let month_first = lang.is_some_and(|lang| lang.eq_ignore_ascii_case("en-us") || lang.eq_ignore_ascii_case("en_us"));
    let read = |text: &str| day::stated(text).or_else(|| written(text, month_first)).filter(is_sane);
    let named = |names: &[&str]| names.iter().filter_map(|name| stated.get(*name)).find_map(|text| read(text));
    linked
        .published
        .as_deref()
        .and_then(read)
        .or_else(|| named(&DATE_NAMES))
        .or_else(|| at_midnight(url.and_then(day::in_address)))
        .or_else(|| shown(document, month_first))
        .or_else(|| named(&CHANGE_NAMES))
        .or_else(|| opening(document, month_first))
}

/// The day that the page shows to its readers.
fn shown(document: &Document, month_first: bool) -> Option<DateTime<FixedOffset>> {
    const SHOWN_CHARS_MAX: usize = 200;
    for selector in SHOWN_DATES {
        for element in document.select(selector).iter().take(SHOWN_MAX) {
            let attribute = ["datetime", "content", "title"].iter().find_map(|name| element.attr(name));
            let date = attribute.and_then(|text| day::stated(&text).or_else(|| written(&text, month_first)));
            let date = date.or_else(|| {
                let text = paragraphs(&element.text()).replace('\n', " ");
                (text.chars().count() <= SHOWN_CHARS_MAX)
                    .then(|| day::stated(&text).or_else(|| written(&text, month_first)))?
            });
            if let Some(date) = date.filter(is_sane) {
                return Some(date);
            }
        }
    }
    None
}

/// The first written date in the body: pages without any mark still print one near the headline.
fn opening(document: &Document, month_first: bool) -> Option<DateTime<FixedOffset>> {
    let body = document.body()?;
    written(&paragraphs(&body.text()), month_first).filter(is_sane)
}

fn written(text: &str, month_first: bool) -> Option<DateTime<FixedOffset>> {
    at_midnight(day::first_written(text, month_first))
}

fn at_midnight(day: Option<NaiveDate>) -> Option<DateTime<FixedOffset>> {
    day.and_then(day::midnight).map(|instant| instant.fixed_offset())
}

/// Pages of the web have a day after 1990; templates leave zeros behind.
fn is_sane(date: &DateTime<FixedOffset>) -> bool {
    (1991..2100).contains(&date.year())
}
