//! Almenara: an early-warning conflict signal aggregator.
//!
//! The way through: [`pipeline::run_cycle`] fetches, reads, stores, indexes, scores and flags; [`pipeline::run_digest`]
//! writes the day's digest. [`commands`] are what a user types. Only this package reads the clock.

pub mod assess;
pub mod backtest;
pub mod commands;
pub mod config;
pub mod daemon;
pub mod demo;
pub mod eval;
pub mod health;
pub mod house;
pub mod indexing;
pub mod ingredients;
pub mod intake;
pub mod opml;
pub mod pipeline;
pub mod progress;
pub mod schedule;
pub mod terminal;

/// Memory stays flat when many sources are taken in: what one stage allocates another one frees, and the system's allocator
/// then keeps the highest mark of every thread. How it is set up: `.cargo/config.toml`.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
