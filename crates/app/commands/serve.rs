//! `serve`: the pages, with the schedule beside them.

use super::{EXIT_OK, Invocation};
use crate::daemon::{self, Stop};
use crate::house::House;
use anyhow::{Context, Result};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Serve the pages and the REST API, and run on schedule beside them, until stopped
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara serve --listen 127.0.0.1:8080")]
pub struct Args {
    /// Address and port [default: serve.listen of the configuration]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Pages only: do not run on schedule
    #[arg(long)]
    no_schedule: bool,
}

/// Time that requests in progress are given to end once the program shall stop.
const DRAIN: Duration = Duration::from_secs(3);

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = Arc::new(invocation.house()?);
    let listen = args.listen.unwrap_or(house.settings.serve.listen);
    let runtime = super::runtime()?;
    let schedule = !args.no_schedule;
    runtime.block_on(async {
        let listener =
            tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        println!(
            "http://{}/  (pages up to TLP:{}; Ctrl-C stops)",
            listener.local_addr()?,
            house.settings.serve.clearance
        );
        let stop = Stop::listen()?;
        let worker = {
            // A task of its own: the pages answer while a cycle works.
            let (house, stop) = (house.clone(), stop.clone());
            tokio::spawn(async move { if schedule { daemon::work_until(&house, &stop).await } else { Ok(()) } })
        };
        let asked = stop.clone();
        let pages = axum::serve(listener, guarded(&house)).with_graceful_shutdown(async move { asked.asked().await });
        tokio::select! {
            ended = pages.into_future() => ended?,
            () = async { stop.asked().await; tokio::time::sleep(DRAIN).await } => {}
        }
        worker.await??;
        Ok(EXIT_OK)
    })
}

/// The pages, for requests that name this machine or a configured host: a page of the web whose own name was made to point here
/// (DNS rebinding) gets no answer.
fn guarded(house: &Arc<House>) -> axum::Router {
    let hosts: Arc<Vec<String>> = Arc::new(house.settings.serve.hosts.clone());
    web::router(surface(house)).layer(axum::middleware::from_fn(move |request: Request, next: Next| {
        let hosts = hosts.clone();
        async move {
            let named = request.headers().get(axum::http::header::HOST).and_then(|host| host.to_str().ok());
            if named.is_some_and(|named| is_own(named, &hosts)) {
                return next.run(request).await;
            }
            (StatusCode::MISDIRECTED_REQUEST, "this name is not served here: add it to serve.hosts\n").into_response()
        }
    }))
}

/// `localhost`, an address, or a configured name; with or without a port.
fn is_own(named: &str, hosts: &[String]) -> bool {
    let Ok(authority) = named.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok()
        || hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
}

/// What the pages may ask the house.
pub fn surface(house: &Arc<House>) -> web::Surface {
    let (names, regions, sources, classes) = (house.clone(), house.clone(), house.clone(), house.clone());
    web::Surface {
        store: house.store.clone(),
        index: house.index.clone(),
        taxonomy: house.taxonomy.clone(),
        place_name: Arc::new(move |region| names.place_name(region)),
        find_region: Arc::new(move |text| regions.find_region(text).ok()),
        source_name: Arc::new(move |id| {
            sources.source(id).map_or_else(|| id.to_string(), |source| source.name.clone())
        }),
        source_class: Arc::new(move |id| classes.source(id).map(|source| source.class)),
        clearance: house.settings.serve.clearance,
        banner: house.settings.digest.banner.clone(),
        field_voices_min: house.settings.flags.field_voices_min,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_configured_names_are_served() {
        let hosts = ["warning.example".to_owned()];
        for own in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "Warning.example", "192.0.2.7"] {
            assert!(is_own(own, &hosts), "{own}");
        }
        for other in ["evil.example:8080", "", "localhost.evil.example", "a b"] {
            assert!(!is_own(other, &hosts), "{other}");
        }
    }
}
