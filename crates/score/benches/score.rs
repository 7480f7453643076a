//! Time of one day's scores and flags for 4,000 regions: `cargo bench -p almenara-score`. The goal is under 200 ms for both.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::evidence::{Exposure, Health, Neighbours, Observation, SourceHealth};
use domain::mandate::Mandates;
use domain::source::Reliability;
use domain::{Country, Label, RegionId, Status, Taxonomy};
use score::{Evidence, FlagConfig, FlagInput, ScoreConfig};
use std::collections::HashMap;
use std::time::Instant;

const REGIONS: usize = 4_000;
const REPORTS_PER_REGION: usize = 40;
const ROUNDS: u32 = 5;

fn country(number: usize) -> Country {
    let letter = |shift: usize| char::from(b'A' + (number / shift % 26) as u8);
    [letter(676), letter(26), letter(1)].iter().collect::<String>().parse().expect("three letters are a country code")
}

fn region(number: usize) -> RegionId {
    let country = country(number / 20);
    if number.is_multiple_of(20) {
        RegionId::country(country)
    } else {
        RegionId::unit(country, format!("unit {number}"))
    }
}

fn observations(taxonomy: &Taxonomy, as_of: NaiveDate) -> Vec<Observation> {
    let mut state = 42_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    (0..REGIONS * REPORTS_PER_REGION)
        .map(|number| {
            let category = &taxonomy.categories[random(16) as usize];
            let (source, day) = (random(300), as_of - Days::new(random(51)));
            Observation {
                document: format!("{number:032x}").as_str().into(),
                cluster: format!("{:032x}", number - random(2) as usize % (number + 1)).as_str().into(),
                region: region(number / REPORTS_PER_REGION),
                category: category.id.clone(),
                polarity: category.polarity,
                status: if random(10) == 0 { Status::Announced } else { Status::Asserted },
                strength: 0.8,
                published: day.and_time(NaiveTime::MIN).and_utc(),
                source: format!("source-{source}").as_str().into(),
                voice: format!("voice-{}", source / 2),
                field: source < 80,
                reliability: Reliability::B,
                label: Label::Green,
            }
        })
        .collect()
}

fn main() {
    let taxonomy: Taxonomy =
        toml::from_str(include_str!("../../../config/taxonomy.toml")).expect("the taxonomy is valid");
    let as_of = NaiveDate::from_ymd_opt(2026, 3, 29).expect("a day of the calendar");
    let observations = observations(&taxonomy, as_of);
    let exposure: Vec<(Country, Exposure)> = (0..REGIONS / 20)
        .flat_map(|number| (0..51).map(move |age| (number, age)))
        .map(|(number, age)| (country(number), Exposure { day: as_of - Days::new(age), field: 6, media: 20 }))
        .collect();
    let health: Vec<SourceHealth> = (0..300)
        .map(|number| SourceHealth {
            source: format!("source-{number}").as_str().into(),
            regions: vec![RegionId::country(country(number % 200))],
            field: number < 80,
            state: if number % 9 == 0 { Health::Failed } else { Health::Reporting },
            reason: String::new(),
        })
        .collect();
    let structural = HashMap::new();
    let (mandates, neighbours) = (Mandates::default(), Neighbours::default());
    let evidence = Evidence {
        observations: &observations,
        exposure: &exposure,
        health: &health,
        structural: &structural,
        neighbours: &neighbours,
        groups: &[],
        names: &score::codes,
    };
    let (config, flags) = (ScoreConfig::default(), FlagConfig::default());

    for round in 1..=ROUNDS {
        let (start, cpu) = (Instant::now(), cpu_ms());
        let chronicle = score::Chronicle::new(&evidence, &taxonomy, &config);
        let sorted = start.elapsed();
        let scores = chronicle.score(as_of);
        let (scored, scored_cpu) = (start.elapsed(), cpu_ms() - cpu);
        let input = FlagInput {
            scores: &scores,
            previous: &[],
            mandates: &mandates,
            neighbours: &neighbours,
            as_of,
            levels: &config.levels,
            window_days: config.window_days,
            names: &score::codes,
            groups: &[],
        };
        let raised = score::raise_flags(&input, &flags);
        println!(
            "round {round}: {} regions, {} observations: {:.0} ms ({scored_cpu:.0} ms of processor, sorted after {:.0} ms), {} flags: {:.0} ms",
            scores.len(),
            observations.len(),
            scored.as_secs_f64() * 1e3,
            sorted.as_secs_f64() * 1e3,
            raised.flags.len(),
            (start.elapsed() - scored).as_secs_f64() * 1e3
        );
    }
}

/// Milliseconds this process has had a processor, over all threads: what remains comparable on a busy machine. The system counts in
/// hundredths of a second; 0 where it does not tell.
fn cpu_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}
