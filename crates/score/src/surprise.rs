//! Surprise: is this count unusual for this region, given its own past and this week's loudness?
//!
//! m = (Σ baseline + ½) / n · loudness; φ̃ = (5 · 2 + (n − 1) · φ̂) / (n + 4) with the default prior;
//! p = P[NB(m / (φ̃ − 1), 1 / φ̃) ≥ w] as mid-p; S = min(−log₁₀ p, 6) / 6. `n` are the usable weeks of the baseline.

use crate::ScoreConfig;
use crate::exposure::Series;
use statrs::distribution::{Discrete, DiscreteCDF, NegativeBinomial, Poisson};

/// A count against what was to be expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surprise {
    /// Mean that was to be expected; 0 when there is no baseline yet.
    pub expected: f64,
    /// Mid-p of the count; 1 when nothing was counted or there is no baseline yet.
    pub p: f64,
}

/// Below this excess of variance over mean the counts are as good as Poisson, and the negative binomial's size overflows.
const OVERDISPERSION_MIN: f64 = 1e-3;

/// Measures a series of weekly counts. `ratio` is this week's loudness by the usual one.
pub fn measure(series: &Series, usable: &[bool], ratio: f64, config: &ScoreConfig) -> Surprise {
    let weeks: Vec<f64> = series.weeks.iter().zip(usable).filter(|(_, usable)| **usable).map(|(w, _)| *w).collect();
    if weeks.len() < config.baseline_weeks_min.max(1) as usize {
        return Surprise { expected: 0.0, p: 1.0 };
    }
    let expected = (weeks.iter().sum::<f64>() + 0.5) / weeks.len() as f64 * ratio;
    // Announced events weigh less than one: only whole reports count as seen.
    let count = (series.window + 1e-9).floor() as u64;
    let p = if count == 0 { 1.0 } else { mid_p(count, expected, dispersion(&weeks, config)) };
    Surprise { expected, p }
}

/// φ̃: the dispersion of weekly counts, shrunk to its prior because six weeks say little about it.
fn dispersion(weeks: &[f64], config: &ScoreConfig) -> f64 {
    let n = weeks.len() as f64;
    let mean = weeks.iter().sum::<f64>() / n;
    let prior = config.dispersion_prior_weeks;
    if mean <= 0.0 || n < 2.0 {
        return config.dispersion_prior; // Weeks without any count say nothing about how counts vary.
    }
    let squares: f64 = weeks.iter().map(|count| (count - mean).powi(2) / mean).sum();
    (prior * config.dispersion_prior + squares) / (prior + n - 1.0)
}

/// `P[X > count] + ½ P[X = count]` for a negative binomial of this mean and dispersion.
fn mid_p(count: u64, mean: f64, dispersion: f64) -> f64 {
    let p = if dispersion > 1.0 + OVERDISPERSION_MIN {
        NegativeBinomial::new(mean / (dispersion - 1.0), 1.0 / dispersion)
            .map(|d| d.sf(count) + 0.5 * d.pmf(count))
            .ok()
    } else {
        Poisson::new(mean).map(|d| d.sf(count) + 0.5 * d.pmf(count)).ok()
    };
    p.filter(|p| p.is_finite()).unwrap_or(1.0).clamp(f64::MIN_POSITIVE, 1.0)
}

/// S: decades of p, 0..1.
pub fn degree(p: f64, config: &ScoreConfig) -> f64 {
    (-p.log10()).clamp(0.0, config.surprise_decades) / config.surprise_decades
}

/// 1 − Π (1 − Sₖ uₖ): several unusual categories together surprise more than each.
pub fn together(weighted: impl Iterator<Item = f64>) -> f64 {
    1.0 - weighted.map(|surprise| 1.0 - surprise).product::<f64>()
}

/// Benjamini–Hochberg: the greatest p that is still a discovery among `tests` tests; 0 when there is none.
///
/// `tests` is given apart because most pairs of region and category have no report at all: they are tests, too, with p = 1. Counting
/// them keeps the bar where it is when one more category is reported.
pub fn discovery_threshold(mut p_values: Vec<f64>, tests: usize, config: &ScoreConfig) -> f64 {
    p_values.sort_by(f64::total_cmp);
    let step = config.false_discovery_rate / tests.max(p_values.len()).max(1) as f64;
    p_values.iter().enumerate().rev().find(|(rank, p)| **p <= step * (*rank + 1) as f64).map_or(0.0, |(_, p)| *p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(window: f64, weeks: [f64; 6]) -> f64 {
        let series = Series { window, weeks: weeks.to_vec() };
        measure(&series, &[true; 6], 1.0, &ScoreConfig::default()).p
    }

    #[test]
    fn the_same_count_surprises_in_a_quiet_region_and_not_in_a_loud_one() {
        assert!(p(6.0, [0.0; 6]) < 0.001);
        assert!(p(6.0, [1.0, 0.0, 1.0, 2.0, 0.0, 1.0]) < 0.02);
        assert!(p(6.0, [6.0, 5.0, 7.0, 4.0, 6.0, 8.0]) > 0.3);
        assert_eq!(p(0.0, [3.0; 6]), 1.0);
    }

    #[test]
    fn mid_p_agrees_with_the_sum_of_its_terms() {
        // NB(size 1.5, prob .5): P(0) = .5^1.5, then P(k+1) = P(k) (k + 1.5) / (k + 1) / 2.
        let mut terms = vec![0.5_f64.powf(1.5)];
        for k in 0..200 {
            terms.push(terms[k] * (k as f64 + 1.5) / (k as f64 + 1.0) / 2.0);
        }
        let expected: f64 = terms[5..].iter().sum::<f64>() + terms[4] / 2.0;
        assert!((mid_p(4, 1.5, 2.0) - expected).abs() < 1e-9);
    }

    #[test]
    fn a_short_history_says_nothing() {
        let series = Series { window: 50.0, weeks: vec![0.0; 6] };
        let usable = [true, false, false, false, false, false];
        let surprise = measure(&series, &usable, 1.0, &ScoreConfig::default());
        assert_eq!(surprise, Surprise { expected: 0.0, p: 1.0 });
    }

    #[test]
    fn steady_weeks_fall_back_to_chance_alone() {
        assert!(p(9.0, [4.0; 6]) < p(9.0, [0.0, 8.0, 1.0, 7.0, 2.0, 6.0]));
        assert!(p(1e6, [4.0; 6]) > 0.0);
    }

    #[test]
    fn the_step_up_rule_accepts_ranks_below_their_line() {
        let config = ScoreConfig::default();
        assert_eq!(discovery_threshold(vec![0.001, 0.05, 0.9], 5, &config), 0.001);
        assert_eq!(discovery_threshold(vec![0.001, 0.03, 0.9], 4, &config), 0.03);
        assert_eq!(discovery_threshold(vec![0.5], 13, &config), 0.0);
    }
}
