//! From names to addresses that may be reached: our own list, then the name service, which is spared while it fails.

use super::address::{self, Network};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Why a name gave no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ResolveFault {
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
pub(super) struct NameService(Mutex<(u32, Option<Instant>)>);

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

/// Looks names up, first in our own list, and lets only addresses through that may be reached. The connector uses the very
/// addresses given here, so a name that changes its address between check and connection gains nothing.
pub(super) struct CheckedResolver {
    pub hosts: Arc<BTreeMap<String, SocketAddr>>,
    pub names: Arc<NameService>,
    pub allow: Arc<[Network]>,
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
