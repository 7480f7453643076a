//! Places: the gazetteer, and where a text plays.
//!
//! fold → find (longest names over one `fst`) → filter (is it a place?) → resolve (which one?) → focus (what is the text
//! about?). Architecture invariant: no reading of files; the gazetteer's bytes are an argument.

mod compile;
mod cues;
mod filter;
mod find;
mod focus;
mod fold;
mod gazetteer;
mod layout;
mod locate;
mod resolve;
#[cfg(test)]
mod tests;

pub use compile::{CompileError, Tables, compile};
pub use gazetteer::{Gazetteer, GazetteerError};
pub use locate::{LocateInput, Located};
