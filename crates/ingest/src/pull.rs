//! Visits: one source, or all that are due side by side.

use crate::cadence;
use crate::config::{FetchConfig, FetchError};
use crate::connector::{Call, Connector, Pulled, registry};
use crate::fault::{self, FailureKind, Fault};
use crate::http::{Network, Web};
use chrono::{DateTime, Duration, Utc};
use domain::item::Issue;
use domain::source::SourceState;
use domain::{Fetched, Source, SourceClass};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;

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
    config: FetchConfig,
    web: Web,
    connectors: Vec<Box<dyn Connector>>,
}

/// The kinds of sources that can be read.
pub fn kinds() -> Vec<&'static str> {
    registry().iter().map(|connector| connector.kind()).collect()
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

    fn prepare(&self, source: &Source) -> Result<(&dyn Connector, Vec<Network>), String> {
        let known = self.connectors.iter().find(|connector| connector.kind() == source.kind);
        let connector = known.ok_or_else(|| {
            let kinds: Vec<&str> = self.connectors.iter().map(|connector| connector.kind()).collect();
            format!("kind {:?} is not known: one of {} is expected", source.kind, kinds.join(", "))
        })?;
        let networks: Result<Vec<Network>, String> = source.allow_networks.iter().map(|text| text.parse()).collect();
        let mut networks = networks.map_err(|fault| format!("allow_networks: {fault}"))?;
        networks.sort();
        connector.check(source)?;
        Ok((connector.as_ref(), networks))
    }

    /// Visits one source. Whatever happens becomes a [`Visit`].
    pub async fn pull(&self, source: &Source, state: SourceState, now: DateTime<Utc>) -> Visit {
        let start = Instant::now();
        let pulled = match self.prepare(source) {
            Ok((connector, allow)) => {
                let call = Call { source, state: &state, allow: &allow, now, web: &self.web, config: &self.config };
                connector.pull(call).await
            }
            Err(reason) => Err(Fault::hard(reason)),
        };
        let result = match pulled {
            Ok(pulled) => Ok(self.fetched(pulled, source, state, now)),
            Err(fault) => {
                let state = fault::after(&fault, source, state, now);
                Err(Failure { kind: fault.kind, reason: fault.reason, state })
            }
        };
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        Visit { source: source.clone(), took_ms, result }
    }

    fn fetched(&self, pulled: Pulled, source: &Source, state: SourceState, now: DateTime<Utc>) -> Fetched {
        let interval = self.interval(&pulled, source, &state);
        let Pulled { mut items, mut issues, validators, cursor, unchanged, .. } = pulled;
        if items.len() > self.config.items_max {
            let what = format!(
                "{} items, only the first {} are read: raise fetch.items_max",
                items.len(),
                self.config.items_max
            );
            issues.push(Issue { at: "feed".to_owned(), what });
            items.truncate(self.config.items_max);
        }
        if source.class.is_field() {
            // Who reports from the field is never known to anything behind this line.
            items.iter_mut().for_each(|item| item.authors.clear());
        }
        // A date in the future is a publisher's mistake: it must not make the source look fresh for ever.
        let newest = items.iter().filter_map(|item| item.published).filter(|at| *at <= now).max();
        let outcome = if unchanged { "not modified".to_owned() } else { format!("{} items", items.len()) };
        let state = SourceState {
            etag: validators.etag,
            last_modified: validators.last_modified,
            body_hash: validators.body_hash,
            cursor: cursor.or(state.cursor),
            moved: state.moved,
            last_visit: Some(now),
            last_success: Some(now),
            newest_item: state.newest_item.max(newest),
            next_visit: Some(now + interval),
            failure_quarters: 0,
            last_outcome: Some(outcome),
        };
        Fetched { source: source.id.clone(), fetched_at: now, changed: !unchanged, more: false, items, issues, state }
    }

    /// The time until the next visit: the last interval, made longer or shorter; after failures the source's own. Sources
    /// from the field keep theirs: silence is usual there, and the first report must not wait for it.
    fn interval(&self, pulled: &Pulled, source: &Source, state: &SourceState) -> Duration {
        let planned = state.next_visit.zip(state.last_visit).map(|(next, last)| next - last);
        let planned = planned.map(|interval| cadence::without_jitter(interval, &source.id));
        let adapts = source.class != SourceClass::Field;
        let last = planned.filter(|_| adapts && state.failure_quarters == 0).unwrap_or_else(|| fault::pause(source));
        cadence::next_interval(last, pulled.seen_share.filter(|_| adapts), &pulled.hints, &source.id)
    }

    /// Visits sources side by side and hands each over when it is done. The sources of one host are visited one after
    /// the other, hosts that have failed last. Must be called inside a Tokio runtime; the visits stop when the receiver
    /// is dropped.
    pub fn pull_all(self: Arc<Self>, visits: Vec<(Source, SourceState)>, now: DateTime<Utc>) -> mpsc::Receiver<Visit> {
        let (send, receive) = mpsc::channel(self.config.concurrency);
        for group in by_host(visits) {
            let (fetcher, send) = (Arc::clone(&self), send.clone());
            tokio::spawn(async move {
                for (source, state) in group {
                    let visit = fetcher.pull(&source, state, now).await;
                    if send.send(visit).await.is_err() {
                        return;
                    }
                }
            });
        }
        receive
    }
}

/// The visits of each host, those with the fewest failures first.
fn by_host(visits: Vec<(Source, SourceState)>) -> Vec<Vec<(Source, SourceState)>> {
    let mut groups: BTreeMap<String, Vec<(Source, SourceState)>> = BTreeMap::new();
    for (source, state) in visits {
        let url = url::Url::parse(&source.url).ok();
        let host = url.and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
        // What has no host waits for nobody.
        let key = host.unwrap_or_else(|| format!("{}//{}", source.id, source.url));
        groups.entry(key).or_default().push((source, state));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| group.iter().map(|(_, state)| state.failure_quarters).min());
    groups
}
