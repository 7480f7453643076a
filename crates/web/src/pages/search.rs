//! `/search`: answers with the words that matched.

use super::marked::{Piece, of_snippet};
use super::{Frame, answer, words};
use crate::Surface;
use crate::answer::{self as read, OFFSET_MAX, Question};
use crate::api::asked;
use crate::problem::Problem;
use crate::read::Reader;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::language::language_name;
use domain::query::Hit;

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    frame: Frame,
    by_date: bool,
    /// What is wrong with the question; empty when nothing is.
    wrong: String,
    total: usize,
    first: usize,
    last: usize,
    hits: Vec<HitLine>,
    /// The region that the words name, with its address.
    region: Option<(String, String)>,
    previous: Option<usize>,
    next: Option<usize>,
}

struct HitLine {
    id: String,
    title: String,
    tag: String,
    dir: String,
    source: String,
    url: Option<String>,
    class: &'static str,
    day: String,
    language: String,
    regions: Vec<(String, String)>,
    categories: String,
    label: &'static str,
    snippet: Vec<Piece>,
}

const PAGE_SIZE: usize = 20;

/// `GET /search?q=&sort=&page=`
pub(crate) async fn page(State(reader): State<Reader>, query: Result<Query<Question>, QueryRejection>) -> Response {
    let question = match asked(query) {
        Ok(question) => question,
        Err(problem) => return answer::<Search>(&reader, Err(problem)),
    };
    let page = reader.read(move |surface| search(surface, question)).await;
    // A question that is not understood is still a page with its box, so that it can be mended; its status says so.
    let status = match &page {
        Ok(page) if !page.wrong.is_empty() => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    let mut response = answer(&reader, page).into_response();
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn search(surface: &Surface, question: Question) -> Result<Search, Problem> {
    let number = question.page.unwrap_or(1).clamp(1, OFFSET_MAX / PAGE_SIZE + 1);
    let offset = (number - 1) * PAGE_SIZE;
    let asked = Question { limit: Some(PAGE_SIZE), offset: Some(offset), page: None, ..question };
    let mut page = Search {
        frame: Frame::new(surface, &asked.q),
        by_date: asked.sort == "date",
        wrong: String::new(),
        total: 0,
        first: 0,
        last: 0,
        hits: Vec::new(),
        region: (surface.find_region)(asked.q.trim()).map(|r| (words::region_path(&r), (surface.place_name)(&r))),
        previous: (number > 1).then(|| number - 1),
        next: None,
    };
    let query = match read::query(surface, &asked) {
        Ok(query) => query,
        Err(Problem::Wrong(what)) => return Ok(Search { wrong: what, previous: None, ..page }),
        Err(problem) => return Err(problem),
    };
    let found = read::search(surface, &query)?;
    page.total = found.total;
    page.first = if found.hits.is_empty() { 0 } else { offset + 1 };
    page.last = offset + found.hits.len();
    page.next = (page.last < found.total && page.last <= OFFSET_MAX && !found.hits.is_empty()).then_some(number + 1);
    page.hits = found.hits.into_iter().map(|hit| hit_line(surface, hit)).collect();
    Ok(page)
}

fn hit_line(surface: &Surface, hit: Hit) -> HitLine {
    let source = surface.shown(&hit.source, hit.class, hit.url.as_deref(), false);
    let lang = language_name(&hit.lang);
    HitLine {
        id: hit.id.to_string(),
        title: if hit.title.trim().is_empty() { "(without a title)".to_owned() } else { hit.title },
        tag: lang.tag.to_owned(),
        dir: lang.dir.to_owned(),
        language: lang.name.to_owned(),
        class: source.class(hit.class),
        source: source.name,
        url: source.url,
        day: words::moment(hit.published),
        regions: hit.regions.iter().map(|r| (words::region_path(r), (surface.place_name)(r))).collect(),
        categories: hit.categories.iter().map(|id| surface.category_name(id)).collect::<Vec<_>>().join(", "),
        label: hit.label.as_str(),
        snippet: of_snippet(&hit.snippet),
    }
}
