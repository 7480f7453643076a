//! From an item to an annotated document: text, language, day, place, signals, copies, stories.
//!
//! Architecture invariant: pure. Values in, values out; no input or output, no clock, no network. Bad input gives less,
//! never a panic.

mod annotate;
pub mod copies;
pub mod day;
pub mod extract;
pub mod lang;
pub mod places;
pub mod read;
pub mod signals;
pub mod stories;
pub mod text;
pub mod wire;

pub use annotate::{EnrichError, Enricher, Reading, Resources};
pub use copies::Copies;
pub use places::Gazetteer;
pub use stories::stories;
