//! `kobo`: submissions of a KoboToolbox form, API version 2. The submission's first `_uuid` is the identifier, its
//! `_geolocation` the point. Only the fields named in the options are read: who sent it, from which device or number, stays there.
//!
//! The cursor is the time of submission, and that of the last verdict "not approved", which takes a submission back.

use super::climb::{Climb, Mark, Timed};
use super::form::{self, text};
use super::{Call, Connector, Pulled, Rest, aside, check_web, option};
use crate::fault::Fault;
use crate::http::Credential;
use crate::parse;
use chrono::{DateTime, Utc};
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;

/// Submissions of one page.
const PAGE_ITEMS: usize = 500;
/// Pages of one visit; a cap is reached long before.
const PAGES_MAX: usize = 200;
/// The verdict of those who review submissions that takes one back.
const NOT_APPROVED: &str = "validation_status_not_approved";
/// Options: the form, where the token is, and which field of the form is which part of an item.
const OPTIONS: &[&str] =
    &["asset", "token_env", "token_file", "title_field", "text_field", "date_field", "region_field", "language_field"];

/// Reads submissions.
pub struct Kobo;

impl Connector for Kobo {
    fn kind(&self) -> &'static str {
        "kobo"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        option(source, "asset").ok_or("options.asset is missing: give the form's identifier")?;
        let asset = option(source, "asset").unwrap_or_default();
        if !asset.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(format!("options.asset {asset:?} is no identifier of a form: letters and digits are expected"));
        }
        form::check_fields(source)
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let credential = call.token("Token ")?;
            let (sent, judged) = marks(call);
            let mut climb = Climb::new(sent, call.config.items_max);
            let query = sent.map(|mark| json!({ "_submission_time": { "$gte": time_of(mark.at) } }));
            let done = pages(call, credential.as_ref(), query, "_submission_time", &mut climb).await?;
            let mut gain = climb.finish(done);
            let mut pulled = Pulled { items: std::mem::take(&mut gain.items), ..Pulled::default() };
            // Before the first visit there is nothing to be taken back.
            let mut judged = judged.unwrap_or(Mark::new(call.now));
            let room = call.config.items_max - pulled.items.len();
            if gain.more || room == 0 {
                pulled.rest = Rest::Now;
            } else if sent.is_some() {
                let mut climb = Climb::unordered(Some(judged), room);
                let query = Some(json!({ "_validation_status.uid": NOT_APPROVED }));
                let done = pages(call, credential.as_ref(), query, "_id", &mut climb).await?;
                let taken_back = climb.finish(done);
                pulled.items.extend(taken_back.items);
                pulled.rest = if taken_back.more { Rest::Now } else { Rest::None };
                judged = taken_back.mark.unwrap_or(judged);
            }
            pulled.unchanged = pulled.items.is_empty() && pulled.rest == Rest::None;
            pulled.cursor = gain.mark.map(|sent| format!("{sent};{judged}"));
            Ok(pulled)
        }
        .boxed()
    }
}

/// Where the last visit ended: submissions, and verdicts.
fn marks(call: Call<'_>) -> (Option<Mark>, Option<Mark>) {
    if let Some(since) = call.since {
        return (Some(Mark::new(since)), Some(Mark::new(since)));
    }
    let mut parts = call.state.cursor.as_deref().unwrap_or_default().split(';').map(Mark::read);
    (parts.next().flatten(), parts.next().flatten())
}

/// Times of submission are written in UTC without saying so.
fn time_of(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Reads pages until the climb has enough; whether there are no more. `order` is the field they are ordered by.
async fn pages(
    call: Call<'_>,
    credential: Option<&Credential>,
    query: Option<Value>,
    order: &'static str,
    climb: &mut Climb,
) -> Result<bool, Fault> {
    let limit = PAGE_ITEMS.min(call.config.items_max);
    let mut before = None;
    for page in 0..PAGES_MAX {
        let url = address(call, limit, page * limit, query.as_ref(), order)?;
        let answer = call.get_with(url, credential).await?;
        let hash = xxhash_rust::xxh3::xxh3_64(&answer.bytes);
        // A server that gives the same page again does not turn pages.
        if before == Some(hash) {
            return Ok(true);
        }
        let options = call.source.options.clone();
        let rows = aside(move || read(&answer.bytes, &options, order != "_id")).await??;
        let done = rows.len() < limit;
        rows.into_iter().for_each(|(at, item)| climb.push(at, item));
        if done || climb.enough() {
            return Ok(done);
        }
        before = Some(hash);
    }
    if climb.ordered() { Ok(false) } else { Err(super::endless()) }
}

fn address(
    call: Call<'_>,
    limit: usize,
    start: usize,
    query: Option<&Value>,
    order: &'static str,
) -> Result<Url, Fault> {
    let mut url = call.url()?;
    let asset = call.option("asset").unwrap_or_default();
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().extend([
        "api",
        "v2",
        "assets",
        asset,
        "data.json",
    ]);
    {
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("limit", &limit.to_string()).append_pair("start", &start.to_string());
        pairs.append_pair("sort", &json!({ order: 1 }).to_string());
        if order == "_id" {
            // Of those that are taken back nothing else is wanted.
            let fields = json!(["_id", "_uuid", "meta/rootUuid", "_validation_status"]);
            pairs.append_pair("fields", &fields.to_string());
        }
        if let Some(query) = query {
            pairs.append_pair("query", &query.to_string());
        }
    }
    Ok(url)
}

/// The rows of a page: each with its time of submission, or with that of its verdict.
fn read(bytes: &[u8], options: &BTreeMap<String, String>, by_submission: bool) -> Result<Vec<Timed>, Fault> {
    let strange = |what: &str| {
        Fault::hard(format!("the answer is not what KoboToolbox gives ({what}): check url and options.asset"))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let results = answer.get("results").and_then(Value::as_array).ok_or_else(|| strange("no results"))?;
    let rows = results.iter().filter_map(Value::as_object);
    let timed = rows.map(|row| {
        let at = if by_submission { submitted(row) } else { judged(row) };
        (at, item(row, options))
    });
    // What was never judged is not among the verdicts, whatever the server answers.
    Ok(timed.filter(|(at, item)| by_submission || (at.is_some() && item.withdrawn)).collect())
}

fn submitted(row: &Map<String, Value>) -> Option<DateTime<Utc>> {
    text(row, "_submission_time").as_deref().and_then(parse::date)
}

/// When the last verdict was given, seconds since 1970.
fn judged(row: &Map<String, Value>) -> Option<DateTime<Utc>> {
    let seconds = row.get("_validation_status")?.get("timestamp")?.as_f64()?;
    DateTime::from_timestamp(seconds as i64, 0)
}

fn item(row: &Map<String, Value>, options: &BTreeMap<String, String>) -> Item {
    // A submission that is edited gets another `_uuid`; the first one stays its name.
    let root = text(row, "meta/rootUuid").map(|uuid| uuid.trim_start_matches("uuid:").to_owned());
    let guid = root.or_else(|| text(row, "_uuid")).or_else(|| text(row, "_id"));
    let verdict = row.get("_validation_status").and_then(|status| status.get("uid")).and_then(Value::as_str);
    if verdict == Some(NOT_APPROVED) {
        return Item { guid, withdrawn: true, ..Item::default() };
    }
    let item = form::item(row, options);
    Item { guid, published: item.published.or_else(|| submitted(row)), point: point(row), ..item }
}

fn point(row: &Map<String, Value>) -> Option<(f64, f64)> {
    let place = row.get("_geolocation")?.as_array()?;
    parse::on_earth(place.first()?.as_f64()?, place.get(1)?.as_f64()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Body;

    #[test]
    fn only_named_fields_are_read() {
        let options: BTreeMap<String, String> =
            [("text_field", "what,more"), ("region_field", "where")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let answer = br#"{"count":1,"next":null,"results":[{"_uuid":"u1","_submitted_by":"someone","deviceid":"d9","group/what":"Road closed.",
            "more":"Two days.","where":"COL/Cauca","_geolocation":[2.5,-76.6],"_submission_time":"2026-01-05T08:00:00"}]}"#;
        let rows = read(answer, &options, true).expect("an answer");
        let items: Vec<Item> = rows.iter().map(|(_, item)| item.clone()).collect();
        assert_eq!(items[0].body, Body::Text("Road closed.\nTwo days.".to_owned()));
        assert_eq!((items[0].guid.as_deref(), items[0].region.as_deref()), (Some("u1"), Some("COL/Cauca")));
        assert_eq!(
            (items[0].point, rows[0].0.map(time_of).as_deref()),
            (Some((2.5, -76.6)), Some("2026-01-05T08:00:00"))
        );
        let all = format!("{items:?}");
        assert!(!all.contains("someone") && !all.contains("d9"));
    }
}
