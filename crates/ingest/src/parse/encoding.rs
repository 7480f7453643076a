//! Bytes to text: what the bytes are weighs more than what anybody says they are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How far into a document a declaration of its encoding is looked for, in bytes.
const PROLOG_MAX: usize = 1024;

/// Reads bytes as text. Byte order marks and the pattern of the first bytes come first, then validity as UTF-8, then the
/// HTTP header, then the document's own declaration, then a guess. Never fails: what cannot be read becomes U+FFFD.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let text = decode_any(bytes, content_type);
    if text.bytes().any(is_stray_control) {
        return text.chars().filter(|c| !c.is_ascii() || !is_stray_control(*c as u8)).collect();
    }
    text.into_owned()
}

/// Control characters that no text holds; NUL stands between the letters of misread UTF-16.
fn is_stray_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f
}

fn decode_any<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some(text) = decode_utf32(bytes) {
        return Cow::Owned(text);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = utf16_by_pattern(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let said = content_type.and_then(charset_of);
    let declared = declared_in(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Plain ASCII may still be an escape-coded encoding (ISO-2022-JP), which only its name can tell.
        return match [said, declared].into_iter().flatten().find(|encoding| !encoding.is_ascii_compatible()) {
            Some(encoding) if text.is_ascii() && encoding != UTF_16LE && encoding != UTF_16BE => {
                encoding.decode_without_bom_handling(bytes).0
            }
            _ => Cow::Borrowed(text),
        };
    }
    for encoding in [said, declared].into_iter().flatten().filter(|encoding| *encoding != UTF_8) {
        let (text, faults) = encoding.decode_without_bom_handling(bytes);
        if !faults {
            return text;
        }
    }
    if mostly_utf8(bytes) {
        return Cow::Owned(patched_utf8(bytes));
    }
    let fallback = declared.or(said).filter(|encoding| *encoding != UTF_8);
    fallback.unwrap_or_else(|| guess(bytes)).decode_without_bom_handling(bytes).0
}

/// The encoding that a `Content-Type` names.
fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let at = content_type.to_ascii_lowercase().find("charset=")? + "charset=".len();
    let label = content_type[at..].trim_start().trim_start_matches(['"', '\'']);
    Encoding::for_label(label.split(['"', '\'', ';', ' ']).next()?.as_bytes())
}

/// The encoding that an XML declaration or an HTML `meta` names.
fn declared_in(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOG_MAX)]).to_ascii_lowercase();
    let xml = head.find("<?xml").and_then(|start| {
        let prolog = &head[start..];
        let prolog = &prolog[..prolog.find('>').unwrap_or(prolog.len())];
        Some(&prolog[prolog.find("encoding")? + "encoding".len()..])
    });
    let html = || Some(&head[head.find("charset")? + "charset".len()..]);
    let value = xml.or_else(html)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
    Encoding::for_label(&value.as_bytes()[..end])
}

/// UTF-16 without a byte order mark, by the place of the zero byte beside the first `<`.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [b'<', 0, second, 0] if *second != 0 => Some(UTF_16LE),
        [0, b'<', 0, second] if *second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-32 by its byte order mark or by the zero bytes beside the first `<`, which encoding_rs does not know.
fn decode_utf32(bytes: &[u8]) -> Option<String> {
    let (big, skip) = match bytes.get(..4)? {
        [0, 0, 0xfe, 0xff] => (true, 4),
        [0xff, 0xfe, 0, 0] => (false, 4),
        [0, 0, 0, b'<'] => (true, 0),
        [b'<', 0, 0, 0] => (false, 0),
        _ => return None,
    };
    let read = |unit: &[u8]| {
        let unit = [unit[0], unit[1], unit[2], unit[3]];
        let code = if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    Some(bytes[skip..].chunks_exact(4).map(read).collect())
}

/// Whether valid multi-byte sequences outnumber the invalid bytes: one bad byte does not make a text Latin-1.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// UTF-8 whose invalid bytes are read as windows-1252: the usual result of pasting one into the other.
fn patched_utf8(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn declarations_are_believed_when_the_bytes_agree() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><t>caf\xe9</t>";
        assert!(decode(latin, None).contains("café"));
        let lie = "<?xml version='1.0' encoding='iso-8859-1'?><t>café</t>";
        assert!(decode(lie.as_bytes(), Some("text/xml; charset=ascii")).contains("café"));
        assert_eq!(decode(b"caf\xe9", Some("text/plain; charset=\"windows-1252\"")), "café");
    }

    #[test]
    fn utf16_and_utf32_are_seen_without_a_mark() {
        let text = "<a>Añ</a>";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf32: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!((decode(&utf16, None).as_str(), decode(&utf32, None).as_str()), (text, text));
    }

    #[test]
    fn one_bad_byte_does_not_spoil_utf8() {
        assert_eq!(decode(b"\xc3\xa9\xc3\xa9 \xe9 \x00\x0bx", None), "éé é x");
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, Some("text/xml; charset=gbk"));
        }
    }
}
