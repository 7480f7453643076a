//! `page`: a page that lists articles, read with CSS selectors, and the pages of the articles that are new.

use super::articles::{self, date_of, selector, text_of};
use super::seen::Seen;
use super::{Call, Connector, Pulled, Rest, aside, check_options, web_address};
use crate::fault::Fault;
use crate::http::Answer;
use crate::parse;
use chrono::{DateTime, Utc};
use domain::source::Selectors;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use scraper::{ElementRef, Html, Selector};
use url::Url;

const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.5";
/// Pages of the list that are followed with `next`.
const LIST_PAGES_MAX: usize = 5;
/// Pages of the list that are looked through in one visit of a back-fill.
const LIST_PAGES_BACK_MAX: usize = 50;

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
            let seen = Seen::read(call.state.cursor.as_deref());
            if let Some(since) = call.since {
                return back_fill(call, seen, since).await;
            }
            let answer = call.get_page(call.url()?, ACCEPT, true).await?;
            let (validators, same) = call.compare(&answer);
            let own = answer.own.clone();
            if same {
                return Ok(Pulled { own, ..Pulled::unchanged(call.state) });
            }
            let selectors = &call.source.selectors;
            let mut list = read_list(answer, selectors).await?;
            if list.items.is_empty() {
                return Err(nothing_found(selectors));
            }
            let mut items = std::mem::take(&mut list.items);
            for _ in 1..LIST_PAGES_MAX {
                let Some(next) = list.next.take() else { break };
                list = read_list(call.get_page(next, ACCEPT, false).await?, selectors).await?;
                items.append(&mut list.items);
            }
            let (mut pulled, complete) = articles::read_new(call, items, seen).await?;
            // While articles wait for the next visit, the list must be read again.
            if complete {
                pulled.validators = validators;
            }
            pulled.own = own;
            Ok(pulled)
        }
        .boxed()
    }
}

fn nothing_found(selectors: &Selectors) -> Fault {
    Fault::hard(format!(
        "selectors.item {:?} finds no entry with a link: the page has changed; adapt the selectors",
        selectors.item
    ))
}

/// Follows the list until its entries are older than an instant. Articles that have been read are not read again.
async fn back_fill(call: Call<'_>, mut seen: Seen, since: DateTime<Utc>) -> Result<Pulled, Fault> {
    let selectors = &call.source.selectors;
    let going_on = seen.next.take().and_then(|(address, _)| Url::parse(&address).ok());
    let mut at = going_on.unwrap_or(call.url()?);
    for turned in 0..LIST_PAGES_BACK_MAX {
        let answer = call.get_page(at.clone(), ACCEPT, false).await?;
        let here = answer.url.clone();
        let list = read_list(answer, selectors).await?;
        if list.items.is_empty() && turned == 0 {
            return Err(nothing_found(selectors));
        }
        let older = list.next.filter(|next| next.origin() == here.origin() && *next != here);
        let past = articles::all_older(&list.items, since);
        let new: Vec<Item> =
            list.items.into_iter().filter(|item| item.published.is_none_or(|own| own >= since)).collect();
        let found = new.iter().any(|item| item.link.as_deref().is_some_and(|link| !seen.contains(link)));
        let older = older.filter(|_| !past);
        if found || older.is_none() || turned + 1 == LIST_PAGES_BACK_MAX {
            let (mut pulled, _) = articles::read_new(call, new, seen).await?;
            let next = if pulled.rest == Rest::Later { Some(at) } else { older };
            pulled.rest = if next.is_some() { Rest::Now } else { Rest::None };
            let mut seen = Seen::read(pulled.cursor.as_deref());
            seen.next = next.map(|next| (next.into(), 0));
            pulled.cursor = Some(seen.write());
            return Ok(pulled);
        }
        at = older.unwrap_or(at);
    }
    Ok(Pulled::unchanged(call.state))
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
}
