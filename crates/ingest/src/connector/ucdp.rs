//! `ucdp`: georeferenced events of the Uppsala Conflict Data Program (ucdp.uu.se/apidocs). One release a year is final, and
//! covers the years before it; candidate releases follow month by month and are read after it, so that their events win.
//!
//! The cursor holds the day from which on events are read, the releases that have been read, and the next page of the one in
//! between. Actors are groups; no names of people are taken.

use super::{Call, Connector, Pulled, Rest, aside, check_web, option, secret};
use crate::fault::Fault;
use crate::http::Credential;
use crate::parse;
use chrono::{DateTime, Datelike, Duration, Utc};
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use reqwest::header::HeaderName;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

/// The most that the interface gives at once.
const PAGE_ITEMS: usize = 1_000;
/// How far the first visit goes back, days: candidate releases come a month or two after the events.
const FIRST_DAYS: i64 = 90;
/// Months without a release after which no later one is asked for.
const MISSING_MAX: usize = 3;
/// Options: where the token is, and which releases are read instead of those that are found.
const OPTIONS: &[&str] = &["token_env", "token_file", "releases"];

/// Reads events.
pub struct Ucdp;

/// How far the reading got.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// Events from this day on: `2026-01-05`.
    from: String,
    /// Releases that have been read.
    done: Vec<String>,
    /// The release that is being read, and path and query of its next page.
    next: Option<(String, String)>,
}

impl Connector for Ucdp {
    fn kind(&self) -> &'static str {
        "ucdp"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        let known =
            |release: &str| release.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        match option(source, "releases")
            .into_iter()
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .find(|name| !known(name))
        {
            Some(name) => Err(format!("options.releases names {name:?}: 25.1 or 26.0.3 is expected")),
            None => Ok(()),
        }
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let token = secret::read(call.source, "token")?;
            let header = |token: secret::Secret| -> Result<Credential, Fault> {
                Ok(Credential { name: HeaderName::from_static("x-ucdp-access-token"), value: token.header("")? })
            };
            let credential = token.map(header).transpose()?;
            let mut reading = Reading { call, credential, place: place(call), pulled: Pulled::default() };
            let found = match call.option("releases") {
                Some(names) => reading.named(names).await?,
                None => reading.published().await?,
            };
            let Reading { place, mut pulled, .. } = reading;
            if !found && call.state.cursor.is_none() {
                let what = "no release is found: check url, https://ucdpapi.pcr.uu.se/api is expected, or name options.releases";
                return Err(Fault::hard(what));
            }
            pulled.unchanged = pulled.items.is_empty() && pulled.rest == Rest::None;
            pulled.cursor = serde_json::to_string(&place).ok();
            Ok(pulled)
        }
        .boxed()
    }
}

fn place(call: Call<'_>) -> Place {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    if let Some(since) = call.since {
        return Place { from: day(since), ..Place::default() };
    }
    let kept = call.state.cursor.as_deref().and_then(|cursor| serde_json::from_str::<Place>(cursor).ok());
    let kept = kept.filter(|place| parse::date(&place.from).is_some());
    kept.unwrap_or_else(|| Place { from: day(call.now - Duration::days(FIRST_DAYS)), ..Place::default() })
}

/// What a visit to a release found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// All that is left of it.
    Whole,
    /// More than this visit may bring.
    Part,
    /// It is not out yet.
    Missing,
}

/// One visit.
struct Reading<'a> {
    call: Call<'a>,
    credential: Option<Credential>,
    place: Place,
    pulled: Pulled,
}

impl Reading<'_> {
    /// Reads the releases of a list, in its order; whether one was found.
    async fn named(&mut self, names: &str) -> Result<bool, Fault> {
        let mut found = false;
        for name in names.split(',').map(str::trim) {
            let release = self.release(name).await?;
            found |= release != Found::Missing;
            if release == Found::Part {
                break;
            }
        }
        Ok(found)
    }

    /// Reads the newest final release that covers the day from which on events are read, and then the candidates of the
    /// years that it does not cover; whether one was found.
    async fn published(&mut self) -> Result<bool, Fault> {
        let (from, now) = (parse::date(&self.place.from).unwrap_or(self.call.now), self.call.now);
        let mut found = false;
        let mut first = (from.year(), from.month());
        // Release 26.1 covers the years up to 2025.
        for year in (from.year() + 1..=now.year()).rev() {
            match self.release(&format!("{}.1", year % 100)).await? {
                Found::Missing => continue,
                Found::Part => return Ok(true),
                Found::Whole => (found, first) = (true, (year, 1)),
            }
            break;
        }
        let mut missing = 0;
        for year in first.0..=now.year() {
            let begin = if year == first.0 { first.1 } else { 1 };
            let end = if year == now.year() { now.month() } else { 12 };
            for month in begin..=end {
                match self.release(&format!("{}.0.{month}", year % 100)).await? {
                    Found::Part => return Ok(true),
                    Found::Whole => (found, missing) = (true, 0),
                    Found::Missing => missing += 1,
                }
                if missing >= MISSING_MAX {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    /// Reads a release from its first page, or from where the last visit stopped, as far as this visit may. One that has
    /// been read is whole.
    async fn release(&mut self, release: &str) -> Result<Found, Fault> {
        if self.place.done.iter().any(|done| done == release) {
            return Ok(Found::Whole);
        }
        let items_max = self.call.config.items_max;
        let limit = PAGE_ITEMS.min(items_max);
        let at = |path: &str| self.call.url()?.join(path).map_err(|_| Fault::hard("the next page has no address"));
        let going_on = self.place.next.take_if(|(name, _)| name == release);
        let mut first = going_on.is_none();
        let mut url = match going_on {
            Some((_, next)) => at(&next)?,
            None => address(self.call, release, &self.place.from, limit)?,
        };
        loop {
            if self.pulled.items.len() + limit > items_max {
                // One that has not been begun may not be out yet.
                self.place.next = (!first).then(|| (release.to_owned(), path_of(&url)));
                self.pulled.rest = Rest::Now;
                return Ok(Found::Part);
            }
            let answer = match self.call.get_with(url.clone(), self.credential.as_ref()).await {
                Err(fault) if first && matches!(fault.status, Some(400 | 404)) => return Ok(Found::Missing),
                other => other?,
            };
            let page = aside(move || read(&answer.bytes)).await??;
            if first && page.items.is_empty() {
                return Ok(Found::Missing);
            }
            first = false;
            self.pulled.items.extend(page.items);
            let next = page.next.and_then(|next| url.join(&next).ok());
            // The scheme of the links is not always that of the interface; the token goes to no other host.
            match next.filter(|next| next.host_str() == url.host_str() && path_of(next) != path_of(&url)) {
                Some(next) => url = at(&path_of(&next))?,
                None => {
                    self.place.done.push(release.to_owned());
                    return Ok(Found::Whole);
                }
            }
        }
    }
}

fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn address(call: Call<'_>, release: &str, from: &str, limit: usize) -> Result<Url, Fault> {
    let mut url = call.url()?;
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().extend(["gedevents", release]);
    url.query_pairs_mut().append_pair("pagesize", &limit.to_string()).append_pair("StartDate", from);
    Ok(url)
}

/// One page of events.
struct Page {
    items: Vec<Item>,
    next: Option<String>,
}

fn read(bytes: &[u8]) -> Result<Page, Fault> {
    let strange = |what: &str| {
        Fault::hard(format!("the answer is not what UCDP gives ({what}): url must be https://ucdpapi.pcr.uu.se/api"))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let rows = answer.get("Result").and_then(Value::as_array).ok_or_else(|| strange("no Result"))?;
    let next = answer.get("NextPageUrl").and_then(Value::as_str).map(str::to_owned).filter(|next| !next.is_empty());
    Ok(Page { items: rows.iter().filter_map(Value::as_object).filter_map(item).collect(), next })
}

fn item(row: &Map<String, Value>) -> Option<Item> {
    let text = |name: &str| super::form::text(row, name);
    let number = |name: &str| text(name)?.parse::<f64>().ok();
    let kind = match text("type_of_violence").as_deref() {
        Some("1") => "State-based conflict",
        Some("2") => "Conflict between armed groups",
        Some("3") => "Violence against civilians",
        _ => "Organised violence",
    };
    let place = [text("where_coordinates"), text("adm_1"), text("country")];
    let mut place: Vec<String> = place.into_iter().flatten().collect();
    place.dedup();
    let count = |name: &str| text(name).unwrap_or_else(|| "0".to_owned());
    let sides = text("dyad_name").unwrap_or_default();
    let body = format!(
        "{kind}: {sides}. Deaths, best estimate: {} (low {}, high {}), of them civilians: {}.",
        count("best"),
        count("low"),
        count("high"),
        count("deaths_civilians")
    );
    Some(Item {
        guid: Some(text("id")?),
        title: format!("{kind}: {}", place.join(", ")),
        body: Body::Text(body),
        published: text("date_end").or_else(|| text("date_start")).as_deref().and_then(parse::date),
        language: Some("eng".to_owned()),
        region: text("iso3").filter(|iso3| iso3.len() == 3),
        point: number("latitude").zip(number("longitude")).and_then(|(lat, lon)| parse::on_earth(lat, lon)),
        ..Item::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_without_those_who_reported_them() {
        let answer = br#"{"TotalCount":1,"NextPageUrl":"http://e.org/api/gedevents/26.0.1?page=2","Result":[{"id":412,"type_of_violence":1,
            "dyad_name":"Army of Examplia - Northern Front","where_coordinates":"Ford","adm_1":"North","country":"Examplia","latitude":2.5,"longitude":"-76.6",
            "date_start":"2026-01-04T00:00:00","date_end":"2026-01-05T00:00:00","best":3,"low":2,"high":5,"deaths_civilians":1,"source_original":"someone"},{"id":null}]}"#;
        let page = read(answer).expect("a page");
        assert_eq!((page.items.len(), page.next.is_some()), (1, true));
        let item = &page.items[0];
        assert_eq!((item.guid.as_deref(), item.point), (Some("412"), Some((2.5, -76.6))));
        assert_eq!(item.title, "State-based conflict: Ford, North, Examplia");
        assert!(!format!("{item:?}").contains("someone"));
        assert!(read(b"{}").is_err_and(|fault| fault.reason.contains("url must be")));
    }
}
