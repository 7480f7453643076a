//! Pages: rendered here, useful without scripts, small.

pub(crate) mod document;
pub(crate) mod front;
pub(crate) mod health;
pub(crate) mod marked;
pub(crate) mod region;
pub(crate) mod search;
pub(crate) mod spark;
pub(crate) mod words;

use crate::Surface;
use crate::problem::Problem;
use crate::read::Reader;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// What every page shows around its content.
pub(crate) struct Frame {
    pub(crate) banner: String,
    /// Label of what the page may hold at most.
    pub(crate) clearance: &'static str,
    /// What stands in the search box.
    pub(crate) q: String,
}

impl Frame {
    pub(crate) fn new(surface: &Surface, q: &str) -> Self {
        Self { banner: surface.banner.clone(), clearance: surface.clearance.as_str(), q: q.to_owned() }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: &'static str,
    what: String,
}

/// Renders a page, or the page that says why there is none.
fn answer<T: Template>(reader: &Reader, page: Result<T, Problem>) -> Response {
    let rendered = page.and_then(|page| {
        page.render().map_err(|error| {
            tracing::error!(%error, "a page could not be rendered");
            Problem::Fault
        })
    });
    match rendered {
        Ok(html) => Html(html).into_response(),
        Err(problem) => problem_page(reader, &problem),
    }
}

fn problem_page(reader: &Reader, problem: &Problem) -> Response {
    let title = match problem {
        Problem::Wrong(_) => "This request is not understood",
        Problem::Missing(_) => "Not found",
        Problem::Fault => "Something failed",
    };
    let page = ProblemPage { frame: Frame::new(reader.surface(), ""), title, what: problem.to_string() };
    match page.render() {
        Ok(html) => (problem.status(), Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Any address that is not known.
pub(crate) async fn missing(State(reader): State<Reader>) -> Response {
    problem_page(&reader, &Problem::Missing("there is no page at this address".to_owned()))
}

/// The one style sheet. It changes with the program only and holds nothing to protect: it may be kept for an hour.
pub(crate) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("../../assets/style.css"))
}
