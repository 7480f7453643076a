//! The digest in words: what HTML, Markdown and plain text have in common. All strings are raw; each format escapes.

use super::words;
use domain::digest::{CoverageEntry, Digest, EvidenceEntry, FlagEntry, PeaceEntry};
use domain::flag::{Flag, FlagKind};
use domain::language::{LanguageName, language_name};
use domain::mandate::Partner;
use domain::outcome::Counts;
use domain::taxonomy::Taxonomy;
use domain::{RegionId, SourceClass};

/// How much of a digest a page has room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Regions with a card of their own.
    pub(super) cards: usize,
    /// Quotes a card.
    pub(super) quotes: usize,
    /// Lines of every list.
    pub(super) lines: usize,
}

impl Limits {
    /// Everything.
    pub(super) const NONE: Self = Self { cards: usize::MAX, quotes: usize::MAX, lines: usize::MAX };
}

/// A digest in words.
pub(super) struct View<'a> {
    pub(super) day: String,
    pub(super) as_of: String,
    pub(super) banner: &'a str,
    pub(super) label: &'static str,
    /// The label as style sheets know it.
    pub(super) label_class: String,
    pub(super) label_words: &'static str,
    pub(super) headline: &'a str,
    pub(super) rows: Vec<Card<'a>>,
    pub(super) joint: Vec<Card<'a>>,
    pub(super) watched: Vec<Card<'a>>,
    pub(super) peace: Vec<Peace<'a>>,
    pub(super) uncovered: Vec<Uncovered<'a>>,
    pub(super) sources: Vec<SourceLine>,
    pub(super) counts: &'a Counts,
    pub(super) formula: &'a str,
    /// What had no room, in words; empty when nothing is missing.
    pub(super) omitted: String,
}

/// A flagged region.
#[derive(Clone)]
pub(super) struct Card<'a> {
    /// Name of the card within the page.
    pub(super) anchor: String,
    pub(super) place: &'a str,
    /// Lower case, for style sheets.
    pub(super) level_name: &'static str,
    pub(super) level: &'static str,
    pub(super) attention: String,
    pub(super) spark: String,
    pub(super) spark_words: String,
    pub(super) kind: &'static str,
    pub(super) convergence: &'static str,
    pub(super) categories: String,
    /// How many reports there are in all, in words.
    pub(super) reports: String,
    pub(super) reports_number: u32,
    pub(super) since: String,
    pub(super) voices: String,
    pub(super) with: String,
    pub(super) reasons: &'a [String],
    pub(super) rigos: &'a [Partner],
    pub(super) networks: &'a [Partner],
    pub(super) rigo_names: String,
    pub(super) network_names: String,
    pub(super) quotes: Vec<Quote<'a>>,
    pub(super) coverage: String,
    pub(super) covered: bool,
    pub(super) label: &'static str,
}

/// A piece of evidence.
#[derive(Clone)]
pub(super) struct Quote<'a> {
    pub(super) title: &'a str,
    pub(super) link: Option<&'a str>,
    pub(super) source: &'a str,
    /// The class, where the source's name does not say it already.
    pub(super) class: &'static str,
    pub(super) day: String,
    pub(super) lang: LanguageName<'a>,
    pub(super) words: &'a str,
    pub(super) categories: String,
    /// `5 reports by 4 sources in 2 languages`, or `4 copies`; empty when it stands alone.
    pub(super) told: String,
    pub(super) label: &'static str,
}

/// A region where peace stands out.
pub(super) struct Peace<'a> {
    pub(super) place: &'a str,
    pub(super) attention: String,
    /// Per cent.
    pub(super) deescalation: String,
    pub(super) quotes: Vec<Quote<'a>>,
}

/// A region that is not well covered.
pub(super) struct Uncovered<'a> {
    pub(super) place: &'a str,
    pub(super) level: &'static str,
    pub(super) reporting: String,
    pub(super) missing: String,
}

/// Sources that do not report for one reason.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SourceLine {
    pub(super) name: String,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) count: usize,
}

impl View<'_> {
    /// What was read, the method, the warning, and how this was made: the same words in every format.
    pub(super) fn foot(&self) -> [String; 4] {
        let c = self.counts;
        let formula = if self.formula.is_empty() { String::new() } else { format!(" with formula {}", self.formula) };
        [
            format!(
                "{} items came: {} stored, {} copies, {} unchanged, {} not usable, {} lost to a fault.",
                c.seen, c.stored, c.duplicate, c.unchanged, c.rejected, c.failed
            ),
            METHOD.to_owned(),
            UNVERIFIED.to_owned(),
            format!("Made for {}{formula}. TLP:{}: {}.", self.as_of, self.label, self.label_words),
        ]
    }
}

const METHOD: &str = "Attention (0 to 100) says how unusual, severe, corroborated and broad the reports on a region are, \
    measured against that region's own past. It is no forecast. Copies of one text count once; sources of one owner are \
    one voice; a field source is named only when several independent ones say the same.";
const UNVERIFIED: &str =
    "All numbers and quotes are as reported and unverified: they are grounds for asking, not findings.";

impl Quote<'_> {
    /// Source, class, day, language, categories, who tells it and label on one line.
    pub(super) fn meta(&self) -> String {
        let class = if self.class.is_empty() { String::new() } else { format!(" ({})", self.class) };
        let label = format!("TLP:{}", self.label);
        let parts =
            [&format!("{}{class}", self.source), &self.day, self.lang.name, &self.categories, &self.told, &label];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl SourceLine {
    /// Name, number, state and reason.
    pub(super) fn sentence(&self) -> String {
        let number = if self.count > 1 { format!(" ({} of them)", self.count) } else { String::new() };
        let reason = if self.reason.is_empty() { String::new() } else { format!(" ({})", self.reason) };
        format!("{}{number}: {}{reason}", self.name, self.state)
    }
}

/// The whole digest in words, as far as there is room.
pub(super) fn view<'a>(digest: &'a Digest, taxonomy: &Taxonomy, limits: Limits) -> View<'a> {
    let cards: Vec<Card<'a>> =
        digest.flags.iter().enumerate().map(|(at, entry)| card(digest, at, entry, taxonomy, limits)).collect();
    let (joint, watched): (Vec<_>, Vec<_>) =
        digest.flags.iter().zip(cards.iter().cloned()).partition(|(entry, _)| entry.flag.kind != FlagKind::Watch);
    let sources = source_lines(digest);
    let omitted = omitted(digest, [joint.len(), watched.len(), sources.len()], limits);
    let cards_of = |list: Vec<(&FlagEntry, Card<'a>)>, max| list.into_iter().map(|(_, card)| card).take(max).collect();
    View {
        day: words::day(digest.day),
        as_of: digest.as_of.format("%-d %B %Y, %H:%M UTC").to_string(),
        banner: &digest.banner,
        label: digest.label.as_str(),
        label_class: digest.label.as_str().to_ascii_lowercase().replace('+', "-"),
        label_words: words::label(digest.label),
        headline: &digest.headline,
        rows: cards.into_iter().take(limits.cards.saturating_add(limits.lines)).collect(),
        joint: cards_of(joint, limits.cards),
        watched: cards_of(watched, limits.lines),
        peace: digest.peace.iter().take(limits.lines).map(|entry| peace(entry, taxonomy, limits)).collect(),
        uncovered: digest.uncovered.iter().take(limits.lines).map(uncovered).collect(),
        sources: sources.into_iter().take(limits.lines).collect(),
        counts: &digest.counts,
        formula: &digest.formula,
        omitted,
    }
}

/// What had no room: a shortened page must say so, or its silence reads as calm.
fn omitted(digest: &Digest, [joint, watched, sources]: [usize; 3], limits: Limits) -> String {
    let quotes = digest.flags.iter().map(|entry| entry.evidence.len().saturating_sub(limits.quotes)).sum();
    let parts = [
        (joint.saturating_sub(limits.cards), "flagged regions in full"),
        (watched.saturating_sub(limits.lines), "watched regions"),
        (quotes, "quotes"),
        (digest.peace.len().saturating_sub(limits.lines), "regions with signs of peace"),
        (digest.uncovered.len().saturating_sub(limits.lines), "regions that are not well covered"),
        (sources.saturating_sub(limits.lines), "sources that did not report"),
    ];
    parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} more {what}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn card<'a>(digest: &Digest, at: usize, entry: &'a FlagEntry, taxonomy: &Taxonomy, limits: Limits) -> Card<'a> {
    let flag = &entry.flag;
    Card {
        anchor: format!("region-{}", at + 1),
        place: &entry.place,
        level_name: flag.level.as_str(),
        level: words::level(flag.level),
        attention: words::attention(flag.attention),
        spark: words::spark(&entry.trend),
        spark_words: words::spark_words(&entry.trend),
        kind: words::kind(flag.kind),
        convergence: words::convergence(flag.convergence),
        categories: words::categories(taxonomy, &flag.categories, 4),
        reports: words::count(flag.evidence_count, "report", "reports"),
        reports_number: flag.evidence_count,
        since: since(flag, &entry.response),
        voices: voices(flag),
        with: flag.with.iter().map(|region| place_of(digest, region)).collect::<Vec<_>>().join(", "),
        reasons: &flag.reasons,
        rigos: &flag.rigos,
        networks: &flag.networks,
        rigo_names: flag.rigos.iter().map(|partner| partner.id.as_str()).collect::<Vec<_>>().join(", "),
        network_names: flag.networks.iter().map(|partner| partner.name.as_str()).collect::<Vec<_>>().join(", "),
        quotes: quotes(&entry.evidence, taxonomy, limits),
        coverage: coverage(entry),
        covered: entry.score.covered,
        label: flag.label.as_str(),
    }
}

/// `25 September 2026, not acknowledged yet`.
fn since(flag: &Flag, response: &str) -> String {
    let day = words::day(flag.raised_on);
    if response.is_empty() { day } else { format!("{day}, {response}") }
}

fn voices(flag: &Flag) -> String {
    let field = words::count(flag.field_voices, "independent field voice", "independent field voices");
    format!("{field}, {}", words::count(flag.media_voices, "other voice", "other voices"))
}

/// The other side of a border by name if the digest knows it, else by its unit and country code.
fn place_of(digest: &Digest, region: &RegionId) -> String {
    let known = digest.flags.iter().find(|entry| entry.flag.region == *region).map(|entry| entry.place.clone());
    known.unwrap_or_else(|| match &region.admin1 {
        Some(unit) => format!("{unit} ({})", region.country),
        None => region.country.to_string(),
    })
}

fn coverage(entry: &FlagEntry) -> String {
    let coverage = &entry.score.coverage;
    match (coverage.expected, entry.score.covered) {
        (0, _) => "No source is expected to report on this region by itself.".to_owned(),
        (expected, covered) => {
            let verdict = if covered { "" } else { " Coverage is insufficient: read the number as a lower bound." };
            format!("{} of {expected} expected sources report.{verdict}", coverage.reporting)
        }
    }
}

fn quotes<'a>(entries: &'a [EvidenceEntry], taxonomy: &Taxonomy, limits: Limits) -> Vec<Quote<'a>> {
    entries.iter().take(limits.quotes).map(|entry| quote(entry, taxonomy)).collect()
}

fn quote<'a>(entry: &'a EvidenceEntry, taxonomy: &Taxonomy) -> Quote<'a> {
    let anonymous = entry.class == SourceClass::Field && entry.url.is_none() && entry.source_name.starts_with("a ");
    Quote {
        title: &entry.title,
        link: entry.url.as_deref().and_then(words::link),
        source: &entry.source_name,
        class: if anonymous { "" } else { words::class(entry.class) },
        day: words::short_day(entry.published),
        lang: language_name(&entry.lang),
        words: &entry.quote,
        categories: words::categories(taxonomy, &entry.categories, 3),
        told: told(entry),
        label: entry.label.as_str(),
    }
}

/// Who tells of the incident, where it is more than the text that is shown.
fn told(entry: &EvidenceEntry) -> String {
    let reports = u32::try_from(entry.story.documents.len()).unwrap_or(u32::MAX);
    let languages = match entry.story.languages.len() {
        0 | 1 => String::new(),
        count => format!(" in {count} languages"),
    };
    match (reports, entry.copies) {
        (0 | 1, 0 | 1) => String::new(),
        (reports, copies) if reports <= copies => format!("{copies} copies"),
        (reports, _) => {
            format!("{reports} reports by {}{languages}", words::count(entry.story.sources, "source", "sources"))
        }
    }
}

fn peace<'a>(entry: &'a PeaceEntry, taxonomy: &Taxonomy, limits: Limits) -> Peace<'a> {
    Peace {
        place: &entry.place,
        attention: words::attention(entry.attention),
        deescalation: words::attention(entry.deescalation * 100.0),
        quotes: quotes(&entry.evidence, taxonomy, limits),
    }
}

/// A reader wants to know which source is missing, not the whole list of a country's newspapers.
const MISSING_NAMED: usize = 3;

fn uncovered(entry: &CoverageEntry) -> Uncovered<'_> {
    let more = entry.missing.len().saturating_sub(MISSING_NAMED);
    let named = entry.missing.iter().take(MISSING_NAMED).cloned().collect::<Vec<_>>().join("; ");
    Uncovered {
        place: &entry.place,
        level: words::level(entry.level),
        reporting: match entry.expected {
            0 => "none expected".to_owned(),
            expected => format!("{} of {expected}", entry.reporting),
        },
        missing: if more == 0 { named } else { format!("{named}; {more} more") },
    }
}

/// One line for each source; protected sources of one state share a line with their number.
fn source_lines(digest: &Digest) -> Vec<SourceLine> {
    let mut lines: Vec<SourceLine> = Vec::new();
    for entry in &digest.sources {
        let line = SourceLine {
            name: entry.name.clone(),
            state: words::health(entry.state),
            reason: entry.reason.clone(),
            count: 1,
        };
        match lines.iter_mut().find(|known| SourceLine { count: 1, ..(*known).clone() } == line) {
            Some(known) => known.count += 1,
            None => lines.push(line),
        }
    }
    lines
}
