//! What scoring reads: observations, and how loud each country is.

use super::Fault;
use super::columns::{RELIABILITIES, STATUSES, day, label, polarity_name};
use chrono::{DateTime, Utc};
use domain::evidence::{Exposure, Observation};
use domain::{Country, Polarity};
use rusqlite::{Connection, Row};

/// What documents published in the half-open interval say, ordered by publication and document.
pub(super) fn observations(
    db: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Observation>, Fault> {
    let mut select = db.prepare_cached(
        "SELECT id, cluster, region, category, polarity, status, strength, published, source, voice, field, reliability, \
         label FROM documents JOIN observations USING (sequence) WHERE published >= ?1 AND published < ?2 \
         ORDER BY published, id, region, category",
    )?;
    let interval = (from.timestamp_micros(), until.timestamp_micros());
    select.query_and_then(interval, observation)?.collect()
}

fn observation(row: &Row<'_>) -> Result<Observation, Fault> {
    let text = |column: usize| {
        row.get_ref(column)?.as_str().map_err(|error| Fault::damaged("column of an observation", error))
    };
    let unknown = |what: &str, name: &str| Fault::damaged(what, format!("{name:?} is not known"));
    let published: i64 = row.get(7)?;
    Ok(Observation {
        document: text(0)?.into(),
        cluster: text(1)?.into(),
        region: text(2)?.parse().map_err(|error| Fault::damaged("region", error))?,
        category: text(3)?.into(),
        polarity: [Polarity::Risk, Polarity::Peace]
            .into_iter()
            .find(|known| text(4).is_ok_and(|name| name == polarity_name(*known)))
            .ok_or_else(|| unknown("polarity", text(4).unwrap_or_default()))?,
        status: STATUSES
            .into_iter()
            .find(|known| text(5).is_ok_and(|name| name == known.as_str()))
            .ok_or_else(|| unknown("status", text(5).unwrap_or_default()))?,
        strength: row.get(6)?,
        published: DateTime::from_timestamp_micros(published)
            .ok_or_else(|| Fault::damaged("instant", format!("{published} µs is out of range")))?,
        source: text(8)?.into(),
        voice: row.get(9)?,
        field: row.get(10)?,
        reliability: RELIABILITIES
            .into_iter()
            .find(|(_, name)| text(11).is_ok_and(|found| found == *name))
            .map(|(reliability, _)| reliability)
            .ok_or_else(|| unknown("reliability", text(11).unwrap_or_default()))?,
        label: label(row.get(12)?)?,
    })
}

/// Families of copies a day on each country in the half-open interval, by side; ordered by country and day.
pub(super) fn exposure(
    db: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<(Country, Exposure)>, Fault> {
    let mut select = db.prepare_cached(
        "SELECT country, day, count(DISTINCT CASE WHEN field THEN cluster END), \
         count(DISTINCT CASE WHEN NOT field THEN cluster END) \
         FROM documents JOIN document_countries USING (sequence) WHERE published >= ?1 AND published < ?2 \
         GROUP BY country, day ORDER BY country, day",
    )?;
    let interval = (from.timestamp_micros(), until.timestamp_micros());
    let counted = select.query_and_then(interval, |row| {
        let country: String = row.get(0)?;
        let country = country.parse().map_err(|error| Fault::damaged("country", error))?;
        Ok((country, Exposure { day: day(row.get(1)?)?, field: row.get(2)?, media: row.get(3)? }))
    })?;
    counted.collect()
}
