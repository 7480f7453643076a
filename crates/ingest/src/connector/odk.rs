//! `odk`: submissions of a form on ODK Central, through its OData service. Only the fields named in the options are read.
//!
//! The cursor holds three instants: the last submission, the last change, the last deletion. What was deleted, or rejected by
//! those who review it, is taken back.

use super::climb::{Climb, Mark, Timed};
use super::{Call, Connector, Pulled, Rest, aside, check_web, form, option};
use crate::fault::Fault;
use crate::http::Credential;
use crate::parse;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// Submissions of one page.
const PAGE_ITEMS: usize = 250;
/// Pages of one visit; a cap is reached long before.
const PAGES_MAX: usize = 400;
/// What is read, in this order, and the field that dates it.
const PASSES: [&str; 3] = ["__system/submissionDate", "__system/updatedAt", "__system/deletedAt"];
/// Groups within groups of a form.
const GROUPS_MAX: usize = 8;
/// Options: project and form, where the token is, and which field is which part of an item.
const OPTIONS: &[&str] = &[
    "project",
    "form",
    "token_env",
    "token_file",
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
            let credential = call.token("Bearer ")?;
            let mut marks = marks(call);
            let mut pulled = Pulled::default();
            for (mark, field) in marks.iter_mut().zip(PASSES) {
                let room = call.config.items_max - pulled.items.len();
                if room == 0 {
                    pulled.rest = Rest::Now;
                    break;
                }
                let mut climb = Climb::new(*mark, room);
                let done = match pages(call, credential.as_ref(), field, *mark, &mut climb).await {
                    // Servers from before 2024.3 know nothing of deleted submissions.
                    Err(fault) if field == PASSES[2] && matches!(fault.status, Some(400 | 501)) => true,
                    other => other?,
                };
                let gain = climb.finish(done);
                pulled.items.extend(gain.items);
                *mark = gain.mark;
                if gain.more {
                    pulled.rest = Rest::Now;
                    break;
                }
            }
            pulled.unchanged = pulled.items.is_empty() && pulled.rest == Rest::None;
            let marks: Vec<String> =
                marks.iter().map(|mark| mark.map(|mark| mark.to_string()).unwrap_or_default()).collect();
            pulled.cursor = Some(marks.join(";"));
            Ok(pulled)
        }
        .boxed()
    }
}

/// Where the passes of the last visit ended. What is submitted comes with its changes, so that these begin with the first
/// visit.
fn marks(call: Call<'_>) -> [Option<Mark>; 3] {
    if let Some(since) = call.since {
        return [Some(Mark::new(since)); 3];
    }
    let mut parts = call.state.cursor.as_deref().unwrap_or_default().split(';').map(Mark::read);
    let sent = parts.next().flatten();
    let begin = sent.map_or(call.now, |sent| sent.at);
    let mut next = || Some(parts.next().flatten().unwrap_or(Mark::new(begin)));
    [sent, next(), next()]
}

/// Reads pages until the climb has enough; whether there are no more.
async fn pages(
    call: Call<'_>,
    credential: Option<&Credential>,
    field: &'static str,
    mark: Option<Mark>,
    climb: &mut Climb,
) -> Result<bool, Fault> {
    let mut url = address(call, field, mark, true)?;
    for turned in 0..PAGES_MAX {
        let answer = match call.get_with(url.clone(), credential).await {
            // Servers from before 2023 sort nothing: then all pages are read.
            Err(fault) if turned == 0 && matches!(fault.status, Some(400 | 501)) => {
                url = address(call, field, mark, false)?;
                call.get_with(url.clone(), credential).await?
            }
            other => other?,
        };
        let options = call.source.options.clone();
        let page = aside(move || read(&answer.bytes, &options, field)).await??;
        page.rows.into_iter().for_each(|(at, item)| climb.push(at, item));
        let next = page.next.and_then(|next| url.join(&next).ok());
        // The token goes with it, so it must lead to the same server.
        let Some(next) = next.filter(|next| next.origin() == url.origin() && *next != url && page.found > 0) else {
            return Ok(true);
        };
        if climb.enough() {
            return Ok(false);
        }
        url = next;
    }
    if climb.ordered() { Ok(false) } else { Err(super::endless()) }
}

fn address(call: Call<'_>, field: &str, mark: Option<Mark>, sorted: bool) -> Result<Url, Fault> {
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
        if sorted {
            query.append_pair("$orderby", &format!("{field} asc"));
        }
        if let Some(mark) = mark {
            query.append_pair("$filter", &format!("{field} ge {}", mark.instant()));
        }
    }
    Ok(url)
}

/// One page of submissions.
#[derive(Debug)]
struct Page {
    /// Submissions on the page.
    found: usize,
    /// Those that belong to the pass, with their instant.
    rows: Vec<Timed>,
    next: Option<String>,
}

fn read(bytes: &[u8], options: &BTreeMap<String, String>, field: &str) -> Result<Page, Fault> {
    let strange = |what: &str| {
        Fault::hard(format!("the answer is not what ODK Central gives ({what}): check url, options.project and form"))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let rows = answer.get("value").and_then(Value::as_array).ok_or_else(|| strange("no value"))?;
    let rows: Vec<Map<String, Value>> = rows.iter().filter_map(Value::as_object).map(flat).collect();
    let next = answer.get("@odata.nextLink").and_then(Value::as_str).map(str::to_owned);
    let found = rows.len();
    let timed = rows.iter().map(|row| (form::text(row, field).as_deref().and_then(parse::date), item(row, options)));
    // Every submission was sent once; not every one was changed or deleted.
    let rows = timed.filter(|(at, _)| at.is_some() || field == PASSES[0]).collect();
    Ok(Page { found, rows, next })
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
    let guid = form::text(row, "__id");
    if !stands(row) {
        return Item { guid, withdrawn: true, ..Item::default() };
    }
    let date = |name: &str| form::text(row, name).as_deref().and_then(parse::date);
    let item = form::item(row, options);
    Item {
        guid,
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
        let page = read(answer, &options, PASSES[0]).expect("a page");
        let items: Vec<&Item> = page.rows.iter().map(|(_, item)| item).collect();
        assert_eq!(items.iter().map(|item| item.withdrawn).collect::<Vec<_>>(), [false, true, true]);
        assert_eq!((items[0].guid.as_deref(), items[0].point), (Some("uuid:1"), Some((2.5, -76.6))));
        assert_eq!(items[0].body, Body::Text("Ford closed.".to_owned()));
        assert_eq!(read(answer, &options, PASSES[1]).expect("a page").rows.len(), 1);
        assert_eq!(*items[1], Item { guid: Some("uuid:2".to_owned()), withdrawn: true, ..Item::default() });
        let all = format!("{items:?}");
        assert!(!all.contains("someone") && !all.contains("d9"));
    }
}
