//! Dates as texts, addresses and metadata write them.

mod address;
mod event;
mod written;

pub use address::in_address;
pub use event::of_event;
pub use written::{dateline, first_written, is_month, short_year};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

/// Reads a machine-written date (see [`stated`]) as an instant.
pub fn machine(text: &str) -> Option<DateTime<Utc>> {
    stated(text).map(|date| date.with_timezone(&Utc))
}

/// Reads a machine-written date: ISO 8601 in its usual variants, RFC 2822, or seconds since 1970, in the offset it is
/// stated in. A date without a time is midnight UTC; a time without an offset is taken as UTC.
pub fn stated(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)) {
        return Some(date);
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M:%S%z"] {
        if let Ok(date) = DateTime::parse_from_str(text, format) {
            return Some(date);
        }
    }
    let bare = text.strip_suffix('Z').unwrap_or(text);
    for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y%m%dT%H%M%S"]
    {
        if let Ok(date) = NaiveDateTime::parse_from_str(bare, format) {
            return Some(date.and_utc().fixed_offset());
        }
    }
    let day = leading_date(text).and_then(midnight);
    day.or_else(|| epoch(text)).map(|date| date.fixed_offset())
}

/// `2026-03-14`, `2026/03/14`, `2026.03.14` or `20260314` at the very beginning; what follows is not read.
fn leading_date(text: &str) -> Option<NaiveDate> {
    let head = text.get(..10).filter(|_| !text.as_bytes().get(10).is_some_and(u8::is_ascii_digit));
    ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(head?, format).ok())
        .or_else(|| (text.len() == 8).then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten())
}

/// Seconds or milliseconds since 1970, of the years 1990 to 2100.
fn epoch(text: &str) -> Option<DateTime<Utc>> {
    let number: i64 = text.parse().ok()?;
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    (631_152_000..4_102_444_800).contains(&seconds).then(|| DateTime::from_timestamp(seconds, 0)).flatten()
}

/// Midnight UTC of a day.
pub fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_dates_come_in_many_shapes() {
        for (text, instant) in [
            ("2026-03-14T08:30:00+02:00", "2026-03-14T06:30:00+00:00"),
            ("2026-03-14T08:30:00+0200", "2026-03-14T06:30:00+00:00"),
            ("2026-03-14T08:30:00.123", "2026-03-14T08:30:00.123+00:00"),
            ("2026-03-14 08:30", "2026-03-14T08:30:00+00:00"),
            ("Sat, 14 Mar 2026 08:30:00 GMT", "2026-03-14T08:30:00+00:00"),
            ("2026-03-14", "2026-03-14T00:00:00+00:00"),
            ("2026/03/14 at noon", "2026-03-14T00:00:00+00:00"),
            ("20260314", "2026-03-14T00:00:00+00:00"),
            ("1773477000", "2026-03-14T08:30:00+00:00"),
        ] {
            assert_eq!(machine(text).map(|date| date.to_rfc3339()).as_deref(), Some(instant), "{text}");
        }
        assert_eq!(machine("yesterday"), None);
        assert_eq!(machine("2026-13-40"), None);
    }
}
