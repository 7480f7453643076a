//! Intensity: how much is being reported, weighed by severity and corroboration and fading with age.

use crate::calendar::Calendar;
use crate::history::Story;
use chrono::NaiveDate;
use domain::taxonomy::Category;
use std::collections::BTreeMap;

/// What one story weighs: s · C · 2^(−age / h), less when the event is only announced.
pub fn of_story(
    story: &Story<'_>,
    category: &Category,
    corroboration: &BTreeMap<NaiveDate, f64>,
    calendar: &Calendar,
) -> f64 {
    let age = calendar.age(story.day) as f64;
    let borne_out = corroboration.get(&story.day).copied().unwrap_or(0.0);
    category.severity * story.weight * borne_out * (-age / category.half_life_days).exp2()
}

/// V / (V + half): 0 for nothing, ½ at `half`, never quite 1.
pub fn saturated(intensity: f64, half: f64) -> f64 {
    if intensity <= 0.0 { 0.0 } else { intensity / (intensity + half) }
}
