//! The program's values in the words of the pages.

use chrono::{DateTime, NaiveDate, Utc};
use domain::flag::FlagKind;
use domain::score::{Convergence, Level};
use domain::{ActorType, SourceClass, Status};

pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::None => "None",
        Level::Watch => "Watch",
        Level::Elevated => "Elevated",
        Level::High => "High",
        Level::Critical => "Critical",
    }
}

pub(crate) fn kind(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Joint => "Joint attention",
        FlagKind::UnderReported => "Under-reported by the media",
        FlagKind::CrossBorder => "Cross-border",
        FlagKind::Watch => "To be watched",
    }
}

pub(crate) fn convergence(convergence: Convergence) -> &'static str {
    match convergence {
        Convergence::None => "neither stands out",
        Convergence::FieldFirst => "field first",
        Convergence::Converging => "field and media agree",
        Convergence::MediaOnly => "media only",
    }
}

pub(crate) fn class(class: SourceClass) -> &'static str {
    match class {
        SourceClass::Field => "field",
        SourceClass::CivilSociety => "civil society",
        SourceClass::News => "news",
        SourceClass::Official => "official",
        SourceClass::International => "international",
    }
}

pub(crate) fn actor(kind: ActorType) -> &'static str {
    match kind {
        ActorType::ArmedGroup => "armed group",
        ActorType::SecurityForce => "security force",
        ActorType::Party => "party",
        ActorType::Community => "community",
        ActorType::Csn => "civil society",
        ActorType::Organisation => "inter-governmental organisation",
    }
}

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Asserted => "reported",
        Status::Announced => "announced",
        Status::Historical => "of the past",
        Status::Hypothetical => "only possible",
        Status::Negated => "denied",
    }
}

pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}

/// An attention value 0..100 as a whole number.
pub(crate) fn attention(value: f64) -> String {
    format!("{:.0}", value.clamp(0.0, 100.0))
}

/// A share 0..1 with two digits.
pub(crate) fn share(value: f64) -> String {
    format!("{value:.2}")
}

/// A region as part of an address: `/` parts country and unit, everything unusual is percent-encoded.
pub(crate) fn region_path(region: &domain::RegionId) -> String {
    let mut path = "/regions/".to_owned();
    for byte in region.to_string().bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => path.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_becomes_an_address() {
        let region: domain::RegionId = "COL/Norte de Chocó?".parse().expect("a region");
        assert_eq!(region_path(&region), "/regions/COL/Norte%20de%20Choc%C3%B3%3F");
    }
}
