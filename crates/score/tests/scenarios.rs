//! One small story for each kind of flag and each rule.

use crate::world::{World, as_of, copy_of, crisis, report, reports, source};
use chrono::{Days, NaiveDate};
use domain::evidence::Health;
use domain::flag::{Flag, FlagKind, FlagStep};
use domain::mandate::Mandates;
use domain::score::{Convergence, Level};
use score::explain;

fn only(flags: &[Flag]) -> &Flag {
    assert_eq!(flags.len(), 1, "{flags:#?}");
    &flags[0]
}

fn steps(raised: &score::Raised) -> Vec<FlagStep> {
    raised.events.iter().map(|event| event.what).collect()
}

fn later(days: u64) -> NaiveDate {
    as_of() + Days::new(days)
}

#[test]
fn a_region_both_sides_warn_of_is_flagged_jointly_and_names_both_partners() {
    let raised = World::new(crisis("GHA")).raise(as_of(), &[]);
    let flag = only(&raised.flags);
    assert_eq!((flag.kind, flag.convergence), (FlagKind::Joint, Convergence::Converging));
    assert!(flag.level >= Level::Elevated && flag.alerts, "{flag:#?}");
    assert_eq!((flag.rigos[0].id.as_str(), flag.networks[0].id.as_str()), ("ECOWAS", "gppac-west-africa"));
    assert!(flag.reasons.iter().any(|reason| reason.contains("3 independent field voices and 2 media voices agree")));
    assert!(flag.reasons[0].contains("reports in 7 days where"), "{:?}", flag.reasons);
    assert_eq!(steps(&raised), [FlagStep::Raised]);
}

#[test]
fn what_only_the_field_reports_is_under_reported() {
    let mut observations = reports("GHA", "armed_clash", 0..5, &["peace-committee", "monitors"], true);
    observations.push(report("GHA", "unrest", 2, "radio", false));
    let raised = World::new(observations).raise(as_of(), &[]);
    let flag = only(&raised.flags);
    assert_eq!((flag.kind, flag.field_voices), (FlagKind::UnderReported, 2));
    let told = flag.reasons.join(" ");
    assert!(
        told.contains("Under-reported") && !told.to_lowercase().contains("field"),
        "two could be recognised: {told}"
    );
}

#[test]
fn one_field_voice_alone_is_watched_not_sent() {
    let raised = World::new(reports("GHA", "armed_clash", 0..6, &["monitors"], true)).raise(as_of(), &[]);
    assert!(raised.flags.iter().all(|flag| flag.kind == FlagKind::Watch));
}

#[test]
fn media_alone_are_never_joint_however_loud() {
    let voices: Vec<String> = (0..20).map(|number| format!("paper-{number}")).collect();
    let voices: Vec<&str> = voices.iter().map(String::as_str).collect();
    let mut observations = reports("GHA", "armed_clash", 0..7, &voices, false);
    observations.extend(reports("GHA", "civilian_harm", 0..7, &voices, false));
    // A civil-society page repeats an agency, and another copies a paper.
    let agency = report("GHA", "civilian_harm", 1, "agency", false);
    observations.push(report("GHA", "armed_clash", 1, "agency", true));
    observations.push(copy_of(&agency, "repeater", true));
    observations.push(agency);
    let raised = World::new(observations).raise(as_of(), &[]);
    let flag = only(&raised.flags);
    assert_eq!((flag.kind, flag.convergence, flag.field_voices), (FlagKind::Watch, Convergence::MediaOnly, 0));
    assert!(flag.reasons.iter().any(|reason| reason == "Media only: field sources are silent"));
}

#[test]
fn without_partners_nothing_is_joint_and_the_flag_says_who_is_missing() {
    let mut world = World::new(crisis("GHA"));
    world.mandates = Mandates { memberships: Vec::new(), ..world.mandates };
    let raised = world.raise(as_of(), &[]);
    let flag = only(&raised.flags);
    assert_eq!(flag.kind, FlagKind::Watch);
    assert!(flag.reasons.iter().any(|reason| reason.contains("No regional organisation with a mandate")));
}

#[test]
fn neighbours_under_different_organisations_name_each_other() {
    let raised = World::new([crisis("GHA"), crisis("CMR")].concat()).raise(as_of(), &[]);
    assert_eq!(raised.flags.len(), 2);
    for flag in &raised.flags {
        assert_eq!((flag.kind, flag.with.len()), (FlagKind::CrossBorder, 1), "{flag:#?}");
        let codes: Vec<&str> = flag.rigos.iter().map(|partner| partner.id.as_str()).collect();
        assert!(codes.contains(&"ECOWAS") && codes.contains(&"ECCAS"), "{codes:?}");
    }
}

#[test]
fn one_hot_unit_carries_the_flag_and_two_hand_it_to_the_country() {
    let in_unit = |unit: &str| {
        let place = format!("GHA/{unit}");
        crisis(&place).into_iter().chain(crisis("GHA").into_iter().map({
            let unit = unit.to_owned();
            move |mut observation| {
                observation.document = format!("{unit} {}", observation.document).as_str().into();
                observation.cluster = format!("{unit} {}", observation.cluster).as_str().into();
                observation
            }
        }))
    };
    let one = World::new(in_unit("Northern").collect()).raise(as_of(), &[]);
    assert_eq!(only(&one.flags).region.to_string(), "GHA/Northern");
    let world = World::new(in_unit("Northern").chain(in_unit("Upper East")).collect());
    let two = world.raise(later(1), &[]);
    let flag = only(&two.flags);
    assert_eq!(flag.region.to_string(), "GHA");
    assert!(flag.reasons.iter().any(|r| r.contains("Northern") && r.contains("Upper East")), "{:?}", flag.reasons);
    let handed = world.raise(later(1), &one.flags);
    let closed = handed.events.iter().find(|event| event.what == FlagStep::Closed).expect("the unit's flag is closed");
    assert!(closed.note.starts_with("carried on by GHA@"), "{}", closed.note);
}

#[test]
fn an_unchanged_flag_alerts_again_after_fourteen_days_only() {
    let world = World::new(crisis("GHA"));
    let scores = world.scores(as_of());
    let mut flags = world.raise_from(&scores, as_of(), &[]).flags;
    let mut alerts = Vec::new();
    for day in 1..=20 {
        let raised = world.raise_from(&scores, later(day), &flags);
        if only(&raised.flags).alerts {
            alerts.push((day, steps(&raised)));
        }
        flags = raised.flags;
    }
    assert_eq!(alerts, [(14, vec![FlagStep::Repeated])]);
    assert_eq!(only(&flags).raised_on, as_of());
}

#[test]
fn an_escalation_alerts_at_once_and_a_small_fall_keeps_the_level() {
    let world = World::new(crisis("GHA"));
    let mut scores = world.scores(as_of());
    let mut set = |attention: f64| {
        scores[0].attention_net = attention;
        scores[0].level = world.config.levels.of(attention);
        scores.clone()
    };
    let first = world.raise_from(&set(33.0), as_of(), &[]).flags;
    let second = world.raise_from(&set(49.0), later(1), &first);
    assert_eq!((steps(&second), only(&second.flags).alerts), (vec![FlagStep::Escalated], true));
    let third = world.raise_from(&set(43.5), later(2), &second.flags);
    assert_eq!((steps(&third), only(&third.flags).level), (vec![], Level::High));
    let fourth = world.raise_from(&set(42.0), later(3), &third.flags);
    assert_eq!((steps(&fourth), only(&fourth.flags).level), (vec![FlagStep::Lowered], Level::Elevated));
    assert!(!only(&fourth.flags).alerts);
    let fifth = world.raise_from(&set(10.0), later(4), &fourth.flags);
    assert_eq!((steps(&fifth), fifth.flags.len()), (vec![FlagStep::Closed], 0));
}

#[test]
fn a_new_category_alerts_again() {
    let world = World::new(crisis("GHA"));
    let first = world.raise(as_of(), &[]).flags;
    let mut grown = crisis("GHA");
    grown.extend(reports("GHA", "hate_incitement", 0..4, &["peace-committee", "monitors", "radio"], true));
    let second = World::new(grown).raise(later(1), &first);
    let note = &second.events.iter().find(|event| event.what == FlagStep::Repeated).expect("an alert").note;
    assert_eq!(note, "new: Hate incitement");
}

#[test]
fn silence_keeps_a_flag_for_a_while_and_then_says_that_calm_is_not_known() {
    let mut world = World::new(crisis("GHA"));
    let first = world.raise(as_of(), &[]).flags;
    world.health = vec![source("gha-1", "GHA", Health::Failed)];
    world.observations.clear();
    let kept = world.raise(later(5), &first);
    assert_eq!(only(&kept.flags).level, only(&first).level);
    assert!(only(&kept.flags).reasons.iter().any(|reason| reason.contains("silence is not calm")));
    let closed = world.raise(later(14), &kept.flags);
    assert!(closed.flags.is_empty() && closed.events[0].note.contains("not known to be calm"));
}

#[test]
fn a_region_without_reports_is_scored_when_a_source_should_cover_it() {
    let mut world = World::new(Vec::new());
    world.health = vec![source("a", "GHA", Health::Silent), source("b", "CMR", Health::Reporting)];
    assert!(!world.score("GHA").covered && world.score("CMR").covered);
    assert_eq!(world.score("GHA").coverage.missing.len(), 1);
}

#[test]
fn fresh_civilian_harm_keeps_its_level_beside_any_peace() {
    let mut levels = score::Levels::default();
    let world_of = |observations, levels| {
        let mut world = World::new(observations);
        world.config.levels = levels;
        world
    };
    // A level that the crisis has just reached.
    levels.high = World::new(crisis("GHA")).score("GHA").attention - 1.0;
    let mut observations = crisis("GHA");
    observations.extend(reports("GHA", "deescalation", 0..7, &["radio", "monitors", "daily", "agency"], false));
    let without = world_of(observations.clone(), levels).score("GHA");
    assert!(without.level < world_of(crisis("GHA"), levels).score("GHA").level, "peace lowers {}", without.attention);
    observations.push(report("GHA", "civilian_harm", 1, "monitors", true));
    let protected = world_of(observations, levels).score("GHA");
    assert_eq!(protected.level, levels.of(protected.attention));
    assert!(protected.attention_net < protected.attention);
}

#[test]
fn a_new_installation_says_that_it_has_no_baseline() {
    let mut world = World::new(crisis("GHA"));
    world.exposure.retain(|(_, day)| day.day > as_of() - Days::new(12));
    let score = world.score("GHA");
    assert_eq!((score.surprise, score.surprise_field), (0.0, 0.0));
    assert!(score.contributions[0].why.starts_with("no baseline yet: 1 of 6 weeks"), "{}", score.contributions[0].why);
    let raised = world.raise(as_of(), &[]);
    assert!(only(&raised.flags).reasons[0].starts_with("No baseline yet"));
    world.exposure = World::new(Vec::new()).exposure;
    world.exposure.retain(|(_, day)| day.day > as_of() - Days::new(30));
    let short = world.score("GHA");
    assert!(short.surprise > 0.0);
    assert!(short.contributions[0].why.ends_with("instead of 6 weeks"), "{}", short.contributions[0].why);
}

#[test]
fn a_louder_week_everywhere_is_no_alarm() {
    let mut observations = Vec::new();
    for week in 0..7_u64 {
        let times = if week == 0 { 4 } else { 1 };
        for number in 0..2 * times {
            let age = if week == 0 { number % 7 } else { 2 + 7 * week + number };
            observations.push(report("GHA", "unrest", age, &format!("paper-{number}"), false));
        }
    }
    let calm = World::new(observations.clone()).score("GHA");
    let mut louder = World::new(observations);
    for (_, day) in louder.exposure.iter_mut().filter(|(_, day)| day.day > as_of() - Days::new(7)) {
        (day.field, day.media) = (4 * day.field, 4 * day.media);
    }
    let louder = louder.score("GHA");
    assert!(calm.surprise > 0.1 && louder.surprise == 0.0, "{} {}", calm.surprise, louder.surprise);
}

#[test]
fn an_explanation_tells_the_parts_what_would_change_and_what_is_missing() {
    let mut world = World::new(crisis("GHA"));
    world.health = vec![source("gha-1", "GHA", Health::Failed)];
    let score = world.score("GHA");
    let raised = world.raise(as_of(), &[]);
    let explanation = explain(&score, raised.flags.first(), &world.config, &world.flags);
    assert_eq!(explanation.parts.len(), 8);
    assert!(explanation.what_would_change.iter().any(|line| line.contains("points more reach")));
    assert!(explanation.missing.iter().any(|line| line.contains("gha-1 does not report: it could not be read")));
    assert!(explanation.missing.iter().any(|line| line.contains("to be verified")));
}
