//! The loopback server of the exercise: real files by host and path, and the faults that real publishers have.

use crate::config::{Files, built_in, built_in_names};
use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::task::JoinHandle;

const WWW: &str = "exercise/www/";

/// `exercise/faults.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    #[serde(default, rename = "fault")]
    faults: Vec<Fault>,
}

/// An address that answers as real ones sometimes do.
#[derive(Clone, Debug, Deserialize)]
struct Fault {
    host: String,
    path: String,
    #[serde(flatten)]
    kind: FaultKind,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum FaultKind {
    /// 404.
    Dead,
    /// A few kilobytes that unpack to very many.
    Bomb,
    /// Elsewhere.
    Redirect { to: String },
    /// Nothing new, ever.
    NotModified,
}

/// Host names that the exercise's server answers for.
pub fn hosts() -> BTreeSet<String> {
    let mut hosts: BTreeSet<String> =
        built_in_names(WWW).filter_map(|name| Some(name.strip_prefix(WWW)?.split_once('/')?.0.to_owned())).collect();
    if let Ok(faults) = faults() {
        hosts.extend(faults.into_iter().map(|fault| fault.host));
    }
    hosts
}

fn faults() -> Result<Vec<Fault>> {
    const NAME: &str = "exercise/faults.toml";
    let file: Faults = toml::from_str(&Files::embedded().text(NAME)?).context(NAME)?;
    Ok(file.faults)
}

/// The server; it stops when this is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When it cannot listen there, or the table of faults cannot be read.
    pub async fn start() -> Result<Self> {
        let listener =
            tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("cannot listen on loopback")?;
        let address = listener.local_addr()?;
        let router = Router::new().fallback(answer).with_state(Arc::new(faults()?));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the exercise's server ended");
            }
        });
        Ok(Self { address, task })
    }
}

async fn answer(State(faults): State<Arc<Vec<Fault>>>, request: Request<Body>) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let path = request.uri().path();
    if let Some(fault) = faults.iter().find(|fault| fault.host == host && fault.path == path) {
        return broken(&fault.kind);
    }
    match built_in(&format!("{WWW}{host}{path}")) {
        Some(bytes) => file(path, bytes.into_owned(), request.headers()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn broken(kind: &FaultKind) -> Response {
    match kind {
        FaultKind::Dead => StatusCode::NOT_FOUND.into_response(),
        FaultKind::NotModified => StatusCode::NOT_MODIFIED.into_response(),
        FaultKind::Redirect { to } => (StatusCode::FOUND, [(header::LOCATION, to.clone())]).into_response(),
        FaultKind::Bomb => match bomb() {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/rss+xml"), (header::CONTENT_ENCODING, "gzip")], bytes)
                .into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    }
}

/// The unpacked size of the bomb: well over what a feed may have.
const BOMB_BYTES: usize = 256 << 20;

fn bomb() -> std::io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"<rss version=\"2.0\"><channel><title>[EXERCISE] ")?;
    let block = [b' '; 64 << 10];
    for _ in 0..BOMB_BYTES / block.len() {
        packed.write_all(&block)?;
    }
    packed.finish()
}

/// A file with a validator, so that a second visit is told that nothing has changed.
fn file(path: &str, bytes: Vec<u8>, asked: &HeaderMap) -> Response {
    let validator = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..16]);
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == validator.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = [(header::CONTENT_TYPE, media_type(path).to_owned()), (header::ETAG, validator)];
    (headers, bytes).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "rss" => "application/rss+xml",
        "rdf" => "application/rdf+xml",
        "atom" => "application/atom+xml",
        "xml" => "application/xml",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}
