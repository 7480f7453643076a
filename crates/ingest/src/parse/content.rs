//! What a dropped file gives, whatever its format.

use super::ParsedFeed;
use domain::Item;
use domain::item::Issue;

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileContent {
    /// The items; a table has one for each row.
    pub items: Vec<Item>,
    /// Faults that did not stop the reading.
    pub issues: Vec<Issue>,
}

impl FileContent {
    pub(super) fn one(item: Item) -> Self {
        Self { items: vec![item], issues: Vec::new() }
    }

    pub(super) fn fault(at: &str, what: impl Into<String>) -> Self {
        Self { items: Vec::new(), issues: vec![Issue { at: at.to_owned(), what: what.into() }] }
    }
}

impl From<ParsedFeed> for FileContent {
    fn from(feed: ParsedFeed) -> Self {
        Self { items: feed.items, issues: feed.issues }
    }
}
