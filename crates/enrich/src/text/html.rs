//! HTML to plain text: one line for each block.

use super::lines::paragraphs;
use super::nesting::{RAW, after_raw, is_too_deep};
use dom_query::{Document, NodeRef};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Elements whose content is no text for readers.
const HIDDEN: [&str; 9] = ["script", "style", "noscript", "template", "head", "iframe", "svg", "object", "textarea"];

/// Elements that begin and end a line.
const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "tr",
    "ul",
];

/// Elements that part words without ending the line.
const CELLS: [&str; 4] = ["td", "th", "option", "img"];

/// Plain text of a piece of HTML: tags become spaces or line ends, entities become letters. A second pass undoes markup
/// that was escaped twice, as many feeds do.
pub fn from_fragment(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return paragraphs(html);
    }
    let once = text_of(html);
    if looks_like_markup(&once) { text_of(&once) } else { once }
}

/// The text of a piece of HTML.
pub(crate) fn text_of(html: &str) -> String {
    if is_too_deep(html) {
        return paragraphs(&without_tags(html));
    }
    let read = || {
        let document = Document::fragment(html);
        let mut out = String::with_capacity(html.len() / 2);
        walk(&document.root(), &mut out);
        paragraphs(&out)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| paragraphs(&without_tags(html)))
}

/// The text of an element that was read already.
pub(crate) fn text_of_element(element: &NodeRef) -> String {
    let mut out = String::new();
    walk(element, &mut out);
    paragraphs(&out)
}

/// Whether a text still holds markup: it was escaped twice.
fn looks_like_markup(text: &str) -> bool {
    let tags = [
        "</p>",
        "</a>",
        "</b>",
        "</i>",
        "</em>",
        "</div>",
        "</span>",
        "</strong>",
        "<br>",
        "<br/>",
        "<br />",
        "<p>",
        "<img ",
    ];
    tags.iter().any(|tag| text.contains(tag))
        || ["&amp;", "&nbsp;", "&#8", "&quot;"].iter().any(|entity| text.contains(entity))
}

/// Goes through a tree without recursion, appending text and the breaks between blocks.
fn walk(root: &NodeRef, out: &mut String) {
    let mut node = root.first_child();
    while let Some(current) = node {
        let name = current.node_name().map(|name| name.to_string()).unwrap_or_default();
        if current.is_text() {
            // Line ends inside of HTML are mere spaces.
            out.extend(
                current.text().chars().map(|letter| if letter == '\n' || letter == '\r' { ' ' } else { letter }),
            );
        }
        edge(&name, out);
        let inner = if HIDDEN.contains(&name.as_str()) { None } else { current.first_child() };
        node = inner.or_else(|| following(&current, root, out));
    }
}

/// The next node after a whole subtree, closing the elements that end on the way.
fn following<'a>(node: &NodeRef<'a>, root: &NodeRef<'a>, out: &mut String) -> Option<NodeRef<'a>> {
    let mut current = *node;
    loop {
        edge(&current.node_name().map(|name| name.to_string()).unwrap_or_default(), out);
        if let Some(next) = current.next_sibling() {
            return Some(next);
        }
        current = current.parent().filter(|parent| parent.id != root.id)?;
    }
}

/// What the beginning or the end of an element puts between words.
fn edge(name: &str, out: &mut String) {
    if BLOCKS.contains(&name) {
        out.push('\n');
    } else if CELLS.contains(&name) {
        out.push(' ');
    }
}

/// The coarse way: everything between angle brackets goes, and scripts.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 4);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        out.push(' ');
        rest = &rest[start + 1..];
        let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if let Some(name) = RAW.iter().find(|name| name.eq_ignore_ascii_case(&rest[..name_end])) {
            rest = after_raw(rest, name);
        } else {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    out.push_str(rest);
    out
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

    proptest! {
        #[test]
        fn no_fragment_panics_and_no_line_is_empty(html in ".{0,80}") {
            prop_assert!(from_fragment(&html).split('\n').all(|line| !line.trim().is_empty()) || from_fragment(&html).is_empty());
        }
    }
}
