//! Which vocabulary a prefix stands for.

/// The vocabularies that carry something we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ns {
    /// The feed format's own: no namespace, RSS 0.9 to 2.0, CDF.
    Core,
    /// Atom 0.3 and 1.0.
    Atom,
    /// RDF syntax.
    Rdf,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// RSS content module.
    Content,
    /// GeoRSS.
    GeoRss,
    /// W3C basic geo.
    Geo,
    /// Geography Markup Language.
    Gml,
    /// Media RSS.
    Media,
    /// iTunes podcasts.
    Itunes,
    /// XHTML.
    Xhtml,
    /// FeedBurner, which keeps the publisher's own address.
    FeedBurner,
    /// Google news sitemaps.
    News,
    /// Anything else.
    Other,
}

/// Beginnings of namespace names, in lower case, without `http://` and `https://`.
const NAMES: &[(&str, Ns)] = &[
    ("www.w3.org/2005/atom", Ns::Atom),
    ("purl.org/atom/", Ns::Atom),
    ("purl.org/rss/1.0/modules/content", Ns::Content),
    ("purl.org/rss/1.0/modules/", Ns::Other),
    ("purl.org/rss/", Ns::Core),
    ("purl.org/net/rss", Ns::Core),
    ("my.netscape.com/", Ns::Core),
    ("channel.netscape.com/", Ns::Core),
    ("backend.userland.com/", Ns::Core),
    ("blogs.law.harvard.edu/tech/rss", Ns::Core),
    ("www.sitemaps.org/schemas/sitemap", Ns::Core),
    ("www.google.com/schemas/sitemap-news", Ns::News),
    ("www.google.com/schemas/sitemap/0.", Ns::Core),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Ns::Rdf),
    ("purl.org/dc/elements/", Ns::Dc),
    ("purl.org/dc/terms/", Ns::DcTerms),
    ("www.georss.org/georss", Ns::GeoRss),
    ("www.w3.org/2003/01/geo/", Ns::Geo),
    ("www.opengis.net/gml", Ns::Gml),
    ("search.yahoo.com/mrss", Ns::Media),
    ("www.itunes.com/dtds/podcast", Ns::Itunes),
    ("www.itunes.com/", Ns::Itunes),
    ("www.w3.org/1999/xhtml", Ns::Xhtml),
    ("rssnamespace.org/feedburner", Ns::FeedBurner),
];

/// What a prefix usually stands for, when the document does not say.
const PREFIXES: &[(&str, Ns)] = &[
    ("", Ns::Core),
    ("rss", Ns::Core),
    ("atom", Ns::Atom),
    ("a10", Ns::Atom),
    ("rdf", Ns::Rdf),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("content", Ns::Content),
    ("georss", Ns::GeoRss),
    ("geo", Ns::Geo),
    ("gml", Ns::Gml),
    ("media", Ns::Media),
    ("itunes", Ns::Itunes),
    ("xhtml", Ns::Xhtml),
    ("html", Ns::Xhtml),
    ("feedburner", Ns::FeedBurner),
    ("news", Ns::News),
];

/// Declarations in force at once; no feed has more, only an attack does.
const SCOPE_MAX: usize = 64;
/// How deep the elements stand whose unknown default namespace is taken as the feed's own.
const ROOT_DEPTH: usize = 2;

/// The vocabulary of a namespace name.
fn of_name(uri: &str) -> Ns {
    let uri = uri.trim().to_ascii_lowercase();
    let bare = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")).unwrap_or(&uri);
    NAMES.iter().find(|(start, _)| bare.starts_with(start)).map_or(Ns::Other, |(_, ns)| *ns)
}

/// The declarations in force while a document is read.
#[derive(Debug, Default)]
pub struct Scope {
    /// Depth, prefix in lower case, vocabulary.
    declared: Vec<(usize, String, Ns)>,
}

impl Scope {
    /// Notes the declarations of an element at `depth`: what follows `xmlns` in the attribute's name, and its value.
    pub fn declare<'a>(&mut self, depth: usize, attributes: impl Iterator<Item = (&'a str, &'a str)>) {
        for (suffix, uri) in attributes {
            let prefix = suffix.strip_prefix(':').unwrap_or(suffix).to_ascii_lowercase();
            let ns = match of_name(uri) {
                Ns::Other if prefix.is_empty() && depth < ROOT_DEPTH => Ns::Core,
                Ns::Other if uri.trim().is_empty() => Ns::Core,
                ns => ns,
            };
            if self.declared.len() < SCOPE_MAX {
                self.declared.push((depth, prefix, ns));
            }
        }
    }

    /// Forgets the declarations of an element at `depth` and of all below it.
    pub fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(declared_at, ..)| *declared_at >= depth) {
            self.declared.pop();
        }
    }

    /// The vocabulary of a prefix (in lower case, may be empty).
    pub fn resolve(&self, prefix: &str) -> Ns {
        let declared = self.declared.iter().rev().find(|(_, known, _)| known == prefix).map(|(.., ns)| *ns);
        let usual = || PREFIXES.iter().find(|(known, _)| *known == prefix).map(|(_, ns)| *ns);
        declared.or_else(usual).unwrap_or(Ns::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_end_with_their_element_and_known_prefixes_need_none() {
        let mut scope = Scope::default();
        scope.declare(0, [(":x", "http://purl.org/dc/elements/1.1/")].into_iter());
        scope.declare(3, [("", "http://www.w3.org/2000/svg")].into_iter());
        assert_eq!((scope.resolve("x"), scope.resolve("")), (Ns::Dc, Ns::Other));
        scope.leave(3);
        assert_eq!((scope.resolve(""), scope.resolve("dc"), scope.resolve("zz")), (Ns::Core, Ns::Dc, Ns::Other));
    }
}
