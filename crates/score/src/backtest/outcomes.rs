//! What really happened: deaths by country and month.

use super::month::Month;
use crate::table::{TableError, each_line};
use domain::Country;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Deaths by country and month. A country or a month that is not there is unknown, not calm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    countries: BTreeMap<Country, BTreeMap<Month, u32>>,
}

impl Outcomes {
    /// Reads CSV with the columns `iso3,month,deaths`; further columns and lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// Names the line of a value that cannot be read, and of a country and month that stand twice.
    pub fn read_csv(text: &str) -> Result<Self, TableError> {
        #[derive(Deserialize)]
        struct Line {
            iso3: Country,
            month: Month,
            deaths: u32,
        }
        let mut outcomes = Self::default();
        each_line(text, |line, at| {
            let Line { iso3, month, deaths } = line;
            match outcomes.countries.entry(iso3).or_default().insert(month, deaths) {
                None => Ok(()),
                Some(_) => Err(TableError { line: at, problem: format!("{iso3} {month} stands twice") }),
            }
        })?;
        Ok(outcomes)
    }

    /// The countries of the table.
    pub fn countries(&self) -> impl Iterator<Item = Country> + '_ {
        self.countries.keys().copied()
    }

    /// Deaths of a month, where they are known.
    pub fn deaths(&self, country: Country, month: Month) -> Option<u32> {
        self.countries.get(&country)?.get(&month).copied()
    }

    /// Deaths of `months` months, the last of which is `last`; none when one of them is not known.
    pub fn total(&self, country: Country, last: Month, months: i32) -> Option<u64> {
        let of = self.countries.get(&country)?;
        let known = of.range(last.plus(1 - months)..=last);
        let (count, sum) = known.fold((0, 0), |(count, sum), (_, deaths)| (count + 1, sum + u64::from(*deaths)));
        (count == months).then_some(sum)
    }

    /// Months before `before` with their deaths, the latest first.
    pub fn before(&self, country: Country, before: Month) -> impl Iterator<Item = (Month, u32)> + '_ {
        let of = self.countries.get(&country).into_iter();
        of.flat_map(move |of| of.range(..before).rev().map(|(month, deaths)| (*month, *deaths)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_table_is_unknown() {
        let table = "iso3,month,deaths,note\nMLI,2012-01,50,\nMLI,2012-02,0,\nMLI,2012-04,7,x\n";
        let outcomes = Outcomes::read_csv(table).expect("a table");
        let (mali, month) = ("MLI".parse().expect("a country"), |text: &str| text.parse().expect("a month"));
        assert_eq!(outcomes.deaths(mali, month("2012-02")), Some(0));
        assert_eq!(outcomes.total(mali, month("2012-02"), 2), Some(50));
        assert_eq!(outcomes.total(mali, month("2012-04"), 2), None);
        assert_eq!(outcomes.before(mali, month("2012-04")).next(), Some((month("2012-02"), 0)));
    }

    #[test]
    fn errors_name_line_and_expectation() {
        let error = |text: &str| Outcomes::read_csv(text).expect_err("wrong").to_string();
        assert!(
            error("iso3,month,deaths\nMLI,2012,1\n").contains("line 2"),
            "{}",
            error("iso3,month,deaths\nMLI,2012,1\n")
        );
        assert!(error("iso3,month,deaths\nMLI,2012,1\n").contains("YYYY-MM"));
        assert!(error("iso3,month,deaths\nMLI,2012-01,1\nMLI,2012-01,1\n").contains("line 3"));
        assert!(error("country,month\nMLI,2012-01\n").contains("iso3"));
    }
}
