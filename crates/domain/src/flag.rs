//! Flags: regions that deserve joint attention, and the ledger from warning to response.

use crate::document::DocumentId;
use crate::mandate::Partner;
use crate::name::shared_name;
use crate::score::{Convergence, Level};
use crate::taxonomy::CategoryId;
use crate::{Label, RegionId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

shared_name! {
    /// Region and the day it was raised: `COL/Chocó@2026-03-29`.
    FlagId
}

/// Why a region is flagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// Level reached, both kinds of source agree, both partners exist.
    Joint,
    /// The field warns with at least two independent groups, the media do not; both partners exist.
    UnderReported,
    /// Neighbours under different organisations rise together.
    CrossBorder,
    /// Level reached without agreement of both sides: to be watched, not sent jointly.
    Watch,
}

impl FlagKind {
    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::UnderReported => "under-reported",
            Self::CrossBorder => "cross-border",
            Self::Watch => "watch",
        }
    }

    /// Whether it asks both partners for joint attention.
    pub fn is_joint(self) -> bool {
        self != Self::Watch
    }
}

/// One region flagged on one day, with its partners.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Identifier; stays while the flag is open.
    pub id: FlagId,
    /// The region.
    pub region: RegionId,
    /// Why.
    pub kind: FlagKind,
    /// Level, after hysteresis.
    pub level: Level,
    /// Net attention 0..100.
    pub attention: f64,
    /// Field against media.
    pub convergence: Convergence,
    /// The day it was first raised.
    pub raised_on: NaiveDate,
    /// The day this state describes.
    pub as_of: NaiveDate,
    /// Whether this day alerts: new, higher, a new category, or fourteen days after the last alert.
    pub alerts: bool,
    /// The last day that alerted.
    pub alerted_on: NaiveDate,
    /// Strongest categories, strongest first.
    pub categories: Vec<CategoryId>,
    /// Documents behind it, strongest first.
    pub evidence: Vec<DocumentId>,
    /// How many there are in all.
    pub evidence_count: u32,
    /// Independent voices of the field side.
    pub field_voices: u32,
    /// Independent voices of the other side.
    pub media_voices: u32,
    /// Organisations with a mandate, primary first.
    pub rigos: Vec<Partner>,
    /// Civil-society networks of the country.
    pub networks: Vec<Partner>,
    /// For a cross-border flag: the regions on the other side.
    pub with: Vec<RegionId>,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
    /// Most restrictive label of the evidence.
    pub label: Label,
}

/// What happened to a flag: one line of the ledger, never rewritten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlagEvent {
    /// The flag.
    pub flag: FlagId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: FlagStep,
    /// Who: an organisation or a role, or `almenara`.
    pub by: String,
    /// In words.
    pub note: String,
}

/// Steps of a flag's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum FlagStep {
    Raised,
    Escalated,
    Lowered,
    Repeated,
    Acknowledged,
    Responded,
    Noted,
    Closed,
}
