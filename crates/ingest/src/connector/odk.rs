//! `odk`: submissions of a form on ODK Central, through its OData service. Only the fields named in the options are read;
//! deleted and rejected submissions are passed over. The cursor is the newest time of submission or change.

use super::{Call, Connector, Pulled, aside, check_web, form, option};
use crate::fault::Fault;
use crate::parse;
use domain::item::Issue;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// Submissions of one page.
const PAGE_ITEMS: usize = 250;
/// Groups within groups of a form.
const GROUPS_MAX: usize = 8;
/// Options: project and form, the environment variable of the token, and which field is which part of an item.
const OPTIONS: &[&str] = &[
    "project",
    "form",
    "token_env",
    "title_field",
    "text_field",
    "date_field",
    "region_field",
    "language_field",
    "point_field",
];

/// Reads submissions.
pub struct Odk;

impl Connector for Odk {
    fn kind(&self) -> &'static str {
        "odk"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        option(source, "form").ok_or("options.form is missing: give the form's identifier")?;
        let project = option(source, "project").unwrap_or_default();
        if project.is_empty() || !project.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("options.project {project:?} is no project: give its number, as in /projects/1"));
        }
        form::check_fields(source)
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let authorization = call.token()?.map(|token| format!("Bearer {token}"));
            let mut pulled = Pulled::default();
            let mut newest = call.state.cursor.clone();
            let mut url = address(call)?;
            loop {
                let answer = call.get_with(url.clone(), "application/json", false, authorization.clone()).await?;
                if pulled.validators.body_hash.is_none() {
                    let (validators, same) = call.compare(&answer);
                    if same {
                        return Ok(Pulled::unchanged(call.state));
                    }
                    pulled.validators.body_hash = validators.body_hash;
                }
                let options = call.source.options.clone();
                let page = aside(move || read(&answer.bytes, &options)).await??;
                newest = newest.max(page.newest);
                pulled.items.extend(page.items);
                let next = page.next.and_then(|next| url.join(&next).ok());
                // The token goes with it, so it must lead to the same server.
                match next.filter(|next| next.origin() == url.origin() && *next != url && page.rows > 0) {
                    Some(next) if pulled.items.len() < call.config.items_max => url = next,
                    Some(_) => {
                        let what = "there are more submissions than one visit may read: raise fetch.items_max";
                        pulled.issues.push(Issue { at: call.source.id.to_string(), what: what.to_owned() });
                        break;
                    }
                    None => break,
                }
            }
            pulled.cursor = newest;
            Ok(pulled)
        }
        .boxed()
    }
}

fn address(call: Call<'_>) -> Result<Url, Fault> {
    let mut url = call.url()?;
    let form = format!("{}.svc", call.option("form").unwrap_or_default());
    let project = call.option("project").unwrap_or_default();
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().extend([
        "v1",
        "projects",
        project,
        "forms",
        &form,
        "Submissions",
    ]);
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("$top", &PAGE_ITEMS.min(call.config.items_max).to_string());
        if let Some(since) = &call.state.cursor {
            let filter = format!("__system/submissionDate ge {since} or __system/updatedAt ge {since}");
            query.append_pair("$filter", &filter);
        }
    }
    Ok(url)
}

/// One page of submissions.
#[derive(Debug)]
struct Page {
    /// Submissions on the page, those passed over included.
    rows: usize,
    items: Vec<Item>,
    newest: Option<String>,
    next: Option<String>,
}

fn read(bytes: &[u8], options: &BTreeMap<String, String>) -> Result<Page, Fault> {
    let strange = |what: &str| {
        Fault::hard(format!("the answer is not what ODK Central gives ({what}): check url, options.project and form"))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let rows = answer.get("value").and_then(Value::as_array).ok_or_else(|| strange("no value"))?;
    let rows: Vec<Map<String, Value>> = rows.iter().filter_map(Value::as_object).map(flat).collect();
    let times = |row: &Map<String, Value>| {
        ["__system/submissionDate", "__system/updatedAt"].into_iter().filter_map(|name| form::text(row, name)).max()
    };
    let next = answer.get("@odata.nextLink").and_then(Value::as_str).map(str::to_owned);
    let newest = rows.iter().filter_map(times).max();
    let items = rows.iter().filter(|row| stands(row)).map(|row| item(row, options)).collect();
    Ok(Page { rows: rows.len(), items, newest, next })
}

/// The fields of a submission by their paths: `group/field`.
fn flat(row: &Map<String, Value>) -> Map<String, Value> {
    fn add(row: &Map<String, Value>, prefix: &str, depth: usize, out: &mut Map<String, Value>) {
        for (name, value) in row {
            match value {
                // A point is an object too, and is kept whole.
                Value::Object(group) if depth < GROUPS_MAX && !group.contains_key("coordinates") => {
                    add(group, &format!("{prefix}{name}/"), depth + 1, out);
                }
                _ => drop(out.insert(format!("{prefix}{name}"), value.clone())),
            }
        }
    }
    let mut out = Map::new();
    add(row, "", 0, &mut out);
    out
}

/// Whether a submission was neither deleted nor rejected by those who review it.
fn stands(row: &Map<String, Value>) -> bool {
    let said = |name: &str| form::text(row, name);
    said("__system/deletedAt").is_none() && said("__system/reviewState").as_deref() != Some("rejected")
}

fn item(row: &Map<String, Value>, options: &BTreeMap<String, String>) -> Item {
    let date = |name: &str| form::text(row, name).as_deref().and_then(parse::date);
    let item = form::item(row, options);
    Item {
        guid: form::text(row, "__id"),
        published: item.published.or_else(|| date("__system/submissionDate")),
        updated: date("__system/updatedAt"),
        point: options.get("point_field").and_then(|name| point(row, name.trim())),
        ..item
    }
}

/// A GeoJSON point: longitude first.
fn point(row: &Map<String, Value>, name: &str) -> Option<(f64, f64)> {
    let place = row.get(name)?.get("coordinates")?.as_array()?;
    parse::on_earth(place.get(1)?.as_f64()?, place.first()?.as_f64()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Body;

    #[test]
    fn groups_points_and_reviews_are_read_and_people_are_not() {
        let options: BTreeMap<String, String> = [("text_field", "report/what"), ("point_field", "report/where")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into();
        let answer = br#"{"value":[{"__id":"uuid:1","report":{"what":"Ford closed.","where":{"type":"Point","coordinates":[-76.6,2.5]}},
            "__system":{"submissionDate":"2026-01-05T08:00:00.000Z","updatedAt":"2026-01-06T08:00:00.000Z","submitterName":"someone","deviceId":"d9"}},
            {"__id":"uuid:2","report":{"what":"No."},"__system":{"submissionDate":"2026-01-05T09:00:00.000Z","reviewState":"rejected"}},
            {"__id":"uuid:3","__system":{"deletedAt":"2026-01-05T09:00:00.000Z"}}],"@odata.nextLink":"/v1/next"}"#;
        let page = read(answer, &options).expect("a page");
        assert_eq!(page.items.len(), 1);
        let item = &page.items[0];
        assert_eq!((item.guid.as_deref(), item.point), (Some("uuid:1"), Some((2.5, -76.6))));
        assert_eq!(item.body, Body::Text("Ford closed.".to_owned()));
        assert_eq!(page.newest.as_deref(), Some("2026-01-06T08:00:00.000Z"));
        let all = format!("{:?}", page.items);
        assert!(!all.contains("someone") && !all.contains("d9"));
    }
}
