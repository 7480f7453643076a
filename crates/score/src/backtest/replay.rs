//! The replay: day by day through the same code that scores today.

use super::month::Month;
use super::outcomes::{Outcomes, TableError};
use super::report::Report;
use super::row::Row;
use crate::calendar::history_days;
use crate::{Evidence, ScoreConfig, score_regions};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::evidence::{Exposure, Observation};
use domain::score::{Level, RegionScore};
use domain::{Country, RegionId, Taxonomy};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

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

/// Where a replay stands: the last day that is done and the levels of that day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The last day whose rows are there; none at the beginning.
    pub done: Option<NaiveDate>,
    levels: BTreeMap<RegionId, Level>,
}

impl State {
    /// The state after the rows of a table that was broken off, and how many bytes of the text are to be kept: its last day may be
    /// cut short and is made again.
    ///
    /// # Errors
    /// Names the line that cannot be read; a last line that has no end is no error.
    pub fn resume(table: &str) -> Result<(Self, usize), TableError> {
        let whole = table.rfind('\n').map_or(0, |end| end + 1);
        let day_of = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
        let mut lines = table[..whole].split_inclusive('\n').collect::<Vec<_>>();
        let last = lines.last().map(|line| day_of(line)).unwrap_or_default();
        while lines.len() > 1 && lines.last().is_some_and(|line| day_of(line) == last) {
            lines.pop();
        }
        let keep = lines.iter().map(|line| line.len()).sum();
        Ok((Self::after(&Row::read_csv(&table[..keep])?), keep))
    }

    /// The state after these rows, which are complete.
    pub fn after(rows: &[Row]) -> Self {
        let done = rows.iter().map(|row| row.as_of).max();
        let of_day = rows.iter().filter(|row| Some(row.as_of) == done && row.level > Level::None);
        Self { done, levels: of_day.map(|row| (row.region.clone(), row.level)).collect() }
    }
}

/// A day that is done.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The day.
    pub as_of: NaiveDate,
    /// Its rows, highest attention first. Regions at 0 are left out.
    pub rows: &'a [Row],
    /// Days done, this one included.
    pub done: usize,
    /// Days in all.
    pub of: usize,
}

/// What was known, in the order in which it became known.
pub struct Replay<'a> {
    observations: Vec<Observation>,
    exposure: Vec<(Country, Exposure)>,
    structural: HashMap<RegionId, f64>,
    taxonomy: &'a Taxonomy,
    config: &'a ScoreConfig,
    hysteresis: f64,
}

/// Days handed to the processors at once: their rows wait in memory.
const DAYS_AT_ONCE: usize = 32;

impl<'a> Replay<'a> {
    /// Sorts the evidence by time. `hysteresis` are the points by which a level is kept ([`crate::FlagConfig::hysteresis`]).
    pub fn new(
        mut observations: Vec<Observation>,
        mut exposure: Vec<(Country, Exposure)>,
        taxonomy: &'a Taxonomy,
        config: &'a ScoreConfig,
        hysteresis: f64,
    ) -> Self {
        observations.sort_by_key(|observation| observation.published);
        exposure.sort_by_key(|(_, exposure)| exposure.day);
        Self { observations, exposure, structural: HashMap::new(), taxonomy, config, hysteresis }
    }

    /// Adds structural risk, 0..1 by region.
    #[must_use]
    pub fn with_structural(mut self, structural: HashMap<RegionId, f64>) -> Self {
        self.structural = structural;
        self
    }

    /// Replays every day of the plan after `state`, several at a time on all processors, and hands each to `take` in their order: to
    /// write its rows and to show progress. Returns the state after the last day.
    ///
    /// # Errors
    /// The first error of `take`; the days handed over before it are done.
    pub fn run<E>(
        &self,
        plan: &Plan,
        mut state: State,
        mut take: impl FnMut(Step<'_>) -> Result<(), E>,
    ) -> Result<State, E> {
        let days: Vec<NaiveDate> = plan.days().collect();
        let first = state.done.map_or(0, |done| days.partition_point(|day| *day <= done));
        for (chunk, of_chunk) in days[first..].chunks(DAYS_AT_ONCE).enumerate() {
            let scored: Vec<Vec<RegionScore>> = of_chunk.par_iter().map(|day| self.score(*day)).collect();
            for (position, (day, scores)) in of_chunk.iter().zip(scored).enumerate() {
                let rows = self.rows(&scores, &state);
                state = State { done: Some(*day), ..State::after(&rows) };
                let done = first + chunk * DAYS_AT_ONCE + position + 1;
                take(Step { as_of: *day, rows: &rows, done, of: days.len() })?;
            }
        }
        Ok(state)
    }

    /// The scores of one day, from what was published before its end.
    pub fn score(&self, as_of: NaiveDate) -> Vec<RegionScore> {
        let first = as_of - TimeDelta::days(history_days(self.config) - 1);
        let observations = between(&self.observations, |o| o.published.date_naive(), first, as_of);
        let exposure = between(&self.exposure, |(_, exposure)| exposure.day, first, as_of);
        let evidence = Evidence { observations, exposure, health: &[], structural: &self.structural };
        score_regions(&evidence, self.taxonomy, as_of, self.config)
    }

    /// Compares the rows of a replay with what happened, beside counts of the same reports.
    pub fn report(&self, rows: &[Row], outcomes: &Outcomes, plan: &Plan) -> Report {
        Report::of(rows, &self.observations, outcomes, plan)
    }

    fn rows(&self, scores: &[RegionScore], before: &State) -> Vec<Row> {
        let level = |score: &RegionScore| {
            let was = before.levels.get(&score.region).copied().unwrap_or_default();
            self.config.levels.held(score.attention_net, was, self.hysteresis).max(score.level)
        };
        scores.iter().filter(|score| score.attention_net > 0.0).map(|score| Row::of(score, level(score))).collect()
    }
}

/// The part of sorted values whose day lies between two days, both included.
fn between<T>(sorted: &[T], day: impl Fn(&T) -> NaiveDate, first: NaiveDate, last: NaiveDate) -> &[T] {
    let begin = sorted.partition_point(|value| day(value) < first);
    let end = sorted.partition_point(|value| day(value) <= last);
    sorted.get(begin..end).unwrap_or_default()
}
