//! Plain text out of scraps of HTML: titles, names, table cells. Bodies go to the article reader instead.

use super::entity::{self, Declared};
use std::collections::HashSet;
use std::sync::OnceLock;

const TAGS: &str = include_str!("html_tags.txt");

/// Whether a text without a declared type is HTML: it has a tag that HTML has, or an entity.
pub fn looks_like_html(text: &str) -> bool {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| TAGS.split_whitespace().collect());
    text.match_indices('<').any(|(mark, _)| {
        let rest = text[mark + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let ended = matches!(rest.as_bytes().get(end), Some(b'>' | b'/' | b' ' | b'\n' | b'\t'));
        ended && end <= 10 && names.contains(rest[..end].to_ascii_lowercase().as_str())
    })
}

/// The longest scrap that is read, in bytes: what is longer is no title.
const SCRAP_MAX: usize = 64 << 10;

/// HTML as one line of text: tags, comments and scripts dropped, entities read, white space squeezed.
pub fn plain(html: &str) -> String {
    let mut rest =
        (0..=html.len().min(SCRAP_MAX)).rev().find(|end| html.is_char_boundary(*end)).map_or("", |end| &html[..end]);
    let mut text = String::with_capacity(rest.len());
    while let Some(mark) = rest.find('<') {
        text.push_str(&rest[..mark]);
        let tag = &rest[mark..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        match tag.find('>').filter(|_| is_tag) {
            Some(end) if script_end(tag).is_some() => rest = &tag[script_end(tag).unwrap_or(end)..],
            Some(end) => {
                if breaks_a_word(&tag[1..end]) {
                    text.push(' ');
                }
                rest = &tag[end + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    squeeze(&entity::text(&text, &Declared::default()))
}

/// The end of a script or style element that begins here.
fn script_end(tag: &str) -> Option<usize> {
    let name = ["script", "style"]
        .into_iter()
        .find(|name| tag.get(1..=name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name)))?;
    let close = format!("</{name}");
    let at = tag
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| tag.get(*at..at + close.len()).is_some_and(|t| t.eq_ignore_ascii_case(&close)))?;
    tag[at..].find('>').map(|end| at + end + 1)
}

/// Whether words on both sides of this tag are two words.
fn breaks_a_word(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let inline =
        ["a", "b", "i", "em", "u", "s", "span", "strong", "font", "sup", "sub", "small", "big", "abbr", "mark", "wbr"];
    !inline.iter().any(|known| known.eq_ignore_ascii_case(&name[..end]))
}

/// A title of unknown type as one line of text: HTML when it looks like it, else as it stands.
pub fn title(text: &str) -> String {
    if looks_like_html(text) {
        return plain(text);
    }
    if text.contains('&') {
        return squeeze(&entity::text(text, &Declared::default()));
    }
    squeeze(text)
}

/// Text with each run of white space as one blank.
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_signs_stay() {
        assert_eq!(title("A <b>bold</b>\n claim"), "A bold claim");
        assert_eq!(title("AT&amp;T: 2 < 3"), "AT&T: 2 < 3");
        assert_eq!(title("History of the <blink> tag"), "History of the <blink> tag");
        assert_eq!(plain("<p>one</p><p>two<!-- no --></p>"), "one two");
    }
}
