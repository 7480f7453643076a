//! How scores compare with what happened.

use super::event::{self, Event};
use super::month::Month;
use super::outcomes::Outcomes;
use super::plan::Plan;
use super::rank::{self, Case};
use super::row::Row;
use super::series::{Method, Values};
use chrono::{NaiveDate, Weekday};
use domain::Country;
use domain::evidence::Observation;
use domain::score::Level;
use serde::Serialize;

/// Flags a week that a desk of two can read.
pub const FLAGS_A_WEEK: usize = 10;
/// How many of the highest country-months are looked at.
const AT_K: [usize; 2] = [50, 200];
/// Deaths, in the month or the next, of which a flag is to warn.
const WARNED_DEATHS: u32 = 25;
/// Months, that of the flag included, in which such deaths justify it.
const ALARM_MONTHS: i32 = 3;
/// Width of a bin of calibration, in points of attention.
pub(super) const BIN_POINTS: f64 = 10.0;

/// The measures of a replay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Countries with known outcomes.
    pub countries: usize,
    /// How well each method ranks country-months, for each event.
    pub tasks: Vec<Task>,
    /// The highest countries of each week.
    pub budget: Budget,
    /// Flags that nothing follows.
    pub alarms: Alarms,
    /// How soon surges are flagged.
    pub lead: Lead,
    /// Deaths by attention.
    pub calibration: Vec<Bin>,
}

/// One event, by all methods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// What is asked.
    pub event: String,
    /// Country-months.
    pub cases: usize,
    /// Those in which it came true.
    pub positive: usize,
    /// The methods.
    pub methods: Vec<Ranking>,
}

/// How well one method ranks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranking {
    /// The method.
    pub method: &'static str,
    /// Area under the ROC curve.
    pub auc: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// Precision and recall of the highest country-months.
    pub at: Vec<AtK>,
}

/// Precision and recall of the `k` highest country-months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AtK {
    pub k: usize,
    pub precision: f64,
    pub recall: f64,
}

/// The highest countries of each week against deaths in that month or the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Budget {
    /// Flags a week.
    pub a_week: usize,
    /// Flags in all.
    pub flags: usize,
    /// Share with any death.
    pub any_death: Option<f64>,
    /// Share with 25 deaths or more.
    pub many_deaths: Option<f64>,
    /// Share of all country-weeks with 25 deaths or more that are among the flags.
    pub recall: Option<f64>,
}

/// Flags of level elevated or above that fewer than 25 deaths in any of three months follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Alarms {
    /// Flags raised.
    pub raised: usize,
    /// Those that nothing followed.
    pub unfounded: usize,
    /// Unfounded ones in a country-year.
    pub a_country_year: Option<f64>,
    /// Countries without a death in the whole range.
    pub calm_countries: usize,
    /// Flags raised in a country-year of those.
    pub a_calm_country_year: Option<f64>,
}

/// When months of surge are flagged as elevated or above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Lead {
    /// Months of surge.
    pub surges: usize,
    /// Flagged on the last day before the month.
    pub before: usize,
    /// First flagged in the month.
    pub within: usize,
    /// Never flagged.
    pub never: usize,
    /// Median days from the beginning of the month to the flag, for those first flagged within it.
    pub median_days: Option<f64>,
}

/// Country-days of similar attention.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Least attention.
    pub from: f64,
    /// Country-days.
    pub days: usize,
    /// Share with 25 deaths or more in the month or the next.
    pub many_deaths: f64,
}

impl Report {
    /// Compares rows with outcomes.
    pub fn of(rows: &[Row], observations: &[Observation], outcomes: &Outcomes, plan: &Plan) -> Self {
        let values = Values::of(rows, observations, outcomes, plan);
        let countries: Vec<Country> = outcomes.countries().collect();
        Self {
            from: plan.from,
            to: plan.to,
            countries: countries.len(),
            tasks: Event::EACH.iter().map(|event| task(*event, &values, outcomes, &countries, plan)).collect(),
            budget: budget(&values, outcomes, &countries),
            alarms: alarms(&values, outcomes, &countries, plan),
            lead: lead(&values, outcomes, &countries, plan),
            calibration: calibration(&values, outcomes, &countries),
        }
    }
}

fn task(event: Event, values: &Values<'_>, outcomes: &Outcomes, countries: &[Country], plan: &Plan) -> Task {
    let grid = countries.iter().flat_map(|country| plan.from.through(plan.to).map(move |month| (*country, month)));
    let known: Vec<(Country, Month, bool)> =
        grid.filter_map(|(country, month)| Some((country, month, event.came(outcomes, country, month)?))).collect();
    let ranking = |method: Method| {
        let case =
            |(country, month, came): &(Country, Month, bool)| (values.value(method, event, *country, *month), *came);
        let cases: Vec<Case> = known.iter().map(case).collect();
        let at = |k: usize| rank::at(&cases, k).map(|(precision, recall)| AtK { k, precision, recall });
        Ranking {
            method: method.name(),
            auc: rank::auc(&cases),
            average_precision: rank::average_precision(&cases),
            at: AT_K.into_iter().filter_map(at).collect(),
        }
    };
    Task {
        event: event.name(),
        cases: known.len(),
        positive: known.iter().filter(|(_, _, came)| *came).count(),
        methods: Method::EACH.into_iter().map(ranking).collect(),
    }
}

/// Most deaths of a month and the `months - 1` after it; none when those of the first are not known.
fn worst(outcomes: &Outcomes, country: Country, month: Month, months: i32) -> Option<u32> {
    let first = outcomes.deaths(country, month)?;
    Some((1..months).filter_map(|ahead| outcomes.deaths(country, month.plus(ahead))).fold(first, u32::max))
}

fn budget(values: &Values<'_>, outcomes: &Outcomes, countries: &[Country]) -> Budget {
    let mut budget = Budget { a_week: FLAGS_A_WEEK, ..Budget::default() };
    let (mut any, mut many, mut all) = (0_usize, 0_usize, 0_usize);
    for (week, mut of_week) in values.weeks() {
        let Some(thursday) = NaiveDate::from_isoywd_opt(week.year(), week.week(), Weekday::Thu) else { continue };
        let month = Month::of(thursday);
        let worst = |country: Country| worst(outcomes, country, month, 2);
        all +=
            countries.iter().filter(|country| worst(**country).is_some_and(|deaths| deaths >= WARNED_DEATHS)).count();
        of_week.retain(|(_, country)| countries.binary_search(country).is_ok());
        of_week.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for deaths in of_week.iter().take(FLAGS_A_WEEK).filter_map(|(_, country)| worst(*country)) {
            budget.flags += 1;
            any += usize::from(deaths >= 1);
            many += usize::from(deaths >= WARNED_DEATHS);
        }
    }
    budget.any_death = share(any, budget.flags);
    budget.many_deaths = share(many, budget.flags);
    budget.recall = share(many, all);
    budget
}

fn alarms(values: &Values<'_>, outcomes: &Outcomes, countries: &[Country], plan: &Plan) -> Alarms {
    let mut alarms = Alarms::default();
    let mut calm_raised = 0;
    for country in countries {
        let calm = plan.from.through(plan.to).all(|month| outcomes.deaths(*country, month).unwrap_or_default() == 0);
        alarms.calm_countries += usize::from(calm);
        let mut up = false;
        for (day, value) in values.days.get(country).into_iter().flatten() {
            let now = value.level >= Level::Elevated;
            if now
                && !up
                && let Some(deaths) = worst(outcomes, *country, Month::of(*day), ALARM_MONTHS)
            {
                alarms.raised += 1;
                alarms.unfounded += usize::from(deaths < WARNED_DEATHS);
                calm_raised += usize::from(calm);
            }
            up = now;
        }
    }
    let years = f64::from(plan.from.until(plan.to) + 1) / 12.0;
    let a_year = |count: usize, of: usize| (of > 0).then(|| count as f64 / years / of as f64);
    alarms.a_country_year = a_year(alarms.unfounded, countries.len());
    alarms.a_calm_country_year = a_year(calm_raised, alarms.calm_countries);
    alarms
}

fn lead(values: &Values<'_>, outcomes: &Outcomes, countries: &[Country], plan: &Plan) -> Lead {
    let mut lead = Lead::default();
    let mut waits = Vec::new();
    for country in countries {
        let surges = plan.from.through(plan.to).filter(|month| event::surge(outcomes, *country, *month) == Some(true));
        for month in surges {
            lead.surges += 1;
            let days = values.days.get(country);
            let raised = |day: &super::series::Day| day.level >= Level::Elevated;
            let (first, last) = (month.first_day(), month.last_day());
            let before = days.and_then(|days| days.range(..first).next_back()).is_some_and(|(_, day)| raised(day));
            let within = || days?.range(first..=last).find(|(_, day)| raised(day)).map(|(day, _)| *day);
            match (before, within()) {
                (true, _) => lead.before += 1,
                (false, None) => lead.never += 1,
                (false, Some(day)) => waits.push(day.signed_duration_since(first).num_days() as f64),
            }
        }
    }
    lead.within = waits.len();
    lead.median_days = rank::median(waits);
    lead
}

fn calibration(values: &Values<'_>, outcomes: &Outcomes, countries: &[Country]) -> Vec<Bin> {
    let mut bins = vec![(0_usize, 0_usize); (100.0 / BIN_POINTS) as usize];
    for country in countries {
        for (day, value) in values.days.get(country).into_iter().flatten() {
            let Some(deaths) = worst(outcomes, *country, Month::of(*day), 2) else { continue };
            let last = bins.len() - 1;
            let bin = &mut bins[((value.attention / BIN_POINTS) as usize).min(last)];
            bin.0 += 1;
            bin.1 += usize::from(deaths >= WARNED_DEATHS);
        }
    }
    let bin = |(number, (days, many)): (usize, (usize, usize))| {
        share(many, days).map(|many_deaths| Bin { from: number as f64 * BIN_POINTS, days, many_deaths })
    };
    bins.into_iter().enumerate().filter_map(bin).collect()
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
