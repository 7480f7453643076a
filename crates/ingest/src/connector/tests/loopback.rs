//! A small HTTP server on loopback that answers as it is told, right or wrong.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server says to one path.
#[derive(Clone, Debug)]
pub struct Page {
    /// `200 OK`.
    pub status: &'static str,
    /// Further header lines, each ended.
    pub headers: String,
    pub body: Vec<u8>,
    /// How long it thinks.
    pub wait: Duration,
}

impl Page {
    pub fn new(status: &'static str, headers: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: headers.to_owned(), body: body.into(), wait: Duration::ZERO }
    }

    pub fn ok(kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("200 OK", &format!("Content-Type: {kind}\r\n"), body)
    }

    /// With an entity tag; a request that has it gets 304.
    pub fn tagged(kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("200 OK", &format!("Content-Type: {kind}\r\nETag: \"t1\"\r\n"), body)
    }

    pub fn slow(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }
}

/// What was asked: the target with its query, and what came after the head.
#[derive(Clone, Debug)]
pub struct Request {
    pub target: String,
    pub head: String,
    pub body: String,
}

impl Request {
    /// The path of the target.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A value of the query.
    pub fn value(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(&format!("http://e.org{}", self.target)).ok()?;
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A number in the query.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.parse().ok()
    }
}

type Answers = Arc<dyn Fn(&Request) -> Page + Send + Sync>;

/// The server; it stops with the runtime.
pub struct Loopback {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Loopback {
    /// Starts one that knows these paths (without query) and says 404 to all others.
    pub async fn start(pages: impl IntoIterator<Item = (&'static str, Page)>) -> Self {
        let pages: HashMap<&str, Page> = pages.into_iter().collect();
        let missing = Page::new("404 Not Found", "", "no");
        Self::answering(move |request| pages.get(request.path()).unwrap_or(&missing).clone()).await
    }

    /// Starts one that answers as it is told.
    pub async fn answering(answers: impl Fn(&Request) -> Page + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let answers: Answers = Arc::new(answers);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&answers), Arc::clone(&log)));
            }
        });
        Self { address, requests, connections }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers one request after the other on a connection.
async fn serve(mut stream: TcpStream, answers: Answers, log: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read(&mut stream, &log).await {
        let page = answers(&request);
        tokio::time::sleep(page.wait).await;
        let known = page.headers.contains("ETag") && request.head.to_lowercase().contains("if-none-match");
        let (status, body) = if known { ("304 Not Modified", &[][..]) } else { (page.status, page.body.as_slice()) };
        // In one piece: a second small one would wait for the first to be acknowledged.
        let head = format!("HTTP/1.1 {status}\r\n{}Content-Length: {}\r\n\r\n", page.headers, body.len());
        if stream.write_all(&[head.as_bytes(), body].concat()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, log: &Mutex<Vec<String>>) -> Option<Request> {
    let mut head = Vec::new();
    let mut byte = [0; 1];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    log.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Request { target, head, body })
}
