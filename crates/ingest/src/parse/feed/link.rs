//! Which of its links is the article, and where it leads.

use crate::parse::absolute::resolve;
use crate::parse::namespace::Ns;
use crate::parse::xml::Element;
use url::Url;

/// The best link found so far; a lower rank is better, the first of a rank wins.
#[derive(Default)]
pub struct BestLink {
    best: Option<(u8, String)>,
}

/// The publisher's own address behind a proxy.
const ORIGINAL: u8 = 0;
/// What the format means by the item's link.
const PLAIN: u8 = 1;
/// The same, but to something that is no page.
const OTHER_TYPE: u8 = 2;
/// An identifier that is also an address.
const IDENTIFIER: u8 = 3;
/// Better than nothing: the entry itself, an attachment.
const LAST_RESORT: u8 = 4;

impl BestLink {
    fn offer(&mut self, rank: u8, link: &str) {
        let link = link.trim();
        if !link.is_empty() && self.best.as_ref().is_none_or(|(best, _)| rank < *best) {
            self.best = Some((rank, link.to_owned()));
        }
    }

    /// An address that the item names as another place of the same article.
    pub fn original(&mut self, link: &str) {
        self.offer(ORIGINAL, link);
    }

    /// The link of RSS or CDF.
    pub fn plain(&mut self, link: &str) {
        self.offer(PLAIN, link);
    }

    /// An identifier, taken when it is an address.
    pub fn identifier(&mut self, id: &str) {
        if id.trim().starts_with("http://") || id.trim().starts_with("https://") {
            self.offer(IDENTIFIER, id);
        }
    }

    /// A `link` element of any format: its `href`, else its text. RSS repeats a link to correct it, so the last one counts.
    pub fn element(&mut self, link: Element<'_, '_>) {
        let href = link.attr("href").filter(|href| !href.trim().is_empty()).unwrap_or_else(|| link.text());
        let rel = link.attr("rel").unwrap_or_default().trim().to_ascii_lowercase();
        let kind = link.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        match rel.as_str() {
            "" if link.ns() == Ns::Core && !href.trim().is_empty() => {
                self.best = self.best.take().filter(|(rank, _)| *rank != PLAIN);
                self.offer(PLAIN, &href);
            }
            "" | "alternate" | "http://www.iana.org/assignments/relation/alternate" => {
                let page = kind.is_empty() || kind.contains("html");
                self.offer(if page { PLAIN } else { OTHER_TYPE }, &href);
            }
            "self" | "enclosure" | "related" | "via" => self.offer(LAST_RESORT, &href),
            _ => {}
        }
    }

    /// The link, as written.
    pub fn into_link(self) -> Option<String> {
        self.best.map(|(_, link)| link)
    }
}

/// `xml:base` within `xml:base`: no feed has more, and each is a resolution for every item.
const BASES_MAX: usize = 8;

/// The base in force at an element: `xml:base` of it and all around it, then the document's own address.
pub fn base_of(element: Element<'_, '_>, document: Option<&Url>) -> Option<Url> {
    let bases: Vec<_> = element.with_ancestors().filter_map(|here| here.attr("xml:base")).take(BASES_MAX).collect();
    let mut base = document.cloned();
    for next in bases.iter().rev() {
        base = resolve(next.trim(), base.as_ref()).or(base);
    }
    base
}

/// Whether this element's name makes it a link of its item.
pub fn is_link(element: &Element<'_, '_>) -> bool {
    element.local() == "link" && matches!(element.ns(), Ns::Core | Ns::Atom)
}
