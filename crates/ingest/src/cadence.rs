//! When a source is visited next: as often as it brings something new, as seldom as it asks.

use chrono::{DateTime, Duration, Utc};
use domain::SourceId;

/// No source is asked more often than this.
pub const INTERVAL_MIN: Duration = Duration::minutes(10);
/// No source is left alone for longer than this.
pub const INTERVAL_MAX: Duration = Duration::hours(24);
/// Shares of already-seen items between which the interval is right: below, items may be missed; above, visits are wasted.
const SEEN_SHARE_MIN: f64 = 0.33;
const SEEN_SHARE_MAX: f64 = 0.67;
/// By how much the interval grows or shrinks at once: small enough that one odd visit does no harm.
const STEP_PERCENT: i32 = 150;
/// The share of the interval that is taken off at most, so that sources added together do not stay together. It is taken
/// off, not added: a daily source must be due at the next day's run.
const JITTER_PERCENT_MAX: i32 = 10;
/// How far into a feed its own rhythm is looked for, bytes: it stands before the items.
const HEAD_BYTES: usize = 8 << 10;

/// How long the source itself wants to be left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// `Cache-Control: max-age`.
    pub max_age: Option<Duration>,
    /// Until the date in `Expires`.
    pub expires: Option<Duration>,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// `<ttl>` of RSS, or `sy:updatePeriod` and `sy:updateFrequency`.
    pub rhythm: Option<Duration>,
}

/// The time until the next visit, 10 minutes to 24 hours. `last` is the interval so far, without its jitter; `seen_share` how much of what was
/// brought was known already (0..1; nothing when unknown: the interval stays). The jitter depends on the source alone.
pub fn next_interval(last: Duration, seen_share: Option<f64>, hints: &Hints, id: &SourceId) -> Duration {
    let last = last.clamp(INTERVAL_MIN, INTERVAL_MAX);
    let adapted = match seen_share {
        Some(share) if share > SEEN_SHARE_MAX => last * STEP_PERCENT / 100,
        Some(share) if share < SEEN_SHARE_MIN => last * 100 / STEP_PERCENT,
        _ => last,
    };
    let adapted = adapted.clamp(INTERVAL_MIN, INTERVAL_MAX);
    let spread = adapted - adapted * jitter_percent(id) / 100;
    let asked = [hints.max_age, hints.expires, hints.retry_after, hints.rhythm].into_iter().flatten().max();
    spread.max(asked.unwrap_or(INTERVAL_MIN)).clamp(INTERVAL_MIN, INTERVAL_MAX)
}

/// An interval as it was before [`next_interval`] took its jitter off: taken off again and again it would wear the
/// interval down.
pub fn without_jitter(interval: Duration, id: &SourceId) -> Duration {
    interval * 100 / (100 - jitter_percent(id))
}

fn jitter_percent(id: &SourceId) -> i32 {
    (xxhash_rust::xxh3::xxh3_64(id.as_str().as_bytes()) % (JITTER_PERCENT_MAX as u64 + 1)) as i32
}

/// What the headers of an answer say: `Cache-Control`, and `Expires` where that has no `max-age`.
pub fn of_headers(cache_control: Option<&str>, expires: Option<&str>, now: DateTime<Utc>) -> Hints {
    let seconds =
        |part: &str| part.trim().to_ascii_lowercase().strip_prefix("max-age=")?.trim_matches('"').parse().ok();
    let max_age = cache_control.and_then(|line| line.split(',').find_map(seconds)).and_then(Duration::try_seconds);
    let expires = expires.filter(|_| max_age.is_none()).and_then(crate::parse::date).map(|at| at - now);
    Hints { max_age, expires: expires.filter(|wait| *wait > Duration::zero()), ..Hints::default() }
}

/// The rhythm that a feed names in its head.
pub fn rhythm(bytes: &[u8]) -> Option<Duration> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let text = |name: &str| {
        let start = head.find(&format!("<{name}>"))? + name.len() + 2;
        head[start..].split('<').next().map(str::trim)
    };
    if let Some(minutes) = text("ttl").and_then(|ttl| ttl.parse::<u32>().ok()) {
        return Some(Duration::minutes(minutes.into()));
    }
    let hours = match text("sy:updatePeriod")?.to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 24 * 7,
        "monthly" => 24 * 30,
        "yearly" => 24 * 365,
        _ => return None,
    };
    let times = text("sy:updateFrequency").and_then(|times| times.parse::<u16>().ok()).filter(|times| *times > 0);
    Some(Duration::hours(hours) / i32::from(times.unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(last: i64, share: Option<f64>, hints: &Hints) -> i64 {
        next_interval(Duration::minutes(last), share, hints, &SourceId::new("radio")).num_minutes()
    }

    #[test]
    fn the_interval_follows_what_is_new_within_its_bounds() {
        let none = Hints::default();
        let usual = minutes(360, Some(0.5), &none);
        assert!((324..=360).contains(&usual) && minutes(360, None, &none) == usual);
        assert!(minutes(360, Some(1.0), &none) > 450 && minutes(360, Some(0.0), &none) < 250);
        assert_eq!(minutes(10, Some(0.0), &none), 10);
        let id = SourceId::new("radio-7");
        let given = next_interval(Duration::minutes(360), None, &none, &id);
        let kept = (0..500).fold(given, |last, _| next_interval(without_jitter(last, &id), Some(0.5), &none, &id));
        assert!((given - kept).abs() < Duration::seconds(1), "{given} became {kept}");
        assert!((1296..=1440).contains(&minutes(1440, Some(1.0), &none)));
    }

    #[test]
    fn the_source_may_ask_for_more_time_but_not_for_more_than_a_day() {
        let asks = |hours| Hints { rhythm: Some(Duration::hours(hours)), ..Hints::default() };
        assert_eq!((minutes(60, None, &asks(5)), minutes(60, None, &asks(500))), (300, 1440));
        let now = crate::parse::date("2026-01-05T08:00:00Z").expect("a date");
        let both = of_headers(Some("public, max-age=7200"), Some("Mon, 05 Jan 2026 20:00:00 GMT"), now);
        assert_eq!((both.max_age, both.expires), (Some(Duration::hours(2)), None));
        let late = of_headers(Some("no-cache"), Some("Mon, 05 Jan 2026 09:00:00 GMT"), now);
        assert_eq!((late.max_age, late.expires), (None, Some(Duration::hours(1))));
    }

    #[test]
    fn a_feed_names_its_rhythm() {
        assert_eq!(rhythm(b"<rss><channel><ttl> 60 </ttl>"), Some(Duration::hours(1)));
        let daily = b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>";
        assert_eq!((rhythm(daily), rhythm(b"<rss>")), (Some(Duration::hours(6)), None));
    }
}
