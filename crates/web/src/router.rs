//! Addresses, limits and headers.

use crate::read::Reader;
use crate::{Surface, api, pages};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// Whoever waits longer has gone.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(20);
/// Nothing here reads a body.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// All pages and the REST surface.
pub fn router(surface: Surface) -> Router {
    let api = Router::new()
        .route("/search", get(api::search))
        .route("/flags", get(api::flags))
        .route("/regions", get(api::regions))
        .route("/regions/{*region}", get(api::region))
        .route("/documents/{id}", get(api::document))
        .fallback(api::missing);
    Router::new()
        .route("/", get(pages::front::page))
        .route("/search", get(pages::search::page))
        .route("/regions/{*region}", get(pages::region::page))
        .route("/documents/{id}", get(pages::document::page))
        .route("/health", get(pages::health::page))
        .route("/assets/style.css", get(pages::style))
        .nest("/api/v1", api)
        .fallback(pages::missing)
        .with_state(Reader::new(surface))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER_TIME_MAX))
        .layer(CompressionLayer::new())
        .layer(map_response(with_headers))
}

/// On every answer. A page may load its style sheet and nothing else, may not be framed, tells nobody where a reader
/// came from, and is not kept by caches on the way: what it shows may be restricted.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

async fn with_headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
