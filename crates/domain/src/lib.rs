//! What a source, document, place, signal, region, score, flag and digest *are*.
//!
//! Architecture invariant: no async, no input or output, no clock. Every other crate depends on this one and this one
//! depends on none of them. Building a value is validating it.

pub mod country;
pub mod digest;
pub mod document;
pub mod event;
pub mod evidence;
pub mod flag;
pub mod index;
pub mod item;
pub mod label;
pub mod language;
pub mod ledger;
pub mod mandate;
mod name;
pub mod outcome;
pub mod place;
pub mod query;
pub mod region;
pub mod score;
pub mod signal;
pub mod source;
pub mod store;
pub mod story;
pub mod taxonomy;

pub use country::Country;
pub use document::{Annotation, ClusterId, Document, DocumentId, EnrichedDocument, Language};
pub use event::{Actor, ActorType, Casualties, Count};
pub use item::{Body, Fetched, Item};
pub use label::Label;
pub use place::{Place, PlaceKind};
pub use region::RegionId;
pub use signal::{Signal, Status};
pub use source::{Source, SourceClass, SourceId};
pub use taxonomy::{CategoryId, Polarity, Taxonomy};
