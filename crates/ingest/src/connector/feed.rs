//! `feed`: RSS, RDF, Atom, CDF and JSON feeds. A page that announces a feed is followed once.

use super::seen::Seen;
use super::{Call, Connector, Pulled, Validators, aside, check_web};
use crate::cadence::{self, Hints};
use crate::fault::Fault;
use crate::http::Answer;
use crate::parse::{self, ParsedFeed};
use domain::Source;
use futures::future::{BoxFuture, FutureExt};
use url::Url;

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
            let answer = call.get(call.url()?, ACCEPT, true).await?;
            let (validators, same) = call.compare(&answer);
            let hints = Hints { rhythm: cadence::rhythm(&answer.bytes), ..answer.hints };
            if same {
                return Ok(Pulled { hints, ..Pulled::unchanged(call.state) });
            }
            let (feed, announced) = read(answer).await?;
            let pulled = match announced {
                None => into_pulled(feed, validators)?,
                Some(url) => follow(call, url).await?,
            };
            Ok(Pulled { hints, ..compared(pulled, call.state.cursor.as_deref()) })
        }
        .boxed()
    }
}

/// Notes in the cursor what was brought, and how much of it the last visit had brought already.
fn compared(mut pulled: Pulled, cursor: Option<&str>) -> Pulled {
    let before = Seen::read(cursor);
    let mut now = Seen::default();
    let names = pulled.items.iter().filter_map(|item| item.guid.as_deref().or(item.link.as_deref()));
    let (mut known, mut all) = (0usize, 0usize);
    for name in names {
        known += usize::from(before.contains(name));
        all += 1;
        now.add(name);
    }
    if cursor.is_some() && all > 0 {
        pulled.seen_share = Some(known as f64 / all as f64);
    }
    pulled.cursor = Some(now.write());
    pulled
}

/// Reads the feed that a page announces. Its validators are not kept: they would be sent to the page.
async fn follow(call: Call<'_>, url: Url) -> Result<Pulled, Fault> {
    let answer = call.get(url.clone(), ACCEPT, false).await?;
    let (feed, _) = read(answer).await?;
    let mut pulled = into_pulled(feed, Validators::default())?;
    let what = format!("the address is a page; its feed is {}: set url to that", crate::http::shown(&url));
    pulled.issues.push(domain::item::Issue { at: "feed".to_owned(), what });
    Ok(pulled)
}

/// The feed of an answer, and the address of the one that it announces when it is a page.
async fn read(answer: Answer) -> Result<(ParsedFeed, Option<Url>), Fault> {
    aside(move || {
        let Answer { bytes, content_type, url, .. } = answer;
        let feed = parse::feed(&bytes, content_type.as_deref(), Some(url.as_str()));
        let page = (!feed.ok).then(|| parse::decode(&bytes, content_type.as_deref()));
        let announced = page.and_then(|page| parse::alternate_feed(&page)).and_then(|href| url.join(&href).ok());
        (feed, announced)
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
