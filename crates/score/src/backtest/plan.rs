//! The days of a replay.

use super::month::Month;
use chrono::{Days, NaiveDate};

/// Which days are replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Days from one `as_of` to the next; 0 is taken for 1.
    pub every: u32,
}

impl Plan {
    /// The days: the last of each `every` days, from the first day of the range on.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let every = u64::from(self.every.max(1));
        let (first, last) = (self.from.first_day() + Days::new(every - 1), self.to.last_day());
        std::iter::successors(Some(first), move |day| day.checked_add_days(Days::new(every)))
            .take_while(move |day| *day <= last)
    }
}
