//! `ushahidi`: posts of an Ushahidi deployment, API version 5. Only published posts are brought, and of their fields only
//! those named in the options, by label or key: who wrote one, and how to reach them, stays there.
//!
//! The cursor is the number of the last post, and the time of the last change. Posts are numbered as they come, so new ones
//! are read upwards by number; changes are read backwards from the newest, for the server's own filter of them cannot be
//! relied on. A token that may manage posts also tells of those that are no longer published: they are taken back.

use super::climb::{Climb, Mark};
use super::{Call, Connector, Pulled, Rest, aside, check_web, form, option};
use crate::fault::Fault;
use crate::http::Credential;
use crate::parse;
use chrono::{DateTime, Utc};
use domain::{Body, Item, Source};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// Posts of one page.
const PAGE_ITEMS: usize = 100;
/// Pages of changes that are walked through; a deployment that changes more between two visits is being rebuilt.
const PAGES_MAX: usize = 200;
/// Options: the form, where the token is, and which field of the form is which part of an item.
const OPTIONS: &[&str] = &[
    "form",
    "token_env",
    "token_file",
    "title_field",
    "text_field",
    "date_field",
    "region_field",
    "language_field",
    "point_field",
];

/// Reads posts.
pub struct Ushahidi;

/// A post: its number, when it was last changed, and what it brings.
struct Post {
    id: u64,
    changed: Option<DateTime<Utc>>,
    item: Item,
}

impl Connector for Ushahidi {
    fn kind(&self) -> &'static str {
        "ushahidi"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        if let Some(form) = option(source, "form").filter(|form| !form.bytes().all(|b| b.is_ascii_digit())) {
            return Err(format!("options.form {form:?} is no form: give its number"));
        }
        form::check_people(source)
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let credential = call.token("Bearer ")?;
            let (before, changed) = place(call);
            let mut last = if call.since.is_some() { 0 } else { before };
            let begun = last > 0 || call.since.is_some();
            let limit = PAGE_ITEMS.min(call.config.items_max);
            let mut pulled = Pulled::default();
            while pulled.items.len() < call.config.items_max {
                let posts = posts(call, credential.as_ref(), &New { last, limit }.query(call)).await?;
                let found = posts.len();
                let room = call.config.items_max - pulled.items.len();
                if found >= limit && posts.iter().all(|post| post.id <= last) {
                    return Err(Fault::hard(
                        "the server does not give posts from a number on: it is too old, update it",
                    ));
                }
                let mut new: Vec<Post> = posts.into_iter().filter(|post| post.id > last).collect();
                new.sort_by_key(|post| post.id);
                let brought = new.len().min(room);
                let left = new.len() > room || found >= limit;
                last = new.get(brought.saturating_sub(1)).map_or(last, |post| post.id);
                pulled.items.extend(new.into_iter().take(brought).map(|post| post.item).filter(|item| !item.withdrawn));
                pulled.rest = if left && brought > 0 { Rest::Now } else { Rest::None };
                if pulled.rest == Rest::None {
                    break;
                }
            }
            let mut changed = changed.unwrap_or(Mark::new(call.now));
            let room = call.config.items_max - pulled.items.len();
            if begun && pulled.rest == Rest::None && room > 0 {
                let mut climb = Climb::unordered(Some(changed), room);
                changes(call, credential.as_ref(), (last, changed.at), &mut climb).await?;
                let gain = climb.finish(true);
                pulled.items.extend(gain.items);
                pulled.rest = if gain.more { Rest::Now } else { Rest::None };
                changed = gain.mark.unwrap_or(changed);
            }
            // Nothing came since that instant: what came before it has been brought.
            last = if last == 0 { before } else { last };
            pulled.unchanged = pulled.items.is_empty() && pulled.rest == Rest::None;
            pulled.cursor = Some(format!("{last};{changed}"));
            Ok(pulled)
        }
        .boxed()
    }
}

/// Where the last visit ended: the number of the last post, the time of the last change.
fn place(call: Call<'_>) -> (u64, Option<Mark>) {
    let (last, changed) = call.state.cursor.as_deref().and_then(|cursor| cursor.split_once(';')).unwrap_or_default();
    (last.parse().unwrap_or(0), call.since.map(Mark::new).or_else(|| Mark::read(changed)))
}

/// The question for new posts.
struct New {
    last: u64,
    limit: usize,
}

impl New {
    fn query(&self, call: Call<'_>) -> Vec<(&'static str, String)> {
        let mut query = vec![
            ("orderby", "id".to_owned()),
            ("order", "asc".to_owned()),
            ("limit", self.limit.to_string()),
            ("status", "published".to_owned()),
        ];
        match call.since.filter(|_| self.last == 0) {
            Some(since) => query.push(("created_after", since.format("%Y-%m-%dT%H:%M:%SZ").to_string())),
            None => query.push(("created_after_by_id", self.last.to_string())),
        }
        query
    }
}

/// Walks through the changed posts, newest change first, until those of the last visit are reached. Posts behind `last`
/// come as new ones.
async fn changes(
    call: Call<'_>,
    credential: Option<&Credential>,
    (last, since): (u64, DateTime<Utc>),
    climb: &mut Climb,
) -> Result<(), Fault> {
    for page in 1..=PAGES_MAX {
        let query = [
            ("orderby", "updated".to_owned()),
            ("order", "desc".to_owned()),
            ("limit", PAGE_ITEMS.to_string()),
            ("page", page.to_string()),
            ("status", if credential.is_some() { "all" } else { "published" }.to_owned()),
        ];
        let posts = posts(call, credential, &query).await?;
        let full = posts.len() >= PAGE_ITEMS;
        let reached = posts.iter().any(|post| post.changed.is_none_or(|changed| changed < since));
        let known = posts.into_iter().filter(|post| post.id <= last && post.changed.is_some());
        known.for_each(|post| climb.push(post.changed, post.item));
        if reached || !full {
            return Ok(());
        }
    }
    Err(super::endless())
}

async fn posts(
    call: Call<'_>,
    credential: Option<&Credential>,
    query: &[(&'static str, String)],
) -> Result<Vec<Post>, Fault> {
    let mut url = call.url()?;
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().extend(["api", "v5", "posts"]);
    url.query_pairs_mut().extend_pairs(query);
    if let Some(form) = call.option("form") {
        url.query_pairs_mut().append_pair("form", form);
    }
    let answer = call.get_with(url, credential).await?;
    let (options, home) = (call.source.options.clone(), call.url()?);
    aside(move || read(&answer.bytes, &options, &home)).await?
}

fn read(bytes: &[u8], options: &BTreeMap<String, String>, home: &Url) -> Result<Vec<Post>, Fault> {
    let strange = |what: &str| {
        Fault::hard(format!(
            "the answer is not what Ushahidi gives ({what}): url must be that of the API, as https://NAME.api.ushahidi.io"
        ))
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(|fault| strange(&fault.to_string()))?;
    let results = answer.get("results").and_then(Value::as_array).ok_or_else(|| strange("no results"))?;
    let post = |post: &Map<String, Value>| {
        let id = post.get("id")?.as_u64()?;
        Some(Post { id, changed: time(post, "updated"), item: item(post, id, options, home) })
    };
    Ok(results.iter().filter_map(Value::as_object).filter_map(post).collect())
}

/// A time as text, or as seconds since 1970.
fn time(post: &Map<String, Value>, name: &str) -> Option<DateTime<Utc>> {
    match post.get(name)? {
        Value::Number(seconds) => DateTime::from_timestamp(seconds.as_i64()?, 0),
        Value::String(text) => match text.parse::<i64>() {
            Ok(seconds) => DateTime::from_timestamp(seconds, 0),
            Err(_) => parse::date(text),
        },
        _ => None,
    }
}

fn item(post: &Map<String, Value>, id: u64, options: &BTreeMap<String, String>, home: &Url) -> Item {
    let guid = Some(id.to_string());
    if form::text(post, "status").as_deref() != Some("published") {
        return Item { guid, withdrawn: true, ..Item::default() };
    }
    let fields = fields(post);
    let named = form::item(&fields, options);
    let text = form::text(post, "content");
    let point = match options.get("point_field") {
        Some(name) => fields.get(name.trim()).and_then(point),
        None => fields.values().find_map(point),
    };
    Item {
        guid,
        link: page_of(id, home),
        title: if named.title.is_empty() { form::text(post, "title").unwrap_or_default() } else { named.title },
        body: if named.body == Body::None { text.map_or(Body::None, Body::Text) } else { named.body },
        published: named.published.or_else(|| time(post, "post_date")).or_else(|| time(post, "created")),
        updated: time(post, "updated"),
        language: named.language.or_else(|| form::text(post, "locale")),
        region: named.region,
        point,
        ..Item::default()
    }
}

/// The page of a post for people, where it is known: hosted deployments have it beside their API.
fn page_of(id: u64, home: &Url) -> Option<String> {
    let name = home.host_str()?.strip_suffix(".api.ushahidi.io")?;
    Some(format!("https://{name}.ushahidi.io/posts/{id}"))
}

/// The fields of a post by label and by key, with their values.
fn fields(post: &Map<String, Value>) -> Map<String, Value> {
    let tasks = post.get("post_content").and_then(Value::as_array).into_iter().flatten();
    let fields = tasks.filter_map(|task| task.get("fields").and_then(Value::as_array)).flatten();
    let mut out = Map::new();
    for field in fields {
        let Some(value) = field.get("value") else { continue };
        let value = value.get("value").unwrap_or(value);
        for name in ["label", "key"].into_iter().filter_map(|name| field.get(name).and_then(Value::as_str)) {
            out.entry(name.trim().to_owned()).or_insert_with(|| value.clone());
        }
    }
    out
}

fn point(value: &Value) -> Option<(f64, f64)> {
    parse::on_earth(value.get("lat")?.as_f64()?, value.get("lon")?.as_f64()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTS: &str = r#"{"results":[{"id":7,"title":"Ford closed","content":"Two days now.","status":"published","locale":"en_US",
        "author_email":"someone@example.org","author_realname":"Someone","created":"2026-01-05T08:00:00+00:00","updated":1767603600,
        "post_content":[{"fields":[{"key":"k1","label":"Where","type":"point","value":{"value":{"lon":-76.6,"lat":2.5}}},
        {"key":"k2","label":"Since when","value":{"value":"Since Monday."}},{"key":"k3","label":"Your phone","value":{"value":"000"}}]}]},
        {"id":8,"status":"draft","title":"No"},{"title":"no number"},3]}"#;

    #[test]
    fn only_named_fields_of_published_posts_are_read() {
        let home = Url::parse("https://example.api.ushahidi.io/").expect("an address");
        let none = BTreeMap::new();
        let posts = read(POSTS.as_bytes(), &none, &home).expect("posts");
        assert_eq!(
            posts.iter().map(|post| (post.id, post.item.withdrawn)).collect::<Vec<_>>(),
            [(7, false), (8, true)]
        );
        let item = &posts[0].item;
        assert_eq!((item.title.as_str(), item.point), ("Ford closed", Some((2.5, -76.6))));
        assert_eq!((&item.body, item.language.as_deref()), (&Body::Text("Two days now.".to_owned()), Some("en_US")));
        assert_eq!(item.link.as_deref(), Some("https://example.ushahidi.io/posts/7"));
        assert!(posts[0].changed.is_some() && item.published.is_some());
        let all = format!("{item:?}");
        assert!(!all.contains("omeone") && !all.contains("000"), "{all}");
        let options = BTreeMap::from([("text_field".to_owned(), "Since when,k9".to_owned())]);
        let posts = read(POSTS.as_bytes(), &options, &home).expect("posts");
        assert_eq!(posts[0].item.body, Body::Text("Since Monday.".to_owned()));
    }

    #[test]
    fn an_answer_of_another_kind_is_a_reason() {
        let home = Url::parse("https://e.org/").expect("an address");
        for answer in ["{}", "[]", "<html>", r#"{"results":{}}"#] {
            let reason = read(answer.as_bytes(), &BTreeMap::new(), &home).err().map(|fault| fault.reason);
            assert!(reason.is_some_and(|reason| reason.contains("url must be that of the API")), "{answer}");
        }
    }
}
