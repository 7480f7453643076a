//! How sources are fetched: every limit against hostile input, in one place.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The keys of `[fetch]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FetchConfig {
    /// The name we give ourselves, with an address where operators can ask: never the name of a browser.
    pub user_agent: String,
    /// Requests in flight at once, over all hosts.
    pub concurrency: usize,
    /// Milliseconds between two requests to one host.
    pub host_gap_ms: u64,
    /// The same for single hosts by name, instead of the usual one; a pause that a host asks for itself is kept in any case.
    pub host_gaps: BTreeMap<String, u64>,
    /// Seconds until a connection must stand.
    pub connect_timeout_s: u64,
    /// Seconds until the head of the answer must be there.
    pub first_byte_timeout_s: u64,
    /// Seconds for one request with its redirects and its body.
    pub total_timeout_s: u64,
    /// Bytes of a body after decompression.
    pub body_bytes_max: u64,
    /// How many times its size on the wire a body may have after decompression; small bodies are free.
    pub expansion_ratio_max: u64,
    /// Redirects followed for one request.
    pub redirects_max: usize,
    /// Items taken from one visit. What is left is brought by the next one.
    pub items_max: usize,
    /// Visits to one source in one run while it has more to give.
    pub rounds_max: usize,
    /// Article pages fetched in one visit of a `page` or `sitemap`, or of a `feed` with `full_text`.
    pub pages_max: usize,
    /// Whether robots.txt is respected for pages and sitemaps; feeds and interfaces are given to be read.
    pub robots: bool,
    /// Names with the address they stand for, like a hosts file with ports. The address is checked like any other.
    pub hosts: BTreeMap<String, SocketAddr>,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            user_agent: concat!("almenara/", env!("CARGO_PKG_VERSION"), " (early-warning reader)").to_owned(),
            concurrency: 32,
            host_gap_ms: 1_000,
            host_gaps: BTreeMap::new(),
            connect_timeout_s: 10,
            first_byte_timeout_s: 20,
            total_timeout_s: 60,
            body_bytes_max: 20 << 20,
            expansion_ratio_max: 100,
            redirects_max: 5,
            items_max: 2_000,
            rounds_max: 10,
            pages_max: 20,
            robots: true,
            hosts: BTreeMap::new(),
        }
    }
}

/// A configuration that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// A key must not be zero.
    #[error("fetch.{key} is 0: give at least 1")]
    Zero {
        /// The key.
        key: &'static str,
    },
    /// The name cannot be sent.
    #[error("fetch.user_agent {0:?} cannot be sent in an HTTP header: use visible ASCII characters, and at least one")]
    UserAgent(String),
    /// The client cannot be built.
    #[error("the HTTP client cannot be built: {0}; check the system's certificate store")]
    Client(String),
}

impl FetchConfig {
    /// Checks the values.
    pub fn check(&self) -> Result<(), FetchError> {
        let counts = [
            ("concurrency", self.concurrency as u64),
            ("connect_timeout_s", self.connect_timeout_s),
            ("first_byte_timeout_s", self.first_byte_timeout_s),
            ("total_timeout_s", self.total_timeout_s),
            ("body_bytes_max", self.body_bytes_max),
            ("expansion_ratio_max", self.expansion_ratio_max),
            ("items_max", self.items_max as u64),
            ("rounds_max", self.rounds_max as u64),
            ("pages_max", self.pages_max as u64),
        ];
        if let Some((key, _)) = counts.into_iter().find(|(_, value)| *value == 0) {
            return Err(FetchError::Zero { key });
        }
        let sendable = |c: char| (' '..='~').contains(&c);
        if self.user_agent.trim().is_empty() || !self.user_agent.chars().all(sendable) {
            return Err(FetchError::UserAgent(self.user_agent.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_works_and_a_zero_is_named() {
        assert_eq!(FetchConfig::default().check(), Ok(()));
        let none = FetchConfig { concurrency: 0, ..FetchConfig::default() };
        assert!(none.check().is_err_and(|error| error.to_string().contains("fetch.concurrency")));
    }
}
