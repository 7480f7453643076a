//! `/health`: for people a page, for monitors JSON; both with status 200 when store and index answer.

use super::{Frame, answer, words};
use crate::Surface;
use crate::problem::Problem;
use crate::read::Reader;
use crate::{api::JsonProblem, wire};
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "health.html")]
struct HealthPage {
    frame: Frame,
    health: wire::Health,
    day: String,
    run: String,
}

/// `GET /health`
pub(crate) async fn page(State(reader): State<Reader>, headers: HeaderMap) -> Response {
    let health = reader.read(health).await;
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/html") {
        return health.map(Json).map_err(JsonProblem::from).into_response();
    }
    let page = health.map(|health| HealthPage {
        frame: Frame::new(reader.surface(), ""),
        day: health.last_scored_day.map_or_else(|| "none yet".to_owned(), words::day),
        run: health.last_run.map_or_else(|| "none yet".to_owned(), |at| at.format("%-d %B %Y, %H:%M UTC").to_string()),
        health,
    });
    answer(&reader, page)
}

fn health(surface: &Surface) -> Result<wire::Health, Problem> {
    let behind = surface.store.last_sequence()?.saturating_sub(surface.index.watermark()?);
    Ok(wire::Health {
        status: if behind == 0 { "ok" } else { "indexing" },
        documents: surface.store.document_count()?,
        indexed: surface.index.count()?,
        behind,
        last_scored_day: surface.store.last_scored_day()?,
        last_run: surface.store.last_run()?.map(|run| run.started),
    })
}
