//! Visits: one source, or all that are due side by side, each as often as it has more to give.

use crate::config::{FetchConfig, FetchError};
use crate::connector::{Connector, registry};
use crate::fault::FailureKind;
use crate::http::{Network, Web};
use chrono::{DateTime, Utc};
use domain::source::SourceState;
use domain::{Fetched, Source};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// One source to be visited.
#[derive(Clone, Debug)]
pub struct Order {
    /// The source.
    pub source: Source,
    /// What is remembered of it.
    pub state: SourceState,
    /// Read again from this instant on. Nothing: go on where the last visit ended.
    pub since: Option<DateTime<Utc>>,
}

/// How one visit to a source ended.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The source.
    pub source: Source,
    /// How long it took, milliseconds, waiting for its turn included.
    pub took_ms: u64,
    /// What it brought, or why it failed.
    pub result: Result<Fetched, Failure>,
}

/// A visit that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How bad it is.
    pub kind: FailureKind,
    /// What happened and what to do, a lowercase sentence without secrets.
    pub reason: String,
    /// To be stored: the failure is counted, the next visit put off.
    pub state: SourceState,
}

/// Fetches sources of all kinds.
pub struct Fetcher {
    pub(crate) config: FetchConfig,
    pub(crate) web: Web,
    connectors: Vec<Box<dyn Connector>>,
}

/// The kinds of sources that can be read.
pub fn kinds() -> Vec<&'static str> {
    registry().iter().map(|connector| connector.kind()).collect()
}

/// Whether sources of this kind are read only when somebody asks for it, never on schedule.
pub fn on_request_only(kind: &str) -> bool {
    registry().iter().any(|connector| connector.kind() == kind && connector.on_request_only())
}

/// Whether sources of this kind show their newest items at every visit, so that old content means that they are frozen;
/// the others bring only what is new, and bring nothing while they are silent.
pub fn shows_old(kind: &str) -> bool {
    registry().iter().any(|connector| connector.kind() == kind && connector.shows_old())
}

impl Fetcher {
    /// Builds the client. The error names the key that cannot work.
    pub fn new(config: FetchConfig) -> Result<Self, FetchError> {
        config.check()?;
        Ok(Self { web: Web::new(&config)?, connectors: registry(), config })
    }

    /// Puts a connector in the place of the one of its kind, or adds it.
    #[must_use]
    pub fn with(mut self, connector: Box<dyn Connector>) -> Self {
        self.connectors.retain(|known| known.kind() != connector.kind());
        self.connectors.push(connector);
        self
    }

    /// Checks a source: its kind is known, its address, selectors and options are what the kind needs.
    pub fn check(&self, source: &Source) -> Result<(), String> {
        self.prepare(source).map(drop)
    }

    pub(crate) fn prepare(&self, source: &Source) -> Result<(&dyn Connector, Vec<Network>), String> {
        let known = self.connectors.iter().find(|connector| connector.kind() == source.kind);
        let connector = known.ok_or_else(|| {
            let kinds: Vec<&str> = self.connectors.iter().map(|connector| connector.kind()).collect();
            format!("kind {:?} is not known: one of {} is expected", source.kind, kinds.join(", "))
        })?;
        let networks: Result<Vec<Network>, String> = source.allow_networks.iter().map(|text| text.parse()).collect();
        let mut networks = networks.map_err(|fault| format!("allow_networks: {fault}"))?;
        networks.sort();
        if source.full_text && !connector.shows_old() {
            return Err(format!("full_text is set, and a {} has no pages with the text: it is for feeds", source.kind));
        }
        connector.check(source)?;
        Ok((connector.as_ref(), networks))
    }

    /// Visits one source once. Whatever happens becomes a [`Visit`].
    pub async fn pull(&self, order: &Order, now: DateTime<Utc>) -> Visit {
        self.visit(order, &order.state, now).await.0
    }

    /// Visits sources side by side and hands each visit over when it is done. The sources of one host are visited one
    /// after the other, hosts that have failed last. A source that has more than one visit may bring is visited again at
    /// once, from where it stopped, `fetch.rounds_max` times at most: each visit is handed over by itself, to be stored
    /// with its state before the program may end. Must be called inside a Tokio runtime; the visits stop when the
    /// receiver is dropped.
    pub fn pull_all(self: Arc<Self>, orders: Vec<Order>, now: DateTime<Utc>) -> mpsc::Receiver<Visit> {
        let (send, receive) = mpsc::channel(crate::http::in_flight_max(self.config.concurrency));
        for group in by_host(orders) {
            let (fetcher, send) = (Arc::clone(&self), send.clone());
            tokio::spawn(async move {
                for order in group {
                    if fetcher.rounds(order, now, &send).await.is_err() {
                        return;
                    }
                }
            });
        }
        receive
    }

    /// The visits to one source. An error says that nobody waits for them any more.
    async fn rounds(
        &self,
        mut order: Order,
        now: DateTime<Utc>,
        send: &mpsc::Sender<Visit>,
    ) -> Result<(), mpsc::error::SendError<()>> {
        let before = order.state.clone();
        for round in 1..=self.config.rounds_max {
            // A place to put it first: what nobody takes in is not fetched either, and not held in memory.
            let place = send.reserve().await?;
            let (visit, again) = self.visit(&order, &before, now).await;
            let state = visit.result.as_ref().ok().filter(|_| again && round < self.config.rounds_max);
            let state = state.map(|fetched| fetched.state.clone());
            place.send(visit);
            let Some(state) = state else { break };
            order.state = state;
            // Where the cursor says how far it got, the instant has done its work.
            let kind = order.source.kind.as_str();
            let shows_old = self.connectors.iter().any(|connector| connector.kind() == kind && connector.shows_old());
            order.since = order.since.filter(|_| shows_old);
        }
        Ok(())
    }
}

/// The orders of each host, those with the fewest failures first.
fn by_host(orders: Vec<Order>) -> Vec<Vec<Order>> {
    let mut groups: BTreeMap<String, Vec<Order>> = BTreeMap::new();
    for order in orders {
        let source = &order.source;
        let url = url::Url::parse(&source.url).ok();
        let host = url.and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
        // What has no host waits for nobody.
        let key = host.unwrap_or_else(|| format!("{}//{}", source.id, source.url));
        groups.entry(key).or_default().push(order);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| group.iter().map(|order| order.state.failure_quarters).min());
    groups
}
