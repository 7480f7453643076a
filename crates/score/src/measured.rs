//! One category of one region, measured: what attention is made from.

use crate::exposure::Series;
use crate::surprise::Surprise;
use domain::taxonomy::Category;

/// One category of one region, measured.
pub struct Measured<'a> {
    /// The category.
    pub category: &'a Category,
    /// Reports of all sides in the window and the weeks before.
    pub series: Series,
    /// All reports against the baseline.
    pub all: Surprise,
    /// Surprise 0..1 of the field side, before its weight.
    pub field_surprise: f64,
    /// Surprise 0..1 of the media side, before its weight.
    pub media_surprise: f64,
    /// Reports of each side in the window.
    pub side_counts: [u32; 3],
    /// Whether there are enough reports, or one severe and borne out, to be called unusual.
    pub guarded: bool,
    /// Surprise 0..1 after guard and false-discovery control.
    pub surprise: f64,
    /// V.
    pub intensity: f64,
    /// Best corroboration in the window.
    pub corroboration: f64,
    /// What each story weighs.
    pub weights: Vec<f64>,
}

impl Measured<'_> {
    /// Reports in the window; announced ones weigh less than one.
    pub fn count(&self) -> u32 {
        (self.series.window + 1e-9).floor() as u32
    }
}
