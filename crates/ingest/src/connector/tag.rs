//! Entity tags of servers, and whether they are believed.

/// How a tag that is not believed is stored: no tag can look so, for a tag stands in quotation marks.
const NOT_BELIEVED: &str = "not believed";

/// What is remembered of the entity tag of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tag {
    /// It gives none.
    #[default]
    None,
    /// The last one, to be sent with the next request.
    Believed(String),
    /// The tags of this source have lied once: none is ever sent, so the whole answer comes each time and its hash decides.
    NotBelieved,
}

impl Tag {
    /// As it was stored.
    pub fn read(stored: Option<&str>) -> Self {
        match stored {
            None => Self::None,
            // An empty one is how it used to be stored.
            Some(NOT_BELIEVED | "") => Self::NotBelieved,
            Some(tag) => Self::Believed(tag.to_owned()),
        }
    }

    /// As it is stored.
    pub fn write(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Believed(tag) => Some(tag.clone()),
            Self::NotBelieved => Some(NOT_BELIEVED.to_owned()),
        }
    }

    /// What is sent to the server.
    pub fn sent(stored: Option<&str>) -> Option<&str> {
        stored.filter(|tag| !matches!(*tag, NOT_BELIEVED | ""))
    }
}
