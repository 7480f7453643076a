//! From what documents say to which regions deserve joint attention: history → surprise → attention → flag.
//!
//! Architecture invariants: pure functions over the domain's values. No clock (`as_of` is an argument), no input or output, no
//! knowledge of stores, texts or mandate files beyond the text handed in. The order in which reports arrive changes nothing. The
//! state of the sources (`SourceHealth`) reaches coverage alone and never a score: silence is not calm.
//!
//! The method with its formulas is told in `docs/scoring.md`; every constant is a field of [`ScoreConfig`] or [`FlagConfig`].

mod assemble;
mod attention;
pub mod backtest;
mod calendar;
mod chronicle;
mod config;
mod convergence;
mod corroboration;
mod coverage;
mod evidence;
mod explain;
mod exposure;
mod fading;
mod flag;
mod group;
mod history;
mod intensity;
mod levels;
pub mod mandates;
mod measured;
mod names;
mod number;
mod past;
mod structural;
mod surprise;
mod table;

pub use assemble::{Chronicle, score_regions};
pub use calendar::{evidence_days, history_days};
pub use config::ScoreConfig;
pub use evidence::Evidence;
pub use explain::{Explanation, explain, sparkline};
pub use flag::{FlagConfig, FlagInput, Raised, raise_flags};
pub use group::Group;
pub use levels::Levels;
pub use mandates::MandateError;
pub use names::{Names, codes};
pub use structural::{read_structural, structural_of_history};
pub use table::TableError;

/// Version of the formula; it is stored with every score. Raise it whenever a score could come out differently.
pub const FORMULA: &str = "almenara-2";
