//! What is no article goes before the article is looked for: scripts, forms, captions, lists of links, and parts that a
//! page itself names as something else (`data/page-parts.txt`).

use dom_query::{Document, NodeRef};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names of parts, as pages give them in `class` and `id`.
const PARTS: &str = include_str!("../../data/page-parts.txt");

static PART_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| PARTS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect());

/// Elements that no reader of an article reads.
const NO_TEXT: &str = "script, style, template, svg, iframe, object, embed, button, select, input, textarea, \
     nav, dialog, [hidden], [aria-hidden=true], [role=navigation], [role=complementary], [role=dialog]";

/// Elements with a name that are looked at: more have only machine-made lists.
const NAMED_MAX: usize = 20_000;

/// A part that holds more than this share of the page's text outside of links is the article, whatever its name.
const SHARE_MAX: f64 = 0.2;

/// A list or paragraph is a way to other pages when links make up this share of its letters …
const LINK_SHARE_MIN: f64 = 0.85;

/// … and a paragraph of more letters is a sentence, however it is linked.
const LINK_CHARS_MAX: usize = 160;

/// Takes out of a page what is not its article.
pub(super) fn prune(document: &Document) {
    document.select(NO_TEXT).remove();
    let part_max = (SHARE_MAX * own_chars(&document.root()) as f64) as usize;
    let small = |nodes: &[NodeRef]| nodes.iter().map(own_chars).sum::<usize>() <= part_max;
    // The captions of a picture story are the story.
    for beside in ["figcaption", "noscript"] {
        let found = document.select(beside);
        if small(found.nodes()) {
            found.remove();
        }
    }
    for node in document.select("body [class], body [id]").nodes().iter().take(NAMED_MAX) {
        if is_part(node) && small(&[*node]) {
            node.remove_from_parent();
        }
    }
    for node in document.select("figure").nodes() {
        if node.find(&["p"]).is_empty() && node.find(&["figcaption"]).is_empty() && small(&[*node]) {
            node.remove_from_parent();
        }
    }
    for node in document.select("ul, ol").nodes() {
        if node.find(&["li"]).len() > 1 && is_linked(node) {
            node.remove_from_parent();
        }
    }
    for node in document.select("p").nodes() {
        let linked = node.normalized_char_count() <= LINK_CHARS_MAX && is_linked(node);
        if linked && !node.parent().is_some_and(|parent| parent.has_name("li")) {
            node.remove_from_parent();
        }
    }
}

/// Letters of an element outside of links.
fn own_chars(node: &NodeRef) -> usize {
    node.normalized_char_count().saturating_sub(linked_chars(node))
}

/// Letters of an element in links.
fn linked_chars(node: &NodeRef) -> usize {
    node.find(&["a"]).iter().map(NodeRef::normalized_char_count).sum()
}

/// Whether an element consists of links.
fn is_linked(node: &NodeRef) -> bool {
    let all = node.normalized_char_count();
    all > 0 && linked_chars(node) as f64 >= LINK_SHARE_MIN * all as f64
}

/// Whether `class` or `id` names a part that is no article.
fn is_part(node: &NodeRef) -> bool {
    if ["html", "body", "article", "main", "h1"].iter().any(|name| node.has_name(name)) {
        return false;
    }
    let names = [node.class(), node.id_attr()];
    names.into_iter().flatten().any(|names| names.split_whitespace().any(names_part))
}

/// Whether one name does: `social-share`, `relatedPosts`, `about_author`.
fn names_part(name: &str) -> bool {
    let words = words_of(name);
    words.iter().any(|word| PART_NAMES.contains(word.as_str()))
        || words.windows(2).any(|pair| PART_NAMES.contains(pair.join("+").as_str()))
}

/// The words of a name in lower case: parted by marks and by capitals.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for letter in name.chars() {
        let capital = letter.is_ascii_uppercase();
        if !letter.is_alphanumeric() || (capital && small_before) {
            words.push(String::new());
        }
        small_before = letter.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        for name in ["social-share", "relatedPosts", "about_author", "wp-caption-text", "ad"] {
            assert!(names_part(name), "{name}");
        }
        for name in ["shared-values", "read", "header", "adventure", "story-body", "col-md-8"] {
            assert!(!names_part(name), "{name}");
        }
    }

    #[test]
    fn a_part_goes_unless_it_holds_the_article() {
        let long = "The elders of both villages met by the river and agreed on the use of the wells. ".repeat(4);
        let page = format!(
            "<div class=share-page><p>{long}</p><div class=newsletter><p>Write to us.</p></div>\
             <ul><li><a href=a>One</a></li><li><a href=b>Two</a></li></ul><p>They meet <a href=c>again</a>.</p></div>"
        );
        let document = Document::from(page);
        prune(&document);
        let text = document.root().text();
        assert!(text.contains("The elders") && text.contains("again"));
        assert!(!text.contains("Write to us") && !text.contains("Two"));
    }
}
