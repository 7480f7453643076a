//! What begins at a `<`: the tokenizer, which takes what can be a tag as a tag and all else as text.

/// The longest document type that is read.
const DOCTYPE_MAX: usize = 65_536;
/// How far an attribute value is followed over a `<` before the quote is taken as missing.
const VALUE_LOOKAHEAD: usize = 1024;

/// What the tokenizer finds at a `<`.
pub enum Markup {
    /// A start tag: end of its name, end of its attributes, end of the tag, whether it closes itself.
    Start { name_end: usize, attrs_end: usize, end: usize, empty: bool },
    /// An end tag: end of its name, end of the tag.
    End { name_end: usize, end: usize },
    /// A comment, CDATA section, processing instruction or document type: its end.
    Skip(usize),
    /// Only a `<`.
    Text,
}

/// Remembers which closing marks do not occur any more, so that a missing one is searched once.
#[derive(Default)]
pub struct Missing {
    comment: bool,
    cdata: bool,
}

/// The attributes of a start tag, as written: name and value in source form.
pub struct Attributes<'a> {
    /// What stands between the name and the end of the tag.
    pub raw: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |c: char| c.is_whitespace() || c == '/';
        let raw = self.raw.trim_start_matches(blank);
        if raw.is_empty() {
            return None;
        }
        let name_end = raw.find(|c: char| c == '=' || blank(c)).unwrap_or(raw.len()).max(1);
        let name_end = (name_end..=raw.len()).find(|&end| raw.is_char_boundary(end)).unwrap_or(raw.len());
        let (name, rest) = raw.split_at(name_end);
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.raw = rest;
            return Some((name, ""));
        };
        let (value, rest) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let value = &value[1..];
                value.split_once(quote).unwrap_or((value, ""))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        self.raw = rest;
        Some((name, value))
    }
}

/// Whether this byte can stand in a name; all bytes beyond ASCII can.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.') || byte >= 0x80
}

/// What begins with the `<` at `mark`.
pub fn markup_at(source: &str, mark: usize, missing: &mut Missing) -> Markup {
    let bytes = source.as_bytes();
    let closing = bytes.get(mark + 1) == Some(&b'/');
    let name_start = mark + 1 + usize::from(closing);
    match bytes.get(name_start) {
        Some(b'!' | b'?') if !closing => Markup::Skip(skip_declaration(source, mark, missing)),
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80 => {
            let name_end =
                bytes[name_start..].iter().position(|b| !is_name(*b)).map_or(bytes.len(), |n| name_start + n);
            if closing {
                // An end tag that is cut off still ends its element.
                let end = bytes[name_end..].iter().position(|b| matches!(b, b'>' | b'<'));
                let end = end.map_or(bytes.len(), |n| name_end + n);
                return Markup::End { name_end, end: end + usize::from(bytes.get(end) == Some(&b'>')) };
            }
            start_tag(bytes, name_end)
        }
        _ => Markup::Text,
    }
}

/// The rest of a start tag whose name ends at `name_end`.
fn start_tag(bytes: &[u8], name_end: usize) -> Markup {
    let mut at = name_end;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => {
                let empty = at > name_end && bytes[at - 1] == b'/';
                let attrs_end = at - usize::from(empty);
                return Markup::Start { name_end, attrs_end, end: at + 1, empty };
            }
            b'"' | b'\'' => at = value_end(bytes, at),
            // A tag inside a tag: its `>` is missing.
            b'<' => return Markup::Start { name_end, attrs_end: at, end: at, empty: false },
            _ => at += 1,
        }
    }
    Markup::Start { name_end, attrs_end: bytes.len(), end: bytes.len(), empty: false }
}

/// The byte after the value whose quote stands at `open`; only the quote is passed over when it is never closed.
fn value_end(bytes: &[u8], open: usize) -> usize {
    let quote = bytes[open];
    let rest = &bytes[open + 1..];
    let stop = rest.iter().position(|b| *b == quote || *b == b'<');
    match stop {
        Some(stop) if rest[stop] == quote => open + stop + 2,
        Some(stop) => {
            let near = &rest[stop..rest.len().min(stop + VALUE_LOOKAHEAD)];
            match near.iter().position(|b| *b == quote || *b == b'>') {
                Some(end) if near[end] == quote => open + 1 + stop + end + 1,
                _ => open + 1,
            }
        }
        None => open + 1,
    }
}

/// The end of the comment, CDATA section, instruction or document type that begins at `mark`.
fn skip_declaration(source: &str, mark: usize, missing: &mut Missing) -> usize {
    let rest = &source[mark..];
    let to_angle = || rest.find('>').map_or(source.len(), |end| mark + end + 1);
    let closed_by = |sign: &str, missing: &mut bool| {
        let end = (!*missing).then(|| rest.find(sign)).flatten();
        *missing = end.is_none();
        end.map(|end| mark + end + sign.len())
    };
    if rest.starts_with("<!--") {
        closed_by("-->", &mut missing.comment).unwrap_or_else(to_angle)
    } else if rest.starts_with("<![CDATA[") {
        // A section that is cut off reaches to the end: it is the body of the last item.
        closed_by("]]>", &mut missing.cdata).unwrap_or(source.len())
    } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
        doctype_end(rest.as_bytes()).map_or_else(to_angle, |end| mark + end)
    } else {
        to_angle()
    }
}

/// The end of a document type with its internal subset, when it has one.
fn doctype_end(rest: &[u8]) -> Option<usize> {
    let rest = &rest[..rest.len().min(DOCTYPE_MAX)];
    let open = rest.iter().position(|b| matches!(b, b'[' | b'>')).filter(|at| rest[*at] == b'[')?;
    let close = open + rest[open..].iter().position(|b| *b == b']')?;
    Some(close + rest[close..].iter().position(|b| *b == b'>')? + 1)
}
