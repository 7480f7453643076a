//! Character references and entities: XML's, HTML 4's and those a document declares for itself.

use std::collections::HashMap;
use std::sync::OnceLock;

/// `name codepoint-in-hexadecimal`, one a line.
const TABLE: &str = include_str!("entities.txt");
/// The longest reference that is looked for, in bytes.
const REFERENCE_MAX: usize = 34;
/// Entities that a document may declare, and the longest value: what is longer is an attack or not text.
const DECLARED_MAX: usize = 64;
const VALUE_MAX: usize = 128;

/// Entities that a document declares in its own document type. Their values are not read again: nothing expands twice.
#[derive(Debug, Default)]
pub struct Declared(HashMap<String, String>);

impl Declared {
    /// Notes the `<!ENTITY name "value">` of a document type declaration.
    pub fn declare(&mut self, doctype: &str) {
        if !doctype.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            return;
        }
        for declaration in doctype.split("<!ENTITY").skip(1).take(DECLARED_MAX) {
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
            let rest = rest.trim_start();
            let Some(quote @ ('"' | '\'')) = rest.chars().next() else { continue };
            let Some((value, _)) = rest[1..].split_once(quote) else { continue };
            if value.len() <= VALUE_MAX && self.0.len() < DECLARED_MAX {
                self.0.insert(name.to_owned(), text(value, &Self::default()));
            }
        }
    }
}

fn named(name: &str) -> Option<char> {
    static NAMES: OnceLock<HashMap<&'static str, char>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let row = |line: &'static str| {
            let (name, code) = line.split_once(' ')?;
            Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
        };
        TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
    });
    names.get(name).copied()
}

/// The character of a numeric reference. 128–159 are meant as windows-1252, as HTML reads them.
fn numbered(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    match code {
        0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')),
    }
}

/// Reads the reference at the start of `text` (which begins with `&`) into `out`; gives how many bytes it took. An `&`
/// that begins no reference is itself.
pub fn read(text: &str, declared: &Declared, out: &mut String) -> usize {
    let bytes = &text.as_bytes()[1..text.len().min(REFERENCE_MAX)];
    let length = bytes.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'#')).unwrap_or(bytes.len());
    let name = &text[1..1 + length];
    let ended = text.as_bytes().get(1 + length) == Some(&b';');
    let taken = 1 + length + usize::from(ended);
    if let Some(digits) = name.strip_prefix('#') {
        if let Some(c) = numbered(digits) {
            out.push(c);
            return taken;
        }
        // A reference to a character that cannot be (a control, a surrogate) is dropped, as a parser would.
        if ended && !digits.is_empty() {
            return taken;
        }
    } else if ended {
        if let Some(c) = named(name) {
            out.push(c);
            return taken;
        }
        if let Some(value) = declared.0.get(name) {
            out.push_str(value);
            return taken;
        }
    }
    out.push('&');
    1
}

/// Text with all its references read.
pub fn text(raw: &str, declared: &Declared) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(mark) = rest.find('&') {
        out.push_str(&rest[..mark]);
        let taken = read(&rest[mark..], declared, &mut out);
        rest = &rest[mark + taken..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_bare_ampersands_stay() {
        let plain = |raw| text(raw, &Declared::default());
        assert_eq!(plain("AT&T &amp; Co &#8212; &#X41;&eacute;&#150;"), "AT&T & Co — Aé–");
        assert_eq!(plain("&unknown; &#0; &;"), "&unknown;  &;");
    }

    #[test]
    fn a_declared_entity_is_not_expanded_again() {
        let mut declared = Declared::default();
        declared.declare(r#"<!DOCTYPE r [<!ENTITY a "x"> <!ENTITY b "&a;&a;">]>"#);
        assert_eq!(text("&b;", &declared), "&a;&a;");
    }
}
