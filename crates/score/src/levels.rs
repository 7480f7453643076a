//! Levels of attention: where each begins, and how slowly it is left.

use domain::score::Level;
use serde::{Deserialize, Serialize};

/// Net attention at which each level begins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Levels {
    /// Worth watching.
    pub watch: f64,
    /// Clearly above the usual.
    pub elevated: f64,
    /// Prevention is urgent.
    pub high: f64,
    /// Act today.
    pub critical: f64,
}

impl Default for Levels {
    fn default() -> Self {
        Self { watch: 22.0, elevated: 30.0, high: 48.0, critical: 60.0 }
    }
}

impl Levels {
    const RISING: [Level; 4] = [Level::Watch, Level::Elevated, Level::High, Level::Critical];

    /// Where a level begins; `None` begins at 0.
    pub fn threshold(&self, level: Level) -> f64 {
        match level {
            Level::None => 0.0,
            Level::Watch => self.watch,
            Level::Elevated => self.elevated,
            Level::High => self.high,
            Level::Critical => self.critical,
        }
    }

    /// The level of an attention value.
    pub fn of(&self, attention: f64) -> Level {
        self.held(attention, Level::None, 0.0)
    }

    /// The level of an attention value where `before` is left only when it falls short by more than `hysteresis` points.
    pub fn held(&self, attention: f64, before: Level, hysteresis: f64) -> Level {
        let reached = |level: Level| {
            let slack = if level <= before { hysteresis } else { 0.0 };
            attention >= self.threshold(level) - slack
        };
        Self::RISING.into_iter().rev().find(|&level| reached(level)).unwrap_or(Level::None)
    }

    /// The next level above this one, with its threshold.
    pub fn next(&self, level: Level) -> Option<(Level, f64)> {
        Self::RISING.into_iter().find(|&next| next > level).map(|next| (next, self.threshold(next)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_entered_at_its_threshold_and_left_five_points_below() {
        let levels = Levels::default();
        assert_eq!(levels.of(29.9), Level::Watch);
        assert_eq!(levels.of(30.0), Level::Elevated);
        assert_eq!(levels.held(25.0, Level::Elevated, 5.0), Level::Elevated);
        assert_eq!(levels.held(24.9, Level::Elevated, 5.0), Level::Watch);
        assert_eq!(levels.held(47.0, Level::Elevated, 5.0), Level::Elevated);
    }
}
