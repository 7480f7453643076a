//! Visits that stop at their cap, go on where they stopped, and read again from an instant.

use super::loopback::{Loopback, Page};
use crate::{FetchConfig, Fetcher, Order, Replay, Visit};
use chrono::{DateTime, Duration, Utc};
use domain::source::SourceState;
use domain::{Item, Source, SourceId};
use std::sync::Arc;

pub(super) fn now() -> DateTime<Utc> {
    crate::parse::date("2026-01-06T00:00:00Z").expect("a date")
}

pub(super) fn source(kind: &str, url: String, options: &[(&str, &str)]) -> Source {
    let mut source: Source = serde_json::from_value(serde_json::json!({
        "id": "s", "name": "S", "kind": kind, "url": url, "class": "news", "allow_networks": ["127.0.0.0/8"],
        "selectors": {"item": "article", "next": "a.next", "date": "time"}
    }))
    .expect("a source");
    source.options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    source
}

/// A fetcher that takes so many items in a visit and visits a source so many times.
pub(super) fn fetcher(items_max: usize, rounds_max: usize) -> Fetcher {
    let config = FetchConfig { host_gap_ms: 0, items_max, rounds_max, robots: false, ..FetchConfig::default() };
    Fetcher::new(config).expect("a fetcher")
}

/// All visits of a run over one source.
pub(super) async fn run(fetcher: Fetcher, source: &Source, state: SourceState, since: Option<&str>) -> Vec<Visit> {
    let since = since.and_then(crate::parse::date);
    let mut done = Arc::new(fetcher).pull_all(vec![Order { source: source.clone(), state, since }], now());
    let mut visits = Vec::new();
    while let Some(visit) = done.recv().await {
        visits.push(visit);
    }
    visits
}

/// The names of all items of visits, and the last state. Every visit must have ended well.
pub(super) fn gathered(visits: Vec<Visit>) -> (Vec<String>, SourceState) {
    let (mut names, mut state) = (Vec::new(), SourceState::default());
    for visit in visits {
        let fetched = visit.result.unwrap_or_else(|failure| panic!("{}", failure.reason));
        names.extend(fetched.items.into_iter().map(|item| item.guid.unwrap_or(item.title)));
        state = fetched.state;
    }
    (names, state)
}

fn replay(count: usize) -> Replay {
    let items = (0..count).map(|n| Item { title: n.to_string(), ..Item::default() }).collect();
    Replay::new([(SourceId::new("s"), items)])
}

#[tokio::test]
async fn a_source_is_visited_until_nothing_is_left_and_each_visit_can_be_stored_by_itself() {
    let source = source("replay", String::new(), &[]);
    let visits = run(fetcher(4, 10).with(Box::new(replay(10))), &source, SourceState::default(), None).await;
    let more: Vec<bool> = visits.iter().map(|visit| visit.result.as_ref().is_ok_and(|fetched| fetched.more)).collect();
    assert_eq!(more, [true, true, false]);
    let (names, state) = gathered(visits);
    assert_eq!(names, (0..10).map(|n| n.to_string()).collect::<Vec<_>>());
    let again = run(fetcher(4, 10).with(Box::new(replay(10))), &source, state.clone(), None).await;
    assert!(gathered(again).0.is_empty());
    let filled = run(fetcher(4, 10).with(Box::new(replay(10))), &source, state, Some("2026-01-01")).await;
    assert_eq!(gathered(filled).0.len(), 10, "since counts for the first visit, the cursor for the others");
}

#[tokio::test]
async fn after_the_last_round_the_next_visit_is_due_at_once() {
    let source = source("replay", String::new(), &[]);
    let visits = run(fetcher(2, 3).with(Box::new(replay(10))), &source, SourceState::default(), None).await;
    assert_eq!(visits.len(), 3);
    let (names, state) = gathered(visits);
    assert_eq!((names.len(), state.next_visit), (6, Some(now() + Duration::minutes(10))));
    assert!(state.last_outcome.as_deref().is_some_and(|outcome| outcome.contains("there are more")));
    let visits = run(fetcher(4, 3).with(Box::new(replay(10))), &source, state, None).await;
    let (names, state) = gathered(visits);
    assert_eq!(names, ["6", "7", "8", "9"]);
    assert!(state.next_visit > Some(now() + Duration::hours(5)), "the usual rhythm is back");
}

#[tokio::test]
async fn a_failure_in_a_later_round_keeps_what_the_rounds_before_brought() {
    let server = Loopback::start([("/rss", Page::new("503 Service Unavailable", "", ""))]).await;
    let visits = run(fetcher(2, 5), &source("feed", server.url("/rss"), &[]), SourceState::default(), None).await;
    assert_eq!(visits.len(), 1, "a source that fails is not tried again in the same run");
}
