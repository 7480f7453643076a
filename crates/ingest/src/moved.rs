//! Sources that say they have moved for good: noted when it is first said, believed when it has been said for a week, and
//! forgotten when the new address is gone.

use crate::fault::{FailureKind, Fault};
use crate::http::{Own, shown};
use chrono::{DateTime, Duration, Utc};
use domain::Source;
use domain::item::Issue;
use domain::source::{Moved, SourceState};
use std::borrow::Cow;
use url::Url;

/// How long it must be said before it is believed: a mistake is usually mended within days.
const AGREED: Duration = Duration::days(7);

/// The source with the address that it is read at: the new one when the move is settled.
pub fn place<'a>(source: &'a Source, state: &SourceState) -> Cow<'a, Source> {
    match state.moved.as_ref().filter(|moved| moved.settled && moved.from == source.url) {
        Some(moved) => Cow::Owned(Source { url: moved.to.clone(), ..source.clone() }),
        None => Cow::Borrowed(source),
    }
}

/// The note after a visit that ended well.
pub fn after_success(source: &Source, moved: Option<Moved>, own: &Own, now: DateTime<Utc>) -> Option<Moved> {
    let known = moved.filter(|moved| moved.from == source.url);
    match own {
        _ if known.as_ref().is_some_and(|moved| moved.settled) => known,
        Own::Unknown => known,
        Own::Plain => None,
        Own::Moved(to) if !is_as_good(&source.url, to) => None,
        Own::Moved(to) => {
            let since = known.filter(|moved| moved.to == to.as_str()).map_or(now, |moved| moved.since);
            Some(Moved { from: source.url.clone(), to: to.to_string(), since, settled: now - since >= AGREED })
        }
    }
}

/// The note after a visit that failed: a new address that is gone is not asked again.
pub fn after_failure(source: &Source, moved: Option<Moved>, fault: &Fault) -> Option<Moved> {
    let gone = fault.kind == FailureKind::Hard || fault.no_such_host;
    moved.filter(|moved| moved.from == source.url && !(moved.settled && gone))
}

/// What to tell of a move.
pub fn issue(moved: &Moved) -> Option<Issue> {
    let to = shown(&Url::parse(&moved.to).ok()?);
    let what = match moved.settled {
        true => format!("moved for good to {to}, and read there: set url to that"),
        false => format!("moved for good to {to}: set url to that"),
    };
    Some(Issue { at: "url".to_owned(), what })
}

/// Whether an address is another one, and no less protected than the old one.
fn is_as_good(from: &str, to: &Url) -> bool {
    let Ok(from) = Url::parse(from.trim()) else { return false };
    let plain = to.username().is_empty() && to.password().is_none();
    from != *to && plain && (to.scheme() == from.scheme() || to.scheme() == "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(url: &str) -> Source {
        serde_json::from_value(serde_json::json!({"id": "s", "name": "S", "kind": "feed", "url": url, "class": "news"}))
            .expect("a source")
    }

    fn to(url: &str) -> Own {
        Own::Moved(Url::parse(url).expect("an address"))
    }

    #[test]
    fn a_move_is_believed_after_a_week_of_agreement() {
        let own = source("http://e.org/feed");
        let day = |n: i64| crate::parse::date("2026-01-05T08:00:00Z").expect("a date") + Duration::days(n);
        let first = after_success(&own, None, &to("https://e.org/feed?key=s"), day(0)).expect("noted");
        assert_eq!((first.settled, first.since), (false, day(0)));
        let later = after_success(&own, Some(first.clone()), &to("https://e.org/feed?key=s"), day(6)).expect("kept");
        assert_eq!((later.settled, later.since), (false, day(0)));
        let other = after_success(&own, Some(later.clone()), &to("https://e.org/other"), day(7)).expect("noted");
        assert_eq!((other.settled, other.since), (false, day(7)));
        assert_eq!(after_success(&own, Some(later.clone()), &Own::Plain, day(7)), None);
        let settled = after_success(&own, Some(later), &to("https://e.org/feed?key=s"), day(7)).expect("kept");
        assert!(settled.settled && issue(&settled).is_some_and(|issue| !issue.what.contains("key")));
        let state = SourceState { moved: Some(settled.clone()), ..SourceState::default() };
        assert_eq!(place(&own, &state).url, "https://e.org/feed?key=s");
        let changed = source("http://e.org/new");
        assert_eq!(place(&changed, &state).url, "http://e.org/new");
        assert_eq!(after_success(&changed, Some(settled.clone()), &Own::Plain, day(8)), None);
        assert_eq!(after_failure(&own, Some(settled.clone()), &Fault::soft("slow")), Some(settled.clone()));
        assert_eq!(after_failure(&own, Some(settled), &Fault::hard("410 gone")), None);
    }

    #[test]
    fn a_less_protected_address_is_never_settled() {
        assert!(!is_as_good("https://e.org/", &Url::parse("http://e.org/").expect("an address")));
        assert!(is_as_good("http://e.org/", &Url::parse("https://e.org/").expect("an address")));
        assert!(!is_as_good("http://e.org", &Url::parse("http://e.org/").expect("an address")), "the same");
        assert!(!is_as_good("http://e.org/", &Url::parse("http://u:p@e.org/").expect("an address")));
    }
}
