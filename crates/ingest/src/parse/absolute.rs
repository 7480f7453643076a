//! Addresses in items, made absolute.

use url::Url;

/// An absolute `http` or `https` address, resolved where it is relative.
pub fn resolve(link: &str, base: Option<&Url>) -> Option<Url> {
    let link = link.trim();
    let url = match Url::parse(link) {
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(link).ok()?,
        Err(_) => return None,
        Ok(url) => url,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}
