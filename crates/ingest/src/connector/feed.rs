//! `feed`: RSS, RDF, Atom, CDF and JSON feeds. A page that announces a feed is followed once.

use super::articles;
use super::seen::{SEEN_MAX, Seen};
use super::{Call, Connector, Pulled, Rest, Validators, aside, check_web};
use crate::cadence::{self, Hints};
use crate::fault::Fault;
use crate::http::Answer;
use crate::parse::{self, ParsedFeed};
use chrono::{DateTime, Utc};
use domain::item::Issue;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use url::Url;

/// Pages of a feed that are looked through in one visit of a back-fill.
const PAGES_BACK_MAX: usize = 50;
const ACCEPT: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5";

/// Reads feeds.
pub struct Feed;

impl Connector for Feed {
    fn kind(&self) -> &'static str {
        "feed"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, &[])
    }

    fn shows_old(&self) -> bool {
        true
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            if let Some(since) = call.since {
                return back_fill(call, since).await;
            }
            let answer = call.get(call.url()?, ACCEPT, true).await?;
            let (validators, same) = call.compare(&answer);
            let own = answer.own.clone();
            let hints = Hints { rhythm: cadence::rhythm(&answer.bytes), ..answer.hints };
            if same {
                return Ok(Pulled { hints, own, ..Pulled::unchanged(call.state) });
            }
            let page = read(answer, false).await?;
            let pulled = match page.announced {
                None => into_pulled(page.feed, validators)?,
                Some(url) => follow(call, url).await?,
            };
            Ok(Pulled { hints, own, ..chosen(call, pulled).await })
        }
        .boxed()
    }
}

/// What an item is known by.
fn name(item: &Item) -> &str {
    item.guid.as_deref().or(item.link.as_deref()).unwrap_or(&item.title)
}

/// Notes in the cursor what was brought, and how much of it the last visit had brought already. All items are brought again,
/// for they may have changed; of a feed that holds more than a visit may bring, or whose items must be completed by their
/// pages, only those that are new.
async fn chosen(call: Call<'_>, mut pulled: Pulled) -> Pulled {
    let before = Seen::read(call.state.cursor.as_deref());
    let mut now = Seen::default();
    if pulled.items.len() > SEEN_MAX {
        let what = format!("{} items, only the first {SEEN_MAX} are read", pulled.items.len());
        pulled.issues.push(Issue { at: "feed".to_owned(), what });
        pulled.items.truncate(SEEN_MAX);
    }
    let all = pulled.items.len();
    let known =
        pulled.items.iter().filter(|item| before.contains(name(item))).inspect(|item| now.add(name(item))).count();
    if call.state.cursor.is_some() && all > 0 {
        pulled.seen_share = Some(known as f64 / all as f64);
    }
    let room = if call.source.full_text { call.config.pages_max } else { call.config.items_max };
    if call.source.full_text || all > room {
        pulled.items.retain(|item| !before.contains(name(item)));
        if pulled.items.len() > room {
            pulled.items.truncate(room);
            pulled.rest = if call.source.full_text { Rest::Later } else { Rest::Now };
            // The same answer must be read again.
            pulled.validators = Validators::default();
        }
    }
    if call.source.full_text {
        let issues = articles::fill(call, &mut pulled.items).await;
        pulled.issues.extend(issues);
    }
    pulled.items.iter().for_each(|item| now.add(name(item)));
    pulled.cursor = Some(now.write());
    pulled
}

/// Follows the pages and archives of a feed until their items are older than an instant. Items whose pages have been read
/// are not brought again.
async fn back_fill(call: Call<'_>, since: DateTime<Utc>) -> Result<Pulled, Fault> {
    let mut seen = Seen::read(call.state.cursor.as_deref());
    let going_on = seen.next.take().and_then(|(address, skip)| Some((Url::parse(&address).ok()?, skip)));
    let (mut at, mut skip) = going_on.unwrap_or((call.url()?, 0));
    let mut pulled = Pulled::default();
    let full_text = call.source.full_text;
    let room = if full_text { call.config.pages_max } else { call.config.items_max };
    for turned in 0.. {
        let free = room - pulled.items.len();
        if free == 0 || turned == PAGES_BACK_MAX {
            seen.next = Some((at.into(), skip));
            break;
        }
        let answer = call.get(at.clone(), ACCEPT, false).await?;
        // After redirects, the links are those of the place they lead to.
        let here = answer.url.clone();
        let page = read(answer, true).await?;
        let feed = into_pulled(page.feed, Validators::default())?;
        pulled.issues.extend(feed.issues);
        let past = articles::all_older(&feed.items, since);
        let fits = |item: &Item| item.published.or(item.updated).is_none_or(|own| own >= since);
        let wanted = |item: &Item| fits(item) && !(full_text && seen.contains(name(item)));
        let mut new: Vec<Item> = feed.items.into_iter().filter(wanted).skip(skip).collect();
        let left = new.len() > free;
        new.truncate(free);
        if full_text {
            pulled.issues.extend(articles::fill(call, &mut new).await);
        }
        new.iter().for_each(|item| seen.add(name(item)));
        skip = if left && !full_text { skip + free } else { 0 };
        pulled.items.append(&mut new);
        if left {
            seen.next = Some((at.into(), skip));
            break;
        }
        match page.older.filter(|older| older.origin() == here.origin() && *older != here && !past) {
            Some(older) => at = older,
            None => break,
        }
    }
    pulled.rest = if seen.next.is_some() { Rest::Now } else { Rest::None };
    pulled.cursor = Some(seen.write());
    Ok(pulled)
}

/// Reads the feed that a page announces. Its validators are not kept: they would be sent to the page.
async fn follow(call: Call<'_>, url: Url) -> Result<Pulled, Fault> {
    let answer = call.get(url.clone(), ACCEPT, false).await?;
    let mut pulled = into_pulled(read(answer, false).await?.feed, Validators::default())?;
    let what = format!("the address is a page; its feed is {}: set url to that", crate::http::shown(&url));
    pulled.issues.push(Issue { at: "feed".to_owned(), what });
    Ok(pulled)
}

/// What an answer holds.
struct Page {
    feed: ParsedFeed,
    /// The address of the feed that it announces, when it is a page.
    announced: Option<Url>,
    /// The address of its older items.
    older: Option<Url>,
}

/// Reads an answer; the address of older items is looked for when it is wanted.
async fn read(answer: Answer, older: bool) -> Result<Page, Fault> {
    aside(move || {
        let Answer { bytes, content_type, url, .. } = answer;
        let feed = parse::feed(&bytes, content_type.as_deref(), Some(url.as_str()));
        let text = (older || !feed.ok).then(|| parse::decode(&bytes, content_type.as_deref()));
        let link =
            |found: fn(&str) -> Option<String>| text.as_deref().and_then(found).and_then(|href| url.join(&href).ok());
        let announced = link(parse::alternate_feed).filter(|_| !feed.ok);
        Page { announced, older: link(parse::older_page).filter(|_| feed.ok), feed }
    })
    .await
}

fn into_pulled(feed: ParsedFeed, validators: Validators) -> Result<Pulled, Fault> {
    if feed.ok {
        return Ok(Pulled { items: feed.items, issues: feed.issues, validators, ..Pulled::default() });
    }
    let what = match feed.format.as_str() {
        "html" => {
            "answers with an HTML page that announces no feed: look for the feed's address, or use kind = \"page\""
        }
        _ => "the answer is no feed: check the address",
    };
    Err(Fault::hard(what))
}
