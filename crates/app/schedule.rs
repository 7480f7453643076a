//! When things run: ordinary five-field cron lines in a time zone.
//!
//! The `cron` crate speaks Quartz: six fields, 1 = Sunday, day of month *and* weekday. This type speaks what people write in a
//! crontab, and decides what the crate leaves open: a local time that a clock change skips runs at the first instant after the
//! gap, one that occurs twice runs once.

use anyhow::{Result, bail};
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::str::FromStr;

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A cron line in a time zone; an empty line never runs.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// One Quartz line, or two of which either fires: crontab's "day of month *or* weekday".
    lines: Vec<cron::Schedule>,
    zone: Tz,
}

impl Schedule {
    /// Reads `minute hour day month weekday`.
    ///
    /// # Errors
    /// Says which line is wrong and what is expected.
    pub fn parse(line: &str, zone: Tz) -> Result<Self> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let lines = match fields.as_slice() {
            [] => Vec::new(),
            &[minute, hour, day, month, weekday] => {
                let weekday = weekday_names(weekday)?;
                let pairs = if day != "*" && weekday != "*" {
                    vec![(day, "*".to_owned()), ("*", weekday)]
                } else {
                    vec![(day, weekday)]
                };
                let quartz = |(day, weekday): (&str, String)| {
                    cron::Schedule::from_str(&format!("0 {minute} {hour} {day} {month} {weekday}"))
                        .map_err(|cause| anyhow::anyhow!("cron line {line:?}: {cause}"))
                };
                pairs.into_iter().map(quartz).collect::<Result<_>>()?
            }
            other => bail!(
                "cron line {line:?} has {} fields; five are expected: minute hour day month weekday, for example 0 6 * * 1-5",
                other.len()
            ),
        };
        Ok(Self { lines, zone })
    }

    /// The first instant after `after`; `None` when it never runs again.
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // Local wall time is handed to the crate as if it were UTC, so that clock changes are decided here alone. Stepping back
        // an hour more than any clock change makes sure that a shifted time is not overlooked.
        let from = after.with_timezone(&self.zone).naive_local() - Duration::hours(3);
        self.lines.iter().filter_map(|line| self.next_of(line, from, after)).min()
    }

    fn next_of(&self, line: &cron::Schedule, from: NaiveDateTime, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        line.after(&from.and_utc()).map(|wall| self.instant(wall.naive_utc())).find(|instant| *instant > after)
    }

    fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        let mut local = wall;
        loop {
            match self.zone.from_local_datetime(&local) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.to_utc(),
                // Inside the gap: go on to its end, minute by minute (gaps end on whole minutes).
                LocalResult::None => local += Duration::minutes(1),
            }
        }
    }
}

/// `1-5` → `MON-FRI`, `7` → `SUN`: crontab counts from Sunday = 0, Quartz from Sunday = 1.
fn weekday_names(field: &str) -> Result<String> {
    let name = |text: &str| -> Result<String> {
        match text.parse::<usize>() {
            Ok(number @ 0..=7) => Ok(WEEKDAYS[number % 7].to_owned()),
            Ok(number) => bail!("weekday {number} is not in 0-7 (0 and 7 are Sunday)"),
            Err(_) => Ok(text.to_owned()),
        }
    };
    let part = |part: &str| -> Result<String> {
        let (range, step) = part.split_once('/').map_or((part, ""), |(range, step)| (range, step));
        let range = match range.split_once('-') {
            // A range that ends on Sunday as 7 would wrap in Quartz: it is written as its two halves.
            Some((from, "7")) => format!("{}-SAT,SUN", name(from)?),
            Some((from, to)) => format!("{}-{}", name(from)?, name(to)?),
            None => name(range)?,
        };
        Ok(if step.is_empty() { range } else { format!("{range}/{step}") })
    };
    Ok(field.split(',').map(part).collect::<Result<Vec<_>>>()?.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn next(line: &str, zone: Tz, after: &str) -> Option<DateTime<Utc>> {
        Schedule::parse(line, zone).expect("a schedule").next(at(after))
    }

    #[test]
    fn weekdays_count_as_in_a_crontab() {
        // 2026-11-23 is a Monday.
        assert_eq!(next("0 6 * * 1", Tz::UTC, "2026-11-22T00:00:00Z"), Some(at("2026-11-23T06:00:00Z")));
        assert_eq!(next("0 6 * * 0", Tz::UTC, "2026-11-23T00:00:00Z"), Some(at("2026-11-29T06:00:00Z")));
        assert_eq!(next("0 6 * * 5-7", Tz::UTC, "2026-11-28T07:00:00Z"), Some(at("2026-11-29T06:00:00Z")));
    }

    #[test]
    fn day_of_month_or_weekday() {
        assert_eq!(next("0 0 15 * 1", Tz::UTC, "2026-11-10T00:00:00Z"), Some(at("2026-11-15T00:00:00Z")));
        assert_eq!(next("0 0 15 * 1", Tz::UTC, "2026-11-15T00:00:00Z"), Some(at("2026-11-16T00:00:00Z")));
    }

    #[test]
    fn a_time_that_is_skipped_runs_after_the_gap_and_a_doubled_one_once() {
        let zone = chrono_tz::Europe::Vienna;
        assert_eq!(next("30 2 * * *", zone, "2026-03-29T00:00:00Z"), Some(at("2026-03-29T01:00:00Z")));
        let first = next("30 2 * * *", zone, "2026-10-24T22:00:00Z");
        assert_eq!(first, Some(at("2026-10-25T00:30:00Z")));
        assert_eq!(next("30 2 * * *", zone, "2026-10-25T00:30:00Z"), Some(at("2026-10-26T01:30:00Z")));
    }

    #[test]
    fn an_empty_line_never_runs_and_a_wrong_one_says_why() {
        assert_eq!(next("", Tz::UTC, "2026-01-01T00:00:00Z"), None);
        for line in ["0 6 * *", "61 * * * *", "* * * * 9", "x y z a b"] {
            assert!(Schedule::parse(line, Tz::UTC).is_err(), "{line}");
        }
    }
}
