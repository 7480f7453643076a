//! Politeness: one request at a time to a host, a gap between two, and a bound on all that are in flight. A request that
//! takes long moves to a lane of its own, so that servers which are slow, or mean to be, hold up nobody else.

use crate::config::FetchConfig;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// When a host was last asked.
type Gate = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// After so long a request leaves its place to another, as soon as there is room in the slow lane.
const SLOW_AFTER: Duration = Duration::from_millis(500);
/// Requests in the slow lane for each in the quick one: they mostly wait, and cost a connection each.
const SLOW_LANE: usize = 4;

/// Requests in flight at most in both lanes, when so many may be in the quick one.
pub fn in_flight_max(concurrency: usize) -> usize {
    concurrency.saturating_mul(SLOW_LANE + 1).min(Semaphore::MAX_PERMITS)
}

/// Keeps the pace over all hosts.
pub struct Pace {
    quick: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    gap: Duration,
    /// Gaps that the configuration gives to single hosts, by name.
    given: BTreeMap<String, Duration>,
    gates: Mutex<HashMap<String, Gate>>,
    /// Longer gaps that hosts have asked for.
    asked: Mutex<HashMap<String, Duration>>,
}

/// The right to one request; ends when it is dropped.
pub struct Turn {
    gate: OwnedMutexGuard<Option<Instant>>,
    /// Holds the place in flight, and moves it to the slow lane.
    place: JoinHandle<()>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.place.abort();
        *self.gate = Some(Instant::now());
    }
}

impl Pace {
    pub fn new(config: &FetchConfig) -> Self {
        let given = config.host_gaps.iter().map(|(host, gap)| (host.to_ascii_lowercase(), Duration::from_millis(*gap)));
        Self {
            quick: Arc::new(Semaphore::new(config.concurrency)),
            slow: Arc::new(Semaphore::new(config.concurrency.saturating_mul(SLOW_LANE).min(Semaphore::MAX_PERMITS))),
            gap: Duration::from_millis(config.host_gap_ms),
            given: given.collect(),
            gates: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// Keeps a longer gap between requests to a host from now on; a shorter one than the usual changes nothing.
    pub fn slow_down(&self, host: &str, gap: Duration) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), gap);
    }

    fn gap_of(&self, host: &str) -> Duration {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let usual = self.given.get(name).copied().unwrap_or(self.gap);
        asked.get(host).copied().unwrap_or_default().max(usual)
    }

    /// Waits for the turn of a host (`name:port`). Only then is one of the places in flight taken: those who wait for
    /// their host hold up nobody else.
    pub async fn turn(&self, host: &str) -> Option<Turn> {
        let gate = {
            let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(gates.entry(host.to_owned()).or_default())
        };
        let gate = gate.lock_owned().await;
        if let Some(last) = *gate {
            tokio::time::sleep_until(last + self.gap_of(host)).await;
        }
        let permit = Arc::clone(&self.quick).acquire_owned().await.ok()?;
        Some(Turn { gate, place: tokio::spawn(hold(permit, Arc::clone(&self.slow))) })
    }
}

/// Holds a place until it is aborted, from some time on one in the slow lane.
async fn hold(quick: OwnedSemaphorePermit, slow: Arc<Semaphore>) {
    tokio::time::sleep(SLOW_AFTER).await;
    let slow = slow.acquire_owned().await;
    drop(quick);
    std::future::pending::<()>().await;
    drop(slow);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_takes_long_leaves_the_place_to_another() {
        let pace = Pace::new(&FetchConfig { concurrency: 1, ..FetchConfig::default() });
        let begin = Instant::now();
        let slow = pace.turn("slow.example:80").await.expect("a turn");
        let quick = pace.turn("quick.example:80").await.expect("a turn, although the slow one has not ended");
        assert_eq!(begin.elapsed().as_millis() / 100, SLOW_AFTER.as_millis() / 100);
        drop(quick);
        drop(pace.turn("third.example:80").await.expect("a turn at once"));
        assert!(begin.elapsed() < SLOW_AFTER * 2);
        drop(slow);
    }

    #[test]
    fn a_host_may_have_its_own_gap_and_may_ask_for_a_longer_one() {
        let host_gaps = BTreeMap::from([("Slow.example".to_owned(), 5_000), ("own.example".to_owned(), 10)]);
        let pace = Pace::new(&FetchConfig { host_gap_ms: 500, host_gaps, ..FetchConfig::default() });
        let gap = |host: &str| pace.gap_of(host).as_millis();
        assert_eq!((gap("slow.example:443"), gap("own.example:80"), gap("e.org:443")), (5_000, 10, 500));
        pace.slow_down("own.example:80", Duration::from_secs(2));
        assert_eq!(gap("own.example:80"), 2_000);
    }
}
