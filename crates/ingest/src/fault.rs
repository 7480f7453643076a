//! Why a visit failed, and what that means for the next one.

use chrono::{DateTime, Duration, Utc};
use domain::Source;
use domain::source::SourceState;

/// How bad a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It will not get better by itself: gone, refused, no such host, not what it should be.
    Hard,
    /// It may pass: timeouts, refused connections, faults of the server.
    Soft,
    /// The server asked to come later.
    Temporary,
}

impl FailureKind {
    /// What it counts, in quarters of a failure.
    pub fn quarters(self) -> u32 {
        match self {
            Self::Hard => 4,
            Self::Soft => 2,
            Self::Temporary => 1,
        }
    }
}

/// A failure inside a connector: what happened and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How bad it is.
    pub kind: FailureKind,
    /// A lowercase sentence for the operator. Never holds a query string, a password or a token.
    pub reason: String,
    /// When the server wants to be asked again.
    pub retry_after: Option<Duration>,
}

impl Fault {
    /// It will not get better by itself.
    pub fn hard(reason: impl Into<String>) -> Self {
        Self { kind: FailureKind::Hard, reason: reason.into(), retry_after: None }
    }

    /// It may pass.
    pub fn soft(reason: impl Into<String>) -> Self {
        Self { kind: FailureKind::Soft, ..Self::hard(reason) }
    }

    /// The server asked to come later.
    pub fn temporary(reason: impl Into<String>, retry_after: Option<Duration>) -> Self {
        Self { kind: FailureKind::Temporary, reason: reason.into(), retry_after }
    }
}

/// No source is left alone for longer than this.
const BACKOFF_MAX: Duration = Duration::hours(24);
/// No source is asked more often than this.
const PAUSE_MIN: Duration = Duration::minutes(10);
/// Doublings of the pause; more would not change anything below a day.
const DOUBLINGS_MAX: u32 = 8;

/// The usual pause between two visits of a source.
pub fn pause(source: &Source) -> Duration {
    Duration::minutes(i64::from(source.every_minutes)).clamp(PAUSE_MIN, BACKOFF_MAX)
}

/// The state of a source after a failure: it is counted, and the pause grows with each whole failure.
pub fn after(fault: &Fault, source: &Source, mut state: SourceState, now: DateTime<Utc>) -> SourceState {
    state.failure_quarters = state.failure_quarters.saturating_add(fault.kind.quarters());
    let doublings = (state.failure_quarters / 4).saturating_sub(1).min(DOUBLINGS_MAX);
    let backoff = (pause(source) * (1 << doublings)).min(BACKOFF_MAX);
    let wait = fault.retry_after.map_or(backoff, |asked| asked.clamp(PAUSE_MIN, BACKOFF_MAX));
    state.last_visit = Some(now);
    state.next_visit = Some(now + wait);
    state.last_outcome = Some(fault.reason.clone());
    state
}
