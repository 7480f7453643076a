//! The backtest: days of the past through the code of today, and how the scores compare with what happened.
//!
//! Pure, as all of this crate: the caller reads files, enriches documents and writes the table. Evidence is the store's own
//! (`Store::observations` and `Store::exposure` of a store in memory), so that a replay counts what a run would have counted.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (observations, exposure, neighbours) = (Vec::new(), Vec::new(), domain::evidence::Neighbours::default());
//! # let (taxonomy, mut table) = (domain::Taxonomy { categories: Vec::new() }, String::new());
//! use score::backtest::{Outcomes, Plan, Replay, Row, State};
//! use score::{Evidence, FlagConfig, ScoreConfig};
//!
//! let (config, flags) = (ScoreConfig::default(), FlagConfig::default());
//! let plan = Plan { from: "2010-01".parse()?, to: "2010-12".parse()?, every: 7 };
//! let evidence = Evidence {
//!     observations: &observations, // of the whole range, in any order
//!     exposure: &exposure,
//!     health: &[], // how sources did is not known of the past
//!     structural: &score::read_structural("region,value\nMLI,0.8\n")?, // or empty
//!     neighbours: &neighbours,
//!     groups: &[],
//!     names: &score::codes,
//! };
//! let replay = Replay::new(&evidence, &taxonomy, &config, flags.hysteresis);
//! // With past outcomes (`--history FILE`): of each day the months before its own.
//! let replay = replay.with_history(Outcomes::read_csv("iso3,month,deaths\nMLI,2009-12,3\n")?);
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
mod plan;
mod print;
mod rank;
mod replay;
mod report;
mod row;
mod series;

pub use crate::table::TableError;
pub use month::{Month, NotAMonth};
pub use outcomes::Outcomes;
pub use plan::Plan;
pub use replay::{Replay, State, Step};
pub use report::{Alarms, AtK, Bin, Budget, Lead, Ranking, Report, Task};
pub use row::Row;
