//! Coverage: which sources should report on a region, and do. The only place where the health of sources is looked at.

use crate::ScoreConfig;
use domain::evidence::{Coverage, Health, SourceHealth};
use domain::{Country, RegionId, SourceId};
use std::collections::{BTreeMap, HashMap};

/// The sources that promise to cover each country or a part of it.
pub struct Expected<'a>(HashMap<Country, Vec<(&'a RegionId, &'a SourceHealth)>>);

impl<'a> Expected<'a> {
    /// Sources by country. Those for all the world promise nothing for any region.
    pub fn of(health: &'a [SourceHealth]) -> Self {
        let mut by_country: HashMap<Country, Vec<_>> = HashMap::new();
        for source in health {
            for region in &source.regions {
                by_country.entry(region.country).or_default().push((region, source));
            }
        }
        Self(by_country)
    }

    /// Every region that a source names, some more than once.
    pub fn regions(&self) -> impl Iterator<Item = &'a RegionId> + '_ {
        self.0.values().flatten().map(|(region, _)| *region)
    }

    /// Coverage of a region, or of several together, by the sources that name it or its country.
    pub fn coverage(&self, regions: &[RegionId]) -> Coverage {
        let mut named: BTreeMap<&SourceId, &SourceHealth> = BTreeMap::new();
        for region in regions {
            let sources = self.0.get(&region.country).into_iter().flatten();
            named.extend(sources.filter(|(own, _)| own.contains(region)).map(|(_, source)| (&source.source, *source)));
        }
        let missing = named.values().filter(|source| source.state != Health::Reporting);
        let missing: Vec<_> = missing.map(|source| (source.source.clone(), reason(source))).collect();
        Coverage { expected: named.len() as u32, reporting: (named.len() - missing.len()) as u32, missing }
    }
}

/// Whether coverage suffices to read a low score as calm.
pub fn suffices(coverage: &Coverage, config: &ScoreConfig) -> bool {
    coverage.expected > 0 && coverage.share() >= config.coverage_share_min
}

fn reason(source: &SourceHealth) -> String {
    if !source.reason.is_empty() {
        return source.reason.clone();
    }
    let fallback = match source.state {
        Health::Reporting => "",
        Health::Frozen => "it answers with old content only",
        Health::Silent => "it used to report and stopped",
        Health::Failed => "it could not be read",
        Health::Unvisited => "it has not been visited yet",
    };
    fallback.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_nobody_is_expected_to_cover_is_not_covered() {
        let region: RegionId = "COL/Chocó".parse().expect("a region");
        let source = |id: &str, regions: &[&str], state| SourceHealth {
            source: id.into(),
            regions: regions.iter().map(|region| region.parse().expect("a region")).collect(),
            field: true,
            state,
            reason: String::new(),
        };
        let config = ScoreConfig::default();
        let world = [source("world", &[], Health::Reporting)];
        assert!(!suffices(&Expected::of(&world).coverage(std::slice::from_ref(&region)), &config));
        let mixed = [source("a", &["COL"], Health::Failed), source("b", &["COL/Chocó"], Health::Reporting)];
        let coverage = Expected::of(&mixed).coverage(std::slice::from_ref(&region));
        assert_eq!((coverage.expected, coverage.reporting), (2, 1));
        assert!(suffices(&coverage, &config));
        assert_eq!(coverage.missing, [("a".into(), "it could not be read".to_owned())]);
    }
}
