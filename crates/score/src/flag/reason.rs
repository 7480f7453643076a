//! Why a region is flagged, in sentences for someone who decides. Fewer than `field_voices_min` field voices are never counted out.

use super::candidate::{Candidate, is_unusual, lacks_baseline, sides_agree};
use super::{FlagConfig, FlagInput};
use crate::number::{amount, plural, probability};
use domain::flag::FlagKind;
use domain::score::{CategoryScore, Convergence, RegionScore};
use domain::{CategoryId, Polarity, RegionId};

/// De-escalation from which signs of peace are worth a sentence.
const PEACE_WORTH_TELLING: f64 = 0.1;

/// The reasons of a flag, most important first.
pub fn of(carrier: &Candidate<'_>, input: &FlagInput<'_>, config: &FlagConfig) -> Vec<String> {
    let mut reasons = counts(carrier.score, input.window_days, config);
    reasons.push(agreement(carrier, config));
    reasons.extend(neighbours(carrier, input));
    reasons.extend(units(carrier));
    reasons.extend(missing_partners(carrier, input));
    reasons.extend(peace(carrier));
    reasons.extend(coverage(carrier));
    reasons
}

/// `civilian_harm` as people read it: `Civilian harm`.
pub fn category_name(id: &CategoryId) -> String {
    let words = id.as_str().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn counts(score: &RegionScore, window_days: u32, config: &FlagConfig) -> Vec<String> {
    let risks = score.categories.iter().filter(|c| c.polarity == Polarity::Risk);
    let sentence = |c: &CategoryScore| {
        format!(
            "{}: {} in {} where {} are usual ({})",
            category_name(&c.category),
            plural(c.count, "report"),
            plural(window_days, "day"),
            amount(c.expected),
            probability(c.p_value)
        )
    };
    let unusual: Vec<String> =
        risks.filter(|c| c.surprise > 0.0).take(config.reason_categories_max).map(sentence).collect();
    if !unusual.is_empty() {
        return unusual;
    }
    let instead = match score {
        score if lacks_baseline(score) => {
            "No baseline yet: what is usual here is not known, the level rests on what is reported"
        }
        score if is_unusual(score, config) => {
            "No single category is unusual on all sources together; one side of them is"
        }
        _ => "No category is unusual for this region; the level rests on how much and how grave the reports are",
    };
    vec![instead.to_owned()]
}

fn agreement(carrier: &Candidate<'_>, config: &FlagConfig) -> String {
    let score = carrier.score;
    let named = score.field_voices >= config.field_voices_min;
    let (field, media) = (score.field_voices, plural(score.media_voices, "media voice"));
    match (carrier.kind, score.convergence) {
        (FlagKind::UnderReported, Convergence::FieldFirst) if named => {
            format!("Under-reported: {field} independent field voices warn, the media hardly do")
        }
        (FlagKind::UnderReported, Convergence::FieldFirst) => {
            "Under-reported: reports warn of what the media hardly carry".to_owned()
        }
        (_, Convergence::Converging) if sides_agree(score) && named && score.media_voices > 0 => {
            format!("{field} independent field voices and {media} agree")
        }
        (_, Convergence::Converging) if sides_agree(score) => {
            "Independent reports of both kinds of source agree".to_owned()
        }
        (_, Convergence::Converging) => {
            "One voice is repeated by others; nobody independent bears it out yet".to_owned()
        }
        (_, Convergence::MediaOnly) => "Media only: field sources are silent".to_owned(),
        (_, Convergence::FieldFirst) if named => {
            format!("{field} independent field voices warn, the media hardly do")
        }
        (_, Convergence::FieldFirst) => "Reports warn, too few independent voices bear them out so far".to_owned(),
        (kind, Convergence::None) if kind.is_joint() && carrier.before.is_some() => {
            "Sources agreed when the flag was raised; by now none stands out by itself".to_owned()
        }
        (_, Convergence::None) => "Neither field sources nor media stand out by themselves".to_owned(),
    }
}

fn neighbours(carrier: &Candidate<'_>, input: &FlagInput<'_>) -> Option<String> {
    if carrier.with.is_empty() {
        return None;
    }
    let names: Vec<String> = carrier.with.iter().map(input.names).collect();
    Some(format!("Rises together with {} across the border, under another organisation", names.join(", ")))
}

fn units(carrier: &Candidate<'_>) -> Option<String> {
    let name = |(region, attention): &(domain::RegionId, f64)| {
        let unit = region.admin1.as_deref().unwrap_or(region.country.as_str());
        format!("{unit} ({})", amount(*attention))
    };
    let named: Vec<String> = carrier.units.iter().map(name).collect();
    (!named.is_empty()).then(|| format!("Within the country: {}", named.join(", ")))
}

fn missing_partners(carrier: &Candidate<'_>, input: &FlagInput<'_>) -> Vec<String> {
    let country = (input.names)(&RegionId::country(carrier.score.region.country));
    let mut missing = Vec::new();
    if carrier.partners.rigos.is_empty() {
        missing.push(format!("No regional organisation with a mandate is known for {country} on this day"));
    }
    if carrier.partners.networks.is_empty() {
        missing.push(format!("No civil-society network is known for {country} on this day"));
    }
    missing
}

fn peace(carrier: &Candidate<'_>) -> Option<String> {
    let score = carrier.score;
    let taken = score.attention - score.attention_net;
    (score.deescalation >= PEACE_WORTH_TELLING)
        .then(|| format!("Signs of peace stand beside it and take {} points off", amount(taken)))
}

fn coverage(carrier: &Candidate<'_>) -> Option<String> {
    let score = carrier.score;
    let (reporting, expected) = (score.coverage.reporting, score.coverage.expected);
    let silent = match (expected, carrier.held) {
        (0, _) => return None,
        (_, true) => "the flag is kept, silence is not calm",
        _ if score.covered => return None,
        _ => "what the others would say is unknown",
    };
    let expected = plural(expected, "expected source");
    Some(match reporting {
        0 => format!("None of {expected} reports: {silent}"),
        _ => format!("Only {reporting} of {expected} report: {silent}"),
    })
}
