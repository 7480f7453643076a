//! `serve`: the pages, with the schedule beside them.

use super::{EXIT_OK, Invocation};
use crate::daemon;
use crate::house::House;
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::sync::Arc;

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

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let house = Arc::new(invocation.house()?);
    let listen = args.listen.unwrap_or(house.settings.serve.listen);
    super::runtime()?.block_on(async {
        let listener =
            tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        println!(
            "http://{}/  (pages up to TLP:{}; Ctrl-C stops)",
            listener.local_addr()?,
            house.settings.serve.clearance
        );
        let pages = axum::serve(listener, web::router(surface(&house))).with_graceful_shutdown(daemon::stop_signal()?);
        if args.no_schedule {
            pages.await?;
        } else {
            let (pages, schedule) = tokio::join!(pages, daemon::until_stopped(&house));
            pages?;
            schedule?;
        }
        Ok(EXIT_OK)
    })
}

/// What the pages may ask the house.
pub fn surface(house: &Arc<House>) -> web::Surface {
    let (names, regions, sources, classes) = (house.clone(), house.clone(), house.clone(), house.clone());
    web::Surface {
        store: house.store.clone(),
        index: house.index.clone(),
        taxonomy: house.taxonomy.clone(),
        place_name: Arc::new(move |region| names.place_name(region)),
        find_region: Arc::new(move |text| regions.enricher.gazetteer().find_region(text)),
        source_name: Arc::new(move |id| {
            sources.source(id).map_or_else(|| id.to_string(), |source| source.name.clone())
        }),
        source_class: Arc::new(move |id| classes.source(id).map(|source| source.class)),
        clearance: house.settings.serve.clearance,
        banner: house.settings.digest.banner.clone(),
        field_voices_min: house.settings.flags.field_voices_min,
    }
}
