//! The constants of the score, each with its unit and its reason.

use crate::levels::Levels;
use domain::taxonomy::CategoryId;
use serde::{Deserialize, Serialize};

/// Constants of `[score]`. The defaults are the design's values; `docs/scoring.md` tells where each enters a formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScoreConfig {
    /// Days of the window that is judged, `as_of` included.
    pub window_days: u32,
    /// Days between window and baseline that count for neither, so that a slow start does not raise its own baseline.
    pub guard_days: u32,
    /// Weeks (of `window_days`) before the guard that make the baseline.
    pub baseline_weeks: u32,
    /// With fewer usable baseline weeks than this nothing is called unusual.
    pub baseline_weeks_min: u32,
    /// A baseline week is usable when it brought at least this share of the window's documents, on all countries together:
    /// a week in which hardly anything was read says nothing about what is usual.
    pub baseline_week_share_min: f64,
    /// Days before the baseline that are read only to date late copies by their first report.
    pub copy_span_days: u32,
    /// Weight of the world's own change in loudness, in documents a week, against that of the country.
    pub exposure_prior: f64,
    /// Least ratio of this week's loudness to the usual one that is believed.
    pub exposure_ratio_min: f64,
    /// Greatest ratio of this week's loudness to the usual one that is believed.
    pub exposure_ratio_max: f64,
    /// Prior dispersion φ of weekly counts (variance by mean); 1 would be chance alone.
    pub dispersion_prior: f64,
    /// Weight of that prior, in weeks.
    pub dispersion_prior_weeks: f64,
    /// Decades of p at which surprise is complete: 6 is one in a million.
    pub surprise_decades: f64,
    /// Share of false discoveries that is accepted among all surprises of one run (Benjamini–Hochberg).
    pub false_discovery_rate: f64,
    /// Reports a category needs in the window to be called unusual …
    pub guard_clusters_min: u32,
    /// … unless one is at least this severe …
    pub guard_severity: f64,
    /// … and at least this well corroborated.
    pub guard_corroboration: f64,
    /// Reports a category needs on one side, field or media, before that side's surprise is measured.
    pub side_clusters_min: u32,
    /// Least weight of a category in the surprise of a region: mild categories are the early ones.
    pub surprise_weight_floor: f64,
    /// Weight of an event that is announced, not reported.
    pub announced_weight: f64,
    /// Weight of the credibility of a report nobody has checked.
    pub credibility_unverified: f64,
    /// What the best report leaves open: the factor before quality in corroboration.
    pub corroboration_factor: f64,
    /// Days before and after a report in which another voice on the same category and region corroborates it.
    pub corroboration_days: u32,
    /// Intensity at which half of its points are given, V₀; the same for peace.
    pub intensity_half: f64,
    /// p below which a category counts towards breadth.
    pub breadth_p: f64,
    /// Documents of the window that report something else, by which intensity is held down: what is written about much is
    /// reported on much, dangerous or not.
    pub intensity_others_weight: f64,
    /// Half-life of what a region's own reports leave behind, in days.
    pub memory_half_life_days: f64,
    /// Days for which they leave anything behind.
    pub memory_days: u32,
    /// Remembered severity at which half of the points of persistence are given, where nothing else is written about the country.
    pub memory_half: f64,
    /// What a remembered document that reports something else adds to that.
    pub memory_others_weight: f64,
    /// Weight of surprise in attention. The six weights sum to 1.
    pub weight_surprise: f64,
    /// Weight of intensity.
    pub weight_intensity: f64,
    /// Weight of corroboration.
    pub weight_corroboration: f64,
    /// Weight of breadth.
    pub weight_breadth: f64,
    /// Weight of persistence.
    pub weight_persistence: f64,
    /// Weight of the neighbourhood.
    pub weight_neighbourhood: f64,
    /// Share of attention that structural risk takes where it is known; the six parts share the rest.
    pub weight_structural: f64,
    /// Months in which past deaths weigh half, where a history of outcomes is given.
    pub history_half_life_months: f64,
    /// Months of it that count.
    pub history_months: u32,
    /// Deaths, faded, at which structural risk is complete.
    pub history_full: f64,
    /// Greatest share of attention that peace signals take away.
    pub peace_weight: f64,
    /// Categories whose fresh reports keep peace signals from lowering the level.
    pub protected_categories: Vec<CategoryId>,
    /// Days, `as_of` included, for which such a report is fresh.
    pub protected_days: u32,
    /// Surprise from which one side, field or media, stands out.
    pub side_surprise_min: f64,
    /// How far the other side must stay behind to be called silent.
    pub side_gap: f64,
    /// Share of the expected sources that must report before a low score may be read as calm.
    pub coverage_share_min: f64,
    /// Documents listed as evidence of one score.
    pub evidence_max: usize,
    /// Levels of attention.
    pub levels: Levels,
}

impl Default for ScoreConfig {
    fn default() -> Self {
        Self {
            window_days: 7,
            guard_days: 2,
            baseline_weeks: 6,
            baseline_weeks_min: 2,
            baseline_week_share_min: 0.2,
            copy_span_days: 14,
            exposure_prior: 5.0,
            exposure_ratio_min: 0.2,
            exposure_ratio_max: 5.0,
            dispersion_prior: 2.0,
            dispersion_prior_weeks: 5.0,
            surprise_decades: 6.0,
            false_discovery_rate: 0.10,
            guard_clusters_min: 3,
            guard_severity: 0.85,
            guard_corroboration: 0.75,
            side_clusters_min: 2,
            surprise_weight_floor: 0.5,
            announced_weight: 0.5,
            credibility_unverified: 0.6,
            corroboration_factor: 0.9,
            corroboration_days: 3,
            intensity_half: 3.0,
            breadth_p: 0.05,
            intensity_others_weight: 0.1,
            memory_half_life_days: 120.0,
            memory_days: 365,
            memory_half: 2.0,
            memory_others_weight: 0.5,
            weight_surprise: 0.15,
            weight_intensity: 0.25,
            weight_corroboration: 0.05,
            weight_breadth: 0.05,
            weight_persistence: 0.35,
            weight_neighbourhood: 0.15,
            weight_structural: 0.40,
            history_half_life_months: 3.0,
            history_months: 12,
            history_full: 300.0,
            peace_weight: 0.25,
            protected_categories: vec![CategoryId::new("civilian_harm")],
            protected_days: 3,
            side_surprise_min: 0.5,
            side_gap: 0.3,
            coverage_share_min: 0.5,
            evidence_max: 50,
            levels: Levels::default(),
        }
    }
}

impl ScoreConfig {
    /// Checks ranges that the formulas rely on.
    ///
    /// # Errors
    /// Names the key and what is expected.
    pub fn validate(&self) -> Result<(), String> {
        const DAYS_MAX: u32 = 366;
        let days =
            self.window_days.saturating_add(self.guard_days).saturating_add(self.baseline_weeks.saturating_mul(7));
        let weights = self.weight_surprise
            + self.weight_intensity
            + self.weight_corroboration
            + self.weight_breadth
            + self.weight_persistence
            + self.weight_neighbourhood;
        let levels = [0.0, self.levels.watch, self.levels.elevated, self.levels.high, self.levels.critical, 100.0];
        let shares = [
            ("false_discovery_rate", self.false_discovery_rate),
            ("peace_weight", self.peace_weight),
            ("announced_weight", self.announced_weight),
            ("credibility_unverified", self.credibility_unverified),
            ("weight_structural", self.weight_structural),
            ("coverage_share_min", self.coverage_share_min),
        ];
        if self.window_days == 0 || self.baseline_weeks == 0 || days.saturating_add(self.copy_span_days) > DAYS_MAX {
            return Err(format!(
                "window_days and baseline_weeks must be above 0, and all days read at most {DAYS_MAX}"
            ));
        }
        if !(0.999..=1.001).contains(&weights) {
            return Err(format!("the six weights sum to {weights:.3}; 1 is expected"));
        }
        if !levels.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err("levels must rise: 0 < watch < elevated < high < critical < 100".to_owned());
        }
        let positive = [
            ("surprise_decades", self.surprise_decades),
            ("intensity_half", self.intensity_half),
            ("memory_half_life_days", self.memory_half_life_days),
            ("memory_half", self.memory_half),
            ("history_half_life_months", self.history_half_life_months),
            ("history_full", self.history_full),
        ];
        if let Some((key, value)) = positive.iter().find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
            return Err(format!("{key} = {value}: a number above 0 is expected"));
        }
        let never_negative = [
            ("intensity_others_weight", self.intensity_others_weight),
            ("memory_others_weight", self.memory_others_weight),
            ("weight_surprise", self.weight_surprise),
            ("weight_intensity", self.weight_intensity),
            ("weight_corroboration", self.weight_corroboration),
            ("weight_breadth", self.weight_breadth),
            ("weight_persistence", self.weight_persistence),
            ("weight_neighbourhood", self.weight_neighbourhood),
        ];
        if let Some((key, value)) = never_negative.iter().find(|(_, value)| !(value.is_finite() && *value >= 0.0)) {
            return Err(format!("{key} = {value}: 0 or more is expected"));
        }
        match shares.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            Some((key, share)) => Err(format!("{key} = {share}: a share of 0 to 1 is expected")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_errors_name_the_key() {
        let defaults = ScoreConfig::default();
        assert_eq!(defaults.validate(), Ok(()));
        let error = |config: ScoreConfig| config.validate().expect_err("wrong");
        assert!(error(ScoreConfig { memory_half: 0.0, ..defaults.clone() }).starts_with("memory_half = 0"));
        assert!(error(ScoreConfig { weight_structural: 1.5, ..defaults.clone() }).starts_with("weight_structural"));
        let heavy = ScoreConfig { weight_persistence: 0.5, ..defaults.clone() };
        assert!(error(heavy).contains("six weights sum to 1.150"));
        let negative = ScoreConfig { weight_surprise: -0.15, weight_persistence: 0.65, ..defaults };
        assert!(error(negative).starts_with("weight_surprise"));
    }
}
