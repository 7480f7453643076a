//! Canonical addresses: one article, one address.

use url::Url;

/// Query parameters that say where a reader came from, not what is read. A trailing `*` stands for any ending.
const TRACKING: [&str; 24] = [
    "utm_*", "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "ref_src",
    "cmpid", "ocid", "ns_*", "at_*", "xtor", "pk_*", "mtm_*", "wt_*", "feedtype", "feedname", "rss", "amp",
];

/// An address without tracking parameters, fragment, credentials, default port and AMP marks. `None` for what is no
/// `http` or `https` address.
pub fn canonical(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    // Fails only for addresses that cannot have credentials, which have none.
    let _ = (url.set_username(""), url.set_password(None));
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.len() != url.query_pairs().count() {
        url.query_pairs_mut().clear().extend_pairs(kept.iter());
    }
    if kept.is_empty() {
        url.set_query(None);
    }
    let path = without_amp(url.path());
    url.set_path(&path);
    Some(url.to_string())
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKING.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *known,
    })
}

/// `/amp/x`, `/x/amp`, `/x/amp/`, `/x.amp.html` → the path of the page itself.
fn without_amp(path: &str) -> String {
    let path = path.replace(".amp.html", ".html");
    let path = path.strip_suffix(".amp").unwrap_or(&path);
    match path.strip_suffix("/amp").or_else(|| path.strip_suffix("/amp/")) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => match path.strip_prefix("/amp/") {
            Some(rest) if !rest.is_empty() => format!("/{rest}"),
            _ => path.to_owned(),
        },
    }
}

/// The address that a page states for itself, when it can be believed: on the same site (`www.`, `m.` and `amp.` aside),
/// and no home page for an article.
pub(super) fn stated(stated: &str, link: &str) -> Option<String> {
    let link = Url::parse(link).ok()?;
    let url = link.join(stated.trim()).ok()?;
    if site(&url)? != site(&link)? || (url.path().len() <= 1 && url.query().is_none() && link.path().len() > 1) {
        return None;
    }
    canonical(url.as_str())
}

fn site(url: &Url) -> Option<String> {
    let host = url.host_str()?.to_ascii_lowercase();
    Some(["www.", "m.", "mobile.", "amp."].iter().find_map(|mark| host.strip_prefix(mark)).unwrap_or(&host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_name_the_article_is_dropped() {
        for (address, clean) in [
            ("http://Example.org:80/a?utm_source=x&id=7&fbclid=1#p", Some("http://example.org/a?id=7")),
            ("https://example.org/a/amp/", Some("https://example.org/a")),
            ("https://example.org/amp/a", Some("https://example.org/a")),
            ("https://example.org/?p=12&gclid=3", Some("https://example.org/?p=12")),
            ("https://user:pass@example.org/a?b=c%20d", Some("https://example.org/a?b=c%20d")),
            ("mailto:someone@example.org", None),
            ("not an address", None),
        ] {
            assert_eq!(canonical(address).as_deref(), clean, "{address}");
        }
    }

    #[test]
    fn a_stated_address_is_believed_on_the_same_site_only() {
        let link = "https://m.example.org/news/7";
        assert_eq!(stated("https://www.example.org/a", link).as_deref(), Some("https://www.example.org/a"));
        assert_eq!(stated("/b?utm_id=1", link).as_deref(), Some("https://m.example.org/b"));
        assert_eq!(stated("https://elsewhere.example/a", link), None);
        assert_eq!(stated("https://example.org/", link), None);
    }

    proptest! {
        #[test]
        fn a_canonical_address_stays_as_it_is(path in "[a-z0-9/._-]{0,20}", query in "[a-z_=&%0-9]{0,20}") {
            if let Some(once) = canonical(&format!("https://example.org/{path}?{query}")) {
                let twice = canonical(&once);
                prop_assert_eq!(twice.and_then(|twice| canonical(&twice)), canonical(&once));
            }
        }
    }
}
