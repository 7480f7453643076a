//! The constants of flags, each with its unit and its reason.

use serde::{Deserialize, Serialize};

/// Constants of `[flags]`. Where the levels begin stands in [`crate::ScoreConfig::levels`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlagConfig {
    /// Points below its threshold at which a level is left, so that a flag does not flicker.
    pub hysteresis: f64,
    /// Days after the last alert on which an unchanged flag alerts again.
    pub realert_days: u32,
    /// Independent field voices from which on they are spoken of as field sources: fewer could be recognised.
    pub field_voices_min: u32,
    /// Independent field voices an under-reported flag needs.
    pub under_reported_voices_min: u32,
    /// Net attention an under-reported flag needs; below watch, because the media's share of the points is missing.
    pub under_reported_attention_min: f64,
    /// Net attention on both sides of a border from which neighbours rise together.
    pub cross_border_attention_min: f64,
    /// Surprise, of all reports or of one side, that a new flag needs: a flag says that something changed.
    pub new_flag_surprise_min: f64,
    /// Points by which a country must exceed its one hot unit to carry the flag itself. A country holds all of its units'
    /// reports, so a small lead tells nothing.
    pub rollup_margin: f64,
    /// Days after the last alert for which a flag is neither lowered nor closed while the region's sources are silent.
    pub silence_hold_days: u32,
    /// Categories a flag names.
    pub categories_max: usize,
    /// Categories whose counts are told in the reasons.
    pub reason_categories_max: usize,
}

impl Default for FlagConfig {
    fn default() -> Self {
        Self {
            hysteresis: 5.0,
            realert_days: 14,
            field_voices_min: 3,
            under_reported_voices_min: 2,
            under_reported_attention_min: 17.0,
            cross_border_attention_min: 30.0,
            new_flag_surprise_min: 0.2,
            rollup_margin: 10.0,
            silence_hold_days: 14,
            categories_max: 5,
            reason_categories_max: 3,
        }
    }
}
