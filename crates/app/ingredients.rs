//! What a digest is made of, gathered from the store.

use crate::health;
use crate::house::House;
use anyhow::Result;
use chrono::{Days, NaiveDate};
use digest::Ingredients;
use domain::flag::{Flag, FlagId};
use domain::ledger::Standing;
use domain::score::RegionScore;
use domain::{ClusterId, DocumentId, EnrichedDocument, RegionId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Regions that are not flagged and still get their documents into the digest (signs of peace).
const REGIONS_BESIDE_FLAGS: usize = 20;

/// Gathers everything about a day.
///
/// # Errors
/// When the store cannot be read.
pub fn gather(house: &House, day: NaiveDate) -> Result<Ingredients> {
    let flags = house.store.flags(day)?;
    let scores = house.store.scores(day)?;
    let trends = trends(house, day)?;
    let mut wanted: Vec<DocumentId> = flags.iter().flat_map(|flag| flag.evidence.iter().cloned()).collect();
    let mut calmer: Vec<_> = scores.iter().filter(|score| score.deescalation > 0.0).collect();
    calmer.sort_by(|a, b| b.deescalation.total_cmp(&a.deescalation));
    calmer.truncate(REGIONS_BESIDE_FLAGS);
    wanted.extend(calmer.iter().flat_map(|score| score.evidence.iter().cloned()));
    let shown: HashSet<&RegionId> =
        flags.iter().map(|flag| &flag.region).chain(calmer.iter().map(|score| &score.region)).collect();
    wanted.extend(reporting(house, day, &shown)?);
    let documents = documents(house, wanted)?;
    let copies = copies(house, day)?;
    let clearance = house.settings.digest.clearance;
    // What readers may not see decides nothing about what is shown to them.
    let readable = documents.values().filter(|read| read.document.label <= clearance);
    let stories = enrich::stories(readable.map(Into::into)).into_iter().map(Arc::new);
    let stories = stories.flat_map(|story| {
        let of = |id: &DocumentId| (id.clone(), Arc::clone(&story));
        story.documents.iter().map(of).collect::<Vec<_>>()
    });
    let stories = stories.collect();
    let run = house.store.last_run()?;
    let now = house.now();
    Ok(Ingredients {
        day,
        as_of: now,
        banner: house.settings.digest.banner.clone(),
        place_names: place_names(house, &scores),
        responses: responses(house, &flags)?,
        flags,
        scores,
        trends,
        documents,
        copies,
        stories,
        sources: house.sources.clone(),
        // How sources do is known for today alone.
        health: if day == now.date_naive() { health::of_sources(house)? } else { Vec::new() },
        // Counts of a run belong to the day it was run for.
        counts: run.filter(|run| run.as_of.date_naive() == day).map(|run| run.counts).unwrap_or_default(),
        clearance,
        field_voices_min: house.settings.flags.field_voices_min,
    })
}

/// Where the answer to each flag stands.
fn responses(house: &House, flags: &[Flag]) -> Result<HashMap<FlagId, String>> {
    let words = |flag: &Flag| Ok((flag.id.clone(), Standing::of(&house.store.flag_events(&flag.id)?).words()));
    flags.iter().map(words).collect()
}

/// Names of the scored regions, and of those that sources are expected to cover and said nothing about.
fn place_names(house: &House, scores: &[RegionScore]) -> HashMap<RegionId, String> {
    let scored = scores.iter().map(|score| &score.region);
    let expected = house.sources.iter().flat_map(|source| &source.regions);
    scored.chain(expected).map(|region| (region.clone(), house.place_name(region))).collect()
}

fn trends(house: &House, day: NaiveDate) -> Result<HashMap<RegionId, Vec<f64>>> {
    let days: Vec<NaiveDate> =
        (0..u64::from(house.settings.digest.trend_days)).rev().map(|back| day - Days::new(back)).collect();
    let mut trends: HashMap<RegionId, Vec<f64>> = HashMap::new();
    for (position, day) in days.iter().enumerate() {
        for score in house.store.scores(*day)? {
            trends.entry(score.region).or_insert_with(|| vec![0.0; days.len()])[position] = score.attention_net;
        }
    }
    Ok(trends)
}

fn documents(house: &House, ids: Vec<DocumentId>) -> Result<HashMap<DocumentId, EnrichedDocument>> {
    let mut found = HashMap::new();
    for id in ids {
        if !found.contains_key(&id)
            && let Some(document) = house.store.document(&id)?
        {
            found.insert(id, document);
        }
    }
    Ok(found)
}

/// Documents that report from these regions in the week that a score looks at: what tells the stories of the evidence.
fn reporting(house: &House, day: NaiveDate, regions: &HashSet<&RegionId>) -> Result<Vec<DocumentId>> {
    let until = (day + Days::new(1)).and_time(chrono::NaiveTime::MIN).and_utc();
    let from = until - chrono::Duration::days(i64::from(house.settings.score.window_days));
    let observations = house.store.observations(from, until)?;
    Ok(observations.into_iter().filter(|own| regions.contains(&own.region)).map(|own| own.document).collect())
}

/// How many documents each family of copies has in the days that a score looks at.
fn copies(house: &House, day: NaiveDate) -> Result<HashMap<ClusterId, u32>> {
    let until = (day + Days::new(1)).and_time(chrono::NaiveTime::MIN).and_utc();
    let from = until - chrono::Duration::days(score::history_days(&house.settings.score));
    let mut members: HashMap<ClusterId, Vec<DocumentId>> = HashMap::new();
    // What readers may not see is not counted for them either.
    let clearance = house.settings.digest.clearance;
    for observation in house.store.observations(from, until)?.into_iter().filter(|own| own.label <= clearance) {
        let family = members.entry(observation.cluster).or_default();
        if !family.contains(&observation.document) {
            family.push(observation.document);
        }
    }
    Ok(members
        .into_iter()
        .map(|(cluster, family)| (cluster, u32::try_from(family.len()).unwrap_or(u32::MAX)))
        .collect())
}
