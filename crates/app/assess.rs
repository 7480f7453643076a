//! From stored evidence to scores and flags, day by day.

use crate::health;
use crate::house::House;
use anyhow::Result;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::evidence::SourceHealth;
use domain::flag::{Flag, FlagEvent, FlagStep};
use domain::ledger::PROGRAM;
use domain::score::RegionScore;
use rayon::prelude::*;
use score::{Evidence, FlagInput};

/// A day's scores and flags.
pub struct Assessment {
    /// Highest net attention first.
    pub scores: Vec<RegionScore>,
    /// Highest level first.
    pub flags: Vec<Flag>,
    /// What they stand on, as one number.
    pub basis: u64,
}

/// The first instant after a day: everything published before it was known at the day's end.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    (day + Days::new(1)).and_time(NaiveTime::MIN).and_utc()
}

/// Days that are scored at the same time: the scores of so many are held in memory.
const DAYS_AT_ONCE: usize = 4;

/// Scores every day that has not been scored, up to today; a fresh store gets the last days as its trend. When nothing has
/// changed since the last run computed them, today's are read instead.
///
/// # Errors
/// When the store cannot be read or written.
pub fn assess_until(house: &House, today: NaiveDate) -> Result<Assessment> {
    let health = health::of_sources(house)?;
    let basis = basis(house, today, &health)?;
    let last = house.store.last_scored_day()?;
    if last == Some(today) && house.store.last_run()?.is_some_and(|run| run.basis == basis) {
        return Ok(Assessment { scores: house.store.scores(today)?, flags: house.store.flags(today)?, basis });
    }
    let trend = Days::new(u64::from(house.settings.digest.trend_days.saturating_sub(1)));
    let earliest = today - trend;
    let first = match last {
        // The last scored day is scored again: more may have come in since.
        Some(last) if last <= today => last.max(earliest),
        _ => earliest,
    };
    let from = end_of(first) - chrono::Duration::days(score::evidence_days(&house.settings.score));
    let observations = house.store.observations(from, end_of(today))?;
    let exposure = house.store.exposure(from, end_of(today))?;
    let enricher = house.enricher();
    let neighbours = enricher.gazetteer().neighbours();
    let names = |region: &domain::RegionId| house.place_name(region);
    let evidence = Evidence {
        observations: &observations,
        exposure: &exposure,
        health: &health,
        structural: &house.structural,
        neighbours: &neighbours,
        groups: &house.regions,
        names: &names,
    };
    let chronicle = score::Chronicle::new(&evidence, &house.taxonomy, &house.settings.score);
    let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= today).collect();
    let (mut scores, mut flags) = (Vec::new(), Vec::new());
    // Days are scored side by side, a few at a time; flags of a day look back at those of the day before.
    for days in days.chunks(DAYS_AT_ONCE) {
        let score = |day: &NaiveDate| chronicle.score(*day);
        let scored: Vec<Vec<RegionScore>> = days.par_iter().map(score).collect();
        for (day, of_day) in days.iter().zip(scored) {
            house.store.put_scores(*day, &of_day)?;
            flags = raise_flags(house, *day, &of_day)?;
            scores = of_day;
        }
    }
    Ok(Assessment { scores, flags, basis })
}

/// One number for all that today's scores are computed from: documents, health of the sources, settings.
fn basis(house: &House, today: NaiveDate, health: &[SourceHealth]) -> Result<u64> {
    let tables = (&house.settings.score, &house.settings.flags, house.taxonomy.as_ref(), &house.mandates);
    let mut structural: Vec<_> = house.structural.iter().collect();
    structural.sort_by_key(|(region, _)| *region);
    let regions = (&house.regions, structural);
    let last = house.store.last_sequence()?;
    let all = serde_json::to_vec(&(env!("CARGO_PKG_VERSION"), last, today, health, tables, regions))?;
    let hash = blake3::hash(&all);
    Ok(hash.as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)))
}

fn raise_flags(house: &House, day: NaiveDate, scores: &[RegionScore]) -> Result<Vec<Flag>> {
    let previous = house.store.flags_before(day)?;
    let earlier = house.store.flags(day)?;
    let raised = score::raise_flags(
        &FlagInput {
            scores,
            previous: &previous,
            mandates: &house.mandates,
            neighbours: &house.enricher().gazetteer().neighbours(),
            as_of: day,
            levels: &house.settings.score.levels,
            window_days: house.settings.score.window_days,
            names: &|region| house.place_name(region),
            groups: &house.regions,
        },
        &house.settings.flags,
    );
    let mut events = raised.events;
    events.extend(changed_today(house, day, &earlier, &raised.flags)?);
    house.store.put_flags(day, &raised.flags, &events)?;
    Ok(raised.flags)
}

/// A day is scored again as more comes in: flags that its `earlier` scoring raised and this one does not are closed in the
/// ledger, and those that come back are open again.
fn changed_today(house: &House, day: NaiveDate, earlier: &[Flag], flags: &[Flag]) -> Result<Vec<FlagEvent>> {
    let line = |flag: &Flag, what, note: &str| FlagEvent {
        flag: flag.id.clone(),
        at: house.now(),
        what,
        by: PROGRAM.to_owned(),
        note: note.to_owned(),
    };
    let gone = earlier.iter().filter(|flag| flag.raised_on == day && flags.iter().all(|other| other.id != flag.id));
    let mut events: Vec<_> =
        gone.map(|flag| line(flag, FlagStep::Closed, "later reports of the same day speak against it")).collect();
    for flag in flags.iter().filter(|flag| flag.raised_on == day) {
        let last = house.store.flag_events(&flag.id)?.pop();
        if last.is_some_and(|last| last.what == FlagStep::Closed && last.by == PROGRAM) {
            events.push(line(flag, FlagStep::Repeated, "later reports of the same day speak for it again"));
        }
    }
    Ok(events)
}
