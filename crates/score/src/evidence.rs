//! What scoring is given: reports, how loud it was, the sources, and what is known of regions beside them.

use crate::group::Group;
use crate::names::Names;
use domain::evidence::{Exposure, Neighbours, Observation, SourceHealth};
use domain::{Country, RegionId};
use std::collections::HashMap;

/// All that scores are made from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// What documents say, at least [`crate::history_days`] back, better [`crate::evidence_days`]. In any order; what is later than
    /// `as_of` is not looked at.
    pub observations: &'a [Observation],
    /// Documents a day on each country, for the same days.
    pub exposure: &'a [(Country, Exposure)],
    /// How the sources do on that day.
    pub health: &'a [SourceHealth],
    /// Structural risk 0..1 of regions; a unit without a value takes its country's, a group the highest of its members'.
    pub structural: &'a HashMap<RegionId, f64>,
    /// Which countries share a border.
    pub neighbours: &'a Neighbours,
    /// Regions of one's own.
    pub groups: &'a [Group],
    /// What a region is called in explanations.
    pub names: Names<'a>,
}
