//! From what the stages found to what is shown. Pure: values in, a value out.
//!
//! What is decided here, and only here:
//! - **Clearance.** Documents above it are never quoted and their identifiers do not appear; a flag says how many there
//!   are. Numbers that were computed with their help are shown, under the reader's own clearance as their label.
//! - **Protection of sources.** A field source is named only where [`Ingredients::field_voices_min`] independent field
//!   voices say the same of the region.
//! - **Order and number**: joint flags before watched ones, highest level first; one line a story, with the number of those who tell it.

mod coverage;
mod evidence;
mod headline;
mod peace;

use chrono::{DateTime, NaiveDate, Utc};
use domain::digest::{Digest, FlagEntry};
use domain::evidence::SourceHealth;
use domain::flag::{Flag, FlagId};
use domain::outcome::Counts;
use domain::score::RegionScore;
use domain::story::Story;
use domain::{ClusterId, DocumentId, EnrichedDocument, Label, RegionId, Source};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Everything a digest is made of.
#[derive(Clone, Debug, Default)]
pub struct Ingredients {
    /// The day it is about.
    pub day: NaiveDate,
    /// The instant it is made for.
    pub as_of: DateTime<Utc>,
    /// Remark at the top; empty in daily use.
    pub banner: String,
    /// The flags of the day.
    pub flags: Vec<Flag>,
    /// Where the answer to each flag stands, in words.
    pub responses: HashMap<FlagId, String>,
    /// The scores of the day.
    pub scores: Vec<RegionScore>,
    /// Net attention of the last days, oldest first, of the flagged regions.
    pub trends: HashMap<RegionId, Vec<f64>>,
    /// The documents behind flags and peace, as far as they could be read.
    pub documents: HashMap<DocumentId, EnrichedDocument>,
    /// How many documents each family of copies has.
    pub copies: HashMap<ClusterId, u32>,
    /// The story of each document that the readers may read.
    pub stories: HashMap<DocumentId, Arc<Story>>,
    /// Names of regions for people: `Chocó, Colombia`.
    pub place_names: HashMap<RegionId, String>,
    /// All sources.
    pub sources: Vec<Source>,
    /// How each source does.
    pub health: Vec<SourceHealth>,
    /// What the day's runs brought.
    pub counts: Counts,
    /// The most restrictive label the readers may see.
    pub clearance: Label,
    /// From how many independent field voices on field sources are named.
    pub field_voices_min: u32,
}

impl Ingredients {
    fn place(&self, region: &RegionId) -> String {
        self.place_names.get(region).cloned().unwrap_or_else(|| region.to_string())
    }

    /// The label of a number that was computed from documents of this label: who may read the digest may read the
    /// number, and nobody further.
    fn capped(&self, label: Label) -> Label {
        label.min(self.clearance)
    }

    fn names_field(&self, field_voices: u32) -> bool {
        field_voices >= self.field_voices_min
    }
}

/// Makes a day's digest.
pub fn compose(ingredients: Ingredients) -> Digest {
    let flags = flag_entries(&ingredients);
    let peace = peace::entries(&ingredients);
    let uncovered = coverage::uncovered(&ingredients);
    let sources = coverage::sources(&ingredients);
    let shown = flags.iter().map(|entry| &entry.flag.region).chain(peace.iter().map(|entry| &entry.region));
    let shown = shown.chain(uncovered.iter().map(|entry| &entry.region));
    Digest {
        day: ingredients.day,
        as_of: ingredients.as_of,
        banner: ingredients.banner.clone(),
        label: label(&ingredients, &flags, shown),
        headline: headline::sentence(&flags, &uncovered),
        formula: ingredients.scores.first().map(|score| score.formula.clone()).unwrap_or_default(),
        counts: ingredients.counts,
        flags,
        peace,
        uncovered,
        sources,
    }
}

/// The most restrictive label of what is shown: of every quote, and of every number about a region.
fn label<'a>(ingredients: &Ingredients, flags: &[FlagEntry], shown: impl Iterator<Item = &'a RegionId>) -> Label {
    let labels: HashMap<&RegionId, Label> =
        ingredients.scores.iter().map(|score| (&score.region, ingredients.capped(score.label))).collect();
    let numbers = shown.filter_map(|region| labels.get(region).copied());
    flags.iter().map(|entry| entry.flag.label).chain(numbers).max().unwrap_or(Label::Clear)
}

fn flag_entries(ingredients: &Ingredients) -> Vec<FlagEntry> {
    let scores: HashMap<&RegionId, &RegionScore> =
        ingredients.scores.iter().map(|score| (&score.region, score)).collect();
    let mut entries: Vec<FlagEntry> =
        ingredients.flags.iter().map(|flag| flag_entry(ingredients, flag, scores.get(&flag.region).copied())).collect();
    entries.sort_by(|a, b| {
        let key = |entry: &FlagEntry| (Reverse(entry.flag.kind.is_joint()), Reverse(entry.flag.level));
        key(a).cmp(&key(b)).then_with(|| b.flag.attention.total_cmp(&a.flag.attention))
    });
    entries
}

fn flag_entry(ingredients: &Ingredients, flag: &Flag, score: Option<&RegionScore>) -> FlagEntry {
    let named = ingredients.names_field(flag.field_voices);
    let found = evidence::of_flag(ingredients, &flag.evidence, named);
    let mut flag = flag.clone();
    if found.restricted > 0 {
        flag.reasons.push(restricted_remark(found.restricted));
    }
    flag.evidence = evidence::readable(ingredients, &flag.evidence, flag.label);
    let mut score = score.cloned().unwrap_or_else(|| score_of(&flag));
    score.evidence = evidence::readable(ingredients, &score.evidence, score.label);
    score.label = ingredients.capped(score.label);
    score.coverage.missing = coverage::protected(ingredients, &score.coverage.missing);
    // Never below a quote's own label, even if a document was relabelled after the flag was raised.
    let quoted = found.entries.iter().map(|entry| entry.label).max().unwrap_or(Label::Clear);
    flag.label = ingredients.capped(flag.label).max(quoted);
    FlagEntry {
        place: ingredients.place(&flag.region),
        response: ingredients.responses.get(&flag.id).cloned().unwrap_or_default(),
        trend: ingredients.trends.get(&flag.region).cloned().unwrap_or_default(),
        evidence: found.entries,
        flag,
        score,
    }
}

fn restricted_remark(count: usize) -> String {
    match count {
        1 => "1 further report is restricted: counted, not quoted.".to_owned(),
        n => format!("{n} further reports are restricted: counted, not quoted."),
    }
}

/// A flag that outlives its score (hysteresis, a region without any report today) still needs the numbers it carries.
fn score_of(flag: &Flag) -> RegionScore {
    RegionScore {
        region: flag.region.clone(),
        as_of: flag.as_of,
        attention: flag.attention,
        attention_net: flag.attention,
        surprise: 0.0,
        intensity: 0.0,
        corroboration: 0.0,
        breadth: 0.0,
        structural: 0.0,
        deescalation: 0.0,
        surprise_field: 0.0,
        surprise_media: 0.0,
        convergence: flag.convergence,
        level: flag.level,
        categories: Vec::new(),
        contributions: Vec::new(),
        field_voices: flag.field_voices,
        media_voices: flag.media_voices,
        evidence: Vec::new(),
        evidence_count: flag.evidence_count,
        label: flag.label,
        coverage: domain::evidence::Coverage::default(),
        covered: false,
        formula: String::new(),
    }
}

#[cfg(test)]
mod tests;
