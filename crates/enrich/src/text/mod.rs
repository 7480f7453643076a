//! What every other room stands on: plain text out of markup, lines, words, letters, names of sites in titles.

pub(crate) mod cluster;
mod html;
pub(crate) mod letters;
mod lines;
mod nesting;
mod site;
pub(crate) mod words;

pub use html::from_fragment;
pub(crate) use html::{text_of, text_of_element};
pub(crate) use lines::{is_noise, paragraphs};
pub(crate) use nesting::{is_deep_tree, is_too_deep};
pub(crate) use site::without_site;
