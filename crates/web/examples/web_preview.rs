//! Serves an invented day on loopback, to be looked at: `cargo run -p almenara-web --example web_preview [ADDRESS]`.

#[path = "../tests/fake/mod.rs"]
#[allow(dead_code)]
mod fake;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8089".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}/");
    axum::serve(listener, web::router(fake::surface(fake::rich()))).await
}
