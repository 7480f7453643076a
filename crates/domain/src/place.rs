//! Places named in a text.

use crate::{Country, RegionId};
use serde::{Deserialize, Serialize};

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The place itself.
    Place,
    /// People or things of a place: "Colombian".
    Demonym,
    /// A capital that stands for its government: "Bogotá said".
    Metonym,
}

/// A toponym, where it stands and what it was resolved to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The name as it stands in the text.
    pub name: String,
    /// First character (Unicode scalar value) in the text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// How the name is used.
    pub kind: PlaceKind,
    /// The country it lies in.
    pub iso3: Option<Country>,
    /// GeoNames name of the first-level unit.
    pub admin1: Option<String>,
    /// GeoNames identifier, where there is one.
    pub geonames_id: Option<u32>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// 0..1.
    pub confidence: f32,
}

/// How much a document is about a country.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryWeight {
    /// The country.
    pub iso3: Country,
    /// Share 0..1; the weights of one document sum to 1.
    pub weight: f32,
}

/// The one place under which a reader would file the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// The country.
    pub iso3: Country,
    /// GeoNames name of the first-level unit, where the text is that precise.
    pub admin1: Option<String>,
}

impl Focus {
    /// The region of this focus.
    pub fn region(&self) -> RegionId {
        match &self.admin1 {
            Some(unit) => RegionId::unit(self.iso3, unit),
            None => RegionId::country(self.iso3),
        }
    }
}
