//! The backtest: days of the past through the code of today, and how the scores compare with what happened.
//!
//! Pure, as all of this crate: the caller reads files, enriches documents and writes the table. Evidence is the store's own
//! (`Store::observations` and `Store::exposure` of a store in memory), so that a replay counts what a run would have counted.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (observations, exposure) = (Vec::new(), Vec::new());
//! # let (taxonomy, mut table) = (domain::Taxonomy { categories: Vec::new() }, String::new());
//! use score::backtest::{Outcomes, Plan, Replay, Row, State};
//!
//! let (config, flags) = (score::ScoreConfig::default(), score::FlagConfig::default());
//! let plan = Plan { from: "2010-01".parse()?, to: "2010-12".parse()?, every: 7 };
//! let replay = Replay::new(observations, exposure, &taxonomy, &config, flags.hysteresis);
//!
//! // From the beginning; or from where a table was broken off, cut to its whole days.
//! let (state, keep) = State::resume(&table)?;
//! table.truncate(keep);
//! if table.is_empty() {
//!     table = format!("{}\n", Row::HEADER);
//! }
//! replay.run(&plan, state, |step| {
//!     step.rows.iter().for_each(|row| table += &format!("{row}\n"));
//!     println!("{} of {} days", step.done, step.of);
//!     Ok::<(), std::io::Error>(())
//! })?;
//!
//! // Afterwards: the table against outcomes.
//! let outcomes = Outcomes::read_csv("iso3,month,deaths\nMLI,2010-01,0\n")?;
//! let report = replay.report(&Row::read_csv(&table)?, &outcomes, &plan);
//! println!("{} unfounded flags\n{report}", report.alarms.unfounded);
//! # Ok(())
//! # }
//! ```

mod event;
mod month;
mod outcomes;
mod print;
mod rank;
mod replay;
mod report;
mod row;
mod series;

pub use month::{Month, NotAMonth};
pub use outcomes::{Outcomes, TableError};
pub use replay::{Plan, Replay, State, Step};
pub use report::{Alarms, AtK, Bin, Budget, Lead, Ranking, Report, Task};
pub use row::Row;
