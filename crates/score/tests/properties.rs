//! What must hold for any evidence.

use crate::world::{World, as_of, copy_of, country, region, report, source, taxonomy};
use chrono::{Days, TimeDelta};
use domain::evidence::{Exposure, Health, Observation};
use domain::score::RegionScore;
use domain::source::Reliability;
use domain::{Label, Status};
use proptest::prelude::*;

const PLACES: [&str; 4] = ["GHA", "GHA/Northern", "CMR", "COL"];

/// Reports of any category, place, day (some too old, some in the future), voice and trust.
fn observation() -> impl Strategy<Value = Observation> {
    let what = (0..PLACES.len(), 0..16_usize, 0..70_u64, 0..9_usize);
    (what, any::<bool>(), 0..6_usize, 0..10_u8, 0..3_usize).prop_map(
        |((place, category, age, voice), announced, trust, copy, label)| {
            let id = taxonomy().categories[category].id.clone();
            let mut observation = report(PLACES[place], id.as_str(), age, &format!("voice-{voice}"), voice < 4);
            observation.published += TimeDelta::days(3);
            observation.status = if announced { Status::Announced } else { Status::Asserted };
            observation.reliability =
                [Reliability::A, Reliability::B, Reliability::C, Reliability::D, Reliability::E, Reliability::F][trust];
            observation.label = Label::ALL[label];
            if copy < 2 {
                observation.cluster = format!("family-{}", age / 3).as_str().into();
            }
            observation
        },
    )
}

pub fn world() -> impl Strategy<Value = World> {
    let exposure = proptest::collection::vec((0..3_usize, 0..60_u64, 0..30_u32, 0..30_u32), 0..80);
    (proptest::collection::vec(observation(), 0..120), exposure).prop_map(|(observations, exposure)| {
        let mut world = World::new(observations);
        world.exposure.extend(exposure.into_iter().map(|(place, age, field, media)| {
            let day = as_of() - Days::new(age);
            (country(["GHA", "CMR", "COL"][place]), Exposure { day, field, media })
        }));
        world
    })
}

fn of<'a>(scores: &'a [RegionScore], place: &str) -> Option<&'a RegionScore> {
    scores.iter().find(|score| score.region == region(place))
}

/// What a score says, without the lists of documents behind it.
fn said(scores: &[RegionScore]) -> Vec<RegionScore> {
    let strip = |score: &RegionScore| RegionScore { evidence: Vec::new(), evidence_count: 0, ..score.clone() };
    scores.iter().map(strip).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn all_values_are_in_range_contributions_add_up_and_nothing_panics(world in world()) {
        for score in world.scores(as_of()) {
            let parts = [score.surprise, score.intensity, score.corroboration, score.breadth, score.structural,
                score.deescalation, score.surprise_field, score.surprise_media];
            prop_assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)), "{parts:?}");
            prop_assert!((0.0..=100.0).contains(&score.attention) && (0.0..=score.attention).contains(&score.attention_net));
            let (last, parts) = score.contributions.split_last().expect("parts");
            let sum: f64 = parts.iter().map(|part| part.points).sum();
            prop_assert!((sum - score.attention).abs() < 1e-9 && last.points <= 0.0);
            prop_assert!((sum + last.points - score.attention_net).abs() < 1e-9);
            prop_assert!(score.evidence.len() <= 50 && score.evidence.len() <= score.evidence_count as usize);
            for category in &score.categories {
                prop_assert!(category.p_value > 0.0 && category.p_value <= 1.0 && category.expected.is_finite());
                prop_assert_eq!(category.weekly.len(), 7);
            }
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(world in world(), seed in any::<u64>()) {
        let before = (world.scores(as_of()), world.raise(as_of(), &[]));
        let mut world = world;
        let mix = |number: usize| (number as u64 + 1).wrapping_mul(seed | 1).rotate_left(17);
        let mut order: Vec<usize> = (0..world.observations.len()).collect();
        order.sort_by_key(|number| mix(*number));
        world.observations = order.into_iter().map(|number| world.observations[number].clone()).collect();
        world.exposure.reverse();
        prop_assert_eq!(before, (world.scores(as_of()), world.raise(as_of(), &[])));
    }

    #[test]
    fn copies_change_nothing(world in world(), picks in proptest::collection::vec(any::<usize>(), 1..20)) {
        let before = said(&world.scores(as_of()));
        let mut world = world;
        for pick in picks {
            if let Some(original) = world.observations.get(pick % world.observations.len().max(1)) {
                // On its own side: a newspaper that prints a field report makes it reported by the media, and that is news.
                let repeater = if original.field { "zz-other-network" } else { "zz-other-paper" };
                world.observations.push(copy_of(original, repeater, original.field));
            }
        }
        prop_assert_eq!(before, said(&world.scores(as_of())));
    }

    #[test]
    fn what_is_published_later_changes_nothing(world in world()) {
        let before = world.scores(as_of());
        let mut world = world;
        world.observations.retain(|observation| observation.published.date_naive() <= as_of());
        world.exposure.retain(|(_, exposure)| exposure.day <= as_of());
        prop_assert_eq!(before, world.scores(as_of()));
    }

    #[test]
    fn time_shift_moves_the_scores_and_changes_nothing_else(world in world(), days in 1..3000_u64) {
        let before = world.scores(as_of());
        let mut world = world;
        let shift = Days::new(days);
        for observation in &mut world.observations {
            observation.published = observation.published + shift;
        }
        for (_, exposure) in &mut world.exposure {
            exposure.day = exposure.day + shift;
        }
        let mut after = world.scores(as_of() + shift);
        for score in &mut after {
            score.as_of = as_of();
        }
        prop_assert_eq!(before, after);
    }

    #[test]
    fn one_more_independent_source_never_lowers_a_score(world in world(), age in 0..7_u64, category in 0..13_usize, field in any::<bool>()) {
        let before = world.scores(as_of());
        let mut world = world;
        let id = taxonomy().categories[category].id.clone();
        // The region is one with reports: a region more is a test more for all, and that is meant to count.
        prop_assume!(of(&before, "GHA").is_some_and(|score| score.evidence_count > 0));
        world.observations.push(report("GHA", id.as_str(), age, "a-new-voice", field));
        let after = world.scores(as_of());
        for score in &before {
            let now = of(&after, &score.region.to_string()).expect("still scored");
            prop_assert!(now.attention >= score.attention - 1e-9, "{} {} {}", score.region, score.attention, now.attention);
            prop_assert!(now.attention_net >= score.attention_net - 1e-9);
            prop_assert!(now.level >= score.level);
        }
    }

    #[test]
    fn more_peace_never_raises_attention(world in world(), age in 0..50_u64, category in 13..16_usize) {
        let before = world.scores(as_of());
        let mut world = world;
        let id = taxonomy().categories[category].id.clone();
        world.observations.push(report("GHA", id.as_str(), age, "a-new-voice", true));
        let after = world.scores(as_of());
        for score in &before {
            let now = of(&after, &score.region.to_string()).expect("still scored");
            prop_assert!(now.attention <= score.attention + 1e-9 && now.attention_net <= score.attention_net + 1e-9);
            prop_assert!(now.level <= score.level);
        }
    }

    #[test]
    fn a_failed_source_never_lowers_a_score(world in world(), failed in 0..2_usize) {
        let before = world.scores(as_of());
        let mut world = world;
        world.health[failed].state = Health::Failed;
        let strip = |scores: Vec<RegionScore>| -> Vec<(String, f64, f64)> {
            scores.into_iter().map(|score| (score.region.to_string(), score.attention, score.attention_net)).collect()
        };
        prop_assert_eq!(strip(before), strip(world.scores(as_of())));
        world.health.push(source("another", "GHA", Health::Unvisited));
        prop_assert!(world.score("GHA").coverage.expected >= 2);
    }

    #[test]
    fn danger_next_door_never_lowers_a_score(world in world(), age in 0..300_u64, category in 0..13_usize) {
        let before = world.scores(as_of());
        let mut world = world;
        let id = taxonomy().categories[category].id.clone();
        prop_assume!(of(&before, "CMR").is_some_and(|score| score.evidence_count > 0));
        world.observations.push(report("CMR", id.as_str(), age, "a-new-voice", false));
        let after = world.scores(as_of());
        let (was, is) = (of(&before, "GHA").expect("scored"), of(&after, "GHA").expect("still scored"));
        prop_assert!(is.attention >= was.attention - 1e-9, "{} {}", was.attention, is.attention);
    }

    #[test]
    fn more_structural_risk_never_lowers_a_score(world in world(), low in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        let mut world = world;
        let mut scores = |value: f64| {
            world.structural.insert(region("GHA"), value);
            world.scores(as_of())
        };
        let (before, after) = (scores(low), scores((low + more).min(1.0)));
        for score in &before {
            let now = of(&after, &score.region.to_string()).expect("still scored");
            prop_assert!(now.attention >= score.attention - 1e-9 && now.attention_net >= score.attention_net - 1e-9);
        }
    }

    #[test]
    fn flags_are_consistent_from_day_to_day(world in world()) {
        let mut flags = Vec::new();
        for day in 0..4 {
            let raised = world.raise(as_of() + Days::new(day), &flags);
            for flag in &raised.flags {
                prop_assert!(!flag.kind.is_joint() || (!flag.rigos.is_empty() && !flag.networks.is_empty()));
                prop_assert!(flag.raised_on <= flag.alerted_on && flag.alerted_on <= flag.as_of && !flag.reasons.is_empty());
                prop_assert!(flag.alerts == (flag.alerted_on == flag.as_of));
                let overlapping = raised.flags.iter().filter(|other| other.region.contains(&flag.region)).count();
                prop_assert_eq!(overlapping, 1);
            }
            flags = raised.flags;
        }
    }
}
