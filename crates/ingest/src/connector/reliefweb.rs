//! `reliefweb`: reports of ReliefWeb, API version 2 (apidoc.reliefweb.int). An approved `appname` is required.
//!
//! The cursor is the newest `date.created`; the first visit goes back a month. The date of an item is `date.original`, when the report
//! was published.

use super::climb::{Climb, Mark, Timed};
use super::{Call, Connector, FIRST_DAYS, Pulled, Rest, aside, check_web, option};
use crate::fault::Fault;
use crate::parse;
use chrono::Duration;
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde::Deserialize;
use url::Url;

/// The most that the API gives at once.
const PAGE_ITEMS_MAX: usize = 1_000;
/// Pages of one visit; the API allows 1,000 calls a day.
const PAGES_MAX: usize = 20;
const FIELDS: &[&str] = &[
    "title",
    "body",
    "url_alias",
    "date.original",
    "date.created",
    "date.changed",
    "primary_country.iso3",
    "language.code",
];

/// Reads ReliefWeb.
pub struct ReliefWeb;

impl Connector for ReliefWeb {
    fn kind(&self) -> &'static str {
        "reliefweb"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, &["appname", "query"])?;
        match option(source, "appname") {
            Some(_) => Ok(()),
            None => {
                Err("options.appname is missing: ask ReliefWeb for one, or read its RSS with kind = \"feed\""
                    .to_owned())
            }
        }
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let limit = call.config.items_max.min(PAGE_ITEMS_MAX);
            let stored = call.state.cursor.as_deref().and_then(Mark::read);
            let mark = call.since.map(Mark::new).or(stored);
            let mark = mark.unwrap_or(Mark::new(call.now - Duration::days(FIRST_DAYS)));
            let mut climb = Climb::new(Some(mark), call.config.items_max);
            let mut done = false;
            for page in 0..PAGES_MAX {
                let answer = call.get_with(address(call, mark, limit, page * limit)?, None).await?;
                let rows = aside(move || read(&answer.bytes)).await??;
                done = rows.len() < limit;
                rows.into_iter().for_each(|(created, item)| climb.push(created, item));
                if done || climb.enough() {
                    break;
                }
            }
            if !done && !climb.ordered() {
                return Err(super::endless());
            }
            let gain = climb.finish(done);
            let rest = if gain.more { Rest::Now } else { Rest::None };
            let cursor = gain.mark.map(|mark| mark.to_string());
            Ok(Pulled { unchanged: gain.items.is_empty(), items: gain.items, cursor, rest, ..Pulled::default() })
        }
        .boxed()
    }
}

/// The address of one page of answers.
fn address(call: Call<'_>, mark: Mark, limit: usize, offset: usize) -> Result<Url, Fault> {
    let mut url = call.url()?;
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("appname", call.option("appname").unwrap_or_default());
        query.append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
        query.append_pair("sort[]", "date.created:asc");
        for field in FIELDS {
            query.append_pair("fields[include][]", field);
        }
        if let Some(words) = call.option("query") {
            query.append_pair("query[value]", words);
        }
        let from = mark.at.format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        query.append_pair("filter[field]", "date.created").append_pair("filter[value][from]", &from);
    }
    Ok(url)
}

/// The answer, as far as we read it.
#[derive(Deserialize)]
struct Reports {
    data: Vec<Report>,
}

#[derive(Deserialize)]
struct Report {
    id: serde_json::Value,
    #[serde(default)]
    fields: Fields,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    title: String,
    body: Option<String>,
    url_alias: Option<String>,
    date: Dates,
    primary_country: Option<PrimaryCountry>,
    language: Vec<LanguageCode>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dates {
    original: Option<String>,
    created: Option<String>,
    changed: Option<String>,
}

#[derive(Deserialize)]
struct PrimaryCountry {
    iso3: Option<String>,
}

#[derive(Deserialize)]
struct LanguageCode {
    code: Option<String>,
}

/// The items of a page of answers, each with the date of its creation.
fn read(bytes: &[u8]) -> Result<Vec<Timed>, Fault> {
    let reports: Reports = serde_json::from_slice(bytes).map_err(|fault| {
        Fault::hard(format!(
            "the answer is not what API version 2 gives ({fault}): url must be https://api.reliefweb.int/v2/reports"
        ))
    })?;
    let created = |report: &Report| report.fields.date.created.as_deref().and_then(parse::date);
    Ok(reports.data.into_iter().map(|report| (created(&report), item(report))).collect())
}

fn item(report: Report) -> Item {
    let Report { id, fields } = report;
    let date = |text: &Option<String>| text.as_deref().and_then(parse::date);
    let country = fields.primary_country.and_then(|country| country.iso3).map(|iso3| iso3.to_uppercase());
    Item {
        guid: Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned)),
        link: fields.url_alias,
        title: fields.title,
        body: fields.body.map_or(Body::None, Body::Text),
        published: date(&fields.date.original).or_else(|| date(&fields.date.created)),
        updated: date(&fields.date.changed),
        language: fields.language.into_iter().find_map(|language| language.code),
        region: country.filter(|iso3| iso3.len() == 3 && iso3.bytes().all(|b| b.is_ascii_uppercase())),
        ..Item::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_become_items_and_a_strange_answer_a_reason() {
        let answer = br#"{"count":1,"data":[{"id":"7","fields":{"title":"Flood update","date":{"original":"2026-01-05T00:00:00+00:00",
            "created":"2026-01-06T09:00:00+00:00"},"primary_country":{"iso3":"col"},"language":[{"code":"es"}],"body":"Water rose."}}]}"#;
        let rows = read(answer).expect("an answer");
        let (created, item) = &rows[0];
        assert_eq!((item.region.as_deref(), item.language.as_deref()), (Some("COL"), Some("es")));
        assert_eq!(item.body, Body::Text("Water rose.".to_owned()));
        assert_eq!(*created, parse::date("2026-01-06T09:00:00+00:00"));
        assert!(read(b"{}").expect_err("no answer").reason.contains("v2/reports"));
    }
}
