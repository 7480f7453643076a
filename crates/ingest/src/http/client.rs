//! One reqwest client for each set of allowed networks, each with a resolver that checks what it finds.

use super::address::{self, Network};
use crate::config::{FetchConfig, FetchError};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect};
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a connection is kept for the next source of its host: thousands of hosts are not held open.
const IDLE: Duration = Duration::from_secs(10);

/// Why a name gave no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveFault {
    /// The name does not exist.
    #[error("no such host: check the address")]
    NoSuchHost,
    /// The name service failed.
    #[error("the name service does not answer: check the network, or wait")]
    NoService,
    /// The address may not be reached.
    #[error("{address} is {what}: refused; allow it with allow_networks if it is yours")]
    Refused {
        /// The address.
        address: IpAddr,
        /// What it is.
        what: &'static str,
    },
}

/// How long a name service that does not work is left alone: without a network sources fail at once, not each after a wait
/// of its own.
const REST: Duration = Duration::from_secs(5);
/// Questions in a row without an answer after which it is believed not to work; fewer may be the fault of single names.
const FAILURES_MAX: u32 = 16;
/// How long an answer may take. A question that got lost is asked again by the system after five seconds.
const LOOK_UP: Duration = Duration::from_secs(8);

/// Whether the name service works, as far as is known: failures in a row, and when the last one was.
#[derive(Default)]
struct NameService(Mutex<(u32, Option<Instant>)>);

impl NameService {
    /// Whether it is left alone.
    fn rests(&self) -> bool {
        let (failures, last) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures >= FAILURES_MAX && last.is_some_and(|last| last.elapsed() < REST)
    }

    /// Notes how a question ended.
    fn note<T>(&self, result: &Result<T, ResolveFault>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match result {
            Err(ResolveFault::NoService) => (state.0.saturating_add(1), Some(Instant::now())),
            _ => (0, None),
        };
    }
}

/// Clients by what they may reach: pooled connections are never shared between sources that may reach different things.
pub struct Clients {
    config: FetchConfig,
    hosts: Arc<BTreeMap<String, SocketAddr>>,
    names: Arc<NameService>,
    by_networks: Mutex<HashMap<Vec<Network>, Client>>,
}

impl Clients {
    pub fn new(config: &FetchConfig) -> Result<Self, FetchError> {
        // Fails when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hosts = config.hosts.iter().map(|(name, address)| (name.to_ascii_lowercase(), *address)).collect();
        let clients = Self {
            config: config.clone(),
            hosts: Arc::new(hosts),
            names: Arc::default(),
            by_networks: Mutex::default(),
        };
        clients.get(&[])?;
        Ok(clients)
    }

    /// The client for sources with these allowed networks.
    pub fn get(&self, allow: &[Network]) -> Result<Client, FetchError> {
        let mut known = self.by_networks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(allow) {
            return Ok(client.clone());
        }
        let client = self.build(allow)?;
        known.insert(allow.to_vec(), client.clone());
        Ok(client)
    }

    fn build(&self, allow: &[Network]) -> Result<Client, FetchError> {
        let resolver =
            CheckedResolver { hosts: Arc::clone(&self.hosts), names: Arc::clone(&self.names), allow: allow.into() };
        // Compression, redirects and retries are ours, so that the limits see every byte and every hop.
        let builder = Client::builder()
            .user_agent(&self.config.user_agent)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(Duration::from_secs(self.config.connect_timeout_s))
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(IDLE)
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .dns_resolver(resolver);
        builder.build().map_err(|error| FetchError::Client(super::reason::whole(&error)))
    }
}

/// Looks names up, first in our own list, and lets only addresses through that may be reached. The connector uses the very
/// addresses given here, so a name that changes its address between check and connection gains nothing.
struct CheckedResolver {
    hosts: Arc<BTreeMap<String, SocketAddr>>,
    names: Arc<NameService>,
    allow: Arc<[Network]>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (hosts, names, allow) = (Arc::clone(&self.hosts), Arc::clone(&self.names), Arc::clone(&self.allow));
        Box::pin(async move {
            let name = name.as_str().trim_end_matches('.').to_ascii_lowercase();
            let found = match hosts.get(&name) {
                // The port travels along: it counts where the address of the source names none.
                Some(address) => vec![*address],
                None if names.rests() => return Err(ResolveFault::NoService.into()),
                None => {
                    let found = look_up(&name).await;
                    names.note(&found);
                    found?
                }
            };
            let open = only_allowed(found, &allow)?;
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

async fn look_up(name: &str) -> Result<Vec<SocketAddr>, ResolveFault> {
    match tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((name, 0))).await {
        Ok(Ok(found)) => Ok(found.collect()),
        Ok(Err(error)) if !error.to_string().contains("Temporary failure") => Err(ResolveFault::NoSuchHost),
        Ok(Err(_)) | Err(_) => Err(ResolveFault::NoService),
    }
}

/// The addresses that may be reached; an error when there is none.
fn only_allowed(found: Vec<SocketAddr>, allow: &[Network]) -> Result<Vec<SocketAddr>, ResolveFault> {
    let mut refused = None;
    let mut open = Vec::with_capacity(found.len());
    for address in found {
        match address::check(address.ip(), allow) {
            Ok(()) => open.push(address),
            Err(what) => refused = Some(ResolveFault::Refused { address: address.ip(), what }),
        }
    }
    if open.is_empty() { Err(refused.unwrap_or(ResolveFault::NoSuchHost)) } else { Ok(open) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_service_that_fails_is_not_asked_by_every_source() {
        let names = NameService::default();
        (1..FAILURES_MAX).for_each(|_| names.note::<()>(&Err(ResolveFault::NoService)));
        assert!(!names.rests(), "a few names alone may be at fault");
        names.note::<()>(&Err(ResolveFault::NoService));
        assert!(names.rests());
        names.note::<()>(&Err(ResolveFault::NoSuchHost));
        assert!(!names.rests(), "it has answered");
    }
}
