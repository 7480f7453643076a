//! Scores of regions, with everything that explains them.

use crate::document::DocumentId;
use crate::evidence::Coverage;
use crate::taxonomy::{CategoryId, Polarity};
use crate::{Label, RegionId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Level of attention. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Level {
    #[default]
    None,
    Watch,
    Elevated,
    High,
    Critical,
}

impl Level {
    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Watch => "watch",
            Self::Elevated => "elevated",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// Field against media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Convergence {
    /// Neither side stands out.
    #[default]
    None,
    /// The field warns, the media hardly: under-reported.
    FieldFirst,
    /// Both sides warn.
    Converging,
    /// Only the media warn.
    MediaOnly,
}

impl Convergence {
    /// The name used in files and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FieldFirst => "field-first",
            Self::Converging => "converging",
            Self::MediaOnly => "media-only",
        }
    }
}

/// One category of one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryScore {
    /// The category.
    pub category: CategoryId,
    /// Risk or peace.
    pub polarity: Polarity,
    /// Clusters in the window.
    pub count: u32,
    /// Clusters expected in the window from the baseline and the exposure.
    pub expected: f64,
    /// Mid-p value of the count.
    pub p_value: f64,
    /// Surprise 0..1; 0 where the guard or the false-discovery control says no.
    pub surprise: f64,
    /// Intensity: severity × corroboration × decay, summed.
    pub intensity: f64,
    /// Best corroboration 0..1 of a cluster in the window.
    pub corroboration: f64,
    /// Clusters a week, oldest first, the window last: the baseline as it was.
    pub weekly: Vec<u32>,
    /// Clusters that field sources reported.
    pub field_count: u32,
    /// Clusters that other sources reported.
    pub media_count: u32,
}

/// One part of an attention value; the points of all parts add up to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Which part.
    pub part: String,
    /// Points of 100.
    pub points: f64,
    /// Why, in words for people.
    pub why: String,
}

/// The score of one region on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionScore {
    /// The region.
    pub region: RegionId,
    /// The day; everything published before its end was used.
    pub as_of: NaiveDate,
    /// 0..100 before de-escalation.
    pub attention: f64,
    /// 0..100 after de-escalation: this one makes the level.
    pub attention_net: f64,
    /// 0..1.
    pub surprise: f64,
    /// 0..1: what was reported lately, faded and held against other documents.
    pub intensity: f64,
    /// 0..1.
    pub corroboration: f64,
    /// 0..1.
    pub breadth: f64,
    /// 0..1; 0 where no structural data is given.
    pub structural: f64,
    /// 0..1: how much peace stands beside it.
    pub deescalation: f64,
    /// Surprise among field sources, 0..1.
    pub surprise_field: f64,
    /// Surprise among all others, 0..1.
    pub surprise_media: f64,
    /// Field against media.
    pub convergence: Convergence,
    /// Level by the thresholds, without hysteresis.
    pub level: Level,
    /// The categories that have any count, strongest first.
    pub categories: Vec<CategoryScore>,
    /// The parts; their points add up to `attention`, the last (negative) one to `attention_net`.
    pub contributions: Vec<Contribution>,
    /// Independent voices of the field side in the window.
    pub field_voices: u32,
    /// Independent voices of the other side in the window.
    pub media_voices: u32,
    /// The documents behind it, strongest first; at most 50.
    pub evidence: Vec<DocumentId>,
    /// How many documents are behind it in all.
    pub evidence_count: u32,
    /// Most restrictive label of the evidence.
    pub label: Label,
    /// Which sources should have reported, and did.
    pub coverage: Coverage,
    /// Whether coverage suffices to read a low score as calm.
    pub covered: bool,
    /// Version of the formula.
    pub formula: String,
}
