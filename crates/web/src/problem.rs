//! What can go wrong with a request.

use axum::http::StatusCode;
use domain::index::IndexError;
use domain::query::QueryError;
use domain::store::StoreError;

/// Why a request has no answer. The text is for the asker: it never carries what the store or the index say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// The request is wrong; the text says what is expected.
    #[error("{0}")]
    Wrong(String),
    /// There is no such thing, or the asker may not see it: the answer does not tell which.
    #[error("{0}")]
    Missing(String),
    /// Our fault.
    #[error("the answer could not be read; the log of the server says why")]
    Fault,
}

impl Problem {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a page could not be read from the store");
        Self::Fault
    }
}

impl From<IndexError> for Problem {
    fn from(error: IndexError) -> Self {
        tracing::error!(%error, "a search failed");
        Self::Fault
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        Self::Wrong(error.to_string())
    }
}
