//! Regions: a country or one of its first-level units.

use crate::Country;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A country (`COL`) or a first-level unit by its GeoNames name (`COL/Chocó`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionId {
    /// The country.
    pub country: Country,
    /// The first-level unit; `None` is the whole country.
    pub admin1: Option<Arc<str>>,
}

impl RegionId {
    /// The whole country.
    pub fn country(country: Country) -> Self {
        Self { country, admin1: None }
    }

    /// A first-level unit.
    pub fn unit(country: Country, admin1: impl AsRef<str>) -> Self {
        Self { country, admin1: Some(Arc::from(admin1.as_ref())) }
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        self.country == other.country && (self.admin1.is_none() || self.admin1 == other.admin1)
    }
}

impl FromStr for RegionId {
    type Err = crate::country::NotACountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((country, unit)) if !unit.trim().is_empty() => Ok(Self::unit(country.trim().parse()?, unit.trim())),
            Some((country, _)) => Ok(Self::country(country.trim().parse()?)),
            None => Ok(Self::country(text.trim().parse()?)),
        }
    }
}

impl fmt::Display for RegionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.admin1 {
            Some(unit) => f.pad(&format!("{}/{unit}", self.country)),
            None => f.pad(self.country.as_str()),
        }
    }
}

impl Serialize for RegionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_contains_its_units_and_not_the_reverse() {
        let country: RegionId = "COL".parse().expect("a region");
        let unit: RegionId = "col/Chocó".parse().expect("a region");
        assert!(country.contains(&unit) && !unit.contains(&country));
        assert_eq!(unit.to_string(), "COL/Chocó");
    }
}
