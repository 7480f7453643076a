//! `page`: a page that lists articles, read with CSS selectors, and the pages of the articles that are new.

use super::seen::Seen;
use super::{Call, Connector, Pulled, aside, check_options, web_address};
use crate::fault::{FailureKind, Fault};
use crate::http::{Answer, shown};
use crate::parse::{self, html_text};
use domain::item::Issue;
use domain::source::Selectors;
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use scraper::{ElementRef, Html, Selector};
use url::Url;

const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.5";
/// Pages of the list that are followed with `next`.
const LIST_PAGES_MAX: usize = 5;

/// Reads list pages.
pub struct Page;

impl Connector for Page {
    fn kind(&self) -> &'static str {
        "page"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        web_address(&source.url)?;
        check_options(source, &[])?;
        let Selectors { item, link, title, date, body, next } = &source.selectors;
        if item.trim().is_empty() {
            return Err(
                "selectors.item is missing: give the CSS selector of one entry of the list, for example article"
                    .to_owned(),
            );
        }
        for (name, selector) in
            [("item", item), ("link", link), ("title", title), ("date", date), ("body", body), ("next", next)]
        {
            if !selector.trim().is_empty() {
                Selector::parse(selector)
                    .map_err(|fault| format!("selectors.{name} {selector:?} is no CSS selector: {fault}"))?;
            }
        }
        Ok(())
    }

    fn shows_old(&self) -> bool {
        true
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let answer = call.get_page(call.url()?, ACCEPT, true).await?;
            let (validators, same) = call.compare(&answer);
            if same {
                return Ok(Pulled::unchanged(call.state));
            }
            let selectors = call.source.selectors.clone();
            let mut list = read_list(answer, &selectors).await?;
            if list.items.is_empty() {
                return Err(Fault::hard(format!(
                    "selectors.item {:?} finds no entry with a link: the page has changed; adapt the selectors",
                    selectors.item
                )));
            }
            let mut items = std::mem::take(&mut list.items);
            for _ in 1..LIST_PAGES_MAX {
                let Some(next) = list.next.take() else { break };
                list = read_list(call.get_page(next, ACCEPT, false).await?, &selectors).await?;
                items.append(&mut list.items);
            }
            let (mut pulled, complete) = read_articles(call, items, &selectors).await?;
            // While articles wait for the next visit, the list must be read again.
            if complete {
                pulled.validators = validators;
            }
            Ok(pulled)
        }
        .boxed()
    }
}

/// The entries of a list page.
struct List {
    items: Vec<Item>,
    next: Option<Url>,
}

async fn read_list(answer: Answer, selectors: &Selectors) -> Result<List, Fault> {
    let selectors = selectors.clone();
    aside(move || {
        let text = parse::decode(&answer.bytes, answer.content_type.as_deref());
        list(&text, &answer.url, &selectors)
    })
    .await
}

fn selector(text: &str) -> Option<Selector> {
    Some(text.trim()).filter(|text| !text.is_empty()).and_then(|text| Selector::parse(text).ok())
}

fn first<'a>(element: ElementRef<'a>, text: &str) -> Option<ElementRef<'a>> {
    element.select(&selector(text)?).next()
}

fn list(text: &str, base: &Url, selectors: &Selectors) -> List {
    let page = Html::parse_document(text);
    let Some(item) = selector(&selectors.item) else { return List { items: Vec::new(), next: None } };
    let next = selector(&selectors.next).and_then(|next| page.select(&next).next()).and_then(|link| href(link, base));
    List { items: page.select(&item).filter_map(|entry| list_entry(entry, base, selectors)).collect(), next }
}

fn href(element: ElementRef<'_>, base: &Url) -> Option<Url> {
    let url = base.join(element.attr("href")?.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn text_of(element: ElementRef<'_>) -> String {
    html_text::squeeze(&element.text().collect::<Vec<_>>().join(" "))
}

fn list_entry(entry: ElementRef<'_>, base: &Url, selectors: &Selectors) -> Option<Item> {
    let anchor = if selectors.link.trim().is_empty() {
        if entry.attr("href").is_some() { Some(entry) } else { first(entry, "a[href]") }
    } else {
        first(entry, &selectors.link)
    }?;
    let mut link = href(anchor, base)?;
    link.set_fragment(None);
    let title = first(entry, &selectors.title).unwrap_or(anchor);
    let link = String::from(link);
    let published = first(entry, &selectors.date).and_then(date_of);
    Some(Item { guid: Some(link.clone()), link: Some(link), title: text_of(title), published, ..Item::default() })
}

/// The date in an element's `datetime` or `content`, else in its text.
fn date_of(element: ElementRef<'_>) -> Option<chrono::DateTime<chrono::Utc>> {
    let said = element.attr("datetime").or_else(|| element.attr("content")).and_then(parse::date);
    said.or_else(|| parse::date(&text_of(element)))
}

/// Fetches the pages of articles that have not been read, as many as one visit may; and whether none is left for the
/// next one. Shared with `sitemap`.
pub(super) async fn read_articles(
    call: Call<'_>,
    items: Vec<Item>,
    selectors: &Selectors,
) -> Result<(Pulled, bool), Fault> {
    let mut seen = Seen::read(call.state.cursor.as_deref());
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
        match read_article(call, &link, selectors).await {
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
    }
    pulled.cursor = Some(seen.write());
    Ok((pulled, complete))
}

struct Article {
    body: Body,
    published: Option<chrono::DateTime<chrono::Utc>>,
}

async fn read_article(call: Call<'_>, link: &str, selectors: &Selectors) -> Result<Article, Fault> {
    let url = web_address(link).map_err(Fault::hard)?;
    let answer = call.get_page(url, ACCEPT, false).await?;
    let kind = answer.content_type.as_deref().unwrap_or("text/html").to_ascii_lowercase();
    if !kind.contains("html") && !kind.contains("text/plain") {
        let kind: String = kind.chars().take(60).collect();
        return Err(Fault::hard(format!("{} is {kind}, not a page", shown(&answer.url))));
    }
    let selectors = selectors.clone();
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
    fn entries_are_read_with_links_titles_and_dates() {
        let selectors = Selectors {
            item: "li.n".to_owned(),
            title: "h3".to_owned(),
            date: "time".to_owned(),
            next: "a.more".to_owned(),
            ..Selectors::default()
        };
        let page =
            "<ul><li class=n><a href='/1#x'><h3>First <b>one</b></h3></a><time datetime='2026-01-05'>5th</time></li>
            <li class=n>no link</li></ul><a class=more href='?p=2'>more</a>";
        let base = Url::parse("https://e.org/news").expect("an address");
        let list = list(page, &base, &selectors);
        assert_eq!(list.items.len(), 1);
        assert_eq!(list.items[0].link.as_deref(), Some("https://e.org/1"));
        assert_eq!(list.items[0].title, "First one");
        assert!(list.items[0].published.is_some());
        assert_eq!(list.next.map(String::from).as_deref(), Some("https://e.org/news?p=2"));
    }

    #[test]
    fn the_body_selector_wins_and_its_absence_is_no_loss() {
        let selectors = Selectors { body: "main".to_owned(), ..Selectors::default() };
        assert!(matches!(article("<main><p>x</p></main>".to_owned(), &selectors).body, Body::Fragment(_)));
        assert!(matches!(article("<div><p>x</p></div>".to_owned(), &selectors).body, Body::Page(_)));
    }
}
