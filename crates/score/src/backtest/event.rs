//! What counts as having happened: deaths that are detected, that surge, that set in.

use super::month::Month;
use super::outcomes::Outcomes;
use domain::Country;

/// A question that a score of a month is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many deaths or more in the same month.
    Detection(u32),
    /// In the next month at least [`SURGE_DEATHS`] deaths, and [`SURGE_TIMES`] times as many as one more than the mean of the six
    /// months before it.
    Surge,
    /// [`ONSET_DEATHS`] deaths or more in the next three months together, in a country that saw fewer in twelve months.
    Onset,
}

/// Deaths of a month of surge.
pub const SURGE_DEATHS: u32 = 100;
/// How many times the usual a surge is.
pub const SURGE_TIMES: f64 = 3.0;
/// Deaths that end a quiet year.
pub const ONSET_DEATHS: u64 = 25;
/// Months whose mean is usual.
const USUAL_MONTHS: i32 = 6;
/// Months that must have been quiet.
const QUIET_MONTHS: i32 = 12;
/// Months in which an onset may follow.
const ONSET_MONTHS: i32 = 3;

impl Event {
    /// Every question, in the order of a report.
    pub const EACH: [Self; 5] =
        [Self::Detection(1), Self::Detection(25), Self::Detection(100), Self::Surge, Self::Onset];

    /// Its name in reports.
    pub fn name(self) -> String {
        match self {
            Self::Detection(deaths) => format!("detection: {deaths} deaths or more in the same month"),
            Self::Surge => "surge in the next month".to_owned(),
            Self::Onset => "onset in the next three months, in quiet countries".to_owned(),
        }
    }

    /// Whether it came true for a month; none when that is not known, or the question does not arise.
    pub fn came(self, outcomes: &Outcomes, country: Country, month: Month) -> Option<bool> {
        match self {
            Self::Detection(deaths) => outcomes.deaths(country, month).map(|known| known >= deaths),
            Self::Surge => surge(outcomes, country, month.plus(1)),
            Self::Onset => {
                let year = outcomes.total(country, month, QUIET_MONTHS)?;
                let after = outcomes.total(country, month.plus(ONSET_MONTHS), ONSET_MONTHS)?;
                (year < ONSET_DEATHS).then_some(after >= ONSET_DEATHS)
            }
        }
    }
}

/// Whether a month is one of surge; none when its deaths or those before it are not known.
pub fn surge(outcomes: &Outcomes, country: Country, month: Month) -> Option<bool> {
    let deaths = outcomes.deaths(country, month)?;
    let before = outcomes.total(country, month.plus(-1), USUAL_MONTHS)?;
    let usual = before as f64 / f64::from(USUAL_MONTHS) + 1.0;
    Some(deaths >= SURGE_DEATHS && f64::from(deaths) >= SURGE_TIMES * usual)
}
