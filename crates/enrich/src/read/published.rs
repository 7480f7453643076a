//! When it was published: the first of a chain that can be believed.

use crate::day;
use crate::extract::Article;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::document::DateOrigin;
use domain::item::Item;

/// Clocks of publishers run ahead, and some write local time as UTC: so much is set back to the visit; more is an error.
const SKEW_HOURS: i64 = 24;

/// No document on the web is older.
const EARLIEST_YEAR: i32 = 1990;

/// The instant and how it is known. Never after `fetched_at`.
pub(super) fn find(
    item: &Item,
    page: Option<&Article>,
    url: Option<&str>,
    text: &str,
    fetched_at: DateTime<Utc>,
) -> (DateTime<Utc>, DateOrigin) {
    let believed = |instant: Option<DateTime<Utc>>| instant.and_then(|instant| believe(instant, fetched_at));
    let day = |day: Option<NaiveDate>| believed(day.and_then(day::midnight));
    believed(item.published)
        .or_else(|| believed(item.updated))
        .map(|instant| (instant, DateOrigin::Publisher))
        .or_else(|| {
            believed(page.and_then(|page| page.published).map(|date| date.to_utc()))
                .map(|instant| (instant, DateOrigin::Page))
        })
        .or_else(|| day(url.and_then(day::in_address)).map(|instant| (instant, DateOrigin::Url)))
        .or_else(|| day(day::dateline(text, fetched_at.date_naive())).map(|instant| (instant, DateOrigin::Text)))
        .unwrap_or((fetched_at, DateOrigin::Visit))
}

fn believe(instant: DateTime<Utc>, fetched_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let earliest = NaiveDate::from_ymd_opt(EARLIEST_YEAR, 1, 1).and_then(day::midnight)?;
    (instant >= earliest && instant <= fetched_at + Duration::hours(SKEW_HOURS)).then(|| instant.min(fetched_at))
}
