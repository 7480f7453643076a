//! What operators ask of programs (RFC 9309): which pages they may read, and how fast. Feeds and interfaces that a source
//! names are given to be read; pages and what they link to are asked for.

use super::pace::Pace;
use super::redirect::follow;
use super::{Ask, reason};
use crate::config::FetchConfig;
use crate::fault::{FailureKind, Fault};
use chrono::{DateTime, Duration, Utc};
use futures::future::{BoxFuture, FutureExt};
use reqwest::Client;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// How long rules are kept, as RFC 9309 advises.
const KEPT: Duration = Duration::hours(24);
/// The longest pause between two requests that is granted; more would hold a visit for hours.
const DELAY_MAX: std::time::Duration = std::time::Duration::from_secs(30);

/// When rules were read, and what they are or why they could not be.
type Known = (DateTime<Utc>, Result<Arc<robotxt::Robots>, Fault>);

/// The rules of one host. Who reads them holds the lock, and all others wait for what is read.
type Slot = Arc<tokio::sync::Mutex<Option<Known>>>;

/// The rules of the hosts asked so far.
pub struct Robots {
    /// The name that rules call us by.
    agent: String,
    known: Mutex<HashMap<String, Slot>>,
}

impl Robots {
    /// For a program that calls itself so.
    pub fn new(user_agent: &str) -> Self {
        let agent = user_agent.split(['/', ' ']).next().unwrap_or_default().to_owned();
        Self { agent, known: Mutex::default() }
    }

    /// Whether the rules of its host let us read `url`; the pause they ask for is kept from then on. Rules that do not
    /// exist or cannot be reached allow everything; a server at fault is waited for.
    pub fn permit<'a>(
        &'a self,
        client: &'a Client,
        pace: &'a Pace,
        config: &'a FetchConfig,
        ask: &'a Ask<'a>,
        url: &'a Url,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        async move {
            let origin = url.origin().ascii_serialization();
            let slot = Arc::clone(self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(origin).or_default());
            let mut known = slot.lock().await;
            // Rules that cannot be read are asked for again in the next run.
            let fresh = known.as_ref().filter(|(read_at, rules)| match rules {
                Ok(_) => ask.now - *read_at < KEPT,
                Err(_) => *read_at == ask.now,
            });
            let rules = match fresh {
                Some((_, rules)) => rules.clone(),
                None => {
                    let rules = self.read(client, pace, config, ask, url).await.map(Arc::new);
                    *known = Some((ask.now, rules.clone()));
                    rules
                }
            }?;
            drop(known);
            if let Some(delay) = rules.crawl_delay() {
                pace.slow_down(&super::host_of(url), delay.min(DELAY_MAX));
            }
            if rules.is_url_allowed(url) {
                return Ok(());
            }
            Err(Fault::hard(format!(
                "robots.txt of {} asks programs not to read {}: ask its operator for leave or look for a feed; with \
                 leave, set fetch.robots = false",
                url.host_str().unwrap_or_default(),
                reason::shown(url)
            )))
        }
        .boxed()
    }

    async fn read(
        &self,
        client: &Client,
        pace: &Pace,
        config: &FetchConfig,
        ask: &Ask<'_>,
        url: &Url,
    ) -> Result<robotxt::Robots, Fault> {
        let Ok(address) = robotxt::robots_url(url) else { return Ok(robotxt::Robots::allow_all()) };
        let ask = Ask {
            url: address,
            accept: "text/plain, */*;q=0.5",
            etag: None,
            last_modified: None,
            credential: None,
            form: None,
            allow: ask.allow,
            now: ask.now,
            robots: false,
        };
        match follow(client, pace, config, None, ask).await {
            Ok(answer) => Ok(robotxt::Robots::parse(&answer.bytes, self.agent.as_str())),
            Err(fault) if fault.kind == FailureKind::Temporary || fault.status.is_some_and(|code| code >= 500) => {
                let reason =
                    format!("robots.txt cannot be read, so nothing else is ({}): tried again later", fault.reason);
                Err(Fault { reason, kind: FailureKind::Temporary, ..fault })
            }
            Err(_) => Ok(robotxt::Robots::allow_all()),
        }
    }
}
