//! The program's values in the words of the digest.

use chrono::{DateTime, NaiveDate, Utc};
use domain::evidence::Health;
use domain::flag::FlagKind;
use domain::score::{Convergence, Level};
use domain::taxonomy::{CategoryId, Taxonomy};
use domain::{Label, SourceClass};

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::None => "None",
        Level::Watch => "Watch",
        Level::Elevated => "Elevated",
        Level::High => "High",
        Level::Critical => "Critical",
    }
}

pub(super) fn kind(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Joint => "Joint attention",
        FlagKind::UnderReported => "Under-reported by the media",
        FlagKind::CrossBorder => "Cross-border",
        FlagKind::Watch => "To be watched",
    }
}

pub(super) fn convergence(convergence: Convergence) -> &'static str {
    match convergence {
        Convergence::None => "neither stands out",
        Convergence::FieldFirst => "field first",
        Convergence::Converging => "field and media agree",
        Convergence::MediaOnly => "media only",
    }
}

pub(super) fn class(class: SourceClass) -> &'static str {
    match class {
        SourceClass::Field => "field",
        SourceClass::CivilSociety => "civil society",
        SourceClass::News => "news",
        SourceClass::Official => "official",
        SourceClass::International => "international",
    }
}

pub(super) fn health(state: Health) -> &'static str {
    match state {
        Health::Reporting => "reports",
        Health::Frozen => "repeats old content",
        Health::Silent => "fell silent",
        Health::Failed => "could not be read",
        Health::Unvisited => "not visited yet",
    }
}

/// What a label allows, in the reader's words: a header that says only "AMBER" is not obeyed (TLP 2.0, and GREEN must
/// say who its community is).
pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Clear => "may be shared without limit",
        Label::Green => {
            "may be shared within the community: the organisations and networks named here; not in public channels"
        }
        Label::Amber => "for the recipient's organisation and its partners, on a need-to-know basis",
        Label::AmberStrict => "for the recipient's organisation only, on a need-to-know basis",
        Label::Red => "for the named recipients only; not to be passed on",
    }
}

pub(super) fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

pub(super) fn short_day(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}

pub(super) fn category(taxonomy: &Taxonomy, id: &CategoryId) -> String {
    taxonomy.get(id.as_str()).map_or_else(|| id.as_str().replace('_', " "), |category| category.name.clone())
}

pub(super) fn categories(taxonomy: &Taxonomy, ids: &[CategoryId], max: usize) -> String {
    ids.iter().take(max).map(|id| category(taxonomy, id)).collect::<Vec<_>>().join(", ")
}

/// `1 report`, `2 reports`.
pub(super) fn count(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// An attention value 0..100 as a whole number; what is no number shows as a dash.
pub(super) fn attention(value: f64) -> String {
    if value.is_finite() { format!("{:.0}", value.clamp(0.0, 100.0)) } else { "–".to_owned() }
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A sparkline of characters, since mail programs drop drawings. The scale is always 0..100, so that two of them can be
/// compared.
pub(super) fn spark(values: &[f64]) -> String {
    let step = |value: f64| match value {
        v if v.is_finite() => BLOCKS[((v.clamp(0.0, 100.0) / 12.5) as usize).min(BLOCKS.len() - 1)],
        _ => '·',
    };
    values.iter().copied().map(step).collect()
}

/// The same for those who cannot see it: `from 31 to 78 in 14 days`; empty without values.
pub(super) fn spark_words(values: &[f64]) -> String {
    match (values.first(), values.last()) {
        (Some(first), Some(last)) if values.len() > 1 => {
            format!("from {} to {} in {} days", attention(*first), attention(*last), values.len())
        }
        _ => String::new(),
    }
}

/// The address, if it is one that may be followed.
pub(super) fn link(url: &str) -> Option<&str> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    let sound = !url.chars().any(|c| c.is_whitespace() || c.is_control()) && url.len() <= LINK_BYTES_MAX;
    (matches!(scheme.as_str(), "http" | "https") && sound).then_some(url)
}

/// Longer addresses are tracking, not addresses; they would also let one title blow up the page.
const LINK_BYTES_MAX: usize = 600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(link("https://example.org/a"), Some("https://example.org/a"));
        for hostile in ["javascript:alert(1)", "data:text/html,x", "javascript://x%0aalert(1)", "https://a b", "x"] {
            assert_eq!(link(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn sparklines_share_one_scale() {
        assert_eq!(spark(&[0.0, 50.0, 100.0, f64::NAN, 250.0]), "▁▅█·█");
        assert_eq!(spark_words(&[30.6, 78.2]), "from 31 to 78 in 2 days");
    }
}
