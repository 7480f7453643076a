//! From an item to an annotated document: text, language, day, place, signals, copies. Pure: values in, values out.

pub mod places;
pub mod signals;
