//! A report as text for the terminal.

use super::report::{Alarms, Bin, Budget, Lead, Report, Task};
use std::fmt;

/// A value with so many digits, or a dash.
fn digits(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} to {}, {} countries with known outcomes", self.from, self.to, self.countries)?;
        self.tasks.iter().try_for_each(|task| write!(f, "\n{task}"))?;
        write!(f, "\n{}{}{}", self.budget, self.alarms, self.lead)?;
        writeln!(f, "\nattention      country-days   with 25 deaths or more, that month or the next")?;
        self.calibration.iter().try_for_each(|bin| write!(f, "{bin}"))
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({} of {} country-months)", self.event, self.positive, self.cases)?;
        for method in &self.methods {
            write!(
                f,
                "  {:<32} AUC {}  AP {}",
                method.method,
                digits(method.auc, 3),
                digits(method.average_precision, 3)
            )?;
            for at in &method.at {
                write!(f, "  P@{} {:.2} R@{} {:.2}", at.k, at.precision, at.k, at.recall)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "the {} highest countries of each week: {} with any death, {} with 25 or more, that month or the next; these are {} of all",
            self.a_week,
            digits(self.any_death, 2),
            digits(self.many_deaths, 2),
            digits(self.recall, 2)
        )
    }
}

impl fmt::Display for Alarms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "raised to elevated {} times; fewer than 25 deaths in three months followed {} times, {} in a country-year; \
             in {} countries without a death, {} in a country-year",
            self.raised,
            self.unfounded,
            digits(self.a_country_year, 2),
            self.calm_countries,
            digits(self.a_calm_country_year, 2)
        )
    }
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} months of surge: {} elevated before, {} in the month (median after {} days), {} never",
            self.surges,
            self.before,
            self.within,
            digits(self.median_days, 1),
            self.never
        )
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>3.0} to {:>3.0} {:>15}   {:.3}",
            self.from,
            self.from + super::report::BIN_POINTS,
            self.days,
            self.many_deaths
        )
    }
}
