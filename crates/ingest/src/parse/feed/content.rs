//! Text constructs: what an element says about its own content, and what it is.

use crate::parse::namespace::Ns;
use crate::parse::xml::Element;
use crate::parse::{base64, html_text};
use domain::Body;

/// The content of an element.
pub struct Content {
    /// As text or HTML.
    pub value: String,
    /// Whether it is HTML.
    pub html: bool,
}

impl Content {
    /// As the body of an item.
    pub fn into_body(self) -> Body {
        match (self.value.is_empty(), self.html) {
            (true, _) => Body::None,
            (false, true) => Body::Fragment(self.value),
            (false, false) => Body::Text(self.value),
        }
    }

    /// As one line of plain text.
    pub fn into_title(self) -> String {
        if self.html { html_text::plain(&self.value) } else { html_text::squeeze(&self.value) }
    }
}

/// Reads an element of any format. Atom says its type and mode; elsewhere the content decides.
pub fn read(element: Element<'_, '_>) -> Content {
    let kind = element.attr("type").map(|kind| kind.trim().to_ascii_lowercase());
    let kind = kind.as_deref();
    let mode = element.attr("mode");
    let is_html = |kind: &str| kind.contains("html");
    if mode.as_deref().is_some_and(|mode| mode.trim().eq_ignore_ascii_case("base64")) {
        let bytes = base64::decode(&element.text()).unwrap_or_default();
        let value = crate::parse::decode(&bytes, None);
        let html = kind.is_some_and(is_html) || html_text::looks_like_html(&value);
        return Content { value: value.trim().to_owned(), html };
    }
    if element.closed() && element.children().next().is_some() {
        return Content { value: inline(element), html: true };
    }
    let value = element.text().into_owned();
    let html = match kind {
        Some("text" | "text/plain") => false,
        Some(kind) if is_html(kind) => true,
        _ => html_text::looks_like_html(&value) || has_entity(&value),
    };
    Content { value, html }
}

/// Whether text that has been decoded once still holds a reference: then it was HTML.
fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(mark, _)| {
        let rest = &text.as_bytes()[mark + 1..];
        let name = rest.iter().take(32).take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
        name > 1 && rest.get(name) == Some(&b';')
    })
}

/// Inline markup as HTML: a prefix that stands for XHTML is taken off the tags.
fn inline(element: Element<'_, '_>) -> String {
    let markup = element.markup();
    let prefixed = element.descendants().find(|child| child.ns() == Ns::Xhtml && child.attr("xmlns").is_none());
    let markup = markup.trim();
    let prefix = prefixed.and_then(|_| markup.strip_prefix('<')?.split_once([':', '>', ' ']));
    match prefix {
        Some((prefix, _)) if !prefix.is_empty() && markup[1 + prefix.len()..].starts_with(':') => {
            markup.replace(&format!("<{prefix}:"), "<").replace(&format!("</{prefix}:"), "</")
        }
        _ => markup.to_owned(),
    }
}
