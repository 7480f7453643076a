//! Scores, day by day.

use super::Fault;
use super::fault::{from_json, to_json};
use chrono::NaiveDate;
use domain::RegionId;
use domain::score::RegionScore;
use rusqlite::{Connection, OptionalExtension, params};

/// Replaces the scores of a day.
pub(super) fn put(db: &Connection, as_of: NaiveDate, scores: &[RegionScore]) -> Result<(), Fault> {
    let day = as_of.to_string();
    db.prepare_cached("DELETE FROM scored_days WHERE as_of = ?1")?.execute([&day])?;
    db.prepare_cached("INSERT INTO scored_days (as_of) VALUES (?1)")?.execute([&day])?;
    let mut insert = db.prepare_cached(
        "INSERT OR REPLACE INTO scores (as_of, region, attention_net, score) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for score in scores {
        insert.execute(params![day, score.region.to_string(), score.attention_net, to_json(score)?])?;
    }
    Ok(())
}

/// The scores of a day, highest net attention first.
pub(super) fn of_day(db: &Connection, as_of: NaiveDate) -> Result<Vec<RegionScore>, Fault> {
    let mut select =
        db.prepare_cached("SELECT score FROM scores WHERE as_of = ?1 ORDER BY attention_net DESC, region")?;
    let scores = select.query_and_then([as_of.to_string()], |row| {
        let json: String = row.get(0)?;
        from_json(&json, || format!("score of {as_of}"))
    })?;
    scores.collect()
}

/// The score of a region on the last scored day up to `as_of`.
pub(super) fn latest(db: &Connection, region: &RegionId, as_of: NaiveDate) -> Result<Option<RegionScore>, Fault> {
    let mut select = db.prepare_cached(
        "SELECT score FROM scores WHERE region = ?1 AND as_of = (SELECT max(as_of) FROM scored_days WHERE as_of <= ?2)",
    )?;
    let json: Option<String> =
        select.query_row([region.to_string(), as_of.to_string()], |row| row.get(0)).optional()?;
    json.map(|json| from_json(&json, || format!("score of {region}"))).transpose()
}

/// The last scored day.
pub(super) fn last_day(db: &rusqlite::Transaction<'_>) -> Result<Option<NaiveDate>, Fault> {
    let mut select = db.prepare_cached("SELECT max(as_of) FROM scored_days")?;
    let last: Option<String> = select.query_row([], |row| row.get(0))?;
    last.map(|day| day.parse().map_err(|error| Fault::damaged(format!("scored day {day:?}"), error))).transpose()
}
