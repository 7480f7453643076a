//! What it costs to fetch and read feeds: 500 feeds of 20 items of 1.5 KB on 500 hosts, served by a thread of this process.
//!
//! Run with `cargo bench -p almenara-ingest --bench fetch`. It prints processor time an item, that of the server left out, and
//! the time on the wall; beside it what feed-rs and a plain reqwest client need for the same feeds.

use chrono::{DateTime, Utc};
use domain::source::SourceState;
use domain::{Item, Source};
use futures::StreamExt;
use ingest::{FetchConfig, Fetcher, Order};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const FEEDS: usize = 500;
const ITEMS: usize = 20;
const TEXT_BYTES: usize = 1_500;
const SERVER: &str = "server";
/// Requests of the plain client side by side, as many as ours makes by default.
const SIDE_BY_SIDE: usize = 32;

fn main() {
    let feed = feed(0);
    let bytes = feed.len();
    println!("{FEEDS} feeds of {ITEMS} items, {bytes} bytes each");
    alone("parse::feed alone", || ingest::parse::feed(feed.as_bytes(), None, None).items.len());
    alone("feed-rs alone", || feed_rs::parser::parse(feed.as_bytes()).map_or(0, |feed| feed.entries.len()));

    let server = serve();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let orders: Vec<Order> = (0..FEEDS).map(|n| order(n, SourceState::default())).collect();
    // Ours chooses the provider of cryptography for the whole process.
    drop(fetcher(server));
    let plain = measure("plain reqwest + feed-rs", || runtime.block_on(plain(server)));
    let mut states = Vec::new();
    let cold = measure("pull_all, first visit", || {
        let (items, new) = runtime.block_on(pull(server, orders.clone()));
        states = new;
        items
    });
    let kept: Vec<Order> = states.into_iter().enumerate().map(|(n, state)| order(n, state)).collect();
    let fetcher = fetcher(server);
    measure("pull_all, 304 on new connections", || {
        runtime.block_on(pull_with(Arc::clone(&fetcher), kept.clone())).0 + FEEDS * ITEMS
    });
    measure("pull_all, 304 on kept connections", || runtime.block_on(pull_with(fetcher, kept)).0 + FEEDS * ITEMS);
    println!("rate of the first visit: {:.0} % of the plain client", 100.0 * plain / cold);
}

/// Runs something that gives items, and prints its cost; gives the seconds on the wall.
fn measure(name: &str, work: impl FnOnce() -> usize) -> f64 {
    let (start, before) = (Instant::now(), processor_s());
    let items = work();
    let (wall, processor) = (start.elapsed().as_secs_f64(), processor_s() - before);
    let each = processor * 1e6 / items.max(1) as f64;
    println!("{name:36} {each:8.1} µs of processor an item, {wall:7.3} s, {items} items");
    wall
}

fn alone(name: &str, read: impl Fn() -> usize) {
    let rounds = if read() == ITEMS { FEEDS } else { 0 };
    measure(name, || (0..rounds).map(|_| read()).sum());
}

/// Processor time of this process, the server's left out, as Linux tells it: nanoseconds, first word of each thread's
/// `schedstat`.
fn processor_s() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let own = threads
        .filter(|thread| std::fs::read_to_string(thread.path().join("comm")).is_ok_and(|name| name.trim() != SERVER));
    let spent = own.filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    spent.sum::<f64>() / 1e9
}

fn feed(number: usize) -> String {
    let sentence = "The ford near the market has been closed since Monday and traders wait on both banks. ";
    let text: String = sentence.chars().cycle().take(TEXT_BYTES).collect();
    let item = |n: usize| {
        format!(
            "<item><title>Report {n} of {number}</title><link>https://h{number}.example/{n}</link><guid>{number}-{n}</guid>\
             <pubDate>Mon, 05 Jan 2026 08:{n:02}:00 GMT</pubDate><description>{text}</description></item>"
        )
    };
    let items: String = (0..ITEMS).map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {number}</title>{items}</channel></rss>")
}

/// A server that knows one feed, keeps connections and answers 304 to those who have it.
fn serve() -> SocketAddr {
    let (send, address) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().name(SERVER.to_owned());
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            send.send(listener.local_addr().expect("an address")).expect("sent");
            let body = feed(0);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"t1\"\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let whole: Arc<[u8]> = [head.as_bytes(), body.as_bytes()].concat().into();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&whole)));
            }
        });
    };
    thread.spawn(work).expect("a thread");
    address.recv().expect("an address")
}

async fn answer(mut stream: TcpStream, whole: Arc<[u8]>) {
    let mut head = Vec::new();
    loop {
        head.clear();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_buf(&mut head).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
        let known = String::from_utf8_lossy(&head).to_ascii_lowercase().contains("if-none-match");
        let answer: &[u8] = if known { b"HTTP/1.1 304 Not Modified\r\nETag: \"t1\"\r\n\r\n" } else { &whole };
        if stream.write_all(answer).await.is_err() {
            return;
        }
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_700_000, 0).unwrap_or_default()
}

fn order(number: usize, state: SourceState) -> Order {
    let source: Source = serde_json::from_value(serde_json::json!({
        "id": format!("s{number}"), "name": "S", "kind": "feed", "class": "news",
        "url": format!("http://h{number}.example/feed"), "allow_networks": ["127.0.0.0/8"]
    }))
    .expect("a source");
    Order { source, state, since: None }
}

fn hosts(server: SocketAddr) -> BTreeMap<String, SocketAddr> {
    (0..FEEDS).map(|n| (format!("h{n}.example"), server)).collect()
}

fn fetcher(server: SocketAddr) -> Arc<Fetcher> {
    let config = FetchConfig { hosts: hosts(server), ..FetchConfig::default() };
    Arc::new(Fetcher::new(FetchConfig { host_gap_ms: 0, ..config }).expect("a fetcher"))
}

async fn pull(server: SocketAddr, orders: Vec<Order>) -> (usize, Vec<SourceState>) {
    pull_with(fetcher(server), orders).await
}

/// The items of all visits, and the states in the order of the sources.
async fn pull_with(fetcher: Arc<Fetcher>, orders: Vec<Order>) -> (usize, Vec<SourceState>) {
    let mut states: BTreeMap<usize, SourceState> = BTreeMap::new();
    let mut items: Vec<Item> = Vec::new();
    let mut done = fetcher.pull_all(orders, now());
    while let Some(visit) = done.recv().await {
        let fetched = visit.result.expect("a feed");
        let number = visit.source.id.as_str()[1..].parse().expect("a number");
        states.insert(number, fetched.state);
        items.extend(fetched.items);
    }
    (items.len(), states.into_values().collect())
}

/// What anybody would write: fetch, read, count.
async fn plain(server: SocketAddr) -> usize {
    let mut builder = reqwest::Client::builder().no_proxy();
    for host in hosts(server).into_keys() {
        builder = builder.resolve(&host, server);
    }
    let client = builder.build().expect("a client");
    let one = |n: usize| {
        let client = client.clone();
        tokio::spawn(async move {
            let answer = client.get(format!("http://h{n}.example/feed")).send().await.expect("an answer");
            let bytes = answer.bytes().await.expect("a body");
            feed_rs::parser::parse(bytes.as_ref()).expect("a feed").entries.len()
        })
    };
    let all = futures::stream::iter(0..FEEDS).map(one).buffer_unordered(SIDE_BY_SIDE);
    all.fold(0, |sum, items| async move { sum + items.expect("a task") }).await
}
