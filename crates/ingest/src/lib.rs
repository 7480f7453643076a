//! From a source to items: connectors, the HTTP client they share, and the readers of what it brings.
//!
//! | to find | look in |
//! |---|---|
//! | all visits side by side, and each as often as there is more | `pull` |
//! | one visit: from an order to what is stored | `visit` |
//! | a kind of source; how to add one | `connector` (one file, one line in `registry`) |
//! | what is refused: addresses, sizes, bombs, slowness | `http`, limits in `config` |
//! | why a visit failed | `fault` |
//! | when the next one is due | `cadence` |
//! | a source that has moved for good | `moved` |
//! | bytes to items: feeds, files, sitemaps, dates, encodings | `parse` |
//!
//! Architecture invariants: nothing here reads the wall clock (`now` is an argument); nothing knows the store, the
//! language or the place of a text; bad input becomes an issue or a reason, never a panic.

pub mod cadence;
mod config;
mod connector;
mod fault;
mod http;
mod moved;
pub mod parse;
mod pull;
mod visit;

pub use config::{FetchConfig, FetchError};
pub use connector::Replay;
pub use fault::FailureKind;
pub use http::shown;
pub use pull::{Failure, Fetcher, Order, Visit, kinds, on_request_only, shows_old};
