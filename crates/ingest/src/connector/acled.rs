//! `acled`: events of ACLED (acleddata.com/api-documentation). A login gives a token for 24 hours, which is kept in memory only.
//!
//! ACLED changes and deletes events later: the cursor is the `timestamp` of the last change, and that of the last deletion,
//! which takes an event back. Actors are groups; no names of people are taken.

use super::climb::{Climb, Mark, Timed};
use super::{Call, Connector, FIRST_DAYS, JSON, Pulled, Rest, aside, check_web, option, said, secret};
use crate::fault::Fault;
use crate::http::{Ask, Credential, Form};
use crate::parse;
use chrono::{DateTime, Duration, Utc};
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use url::Url;

/// The most that the interface gives at once.
const PAGE_ITEMS: usize = 5_000;
/// Pages of one visit. The interface knows no order, so all changes since the cursor are read.
const PAGES_MAX: usize = 60;
/// How long a token is believed before it ends, seconds: clocks differ.
const SPARE_S: i64 = 300;
/// Options: where the login is, and which countries and kinds of events are read.
const OPTIONS: &[&str] = &["user_env", "user_file", "password_env", "password_file", "countries", "event_types"];

/// The instant at which a token ends, and the token.
type Token = (DateTime<Utc>, secret::Secret);

/// Reads events.
#[derive(Default)]
pub struct Acled {
    /// Tokens by the address of the source and its user.
    tokens: Mutex<HashMap<(String, String), Token>>,
}

impl Connector for Acled {
    fn kind(&self) -> &'static str {
        "acled"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        if !source.url.trim().starts_with("https:") && source.allow_networks.is_empty() {
            return Err("url begins with http: the password is sent over https only".to_owned());
        }
        for name in ["user", "password"] {
            if [format!("{name}_env"), format!("{name}_file")].iter().all(|key| option(source, key).is_none()) {
                return Err(format!(
                    "options.{name}_env is missing: name the environment variable that holds it, or a {name}_file"
                ));
            }
        }
        Ok(())
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let (changed, deleted) = marks(call);
            let mut climb = Climb::unordered(Some(changed), call.config.items_max);
            self.pages(call, Question { path: "acled", field: "timestamp", from: changed.at }, &mut climb).await?;
            let gain = climb.finish(true);
            let mut pulled = Pulled { items: gain.items, ..Pulled::default() };
            let changed = gain.mark.unwrap_or(changed);
            let mut deleted = deleted;
            let room = call.config.items_max - pulled.items.len();
            if gain.more || room == 0 {
                pulled.rest = Rest::Now;
            } else {
                let mut climb = Climb::unordered(Some(deleted), room);
                let question = Question { path: "deleted", field: "deleted_timestamp", from: deleted.at };
                self.pages(call, question, &mut climb).await?;
                let gain = climb.finish(true);
                pulled.items.extend(gain.items);
                pulled.rest = if gain.more { Rest::Now } else { Rest::None };
                deleted = gain.mark.unwrap_or(deleted);
            }
            pulled.unchanged = pulled.items.is_empty() && pulled.rest == Rest::None;
            pulled.cursor = Some(format!("{changed};{deleted}"));
            Ok(pulled)
        }
        .boxed()
    }
}

/// Where the last visit ended: changes, and deletions, of which the first visit has none to know.
fn marks(call: Call<'_>) -> (Mark, Mark) {
    if let Some(since) = call.since {
        return (Mark::new(since), Mark::new(since));
    }
    let mut parts = call.state.cursor.as_deref().unwrap_or_default().split(';').map(Mark::read);
    let changed = parts.next().flatten().unwrap_or(Mark::new(call.now - Duration::days(FIRST_DAYS)));
    (changed, parts.next().flatten().unwrap_or(Mark::new(call.now)))
}

/// What is asked: the endpoint, the field that dates its rows, and from when on.
#[derive(Clone, Copy)]
struct Question {
    path: &'static str,
    field: &'static str,
    from: DateTime<Utc>,
}

impl Acled {
    /// Reads all pages of an answer.
    async fn pages(&self, call: Call<'_>, question: Question, climb: &mut Climb) -> Result<(), Fault> {
        for page in 1..=PAGES_MAX {
            let url = address(call, question, page)?;
            let rows = match self.page(call, url.clone(), question.field).await {
                // A token may end before its time.
                Err(fault) if fault.status == Some(401) => {
                    self.forget(call);
                    self.page(call, url, question.field).await?
                }
                other => other?,
            };
            let found = rows.len();
            rows.into_iter().for_each(|(at, item)| climb.push(at, item));
            if found < PAGE_ITEMS {
                return Ok(());
            }
        }
        Err(Fault::hard("more events have changed than one visit can look through: read fewer with options.countries"))
    }

    async fn page(&self, call: Call<'_>, url: Url, field: &'static str) -> Result<Vec<Timed>, Fault> {
        let token = self.token(call).await?;
        let credential = Credential { name: AUTHORIZATION, value: token.header("Bearer ")? };
        let answer = call.get_with(url, Some(&credential)).await?;
        let rows = aside(move || read(&answer.bytes, field)).await?;
        // What the server repeats of the token is hidden here: no option leads to it.
        rows.map_err(|fault| Fault { reason: fault.reason.replace(token.expose(), "…"), ..fault })
    }

    fn key(call: Call<'_>, user: &secret::Secret) -> (String, String) {
        (call.source.url.clone(), user.expose().to_owned())
    }

    fn forget(&self, call: Call<'_>) {
        if let Ok(Some(user)) = secret::read(call.source, "user") {
            self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(&Self::key(call, &user));
        }
    }

    /// The token of the login, a new one when there is none that is still good.
    async fn token(&self, call: Call<'_>) -> Result<secret::Secret, Fault> {
        let missing = |name: &str| Fault::hard(format!("options.{name}_env is missing"));
        let user = secret::read(call.source, "user")?.ok_or_else(|| missing("user"))?;
        let password = secret::read(call.source, "password")?.ok_or_else(|| missing("password"))?;
        let key = Self::key(call, &user);
        let known = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((_, token)) = known.filter(|(end, _)| *end > call.now) {
            return Ok(token);
        }
        let mut url = call.url()?;
        url.set_path("/oauth/token");
        let form = Form::new([
            ("username", user.expose()),
            ("password", password.expose()),
            ("grant_type", "password"),
            ("client_id", "acled"),
        ]);
        let answer = call.web.get(Ask { form: Some(form), ..call.ask(url, JSON, false) }).await.map_err(|fault| {
            match fault.status {
                Some(400 | 401 | 403) => Fault::hard("the login is refused: check the user and the password that the options lead to, and that the account may use the interface"),
                _ => fault,
            }
        })?;
        let answer: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let Some(token) = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty()) else {
            return Err(Fault::hard("the login gives no token: check url, https://acleddata.com is expected"));
        };
        let seconds = answer.get("expires_in").and_then(Value::as_i64).unwrap_or(3_600).clamp(0, 86_400);
        let token = secret::Secret::new(token);
        let end = call.now + Duration::seconds(seconds - SPARE_S);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (end, token.clone()));
        Ok(token)
    }
}

fn address(call: Call<'_>, question: Question, page: usize) -> Result<Url, Fault> {
    let mut url = call.url()?;
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().extend([
        "api",
        question.path,
        "read",
    ]);
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("_format", "json");
        query.append_pair(question.field, &question.from.timestamp().to_string());
        query.append_pair(&format!("{}_where", question.field), ">=");
        query.append_pair("limit", &PAGE_ITEMS.to_string()).append_pair("page", &page.to_string());
        for (name, field) in [("countries", "country"), ("event_types", "event_type")] {
            if let Some(values) = call.option(name).filter(|_| question.path == "acled") {
                let values: Vec<&str> = values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
                query.append_pair(field, &values.join("|"));
            }
        }
    }
    Ok(url)
}

/// The rows of an answer with their time of change or deletion. An answer without rows says why, whatever its status.
fn read(bytes: &[u8], field: &'static str) -> Result<Vec<Timed>, Fault> {
    let strange = |what: &str| Fault::hard(format!("the answer is not what ACLED gives ({what}): check url"));
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let failed = answer.get("success").and_then(Value::as_bool) == Some(false);
    let Some(rows) = answer.get("data").and_then(Value::as_array).filter(|_| !failed) else {
        return Err(refusal(&answer).unwrap_or_else(|| strange("no data")));
    };
    let gone = field == "deleted_timestamp";
    let row = |row: &Map<String, Value>| {
        let at = text(row, field)?.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let guid = Some(text(row, "event_id_cnty")?);
        Some((at, if gone { Item { guid, withdrawn: true, ..Item::default() } } else { item(row, guid, at) }))
    };
    Ok(rows.iter().filter_map(Value::as_object).filter_map(row).collect())
}

/// What an answer without rows complains of.
fn refusal(answer: &Value) -> Option<Fault> {
    let names = ["message", "error_description", "error", "messages"];
    let message = names.iter().find_map(|name| match answer.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(texts) => texts.iter().find_map(Value::as_str).map(str::to_owned),
        _ => None,
    })?;
    let status = answer.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let reason = format!("ACLED refuses: {}", said(&message));
    let fault = if status == Some(429) { Fault::temporary(reason, None) } else { Fault::hard(reason) };
    Some(Fault { status, ..fault })
}

fn text(row: &Map<String, Value>, name: &str) -> Option<String> {
    super::form::text(row, name)
}

fn item(row: &Map<String, Value>, guid: Option<String>, changed: Option<DateTime<Utc>>) -> Item {
    let several = |names: &[&str], between: &str| {
        let parts: Vec<String> = names.iter().filter_map(|name| text(row, name)).collect();
        Some(parts.join(between)).filter(|text| !text.is_empty())
    };
    let what = text(row, "sub_event_type").or_else(|| text(row, "event_type")).unwrap_or_default();
    let place = several(&["location", "admin1", "country"], ", ");
    let deaths = text(row, "fatalities").map(|count| format!("deaths reported: {count}"));
    let summary = [several(&["disorder_type", "event_type"], ", "), several(&["actor1", "actor2"], " / "), deaths];
    let summary: Vec<String> = summary.into_iter().flatten().collect();
    let number = |name: &str| text(row, name)?.parse::<f64>().ok();
    Item {
        guid,
        title: place.map_or(what.clone(), |place| format!("{what}: {place}")),
        summary: Some(summary.join("; ")).filter(|text| !text.is_empty()),
        body: text(row, "notes").map_or(Body::None, Body::Text),
        published: text(row, "event_date").as_deref().and_then(parse::date),
        updated: changed,
        language: Some("eng".to_owned()),
        region: text(row, "iso3").filter(|iso3| iso3.len() == 3).map(|iso3| iso3.to_uppercase()),
        point: number("latitude").zip(number("longitude")).and_then(|(lat, lon)| parse::on_earth(lat, lon)),
        ..Item::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"status":200,"success":true,"count":1,"data":[{"event_id_cnty":"XXA1","event_date":"2026-01-05","disorder_type":"Political violence",
        "event_type":"Battles","sub_event_type":"Armed clash","actor1":"Northern Front","actor2":"Army of Examplia","location":"Ford","admin1":"North","country":"Examplia",
        "latitude":"2.5","longitude":-76.6,"notes":"Shots were heard near the ford.","fatalities":"0","timestamp":"1767600000","source":"Radio"},{"event_id_cnty":"XXA2"},7]}"#;

    #[test]
    fn events_and_deletions_are_read() {
        let rows = read(EVENT.as_bytes(), "timestamp").expect("rows");
        let (at, item) = &rows[0];
        assert_eq!((rows.len(), at.map(|at| at.timestamp())), (1, Some(1_767_600_000)));
        assert_eq!((item.title.as_str(), item.point), ("Armed clash: Ford, North, Examplia", Some((2.5, -76.6))));
        assert!(
            item.summary
                .as_deref()
                .is_some_and(|summary| summary.contains("Northern Front / Army of Examplia; deaths reported: 0"))
        );
        let gone = br#"{"data":[{"event_id_cnty":"XXA1","deleted_timestamp":1767600000}]}"#;
        let rows = read(gone, "deleted_timestamp").expect("rows");
        assert!(rows[0].1.withdrawn && rows[0].1.guid.as_deref() == Some("XXA1"));
    }

    #[test]
    fn a_refusal_in_a_good_answer_is_a_reason() {
        let fault = |answer: &str| read(answer.as_bytes(), "timestamp").expect_err("refused");
        assert!(fault(r#"{"message":"Access\ndenied"}"#).reason.contains("ACLED refuses: Access denied"));
        let late = fault(r#"{"status":401,"success":false,"data":[],"messages":["expired"]}"#);
        assert_eq!((late.status, late.reason.contains("expired")), (Some(401), true));
        assert!(fault("<html>").reason.contains("check url") && fault("{}").reason.contains("no data"));
    }
}
