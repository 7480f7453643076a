//! How sources are treated: what their operators ask of programs, and how far their validators are believed.

use super::loopback::{Loopback, Page};
use crate::{FailureKind, FetchConfig, Fetcher, Order, Visit};
use chrono::{DateTime, Duration, Utc};
use domain::Source;
use domain::source::SourceState;

const LIST: &str = "<article><a href='/a1'>Ford closed</a></article>";

fn now() -> DateTime<Utc> {
    crate::parse::date("2026-01-06T00:00:00Z").expect("a date")
}

fn source(kind: &str, url: String) -> Source {
    serde_json::from_value(serde_json::json!({
        "id": "s", "name": "S", "kind": kind, "url": url, "class": "news", "allow_networks": ["127.0.0.0/8"],
        "selectors": {"item": "article"}
    }))
    .expect("a source")
}

async fn pull(source: &Source, state: SourceState, robots: bool) -> Visit {
    let config = FetchConfig { host_gap_ms: 0, robots, ..FetchConfig::default() };
    let order = Order { source: source.clone(), state, since: None };
    Fetcher::new(config).expect("a fetcher").pull(&order, now()).await
}

async fn pages(robots: Page) -> Loopback {
    let article = Page::ok("text/html", "<main><p>Two days now.</p></main>");
    Loopback::start([("/robots.txt", robots), ("/list", Page::ok("text/html", LIST)), ("/a1", article)]).await
}

#[tokio::test]
async fn pages_are_read_as_their_operator_asks() {
    let rules = "User-agent: almenara\nCrawl-delay: 0.3\nDisallow: /list\n\nUser-agent: *\nAllow: /";
    let server = pages(Page::ok("text/plain", rules)).await;
    let list = source("page", server.url("/list"));
    let refused = pull(&list, SourceState::default(), true).await.result.expect_err("refused");
    assert_eq!(refused.kind, FailureKind::Hard);
    assert!(refused.reason.contains("robots.txt of 127.0.0.1 asks programs not to read"), "{}", refused.reason);
    assert!(pull(&list, SourceState::default(), false).await.result.is_ok());

    let server = pages(Page::ok("text/plain", "User-agent: *\nCrawl-delay: 1\nDisallow: /a1")).await;
    let visit = pull(&source("page", server.url("/list")), SourceState::default(), true).await;
    let fetched = visit.result.expect("a list");
    assert!(fetched.items.is_empty() && fetched.issues[0].what.contains("robots.txt"), "{:?}", fetched.issues);
    assert!(visit.took_ms >= 900, "the pause that was asked for is kept: {} ms", visit.took_ms);
    assert_eq!(server.requests().iter().filter(|head| head.contains("/robots.txt")).count(), 1, "asked once");
}

#[tokio::test]
async fn rules_that_are_missing_allow_and_rules_that_fail_are_waited_for() {
    let busy = pages(Page::new("500 Internal Server Error", "", "")).await;
    let failure =
        pull(&source("page", busy.url("/list")), SourceState::default(), true).await.result.expect_err("wait");
    assert_eq!(failure.kind, FailureKind::Temporary);
    assert!(failure.reason.contains("robots.txt cannot be read"), "{}", failure.reason);
    let none = pages(Page::new("403 Forbidden", "", "")).await;
    assert!(pull(&source("page", none.url("/list")), SourceState::default(), true).await.result.is_ok());
}

fn rss(titles: &[&str]) -> String {
    let items: String = titles.iter().map(|t| format!("<item><title>{t}</title><link>/{t}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>T</title><ttl>30</ttl>{items}</channel></rss>")
}

#[tokio::test]
async fn feeds_are_not_asked_for_rules_and_lying_tags_are_not_believed_again() {
    // In small letters the server of the tests repeats its tag and never answers 304.
    let lying = |body: String| Page::new("200 OK", "etag: \"t1\"\r\n", body);
    let first = Loopback::start([("/rss", lying(rss(&["one", "two"])))]).await;
    let visit = pull(&source("feed", first.url("/rss")), SourceState::default(), true).await;
    assert!(first.requests().iter().all(|head| !head.contains("robots")));
    let state = visit.result.expect("items").state;
    assert_eq!(state.etag.as_deref(), Some("\"t1\""));

    let second = Loopback::start([("/rss", lying(rss(&["two", "three"])))]).await;
    let state = pull(&source("feed", second.url("/rss")), state, true).await.result.expect("items").state;
    assert_eq!(state.etag.as_deref(), Some("not believed"), "the same tag stood on another body");
    let fetched = pull(&source("feed", second.url("/rss")), state, true).await.result.expect("an answer");
    assert!(!second.requests()[1].to_lowercase().contains("if-none-match"));
    assert!(!fetched.changed && fetched.state.etag.as_deref() == Some("not believed"));
}

#[tokio::test]
async fn feeds_are_visited_as_often_as_they_bring_something_new() {
    let interval = |visit: Visit| {
        let state = visit.result.expect("items").state;
        (state.next_visit.expect("a date") - now(), state)
    };
    let server = Loopback::start([("/rss", Page::ok("text/xml", rss(&["one", "two"])))]).await;
    let feed = source("feed", server.url("/rss"));
    let (first, state) = interval(pull(&feed, SourceState::default(), true).await);
    let (same, _) = interval(pull(&feed, state.clone(), true).await);
    assert!(same > first, "nothing new: later");
    let server = Loopback::start([("/rss", Page::ok("text/xml", rss(&["three", "four"])))]).await;
    let (new, _) = interval(pull(&source("feed", server.url("/rss")), state, true).await);
    assert!(new < first && new > Duration::hours(3), "all new: sooner");
}

#[tokio::test]
async fn rules_are_asked_once_even_when_several_sources_want_them_at_the_same_moment() {
    let rules = Page::ok("text/plain", "User-agent: *\nAllow: /").slow(std::time::Duration::from_millis(200));
    let server = pages(rules).await;
    let fetcher = Fetcher::new(FetchConfig { host_gap_ms: 0, ..FetchConfig::default() }).expect("a fetcher");
    let order = Order { source: source("page", server.url("/list")), state: SourceState::default(), since: None };
    let visits = futures::future::join_all((0..4).map(|_| fetcher.pull(&order, now()))).await;
    assert!(visits.iter().all(|visit| visit.result.is_ok()));
    assert_eq!(server.requests().iter().filter(|head| head.contains("/robots.txt")).count(), 1);
    // Nor are rules that cannot be read asked for by each of them.
    let server = pages(Page::new("500 Internal Server Error", "", "")).await;
    let order = Order { source: source("page", server.url("/list")), state: SourceState::default(), since: None };
    let visits = futures::future::join_all((0..4).map(|_| fetcher.pull(&order, now()))).await;
    assert!(visits.iter().all(|visit| visit.result.is_err()));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn one_connection_serves_all_sources_of_a_host() {
    let paths = ["/1", "/2", "/3", "/4", "/5"];
    let server = Loopback::start(paths.map(|path| (path, Page::ok("text/xml", rss(&[path]))))).await;
    let fetcher = Fetcher::new(FetchConfig { host_gap_ms: 0, ..FetchConfig::default() }).expect("a fetcher");
    let order =
        |path: &str| Order { source: source("feed", server.url(path)), state: SourceState::default(), since: None };
    let mut done = std::sync::Arc::new(fetcher).pull_all(paths.iter().map(|path| order(path)).collect(), now());
    while let Some(visit) = done.recv().await {
        assert!(visit.result.is_ok());
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn a_source_that_has_moved_for_good_is_read_there_after_a_week() {
    let moved = |gone: bool| {
        Loopback::answering(move |request| match request.path() {
            "/old" => Page::new("301 Moved Permanently", "Location: /new?key=s3cr3t\r\n", ""),
            "/for-a-time" => Page::new("302 Found", "Location: /new\r\n", ""),
            _ if gone => Page::new("410 Gone", "", ""),
            _ => Page::tagged("text/xml", rss(&["one"])),
        })
    };
    let server = moved(false).await;
    let fetcher = Fetcher::new(FetchConfig { host_gap_ms: 0, ..FetchConfig::default() }).expect("a fetcher");
    let visit = async |path: &str, state: SourceState, days: i64| {
        let order = Order { source: source("feed", server.url(path)), state, since: None };
        fetcher.pull(&order, now() + Duration::days(days)).await.result.expect("items")
    };
    let first = visit("/old", SourceState::default(), 0).await;
    assert!(first.state.moved.as_ref().is_some_and(|moved| !moved.settled));
    let told = first.issues.iter().find(|issue| issue.at == "url").map(|issue| issue.what.clone()).unwrap_or_default();
    assert!(told.ends_with("/new: set url to that"), "{told}");
    let second = visit("/old", first.state, 7).await;
    assert!(second.state.moved.as_ref().is_some_and(|moved| moved.settled), "an unchanged answer counts");
    let third = visit("/old", second.state, 8).await;
    assert!(server.requests().last().is_some_and(|head| head.starts_with("GET /new?")));
    assert!(third.state.moved.is_some() && visit("/for-a-time", SourceState::default(), 0).await.state.moved.is_none());
    assert!(visit("/new", third.state.clone(), 9).await.state.moved.is_none(), "the configuration names another one");
    // Gone at the new address: back to the old one.
    let server = moved(true).await;
    let mut state = third.state;
    let moved = state.moved.as_mut().expect("a move");
    (moved.from, moved.to) = (server.url("/old"), server.url("/new"));
    let order = Order { source: source("feed", server.url("/old")), state, since: None };
    let failure = fetcher.pull(&order, now() + Duration::days(10)).await.result.expect_err("gone");
    assert_eq!(failure.state.moved, None);
}
