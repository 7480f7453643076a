//! What can go wrong between a digest and its readers.

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// No renderer has this name.
    #[error("there is no digest format {name:?}; known: {known}")]
    UnknownFormat {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No channel has this name.
    #[error("there is no digest channel {name:?}; known: {known}")]
    UnknownChannel {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A renderer failed.
    #[error("the digest cannot be rendered as {format}: {cause}")]
    Render {
        /// The format.
        format: &'static str,
        /// What the renderer says.
        cause: String,
    },
    /// A file could not be written.
    #[error(
        "the digest cannot be written to {place}: {cause}; check that the directory exists, is writable and has room"
    )]
    Write {
        /// The file or directory.
        place: String,
        /// What the system says.
        cause: std::io::Error,
    },
}
