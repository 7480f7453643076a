//! What a report says of an event beside its signals: who took part, and how many were hurt.

use serde::{Deserialize, Serialize};

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    /// Rebels, militias, gangs.
    ArmedGroup,
    /// Army, police, peace operations.
    SecurityForce,
    /// A political party.
    Party,
    /// An ethnic, religious or other community.
    Community,
    /// A civil-society organisation or network.
    Csn,
    /// An inter-governmental organisation.
    Organisation,
}

impl ActorType {
    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ArmedGroup => "armed_group",
            Self::SecurityForce => "security_force",
            Self::Party => "party",
            Self::Community => "community",
            Self::Csn => "csn",
            Self::Organisation => "organisation",
        }
    }
}

/// A group or an organisation that a report names; never a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// Its usual name, where `config/actors.toml` lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// First character (Unicode scalar value) of its first mention in the text; 0..0 where only the title mentions it.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A number of people as reported: from, to. An end that is not reported is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// At least so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u32>,
    /// At most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u32>,
}

impl std::fmt::Display for Count {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(out, "{low}"),
            (Some(low), Some(high)) => write!(out, "{low} to {high}"),
            (Some(low), None) => write!(out, "{low} or more"),
            (None, Some(high)) => write!(out, "up to {high}"),
            (None, None) => out.write_str("unknown"),
        }
    }
}

/// Casualties as a report gives them: reported, unverified. They are never summed over reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Casualties {
    /// People killed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killed: Option<Count>,
    /// People injured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injured: Option<Count>,
}

impl Casualties {
    /// Whether no number is reported.
    pub fn is_empty(&self) -> bool {
        self.killed.is_none() && self.injured.is_none()
    }
}

impl std::fmt::Display for Casualties {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |count: Option<Count>, what: &str| count.map(|count| format!("{count} {what}"));
        let parts: Vec<String> =
            [part(self.killed, "killed"), part(self.injured, "injured")].into_iter().flatten().collect();
        write!(out, "{} (reported, unverified)", parts.join(", "))
    }
}
