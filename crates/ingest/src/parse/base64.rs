//! Base 64 as Atom 0.3 uses it (RFC 4648, section 4): white space between the letters, padding or none.

/// The bytes, or `None` when a letter is no letter of base 64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_become_bytes() {
        assert_eq!(super::decode("YmVh\n Y29u").as_deref(), Some(b"beacon".as_slice()));
        assert_eq!(super::decode("YQ==").as_deref(), Some(b"a".as_slice()));
        assert_eq!(super::decode("a*"), None);
    }
}
