//! Interfaces that are read upwards in time, over servers that filter, sort and page as the real ones do.

use super::loopback::{Loopback, Page, Request};
use super::rounds::{fetcher, gathered, run, source};
use chrono::{DateTime, Duration, Utc};
use domain::source::SourceState;
use serde_json::{Value, json};

/// Five rows share each second.
const ROWS: usize = 24;

fn at(row: usize) -> DateTime<Utc> {
    crate::parse::date("2026-01-05T08:00:00Z").expect("a date") + Duration::seconds(row as i64 / 5)
}

fn names() -> Vec<String> {
    (0..ROWS).map(|row| row.to_string()).collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_by_key(|name| name.parse::<usize>().unwrap_or(usize::MAX));
    names
}

fn json_page(value: &Value) -> Page {
    Page::ok("application/json", value.to_string())
}

/// A page of `rows` from `start` on.
fn cut(rows: Vec<Value>, start: usize, limit: usize) -> Vec<Value> {
    rows.into_iter().skip(start).take(limit).collect()
}

/// Submissions; the third is not approved later on.
fn kobo(request: &Request, judged: bool) -> Page {
    let query = request.value("query").unwrap_or_default();
    let from = query.split("\"$gte\":\"").nth(1).map(|rest| rest.chars().take(19).collect::<String>());
    let row = |row: usize| {
        let time = at(row).format("%Y-%m-%dT%H:%M:%S").to_string();
        let mut value = json!({"_uuid": row.to_string(), "what": "Ford closed.", "_submission_time": time});
        if judged && row == 3 {
            value["_validation_status"] = json!({"uid": "validation_status_not_approved", "timestamp": 1_767_700_000});
        }
        value
    };
    let rejected = query.contains("validation_status_not_approved");
    let time = |value: &Value| value["_submission_time"].as_str().unwrap_or_default().to_owned();
    let rows = (0..ROWS).map(row).filter(|value| from.as_ref().is_none_or(|from| time(value) >= *from));
    let rows = rows.filter(|value| !rejected || value.get("_validation_status").is_some()).collect();
    let rows = cut(rows, request.number("start").unwrap_or(0), request.number("limit").unwrap_or(100));
    json_page(&json!({"count": rows.len(), "results": rows}))
}

#[tokio::test]
async fn kobo_leaves_nothing_behind_and_takes_back_what_is_not_approved() {
    let options = [("asset", "aForm"), ("text_field", "what")];
    let server = Loopback::answering(|request| kobo(request, false)).await;
    let (brought, state) =
        gathered(run(fetcher(7, 10), &source("kobo", server.url(""), &options), SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
    let server = Loopback::answering(|request| kobo(request, true)).await;
    let source = source("kobo", server.url(""), &options);
    let visits = run(fetcher(7, 10), &source, state, None).await;
    assert!(
        visits
            .iter()
            .filter_map(|visit| visit.result.as_ref().ok())
            .flat_map(|got| &got.items)
            .all(|item| item.withdrawn)
    );
    let (brought, state) = gathered(visits);
    assert_eq!(brought, ["3"]);
    let again = run(fetcher(7, 10), &source, state.clone(), None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && !got.more && got.items.is_empty()));
    let (filled, _) = gathered(run(fetcher(7, 10), &source, state, Some("2026-01-05T08:00:03Z")).await);
    let filled: Vec<String> = sorted(filled).into_iter().filter(|name| name != "3").collect();
    assert_eq!(filled, names()[15..]);
}

fn reliefweb(request: &Request) -> Page {
    let from = request.value("filter[value][from]").unwrap_or_default();
    let row = |row: usize| {
        let time = at(row).format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        json!({"id": row.to_string(), "fields": {"title": "Ford closed", "date": {"created": time}}})
    };
    let time = |value: &Value| value["fields"]["date"]["created"].as_str().unwrap_or_default().to_owned();
    let rows = (0..ROWS).map(row).filter(|value| time(value) >= from).collect();
    let rows = cut(rows, request.number("offset").unwrap_or(0), request.number("limit").unwrap_or(10));
    json_page(&json!({"count": rows.len(), "data": rows}))
}

#[tokio::test]
async fn reliefweb_leaves_nothing_behind_and_begins_a_month_ago() {
    let server = Loopback::answering(reliefweb).await;
    let source = source("reliefweb", server.url("/v2/reports"), &[("appname", "test")]);
    let (brought, state) = gathered(run(fetcher(6, 10), &source, SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
    assert!(server.requests()[0].contains("2025-12-07T00%3A00%3A00"), "{}", server.requests()[0]);
    let again = run(fetcher(6, 10), &source, state, None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
    // A cap of one, and five rows of one instant: no endless loop, nothing skipped.
    let (brought, _) = gathered(run(fetcher(1, 50), &source, SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
}

/// Submissions; those from 10 on are changed an hour later, 2 is deleted and 11 rejected. `changed`: whether that happened.
fn odk(request: &Request, changed: bool) -> Page {
    let later = |row: usize| at(row) + Duration::hours(30);
    let form = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let row = |row: usize| {
        let state = (changed && row == 11).then_some("rejected");
        let updated = (changed && row >= 10).then(|| form(later(row)));
        let deleted = (changed && row == 2).then(|| form(later(row)));
        json!({"__id": row.to_string(), "what": "Ford closed.", "__system":
            {"submissionDate": form(at(row)), "updatedAt": updated, "deletedAt": deleted, "reviewState": state}})
    };
    let order = request.value("$orderby").unwrap_or_default();
    let field = order.trim_start_matches("__system/").trim_end_matches(" asc").to_owned();
    let filter = request.value("$filter").unwrap_or_default();
    let from = filter.split(" ge ").nth(1).unwrap_or_default().to_owned();
    let time = |value: &Value| value["__system"][&field].as_str().unwrap_or_default().to_owned();
    let rows = (0..ROWS).map(row).filter(|value| !time(value).is_empty() && time(value) >= from);
    let rows =
        rows.filter(|value| field == "deletedAt" || value["__system"]["deletedAt"].is_null()).collect::<Vec<_>>();
    let start = request.number("$skip").unwrap_or(0);
    let limit = request.number("$top").unwrap_or(100);
    let next = (start + limit < rows.len()).then(|| {
        let rest = request.target.split("&$skip").next().unwrap_or_default().to_owned();
        format!("{rest}&$skip={}", start + limit)
    });
    json_page(&json!({"value": cut(rows, start, limit), "@odata.nextLink": next}))
}

#[tokio::test]
async fn odk_leaves_nothing_behind_and_takes_back_what_is_deleted_or_rejected() {
    let server = Loopback::answering(|request| odk(request, false)).await;
    let options = [("project", "1"), ("form", "report"), ("text_field", "what")];
    let (brought, state) =
        gathered(run(fetcher(4, 20), &source("odk", server.url(""), &options), SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
    let changed = Loopback::answering(|request| odk(request, true)).await;
    let moved = source("odk", changed.url(""), &options);
    let visits = run(fetcher(4, 20), &moved, state, None).await;
    let gone = visits.iter().filter_map(|visit| visit.result.as_ref().ok()).flat_map(|got| &got.items);
    let gone: Vec<String> = gone.filter(|item| item.withdrawn).filter_map(|item| item.guid.clone()).collect();
    assert_eq!(sorted(gone), ["2", "11"]);
    let (brought, state) = gathered(visits);
    let mut brought = sorted(brought);
    // Those of the last instant had changed since they were brought, and are both.
    brought.dedup();
    assert_eq!(brought, [&names()[2..3], &names()[10..]].concat());
    let again = run(fetcher(4, 20), &moved, state, None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
}

#[tokio::test]
async fn an_old_server_of_odk_that_knows_no_order_is_read_to_the_end() {
    let server = Loopback::answering(|request| {
        if request.value("$orderby").is_some()
            || request.value("$filter").is_some_and(|filter| filter.contains("deleted"))
        {
            return Page::new("501 Not Implemented", "", "");
        }
        let rows = (0..ROWS).rev().map(
            |row| json!({"__id": row.to_string(), "what": "Ford closed.", "__system": {"submissionDate": at(row)}}),
        );
        let (start, limit) = (request.number("$skip").unwrap_or(0), request.number("$top").unwrap_or(100));
        let next = (start + limit < ROWS)
            .then(|| format!("{}&$skip={}", request.target.split("&$skip").next().unwrap_or_default(), start + limit));
        json_page(&json!({"value": cut(rows.collect(), start, limit), "@odata.nextLink": next}))
    })
    .await;
    let own = source("odk", server.url(""), &[("project", "1"), ("form", "report"), ("text_field", "what")]);
    let (brought, _) = gathered(run(fetcher(5, 20), &own, SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
}

#[tokio::test]
async fn a_server_that_does_not_sort_is_read_to_the_end() {
    // Newest first, whatever is asked.
    let server = Loopback::answering(|request| {
        let row = |row: usize| {
            let time = at(row).format("%Y-%m-%dT%H:%M:%S").to_string();
            json!({"_uuid": row.to_string(), "what": "Ford closed.", "_submission_time": time})
        };
        let rejected = request.value("query").is_some_and(|query| query.contains("validation"));
        let rows = if rejected { Vec::new() } else { (0..ROWS).rev().map(row).collect() };
        let rows = cut(rows, request.number("start").unwrap_or(0), request.number("limit").unwrap_or(100));
        json_page(&json!({"results": rows}))
    })
    .await;
    let source = source("kobo", server.url(""), &[("asset", "aForm"), ("text_field", "what")]);
    let (brought, _) = gathered(run(fetcher(5, 10), &source, SourceState::default(), None).await);
    assert_eq!(sorted(brought), names());
}
