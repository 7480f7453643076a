//! `/documents/{id}`: what was read, and what was found in it.

use super::marked::{Piece, of_signals};
use super::{Frame, answer, words};
use crate::Surface;
use crate::answer as read;
use crate::read::Reader;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::EnrichedDocument;
use domain::language::language_name;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    title: String,
    tag: String,
    dir: String,
    language: String,
    source: String,
    url: Option<String>,
    class: &'static str,
    day: String,
    label: &'static str,
    wire: Option<String>,
    regions: Vec<(String, String)>,
    places: String,
    casualties: Option<String>,
    event_day: Option<String>,
    /// Name, or the words of the text, and what it is.
    actors: Vec<(String, &'static str)>,
    signals: Vec<SignalLine>,
    pieces: Vec<Piece>,
    shortened: bool,
}

struct SignalLine {
    category: String,
    status: &'static str,
    mode: String,
    severity: String,
    score: String,
    evidence: String,
    counts: bool,
}

/// A page stays small for slow lines; the REST surface has the whole text.
const TEXT_CHARS_MAX: usize = 20_000;
const PLACES_MAX: usize = 30;

/// `GET /documents/{id}`
pub(crate) async fn page(State(reader): State<Reader>, Path(id): Path<String>) -> Response {
    let page = reader.read(move |surface| Ok(build(surface, &read::document(surface, &id)?))).await;
    answer(&reader, page)
}

fn build(surface: &Surface, read: &EnrichedDocument) -> DocumentPage {
    let (document, annotation) = (&read.document, &read.annotation);
    let source = surface.shown_of(document, false);
    let lang = language_name(&annotation.lang.code);
    let cut = document.text.char_indices().nth(TEXT_CHARS_MAX).map_or(document.text.len(), |(byte, _)| byte);
    let named = |signal: &domain::Signal| {
        format!("{} ({})", surface.category_name(&signal.category), words::status(signal.status))
    };
    DocumentPage {
        frame: Frame::new(surface, ""),
        title: if document.title.trim().is_empty() { "(without a title)".to_owned() } else { document.title.clone() },
        tag: lang.tag.to_owned(),
        dir: lang.dir.to_owned(),
        language: lang.name.to_owned(),
        class: source.class(document.class),
        source: source.name,
        url: source.url,
        day: words::moment(document.published),
        label: document.label.as_str(),
        wire: read.wire.clone(),
        regions: annotation.regions().iter().map(|r| (words::region_path(r), (surface.place_name)(r))).collect(),
        places: places(read),
        casualties: (!annotation.casualties.is_empty()).then(|| annotation.casualties.to_string()),
        event_day: annotation.event_day.map(|day| day.to_string()),
        actors: actors(read),
        signals: annotation
            .signals
            .iter()
            .map(|signal| SignalLine {
                category: surface.category_name(&signal.category),
                status: words::status(signal.status),
                mode: signal.mode.clone().unwrap_or_default(),
                severity: severity(signal.severity),
                score: format!("{:.2}", signal.score),
                evidence: signal.evidence.clone(),
                counts: signal.counts(),
            })
            .collect(),
        pieces: of_signals(&document.text[..cut], &annotation.signals, named),
        shortened: cut < document.text.len(),
    }
}

/// Signals that were stored before severities were have none.
fn severity(value: f32) -> String {
    if value > 0.0 { format!("{value:.2}") } else { String::new() }
}

/// The actors by their usual names, else by the words of the text; those that only the title mentions without a name are left out.
fn actors(read: &EnrichedDocument) -> Vec<(String, &'static str)> {
    let words = |actor: &domain::Actor| {
        let chars = read.document.text.chars().skip(actor.start).take(actor.end.saturating_sub(actor.start));
        chars.collect::<String>()
    };
    let named = read
        .annotation
        .actors
        .iter()
        .map(|actor| (actor.name.clone().unwrap_or_else(|| words(actor)), words::actor(actor.kind)));
    named.filter(|(name, _)| !name.is_empty()).collect()
}

/// The places that were named, each once, in the order of the text.
fn places(read: &EnrichedDocument) -> String {
    let mut names: Vec<&str> = Vec::new();
    for place in &read.annotation.places {
        if !names.contains(&place.name.as_str()) && names.len() < PLACES_MAX {
            names.push(&place.name);
        }
    }
    names.join(", ")
}
