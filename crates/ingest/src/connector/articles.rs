//! The pages of articles that a list names: for `page` and `sitemap`, and for feeds that carry summaries only.

use super::seen::Seen;
use super::{Call, Pulled, Rest, aside, web_address};
use crate::fault::{FailureKind, Fault};
use crate::http::shown;
use crate::parse::{self, html_text};
use chrono::{DateTime, Utc};
use domain::item::Issue;
use domain::source::Selectors;
use domain::{Body, Item};
use scraper::{ElementRef, Html, Selector};

const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.5";

/// A CSS selector; an empty or faulty one selects nothing.
pub fn selector(text: &str) -> Option<Selector> {
    Some(text.trim()).filter(|text| !text.is_empty()).and_then(|text| Selector::parse(text).ok())
}

/// The text of an element on one line.
pub fn text_of(element: ElementRef<'_>) -> String {
    html_text::squeeze(&element.text().collect::<Vec<_>>().join(" "))
}

/// The date in an element's `datetime` or `content`, else in its text.
pub fn date_of(element: ElementRef<'_>) -> Option<DateTime<Utc>> {
    let said = element.attr("datetime").or_else(|| element.attr("content")).and_then(parse::date);
    said.or_else(|| parse::date(&text_of(element)))
}

/// Whether a list has dates, and all of them lie before an instant.
pub fn all_older(items: &[Item], since: DateTime<Utc>) -> bool {
    let mut dates = items.iter().filter_map(|item| item.published.or(item.updated)).peekable();
    dates.peek().is_some() && dates.all(|own| own < since)
}

/// Fetches the pages of articles that have not been read, as many as one visit may; and whether the list need not be read
/// again for their sake.
pub async fn read_new(call: Call<'_>, items: Vec<Item>, mut seen: Seen) -> Result<(Pulled, bool), Fault> {
    let mut pulled = Pulled::default();
    let new: Vec<Item> =
        items.into_iter().filter(|item| item.link.as_deref().is_some_and(|link| !seen.contains(link))).collect();
    let waiting = new.len().saturating_sub(call.config.pages_max);
    let mut complete = waiting == 0;
    for mut item in new.into_iter().take(call.config.pages_max) {
        let Some(link) = item.link.clone() else { continue };
        if seen.contains(&link) {
            continue;
        }
        match read_article(call, &link).await {
            Ok(article) => {
                seen.add(&link);
                item.body = article.body;
                item.published = item.published.or(article.published);
                pulled.items.push(item);
            }
            Err(fault) => {
                pulled.issues.push(Issue { at: link.clone(), what: fault.reason.clone() });
                match fault.kind {
                    // It will not come back: asking again at every visit would be rude.
                    FailureKind::Hard => seen.add(&link),
                    FailureKind::Soft => complete = false,
                    FailureKind::Temporary if pulled.items.is_empty() => return Err(fault),
                    FailureKind::Temporary => {
                        complete = false;
                        break;
                    }
                }
            }
        }
    }
    if waiting > 0 {
        let what =
            format!("{waiting} more articles wait for the next visit; raise fetch.pages_max to read more at once");
        pulled.issues.push(Issue { at: "list".to_owned(), what });
        pulled.rest = Rest::Later;
    }
    pulled.cursor = Some(seen.write());
    Ok((pulled, complete))
}

/// Puts the articles into items that carry summaries only. An item whose page cannot be had keeps its summary; when the
/// server asks for patience, so do all that follow.
pub async fn fill(call: Call<'_>, items: &mut [Item]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for item in items {
        let Some(link) = item.link.clone() else { continue };
        match read_article(call, &link).await {
            Ok(article) => {
                item.body = article.body;
                item.published = item.published.or(article.published);
            }
            Err(fault) => {
                let what = format!("only the summary is read: {}", fault.reason);
                issues.push(Issue { at: link, what });
                if fault.kind == FailureKind::Temporary {
                    break;
                }
            }
        }
    }
    issues
}

struct Article {
    body: Body,
    published: Option<DateTime<Utc>>,
}

async fn read_article(call: Call<'_>, link: &str) -> Result<Article, Fault> {
    let url = web_address(link).map_err(Fault::hard)?;
    let answer = call.get_page(url, ACCEPT, false).await?;
    let kind = answer.content_type.as_deref().unwrap_or("text/html").to_ascii_lowercase();
    if !kind.contains("html") && !kind.contains("text/plain") {
        let kind: String = kind.chars().take(60).collect();
        return Err(Fault::hard(format!("{} is {kind}, not a page", shown(&answer.url))));
    }
    let selectors = call.source.selectors.clone();
    aside(move || {
        let text = parse::decode(&answer.bytes, answer.content_type.as_deref());
        article(text, &selectors)
    })
    .await
}

fn article(text: String, selectors: &Selectors) -> Article {
    let Some(body) = selector(&selectors.body) else { return Article { body: Body::Page(text), published: None } };
    let page = Html::parse_document(&text);
    let parts: Vec<String> = page.select(&body).map(|part| part.html()).collect();
    let published = selector(&selectors.date).and_then(|date| page.select(&date).next()).and_then(date_of);
    // The selector finds nothing on this page: the article reader may still.
    let body = if parts.is_empty() { Body::Page(text) } else { Body::Fragment(parts.concat()) };
    Article { body, published }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_selector_wins_and_its_absence_is_no_loss() {
        let selectors = Selectors { body: "main".to_owned(), ..Selectors::default() };
        assert!(matches!(article("<main><p>x</p></main>".to_owned(), &selectors).body, Body::Fragment(_)));
        assert!(matches!(article("<div><p>x</p></div>".to_owned(), &selectors).body, Body::Page(_)));
    }
}
