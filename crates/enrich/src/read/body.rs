//! Main text: what stands in the item, as plain paragraphs.

use super::TEXT_CHARS_MAX;
use crate::extract::Article;
use crate::text::{from_fragment, paragraphs};
use domain::item::{Body, Item};

/// The text of an item: its body, else its summary; without the title as a first line; cut at [`TEXT_CHARS_MAX`].
pub(super) fn main_text(item: &Item, page: Option<&Article>, title: &str) -> String {
    let body = match &item.body {
        Body::None => String::new(),
        Body::Text(text) => paragraphs(text),
        Body::Fragment(html) => from_fragment(html),
        Body::Page(_) => page.map(|page| page.text.clone()).unwrap_or_default(),
    };
    let text = if body.is_empty() { item.summary.as_deref().map(from_fragment).unwrap_or_default() } else { body };
    let text = match text.strip_prefix(title) {
        Some(rest) if !title.is_empty() && rest.starts_with('\n') => rest.trim_start().to_owned(),
        _ => text,
    };
    cut(text)
}

fn cut(mut text: String) -> String {
    if text.len() <= TEXT_CHARS_MAX {
        return text;
    }
    if let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) {
        text.truncate(end);
        // Not in the midst of a word.
        let whole = text.rfind(char::is_whitespace).unwrap_or(end);
        text.truncate(whole);
    }
    text
}

/// Whether a text is the bytes of something else: known beginnings of files, or many characters that no text has.
pub(super) fn is_binary(text: &str) -> bool {
    const SAMPLE_CHARS: usize = 4000;
    const FOREIGN_SHARE: f64 = 0.1;
    let signs = ["%PDF-", "PK\u{3}\u{4}", "PK\u{4}", "\u{fffd}PNG", "GIF8", "{\\rtf"];
    if signs.iter().any(|sign| text.starts_with(sign)) {
        return true;
    }
    // Lead bytes of control characters, of private ones and of U+FFFD: most texts have none.
    if !text.bytes().any(|byte| matches!(byte, 0..=8 | 0xe..=0x1f | 0x7f | 0xc2 | 0xee | 0xef)) {
        return false;
    }
    let (mut foreign, mut all) = (0u32, 0u32);
    for letter in text.chars().take(SAMPLE_CHARS) {
        all += 1;
        let private = matches!(letter, '\u{e000}'..='\u{f8ff}');
        foreign += u32::from(letter == '\u{fffd}' || private || (letter.is_control() && !letter.is_whitespace()));
    }
    f64::from(foreign) > FOREIGN_SHARE * f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_data_is_told_from_text_in_any_script() {
        assert!(is_binary("%PDF-1.4 …") && is_binary("\u{0}\u{1}ab\u{fffd}\u{fffd}"));
        for text in ["", "Plain.", "ሰላም ለሁሉም", "平和", "السلام\nعليكم"] {
            assert!(!is_binary(text), "{text}");
        }
    }
}
