//! `kobo`: submissions of a KoboToolbox form, API version 2. The submission's `_uuid` is the identifier, its
//! `_geolocation` the point. Only the fields named in the options are read: who sent it, from which device or number, stays there.

use super::{Call, Connector, Pulled, aside, check_web, option};
use crate::fault::Fault;
use crate::parse;
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// Submissions of one page.
const PAGE_ITEMS: usize = 500;
/// Options: the form, the environment variable of the token, and which field of the form is which part of an item.
const OPTIONS: &[&str] =
    &["asset", "token_env", "title_field", "text_field", "date_field", "region_field", "language_field"];
/// Parts of names of fields that identify people; none of them can be mapped.
const PERSONAL: &[&str] = &[
    "submitted_by",
    "username",
    "deviceid",
    "phone",
    "subscriber",
    "simserial",
    "email",
    "simid",
    "devicephonenum",
    "respondent_name",
    "reporter_name",
    "contact",
];

/// Reads submissions.
pub struct Kobo;

impl Connector for Kobo {
    fn kind(&self) -> &'static str {
        "kobo"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        for (name, what) in
            [("asset", "the form's identifier"), ("text_field", "the field of the form that holds the report")]
        {
            option(source, name).ok_or_else(|| format!("options.{name} is missing: give {what}"))?;
        }
        let asset = option(source, "asset").unwrap_or_default();
        if !asset.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(format!("options.asset {asset:?} is no identifier of a form: letters and digits are expected"));
        }
        for (name, field) in source.options.iter().filter(|(name, _)| name.ends_with("_field")) {
            let field = field.to_lowercase();
            if let Some(person) = PERSONAL.iter().find(|person| field.contains(*person)) {
                return Err(format!(
                    "options.{name} names {field:?}, which identifies people ({person}): it is never read"
                ));
            }
        }
        Ok(())
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let authorization = authorization(call)?;
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

/// The header with the token, from the environment variable that `token_env` names.
fn authorization(call: Call<'_>) -> Result<Option<String>, Fault> {
    let Some(name) = call.option("token_env") else { return Ok(None) };
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => Ok(Some(format!("Token {}", token.trim()))),
        _ => Err(Fault::hard(format!("the environment variable {name} is not set: put the token of the server there"))),
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

/// A field by its name, or by its name in any group of the form.
fn text(row: &Map<String, Value>, name: &str) -> Option<String> {
    let in_group = || row.iter().find(|(key, _)| key.strip_suffix(name).is_some_and(|group| group.ends_with('/')));
    let value = row.get(name).or_else(|| in_group().map(|(_, value)| value))?;
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn item(row: &Map<String, Value>, options: &BTreeMap<String, String>) -> Item {
    let field = |option: &str| options.get(option).and_then(|name| text(row, name.trim()));
    let names = options.get("text_field").map(String::as_str).unwrap_or_default();
    let texts: Vec<String> = names.split(',').filter_map(|name| text(row, name.trim())).collect();
    let date = |text: Option<String>| text.as_deref().and_then(parse::date);
    Item {
        guid: text(row, "_uuid").or_else(|| text(row, "_id")),
        title: field("title_field").unwrap_or_default(),
        body: if texts.is_empty() { Body::None } else { Body::Text(texts.join("\n")) },
        published: date(field("date_field")).or_else(|| date(text(row, "_submission_time"))),
        language: field("language_field"),
        region: field("region_field"),
        point: point(row),
        ..Item::default()
    }
}

fn point(row: &Map<String, Value>) -> Option<(f64, f64)> {
    let place = row.get("_geolocation")?.as_array()?;
    parse::on_earth(place.first()?.as_f64()?, place.get(1)?.as_f64()?)
}

#[cfg(test)]
mod tests {
    use super::*;

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
