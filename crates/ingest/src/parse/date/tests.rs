//! Dates as feeds have them.

use super::*;
use proptest::prelude::*;

#[test]
fn the_same_instant_is_read_in_many_forms() {
    for text in [
        "2003-12-31T10:14:55Z",
        "2003-12-31t10:14:55z",
        "20031231T101455Z",
        "2003-365T10:14:55Z",
        "2003-12-31 10:14:55.00",
        "2003-12-31T12:14:55+02:00",
        "2003-12-31T12:14:55 +0200",
        "2003/12/31 05:14:55 EST",
        "Wed, 31 Dec 2003 10:14:55 GMT",
        "Wed, 31 Dec 03 10:14:55 +0000",
        "Thursday, 31-Dec-2003 10:14:55 UTC",
        "31 Dec 2003 05:14:55 -0500",
        "Wed Dec 31 10:14:55 2003",
        "Wed Dec 31 2003 12:14:55 GMT+0200 (CEST)",
        "December 31, 2003 10:14:55 AM",
        "31 de diciembre de 2003 10:14:55",
        "31 décembre 2003, 10h14:55",
        "31 декабря 2003 10:14:55",
        "31.12.2003 10:14:55",
        "12/31/2003 10:14:55 AM",
        "2003년 12월 31일 10:14:55",
        "2003年12月31日 10:14:55",
        "1072865695",
        "1072865695000",
    ] {
        assert_eq!(date(text).map(|t| t.to_rfc3339()).as_deref(), Some("2003-12-31T10:14:55+00:00"), "{text}");
    }
}

#[test]
fn parts_may_be_missing_and_midnight_may_be_24() {
    let on = |text| date(text).map(|t| t.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    assert_eq!(on("2003-12-31"), "2003-12-31 00:00");
    assert_eq!(on("2003-12"), "2003-12-01 00:00");
    assert_eq!(on("2003"), "2003-01-01 00:00");
    assert_eq!(on("Thu, 01 Jan 2004 24:00:00 GMT"), "2004-01-02 00:00");
    assert_eq!(on("2004-W01-1"), "2003-12-29 00:00");
    assert_eq!(on("5th March 2024, 3pm"), "2024-03-05 15:00");
    assert_eq!(on("2004-05-25 오후 11:23:17"), "2004-05-25 23:23");
    assert_eq!(on("2004-július-13T9:15-05:00"), "2004-07-13 14:15");
}

#[test]
fn what_has_two_readings_or_none_is_not_read() {
    for text in ["", "03/04/2024", "yesterday", "2024-13-40", "Thu, 31 Feb 2004 10:00:00 GMT", "12", "99999999999999"] {
        assert_eq!(date(text), None, "{text}");
    }
    assert!(date("13/04/2024").is_some());
}

proptest! {
    #[test]
    fn nothing_panics(text in r"[0-9TZ:+\-/., a-zé年]{0,30}") {
        let _ = date(&text);
    }

    #[test]
    fn rfc_3339_and_rfc_2822_come_back(seconds in 0i64..4_000_000_000) {
        let instant = DateTime::from_timestamp(seconds, 0).expect("in range");
        prop_assert_eq!(date(&instant.to_rfc3339()), Some(instant));
        prop_assert_eq!(date(&instant.to_rfc2822()), Some(instant));
    }
}
