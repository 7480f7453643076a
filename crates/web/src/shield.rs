//! Who may see what: the one place where labels are capped and field sources lose their names.

use crate::Surface;
use crate::pages::words;
use domain::evidence::Coverage;
use domain::query::Expr;
use domain::{Document, Label, SourceClass, SourceId};

/// What stands for the identifier of a field source.
pub(crate) const FIELD_ID: &str = "field";
/// What stands for its name.
const FIELD_NAME: &str = "a field source";

/// A source as the reader may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownSource {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: Option<String>,
}

impl ShownSource {
    /// The class, where the name does not say it already.
    pub(crate) fn class(&self, class: SourceClass) -> &'static str {
        if self.id == FIELD_ID { "" } else { words::class(class) }
    }
}

impl Surface {
    /// The label of a number computed from documents of this label: who may read this surface may read it.
    pub(crate) fn capped(&self, label: Label) -> Label {
        label.min(self.clearance)
    }

    /// A source with its address, or what stands for it. `named` says that enough field voices agree.
    pub(crate) fn shown(&self, id: &SourceId, class: SourceClass, url: Option<&str>, named: bool) -> ShownSource {
        if class == SourceClass::Field && !named {
            return ShownSource { id: FIELD_ID.to_owned(), name: FIELD_NAME.to_owned(), url: None };
        }
        ShownSource {
            id: id.to_string(),
            name: (self.source_name)(id),
            url: url.filter(|url| is_web_address(url)).map(str::to_owned),
        }
    }

    pub(crate) fn shown_of(&self, document: &Document, named: bool) -> ShownSource {
        self.shown(&document.source, document.class, document.url.as_deref(), named)
    }

    /// The missing sources in words. That a monitor fell silent can endanger the monitor: field sources have no name
    /// here, and neither have sources whose class nobody knows any more.
    pub(crate) fn missing(&self, coverage: &Coverage) -> Vec<String> {
        coverage
            .missing
            .iter()
            .map(|(source, reason)| match (self.source_class)(source) {
                Some(SourceClass::Field) => format!("{FIELD_NAME}: does not report"),
                None => "a source: does not report".to_owned(),
                Some(_) if reason.is_empty() => (self.source_name)(source),
                Some(_) => format!("{}: {reason}", (self.source_name)(source)),
            })
            .collect()
    }
}

/// The condition with every `source:` bound to sources that have a name. Otherwise `source:monitor-1` would tell which
/// of the nameless hits are that monitor's.
pub(crate) fn without_field_sources(expr: Expr) -> Expr {
    let all = |parts: Vec<Expr>| parts.into_iter().map(without_field_sources).collect();
    match expr {
        Expr::Source(id) => Expr::And(vec![Expr::Source(id), Expr::Not(Box::new(Expr::Class(SourceClass::Field)))]),
        Expr::And(parts) => Expr::And(all(parts)),
        Expr::Or(parts) => Expr::Or(all(parts)),
        Expr::Not(part) => Expr::Not(Box::new(without_field_sources(*part))),
        other => other,
    }
}

/// Only these become links: a page must not carry an address that runs.
fn is_web_address(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https")) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_cannot_ask_for_one_field_source() {
        let shielded =
            |id: &str| Expr::And(vec![Expr::Source(id.into()), Expr::Not(Box::new(Expr::Class(SourceClass::Field)))]);
        assert_eq!(without_field_sources(Expr::Source("m".into())), shielded("m"));
        let nested = Expr::Or(vec![Expr::All, Expr::Not(Box::new(Expr::Source("m".into())))]);
        assert_eq!(without_field_sources(nested), Expr::Or(vec![Expr::All, Expr::Not(Box::new(shielded("m")))]));
    }

    #[test]
    fn only_web_addresses_are_shown() {
        assert!(is_web_address("HTTPS://example.org/a") && !is_web_address("javascript:alert(1)"));
        assert!(!is_web_address("https://a\nb"));
    }
}
