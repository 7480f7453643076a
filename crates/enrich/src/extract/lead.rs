//! The lead: the sentences between headline and text, which pages set apart from both.

use crate::text::paragraphs;
use dom_query::{Document, NodeRef};

/// Words of a class that names the lead, in the languages of templates.
const NAMES: [&str; 18] = [
    "lead",
    "lede",
    "intro",
    "introduction",
    "standfirst",
    "deck",
    "dek",
    "subtitle",
    "subheadline",
    "subhead",
    "excerpt",
    "teaser",
    "summary",
    "bajada",
    "entradilla",
    "chapo",
    "vorspann",
    "sumario",
];

/// Elements that may hold a lead.
const ELEMENTS: &str = "p, h2, h3, h4, div, span, strong, li";

/// Shorter is a label, longer a text.
const CHARS_MIN: usize = 50;

/// See [`CHARS_MIN`].
const CHARS_MAX: usize = 900;

/// Letters by which two texts are told to begin alike.
const OPENING_LETTERS: usize = 40;

/// How far above the headline the element that holds both may stand.
const CLIMB_MAX: usize = 5;

/// The lead of a page: what its description says word by word, else what stands beside the headline under a name of
/// leads.
pub(super) fn lead(document: &Document, description: Option<&str>) -> Option<String> {
    description.and_then(|description| described(document, description)).or_else(|| named(document))
}

/// Whether a text holds what begins like `piece`.
pub(super) fn holds(text: &str, piece: &str) -> bool {
    letters(text).contains(&opening(piece))
}

fn described(document: &Document, description: &str) -> Option<String> {
    let wanted = opening(description);
    if wanted.chars().count() < OPENING_LETTERS {
        return None;
    }
    let elements = document.select(ELEMENTS);
    let texts = elements.nodes().iter().filter_map(own_text);
    texts.into_iter().find(|text| opening(text) == wanted)
}

fn named(document: &Document) -> Option<String> {
    let headline = document.select_single("h1").nodes().first().copied()?;
    for above in headline.ancestors_it(Some(CLIMB_MAX)) {
        if above.has_name("body") {
            return None;
        }
        let inside = above.descendants_it().filter(|node| node.class().is_some_and(|class| is_name(&class)));
        if let Some(text) = inside.filter_map(|node| own_text(&node)).next() {
            return Some(text);
        }
    }
    None
}

fn is_name(class: &str) -> bool {
    class.split(|c: char| !c.is_ascii_alphabetic()).any(|word| NAMES.contains(&word.to_ascii_lowercase().as_str()))
}

/// The text of an element of the right length that is no list of links.
fn own_text(node: &NodeRef) -> Option<String> {
    let chars = node.normalized_char_count();
    if !(CHARS_MIN..=CHARS_MAX).contains(&chars) {
        return None;
    }
    let linked: usize = node.find(&["a"]).iter().map(NodeRef::normalized_char_count).sum();
    (linked * 2 < chars).then(|| paragraphs(&node.text()).replace('\n', " "))
}

/// Letters and digits alone, lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn opening(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).take(OPENING_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_what_the_description_says_or_what_is_named_so_beside_the_headline() {
        let lead_text = "Elders of two villages agreed on Monday to share the wells until the rains return.";
        let page = format!("<header><h1>Wells shared</h1><h2>{lead_text}</h2></header><p>On Monday they met.</p>");
        let document = Document::from(page);
        assert_eq!(lead(&document, Some(lead_text)).as_deref(), Some(lead_text));
        let page = format!("<article><h1>Wells shared</h1><p class='article-lead'>{lead_text}</p></article>");
        assert_eq!(lead(&Document::from(page), Some("News")).as_deref(), Some(lead_text));
        assert!(holds(&format!("They met.\n{lead_text}"), lead_text));
    }
}
