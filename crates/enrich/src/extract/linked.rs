//! What a page says of itself as linked data (JSON-LD, schema.org).

use dom_query::Document;
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// The first date in a script that is not valid JSON.
static DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""datePublished"\s*:\s*"([^"]{8,40})""#).expect("a constant pattern"));

/// Types of schema.org that are articles; a page describes its site and its lists as well.
const ARTICLE_TYPES: [&str; 12] = [
    "NewsArticle",
    "Article",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "Report",
    "LiveBlogPosting",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "SocialMediaPosting",
    "TechArticle",
];

/// Depth to which linked data are searched.
const DEPTH_MAX: usize = 8;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub published: Option<String>,
    pub headline: Option<String>,
    pub author: Option<String>,
    pub body: Option<String>,
}

/// Reads all scripts of a page; articles count before everything else.
pub(super) fn read(document: &Document) -> Linked {
    let scripts: Vec<String> = document
        .select(r#"script[type="application/ld+json"]"#)
        .iter()
        .map(|script| script.text().to_string())
        .collect();
    let values: Vec<Value> = scripts.iter().filter_map(|script| serde_json::from_str(script.trim()).ok()).collect();
    let mut found = Linked::default();
    for only_articles in [true, false] {
        for value in &values {
            visit(value, only_articles, DEPTH_MAX, &mut found);
        }
    }
    if found.published.is_none() {
        found.published = scripts.iter().find_map(|script| Some(DATE.captures(script)?[1].to_owned()));
    }
    found
}

fn visit(value: &Value, only_articles: bool, depth: usize, found: &mut Linked) {
    match value {
        Value::Array(list) if depth > 0 => list.iter().for_each(|entry| visit(entry, only_articles, depth - 1, found)),
        Value::Object(object) if depth > 0 => {
            let article = is_article(value);
            if article || !only_articles {
                let text =
                    |key: &str| object.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
                found.published = found.published.take().or_else(|| text("datePublished").map(str::to_owned));
                if article {
                    found.headline = found.headline.take().or_else(|| text("headline").map(str::to_owned));
                    found.author = found.author.take().or_else(|| object.get("author").and_then(name_of));
                    found.body = found.body.take().or_else(|| text("articleBody").map(str::to_owned));
                }
            }
            for inner in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"] {
                object.get(inner).into_iter().for_each(|inner| visit(inner, only_articles, depth - 1, found));
            }
        }
        _ => {}
    }
}

fn is_article(value: &Value) -> bool {
    let known = |kind: &Value| kind.as_str().is_some_and(|kind| ARTICLE_TYPES.contains(&kind));
    match &value["@type"] {
        Value::Array(kinds) => kinds.iter().any(known),
        kind => known(kind),
    }
}

/// A name, the name of an object, or the names of a list.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => {
            Some(name.trim().to_owned()).filter(|name| !name.is_empty() && !name.starts_with("http"))
        }
        Value::Object(object) => object.get("name").filter(|name| name.is_string()).and_then(name_of),
        Value::Array(list) => {
            let names: Vec<String> = list.iter().filter(|entry| !entry.is_array()).filter_map(name_of).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
