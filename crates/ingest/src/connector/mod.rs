//! Connectors: one file for each kind of source, one line in the registry.
//!
//! Contract of [`Connector::pull`], kept by one test over all kinds: it never panics, whatever comes; a second visit to an
//! unchanged source says so; a failure has a reason; the names of people are not taken from field sources.

mod acled;
mod articles;
mod climb;
mod feed;
mod folder;
mod form;
mod gdelt;
mod kobo;
mod lines;
mod null;
mod odk;
mod page;
mod reliefweb;
mod replay;
mod secret;
mod seen;
mod sitemap;
mod tag;
mod ucdp;
mod ushahidi;

#[cfg(test)]
mod tests;

pub use replay::Replay;
pub use secret::Hidden;

use crate::cadence::Hints;
use crate::config::FetchConfig;
use crate::fault::Fault;
use crate::http::{Answer, Ask, Credential, Network, Own, Web};
use chrono::{DateTime, Utc};
use domain::item::Issue;
use domain::source::SourceState;
use domain::{Item, Source};
use futures::future::BoxFuture;
use reqwest::header::AUTHORIZATION;
use tag::Tag;
use url::Url;

/// What interfaces answer with.
const JSON: &str = "application/json";

/// How far the first visit to a public interface goes back, days: what is going on began in them, and the rest is history.
const FIRST_DAYS: i64 = 30;

/// A kind of source.
pub trait Connector: Send + Sync {
    /// The name in `kind`.
    fn kind(&self) -> &'static str;

    /// Checks what it needs of a source: address, selectors, options. The error says what is wrong and what is expected.
    fn check(&self, source: &Source) -> Result<(), String>;

    /// Visits the source once. The cursor it gives back never passes an item that it did not bring: a visit that is
    /// not stored is repeated, and nothing is skipped.
    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>>;

    /// Whether it is visited only when somebody asks for it.
    fn on_request_only(&self) -> bool {
        false
    }

    /// Whether it shows its newest items at every visit, new or not. The others bring what is new since their cursor.
    fn shows_old(&self) -> bool {
        false
    }
}

/// What a connector gets for one visit.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The source; it has been checked.
    pub source: &'a Source,
    /// What is remembered of it.
    pub state: &'a SourceState,
    /// Networks it may be read from although they are private.
    pub allow: &'a [Network],
    /// Read again from this instant on, whatever the cursor says. A connector that does not show old items turns it into
    /// its cursor, and is given it once.
    pub since: Option<DateTime<Utc>>,
    /// The instant of the visit.
    pub now: DateTime<Utc>,
    /// The HTTP client.
    pub web: &'a Web,
    /// Limits.
    pub config: &'a FetchConfig,
}

/// Whether a visit left something behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    #[default]
    None,
    /// There is more, and it may be fetched at once.
    Now,
    /// There is more, and it must wait for the next visit, which is due soon: pages are asked for a few at a time.
    Later,
}

/// What one visit brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulled {
    /// The items, in the source's order.
    pub items: Vec<Item>,
    /// Faults that did not stop the reading.
    pub issues: Vec<Issue>,
    /// What to compare the next visit with.
    pub validators: Validators,
    /// Where to go on; `None` leaves the old cursor.
    pub cursor: Option<String>,
    /// The source has nothing new and says so.
    pub unchanged: bool,
    /// Whether there is more than this visit might bring.
    pub rest: Rest,
    /// What the answer said of the source's own address, where that is what is fetched.
    pub own: Own,
    /// How much of what was brought had been seen before, 0..1, where the connector can tell.
    pub seen_share: Option<f64>,
    /// How long the source wants to be left alone.
    pub hints: Hints,
}

impl Pulled {
    /// Nothing new: the validators and the cursor of the last visit stay.
    pub fn unchanged(state: &SourceState) -> Self {
        let validators = Validators {
            etag: Tag::read(state.etag.as_deref()),
            last_modified: state.last_modified.clone(),
            body_hash: state.body_hash,
        };
        Self { unchanged: true, validators, seen_share: Some(1.0), ..Self::default() }
    }
}

/// What tells an unchanged answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag` of the answer.
    pub etag: Tag,
    /// `Last-Modified` of the answer.
    pub last_modified: Option<String>,
    /// Hash of the body: some servers repeat a validator for ever, some never.
    pub body_hash: Option<u64>,
}

/// All kinds of sources.
pub fn registry() -> Vec<Box<dyn Connector>> {
    vec![
        Box::new(feed::Feed),
        Box::new(page::Page),
        Box::new(sitemap::News),
        Box::new(reliefweb::ReliefWeb),
        Box::new(kobo::Kobo),
        Box::new(odk::Odk),
        Box::new(ushahidi::Ushahidi),
        Box::new(gdelt::Gdelt),
        Box::new(acled::Acled::default()),
        Box::new(ucdp::Ucdp),
        Box::new(folder::Folder),
        Box::new(lines::Lines::stdin()),
        Box::new(null::Null),
        Box::new(Replay::default()),
    ]
}

impl<'a> Call<'a> {
    /// Fetches an address of the source; `conditional` sends the validators of the last visit.
    async fn get(&self, url: Url, accept: &'static str, conditional: bool) -> Result<Answer, Fault> {
        self.web.get(self.ask(url, accept, conditional)).await
    }

    /// Fetches a page that nobody gave to programs to be read: its operator's rules are asked first.
    async fn get_page(&self, url: Url, accept: &'static str, conditional: bool) -> Result<Answer, Fault> {
        self.web.get(Ask { robots: true, ..self.ask(url, accept, conditional) }).await
    }

    /// Fetches an address of an interface, with a secret when the source has one.
    async fn get_with(&self, url: Url, credential: Option<&Credential>) -> Result<Answer, Fault> {
        self.web.get(Ask { credential: credential.cloned(), ..self.ask(url, JSON, false) }).await
    }

    fn ask(&self, url: Url, accept: &'static str, conditional: bool) -> Ask<'a> {
        // Where the tags lie, the dates are not believed either.
        let believed = Tag::read(self.state.etag.as_deref()) != Tag::NotBelieved;
        let state = Some(self.state).filter(|_| conditional && believed);
        Ask {
            url,
            accept,
            etag: state.and_then(|state| Tag::sent(state.etag.as_deref())),
            last_modified: state.and_then(|state| state.last_modified.as_deref()),
            credential: None,
            form: None,
            allow: self.allow,
            robots: false,
            now: self.now,
        }
    }

    /// The source's own address.
    fn url(&self) -> Result<Url, Fault> {
        web_address(&self.source.url).map_err(Fault::hard)
    }

    /// An option, when it is set and not empty.
    fn option(&self, name: &str) -> Option<&'a str> {
        option(self.source, name)
    }

    /// The secret that `token_env` or `token_file` leads to, as `Authorization` of this scheme.
    fn token(&self, scheme: &str) -> Result<Option<Credential>, Fault> {
        let secret = secret::read(self.source, "token")?;
        secret.map(|secret| Ok(Credential { name: AUTHORIZATION, value: secret.header(scheme)? })).transpose()
    }

    /// The validators of an answer, and whether its body is that of the last visit.
    fn compare(&self, answer: &Answer) -> (Validators, bool) {
        let hash = xxhash_rust::xxh3::xxh3_64(&answer.bytes);
        let same = !answer.changed || self.state.body_hash == Some(hash);
        let known = Tag::read(self.state.etag.as_deref());
        let given = answer.etag.clone().filter(|tag| !tag.is_empty()).map_or(Tag::None, Tag::Believed);
        // Another body came under the same tag.
        let lies = !same && self.state.body_hash.is_some() && known != Tag::None && known == given;
        let etag = if lies || known == Tag::NotBelieved { Tag::NotBelieved } else { given };
        let validators = Validators { etag, last_modified: answer.last_modified.clone(), body_hash: Some(hash) };
        (validators, same)
    }
}

fn option<'a>(source: &'a Source, name: &str) -> Option<&'a str> {
    source.options.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// An `http` or `https` address without credentials.
fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim())
        .map_err(|fault| format!("url is no address ({fault}): write it as https://host/path"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("url begins with {}: but http or https is expected", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "url holds a user or password: secrets belong into environment variables or files, named by token_env or token_file"
                .to_owned()
        );
    }
    Ok(url)
}

/// Checks that a source has a web address and only options from a list.
fn check_web(source: &Source, options: &[&str]) -> Result<(), String> {
    web_address(&source.url)?;
    let doubled = |key: &&String| {
        key.strip_suffix("_env").is_some_and(|name| source.options.contains_key(&format!("{name}_file")))
    };
    if let Some(key) = source.options.keys().find(doubled) {
        return Err(format!("options.{key} is set, and the file of the same name too: leave one out"));
    }
    check_options(source, options)
}

/// Checks that a source has only options from a list.
fn check_options(source: &Source, known: &[&str]) -> Result<(), String> {
    match source.options.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) if known.is_empty() => Err(format!("options.{name} is not known: a {} has no options", source.kind)),
        Some(name) => Err(format!("options.{name} is not known: {} has {}", source.kind, known.join(", "))),
        None => Ok(()),
    }
}

/// What a server says, for a message: one line, not too long.
fn said(text: &str) -> String {
    const CHARS_MAX: usize = 200;
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(CHARS_MAX)
        .collect()
}

/// An interface was asked for its oldest items first and gives more pages than can be read, in another order.
fn endless() -> Fault {
    Fault::hard(
        "the server does not give its oldest items first, and has too many to sort: it may be too old, update it",
    )
}

/// Runs work that keeps a processor busy, or blocks, away from the tasks that wait for the network.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let guarded = tokio::task::spawn_blocking(|| crate::parse::guard::guarded(work)).await;
    let fault =
        |cause: String| Fault::hard(format!("the reader failed on this answer ({cause}); please report the source"));
    match guarded {
        Ok(result) => result.map_err(fault),
        Err(error) => Err(fault(error.to_string())),
    }
}
