//! Dates in addresses: `/2026/03/14/`, `/2026-03-14-`, `/20260314/`, `/2026/mar/14/`, `/14-03-2026`.

use super::written::month_of;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

static WITH_MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_.=-])((?:19|20)\d\d)([/_-])(\d{1,2}|[a-z]{3,9})[/_-](\d{1,2})(?:[/_.?&#-]|$)")
        .expect("a constant pattern")
});

static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_.=-])((?:19|20)\d\d)(\d\d)(\d\d)(?:[/_.?&#-]|$)").expect("a constant pattern")
});

static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_.=-])(\d{1,2})[_.-](\d{1,2})[_.-]((?:19|20)\d\d)(?:[/_.?&#-]|$)").expect("a constant pattern")
});

/// The day that an address carries.
pub fn in_address(address: &str) -> Option<NaiveDate> {
    let address = address.to_ascii_lowercase();
    if let Some(found) = WITH_MARKS.captures(&address) {
        let month = found[3].parse().ok().or_else(|| month_of(&found[3]))?;
        if let Some(day) = NaiveDate::from_ymd_opt(found[1].parse().ok()?, month, found[4].parse().ok()?) {
            return Some(day);
        }
    }
    let date = |pattern: &Regex, [year, month, day]: [usize; 3]| {
        let found = pattern.captures(&address)?;
        NaiveDate::from_ymd_opt(found[year].parse().ok()?, found[month].parse().ok()?, found[day].parse().ok()?)
    };
    date(&BARE, [1, 2, 3]).or_else(|| date(&DAY_FIRST, [3, 2, 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_the_usual_shapes_and_from_nothing_else() {
        for (address, day) in [
            ("https://example.org/news/2026/03/14/title", Some("2026-03-14")),
            ("https://example.org/2026/mar/14/title", Some("2026-03-14")),
            ("https://example.org/title-2026-03-14.html", Some("2026-03-14")),
            ("https://example.org/a/20260314-title", Some("2026-03-14")),
            ("https://example.org/news/14-03-2026", Some("2026-03-14")),
            ("https://example.org/2026/03/title", None),
            ("https://example.org/article/20261399", None),
            ("https://example.org/id/120260314555", None),
        ] {
            assert_eq!(in_address(address).map(|day| day.to_string()).as_deref(), day, "{address}");
        }
    }
}
