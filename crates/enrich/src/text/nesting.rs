//! A guard against pages nested so deeply that walking them overflows the stack.

use dom_query::Document;

/// Start tags that are open at once: from here on reading takes too long, as every tag looks up those before it. Real
/// pages leave some hundreds unclosed, which the reader closes for them.
const OPEN_MAX: i32 = 2_000;

/// Elements within elements that can be walked. Real pages stay under 100.
const DEPTH_MAX: usize = 400;

/// Elements that need no end tag: they do not nest.
const UNNESTED: [&str; 27] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "option", "html", "head", "body",
];

/// Elements whose content is no markup, though it may look so.
pub(super) const RAW: [&str; 4] = ["script", "style", "textarea", "iframe"];

/// What follows a raw element; nothing where it is never closed.
pub(super) fn after_raw<'a>(html: &'a str, name: &str) -> &'a str {
    let is_end = |at: &usize| {
        html.as_bytes().get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    html.match_indices("</").map(|(at, _)| at).find(is_end).map_or("", |at| &html[at..])
}

/// Whether start tags outnumber end tags by too much anywhere.
pub(crate) fn is_too_deep(html: &str) -> bool {
    let mut depth = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (step, name_at) = if rest.starts_with('/') { (-1, 1) } else { (1, 0) };
        let name_end =
            rest[name_at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| name_at + end);
        let name = rest[name_at..name_end].to_ascii_lowercase();
        if step == 1 && RAW.contains(&name.as_str()) {
            rest = after_raw(rest, &name);
            continue;
        }
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !UNNESTED.contains(&name.as_str()) {
            depth = (depth + step).max(0);
        }
        if depth > OPEN_MAX {
            return true;
        }
    }
    false
}

/// Whether a page that was read is nested too deeply to be walked by what walks with the stack.
pub(crate) fn is_deep_tree(document: &Document) -> bool {
    let mut depth = 0usize;
    let mut node = document.root();
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > DEPTH_MAX {
                return true;
            }
            continue;
        }
        while node.next_sibling().is_none() {
            let Some(parent) = node.parent() else { return false };
            node = parent;
            depth -= 1;
            if depth == 0 {
                return false;
            }
        }
        if let Some(next) = node.next_sibling() {
            node = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_in_markup_and_not_in_scripts() {
        assert!(is_too_deep(&"<div>".repeat(5_000)));
        assert!(is_deep_tree(&Document::from("<div>".repeat(500))));
        assert!(!is_deep_tree(&Document::from("<p><b>a</b></p><div><p>b</p></div>".repeat(500))));
        assert!(!is_too_deep(&"<div><br><p>a</div>".repeat(5_000)));
        assert!(!is_too_deep(&format!("<script>{}</SCRIPT><p>a", "'<div>'".repeat(5_000))));
    }
}
