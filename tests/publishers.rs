//! Publishers on loopback, good and hostile, told apart by the name they are asked under: `drip-7.example`.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Good publishers, and hostile ones of each kind.
pub const GOOD: usize = 50;
pub const EACH: usize = 30;
/// Items of a good feed.
pub const ITEMS: usize = 5;

/// Each kind of hostile server with what the source's reason must say.
pub const HOSTILE: [(&str, &str); 10] = [
    ("drip", "in the middle of the answer"),
    ("endless", "larger than"),
    ("reset", "reset"),
    ("bomb", "decompression bomb"),
    ("loop", "leads in a circle"),
    ("rebind", "loopback"),
    ("short", "closed the connection in the middle"),
    ("busy", "429 too many requests"),
    ("broken", "500 internal server error"),
    ("mute", "waiting for the first byte"),
];

/// Starts the server in a thread of its own; it answers as long as the program runs.
pub fn start() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket that does not block");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async {
                    // Who hangs up on us may do so.
                    let _ = answer(stream).await;
                });
            }
        });
    });
    address
}

/// A configuration of these sources alone, the good ones first or alone; names stand for the server's address.
pub fn configuration(server: SocketAddr, with_hostile: bool) -> (String, String) {
    let mut settings =
        "[fetch]\nfirst_byte_timeout_s = 3\ntotal_timeout_s = 5\nbody_bytes_max = 4000000\n[fetch.hosts]\n".to_owned();
    let mut sources = String::new();
    let mut add = |name: String, allow: bool| {
        settings += &format!("\"{name}.example\" = \"{server}\"\n");
        sources += &format!(
            "[[source]]\nid = \"{name}\"\nname = \"Invented {name}\"\nkind = \"feed\"\nclass = \"news\"\nurl = \"http://{name}.example/\"\n"
        );
        sources += if allow { "allow_networks = [\"127.0.0.1/32\"]\n" } else { "" };
    };
    (0..GOOD).for_each(|n| add(format!("good-{n}"), true));
    for (kind, _) in HOSTILE.iter().filter(|_| with_hostile) {
        (0..EACH).for_each(|n| add(format!("{kind}-{n}"), *kind != "rebind"));
    }
    (settings, sources)
}

async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut asked).await? == 0 {
            return Ok(());
        }
    }
    let asked = String::from_utf8_lossy(&asked).to_lowercase();
    let name = asked.split("host: ").nth(1).and_then(|rest| rest.split('.').next()).unwrap_or_default();
    match name.split('-').next().unwrap_or_default() {
        "good" => full(&mut stream, "", feed(name).as_bytes()).await,
        "drip" => drip(&mut stream).await,
        "endless" => endless(&mut stream).await,
        "reset" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>").await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger()
        }
        "bomb" => full(&mut stream, "Content-Encoding: gzip\r\n", &bomb()?).await,
        "loop" => stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n").await,
        "short" => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>").await,
        "busy" => stream.write_all(b"HTTP/1.1 429 Too Many\r\nRetry-After: 7200\r\nContent-Length: 0\r\n\r\n").await,
        "broken" => stream.write_all(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await,
        _ => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            Ok(())
        }
    }
}

async fn full(stream: &mut TcpStream, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await
}

async fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    loop {
        stream.write_all(b" ").await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn endless(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<rss>").await?;
    loop {
        stream.write_all(&[b' '; 16 << 10]).await?;
    }
}

fn feed(name: &str) -> String {
    let item = |n| {
        format!(
            "<item><title>Market day {n} of {name}</title><guid>{name}-{n}</guid><description>The market of {name} was \
             open on day {n}, and the boats came in time.</description></item>"
        )
    };
    let items: String = (0..ITEMS).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>{name}</title>{items}</channel></rss>")
}

/// 64 MB of blanks in 64 KB.
fn bomb() -> std::io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    (0..1024).try_for_each(|_| packed.write_all(&[b' '; 64 << 10]))?;
    packed.finish()
}
