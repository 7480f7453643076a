//! The one HTTP client. Everything that limits a hostile or slow server is here.
//!
//! Invariant: no request leaves but through [`Web::get`], which checks scheme and address of every hop.

mod address;
mod client;
mod limit;
mod pace;
mod reason;
mod redirect;
mod resolve;
mod robots;

pub use address::Network;
pub use limit::gunzip;
pub use pace::in_flight_max;
pub use reason::shown;

use crate::cadence::Hints;
use crate::config::{FetchConfig, FetchError};
use crate::fault::Fault;
use chrono::{DateTime, Utc};
use pace::Pace;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use robots::Robots;
use url::Url;

/// A request.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Where to.
    pub url: Url,
    /// Media types, best first.
    pub accept: &'static str,
    /// Validators of the last good answer.
    pub etag: Option<&'a str>,
    /// Validators of the last good answer.
    pub last_modified: Option<&'a str>,
    /// Sent to the first host only, never after a redirect to another.
    pub credential: Option<Credential>,
    /// Sent as a form by POST, which is never repeated at another address. Nothing: GET.
    pub form: Option<Form>,
    /// Private networks that may be reached.
    pub allow: &'a [Network],
    /// Whether the operator's rules for programs are asked first.
    pub robots: bool,
    /// When it is asked: a server may answer "not before such a date".
    pub now: DateTime<Utc>,
}

/// A header that holds a secret; its value is marked as such and does not show itself.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The name of the header.
    pub name: HeaderName,
    /// Its value.
    pub value: HeaderValue,
}

/// A form that is sent; it may hold secrets and does not show itself.
#[derive(Clone)]
pub struct Form(String);

impl Form {
    /// Of these fields.
    pub fn new<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Form(…)")
    }
}

/// A good answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// False: 304, the body is empty.
    pub changed: bool,
    /// Where it came from in the end.
    pub url: Url,
    /// What it says of the address that was asked for.
    pub own: Own,
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// Header of that name.
    pub content_type: Option<String>,
    /// Header of that name.
    pub etag: Option<String>,
    /// Header of that name.
    pub last_modified: Option<String>,
    /// How long the server wants to be left alone.
    pub hints: Hints,
}

/// What the answer of a source's own address said of that address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// It was not asked, or leads elsewhere for a time.
    #[default]
    Unknown,
    /// The answer came from there.
    Plain,
    /// It has moved for good, to here.
    Moved(Url),
}

/// The client.
pub struct Web {
    config: FetchConfig,
    clients: client::Clients,
    pace: Pace,
    robots: Robots,
}

impl Web {
    /// Builds the client.
    pub fn new(config: &FetchConfig) -> Result<Self, FetchError> {
        let clients = client::Clients::new(config)?;
        let robots = Robots::new(&config.user_agent);
        Ok(Self { config: config.clone(), clients, pace: Pace::new(config), robots })
    }

    /// Fetches: one request at a time to a host, redirects followed, body decompressed, all within the limits.
    pub async fn get(&self, ask: Ask<'_>) -> Result<Answer, Fault> {
        let client = self.clients.get(ask.allow).map_err(|error| Fault::hard(error.to_string()))?;
        let robots = (ask.robots && self.config.robots).then_some(&self.robots);
        redirect::follow(&client, &self.pace, &self.config, robots, ask).await
    }
}

/// A header as text.
fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The name and port of an address, by which its pace is kept.
fn host_of(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}
