//! Signal categories as data: `config/taxonomy.toml`.

use crate::name::shared_name;
use serde::{Deserialize, Serialize};

shared_name! {
    /// The identifier of a signal category, for example `armed_clash`.
    CategoryId
}

/// Whether a category warns or reassures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// A risk: raises attention.
    Risk,
    /// A sign of peace: shown beside attention, lowers the net value.
    Peace,
}

/// One signal category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Identifier, as it appears in files, queries and answers.
    pub id: CategoryId,
    /// Short name for people.
    pub name: String,
    /// One sentence: what belongs here.
    pub description: String,
    /// Risk or peace.
    pub polarity: Polarity,
    /// Severity 0..1: |PLOVER score| / 10 of the usual mode.
    pub severity: f64,
    /// Days after which a report weighs half.
    pub half_life_days: f64,
    /// PLOVER event types, modes and contexts.
    pub plover: Vec<String>,
    /// CAMEO code prefixes (`x` stands for any digit).
    pub cameo: Vec<String>,
    /// Ways in which it happens that are more or less severe than the usual one.
    #[serde(default, rename = "mode")]
    pub modes: Vec<Mode>,
}

/// A mode of a category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// Identifier, as PLOVER names it.
    pub id: String,
    /// Severity 0..1: |PLOVER score| / 10.
    pub severity: f64,
    /// Word classes of the lexicons that tell it.
    pub classes: Vec<String>,
}

/// All categories, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// The categories.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
}

/// What is wrong with a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxonomyError {
    /// Two categories share an identifier.
    #[error("category {0:?} stands twice; identifiers must be unique")]
    Duplicate(String),
    /// A number is outside its range.
    #[error("category {0:?}: severity, of its modes too, must be in 0..1 and half_life_days above 0")]
    Range(String),
}

impl Taxonomy {
    /// Checks identifiers and ranges.
    pub fn validate(self) -> Result<Self, TaxonomyError> {
        for (position, category) in self.categories.iter().enumerate() {
            if self.categories[..position].iter().any(|earlier| earlier.id == category.id) {
                return Err(TaxonomyError::Duplicate(category.id.to_string()));
            }
            let mut severities =
                std::iter::once(category.severity).chain(category.modes.iter().map(|mode| mode.severity));
            if !severities.all(|severity| (0.0..=1.0).contains(&severity)) || category.half_life_days <= 0.0 {
                return Err(TaxonomyError::Range(category.id.to_string()));
            }
        }
        Ok(self)
    }

    /// The category of this identifier.
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id.as_str() == id)
    }

    /// How many categories are risks.
    pub fn risk_count(&self) -> usize {
        self.categories.iter().filter(|category| category.polarity == Polarity::Risk).count()
    }
}
