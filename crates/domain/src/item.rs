//! What a connector brings: items, before they are read.

use crate::source::{SourceId, SourceState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The body of an item as it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "form", content = "value")]
pub enum Body {
    /// There is none.
    #[default]
    None,
    /// Plain text.
    Text(String),
    /// A fragment of HTML that is all content, as feeds carry it.
    Fragment(String),
    /// A whole HTML page, of which the article must still be found.
    Page(String),
}

/// One entry of a feed, article of a page, form submission or file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// The publisher's own identifier.
    pub guid: Option<String>,
    /// Absolute address of the article.
    pub link: Option<String>,
    /// Title, plain text.
    pub title: String,
    /// Short text, HTML or plain as it came.
    pub summary: Option<String>,
    /// The body.
    pub body: Body,
    /// When it was published, as the publisher says.
    pub published: Option<DateTime<Utc>>,
    /// When it was last changed, as the publisher says.
    pub updated: Option<DateTime<Utc>>,
    /// Language as the publisher says, any tag form.
    pub language: Option<String>,
    /// Authors as the publisher names them. Never stored for field sources.
    pub authors: Vec<String>,
    /// Where it happened, as the publisher says: degrees north, degrees east.
    pub point: Option<(f64, f64)>,
    /// A region the reporter chose in a form (`COL/Chocó`).
    pub region: Option<String>,
    /// The source has taken it back: what is stored of it is emptied, nothing is stored anew. Only the identifier counts.
    pub withdrawn: bool,
}

/// A fault that did not stop the reading: it is counted and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// What it concerns: an item's title or guid, a line, the feed.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

/// What one visit to a source brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The source.
    pub source: SourceId,
    /// When.
    pub fetched_at: DateTime<Utc>,
    /// False when the server said that nothing has changed (304, or the same body).
    pub changed: bool,
    /// There was more than one visit may bring: the next one goes on at the cursor.
    pub more: bool,
    /// The items, in the source's order.
    pub items: Vec<Item>,
    /// Faults that did not stop the reading.
    pub issues: Vec<Issue>,
    /// What to remember; stored in the same transaction as the items.
    pub state: SourceState,
}
