//! Tests of the whole chain: evidence → scores → flags.

mod data;
mod properties;
mod replay;
mod scenarios;
mod world;
