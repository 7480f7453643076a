//! The ledger from warning to response: where a flag stands, and how long it took.

use crate::flag::{Flag, FlagEvent, FlagId, FlagStep};
use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// Who writes the program's own lines of the ledger.
pub const PROGRAM: &str = "almenara";

/// Where a flag stands between warning and response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagStatus {
    /// Nobody has said yet that the warning was read.
    Open,
    /// Somebody has read it.
    Acknowledged,
    /// Somebody has acted.
    Responded,
    /// Somebody, or the program, has closed it.
    Closed,
}

impl FlagStatus {
    /// The name used in tables and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Responded => "responded",
            Self::Closed => "closed",
        }
    }
}

/// A flag's way so far, read from its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Where it stands.
    pub status: FlagStatus,
    /// When it was raised.
    pub raised: Option<DateTime<Utc>>,
    /// When somebody first said that it was read.
    pub acknowledged: Option<DateTime<Utc>>,
    /// When somebody first acted.
    pub responded: Option<DateTime<Utc>>,
    /// When it was closed last.
    pub closed: Option<DateTime<Utc>>,
}

impl Standing {
    /// Reads the events of one flag, in the order in which they happened. A later alert of the program (escalated,
    /// repeated) opens a closed flag again: an escalation is never suppressed. To act is also to have read.
    pub fn of(events: &[FlagEvent]) -> Self {
        let first = |step: FlagStep| events.iter().find(|event| event.what == step).map(|event| event.at);
        let mut status = FlagStatus::Open;
        for event in events {
            status = match event.what {
                FlagStep::Raised => FlagStatus::Open,
                FlagStep::Escalated | FlagStep::Repeated if status == FlagStatus::Closed => FlagStatus::Open,
                FlagStep::Acknowledged if status == FlagStatus::Open => FlagStatus::Acknowledged,
                FlagStep::Responded if status != FlagStatus::Closed => FlagStatus::Responded,
                FlagStep::Closed => FlagStatus::Closed,
                _ => status,
            };
        }
        let responded = first(FlagStep::Responded);
        Self {
            status,
            raised: first(FlagStep::Raised),
            acknowledged: first(FlagStep::Acknowledged).into_iter().chain(responded).min(),
            responded,
            closed: events.iter().rev().find(|event| event.what == FlagStep::Closed).map(|event| event.at),
        }
    }
}

impl Standing {
    /// Where the answer to the warning stands, in words that follow "since" a day: `not acknowledged yet`.
    pub fn words(&self) -> String {
        let days = |until: Option<DateTime<Utc>>| {
            let taken = until.zip(self.raised).map_or(0, |(until, raised)| (until - raised).num_days().max(0));
            if taken == 1 { "1 day".to_owned() } else { format!("{taken} days") }
        };
        match self.status {
            FlagStatus::Open if self.acknowledged.is_some() => "open again".to_owned(),
            FlagStatus::Open => "not acknowledged yet".to_owned(),
            FlagStatus::Acknowledged => {
                format!("acknowledged after {}, no response recorded yet", days(self.acknowledged))
            }
            FlagStatus::Responded => format!("first response after {}", days(self.responded)),
            FlagStatus::Closed => format!("closed after {}", days(self.closed)),
        }
    }
}

/// The flags raised in one month and what became of them until now.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MonthOfFlags {
    /// `2026-09`.
    pub month: String,
    /// Flags raised that ask both partners for joint attention.
    pub raised: u32,
    /// Of these, those that somebody has read.
    pub acknowledged: u32,
    /// Of these, those on which somebody acted.
    pub responded: u32,
    /// Of these, those that are closed.
    pub closed: u32,
    /// Of these, those closed although nobody had read them.
    pub passed_unread: u32,
    /// Median days from raised to acknowledged, of those that were.
    pub days_to_acknowledge: Option<f64>,
    /// Median days from raised to the first response, of those that had one.
    pub days_to_respond: Option<f64>,
}

/// Counts flags by the month in which they were raised, oldest month first. `flags` holds the last state of each; those
/// that never asked for joint attention are left out, for nobody was asked to answer them.
pub fn by_month(events: &[FlagEvent], flags: &[Flag]) -> Vec<MonthOfFlags> {
    let mut of_flag: BTreeMap<&FlagId, Vec<FlagEvent>> = BTreeMap::new();
    for event in events {
        of_flag.entry(&event.flag).or_default().push(event.clone());
    }
    let mut months: BTreeMap<String, Vec<Standing>> = BTreeMap::new();
    for flag in flags.iter().filter(|flag| flag.kind.is_joint()) {
        let Some(events) = of_flag.get_mut(&flag.id) else { continue };
        events.sort_by_key(|event| event.at);
        let standing = Standing::of(events);
        let day = standing.raised.map_or(flag.raised_on, |at| at.date_naive());
        months.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default().push(standing);
    }
    months.into_iter().map(|(month, standings)| summed(month, &standings)).collect()
}

fn summed(month: String, standings: &[Standing]) -> MonthOfFlags {
    let count = |holds: fn(&Standing) -> bool| standings.iter().filter(|each| holds(each)).count() as u32;
    let days = |until: fn(&Standing) -> Option<DateTime<Utc>>| {
        let seconds = standings.iter().filter_map(|each| Some((until(each)? - each.raised?).num_seconds()));
        median(seconds.map(|seconds| seconds.max(0) as f64 / 86_400.0).collect())
    };
    MonthOfFlags {
        month,
        raised: standings.len() as u32,
        acknowledged: count(|each| each.acknowledged.is_some()),
        responded: count(|each| each.responded.is_some()),
        closed: count(|each| each.status == FlagStatus::Closed),
        passed_unread: count(|each| each.status == FlagStatus::Closed && each.acknowledged.is_none()),
        days_to_acknowledge: days(|each| each.acknowledged),
        days_to_respond: days(|each| each.responded),
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// The state of the whole ledger: write the hash down elsewhere, and nobody can shorten or rewrite what stands before it
/// without being found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerSeal {
    /// Entries in it.
    pub entries: u64,
    /// The last link of the chain, 64 hexadecimal digits; empty for an empty ledger.
    pub hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: &str, what: FlagStep) -> FlagEvent {
        let at = at.parse().expect("an instant");
        FlagEvent { flag: "COL@2026-03-01".into(), at, what, by: PROGRAM.to_owned(), note: String::new() }
    }

    fn status(steps: &[FlagStep]) -> FlagStatus {
        let events: Vec<_> = steps.iter().map(|step| event("2026-03-01T00:00:00Z", *step)).collect();
        Standing::of(&events).status
    }

    #[test]
    fn the_status_follows_the_steps_and_an_escalation_opens_again() {
        use FlagStep::{Acknowledged, Closed, Escalated, Lowered, Noted, Raised, Repeated, Responded};
        assert_eq!(status(&[Raised, Noted]), FlagStatus::Open);
        assert_eq!(status(&[Raised, Acknowledged, Escalated]), FlagStatus::Acknowledged);
        assert_eq!(status(&[Raised, Responded, Acknowledged]), FlagStatus::Responded);
        assert_eq!(status(&[Raised, Acknowledged, Closed, Lowered, Noted]), FlagStatus::Closed);
        assert_eq!(status(&[Raised, Closed, Escalated]), FlagStatus::Open);
        assert_eq!(status(&[Raised, Closed, Repeated]), FlagStatus::Open);
    }

    #[test]
    fn who_acts_has_read() {
        let events =
            [event("2026-03-01T00:00:00Z", FlagStep::Raised), event("2026-03-04T12:00:00Z", FlagStep::Responded)];
        let standing = Standing::of(&events);
        assert_eq!(standing.acknowledged, standing.responded);
        assert_eq!(standing.words(), "first response after 3 days");
    }

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
    }
}
