//! Time of one day's scores and flags for 4,000 regions, and of a replay of 16 years: `cargo bench -p almenara-score`. The goals are under
//! 200 ms, and under 60 s.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::evidence::{Exposure, Health, Neighbours, Observation, SourceHealth};
use domain::mandate::Mandates;
use domain::source::Reliability;
use domain::taxonomy::Category;
use domain::{Country, Label, RegionId, Status, Taxonomy};
use score::backtest::{Month, Plan, Replay, State};
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

/// Numbers that look like chance and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn observation(number: usize, place: usize, category: &Category, day: NaiveDate, source: u64) -> Observation {
    Observation {
        document: format!("{number:032x}").as_str().into(),
        cluster: format!("{number:032x}").as_str().into(),
        region: region(place),
        category: category.id.clone(),
        polarity: category.polarity,
        status: Status::Asserted,
        strength: 0.8,
        published: day.and_time(NaiveTime::MIN).and_utc(),
        source: format!("source-{source}").as_str().into(),
        voice: format!("voice-{}", source / 2),
        field: source < 80,
        reliability: Reliability::B,
        label: Label::Green,
    }
}

fn observations(taxonomy: &Taxonomy, as_of: NaiveDate) -> Vec<Observation> {
    let mut random = Random(42);
    (0..REGIONS * REPORTS_PER_REGION)
        .map(|number| {
            let category = &taxonomy.categories[random.below(16) as usize];
            let (source, day) = (random.below(300), as_of - Days::new(random.below(51)));
            let family = number - random.below(2) as usize % (number + 1);
            Observation {
                cluster: format!("{family:032x}").as_str().into(),
                status: if random.below(10) == 0 { Status::Announced } else { Status::Asserted },
                ..observation(number, number / REPORTS_PER_REGION, category, day, source)
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
    replay(&taxonomy);
}

/// Replays 16 years, day by day: 100,000 invented documents on 200 countries, half of them on a unit, too.
fn replay(taxonomy: &Taxonomy) {
    const DOCUMENTS: u64 = 100_000;
    let (first, days) = (NaiveDate::from_ymd_opt(2001, 1, 1).expect("a day of the calendar"), 5_844);
    let mut random = Random(7);
    let (mut all, mut exposure) = (Vec::new(), Vec::new());
    for number in 0..DOCUMENTS {
        // Some countries are written about much more than others.
        let place = (random.below(200) * random.below(200) / 200) as usize;
        let day = first + Days::new(number * days / DOCUMENTS);
        exposure.push((country(place), Exposure { day, field: 0, media: 1 }));
        let units = 1 + random.below(2) as usize;
        let category = &taxonomy.categories[random.below(16) as usize];
        for unit in 0..units {
            let region = if unit == 0 { place * 20 } else { place * 20 + 1 + random.below(10) as usize };
            all.push(observation(number as usize, region, category, day, random.below(300)));
        }
    }
    let (config, neighbours, structural) = (ScoreConfig::default(), Neighbours::default(), HashMap::new());
    let (start, cpu) = (Instant::now(), cpu_ms());
    let evidence = Evidence {
        observations: &all,
        exposure: &exposure,
        health: &[],
        structural: &structural,
        neighbours: &neighbours,
        groups: &[],
        names: &score::codes,
    };
    let plan = Plan { from: Month::of(first), to: Month::of(first + Days::new(days - 1)), every: 1 };
    let replay = Replay::new(&evidence, taxonomy, &config, FlagConfig::default().hysteresis);
    let (mut rows, mut done) = (0, 0);
    let taken = replay.run(&plan, State::default(), |step| {
        (rows, done) = (rows + step.rows.len(), step.done);
        Ok::<(), std::convert::Infallible>(())
    });
    taken.expect("nothing can fail");
    println!(
        "replay: {DOCUMENTS} documents, {} observations, {done} days, {rows} rows: {:.1} s ({:.1} s of processor)",
        all.len(),
        start.elapsed().as_secs_f64(),
        (cpu_ms() - cpu) / 1e3
    );
}

/// Milliseconds this process has had a processor, over all threads: what remains comparable on a busy machine. The system counts in
/// hundredths of a second; 0 where it does not tell.
fn cpu_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}
