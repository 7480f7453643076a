//! The JSON of the REST surface. Field names are a contract with programs elsewhere; domain types stay free to change.
//! Times are RFC 3339, days `YYYY-MM-DD`, offsets characters (Unicode scalar values), end exclusive.

use crate::Surface;
use crate::answer::RegionView;
use chrono::{DateTime, NaiveDate, Utc};
use domain::flag::Flag;
use domain::ledger::Standing;
use domain::mandate::Partner;
use domain::query::{Answer, Hit, Query, Sort};
use domain::score::{CategoryScore, Contribution, RegionScore};
use domain::{Actor, Casualties, EnrichedDocument, Place, Signal};
use serde::Serialize;

/// What every fault says.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) error: String,
}

/// Answers to a query.
#[derive(Debug, Serialize)]
pub(crate) struct Answers {
    total: usize,
    limit: usize,
    offset: usize,
    sort: &'static str,
    hits: Vec<WireHit>,
}

#[derive(Debug, Serialize)]
struct WireHit {
    id: String,
    title: String,
    source: String,
    source_name: String,
    class: &'static str,
    url: Option<String>,
    published: DateTime<Utc>,
    lang: String,
    regions: Vec<String>,
    categories: Vec<String>,
    label: &'static str,
    snippet: WireSnippet,
    score: f32,
}

/// A piece of text with the places that matched, in characters.
#[derive(Debug, Serialize)]
struct WireSnippet {
    text: String,
    marks: Vec<(usize, usize)>,
}

impl Answers {
    pub(crate) fn new(surface: &Surface, query: &Query, answer: Answer) -> Self {
        Self {
            total: answer.total,
            limit: query.limit,
            offset: query.offset,
            sort: match query.sort {
                Sort::Relevance => "relevance",
                Sort::Date => "date",
            },
            hits: answer.hits.into_iter().map(|hit| WireHit::new(surface, hit)).collect(),
        }
    }
}

impl WireHit {
    fn new(surface: &Surface, hit: Hit) -> Self {
        let source = surface.shown(&hit.source, hit.class, hit.url.as_deref(), false);
        let text = hit.snippet.text;
        let chars = |byte: usize| text.char_indices().take_while(|(at, _)| *at < byte).count();
        let marks = hit.snippet.marks.iter().map(|(start, end)| (chars(*start), chars(*end))).collect();
        Self {
            id: hit.id.to_string(),
            title: hit.title,
            source: source.id,
            source_name: source.name,
            class: hit.class.as_str(),
            url: source.url,
            published: hit.published,
            lang: hit.lang,
            regions: hit.regions.iter().map(ToString::to_string).collect(),
            categories: hit.categories.iter().map(ToString::to_string).collect(),
            label: hit.label.as_str(),
            snippet: WireSnippet { marks, text },
            score: hit.score,
        }
    }
}

/// The flags of a day.
#[derive(Debug, Serialize)]
pub(crate) struct Flags {
    /// `null` when no day has been scored yet.
    pub(crate) day: Option<NaiveDate>,
    pub(crate) flags: Vec<WireFlag>,
}

#[derive(Debug, Serialize)]
pub(crate) struct WireFlag {
    id: String,
    region: String,
    place: String,
    kind: &'static str,
    level: &'static str,
    attention: f64,
    convergence: &'static str,
    raised_on: NaiveDate,
    as_of: NaiveDate,
    alerts: bool,
    categories: Vec<String>,
    reasons: Vec<String>,
    evidence: Vec<String>,
    evidence_count: u32,
    field_voices: u32,
    media_voices: u32,
    rigos: Vec<Partner>,
    networks: Vec<Partner>,
    with: Vec<String>,
    label: &'static str,
}

impl WireFlag {
    pub(crate) fn new(surface: &Surface, flag: Flag) -> Self {
        Self {
            id: flag.id.to_string(),
            place: (surface.place_name)(&flag.region),
            region: flag.region.to_string(),
            kind: flag.kind.as_str(),
            level: flag.level.as_str(),
            attention: flag.attention,
            convergence: flag.convergence.as_str(),
            raised_on: flag.raised_on,
            as_of: flag.as_of,
            alerts: flag.alerts,
            categories: flag.categories.iter().map(ToString::to_string).collect(),
            reasons: flag.reasons,
            evidence: flag.evidence.iter().map(ToString::to_string).collect(),
            evidence_count: flag.evidence_count,
            field_voices: flag.field_voices,
            media_voices: flag.media_voices,
            rigos: flag.rigos,
            networks: flag.networks,
            with: flag.with.iter().map(ToString::to_string).collect(),
            label: flag.label.as_str(),
        }
    }
}

/// The regions of a day, highest net attention first.
#[derive(Debug, Serialize)]
pub(crate) struct Regions {
    /// `null` when no day has been scored yet.
    pub(crate) day: Option<NaiveDate>,
    pub(crate) regions: Vec<RegionLine>,
}

/// A region in a list.
#[derive(Debug, Serialize)]
pub(crate) struct RegionLine {
    region: String,
    place: String,
    as_of: NaiveDate,
    attention: f64,
    attention_net: f64,
    level: &'static str,
    convergence: &'static str,
    deescalation: f64,
    evidence_count: u32,
    expected_sources: u32,
    reporting_sources: u32,
    covered: bool,
    label: &'static str,
}

impl RegionLine {
    pub(crate) fn new(surface: &Surface, score: &RegionScore) -> Self {
        Self {
            region: score.region.to_string(),
            place: (surface.place_name)(&score.region),
            as_of: score.as_of,
            attention: score.attention,
            attention_net: score.attention_net,
            level: score.level.as_str(),
            convergence: score.convergence.as_str(),
            deescalation: score.deescalation,
            evidence_count: score.evidence_count,
            expected_sources: score.coverage.expected,
            reporting_sources: score.coverage.reporting,
            covered: score.covered,
            label: score.label.as_str(),
        }
    }
}

/// One region with everything that explains its number.
#[derive(Debug, Serialize)]
pub(crate) struct Region {
    region: String,
    place: String,
    /// `null` when nothing was scored for it: that is no calm.
    score: Option<RegionDetail>,
    flag: Option<WireFlag>,
    /// From raised to acknowledged, answered and closed.
    standing: Option<Standing>,
    trend: Vec<(NaiveDate, f64)>,
    evidence: Vec<WireDocument>,
    /// How many documents above the clearance stand behind the number.
    restricted: usize,
}

#[derive(Debug, Serialize)]
struct RegionDetail {
    #[serde(flatten)]
    line: RegionLine,
    surprise: f64,
    intensity: f64,
    corroboration: f64,
    breadth: f64,
    structural: f64,
    surprise_field: f64,
    surprise_media: f64,
    field_voices: u32,
    media_voices: u32,
    contributions: Vec<Contribution>,
    categories: Vec<CategoryScore>,
    missing_sources: Vec<String>,
    formula: String,
}

impl Region {
    pub(crate) fn new(surface: &Surface, view: RegionView) -> Self {
        let named = view.named;
        Self {
            place: (surface.place_name)(&view.region),
            region: view.region.to_string(),
            score: view.score.map(|score| RegionDetail::new(surface, score)),
            flag: view.flag.map(|flag| WireFlag::new(surface, flag)),
            standing: view.standing,
            trend: view.trend,
            evidence: view.evidence.iter().map(|read| WireDocument::new(surface, read, named, false)).collect(),
            restricted: view.restricted,
        }
    }
}

impl RegionDetail {
    fn new(surface: &Surface, score: RegionScore) -> Self {
        Self {
            line: RegionLine::new(surface, &score),
            missing_sources: surface.missing(&score.coverage),
            surprise: score.surprise,
            intensity: score.intensity,
            corroboration: score.corroboration,
            breadth: score.breadth,
            structural: score.structural,
            surprise_field: score.surprise_field,
            surprise_media: score.surprise_media,
            field_voices: score.field_voices,
            media_voices: score.media_voices,
            contributions: score.contributions,
            categories: score.categories,
            formula: score.formula,
        }
    }
}

/// A document. Owner, point and place of fetch are left out: of a field report they would lead to the reporter.
#[derive(Debug, Serialize)]
pub(crate) struct WireDocument {
    id: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    source: String,
    source_name: String,
    class: &'static str,
    url: Option<String>,
    published: DateTime<Utc>,
    lang: String,
    regions: Vec<String>,
    places: Vec<Place>,
    signals: Vec<Signal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_day: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actors: Vec<Actor>,
    #[serde(skip_serializing_if = "Casualties::is_empty")]
    casualties: Casualties,
    relevance: f32,
    cluster: String,
    wire: Option<String>,
    label: &'static str,
}

impl WireDocument {
    /// With its text or, in lists, without.
    pub(crate) fn new(surface: &Surface, read: &EnrichedDocument, named: bool, with_text: bool) -> Self {
        let document = &read.document;
        let source = surface.shown_of(document, named);
        Self {
            id: document.id.to_string(),
            title: document.title.clone(),
            text: with_text.then(|| document.text.clone()),
            source: source.id,
            source_name: source.name,
            class: document.class.as_str(),
            url: source.url,
            published: document.published,
            lang: read.annotation.lang.code.clone(),
            regions: read.annotation.regions().iter().map(ToString::to_string).collect(),
            places: read.annotation.places.clone(),
            signals: read.annotation.signals.clone(),
            event_day: read.annotation.event_day,
            actors: read.annotation.actors.clone(),
            casualties: read.annotation.casualties.clone(),
            relevance: read.annotation.relevance,
            cluster: read.cluster.to_string(),
            wire: read.wire.clone(),
            label: document.label.as_str(),
        }
    }
}

/// How the program does.
#[derive(Debug, Serialize)]
pub(crate) struct Health {
    pub(crate) status: &'static str,
    pub(crate) documents: u64,
    pub(crate) indexed: u64,
    /// Documents that the index does not know yet.
    pub(crate) behind: u64,
    pub(crate) last_scored_day: Option<NaiveDate>,
    pub(crate) last_run: Option<DateTime<Utc>>,
}
