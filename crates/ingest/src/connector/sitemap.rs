//! `sitemap`: a news sitemap, or an index of sitemaps one level deep, and the pages of the articles that are new.

use super::articles;
use super::seen::Seen;
use super::{Call, Connector, Pulled, Rest, aside, check_web};
use crate::fault::Fault;
use crate::http::{Answer, gunzip};
use crate::parse::{self, sitemap};
use chrono::{DateTime, Utc};
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use url::Url;

const ACCEPT: &str = "application/xml, text/xml, */*;q=0.5";
/// Maps of an index that are read in one visit: the newest.
const MAPS_MAX: usize = 4;
/// Maps of an index that are read in one visit of a back-fill.
const MAPS_BACK_MAX: usize = 50;

/// Reads news sitemaps.
pub struct News;

impl Connector for News {
    fn kind(&self) -> &'static str {
        "sitemap"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, &[])
    }

    fn shows_old(&self) -> bool {
        true
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let since = call.since;
            let answer = call.get_page(call.url()?, ACCEPT, since.is_none()).await?;
            let (validators, same) = call.compare(&answer);
            let own = answer.own.clone();
            if same && since.is_none() {
                return Ok(Pulled { own, ..Pulled::unchanged(call.state) });
            }
            let map = read(call, answer).await?;
            if !map.ok {
                return Err(Fault::hard("the answer is no sitemap: check the address, or use kind = \"feed\""));
            }
            // An index stays the same while its maps change: its validators say nothing.
            let keep = map.maps.is_empty() && since.is_none();
            let mut items = newest_first(all_items(call, map).await?);
            if let Some(since) = since {
                items.retain(|item| item.published.or(item.updated).is_none_or(|own| own >= since));
            }
            let seen = Seen::read(call.state.cursor.as_deref());
            let (mut pulled, complete) = articles::read_new(call, items, seen).await?;
            if since.is_some() && pulled.rest == Rest::Later {
                pulled.rest = Rest::Now;
            }
            if keep && complete {
                pulled.validators = validators;
            }
            pulled.own = own;
            pulled.unchanged = !keep && complete && pulled.items.is_empty() && pulled.issues.is_empty();
            Ok(pulled)
        }
        .boxed()
    }
}

async fn read(call: Call<'_>, answer: Answer) -> Result<sitemap::Sitemap, Fault> {
    let config = call.config.clone();
    aside(move || {
        let bytes = gunzip(answer.bytes, &config)?;
        Ok(sitemap::read(&parse::decode(&bytes, answer.content_type.as_deref())))
    })
    .await?
}

/// The items of a map, or of the newest maps of an index.
async fn all_items(call: Call<'_>, map: sitemap::Sitemap) -> Result<Vec<Item>, Fault> {
    let sitemap::Sitemap { mut items, maps, .. } = map;
    for address in newest(maps, call.since) {
        let Ok(url) = Url::parse(&address) else { continue };
        let answer = call.get_page(url, ACCEPT, false).await?;
        items.append(&mut read(call, answer).await?.items);
    }
    Ok(items)
}

/// The addresses of the maps to read, the newest first. Where the index does not date them, the newest stand last or first,
/// and both ends are taken.
fn newest(mut maps: Vec<sitemap::Map>, since: Option<DateTime<Utc>>) -> Vec<String> {
    let most = if since.is_some() { MAPS_BACK_MAX } else { MAPS_MAX };
    maps.retain(|map| since.is_none_or(|since| map.changed.is_none_or(|own| own >= since)));
    if maps.iter().any(|map| map.changed.is_some()) {
        maps.sort_by_key(|map| std::cmp::Reverse(map.changed));
        maps.truncate(most);
    }
    let count = maps.len();
    let ends = |at: usize| at < most / 2 || at + most / 2 >= count;
    maps.into_iter().enumerate().filter(|(at, _)| ends(*at)).map(|(_, map)| map.address).collect()
}

/// News first, newest first: a sitemap may list every page since the beginning, in any order.
fn newest_first(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| std::cmp::Reverse(item.published.or(item.updated)));
    for item in &mut items {
        item.guid.clone_from(&item.link);
    }
    items
}
