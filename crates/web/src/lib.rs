//! Pages and a REST surface over read handles. Reads only: nothing here changes the store or the index.
//!
//! Architecture invariant: the only crate that knows HTTP and JSON wire types. It decides who may see what by three
//! rules, kept in `shield` and used by pages and API alike:
//! - documents above [`Surface::clearance`] do not exist here (404, not in hits, not in evidence);
//! - regions and flags computed with their help keep their numbers, under the clearance as their label, and lose the
//!   identifiers of those documents;
//! - a field source is never named, except among the evidence of a region on which
//!   [`Surface::field_voices_min`] independent field voices agree.

mod answer;
mod api;
mod pages;
mod problem;
mod read;
mod router;
mod shield;
mod surface;
mod wire;

pub use router::router;
pub use surface::{ClassOfSource, FindRegion, PlaceName, SourceName, Surface};
