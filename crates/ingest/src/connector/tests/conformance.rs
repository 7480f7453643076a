//! One story over all connectors, and the faults of servers over the feed connector.

use super::loopback::{Loopback, Page};
use crate::connector::lines::Lines;
use crate::{FailureKind, FetchConfig, Fetcher, Order, Replay, Visit, kinds};
use chrono::{DateTime, Utc};
use domain::source::{Selectors, SourceState};
use domain::{Item, Source, SourceClass, SourceId};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

const RSS: &str = "<rss version='2.0'><channel><title>T</title><item><title>Ford closed</title><link>/1</link><author>desk@example.org (Desk)</author>
    <pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate><description>Two days.</description></item></channel></rss>";
const LIST: &str = "<article><a href='/a1'>Ford closed</a></article><article><a href='/a2'>Gone</a></article>";
const MAP: &str = "<urlset><url><loc>HOST/a1</loc><lastmod>2026-01-05</lastmod></url></urlset>";
const REPORTS: &str =
    r#"{"data":[{"id":1,"fields":{"title":"Ford closed","date":{"created":"2026-01-05T08:00:00+00:00"}}}]}"#;
const FORM: &str =
    r#"{"count":1,"results":[{"_uuid":"u","what":"Ford closed.","_submission_time":"2026-01-05T08:00:00"}]}"#;
const CENTRAL: &str =
    r#"{"value":[{"__id":"u","what":"Ford closed.","__system":{"submissionDate":"2026-01-05T08:00:00.000Z"}}]}"#;

const POSTS: &str =
    r#"{"results":[{"id":1,"title":"Ford closed","status":"published","created":"2026-01-05T08:00:00Z"}]}"#;
const EVENTS: &str = r#"{"data":[{"event_id_cnty":"XXA1","sub_event_type":"Armed clash","event_date":"2026-01-05","timestamp":"1767600000"}]}"#;
const RELEASE: &str = r#"{"Result":[{"id":1,"date_end":"2026-01-05T00:00:00","country":"Examplia"}]}"#;
const TOKEN: &str = r#"{"access_token":"t0ken-of-the-day","expires_in":86400}"#;
const NEWEST: &str = "1 0 http://e.org/gdeltv2/20260105234500.export.CSV.zip\n";

/// One event in the form of GDELT, packed.
fn gdelt() -> Vec<u8> {
    let mut row = vec![""; 61];
    (row[0], row[28], row[59]) = ("1", "19", "20260105234500");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("e.csv", zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(row.join("\t").as_bytes()).expect("written");
    archive.finish().expect("an archive").into_inner()
}

fn now() -> DateTime<Utc> {
    crate::parse::date("2026-01-06T00:00:00Z").expect("a date")
}

fn config() -> FetchConfig {
    FetchConfig {
        host_gap_ms: 0,
        first_byte_timeout_s: 1,
        total_timeout_s: 2,
        connect_timeout_s: 1,
        ..FetchConfig::default()
    }
}

fn source(kind: &str, url: String, options: &[(&str, &str)]) -> Source {
    let mut source: Source = serde_json::from_value(serde_json::json!({
        "id": "s", "name": "S", "kind": kind, "url": url, "class": "field", "allow_networks": ["127.0.0.0/8"]
    }))
    .expect("a source");
    source.options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    source.selectors = Selectors { item: "article".to_owned(), ..Selectors::default() };
    source
}

/// A source of each kind on a server and in a folder.
fn sources(server: &Loopback, folder: &std::path::Path) -> Vec<Source> {
    let kobo = [("asset", "aForm"), ("text_field", "what")];
    vec![
        source("feed", server.url("/rss"), &[]),
        source("page", server.url("/list"), &[]),
        source("sitemap", server.url("/map"), &[]),
        source("reliefweb", server.url("/v2/reports"), &[("appname", "test")]),
        source("kobo", server.url(""), &kobo),
        source("odk", server.url(""), &[("project", "1"), ("form", "report"), ("text_field", "what")]),
        source("ushahidi", server.url(""), &[]),
        source("gdelt", server.url("/gdeltv2"), &[("table", "events")]),
        // PATH is set everywhere; what it holds does not matter.
        source("acled", server.url(""), &[("user_env", "PATH"), ("password_env", "PATH")]),
        source("ucdp", server.url("/api"), &[("releases", "26.0.1")]),
        source("folder", folder.display().to_string(), &[]),
        source("lines", "-".to_owned(), &[]),
        source("null", String::new(), &[]),
        source("replay", String::new(), &[]),
    ]
}

fn order(source: &Source, state: SourceState) -> Order {
    Order { source: source.clone(), state, since: None }
}

fn state_of(visit: &Visit) -> SourceState {
    match &visit.result {
        Ok(fetched) => fetched.state.clone(),
        Err(failure) => failure.state.clone(),
    }
}

fn fetcher() -> Fetcher {
    fetcher_over(b"{\"title\":\"Ford closed\",\"author\":\"Desk\"}\n".to_vec())
}

/// A fetcher with this on standard input.
fn fetcher_over(input: Vec<u8>) -> Fetcher {
    let item = Item { title: "Ford closed".to_owned(), authors: vec!["Desk".to_owned()], ..Item::default() };
    Fetcher::new(config())
        .expect("a fetcher")
        .with(Box::new(Lines::over(std::io::Cursor::new(input))))
        .with(Box::new(Replay::new([(SourceId::new("s"), vec![item])])))
}

async fn server(list: &str, map: &str, garbage: Option<&[u8]>) -> Loopback {
    let page = |kind: &str, body: &str| match garbage {
        Some(bytes) => Page::ok(kind, bytes),
        None => Page::ok(kind, body),
    };
    Loopback::start([
        ("/rss", garbage.map_or_else(|| Page::tagged("application/rss+xml", RSS), |bytes| Page::ok("text/xml", bytes))),
        ("/list", page("text/html", list)),
        ("/map", page("text/xml", map)),
        ("/a1", Page::ok("text/html", "<main><p>Two days now.</p></main>")),
        ("/v2/reports", page("application/json", REPORTS)),
        ("/api/v2/assets/aForm/data.json", page("application/json", FORM)),
        ("/v1/projects/1/forms/report.svc/Submissions", page("application/json", CENTRAL)),
        ("/api/v5/posts", page("application/json", POSTS)),
        ("/gdeltv2/lastupdate.txt", page("text/plain", NEWEST)),
        ("/gdeltv2/20260105234500.export.CSV.zip", Page::ok("application/zip", gdelt())),
        ("/oauth/token", Page::ok("application/json", TOKEN)),
        ("/api/acled/read", page("application/json", EVENTS)),
        ("/api/deleted/read", page("application/json", r#"{"data":[]}"#)),
        ("/api/gedevents/26.0.1", page("application/json", RELEASE)),
    ])
    .await
}

#[tokio::test]
async fn every_kind_brings_items_once_and_names_no_reporter() {
    // The map needs the server's own address, so a first server only lends its port to the text.
    let pages = server(LIST, MAP, None).await;
    let map = MAP.replace("HOST", &pages.url(""));
    let server = server(LIST, &map, None).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.md"), "# Ford closed\nTwo days.").expect("a file");
    let fetcher = fetcher();
    let sources = sources(&server, folder.path());
    assert_eq!(sources.iter().map(|source| source.kind.as_str()).collect::<Vec<_>>(), kinds());
    for source in sources {
        assert_eq!(fetcher.check(&source), Ok(()), "{}", source.kind);
        let first = fetcher.pull(&order(&source, SourceState::default()), now()).await;
        let fetched = first.result.as_ref().unwrap_or_else(|failure| panic!("{}: {}", source.kind, failure.reason));
        assert_eq!(fetched.items.len(), usize::from(source.kind != "null"), "{}: {:?}", source.kind, fetched.issues);
        assert!(fetched.items.iter().all(|item| item.authors.is_empty()), "{}", source.kind);
        let second = fetcher.pull(&order(&source, state_of(&first)), now()).await;
        let again = second.result.as_ref().unwrap_or_else(|failure| panic!("{}: {}", source.kind, failure.reason));
        assert!(again.items.is_empty(), "{} brings old items again", source.kind);
        assert!(!again.changed, "{} does not say that nothing is new: {:?}", source.kind, again.issues);
        assert_eq!(again.state.failure_quarters, 0);
    }
}

#[tokio::test]
async fn garbage_and_absence_are_reasons_and_never_panics() {
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for garbage in [
        noise.as_slice(),
        b"",
        b"{",
        b"<",
        b"<html><body>busy</body></html>",
        b"\xff\xfe<\x00",
        b"[[[[",
        b"{\"results\":3}",
    ] {
        let server = server("", "", Some(garbage)).await;
        for source in sources(&server, std::path::Path::new("/nowhere/at/all")) {
            let fetcher = fetcher_over(garbage.to_vec());
            let visit = fetcher.pull(&order(&source, SourceState::default()), now()).await;
            match visit.result {
                Ok(_) => {
                    assert!(
                        ["null", "replay", "lines"].contains(&source.kind.as_str()),
                        "{} takes {garbage:?}",
                        source.kind
                    )
                }
                Err(failure) => {
                    assert!(failure.reason.len() > 20, "{}: {}", source.kind, failure.reason);
                    assert!(failure.state.failure_quarters > 0 && failure.state.next_visit > Some(now()));
                }
            }
        }
    }
}

#[tokio::test]
async fn every_kind_tells_a_refusal_a_loss_and_a_busy_server_apart() {
    for (status, kind, words) in [
        ("401 Unauthorized", FailureKind::Hard, "log"),
        ("403 Forbidden", FailureKind::Hard, "refuse"),
        ("410 Gone", FailureKind::Hard, "410"),
        ("429 Too Many Requests", FailureKind::Temporary, "come later"),
        ("500 Internal Server Error", FailureKind::Soft, "500"),
    ] {
        let server = Loopback::answering(move |_| Page::new(status, "", "<html>no</html>")).await;
        for source in sources(&server, std::path::Path::new("/nowhere/at/all")) {
            if !source.url.starts_with("http") {
                continue;
            }
            let fetcher = Fetcher::new(FetchConfig { robots: false, ..config() }).expect("a fetcher");
            let visit = fetcher.pull(&order(&source, SourceState::default()), now()).await;
            let failure = visit.result.expect_err("a failure");
            assert_eq!(failure.kind, kind, "{} {status}: {}", source.kind, failure.reason);
            assert!(failure.reason.contains(words), "{} {status}: {}", source.kind, failure.reason);
        }
    }
}

#[test]
fn an_unknown_kind_or_option_names_the_known_ones() {
    let fetcher = fetcher();
    let check = |source: &Source| fetcher.check(source).expect_err("refused");
    assert!(check(&source("telex", "https://e.org".to_owned(), &[])).contains("reliefweb"));
    assert!(check(&source("kobo", "https://e.org".to_owned(), &[("assett", "a")])).contains("asset, token_env"));
    assert!(
        check(&source("kobo", "https://e.org".to_owned(), &[("asset", "a"), ("text_field", "_submitted_by")]))
            .contains("people")
    );
    let both = [("asset", "a"), ("text_field", "t"), ("token_env", "A"), ("token_file", "b")];
    assert!(check(&source("kobo", "https://e.org".to_owned(), &both)).contains("leave one out"));
    let mut form = source("kobo", "https://e.org".to_owned(), &[("asset", "a"), ("text_field", "t")]);
    form.full_text = true;
    assert!(check(&form).contains("full_text"));
    assert!(check(&source("feed", "https://u:p@e.org".to_owned(), &[])).contains("token_env"));
    assert!(check(&source("feed", "ftp://e.org".to_owned(), &[])).contains("http"));
}

/// The reason and kind of the failure of a feed at this address.
async fn failure(url: String, allowed: bool) -> (FailureKind, String) {
    let mut source = source("feed", url, &[]);
    if !allowed {
        source.allow_networks.clear();
    }
    let visit = fetcher().pull(&order(&source, SourceState::default()), now()).await;
    let failure = visit.result.expect_err("a failure");
    (failure.kind, failure.reason)
}

#[tokio::test]
async fn faults_of_servers_are_told_with_what_to_do() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b' '; 8 << 20]).expect("compressed");
    let bomb = bomb.finish().expect("a bomb");
    let server = Loopback::start([
        ("/gone", Page::new("410 Gone", "", "")),
        ("/busy", Page::new("429 Too Many Requests", "Retry-After: 7200\r\n", "")),
        ("/down", Page::new("502 Bad Gateway", "", "")),
        ("/inside", Page::new("302 Found", "Location: http://10.0.0.7/x\r\n", "")),
        ("/octal", Page::new("302 Found", "Location: http://0x7f.1/x\r\n", "")),
        ("/file", Page::new("302 Found", "Location: file:///etc/passwd\r\n", "")),
        ("/circle", Page::new("302 Found", "Location: /circle\r\n", "")),
        ("/bomb", Page::new("200 OK", "Content-Encoding: gzip\r\n", bomb)),
        ("/slow", Page::ok("text/xml", RSS).slow(Duration::from_secs(3))),
    ])
    .await;
    for (path, kind, words) in [
        ("/missing", FailureKind::Hard, "moved or the feed is gone"),
        ("/gone", FailureKind::Hard, "410"),
        ("/busy", FailureKind::Temporary, "come later"),
        ("/down", FailureKind::Soft, "502"),
        ("/inside", FailureKind::Hard, "redirects to 10.0.0.7, a private address"),
        ("/file", FailureKind::Hard, "neither http nor https"),
        ("/circle", FailureKind::Hard, "in a circle"),
        ("/bomb", FailureKind::Hard, "decompression bomb"),
        ("/slow", FailureKind::Soft, "waiting for the first byte"),
    ] {
        let (found, reason) = failure(server.url(path), true).await;
        assert_eq!(found, kind, "{path}: {reason}");
        assert!(reason.contains(words), "{path}: {reason}");
    }
    assert!(failure(server.url("/gone"), false).await.1.contains("loopback"));
    assert!(failure("http://2130706433/".to_owned(), false).await.1.contains("loopback"));
    assert!(failure("http://[::ffff:10.0.0.1]/".to_owned(), true).await.1.contains("private"));
    let (kind, reason) = failure("http://127.0.0.1:1/".to_owned(), true).await;
    assert_eq!((kind, reason.contains("connection refused")), (FailureKind::Soft, true), "{reason}");
}

#[tokio::test]
async fn names_of_our_own_list_lead_to_their_port_and_are_checked() {
    let server = Loopback::start([("/rss", Page::ok("text/xml", RSS))]).await;
    let hosts = BTreeMap::from([("news.example".to_owned(), server.address)]);
    let fetcher = Fetcher::new(FetchConfig { hosts, ..config() }).expect("a fetcher");
    let mut source = source("feed", "http://news.example/rss".to_owned(), &[]);
    let visit = fetcher.pull(&order(&source, SourceState::default()), now()).await;
    let fetched = visit.result.expect("items");
    assert_eq!(fetched.items[0].link.as_deref(), Some("http://news.example/1"));
    source.allow_networks.clear();
    let refused = fetcher.pull(&order(&source, SourceState::default()), now()).await.result.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::Hard);
    assert!(refused.reason.contains("127.0.0.1 is a loopback address"), "{}", refused.reason);
}

#[tokio::test]
async fn a_token_goes_to_its_own_host_only_and_never_into_a_reason() {
    let other = Loopback::start([("/x", Page::ok("application/json", FORM))]).await;
    let away = format!("Location: {}\r\n", other.url("/x"));
    let server = Loopback::start([("/api/v2/assets/aForm/data.json", Page::new("302 Found", &away, ""))]).await;
    // PATH is set everywhere; what it holds does not matter.
    let options = [("asset", "aForm"), ("text_field", "what"), ("token_env", "PATH")];
    let visit = fetcher().pull(&order(&source("kobo", server.url("/"), &options), SourceState::default()), now()).await;
    assert!(visit.result.is_ok());
    assert!(server.requests()[0].to_lowercase().contains("authorization: token "));
    assert!(!other.requests()[0].to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_page_that_announces_a_feed_is_followed() {
    let page = "<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>";
    let server = Loopback::start([("/", Page::ok("text/html", page)), ("/rss", Page::ok("text/xml", RSS))]).await;
    let visit = fetcher().pull(&order(&source("feed", server.url("/"), &[]), SourceState::default()), now()).await;
    let fetched = visit.result.expect("items");
    assert_eq!((fetched.items.len(), fetched.issues.len()), (1, 1));
}

#[tokio::test]
async fn a_slow_host_does_not_hold_up_the_others() {
    let slow = Loopback::start([("/rss", Page::ok("text/xml", RSS).slow(Duration::from_millis(900)))]).await;
    let fast = Loopback::start([("/rss", Page::ok("text/xml", RSS))]).await;
    let fetcher = Arc::new(Fetcher::new(FetchConfig { concurrency: 2, ..config() }).expect("a fetcher"));
    let at = |server: &Loopback| order(&source("feed", server.url("/rss"), &[]), SourceState::default());
    let visits = vec![at(&slow), at(&slow), at(&slow), at(&fast), at(&fast), at(&fast)];
    let mut done = fetcher.pull_all(visits, now());
    let mut order = Vec::new();
    while let Some(visit) = done.recv().await {
        assert!(visit.result.is_ok() && visit.source.class == SourceClass::Field);
        order.push(visit.source.url == fast.url("/rss"));
    }
    assert_eq!(order, [true, true, true, false, false, false]);
}
