//! Stories: what several reports tell of one incident.

use crate::document::DocumentId;
use crate::name::shared_name;
use serde::{Deserialize, Serialize};

shared_name! {
    /// A story, named after its first document.
    StoryId
}

/// Reports on one incident, across sources and languages, copies included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Identifier.
    pub id: StoryId,
    /// Its documents, the first published first.
    pub documents: Vec<DocumentId>,
}
