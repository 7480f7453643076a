//! What each method says of a country in a month: the rows of a replay, counts of reports, and deaths so far.

use super::event::Event;
use super::month::Month;
use super::outcomes::Outcomes;
use super::plan::Plan;
use super::row::Row;
use chrono::{Datelike, IsoWeek, NaiveDate};
use domain::Country;
use domain::evidence::Observation;
use domain::score::Level;
use domain::{ClusterId, Polarity};
use std::collections::{BTreeMap, HashMap};

/// Who says how dangerous a month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Highest attention of the month, of the country or one of its units.
    AttentionMax,
    /// Mean attention of the country over the month.
    AttentionMean,
    /// No change: deaths of the twelve months before (for events of the same month) or up to it (for later ones).
    NoChange,
    /// Deaths of the last month that is known then.
    DeathsLast,
    /// Risk reports of the month.
    Reports,
    /// Risk reports of the month before.
    ReportsBefore,
    /// Highest distance of a week's reports from the mean of the six weeks before, in standard deviations.
    ZScore,
    /// Highest ratio of a week's reports to the mean of the four weeks before.
    WeekRatio,
}

impl Method {
    /// Every method, in the order of a report.
    pub const EACH: [Self; 8] = [
        Self::AttentionMax,
        Self::AttentionMean,
        Self::NoChange,
        Self::DeathsLast,
        Self::Reports,
        Self::ReportsBefore,
        Self::ZScore,
        Self::WeekRatio,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::AttentionMax => "attention, highest",
            Self::AttentionMean => "attention, mean",
            Self::NoChange => "no change: deaths of 12 months",
            Self::DeathsLast => "deaths of the last month",
            Self::Reports => "reports of the month",
            Self::ReportsBefore => "reports of the month before",
            Self::ZScore => "z-score of a week's reports",
            Self::WeekRatio => "week by four weeks",
        }
    }
}

/// Weeks behind a z-score, and behind a ratio.
const Z_WEEKS: u32 = 6;
const RATIO_WEEKS: u32 = 4;
const WEEK_DAYS: u32 = 7;

/// A country on one day of the replay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Day {
    /// Highest attention of the country and its units.
    pub highest: f64,
    /// Attention of the country itself; the highest of its units where it has no row of its own.
    pub attention: f64,
    /// Highest level of the country and its units.
    pub level: Level,
    own: bool,
}

/// All methods' values.
pub struct Values<'a> {
    outcomes: &'a Outcomes,
    /// Each country's days, rising.
    pub days: HashMap<Country, BTreeMap<NaiveDate, Day>>,
    months: HashMap<(Country, Month), Monthly>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Monthly {
    highest: f64,
    sum: f64,
    days: u32,
    reports: u32,
    z_score: f64,
    ratio: f64,
}

impl<'a> Values<'a> {
    /// Sums up rows and reports.
    pub fn of(rows: &[Row], observations: &[Observation], outcomes: &'a Outcomes, plan: &Plan) -> Self {
        let mut days: HashMap<Country, BTreeMap<NaiveDate, Day>> = HashMap::new();
        for row in rows {
            let day = days.entry(row.region.country).or_default().entry(row.as_of).or_default();
            let own = row.region.admin1.is_none();
            if own || !day.own {
                day.attention = if own { row.attention } else { day.attention.max(row.attention) };
                day.own = own;
            }
            day.highest = day.highest.max(row.attention);
            day.level = day.level.max(row.level);
        }
        let mut months: HashMap<(Country, Month), Monthly> = HashMap::new();
        for (country, of_country) in &days {
            for (day, value) in of_country {
                let month = months.entry((*country, Month::of(*day))).or_default();
                month.highest = month.highest.max(value.highest);
                month.sum += value.attention;
                month.days += 1;
            }
        }
        for (country, by_day) in reports_by_day(observations) {
            for (day, count) in &by_day {
                months.entry((country, Month::of(*day))).or_default().reports += count;
            }
            for as_of in plan.days() {
                let month = months.entry((country, Month::of(as_of))).or_default();
                month.z_score = month.z_score.max(z_score(&by_day, as_of));
                month.ratio = month.ratio.max(week_ratio(&by_day, as_of));
            }
        }
        Self { outcomes, days, months }
    }

    /// What a method says of a month, knowing nothing later than its end; for events of the same month, no deaths of that month.
    pub fn value(&self, method: Method, event: Event, country: Country, month: Month) -> f64 {
        let of = |month: Month| self.months.get(&(country, month)).copied().unwrap_or_default();
        let known = if matches!(event, Event::Detection(_)) { month.plus(-1) } else { month };
        match method {
            Method::AttentionMax => of(month).highest,
            Method::AttentionMean => of(month).sum / f64::from(of(month).days.max(1)),
            Method::NoChange => {
                (0..12).filter_map(|back| self.outcomes.deaths(country, known.plus(-back))).map(f64::from).sum()
            }
            Method::DeathsLast => self.outcomes.deaths(country, known).map_or(0.0, f64::from),
            Method::Reports => f64::from(of(month).reports),
            Method::ReportsBefore => f64::from(of(month.plus(-1)).reports),
            Method::ZScore => of(month).z_score,
            Method::WeekRatio => of(month).ratio,
        }
    }

    /// Highest attention of each country in each week of the calendar.
    pub fn weeks(&self) -> BTreeMap<IsoWeek, Vec<(f64, Country)>> {
        let mut weeks: BTreeMap<IsoWeek, HashMap<Country, f64>> = BTreeMap::new();
        for (country, days) in &self.days {
            for (day, value) in days.iter().filter(|(_, value)| value.highest > 0.0) {
                let highest = weeks.entry(day.iso_week()).or_default().entry(*country).or_default();
                *highest = highest.max(value.highest);
            }
        }
        let listed = |of: HashMap<Country, f64>| of.into_iter().map(|(country, value)| (value, country)).collect();
        weeks.into_iter().map(|(week, of)| (week, listed(of))).collect()
    }
}

/// Families of copies that report a risk, by country and the day of the first report.
fn reports_by_day(observations: &[Observation]) -> HashMap<Country, BTreeMap<NaiveDate, u32>> {
    let mut first: HashMap<(Country, &ClusterId), NaiveDate> = HashMap::new();
    for report in observations.iter().filter(|o| o.polarity == Polarity::Risk && o.status.counts()) {
        let day = report.published.date_naive();
        let known = first.entry((report.region.country, &report.cluster)).or_insert(day);
        *known = day.min(*known);
    }
    let mut by_day: HashMap<Country, BTreeMap<NaiveDate, u32>> = HashMap::new();
    for ((country, _), day) in first {
        *by_day.entry(country).or_default().entry(day).or_default() += 1;
    }
    by_day
}

/// Reports of a week that ends so many weeks before a day.
fn week(by_day: &BTreeMap<NaiveDate, u32>, as_of: NaiveDate, back: u32) -> f64 {
    let days = |days: u32| chrono::TimeDelta::days(i64::from(days));
    let last = as_of - days(back * WEEK_DAYS);
    by_day.range(last - days(WEEK_DAYS - 1)..=last).map(|(_, count)| f64::from(*count)).sum()
}

fn z_score(by_day: &BTreeMap<NaiveDate, u32>, as_of: NaiveDate) -> f64 {
    let before: Vec<f64> = (1..=Z_WEEKS).map(|back| week(by_day, as_of, back)).collect();
    let mean = before.iter().sum::<f64>() / f64::from(Z_WEEKS);
    let variance = before.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / f64::from(Z_WEEKS - 1);
    // A series without any spread has no z-score: one report is then taken for its unit.
    let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
    (week(by_day, as_of, 0) - mean) / spread
}

fn week_ratio(by_day: &BTreeMap<NaiveDate, u32>, as_of: NaiveDate) -> f64 {
    let before: f64 = (1..=RATIO_WEEKS).map(|back| week(by_day, as_of, back)).sum();
    let now = week(by_day, as_of, 0);
    if now == 0.0 { 0.0 } else { now * f64::from(RATIO_WEEKS) / before.max(1.0) }
}
