//! Corroboration: how well independent voices bear one another out.
//!
//! C = 1 − Π (1 − 0.9 · q) over the independent voices that report the category in the region within a few days of one another, each
//! with its best report. A family of copies is one voice.

use crate::ScoreConfig;
use crate::history::Story;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Corroboration 0..1 of the stories of one category in one region, by the day of the story.
pub fn by_day(stories: &[Story<'_>], config: &ScoreConfig) -> BTreeMap<NaiveDate, f64> {
    let reach = i64::from(config.corroboration_days);
    let near = |a: NaiveDate, b: NaiveDate| a.signed_duration_since(b).num_days().abs() <= reach;
    let mut found = BTreeMap::new();
    for story in stories {
        found.entry(story.day).or_insert_with(|| {
            let mut best: BTreeMap<&str, f64> = BTreeMap::new();
            for other in stories.iter().filter(|other| near(other.day, story.day)) {
                let quality = best.entry(other.voice).or_default();
                *quality = quality.max(other.quality);
            }
            of_voices(best.into_values(), config)
        });
    }
    found
}

/// Corroboration of voices by the quality of each.
fn of_voices(qualities: impl Iterator<Item = f64>, config: &ScoreConfig) -> f64 {
    1.0 - qualities.map(|quality| 1.0 - config.corroboration_factor * quality).product::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::source::Reliability;

    #[test]
    fn three_independent_b_sources_corroborate_and_two_do_not() {
        let config = ScoreConfig::default();
        let quality = Reliability::B.weight() * config.credibility_unverified;
        let of = |voices: usize| of_voices(std::iter::repeat_n(quality, voices), &config);
        assert!(of(3) >= config.guard_corroboration, "{}", of(3));
        assert!(of(2) < config.guard_corroboration, "{}", of(2));
    }
}
