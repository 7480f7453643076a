//! Lists of items: what is older, what is too much for one visit, and the articles behind summaries.

use super::loopback::{Loopback, Page, Request};
use super::rounds::{fetcher, gathered, run, source};
use crate::{FetchConfig, Fetcher, Visit};
use domain::source::SourceState;
use domain::{Body, Fetched};

fn atom(items: std::ops::Range<u32>, links: &str) -> Page {
    let entry = |n: u32| {
        format!(
            "<entry><id>{n}</id><title>Item {n}</title><link href='/a{n}'/><updated>2026-01-{n:02}T08:00:00Z</updated>
            <link rel='next' href='/no'/></entry>"
        )
    };
    let entries: String = items.rev().map(entry).collect();
    let text = format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{links}{entries}</feed>");
    Page::ok("application/atom+xml", text)
}

fn fetched(visits: &[Visit]) -> Vec<&Fetched> {
    visits.iter().map(|visit| visit.result.as_ref().unwrap_or_else(|failure| panic!("{}", failure.reason))).collect()
}

/// Three pages of a feed, newest first; the last one names another server, which is not followed.
fn archive(request: &Request) -> Page {
    match request.target.as_str() {
        "/feed" => atom(20..25, "<link rel='prev-archive' href='/old?p=2'/><link rel='next' href='/wrong'/>"),
        "/old?p=2" => atom(15..20, "<link rel='next' href='/old?p=3'/>"),
        "/old?p=3" => atom(10..15, "<link rel='next' href='https://other.example/old'/>"),
        _ => Page::new("404 Not Found", "", ""),
    }
}

#[tokio::test]
async fn a_feed_is_followed_into_its_archives_as_far_as_is_asked() {
    let server = Loopback::answering(archive).await;
    let own = source("feed", server.url("/feed"), &[]);
    let all: Vec<String> = (10..25).rev().map(|n| n.to_string()).collect();
    for items_max in [3, 4, 5, 7, 100] {
        let visits = run(fetcher(items_max, 20), &own, SourceState::default(), Some("2025-01-01")).await;
        assert_eq!(gathered(visits).0, all, "{items_max} at a time");
    }
    let (brought, state) = gathered(run(fetcher(100, 20), &own, SourceState::default(), Some("2026-01-17")).await);
    assert_eq!(brought, all[..8]);
    let again = run(fetcher(100, 20), &own, state, None).await;
    assert_eq!(fetched(&again)[0].items.len(), 5);
}

#[tokio::test]
async fn a_json_feed_names_its_next_page() {
    let page = |n: u32, next: &str| {
        let item = format!(r#"{{"id":"{n}","title":"Item","date_published":"2026-01-0{n}T08:00:00Z"}}"#);
        let head = r#""version":"https://jsonfeed.org/version/1.1","title":"T""#;
        Page::ok("application/feed+json", format!(r#"{{{head},"items":[{item}]{next}}}"#))
    };
    let server = Loopback::start([("/1", page(3, r#","next_url":"/2""#)), ("/2", page(2, ""))]).await;
    let own = source("feed", server.url("/1"), &[]);
    let visits = run(fetcher(9, 9), &own, SourceState::default(), Some("2026-01-01")).await;
    assert_eq!(gathered(visits).0, ["3", "2"]);
}

#[tokio::test]
async fn a_feed_with_more_items_than_a_visit_may_bring_loses_none() {
    let page = Page::tagged("application/atom+xml", atom(1..28, "").body);
    let server = Loopback::start([("/feed", page)]).await;
    let own = source("feed", server.url("/feed"), &[]);
    let (brought, state) = gathered(run(fetcher(10, 9), &own, SourceState::default(), None).await);
    assert_eq!(brought, (1..28).rev().map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(!fetched(&run(fetcher(10, 9), &own, state, None).await)[0].changed);
}

/// Four pages of a list with two articles each.
fn list(request: &Request) -> Page {
    let number = |text: &str| text.parse::<u32>().ok();
    if let Some(n) = request.path().strip_prefix("/a").and_then(number) {
        return Page::ok("text/html", format!("<main><p>Text {n}.</p></main>"));
    }
    let page = number(request.path().trim_start_matches("/list")).unwrap_or(1);
    let entry = |n: u32| {
        let day = 20 - n;
        format!("<article><a href='/a{n}'>Item</a><time datetime='2026-01-{day:02}'></time></article>")
    };
    let next = if page < 4 { format!("<a class=next href=/list{}>more</a>", page + 1) } else { String::new() };
    Page::ok("text/html", format!("{}{}{next}", entry(2 * page - 1), entry(2 * page)))
}

fn paged(pages_max: usize, rounds_max: usize) -> Fetcher {
    let config = FetchConfig { host_gap_ms: 0, pages_max, rounds_max, robots: false, ..FetchConfig::default() };
    Fetcher::new(config).expect("a fetcher")
}

#[tokio::test]
async fn a_list_page_is_followed_until_its_entries_are_older() {
    let server = Loopback::answering(list).await;
    let own = source("page", server.url("/list1"), &[]);
    for pages_max in [1, 2, 3, 20] {
        let visits = run(paged(pages_max, 20), &own, SourceState::default(), Some("2026-01-01")).await;
        assert_eq!(gathered(visits).0.len(), 8, "{pages_max} at a time");
    }
    let visits = run(paged(20, 20), &own, SourceState::default(), Some("2026-01-17")).await;
    assert_eq!(gathered(visits).0.len(), 3);
    // An ordinary visit leaves what it may not fetch for the next one, which is due soon.
    let visits = run(paged(5, 20), &own, SourceState::default(), None).await;
    let first = fetched(&visits);
    assert_eq!((visits.len(), first[0].items.len(), first[0].more), (1, 5, true));
    assert_eq!(first[0].state.next_visit, Some(super::rounds::now() + chrono::Duration::minutes(10)));
}

/// An index of twelve maps, one a day, with an article each.
fn index(request: &Request) -> Page {
    let host = request.head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
    let host = format!("http://{}", host.unwrap_or_default());
    match request.path() {
        "/index" => {
            let map = |n: u32| format!("<sitemap><loc>{host}/m{n}</loc><lastmod>2026-01-{n:02}</lastmod></sitemap>");
            Page::ok("text/xml", format!("<sitemapindex>{}</sitemapindex>", (1..13).map(map).collect::<String>()))
        }
        path if path.starts_with("/m") => {
            let n = path.trim_start_matches("/m");
            let entry = format!("<url><loc>{host}/a{n}</loc><lastmod>2026-01-{n:0>2}</lastmod></url>");
            Page::ok("text/xml", format!("<urlset>{entry}</urlset>"))
        }
        _ => Page::ok("text/html", "<main><p>Text.</p></main>"),
    }
}

#[tokio::test]
async fn the_maps_of_an_index_are_read_by_their_dates() {
    let server = Loopback::answering(index).await;
    let own = source("sitemap", server.url("/index"), &[]);
    let last = |visits: Vec<Visit>| -> Vec<String> {
        gathered(visits).0.iter().map(|name| name.rsplit('/').next().unwrap_or_default().to_owned()).collect()
    };
    let newest = run(paged(20, 9), &own, SourceState::default(), None).await;
    assert_eq!(last(newest), ["a12", "a11", "a10", "a9"]);
    let back = run(paged(2, 9), &own, SourceState::default(), Some("2026-01-06")).await;
    assert_eq!(last(back), ["a12", "a11", "a10", "a9", "a8", "a7", "a6"]);
}

#[tokio::test]
async fn summaries_are_completed_by_their_pages_once() {
    let server = Loopback::answering(|request| match request.path() {
        "/feed" => atom(1..6, ""),
        "/a3" => Page::new("404 Not Found", "", ""),
        _ => Page::ok("text/html", format!("<main><p>Text of {}.</p></main>", request.path())),
    })
    .await;
    let mut own = source("feed", server.url("/feed"), &[]);
    own.full_text = true;
    let first = run(paged(3, 9), &own, SourceState::default(), None).await;
    let got = fetched(&first);
    assert_eq!((first.len(), got[0].items.len(), got[0].more, got[0].issues.len()), (1, 3, true, 1));
    assert!(matches!(&got[0].items[0].body, Body::Page(text) if text.contains("Text of /a5")));
    assert!(got[0].items[2].body == Body::None && got[0].issues[0].what.contains("only the summary"));
    let second = run(paged(3, 9), &own, got[0].state.clone(), None).await;
    let rest = fetched(&second);
    assert_eq!((rest[0].items.len(), rest[0].more), (2, false));
    let third = run(paged(3, 9), &own, rest[0].state.clone(), None).await;
    assert!(fetched(&third)[0].items.is_empty());
    assert_eq!(server.requests().iter().filter(|head| head.starts_with("GET /a")).count(), 5, "each page once");
}

#[tokio::test]
async fn a_host_that_asks_for_patience_gets_it_and_nothing_is_lost() {
    let server = Loopback::answering(|request| match request.path() {
        "/feed" => atom(1..6, ""),
        _ => Page::new("429 Too Many Requests", "", ""),
    })
    .await;
    let mut own = source("feed", server.url("/feed"), &[]);
    own.full_text = true;
    let visits = run(paged(9, 9), &own, SourceState::default(), None).await;
    assert_eq!((fetched(&visits)[0].items.len(), server.requests().len()), (5, 2));
}
