//! `sitemap`: a news sitemap, or an index of sitemaps one level deep, and the pages of the articles that are new.

use super::page::read_articles;
use super::{Call, Connector, Pulled, aside, check_web};
use crate::fault::Fault;
use crate::http::{Answer, gunzip};
use crate::parse::{self, sitemap};
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use url::Url;

const ACCEPT: &str = "application/xml, text/xml, */*;q=0.5";
/// Maps of an index that are read in one visit: the newest stand last or first, so both ends are taken.
const MAPS_MAX: usize = 4;

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
            let answer = call.get_page(call.url()?, ACCEPT, true).await?;
            let (validators, same) = call.compare(&answer);
            if same {
                return Ok(Pulled::unchanged(call.state));
            }
            let map = read(call, answer).await?;
            if !map.ok {
                return Err(Fault::hard("the answer is no sitemap: check the address, or use kind = \"feed\""));
            }
            // An index stays the same while its maps change: its validators say nothing.
            let keep = map.maps.is_empty();
            let items = newest_first(all_items(call, map).await?);
            let (mut pulled, complete) = read_articles(call, items, &call.source.selectors).await?;
            if keep && complete {
                pulled.validators = validators;
            }
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

/// The items of a map, or of the first and last maps of an index.
async fn all_items(call: Call<'_>, map: sitemap::Sitemap) -> Result<Vec<Item>, Fault> {
    let sitemap::Sitemap { mut items, maps, .. } = map;
    let count = maps.len();
    let ends = |at: &usize| *at < MAPS_MAX / 2 || *at + MAPS_MAX / 2 >= count;
    for (_, address) in maps.into_iter().enumerate().filter(|(at, _)| ends(at)) {
        let Ok(url) = Url::parse(&address) else { continue };
        let answer = call.get_page(url, ACCEPT, false).await?;
        items.append(&mut read(call, answer).await?.items);
    }
    Ok(items)
}

/// News first, newest first: a sitemap may list every page since the beginning, in any order.
fn newest_first(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| std::cmp::Reverse(item.published.or(item.updated)));
    for item in &mut items {
        item.guid.clone_from(&item.link);
    }
    items
}
