//! Do no harm: numbers and addresses of people leave a field report before it is stored.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Put in place of a telephone number.
const NUMBER: &str = "[number removed]";

/// Put in place of a mail address.
const ADDRESS: &str = "[address removed]";

/// `name@host.tld`, also as `name (at) host (dot) tld`.
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:mailto:)?[\p{L}\p{N}._%+-]+\s?(?:@|\s[\[(]\s?at\s?[\])]\s)\s?[\p{L}\p{N}-]+(?:(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)[\p{L}\p{N}-]+)+",
    )
    .expect("a constant pattern")
});

/// What every match of [`MAIL`] holds: few texts do, and the pattern itself is slow.
static MAIL_SIGN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)@|[\[(]\s?at\s?[\])]").expect("a constant pattern"));

/// Digits with the marks that people write between the groups of a number; judged by [`is_number`].
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+|\b00|\()?\p{Nd}(?:[ \u{a0}().\-/]{0,2}\p{Nd}){5,18}").expect("a constant pattern")
});

/// What every match of [`DIGITS`] holds.
static DIGITS_SIGN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\p{Nd}(?:[ \u{a0}().\-/]{0,2}\p{Nd}){5}").expect("a constant pattern"));

/// Words that announce a number, right before it.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\b(?:tel|tél|telephone|téléphone|teléfono|telefone|telefono|phone|mobile|cell|cel|celular|móvil|whatsapp|signal|call|hotline|sms|fax|simu|namba|numéro|nomor|contact|contacto)|هاتف|تلفون|جوال|тел|телефон)\.?\s*(?:no\.?|number|n°|nº|is)?\s*:?\s*$",
    )
    .expect("a constant pattern")
});

/// A line that names who reports: its label, up to the end of the line.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?im)^[ \t*•-]*(?:reported by|reporter(?:'s)? ?(?:name)?|submitted by|full name|name|contact(?: person)?|nombre(?: completo)?|reportado por|informante|contacto|nom(?: et pr[ée]nom)?|rapport[ée] par|nome(?: completo)?|relatado por|contato|الاسم|اسم المبلغ|المبلغ|имя|сообщил[аи]?|jina)[ \t]*[:：].*$",
    )
    .expect("a constant pattern")
});

/// What follows a line of two dashes is a signature (RFC 3676).
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^-- ?$").expect("a constant pattern"));

/// Removes lines that name the reporter, and mail signatures. Names in running text cannot be told from those of places and
/// public figures, and stay.
pub(super) fn without_signatures(text: &str) -> String {
    let body = SIGNATURE.find(text).map_or(text, |mark| &text[..mark.start()]);
    NAMED.replace_all(body.trim_end(), "[name removed]").into_owned()
}

/// Bytes before a number in which its announcement is looked for.
const ANNOUNCEMENT_BYTES: usize = 40;

/// Replaces telephone numbers and mail addresses. Dates, coordinates, amounts and casualty figures stay.
pub fn mask(text: &str) -> String {
    let without_mail = if MAIL_SIGN.is_match(text) { MAIL.replace_all(text, ADDRESS) } else { Cow::Borrowed(text) };
    if !DIGITS_SIGN.is_match(&without_mail) {
        return without_mail.into_owned();
    }
    let masked: Cow<str> = DIGITS.replace_all(&without_mail, |found: &Captures| {
        let Some(whole) = found.get(0) else { return String::new() };
        let piece = whole.as_str();
        if is_number(piece, &without_mail[..whole.start()], &without_mail[whole.end()..]) {
            NUMBER.to_owned()
        } else {
            piece.to_owned()
        }
    });
    masked.into_owned()
}

/// Whether a run of digits is a telephone number: it is written like one, or announced as one.
fn is_number(piece: &str, before: &str, after: &str) -> bool {
    let digits: String = piece
        .chars()
        .filter_map(|c| c.to_digit(10).or_else(|| native_digit(c)))
        .map(|d| (b'0' + d as u8) as char)
        .collect();
    let groups: Vec<usize> =
        piece.split(|c: char| !c.is_numeric()).map(|g| g.chars().count()).filter(|n| *n > 0).collect();
    let goes_on = |c: char| c.is_numeric() || c.is_alphabetic();
    if digits.len() < 6 || before.ends_with(goes_on) || after.starts_with(goes_on) || is_decimal(piece, before, after) {
        return false;
    }
    if is_calendar(&digits, &groups) {
        return false;
    }
    let window = before.char_indices().rev().take(ANNOUNCEMENT_BYTES).last().map_or(before, |(at, _)| &before[at..]);
    if ANNOUNCED.is_match(window) {
        return true;
    }
    let international = piece.starts_with('+') || digits.starts_with("00");
    let trunk = digits.starts_with('0') && (9..=11).contains(&digits.len());
    let run = groups.len() == 1 && (9..=15).contains(&digits.len());
    // 310 555 1234: amounts are grouped by three to the end, numbers are not.
    let american = matches!(groups.as_slice(), [3, 3, 4]) || matches!(groups.as_slice(), [1, 3, 3, 4]);
    (international && digits.len() >= 8) || trunk || run || american
}

fn native_digit(c: char) -> Option<u32> {
    // Arabic-Indic, extended Arabic-Indic, Devanagari, Bengali: blocks of ten from zero.
    [0x0660u32, 0x06F0, 0x0966, 0x09E6]
        .iter()
        .find_map(|zero| (c as u32).checked_sub(*zero).filter(|digit| *digit < 10))
}

/// One point with at most three digits before it: a coordinate or a measure; so is what a comma continues.
fn is_decimal(piece: &str, before: &str, after: &str) -> bool {
    let starts_with_digit = |text: &str| text.starts_with(char::is_numeric);
    let continues = after
        .strip_prefix(['.', ',', '°'])
        .is_some_and(|rest| rest.is_empty() || starts_with_digit(rest) || after.starts_with('°'));
    let continued = before.ends_with(['.', ',']) && before.trim_end_matches(['.', ',']).ends_with(char::is_numeric);
    let points = piece.matches('.').count();
    let one_point = points == 1 && piece.trim_start_matches('+').find('.').is_some_and(|at| at <= 3);
    let two_decimals = points == 2 && piece.contains([' ', '-']);
    (continues && starts_with_digit(after.trim_start_matches(['.', ','])))
        || after.starts_with('°')
        || continued
        || one_point
        || two_decimals
}

/// Days, instants and spans of years: 2026-03-14, 14.03.2026, 202603141530, 2014-2016.
fn is_calendar(digits: &str, groups: &[usize]) -> bool {
    let year = |text: &str| matches!(text.get(..2), Some("19" | "20"));
    match groups {
        [4, 1..=2, 1..=2, ..] => year(digits),
        [1..=2, 1..=2, 4, ..] => year(&digits[groups[0] + groups[1]..]),
        [4, 4] | [4, 4, 4] => year(digits) && year(&digits[4..]),
        [8] | [8, ..] => year(digits) || year(&digits[4..]),
        [12 | 14] => year(digits) && digits[4..6].parse::<u32>().is_ok_and(|month| (1..=12).contains(&month)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_of_people_are_removed() {
        for text in [
            "+256 772 555 014",
            "00256772555014",
            "0772555014",
            "0772 555 014",
            "077-255-50-14",
            "(310) 555-1234",
            "+33 1 55 01 40 22",
            "+1.310.555.1234",
            "٠٧٧٢٥٥٥٠١٤",
            "256772555014",
        ] {
            assert_eq!(mask(text), NUMBER, "{text}");
        }
        assert_eq!(mask("tel: 555-0142 now"), "tel: [number removed] now");
        for text in ["monitor.7@field.example", "mailto:a_b@c-d.example.org", "monitor (at) field (dot) example"] {
            assert_eq!(mask(text), ADDRESS, "{text}");
        }
    }

    #[test]
    fn lines_that_name_the_reporter_and_signatures_are_removed() {
        let report = "Name: A. Reporter\nTwo houses burnt.\nReportado por: alguien\n-- \nA. Reporter, tel.";
        assert_eq!(without_signatures(report), "[name removed]\nTwo houses burnt.\n[name removed]");
        let plain = "The name of the village: unknown.\nA -- B\nContacts between the sides went on.";
        assert_eq!(without_signatures(plain), plain);
    }

    #[test]
    fn dates_figures_and_coordinates_stay() {
        for text in [
            "2026-03-14",
            "14.03.2026",
            "14/03/2026 08:30",
            "2014-2016",
            "20260314",
            "202603141530",
            "1 250 000 people",
            "12,345,678 dollars",
            "4.609710, -74.081750",
            "-1.67409 29.22845",
            "+4.609710",
            "between 1500 and 2000",
            "3.1234567° N",
            "UN Security Council resolution 2719 (2023)",
            "500-600 houses",
            "at 10:15-11:45",
            "12.345.678",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
