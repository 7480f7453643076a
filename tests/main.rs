//! The real `almenara` on loopback, as a user runs it.

mod backtest;
mod configuration;
mod crash;
mod eval;
mod exercise;
mod harness;
mod help;
mod hostile;
mod layering;
mod ledger;
mod lexicon;
mod publishers;
mod soak;
