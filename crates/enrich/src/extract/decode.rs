//! Bytes to text: byte order mark, declared encoding, validity, then a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Bytes in which a page declares its encoding (HTML standard: 1,024; real pages are later at times).
const DECLARATION_BYTES: usize = 4096;

static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:<meta[^>]{0,200}charset\s*=\s*|<\?xml[^>]{0,100}encoding\s*=\s*)["']?([a-z0-9_:.-]{2,40})"#)
        .expect("a constant pattern")
});

/// Decodes a page. What cannot be read becomes U+FFFD; nothing fails.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    // Valid UTF-8 with a letter beyond ASCII is hardly ever anything else, whatever the page declares.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let declared = declared(bytes).filter(|encoding| *encoding != UTF_8);
    let encoding = declared.unwrap_or_else(|| guess(bytes));
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    DECLARED.captures(head).and_then(|found| Encoding::for_label(&found[1]))
}

/// A page that declares UTF-8 and is not valid is mostly UTF-8 with a broken byte; a page that declares nothing is
/// guessed.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if declared(bytes) == Some(UTF_8) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_the_encoding_it_declares_or_seems_to_have() {
        assert_eq!(decode(b"<meta charset=\"windows-1252\">caf\xe9"), "<meta charset=\"windows-1252\">café");
        assert_eq!(decode("\u{feff}café".as_bytes()), "café");
        assert_eq!(decode("<meta charset=iso-8859-1>café".as_bytes()), "<meta charset=iso-8859-1>café");
        assert!(decode(b"<meta charset=utf-8>caf\xc3\xa9 \xff").contains("café"));
    }
}
