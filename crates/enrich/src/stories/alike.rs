//! How much speaks for two reports telling of the same incident.
//!
//! Evidence of different kinds is added up: places, day, categories, numbers, words. No kind suffices alone, so that two
//! attacks in one town, or two reports with the same numbers, stay two stories. Words speak against a pair only within one language.

use super::traits::{Rarity, Traits};
use std::collections::BTreeSet;

/// Sum of evidence from which two reports tell one story.
pub(super) const SAME_FROM: f32 = 3.0;

/// The evidence that two reports of one country tell of one incident.
pub(super) fn likeness(one: &Traits, other: &Traits, rarity: &Rarity) -> f32 {
    places(one, other, rarity)
        + days(one, other)
        + categories(one, other)
        + numbers(one, other)
        + words(one, other, rarity)
}

fn places(one: &Traits, other: &Traits, rarity: &Rarity) -> f32 {
    // A place that half the reports name tells less than a village.
    let shared = one.sites.intersection(&other.sites).map(|site| (0.45 * rarity.site(*site)).min(1.75));
    let site = match shared.reduce(f32::max) {
        Some(weight) => weight,
        None if one.sites.is_empty() || other.sites.is_empty() => 0.0,
        None => -1.5,
    };
    let unit = match (&one.unit, &other.unit) {
        (Some(one), Some(other)) if one == other => 1.0,
        // Of a place that two units claim, texts name the one or the other.
        (Some(_), Some(_)) if site <= 0.0 => -1.5,
        _ => 0.0,
    };
    site + unit
}

fn days(one: &Traits, other: &Traits) -> f32 {
    let published = match (other.first.date_naive() - one.first.date_naive()).num_days().abs() {
        0 => 0.5,
        1 => 0.25,
        2 => 0.0,
        _ => -0.5,
    };
    let happened = match one.event_day.zip(other.event_day).map(|(one, other)| (one - other).num_days().abs()) {
        Some(0) => 0.75,
        Some(1) => -0.25,
        Some(_) => -1.5,
        None => 0.0,
    };
    published + happened
}

fn categories(one: &Traits, other: &Traits) -> f32 {
    match (one.categories.is_empty(), other.categories.is_empty()) {
        (true, true) => 0.0,
        (false, false) if !one.categories.is_disjoint(&other.categories) => {
            0.5 + 0.5 * jaccard(&one.categories, &other.categories)
        }
        (false, false) => -1.5,
        _ => -0.5,
    }
}

fn numbers(one: &Traits, other: &Traits) -> f32 {
    match one.numbers.intersection(&other.numbers).count() {
        0 if one.numbers.is_empty() && other.numbers.is_empty() => 0.0,
        0 => -0.25,
        1 => 0.5,
        _ => 1.0,
    }
}

fn words(one: &Traits, other: &Traits, rarity: &Rarity) -> f32 {
    let weight = |stems: &mut dyn Iterator<Item = &u64>| stems.map(|stem| rarity.stem(*stem).powi(2)).sum::<f32>();
    let shared = weight(&mut one.stems.intersection(&other.stems));
    let both = (weight(&mut one.stems.iter()) * weight(&mut other.stems.iter())).sqrt();
    let cosine = if both > 0.0 { shared / both } else { 0.0 };
    let same_tongue = one.lang == other.lang;
    7.0 * cosine - if same_tongue { 1.25 } else { 0.0 }
}

fn jaccard<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> f32 {
    let both = one.intersection(other).count();
    both as f32 / (one.len() + other.len() - both).max(1) as f32
}
