//! Months of the calendar, the unit of outcomes.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A month of the calendar, written `2014-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(i32);

/// The text is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a month: YYYY-MM is expected, for example 2014-06")]
pub struct NotAMonth(pub String);

/// Years that are taken for years.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Months from this one to another; negative when that is earlier.
    pub fn until(self, later: Self) -> i32 {
        later.0.saturating_sub(self.0)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - Days::new(1)
    }

    /// Every month from this one to another, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> + Clone {
        (self.0..=last.0).map(Self)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAMonth(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        let (year, month): (i32, i32) = year.parse().ok().zip(month.parse().ok()).ok_or_else(wrong)?;
        let plausible = YEARS.contains(&year) && (1..=12).contains(&month);
        if plausible { Ok(Self(year * 12 + month - 1)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_over_the_turn_of_a_year() {
        let month: Month = "2015-12".parse().expect("a month");
        assert_eq!((month.plus(1).to_string(), month.plus(-12).to_string()), ("2016-01".into(), "2014-12".into()));
        assert_eq!(month.last_day().to_string(), "2015-12-31");
        assert_eq!(Month::of(month.first_day()), month);
        assert_eq!(month.through(month.plus(2)).count(), 3);
        assert!("2015-13".parse::<Month>().is_err() && "2015".parse::<Month>().is_err());
    }
}
