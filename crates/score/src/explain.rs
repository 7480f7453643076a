//! What stands behind a score, what would change it, and what is not known.

use crate::flag::category_name;
use crate::number::amount;
use crate::{FlagConfig, ScoreConfig};
use domain::Polarity;
use domain::flag::Flag;
use domain::score::{Contribution, Convergence, Level, RegionScore};
use serde::Serialize;

/// A score laid open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The parts of attention: all but the last add up to attention, all to net attention.
    pub parts: Vec<Contribution>,
    /// What would raise, lower or turn it, one sentence each.
    pub what_would_change: Vec<String>,
    /// What is not known, one sentence each.
    pub missing: Vec<String>,
}

/// Explains a score, and its flag where there is one.
pub fn explain(
    score: &RegionScore,
    flag: Option<&Flag>,
    config: &ScoreConfig,
    flag_config: &FlagConfig,
) -> Explanation {
    Explanation {
        parts: score.contributions.clone(),
        what_would_change: changes(score, flag, config, flag_config),
        missing: missing(score, flag, config),
    }
}

fn changes(score: &RegionScore, flag: Option<&Flag>, config: &ScoreConfig, flag_config: &FlagConfig) -> Vec<String> {
    let level = flag.map_or(score.level, |flag| flag.level);
    let mut changes = Vec::new();
    if let Some((next, threshold)) = config.levels.next(level) {
        let gap = (threshold - score.attention_net).max(0.0);
        changes.push(format!("{} points more reach {} ({threshold:.0})", amount(gap), next.as_str()));
    }
    if level > Level::None {
        let threshold = config.levels.threshold(level) - flag.map_or(0.0, |_| flag_config.hysteresis);
        changes.push(format!(
            "{} ends below {threshold:.0}; net attention is {}",
            level.as_str(),
            amount(score.attention_net)
        ));
    }
    changes.extend(score.categories.iter().find(|c| c.polarity == Polarity::Risk && c.surprise == 0.0).map(|c| {
        let name = category_name(&c.category);
        if c.count < config.guard_clusters_min {
            format!(
                "{name} is called unusual from {} reports a week on; there are {}",
                config.guard_clusters_min, c.count
            )
        } else {
            format!(
                "{name} needs a greater distance from the usual {} reports; there are {}",
                amount(c.expected),
                c.count
            )
        }
    }));
    if score.corroboration < config.guard_corroboration {
        changes.push("Another independent voice would raise corroboration".to_owned());
    }
    let sides = match score.convergence {
        Convergence::FieldFirst => "If the media took it up, both sides would agree",
        Convergence::MediaOnly => {
            "Reports from the field would make both sides agree; media alone never make a flag joint"
        }
        Convergence::None => "One side must stand out before sides can agree",
        Convergence::Converging => "If one side fell silent, the flag would stay joint while its level holds",
    };
    changes.push(sides.to_owned());
    let at_most = score.attention * config.peace_weight * (1.0 - score.deescalation);
    if at_most >= 1.0 {
        changes.push(format!("Signs of peace could take off another {} points at most", amount(at_most)));
    }
    changes
}

fn missing(score: &RegionScore, flag: Option<&Flag>, config: &ScoreConfig) -> Vec<String> {
    let mut missing = Vec::new();
    match score.coverage.expected {
        0 => missing.push("No source is expected to cover this region: a low score does not mean calm".to_owned()),
        expected if !score.covered => missing.push(format!(
            "Insufficient coverage: {} of {expected} expected sources report, {:.0} % are needed to call it calm",
            score.coverage.reporting,
            100.0 * config.coverage_share_min
        )),
        _ => {}
    }
    missing.extend(score.coverage.missing.iter().map(|(source, reason)| format!("{source} does not report: {reason}")));
    if crate::flag::lacks_baseline(score) {
        missing.push("No baseline yet: what is usual here is not known".to_owned());
    }
    if let Some(flag) = flag {
        if flag.rigos.is_empty() {
            missing.push("No regional organisation with a mandate is known".to_owned());
        }
        if flag.networks.is_empty() {
            missing.push("No civil-society network is known".to_owned());
        }
        let notes = flag.rigos.iter().chain(&flag.networks).filter(|partner| !partner.note.is_empty());
        missing.extend(notes.map(|partner| format!("{}: {}", partner.name, partner.note)));
    }
    missing
}

/// Values as a line of bars from 0 to `top`, or to the greatest value when that is more: 100 for attention; for counts a `top` that
/// keeps a single report from looking like a peak.
pub fn sparkline(values: &[f64], top: f64) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let top = values.iter().copied().filter(|value| value.is_finite()).fold(top, f64::max);
    let bar = |value: &f64| {
        let share = if value.is_finite() { (value / top).clamp(0.0, 1.0) } else { 0.0 };
        BARS[((share * BARS.len() as f64) as usize).min(BARS.len() - 1)]
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_has_one_bar_a_value_and_survives_nonsense() {
        assert_eq!(sparkline(&[0.0, 50.0, 100.0], 100.0), "▁▅█");
        assert_eq!(sparkline(&[f64::NAN, -5.0, 200.0], 100.0), "▁▁█");
        assert_eq!(sparkline(&[], 1.0), "");
    }
}
