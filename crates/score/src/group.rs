//! Regions of one's own: a border area, a basin, as a list of countries and units.

use domain::{Country, RegionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A region that is made of others. It is scored from the reports of all its members, each counted once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its own code, one that no country can have: `XAA` to `XXZ`, `QMA` to `QZZ`, or `ZZA` to `ZZZ`.
    pub id: RegionId,
    /// Its name, for people.
    pub name: String,
    /// Countries and units.
    pub members: Vec<RegionId>,
}

impl Group {
    /// Reads groups from TOML: `[[region]]` with `id`, `name` and `members`.
    ///
    /// # Errors
    /// Names the key and what is expected: a code of a country, one that stands twice, a region without members.
    pub fn read(text: &str) -> Result<Vec<Self>, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default, rename = "region")]
            regions: Vec<Group>,
        }
        let groups = toml::from_str::<File>(text).map_err(|error| error.to_string())?.regions;
        let mut seen = BTreeSet::new();
        for group in &groups {
            let id = &group.id;
            if id.admin1.is_some() || !is_free(id.country) {
                return Err(format!(
                    "region {id}: a code no country can have is expected, XAA to XXZ, QMA to QZZ or ZZA to ZZZ"
                ));
            }
            if group.members.is_empty() || group.members.iter().any(|member| is_free(member.country)) {
                return Err(format!(
                    "region {id}: members must be countries (MLI) or their units (MLI/Gao), at least one"
                ));
            }
            if !seen.insert(id) {
                return Err(format!("region {id} stands twice; codes must be unique"));
            }
        }
        Ok(groups)
    }

    /// The countries it lies in, each once.
    pub fn countries(&self) -> BTreeSet<Country> {
        self.members.iter().map(|member| member.country).collect()
    }
}

/// Codes that ISO 3166-1 leaves to its users.
fn is_free(country: Country) -> bool {
    let code = country.as_str();
    ("QMA"..="QZZ").contains(&code) || ("XAA"..="XXZ").contains(&code) || ("ZZA"..="ZZZ").contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_needs_a_free_code_and_members() {
        let read = |id: &str, members: &str| {
            Group::read(&format!("[[region]]\nid = \"{id}\"\nname = \"Lake basin\"\nmembers = [{members}]\n"))
        };
        let basin = read("XLB", "\"CMR/Far North\", \"TCD\"").expect("a group");
        assert_eq!(basin[0].countries().len(), 2);
        assert!(read("TCD", "\"CMR\"").expect_err("taken").contains("XAA to XXZ"));
        assert!(read("XLB", "").expect_err("empty").contains("at least one"));
        assert!(read("XLB", "\"Lake\"").is_err() && Group::read("colour = 1").is_err());
    }
}
