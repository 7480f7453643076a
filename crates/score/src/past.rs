//! What a region carries with it: the risks that were reported of it for a year, what is known of its structure, and its neighbours.
//!
//! Persistence P = R / (R + R₀ + λ · O): R is the severity of the reported risks, weighed by the reliability of their sources, O the number
//! of documents on the country that report something else; both fade with the same half-life.

use crate::ScoreConfig;
use crate::chronicle::Index;
use crate::group::Group;
use chrono::NaiveDate;
use domain::{Country, RegionId};
use std::collections::{BTreeSet, HashMap};

/// The past of all regions, as of one day.
pub struct Past {
    persistence: HashMap<RegionId, f64>,
    neighbours: HashMap<Country, (Country, f64)>,
    groups: HashMap<RegionId, Vec<RegionId>>,
}

impl Past {
    /// Looks back from a day.
    pub fn of(
        index: &Index<'_>,
        groups: &[Group],
        structural: &HashMap<RegionId, f64>,
        borders: &HashMap<Country, &[Country]>,
        as_of: NaiveDate,
        config: &ScoreConfig,
    ) -> Self {
        let others = |country: &Country| index.others.get(country).map_or(0.0, |o| o.on(as_of, config.memory_days));
        let of_groups: HashMap<&RegionId, &Group> = groups.iter().map(|group| (&group.id, group)).collect();
        let mut persistence = HashMap::with_capacity(index.places.len());
        for place in &index.places {
            let risk = place.risk.on(as_of, config.memory_days);
            if risk > 0.0 {
                let others = match of_groups.get(place.region) {
                    Some(group) => group.countries().iter().map(others).sum(),
                    None => others(&place.region.country),
                };
                let half = config.memory_half + config.memory_others_weight * others;
                persistence.insert(place.region.clone(), risk / (risk + half));
            }
        }
        // How dangerous a country is as a neighbour: by what is remembered of it, or by its structure.
        let danger = |country: Country| {
            let region = RegionId::country(country);
            let known = structural.get(&region).copied().filter(|value| value.is_finite()).unwrap_or_default();
            persistence.get(&region).copied().unwrap_or_default().max(known.clamp(0.0, 1.0))
        };
        let worst = |others: &[Country]| {
            let dangers = others.iter().map(|country| (*country, danger(*country))).filter(|(_, danger)| *danger > 0.0);
            dangers.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        };
        let mut neighbours: HashMap<Country, (Country, f64)> =
            borders.iter().filter_map(|(country, others)| Some((*country, worst(others)?))).collect();
        for group in groups {
            let members = group.countries();
            let around: BTreeSet<Country> = members
                .iter()
                .flat_map(|country| borders.get(country).copied().unwrap_or_default())
                .copied()
                .filter(|country| !members.contains(country))
                .collect();
            let around: Vec<Country> = around.into_iter().collect();
            neighbours.extend(worst(&around).map(|worst| (group.id.country, worst)));
        }
        let groups = groups.iter().map(|group| (group.id.clone(), group.members.clone())).collect();
        Self { persistence, neighbours, groups }
    }

    /// P of a region, 0..1.
    pub fn persistence(&self, region: &RegionId) -> f64 {
        self.persistence.get(region).copied().unwrap_or_default()
    }

    /// The most dangerous neighbour of a region's country, and how dangerous it is, 0..1.
    pub fn neighbour(&self, region: &RegionId) -> Option<(Country, f64)> {
        self.neighbours.get(&region.country).copied()
    }

    /// Structural risk of a region: its own, that of its country, or the highest among the members of a group.
    pub fn structural(&self, region: &RegionId, given: &HashMap<RegionId, f64>) -> Option<f64> {
        let of = |region: &RegionId| {
            given
                .get(region)
                .or_else(|| given.get(&RegionId::country(region.country)))
                .copied()
                .filter(|v| v.is_finite())
        };
        let members = self.groups.get(region).into_iter().flatten();
        of(region).or_else(|| members.filter_map(of).max_by(f64::total_cmp))
    }
}
