//! Structural risk: what is known of a region beside its reports, from a table or from past outcomes.

use crate::ScoreConfig;
use crate::backtest::{Month, Outcomes};
use crate::table::{TableError, each_line};
use chrono::NaiveDate;
use domain::RegionId;
use serde::Deserialize;
use std::collections::HashMap;

/// Reads structural risk from CSV with the columns `region,value`: a country (`MLI`), unit (`MLI/Gao`) or group, and 0 to 1, where 1 is the
/// greatest risk. Further columns and lines that begin with `#` are passed over.
///
/// # Errors
/// Names the line of a value that cannot be read or is out of range, and of a region that stands twice.
pub fn read_structural(text: &str) -> Result<HashMap<RegionId, f64>, TableError> {
    #[derive(Deserialize)]
    struct Line {
        region: RegionId,
        value: f64,
    }
    let mut structural = HashMap::new();
    each_line(text, |Line { region, value }, line| {
        if !(0.0..=1.0).contains(&value) {
            return Err(TableError { line, problem: format!("{region}: {value} is given, 0 to 1 is expected") });
        }
        match structural.insert(region.clone(), value) {
            None => Ok(()),
            Some(_) => Err(TableError { line, problem: format!("{region} stands twice") }),
        }
    })?;
    Ok(structural)
}

/// Structural risk from past deaths: T = ln(1 + H) / ln(1 + full), at most 1, where H are the deaths of the months before that of `as_of`,
/// fading. The month of `as_of` itself is never looked at: nobody has counted its deaths yet.
pub fn structural_of_history(history: &Outcomes, as_of: NaiveDate, config: &ScoreConfig) -> HashMap<RegionId, f64> {
    let now = Month::of(as_of);
    let months = i32::try_from(config.history_months).unwrap_or(i32::MAX);
    let value = |country| {
        let known = history.before(country, now).map(|(month, deaths)| (month.until(now), f64::from(deaths)));
        let faded: f64 = known
            .take_while(|(back, _)| *back <= months)
            .map(|(back, deaths)| deaths * (-f64::from(back - 1) / config.history_half_life_months).exp2())
            .sum();
        (faded.ln_1p() / config.history_full.ln_1p()).min(1.0)
    };
    history.countries().map(|country| (RegionId::country(country), value(country))).collect()
}

/// The greater of two values where a region has both.
pub fn greater(mut one: HashMap<RegionId, f64>, other: &HashMap<RegionId, f64>) -> HashMap<RegionId, f64> {
    for (region, value) in other {
        let known = one.entry(region.clone()).or_insert(*value);
        *known = known.max(*value);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> RegionId {
        text.parse().expect("a region")
    }

    #[test]
    fn a_table_is_read_and_errors_name_the_line() {
        let read = read_structural("# index\nregion,value,year\nMLI,0.9,2020\nMLI/Gao,1,2020\n").expect("a table");
        assert_eq!((read[&region("MLI")], read[&region("MLI/Gao")]), (0.9, 1.0));
        assert!(
            read_structural("region,value\nMLI,1.5\n").expect_err("wrong").to_string().contains("line 2: MLI: 1.5")
        );
        assert!(read_structural("region,value\nMLI,1\nMLI,0\n").expect_err("wrong").to_string().contains("twice"));
    }

    #[test]
    fn deaths_of_the_same_month_and_of_later_ones_are_not_looked_at() {
        let config = ScoreConfig::default();
        let day: NaiveDate = "2012-03-31".parse().expect("a day");
        let before = "iso3,month,deaths\nMLI,2012-02,40\n";
        let prior = |table: &str| {
            let history = Outcomes::read_csv(table).expect("outcomes");
            structural_of_history(&history, day, &config)[&region("MLI")]
        };
        assert_eq!(prior(before), prior(&format!("{before}MLI,2012-03,900\nMLI,2012-04,900\n")));
        assert!(prior(before) > 0.5 && prior("iso3,month,deaths\nMLI,2010-02,40\n") == 0.0);
    }
}
