//! `kobo`: submissions of a KoboToolbox form, API version 2. The submission's `_uuid` is the identifier, its
//! `_geolocation` the point. Only the fields named in the options are read: who sent it, from which device or number, stays there.

use super::form::{self, text};
use super::{Call, Connector, Pulled, aside, check_web, option};
use crate::fault::Fault;
use crate::parse;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// Submissions of one page.
const PAGE_ITEMS: usize = 500;
/// Options: the form, the environment variable of the token, and which field of the form is which part of an item.
const OPTIONS: &[&str] =
    &["asset", "token_env", "title_field", "text_field", "date_field", "region_field", "language_field"];

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
            let authorization = call.token()?.map(|token| format!("Token {token}"));
            let mut pulled = Pulled::default();
            let mut newest = call.state.cursor.clone();
            let limit = PAGE_ITEMS.min(call.config.items_max);
            while pulled.items.len() < call.config.items_max {
                let first = pulled.items.is_empty();
                let url = address(call, limit, pulled.items.len())?;
                let answer = call.get_with(url, "application/json", false, authorization.clone()).await?;
                let (validators, same) = call.compare(&answer);
                if first {
                    if same {
                        return Ok(Pulled::unchanged(call.state));
                    }
                    pulled.validators.body_hash = validators.body_hash;
                }
                let options = call.source.options.clone();
                let (items, last) = aside(move || read(&answer.bytes, &options)).await??;
                newest = newest.max(last);
                let full = items.len() == limit;
                pulled.items.extend(items);
                if !full {
                    break;
                }
            }
            pulled.cursor = newest;
            Ok(pulled)
        }
        .boxed()
    }
}

fn address(call: Call<'_>, limit: usize, start: usize) -> Result<Url, Fault> {
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
        let mut query = url.query_pairs_mut();
        query.append_pair("limit", &limit.to_string()).append_pair("start", &start.to_string());
        query.append_pair("sort", r#"{"_submission_time":-1}"#);
        if let Some(cursor) = &call.state.cursor {
            query.append_pair("query", &serde_json::json!({ "_submission_time": { "$gte": cursor } }).to_string());
        }
    }
    Ok(url)
}

/// The items of a page, and the newest time of submission.
fn read(bytes: &[u8], options: &BTreeMap<String, String>) -> Result<(Vec<Item>, Option<String>), Fault> {
    let strange = |what: &str| {
        Fault::hard(format!("the answer is not what KoboToolbox gives ({what}): check url and options.asset"))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let results = answer.get("results").and_then(Value::as_array).ok_or_else(|| strange("no results"))?;
    let rows = results.iter().filter_map(Value::as_object);
    let newest = rows.clone().filter_map(|row| text(row, "_submission_time")).max();
    Ok((rows.map(|row| item(row, options)).collect(), newest))
}

fn item(row: &Map<String, Value>, options: &BTreeMap<String, String>) -> Item {
    let item = form::item(row, options);
    let submitted = || text(row, "_submission_time").as_deref().and_then(parse::date);
    Item {
        guid: text(row, "_uuid").or_else(|| text(row, "_id")),
        published: item.published.or_else(submitted),
        point: point(row),
        ..item
    }
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
        let (items, newest) = read(answer, &options).expect("an answer");
        assert_eq!(items[0].body, Body::Text("Road closed.\nTwo days.".to_owned()));
        assert_eq!((items[0].guid.as_deref(), items[0].region.as_deref()), (Some("u1"), Some("COL/Cauca")));
        assert_eq!((items[0].point, newest.as_deref()), (Some((2.5, -76.6)), Some("2026-01-05T08:00:00")));
        let all = format!("{items:?}");
        assert!(!all.contains("someone") && !all.contains("d9"));
    }
}
