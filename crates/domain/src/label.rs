//! Sharing labels: Traffic Light Protocol 2.0 (FIRST, 2022).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How far a document may travel. Ordered from the widest to the most restricted, so that `max` is inheritance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Label {
    /// No limit on disclosure.
    Clear,
    /// Limited disclosure: the community.
    Green,
    /// Limited disclosure: the organisation and its clients, need to know. Field reports start here.
    #[default]
    Amber,
    /// The organisation alone.
    AmberStrict,
    /// The named recipients alone.
    Red,
}

/// The text is no TLP label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a label: one of CLEAR, GREEN, AMBER, AMBER+STRICT, RED is expected")]
pub struct NotALabel(pub String);

impl Label {
    /// All labels, widest first.
    pub const ALL: [Self; 5] = [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// The name without its `TLP:` prefix.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "CLEAR",
            Self::Green => "GREEN",
            Self::Amber => "AMBER",
            Self::AmberStrict => "AMBER+STRICT",
            Self::Red => "RED",
        }
    }

    /// 0 for CLEAR to 4 for RED: the order as a number, for stores and indexes.
    pub fn rank(self) -> u8 {
        self as u8
    }

    /// The label of this rank, if there is one.
    pub fn from_rank(rank: u8) -> Option<Self> {
        Self::ALL.get(usize::from(rank)).copied()
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.trim().to_ascii_uppercase();
        let bare = bare.strip_prefix("TLP:").unwrap_or(&bare);
        Self::ALL.into_iter().find(|label| label.as_str() == bare).ok_or_else(|| NotALabel(text.to_owned()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_restrictive_label_wins() {
        assert_eq!([Label::Clear, Label::Red, Label::Amber].into_iter().max(), Some(Label::Red));
    }

    #[test]
    fn every_label_survives_text_and_rank() {
        for label in Label::ALL {
            assert_eq!(format!("tlp:{label}").parse(), Ok(label));
            assert_eq!(Label::from_rank(label.rank()), Some(label));
        }
        assert!("ORANGE".parse::<Label>().is_err());
    }
}
