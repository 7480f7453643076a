//! Posts and events over servers that page, log in and forget as the real ones do.

use super::loopback::{Loopback, Page, Request};
use super::rounds::{fetcher, gathered, run, source};
use crate::{FailureKind, Visit};
use domain::source::SourceState;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn answer(value: &Value) -> Page {
    Page::ok("application/json", value.to_string())
}

fn withdrawn(visits: &[Visit]) -> Vec<String> {
    let items = visits.iter().filter_map(|visit| visit.result.as_ref().ok()).flat_map(|got| &got.items);
    items.filter(|item| item.withdrawn).filter_map(|item| item.guid.clone()).collect()
}

fn reason(visits: Vec<Visit>) -> (FailureKind, String) {
    let failure = visits.into_iter().next().expect("a visit").result.expect_err("a failure");
    (failure.kind, failure.reason)
}

/// 250 posts; later the fifth is changed and the sixth taken down.
fn ushahidi(request: &Request, later: bool) -> Page {
    let post = |id: usize| {
        let changed = (later && (id == 5 || id == 6)).then_some("2026-01-07T08:00:00+00:00");
        let status = if later && id == 6 { "archived" } else { "published" };
        json!({"id": id, "title": format!("Post {id}"), "status": status, "created": "2026-01-05T08:00:00Z", "updated": changed})
    };
    let mut posts: Vec<Value> = (1..=250).map(post).collect();
    if request.value("orderby").as_deref() == Some("updated") {
        posts.retain(|post| !post["updated"].is_null());
    }
    if request.value("status").as_deref() == Some("published") {
        posts.retain(|post| post["status"] == "published");
    }
    let last = request.number("created_after_by_id").unwrap_or(0);
    posts.retain(|post| post["id"].as_u64() > Some(last as u64));
    let (limit, page) = (request.number("limit").unwrap_or(20), request.number("page").unwrap_or(1));
    answer(&json!({"results": posts.into_iter().skip(limit * (page - 1)).take(limit).collect::<Vec<_>>()}))
}

#[tokio::test]
async fn posts_come_by_number_and_changes_after_them() {
    let server = Loopback::answering(|request| ushahidi(request, false)).await;
    let own = source("ushahidi", server.url(""), &[]);
    let (brought, state) = gathered(run(fetcher(70, 10), &own, SourceState::default(), None).await);
    assert_eq!(brought, (1..=250).map(|id| id.to_string()).collect::<Vec<_>>());
    let quiet = run(fetcher(70, 10), &own, state.clone(), None).await;
    assert!(quiet[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
    let server = Loopback::answering(|request| ushahidi(request, true)).await;
    // A reader without rights sees the change; one who may manage posts sees also what was taken down.
    let visits = run(fetcher(70, 10), &source("ushahidi", server.url(""), &[]), state.clone(), None).await;
    assert_eq!((withdrawn(&visits).len(), gathered(visits).0), (0, vec!["5".to_owned()]));
    let manager = source("ushahidi", server.url(""), &[("token_env", "PATH")]);
    let visits = run(fetcher(70, 10), &manager, state, None).await;
    assert_eq!(withdrawn(&visits), ["6"]);
    let (mut brought, state) = gathered(visits);
    brought.sort();
    assert_eq!(brought, ["5", "6"]);
    assert!(gathered(run(fetcher(70, 10), &manager, state, None).await).0.is_empty());
}

/// A login that gives a token that ends after the first page, and events in no order.
fn acled(request: &Request, logins: &AtomicUsize) -> Page {
    let head = request.head.to_lowercase();
    match request.path() {
        "/oauth/token" => {
            let named = ["grant_type=password", "client_id=acled", "username=", "password="];
            assert!(named.iter().all(|name| request.body.contains(name)) && head.starts_with("post "));
            let number = logins.fetch_add(1, Ordering::SeqCst) + 1;
            answer(&json!({"access_token": format!("t0ken-{number}"), "expires_in": 86_400}))
        }
        _ if head.contains("bearer t0ken-1\r\n") => Page::new("401 Unauthorized", "", ""),
        "/api/deleted/read" => {
            answer(&json!({"success": true, "data": [{"event_id_cnty": "XXA2", "deleted_timestamp": 1_767_650_000}]}))
        }
        _ => {
            let event = |n: i64| json!({"event_id_cnty": format!("XXA{n}"), "sub_event_type": "Protest", "timestamp": 1_767_600_000 - n % 4});
            let from = request.number("timestamp").unwrap_or(0) as i64;
            let events = (0..20).map(event).filter(|event| event["timestamp"].as_i64() >= Some(from));
            answer(&json!({"success": true, "data": events.collect::<Vec<_>>()}))
        }
    }
}

#[tokio::test]
async fn acled_logs_in_again_leaves_nothing_behind_and_takes_back_what_is_deleted() {
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let server = Loopback::answering(move |request| acled(request, &count)).await;
    let own = source(
        "acled",
        server.url(""),
        &[("user_env", "PATH"), ("password_env", "PATH"), ("countries", "Examplia, Farland")],
    );
    let visits = run(fetcher(6, 10), &own, SourceState::default(), Some("2026-01-01")).await;
    assert_eq!(withdrawn(&visits), ["XXA2"]);
    let (mut brought, state) = gathered(visits);
    brought.sort();
    brought.dedup();
    assert_eq!((brought.len(), logins.load(Ordering::SeqCst)), (20, 2));
    assert!(server.requests().iter().any(|head| head.contains("country=Examplia%7CFarland")));
    let again = run(fetcher(6, 10), &own, state, None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
}

#[tokio::test]
async fn refused_logins_and_refusals_in_good_answers_are_told() {
    let options = [("user_env", "PATH"), ("password_env", "PATH")];
    let server = Loopback::start([("/oauth/token", Page::new("400 Bad Request", "", "{}"))]).await;
    let (kind, text) =
        reason(run(fetcher(6, 2), &source("acled", server.url(""), &options), SourceState::default(), None).await);
    assert_eq!((kind, text.contains("the login is refused")), (FailureKind::Hard, true), "{text}");
    let token = Page::ok("application/json", r#"{"access_token":"t0ken-of-the-day"}"#);
    let denied = Page::ok("application/json", r#"{"status":403,"message":"no access for t0ken-of-the-day"}"#);
    let server = Loopback::start([("/oauth/token", token), ("/api/acled/read", denied)]).await;
    let (_, text) =
        reason(run(fetcher(6, 2), &source("acled", server.url(""), &options), SourceState::default(), None).await);
    assert!(text.contains("ACLED refuses: no access for …"), "{text}");
    let away = Page::new("302 Found", "Location: https://other.example/\r\n", "");
    let server = Loopback::start([("/oauth/token", away)]).await;
    let (_, text) =
        reason(run(fetcher(6, 2), &source("acled", server.url(""), &options), SourceState::default(), None).await);
    assert!(text.contains("redirects the login"), "{text}");
}

/// Release 25.1, and candidates of two months with two pages each; the links name another scheme.
fn ucdp(request: &Request) -> Page {
    if !request.head.to_lowercase().contains("x-ucdp-access-token:") {
        return Page::new("401 Unauthorized", "", "");
    }
    let release = request.path().rsplit('/').next().unwrap_or_default().to_owned();
    let first = match release.as_str() {
        "25.1" => 100,
        "25.0.1" => 200,
        "25.0.12" => 300,
        _ => return Page::new("404 Not Found", "", ""),
    };
    let (limit, page) = (request.number("pagesize").unwrap_or(100), request.number("page").unwrap_or(0));
    let ids = (first..first + 5).skip(page * limit).take(limit);
    let rows: Vec<Value> = ids.map(|id| json!({"id": id, "date_end": "2025-12-01", "country": "Examplia"})).collect();
    let host = request.head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
    let next = ((page + 1) * limit < 5).then(|| {
        format!("https://{}/api/gedevents/{release}?pagesize={limit}&page={}", host.unwrap_or_default(), page + 1)
    });
    answer(&json!({"TotalCount": 5, "NextPageUrl": next.unwrap_or_default(), "Result": rows}))
}

#[tokio::test]
async fn ucdp_reads_the_final_release_and_then_the_candidates() {
    let server = Loopback::answering(ucdp).await;
    let own = source("ucdp", server.url("/api"), &[("token_env", "PATH")]);
    let (brought, state) = gathered(run(fetcher(3, 20), &own, SourceState::default(), Some("2024-05-01")).await);
    let numbers = |from: u32| (from..from + 5).map(|id| id.to_string());
    // Eleven months without a release: the one of December is found when it is the next.
    assert_eq!(brought, numbers(100).chain(numbers(200)).collect::<Vec<_>>());
    let again = run(fetcher(3, 20), &own, state, None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
    let (brought, _) = gathered(run(fetcher(50, 20), &own, SourceState::default(), None).await);
    assert_eq!(brought, numbers(300).collect::<Vec<_>>(), "ninety days");
    let named = source("ucdp", server.url("/api"), &[("token_env", "PATH"), ("releases", "25.0.1, 25.0.12")]);
    let (brought, _) = gathered(run(fetcher(50, 20), &named, SourceState::default(), None).await);
    assert_eq!(brought.len(), 10);
    let (_, text) =
        reason(run(fetcher(3, 2), &source("ucdp", server.url("/api"), &[]), SourceState::default(), None).await);
    assert!(text.contains("token_env"), "{text}");
    let (_, text) = reason(
        run(
            fetcher(3, 2),
            &source("ucdp", server.url("/elsewhere"), &[("token_env", "PATH"), ("releases", "1.1")]),
            SourceState::default(),
            None,
        )
        .await,
    );
    assert!(text.contains("no release is found"), "{text}");
}

/// Files of an hour with three articles each; that of 23:15 is missing, that of 23:30 damaged.
fn gdelt(request: &Request) -> Page {
    let name = request.path().rsplit('/').next().unwrap_or_default();
    let stamp = name.split('.').next().unwrap_or_default();
    match stamp {
        "lastupdate" => Page::ok("text/plain", "9 0 http://e.org/v2/20260105234500.gkg.csv.zip"),
        "20260105233000" => Page::ok("application/zip", "no archive"),
        "20260105230000" | "20260105234500" => {
            let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            archive.start_file("g.csv", zip::write::SimpleFileOptions::default()).expect("an entry");
            for n in 0..3 {
                let row = format!("{stamp}-{n}\t{stamp}\t1\t\thttps://news.example/{n}{}\n", "\t".repeat(22));
                archive.write_all(row.as_bytes()).expect("written");
            }
            Page::ok("application/zip", archive.finish().expect("an archive").into_inner())
        }
        _ => Page::new("404 Not Found", "", ""),
    }
}

#[tokio::test]
async fn gdelt_reads_file_after_file_and_passes_over_what_is_missing_or_damaged() {
    let server = Loopback::answering(gdelt).await;
    let own = source("gdelt", server.url("/v2"), &[("table", "gkg")]);
    let (brought, state) = gathered(run(fetcher(2, 9), &own, SourceState::default(), None).await);
    assert_eq!(brought, ["20260105234500-0", "20260105234500-1", "20260105234500-2"], "the newest file alone");
    let again = run(fetcher(2, 9), &own, state, None).await;
    assert!(again[0].result.as_ref().is_ok_and(|got| !got.changed && got.items.is_empty()));
    let visits = run(fetcher(2, 9), &own, SourceState::default(), Some("2026-01-05T23:07:00Z")).await;
    let issues: Vec<String> = visits
        .iter()
        .filter_map(|visit| visit.result.as_ref().ok())
        .flat_map(|got| got.issues.iter().map(|issue| issue.at.clone()))
        .collect();
    assert_eq!(issues, ["20260105231500.gkg.csv.zip", "20260105233000.gkg.csv.zip"]);
    assert_eq!(gathered(visits).0.len(), 6);
}

#[tokio::test]
async fn no_secret_stands_in_what_is_shown_or_stored() {
    const SECRET: &str = "s3cr3t-of-the-house";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret").display().to_string();
    std::fs::write(&path, SECRET).expect("a file");
    let form = [("token_file", path.as_str()), ("asset", "aForm"), ("text_field", "what")];
    let central = [("token_file", path.as_str()), ("project", "1"), ("form", "report"), ("text_field", "what")];
    let login = [("user_file", path.as_str()), ("password_file", path.as_str())];
    let token = [("token_file", path.as_str())];
    let kinds: [(&str, &[(&str, &str)]); 5] =
        [("kobo", &form), ("odk", &central), ("ushahidi", &token), ("ucdp", &token), ("acled", &login)];
    // A server that repeats what it was sent: in a good answer, in a bad one, in a redirect, in nonsense.
    let rows = |_: &str| {
        answer(&json!({
            "results": [{"id": 1, "_uuid": SECRET, "what": SECRET, "title": SECRET, "status": "published"}],
            "value": [{"__id": SECRET, "what": SECRET}],
            "data": [{"event_id_cnty": SECRET, "notes": SECRET, "country": SECRET}],
            "Result": [{"id": SECRET, "country": SECRET}],
            "NextPageUrl": format!("/api/gedevents/x?token={SECRET}"),
        }))
    };
    let repeats: [fn(&str) -> Page; 5] = [
        rows,
        |said| Page::ok("application/json", format!("{{\"message\":{said:?},\"status\":403}}")),
        |said| Page::new("403 Forbidden", "", said),
        |said| Page::new("302 Found", &format!("Location: http://127.0.0.1:1/{}?key={SECRET}\r\n", said.len()), ""),
        |said| Page::ok("text/html", format!("<html>{said}</html>")),
    ];
    for repeat in repeats {
        let server = Loopback::answering(move |request| {
            if request.path() == "/oauth/token" && !request.body.is_empty() {
                return answer(&json!({"access_token": SECRET}));
            }
            repeat(&format!("{}{}", request.head, request.body))
        })
        .await;
        for (kind, options) in kinds {
            let own = source(kind, server.url(""), options);
            let visits = run(fetcher(5, 2), &own, SourceState::default(), None).await;
            let sent = server.requests().iter().any(|head| head.contains(SECRET));
            assert!(sent, "{kind} sends its secret");
            let all = format!("{visits:?}");
            assert!(!all.contains(SECRET), "{kind} shows its secret: {all}");
        }
    }
}
