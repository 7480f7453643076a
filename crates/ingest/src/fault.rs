//! Why a visit failed, and what that means for the next one.

use crate::cadence::{INTERVAL_MAX, INTERVAL_MIN};
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
    /// The status of the answer, when there was one.
    pub status: Option<u16>,
    /// The host does not exist.
    pub no_such_host: bool,
}

impl Fault {
    /// It will not get better by itself.
    pub fn hard(reason: impl Into<String>) -> Self {
        Self { kind: FailureKind::Hard, reason: reason.into(), retry_after: None, status: None, no_such_host: false }
    }

    /// It may pass.
    pub fn soft(reason: impl Into<String>) -> Self {
        Self { kind: FailureKind::Soft, ..Self::hard(reason) }
    }

    /// The server asked to come later.
    pub fn temporary(reason: impl Into<String>, retry_after: Option<Duration>) -> Self {
        Self { kind: FailureKind::Temporary, retry_after, ..Self::hard(reason) }
    }
}

/// Failures in a row, in quarters, after which a source rests: it is only tried once a day. Thirty whole ones, for many
/// sources come back after a dozen.
const REST_QUARTERS: u32 = 120;
/// Doublings of the pause; more would not change anything below a day.
const DOUBLINGS_MAX: u32 = 8;

/// The usual pause between two visits of a source.
pub fn pause(source: &Source) -> Duration {
    Duration::minutes(i64::from(source.every_minutes)).clamp(INTERVAL_MIN, INTERVAL_MAX)
}

/// The state of a source after a failure: it is counted, and the pause grows with each whole failure.
pub fn after(fault: &Fault, source: &Source, mut state: SourceState, now: DateTime<Utc>) -> SourceState {
    state.failure_quarters = state.failure_quarters.saturating_add(fault.kind.quarters());
    let doublings = (state.failure_quarters / 4).saturating_sub(1).min(DOUBLINGS_MAX);
    let backoff = (pause(source) * (1 << doublings)).min(INTERVAL_MAX);
    let wait = fault.retry_after.map_or(backoff, |asked| asked.clamp(INTERVAL_MIN, INTERVAL_MAX));
    let resting = state.failure_quarters >= REST_QUARTERS;
    let wait = if resting { INTERVAL_MAX } else { wait };
    state.last_visit = Some(now);
    state.next_visit = Some(now + wait);
    state.last_outcome = Some(match resting {
        true => format!("resting after many failures, tried once a day: {}", fault.reason),
        false => fault.reason.clone(),
    });
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_thirty_failures_a_source_rests_and_is_tried_daily() {
        let source: Source = serde_json::from_value(
            serde_json::json!({"id": "s", "name": "S", "kind": "feed", "url": "", "class": "news"}),
        )
        .expect("a source");
        let now = crate::parse::date("2026-01-05T08:00:00Z").expect("a date");
        let fault = Fault::temporary("429", Some(Duration::hours(1)));
        let state = after(&fault, &source, SourceState { failure_quarters: 118, ..SourceState::default() }, now);
        assert_eq!(state.next_visit, Some(now + Duration::hours(1)));
        let state = after(&fault, &source, state, now);
        assert_eq!(state.next_visit, Some(now + Duration::hours(24)));
        assert!(state.last_outcome.is_some_and(|outcome| outcome.contains("resting")));
    }
}
