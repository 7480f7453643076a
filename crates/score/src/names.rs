//! What regions are called.

use domain::RegionId;

/// Gives a region the name that people read. [`codes`] gives its code.
pub type Names<'a> = &'a (dyn Fn(&RegionId) -> String + Sync);

/// A region by its code and unit, `MLI/Gao`: where no names are known.
pub fn codes(region: &RegionId) -> String {
    region.to_string()
}
