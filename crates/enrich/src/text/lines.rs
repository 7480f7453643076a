//! Lines: one for each paragraph, without what shows nothing.

/// One line for each paragraph: inner white space becomes one space, empty lines go, control characters go.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let before = out.len();
        for word in line.split_whitespace() {
            if out.len() > before {
                out.push(' ');
            } else if before > 0 {
                out.push('\n');
            }
            let start = out.len();
            push_clean(word, &mut out);
            if out.len() == start {
                out.pop();
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a word without noise.
fn push_clean(word: &str, out: &mut String) {
    if word.bytes().all(|byte| byte.is_ascii_graphic()) {
        out.push_str(word);
    } else {
        out.extend(word.chars().filter(|letter| !is_noise(*letter)));
    }
}

/// Characters that show nothing, steer a terminal, or turn the direction of what follows. U+0000 stays: it tells binary data.
pub(crate) fn is_noise(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
