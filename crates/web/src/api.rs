//! The REST surface: the same questions as the pages, answered in JSON.

use crate::answer::{self, Question};
use crate::problem::Problem;
use crate::read::Reader;
use crate::wire;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};

/// A problem as JSON: `{"error": "…"}`.
pub(crate) struct JsonProblem(Problem);

impl<T: Into<Problem>> From<T> for JsonProblem {
    fn from(problem: T) -> Self {
        Self(problem.into())
    }
}

impl IntoResponse for JsonProblem {
    fn into_response(self) -> Response {
        (self.0.status(), Json(wire::Fault { error: self.0.to_string() })).into_response()
    }
}

type Answered<T> = Result<Json<T>, JsonProblem>;
type Asked<T> = Result<Query<T>, QueryRejection>;

/// The parameters of an address, or what is wrong with them.
pub(crate) fn asked<T>(query: Asked<T>) -> Result<T, Problem> {
    query.map(|Query(value)| value).map_err(|rejection| Problem::Wrong(rejection.body_text().to_lowercase()))
}

/// `GET /api/v1/search?q=&sort=&limit=&offset=`
pub(crate) async fn search(State(reader): State<Reader>, query: Asked<Question>) -> Answered<wire::Answers> {
    let question = asked(query)?;
    let query = answer::query(reader.surface(), &question)?;
    let answers = reader.read(move |surface| {
        let found = answer::search(surface, &query)?;
        Ok(wire::Answers::new(surface, &query, found))
    });
    Ok(Json(answers.await?))
}

/// Which day, and from which attention on.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct DayQuestion {
    pub(crate) day: String,
    pub(crate) min_attention: Option<f64>,
}

/// `GET /api/v1/flags?day=`
pub(crate) async fn flags(State(reader): State<Reader>, query: Asked<DayQuestion>) -> Answered<wire::Flags> {
    let question = asked(query)?;
    let flags = reader.read(move |surface| {
        let day = answer::day(surface, &question.day)?;
        let flags = day.map_or(Ok(Vec::new()), |day| answer::flags(surface, day))?;
        Ok(wire::Flags { day, flags: flags.into_iter().map(|flag| wire::WireFlag::new(surface, flag)).collect() })
    });
    Ok(Json(flags.await?))
}

/// `GET /api/v1/regions?day=&min_attention=`
pub(crate) async fn regions(State(reader): State<Reader>, query: Asked<DayQuestion>) -> Answered<wire::Regions> {
    let question = asked(query)?;
    let regions = reader.read(move |surface| {
        let day = answer::day(surface, &question.day)?;
        let scores = day.map_or(Ok(Vec::new()), |day| answer::scores(surface, day))?;
        let floor = question.min_attention.unwrap_or(0.0);
        let loud = scores.iter().filter(|score| score.attention_net >= floor);
        Ok(wire::Regions { day, regions: loud.map(|score| wire::RegionLine::new(surface, score)).collect() })
    });
    Ok(Json(regions.await?))
}

/// `GET /api/v1/regions/{region}?day=`
pub(crate) async fn region(
    State(reader): State<Reader>,
    Path(path): Path<String>,
    query: Asked<DayQuestion>,
) -> Answered<wire::Region> {
    let question = asked(query)?;
    let region = reader.read(move |surface| {
        let view = answer::region(surface, &path, &question.day)?;
        Ok(wire::Region::new(surface, view))
    });
    Ok(Json(region.await?))
}

/// `GET /api/v1/documents/{id}`
pub(crate) async fn document(State(reader): State<Reader>, Path(id): Path<String>) -> Answered<wire::WireDocument> {
    let document = reader.read(move |surface| {
        let read = answer::document(surface, &id)?;
        Ok(wire::WireDocument::new(surface, &read, false, true))
    });
    Ok(Json(document.await?))
}

/// Anything else below `/api/`.
pub(crate) async fn missing() -> JsonProblem {
    JsonProblem(Problem::Missing(
        "there is no such address; known: /api/v1/search, /api/v1/flags, /api/v1/regions, /api/v1/regions/{region}, \
         /api/v1/documents/{id}"
            .to_owned(),
    ))
}
