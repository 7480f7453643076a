//! How values stand in the columns that documents and evidence share.

use super::Fault;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::source::Reliability;
use domain::{Label, Polarity, Status};

/// Reliabilities with their names.
pub(super) const RELIABILITIES: [(Reliability, &str); 6] = [
    (Reliability::A, "A"),
    (Reliability::B, "B"),
    (Reliability::C, "C"),
    (Reliability::D, "D"),
    (Reliability::E, "E"),
    (Reliability::F, "F"),
];

/// All there are.
pub(super) const STATUSES: [Status; 5] =
    [Status::Asserted, Status::Announced, Status::Historical, Status::Hypothetical, Status::Negated];

/// The name in the column.
pub(super) fn reliability_name(reliability: Reliability) -> &'static str {
    RELIABILITIES.iter().find(|(known, _)| *known == reliability).map_or("F", |(_, name)| name)
}

/// The name in the column.
pub(super) fn polarity_name(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Risk => "risk",
        Polarity::Peace => "peace",
    }
}

/// Days since 1970-01-01 (UTC).
pub(super) fn day_number(instant: DateTime<Utc>) -> i64 {
    (instant.date_naive() - NaiveDate::default()).num_days()
}

/// The day of a number, see [`day_number`].
pub(super) fn day(number: i64) -> Result<NaiveDate, Fault> {
    TimeDelta::try_days(number)
        .and_then(|days| NaiveDate::default().checked_add_signed(days))
        .ok_or_else(|| Fault::damaged("day", format!("{number} days since 1970 is out of range")))
}

/// The label behind a rank.
pub(super) fn label(rank: u8) -> Result<Label, Fault> {
    Label::from_rank(rank).ok_or_else(|| Fault::damaged("label", format!("{rank} is the rank of none")))
}
