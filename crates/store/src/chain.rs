//! The links that seal the ledger.

/// A link of the chain.
pub type Link = [u8; 32];

/// The link before the first entry.
pub const START: Link = [0; 32];

/// The link that seals an entry: the BLAKE3 hash of the link before it and of the entry as it is stored.
pub fn link(before: &Link, entry: &str) -> Link {
    blake3::Hasher::new().update(before).update(entry.as_bytes()).finalize().into()
}

/// A link in hexadecimal digits.
pub fn shown(link: &Link) -> String {
    blake3::Hash::from_bytes(*link).to_hex().to_string()
}
