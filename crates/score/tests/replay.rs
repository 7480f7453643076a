//! Replays: the same code, nothing from later, and no day twice.

use crate::properties::world;
use crate::world::{World, as_of, copy_of, country, crisis, region, report, taxonomy};
use chrono::{Days, Months};
use proptest::prelude::*;
use score::backtest::{Month, Outcomes, Plan, Replay, Row, State};
use score::{Chronicle, Group};
use std::convert::Infallible;

/// The month of the evidence and those around it.
fn plan(every: u32) -> Plan {
    let month = |day| Month::of(day);
    Plan { from: month(as_of() - Months::new(2)), to: month(as_of()), every }
}

fn outcomes(table: &str) -> Outcomes {
    Outcomes::read_csv(&format!("iso3,month,deaths\n{table}")).expect("outcomes")
}

fn replay<'a>(world: &'a World, evidence: &score::Evidence<'a>, history: &str) -> Replay<'a> {
    Replay::new(evidence, taxonomy(), &world.config, world.flags.hysteresis).with_history(outcomes(history))
}

fn table(replay: &Replay<'_>, plan: &Plan, state: State) -> String {
    let mut lines = String::new();
    let taken = replay.run(plan, state, |step| {
        step.rows.iter().for_each(|row| lines += &format!("{row}\n"));
        assert!(step.done <= step.of);
        Ok::<(), Infallible>(())
    });
    taken.expect("nothing can fail");
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn one_chronicle_scores_every_day_as_that_day_alone_would(world in world(), back in 0..60_u64) {
        let evidence = world.evidence();
        let chronicle = Chronicle::new(&evidence, taxonomy(), &world.config);
        let day = as_of() - Days::new(back);
        let mut then = World { observations: world.observations.clone(), ..World::new(Vec::new()) };
        then.observations.retain(|observation| observation.published.date_naive() <= day);
        then.exposure = world.exposure.iter().filter(|(_, exposure)| exposure.day <= day).copied().collect();
        prop_assert_eq!(chronicle.score(day), then.scores(day));
    }

    #[test]
    fn a_replay_that_is_broken_off_goes_on_where_its_last_whole_day_ended(world in world(), at in 0.0..1.0_f64, every in 1..15_u32) {
        let (evidence, plan) = (world.evidence(), plan(every));
        let replay = replay(&world, &evidence, "GHA,2025-12,40\n");
        let whole = format!("{}\n{}", Row::HEADER, table(&replay, &plan, State::default()));
        let mut cut = (whole.len() as f64 * at) as usize;
        while !whole.is_char_boundary(cut) {
            cut -= 1;
        }
        let (state, keep) = State::resume(&whole[..cut]).expect("a table");
        let mut again = whole[..keep].to_owned();
        if again.is_empty() {
            again = format!("{}\n", Row::HEADER);
        }
        again += &table(&replay, &plan, state);
        prop_assert_eq!(whole, again);
    }

    #[test]
    fn outcomes_of_the_month_and_of_later_ones_change_no_row(world in world(), now in 0..9000_u32, later in 0..9000_u32) {
        let (evidence, plan) = (world.evidence(), Plan { from: Month::of(as_of()), to: Month::of(as_of()), every: 5 });
        let before = "GHA,2026-02,40\nCMR,2026-02,0\n";
        let known = table(&replay(&world, &evidence, before), &plan, State::default());
        let more = format!("{before}GHA,2026-03,{now}\nGHA,2026-04,{later}\nCMR,2026-03,{later}\n");
        prop_assert_eq!(known, table(&replay(&world, &evidence, &more), &plan, State::default()));
    }
}

#[test]
fn a_replay_lists_countries_that_only_border_on_danger() {
    let world = World::new(crisis("GHA"));
    let evidence = world.evidence();
    let rows = Row::read_csv(&format!("{}\n{}", Row::HEADER, {
        table(&replay(&world, &evidence, ""), &Plan { every: 29, ..plan(29) }, State::default())
    }))
    .expect("a table");
    assert!(rows.iter().any(|row| row.region == region("CMR") && row.attention > 0.0), "{rows:?}");
}

#[test]
fn a_report_compares_rows_with_what_happened() {
    let world = World::new(crisis("GHA"));
    let evidence = world.evidence();
    let (replay, plan) = (replay(&world, &evidence, ""), plan(1));
    let rows = Row::read_csv(&format!("{}\n{}", Row::HEADER, table(&replay, &plan, State::default()))).expect("rows");
    let deaths =
        outcomes("GHA,2026-01,0\nGHA,2026-02,0\nGHA,2026-03,90\nCOL,2026-01,0\nCOL,2026-02,0\nCOL,2026-03,0\n");
    let report = replay.report(&rows, &deaths, &plan);
    let attention = &report.tasks[1].methods[0];
    assert_eq!((report.countries, report.tasks[1].positive, attention.auc), (2, 1, Some(1.0)));
    assert_eq!((report.alarms.raised, report.alarms.unfounded, report.alarms.calm_countries), (1, 0, 1));
    assert!(report.to_string().contains("detection: 25 deaths or more in the same month (1 of 6 country-months)"));
}

#[test]
fn a_group_has_the_reports_of_its_members_once_each() {
    let mut world = World::new(crisis("GHA"));
    let copy = copy_of(&world.observations[0], "far-daily", false);
    world.observations.push(score_in(copy, "CMR"));
    world.observations.push(report("CMR/Far North", "unrest", 1, "monitors", true));
    let basin = Group { id: region("XLB"), name: "Basin".to_owned(), members: vec![region("GHA"), region("CMR")] };
    world.groups = vec![basin];
    let (whole, ghana) = (world.score("XLB"), world.score("GHA"));
    let count = |score: &domain::score::RegionScore| score.categories.iter().map(|c| c.count).sum::<u32>();
    assert_eq!(
        count(&whole),
        count(&ghana),
        "a copy next door is no second report, a unit that is no member no report"
    );
    assert!(whole.attention > 0.0 && whole.coverage.expected == 2);
    let partners =
        world.raise(as_of(), &[]).flags.into_iter().find(|flag| flag.region == region("XLB")).expect("a flag");
    let names: Vec<&str> = partners.rigos.iter().map(|partner| partner.id.as_str()).collect();
    assert!(names.contains(&"ECOWAS") && names.contains(&"ECCAS"), "{names:?}");
}

fn score_in(mut observation: domain::evidence::Observation, place: &str) -> domain::evidence::Observation {
    observation.region = domain::RegionId::country(country(place));
    observation
}
