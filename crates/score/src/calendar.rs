//! Which day belongs to which part of the evidence: window, guard, baseline, or only there to date late copies.

use crate::ScoreConfig;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// How many days up to and including `as_of` are of use for a score: with those that persistence looks back on.
pub fn evidence_days(config: &ScoreConfig) -> i64 {
    history_days(config).max(i64::from(config.memory_days))
}

/// How many days up to and including `as_of` must be read for a score: window, guard, baseline, and what dates late copies. With these
/// alone persistence looks back on them alone; [`evidence_days`] are better.
pub fn history_days(config: &ScoreConfig) -> i64 {
    scored_days(config) + i64::from(config.copy_span_days)
}

/// Days whose clusters count for anything.
fn scored_days(config: &ScoreConfig) -> i64 {
    i64::from(config.window_days) * (1 + i64::from(config.baseline_weeks)) + i64::from(config.guard_days)
}

/// The part of the evidence a day belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The days that are judged.
    Window,
    /// Between window and baseline.
    Guard,
    /// A week of the baseline; 0 is the one next to the guard.
    Week(usize),
}

/// The calendar of one run.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    as_of: NaiveDate,
    window_days: i64,
    guard_days: i64,
    scored_days: i64,
    history_days: i64,
}

impl Calendar {
    /// The calendar of the day `as_of`, which is included.
    pub fn new(as_of: NaiveDate, config: &ScoreConfig) -> Self {
        Self {
            as_of,
            window_days: i64::from(config.window_days.max(1)),
            guard_days: i64::from(config.guard_days),
            scored_days: scored_days(config),
            history_days: history_days(config),
        }
    }

    /// Days from `day` to `as_of`; negative in the future.
    pub fn age(&self, day: NaiveDate) -> i64 {
        self.as_of.signed_duration_since(day).num_days()
    }

    /// The slot of a day; none when it is later than `as_of` or before the baseline.
    pub fn slot(&self, day: NaiveDate) -> Option<Slot> {
        let age = self.age(day);
        match age {
            age if age < 0 || age >= self.scored_days => None,
            age if age < self.window_days => Some(Slot::Window),
            age if age < self.window_days + self.guard_days => Some(Slot::Guard),
            age => Some(Slot::Week(((age - self.window_days - self.guard_days) / self.window_days) as usize)),
        }
    }

    /// The day itself: the last that may be read.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The first day whose stories count for anything.
    pub fn first_scored(&self) -> NaiveDate {
        self.as_of - TimeDelta::days(self.scored_days - 1)
    }

    /// The first day that may be read.
    pub fn first_read(&self) -> NaiveDate {
        self.as_of - TimeDelta::days(self.history_days - 1)
    }

    /// A day as the instant at which it begins.
    pub fn begins(day: NaiveDate) -> DateTime<Utc> {
        day.and_time(NaiveTime::MIN).and_utc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_into_window_guard_and_weeks_and_nowhere_else() {
        let as_of = NaiveDate::from_ymd_opt(2026, 3, 29).expect("a day");
        let calendar = Calendar::new(as_of, &ScoreConfig::default());
        let slot = |age: i64| calendar.slot(as_of - chrono::Duration::days(age));
        assert_eq!((slot(-1), slot(0), slot(6)), (None, Some(Slot::Window), Some(Slot::Window)));
        assert_eq!((slot(7), slot(8)), (Some(Slot::Guard), Some(Slot::Guard)));
        assert_eq!((slot(9), slot(15), slot(16)), (Some(Slot::Week(0)), Some(Slot::Week(0)), Some(Slot::Week(1))));
        assert_eq!((slot(50), slot(51)), (Some(Slot::Week(5)), None));
        assert_eq!(history_days(&ScoreConfig::default()), 65);
    }
}
