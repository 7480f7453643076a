//! Attention: the parts of a region's score, their points and their reasons.
//!
//! A = 100 · Σ wᵢ xᵢ over surprise, intensity, corroboration, breadth, persistence and neighbourhood; where structural risk is known it takes
//! a share of its own and the others share the rest. A_net = A · (1 − .25 D).

use crate::ScoreConfig;
use crate::intensity::saturated;
use crate::measured::Measured;
use crate::names::Names;
use crate::number::{amount, plural, probability};
use crate::surprise;
use domain::score::Contribution;
use domain::taxonomy::Category;
use domain::{Country, Polarity, RegionId, Taxonomy};

/// Names of the parts, as they appear in answers.
pub mod part {
    /// Unusual for the region.
    pub const SURPRISE: &str = "surprise";
    /// Much and severe.
    pub const INTENSITY: &str = "intensity";
    /// Borne out by independent voices.
    pub const CORROBORATION: &str = "corroboration";
    /// Several categories at once.
    pub const BREADTH: &str = "breadth";
    /// Reported for months.
    pub const PERSISTENCE: &str = "persistence";
    /// Dangerous neighbours.
    pub const NEIGHBOURHOOD: &str = "neighbourhood";
    /// Long-standing conditions.
    pub const STRUCTURAL: &str = "structural";
    /// Signs of peace; never positive.
    pub const DEESCALATION: &str = "de-escalation";
}

/// The parts of attention, each 0..1, and the two sums.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attention {
    /// S̄.
    pub surprise: f64,
    /// V / (V + V₀ + λ · others) over risk categories.
    pub intensity: f64,
    /// C̄: the best corroboration of a risk category in the window. A mean would let one more report lower it.
    pub corroboration: f64,
    /// Share of risk categories with a p below the limit.
    pub breadth: f64,
    /// Structural risk; 0 where it is not known.
    pub structural: f64,
    /// D: peace beside it.
    pub deescalation: f64,
    /// A, 0..100.
    pub gross: f64,
    /// A_net, 0..100.
    pub net: f64,
    /// The parts with their points: all but the last sum to A, all to A_net.
    pub contributions: Vec<Contribution>,
}

/// What is known of a region beside its reports.
pub struct Setting<'a> {
    /// The categories.
    pub taxonomy: &'a Taxonomy,
    /// Structural risk 0..1, where data are given.
    pub structural: Option<f64>,
    /// Usable weeks of the baseline.
    pub baseline_weeks: usize,
    /// Documents of the window on the country that report something else.
    pub others: f64,
    /// P: what the reports of a year leave behind, 0..1.
    pub persistence: f64,
    /// The most dangerous neighbour, with its danger 0..1.
    pub neighbour: Option<(Country, f64)>,
    /// What a region is called.
    pub names: Names<'a>,
    /// The constants.
    pub config: &'a ScoreConfig,
}

/// Sums up a region.
pub fn of_region(measured: &[Measured<'_>], setting: &Setting<'_>) -> Attention {
    let config = setting.config;
    let risks = || measured.iter().filter(|m| m.category.polarity == Polarity::Risk);
    let peace: f64 = measured.iter().filter(|m| m.category.polarity == Polarity::Peace).map(|m| m.intensity).sum();
    let unusual = risks().filter(|m| m.all.p < config.breadth_p).count();
    let mut attention = Attention {
        surprise: surprise::together(risks().map(|m| m.surprise * weight(m.category, config))),
        intensity: saturated(
            risks().map(|m| m.intensity).sum(),
            config.intensity_half + config.intensity_others_weight * setting.others,
        ),
        corroboration: risks().map(|m| m.corroboration).fold(0.0, f64::max),
        breadth: unusual as f64 / setting.taxonomy.risk_count().max(1) as f64,
        structural: setting.structural.unwrap_or_default().clamp(0.0, 1.0),
        deescalation: saturated(peace, config.intensity_half),
        ..Attention::default()
    };
    let (structural, rest) = match setting.structural {
        Some(_) => (config.weight_structural, 1.0 - config.weight_structural),
        None => (0.0, 1.0),
    };
    let near = setting.neighbour.map_or(0.0, |(_, danger)| danger);
    let weighted = [
        (part::SURPRISE, config.weight_surprise * attention.surprise, why_surprise(measured, setting)),
        (part::INTENSITY, config.weight_intensity * attention.intensity, why_intensity(measured)),
        (
            part::CORROBORATION,
            config.weight_corroboration * attention.corroboration,
            why_corroboration(attention.corroboration, config),
        ),
        (part::BREADTH, config.weight_breadth * attention.breadth, why_breadth(unusual, setting)),
        (part::PERSISTENCE, config.weight_persistence * setting.persistence, why_persistence(setting)),
        (part::NEIGHBOURHOOD, config.weight_neighbourhood * near, why_neighbourhood(setting)),
    ];
    let contribution = |part: &str, share: f64, why| Contribution { part: part.to_owned(), points: 100.0 * share, why };
    attention.contributions =
        weighted.into_iter().map(|(part, share, why)| contribution(part, rest * share, why)).collect();
    let share = structural * attention.structural;
    attention.contributions.push(contribution(part::STRUCTURAL, share, why_structural(setting)));
    attention.gross = attention.contributions.iter().map(|c| c.points).sum();
    let taken = attention.gross * config.peace_weight * attention.deescalation;
    attention.net = attention.gross - taken;
    // `0.0 - x`, not `-x`: no negative zero in answers.
    let last = Contribution { part: part::DEESCALATION.to_owned(), points: 0.0 - taken, why: why_peace(measured) };
    attention.contributions.push(last);
    attention
}

/// uₖ: what the surprise of a category weighs. The floor keeps the mild categories, which are the early ones, from vanishing.
pub fn weight(category: &Category, config: &ScoreConfig) -> f64 {
    config.surprise_weight_floor + (1.0 - config.surprise_weight_floor) * category.severity
}

fn why_surprise(measured: &[Measured<'_>], setting: &Setting<'_>) -> String {
    let (weeks, wanted) = (setting.baseline_weeks, setting.config.baseline_weeks as usize);
    if weeks < setting.config.baseline_weeks_min as usize {
        return format!("no baseline yet: {weeks} of {wanted} weeks were read, too few to tell what is usual");
    }
    let short = if weeks < wanted { format!("; baseline of {weeks} instead of {wanted} weeks") } else { String::new() };
    let best = measured
        .iter()
        .filter(|m| m.category.polarity == Polarity::Risk && m.surprise > 0.0)
        .max_by(|a, b| a.surprise.total_cmp(&b.surprise));
    match best {
        None => format!("no category is unusual for this region{short}"),
        Some(m) => format!(
            "{}: {} in {} days where {} are usual ({}){short}",
            m.category.name,
            plural(m.count(), "report"),
            setting.config.window_days,
            amount(m.all.expected),
            probability(m.all.p)
        ),
    }
}

fn why_intensity(measured: &[Measured<'_>]) -> String {
    let strongest = measured
        .iter()
        .filter(|m| m.category.polarity == Polarity::Risk && m.intensity > 0.0)
        .max_by(|a, b| a.intensity.total_cmp(&b.intensity));
    strongest.map_or_else(|| "no risk is reported".to_owned(), |m| format!("most of it is {}", m.category.name))
}

fn why_corroboration(corroboration: f64, config: &ScoreConfig) -> String {
    match corroboration {
        c if c >= config.guard_corroboration => "independent voices bear one another out",
        c if c > 0.0 => "few or little known voices so far",
        _ => "nothing in the window to bear out",
    }
    .to_owned()
}

fn why_breadth(unusual: usize, setting: &Setting<'_>) -> String {
    format!("{unusual} of {} risk categories are unusual at once", setting.taxonomy.risk_count())
}

fn why_persistence(setting: &Setting<'_>) -> String {
    match setting.persistence {
        p if p <= 0.0 => "no risk was reported in the months before".to_owned(),
        p if p < 0.5 => "risks were reported now and then in the months before".to_owned(),
        _ => "risks have been reported for months, more than anything else".to_owned(),
    }
}

fn why_neighbourhood(setting: &Setting<'_>) -> String {
    setting.neighbour.map_or_else(
        || "no risk is known across the borders".to_owned(),
        |(country, _)| format!("the most dangerous neighbour is {}", (setting.names)(&RegionId::country(country))),
    )
}

fn why_structural(setting: &Setting<'_>) -> String {
    match setting.structural {
        Some(_) => "long-standing conditions and past deaths, from the data given".to_owned(),
        None => "no structural data for this region: the other parts count in full".to_owned(),
    }
}

fn why_peace(measured: &[Measured<'_>]) -> String {
    let names: Vec<&str> = measured
        .iter()
        .filter(|m| m.category.polarity == Polarity::Peace && m.intensity > 0.0)
        .map(|m| m.category.name.as_str())
        .collect();
    if names.is_empty() { "no signs of peace".to_owned() } else { format!("signs of peace: {}", names.join(", ")) }
}
