//! A guard against pages nested so deeply that walking them overflows the stack.

/// Elements within elements. Real pages stay under 100.
const DEPTH_MAX: i32 = 400;

/// Elements that need no end tag: they do not nest.
const UNNESTED: [&str; 27] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "option", "html", "head", "body",
];

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
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !UNNESTED.contains(&name.as_str()) {
            depth = (depth + step).max(0);
        }
        if depth > DEPTH_MAX {
            return true;
        }
    }
    false
}
