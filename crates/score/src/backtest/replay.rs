//! The replay: day by day through the same code that scores today.

use super::outcomes::Outcomes;
use super::plan::Plan;
use super::report::Report;
use super::row::Row;
use crate::structural::{greater, structural_of_history};
use crate::table::TableError;
use crate::{Chronicle, Evidence, ScoreConfig};
use chrono::NaiveDate;
use domain::score::{Level, RegionScore};
use domain::{RegionId, Taxonomy};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Where a replay stands: the last day that is done and the levels of that day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The last day whose rows are there; none at the beginning.
    pub done: Option<NaiveDate>,
    levels: BTreeMap<RegionId, Level>,
}

impl State {
    /// The state after the rows of a table that was broken off, and how many bytes of the text are to be kept: its last day may be
    /// cut short and is made again. Only the last whole day is read.
    ///
    /// # Errors
    /// When a line of that day cannot be read, by its number within the day.
    pub fn resume(table: &str) -> Result<(Self, usize), TableError> {
        let whole = table.rfind('\n').map_or(0, |end| end + 1);
        let day_of = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
        // Where the lines of the last day begin, and how many there are: never the line of column names.
        let last_day = |text: &str| {
            let mut begin = text.len();
            let mut day = None;
            for line in text.split_inclusive('\n').rev() {
                let of_line = day_of(line);
                if begin == line.len() || day.as_ref().is_some_and(|day| *day != of_line) {
                    break;
                }
                day = Some(of_line);
                begin -= line.len();
            }
            begin
        };
        let keep = last_day(&table[..whole]);
        let begin = last_day(&table[..keep]);
        let rows = Row::read_csv(&format!("{}\n{}", Row::HEADER, &table[begin..keep]))?;
        Ok((Self::after(&rows), keep))
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

/// What was known, ready to be scored as of any day.
pub struct Replay<'a> {
    chronicle: Chronicle<'a>,
    evidence: Evidence<'a>,
    config: &'a ScoreConfig,
    hysteresis: f64,
    history: Option<Outcomes>,
}

/// Days handed to the processors at once: their rows wait in memory.
const DAYS_AT_ONCE: usize = 32;

impl<'a> Replay<'a> {
    /// Sorts the evidence. `hysteresis` are the points by which a level is kept ([`crate::FlagConfig::hysteresis`]).
    pub fn new(evidence: &Evidence<'a>, taxonomy: &'a Taxonomy, config: &'a ScoreConfig, hysteresis: f64) -> Self {
        let chronicle = Chronicle::new(evidence, taxonomy, config);
        Self { chronicle, evidence: *evidence, config, hysteresis, history: None }
    }

    /// Takes past outcomes as structural risk: on each day those of the months before that of the day. Where the evidence has structural
    /// risk of its own the greater of the two counts.
    #[must_use]
    pub fn with_history(mut self, history: Outcomes) -> Self {
        self.history = Some(history);
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

    /// The scores of one day, from what was published before its end: of every region with a report, and of every country whose
    /// neighbours, structure or past are known.
    pub fn score(&self, as_of: NaiveDate) -> Vec<RegionScore> {
        let past = self.history.as_ref().map(|history| structural_of_history(history, as_of, self.config));
        let structural = past.map(|past| greater(past, self.evidence.structural));
        let structural = structural.as_ref().unwrap_or(self.evidence.structural);
        let bordering = self.evidence.neighbours.0.iter().map(|(country, _)| RegionId::country(*country));
        let always: Vec<RegionId> = bordering.chain(structural.keys().cloned()).collect();
        self.chronicle.score_with(as_of, structural, &always)
    }

    /// Compares the rows of a replay with what happened, beside counts of the same reports.
    pub fn report(&self, rows: &[Row], outcomes: &Outcomes, plan: &Plan) -> Report {
        Report::of(rows, self.evidence.observations, outcomes, plan)
    }

    fn rows(&self, scores: &[RegionScore], before: &State) -> Vec<Row> {
        let level = |score: &RegionScore| {
            let was = before.levels.get(&score.region).copied().unwrap_or_default();
            self.config.levels.held(score.attention_net, was, self.hysteresis).max(score.level)
        };
        scores.iter().filter(|score| score.attention_net > 0.0).map(|score| Row::of(score, level(score))).collect()
    }
}
