//! One reqwest client for each set of allowed networks, each with a resolver that checks what it finds.

use super::address::Network;
use super::resolve::{CheckedResolver, NameService};
use crate::config::{FetchConfig, FetchError};
use reqwest::{Client, redirect};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a connection is kept for the next source of its host: thousands of hosts are not held open.
const IDLE: Duration = Duration::from_secs(10);

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
