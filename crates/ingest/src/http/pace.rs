//! Politeness: one request at a time to a host, a gap between two, and a bound on all that are in flight.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// When a host was last asked.
type Gate = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// Keeps the pace over all hosts.
pub struct Pace {
    in_flight: Arc<Semaphore>,
    gap: Duration,
    gates: Mutex<HashMap<String, Gate>>,
    /// Longer gaps that hosts have asked for.
    asked: Mutex<HashMap<String, Duration>>,
}

/// The right to one request; ends when it is dropped.
pub struct Turn {
    gate: OwnedMutexGuard<Option<Instant>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.gate = Some(Instant::now());
    }
}

impl Pace {
    pub fn new(concurrency: usize, gap_ms: u64) -> Self {
        let in_flight = Arc::new(Semaphore::new(concurrency));
        Self { in_flight, gap: Duration::from_millis(gap_ms), gates: Mutex::default(), asked: Mutex::default() }
    }

    /// Keeps a longer gap between requests to a host from now on; a shorter one than the usual changes nothing.
    pub fn slow_down(&self, host: &str, gap: Duration) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), gap);
    }

    fn gap_of(&self, host: &str) -> Duration {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(host).copied().unwrap_or_default().max(self.gap)
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
        let permit = Arc::clone(&self.in_flight).acquire_owned().await.ok()?;
        Some(Turn { gate, _permit: permit })
    }
}
