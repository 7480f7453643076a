//! The publishers: one loopback server that answers for every host, keeps connections and knows its entity tags.

use super::world::World;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const TAG: &str = "\"as-it-was\"";

type Feeds = Arc<HashMap<String, Vec<u8>>>;

/// Serves `feeds` feeds until its input ends; prints its address.
pub fn serve(feeds: usize) {
    let world = World::of_exercise();
    let feeds: Feeds = Arc::new((0..feeds).map(|n| (super::world::host(n), answer(&world.feed(n)))).collect());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("{}", listener.local_addr().expect("its address"));
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&feeds)));
            }
        }
    });
}

fn answer(body: &str) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: {TAG}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    (head + body).into_bytes()
}

async fn converse(stream: TcpStream, feeds: Feeds) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let (mut host, mut known) = (String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        let lower = line.to_ascii_lowercase();
        if let Some(name) = lower.strip_prefix("host:") {
            host = name.trim().split(':').next().unwrap_or_default().to_owned();
        }
        known |= lower.starts_with("if-none-match:") && lower.contains(TAG);
        if !line.is_empty() {
            continue;
        }
        let unchanged = format!("HTTP/1.1 304 Not Modified\r\nETag: {TAG}\r\n\r\n").into_bytes();
        let missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
        let answer = if known { &unchanged } else { feeds.get(&host).unwrap_or(&missing) };
        if writing.write_all(answer).await.is_err() {
            return;
        }
        known = false;
    }
}
