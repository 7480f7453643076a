//! Regions where peace stands out: a warning system that never says so is not believed when it warns.

use super::{Ingredients, evidence};
use domain::digest::PeaceEntry;
use domain::score::RegionScore;
use domain::{EnrichedDocument, Polarity, RegionId};

/// Reports of peace that make more than an anecdote.
const REPORTS_MIN: u32 = 2;
/// p of a peace category's count below which it is more than the region usually has: one week in ten.
const UNUSUAL_P: f64 = 0.1;
/// A digest is a page, not a catalogue.
const REGIONS_MAX: usize = 8;
const QUOTES_MAX: usize = 2;

/// The regions where peace stands out most, with the documents that show it.
pub(super) fn entries(ingredients: &Ingredients) -> Vec<PeaceEntry> {
    let flagged = |score: &RegionScore| ingredients.flags.iter().any(|flag| flag.region == score.region);
    let mut scores: Vec<&RegionScore> =
        ingredients.scores.iter().filter(|score| stands_out(score) && !flagged(score)).collect();
    scores.sort_by(|a, b| b.deescalation.total_cmp(&a.deescalation).then_with(|| a.region.cmp(&b.region)));
    // A country repeats what its units say: where a unit is listed, the country adds nothing.
    let units: Vec<&RegionId> = scores.iter().map(|score| &score.region).filter(|r| r.admin1.is_some()).collect();
    scores
        .iter()
        .filter(|score| score.region.admin1.is_some() || !units.iter().any(|unit| score.region.contains(unit)))
        .take(REGIONS_MAX)
        .map(|score| entry(ingredients, score))
        .collect()
}

/// Peace is reported more than once, and more than the region usually has.
fn stands_out(score: &RegionScore) -> bool {
    let peace = || score.categories.iter().filter(|category| category.polarity == Polarity::Peace);
    peace().map(|category| category.count).sum::<u32>() >= REPORTS_MIN
        && peace().any(|category| category.p_value < UNUSUAL_P)
}

fn entry(ingredients: &Ingredients, score: &RegionScore) -> PeaceEntry {
    let mut documents: Vec<(f32, &EnrichedDocument)> = ingredients
        .documents
        .values()
        .filter(|read| read.annotation.regions().contains(&score.region))
        .filter_map(|read| peace_of(read).map(|strength| (strength, read)))
        .collect();
    documents.sort_by(|(a, x), (b, y)| {
        b.total_cmp(a).then_with(|| (y.document.published, &x.document.id).cmp(&(x.document.published, &y.document.id)))
    });
    let named = ingredients.names_field(score.field_voices);
    let documents = documents.into_iter().map(|(_, read)| read);
    PeaceEntry {
        region: score.region.clone(),
        place: ingredients.place(&score.region),
        deescalation: score.deescalation,
        attention: score.attention_net,
        evidence: evidence::entries(ingredients, documents, Polarity::Peace, named, QUOTES_MAX),
    }
}

/// The score of the strongest sign of peace, if one counts.
fn peace_of(read: &EnrichedDocument) -> Option<f32> {
    let signs = read.annotation.signals.iter().filter(|signal| signal.counts() && signal.polarity == Polarity::Peace);
    signs.map(|signal| signal.score).max_by(f32::total_cmp)
}
