//! Main text: what stands in the item, as plain paragraphs.

use super::TEXT_CHARS_MAX;
use crate::extract::{Article, plain};
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

/// Plain text of a piece of HTML: tags become spaces or line ends, entities become letters. A second pass undoes markup
/// that was escaped twice, as many feeds do.
pub fn from_fragment(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return paragraphs(html);
    }
    let once = plain::text_of(html);
    if plain::looks_like_markup(&once) { plain::text_of(&once) } else { once }
}

/// One line for each paragraph: inner white space becomes one space, empty lines go, control characters go.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let before = out.len();
        for word in line.split(char::is_whitespace).filter(|word| !word.is_empty()) {
            if out.len() > before {
                out.push(' ');
            } else if before > 0 {
                out.push('\n');
            }
            let start = out.len();
            out.extend(word.chars().filter(|letter| !is_noise(*letter)));
            if out.len() == start {
                out.pop();
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Characters that show nothing, steer a terminal, or turn the direction of what follows. U+0000 stays: it tells binary data.
pub(super) fn is_noise(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(mut text: String) -> String {
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
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_paragraphs() {
        for (html, text) in [
            ("<p>One <b>two</b></p><p>three<br>four</p>", "One two\nthree\nfour"),
            ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;", "One\ntwo"),
            ("<ul><li>a</li><li>b</li></ul><style>x{}</style><!-- no -->", "a\nb"),
            ("5 &gt; 3 &amp; 2 &#8217; &nbsp; x", "5 > 3 & 2 ’ x"),
            ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
            ("plain  text\n\n\tmore", "plain text\nmore"),
        ] {
            assert_eq!(from_fragment(html), text, "{html}");
        }
    }

    #[test]
    fn binary_data_is_told_from_text_in_any_script() {
        assert!(is_binary("%PDF-1.4 …") && is_binary("\u{0}\u{1}ab\u{fffd}\u{fffd}"));
        for text in ["", "Plain.", "ሰላም ለሁሉም", "平和", "السلام\nعليكم"] {
            assert!(!is_binary(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_fragment_panics_and_no_line_is_empty(html in ".{0,80}") {
            prop_assert!(from_fragment(&html).split('\n').all(|line| !line.trim().is_empty()) || from_fragment(&html).is_empty());
        }
    }
}
