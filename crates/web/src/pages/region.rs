//! `/regions/{region}`: one number and everything that explains it.

use super::spark::{self, Bars};
use super::{Frame, answer, words};
use crate::Surface;
use crate::answer::{self as read, RegionView};
use crate::api::{DayQuestion, asked};
use crate::problem::Problem;
use crate::read::Reader;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::language::language_name;
use domain::mandate::Partner;
use domain::score::{CategoryScore, RegionScore};
use domain::{EnrichedDocument, Polarity};

#[derive(Template)]
#[template(path = "region.html")]
struct RegionPage {
    frame: Frame,
    place: String,
    region: String,
    detail: Option<Detail>,
    flag: Option<FlagBox>,
    evidence: Vec<EvidenceLine>,
    restricted: usize,
}

struct Detail {
    day: String,
    attention: String,
    gross: String,
    level_name: &'static str,
    level: &'static str,
    convergence: &'static str,
    voices: String,
    label: &'static str,
    covered: bool,
    coverage: String,
    missing: Vec<String>,
    trend: String,
    trend_words: String,
    contributions: Vec<(String, String, String)>,
    sides: [(&'static str, String); 3],
    categories: Vec<CategoryLine>,
    formula: String,
    documents: u32,
}

struct CategoryLine {
    name: String,
    peace: bool,
    count: u32,
    expected: String,
    field: u32,
    media: u32,
    surprise: String,
    weekly: Bars,
    weekly_words: String,
}

struct FlagBox {
    kind: &'static str,
    since: String,
    reasons: Vec<String>,
    rigos: Vec<PartnerLine>,
    networks: Vec<PartnerLine>,
    with: Vec<(String, String)>,
}

struct PartnerLine {
    partner: Partner,
    link: bool,
}

struct EvidenceLine {
    id: String,
    title: String,
    tag: String,
    dir: String,
    source: String,
    url: Option<String>,
    class: &'static str,
    day: String,
    language: String,
    categories: String,
    label: &'static str,
}

/// `GET /regions/{region}?day=`
pub(crate) async fn page(
    State(reader): State<Reader>,
    Path(path): Path<String>,
    query: Result<Query<DayQuestion>, QueryRejection>,
) -> Response {
    let page = match asked(query) {
        Ok(question) => {
            let read = move |surface: &Surface| Ok(build(surface, read::region(surface, &path, &question.day)?));
            reader.read(read).await
        }
        Err(problem) => Err::<RegionPage, Problem>(problem),
    };
    answer(&reader, page)
}

fn build(surface: &Surface, view: RegionView) -> RegionPage {
    let named = view.named;
    let response = view.standing.map_or_else(String::new, |standing| format!(", {}", standing.words()));
    RegionPage {
        frame: Frame::new(surface, ""),
        place: (surface.place_name)(&view.region),
        region: view.region.to_string(),
        flag: view.flag.map(|flag| FlagBox {
            kind: words::kind(flag.kind),
            since: format!("{}{}", words::day(flag.raised_on), response),
            reasons: flag.reasons,
            rigos: flag.rigos.into_iter().map(PartnerLine::new).collect(),
            networks: flag.networks.into_iter().map(PartnerLine::new).collect(),
            with: flag.with.iter().map(|r| (words::region_path(r), (surface.place_name)(r))).collect(),
        }),
        detail: view.score.map(|score| detail(surface, &score, &view.trend)),
        evidence: view.evidence.iter().map(|read| evidence(surface, read, named)).collect(),
        restricted: view.restricted,
    }
}

impl PartnerLine {
    fn new(partner: Partner) -> Self {
        let link = partner.contact.starts_with("https://") || partner.contact.starts_with("http://");
        Self { partner, link }
    }
}

fn detail(surface: &Surface, score: &RegionScore, trend: &[(chrono::NaiveDate, f64)]) -> Detail {
    let values: Vec<f64> = trend.iter().map(|(_, value)| *value).collect();
    Detail {
        day: words::day(score.as_of),
        attention: words::attention(score.attention_net),
        gross: words::attention(score.attention),
        level_name: score.level.as_str(),
        level: words::level(score.level),
        convergence: words::convergence(score.convergence),
        voices: format!("{} independent field voices, {} others", score.field_voices, score.media_voices),
        label: score.label.as_str(),
        covered: score.covered,
        coverage: match score.coverage.expected {
            0 => "No source is expected to report on this region by itself.".to_owned(),
            expected => format!("{} of {expected} expected sources report.", score.coverage.reporting),
        },
        missing: surface.missing(&score.coverage),
        trend: spark::line(&values),
        trend_words: match (trend.first(), trend.last()) {
            (Some((day, first)), Some((_, last))) => {
                format!("{} on {}, {} now", words::attention(*first), words::day(*day), words::attention(*last))
            }
            _ => String::new(),
        },
        contributions: score
            .contributions
            .iter()
            .map(|one| (one.part.clone(), format!("{:+.1}", one.points), one.why.clone()))
            .collect(),
        sides: [
            ("Surprise among field sources", words::share(score.surprise_field)),
            ("Surprise among all others", words::share(score.surprise_media)),
            ("Peace beside it", words::share(score.deescalation)),
        ],
        categories: score.categories.iter().map(|one| category(surface, one)).collect(),
        formula: score.formula.clone(),
        documents: score.evidence_count,
    }
}

fn category(surface: &Surface, score: &CategoryScore) -> CategoryLine {
    let weeks: Vec<String> = score.weekly.iter().map(ToString::to_string).collect();
    CategoryLine {
        name: surface.category_name(&score.category),
        peace: score.polarity == Polarity::Peace,
        count: score.count,
        expected: format!("{:.1}", score.expected),
        field: score.field_count,
        media: score.media_count,
        surprise: words::share(score.surprise),
        weekly: spark::bars(&score.weekly),
        weekly_words: format!("stories a week, oldest first: {}", weeks.join(", ")),
    }
}

fn evidence(surface: &Surface, read: &EnrichedDocument, named: bool) -> EvidenceLine {
    let document = &read.document;
    let source = surface.shown_of(document, named);
    let lang = language_name(&read.annotation.lang.code);
    let mut categories: Vec<String> = Vec::new();
    for signal in read.annotation.signals.iter().filter(|signal| signal.counts()) {
        let name = surface.category_name(&signal.category);
        if !categories.contains(&name) {
            categories.push(name);
        }
    }
    let title = if document.title.trim().is_empty() { "(without a title)" } else { &document.title };
    EvidenceLine {
        id: document.id.to_string(),
        title: title.to_owned(),
        tag: lang.tag.to_owned(),
        dir: lang.dir.to_owned(),
        language: lang.name.to_owned(),
        class: source.class(document.class),
        source: source.name,
        url: source.url,
        day: words::moment(document.published),
        categories: categories.join(", "),
        label: document.label.as_str(),
    }
}
