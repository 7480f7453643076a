//! Lines: one for each paragraph, without what shows nothing.

/// One line for each paragraph: inner white space becomes one space, empty lines go, control characters go.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.bytes().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
        let piece = if run > 0 { run } else { first.len_utf8() };
        let (piece, after) = rest.split_at(piece);
        rest = after;
        if is_line_end(first) {
            gap = Some('\n');
        } else if first.is_whitespace() {
            gap = gap.or(Some(' '));
        } else if !is_noise(first) {
            out.extend(gap.filter(|_| !out.is_empty()));
            gap = None;
            out.push_str(piece);
        }
    }
    out
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}')
}

/// Characters that show nothing, steer a terminal, or turn the direction of what follows. U+0000 stays: it tells binary data.
#[inline]
pub(crate) fn is_noise(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
