//! The digest of a day: composed from what the other stages found, rendered in several formats, handed to channels.
//!
//! `compose` decides *what* is shown (clearance, protection of sources, order, number of quotes); `render` only decides
//! how it looks; `channel` only where it goes. A format or a channel is one file and one line of its registry.
//!
//! Architecture invariant: no clock, no network. `compose` and `render` are pure; [`FileChannel`] alone touches the disk.

mod channel;
mod compose;
mod error;
mod render;
#[cfg(test)]
mod sample;
mod text;

pub use channel::{Channel, FileChannel, NullChannel, channel, channels};
pub use compose::{Ingredients, compose};
pub use error::DigestError;
pub use render::{Rendered, formats, render};
