//! Corroboration: how well independent voices bear one another out.
//!
//! C = 1 − Π (1 − 0.9 · q) over the independent voices that report the category in the region within a few days of one another, each
//! with its best report. A family of copies is one voice.

use crate::ScoreConfig;
use crate::history::Story;
use chrono::{NaiveDate, TimeDelta};
use std::collections::BTreeMap;

/// Corroboration 0..1 of the stories of one category in one region, oldest first, by the day of the story.
pub fn by_day(stories: &[Story<'_>], config: &ScoreConfig) -> BTreeMap<NaiveDate, f64> {
    let reach = TimeDelta::days(i64::from(config.corroboration_days));
    let mut best: Vec<(u32, f64)> = Vec::new();
    let mut found = BTreeMap::new();
    for of_day in stories.chunk_by(|a, b| a.day == b.day) {
        let day = of_day[0].day;
        let begin = stories.partition_point(|story| story.day < day - reach);
        let near = stories[begin..].iter().take_while(|story| story.day <= day + reach);
        best.clear();
        for story in near {
            match best.iter_mut().find(|(voice, _)| *voice == story.voice) {
                Some((_, quality)) => *quality = quality.max(story.quality),
                None => best.push((story.voice, story.quality)),
            }
        }
        best.sort_unstable_by_key(|(voice, _)| *voice);
        found.insert(day, of_voices(best.iter().map(|(_, quality)| *quality), config));
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
