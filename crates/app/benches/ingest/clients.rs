//! The clients that are compared: reqwest alone, reqwest with feed-rs, our own fetcher without what follows it.

use super::world;
use futures::stream::{self, StreamExt};
use ingest::{FetchConfig, Fetcher, Order};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many requests at once as our own configuration has.
const CONCURRENCY: usize = 32;

/// Every name is the server's.
struct All(SocketAddr);

impl Resolve for All {
    fn resolve(&self, _name: Name) -> Resolving {
        let address = self.0;
        Box::pin(async move { Ok(Box::new(std::iter::once(address)) as Addrs) })
    }
}

/// Fetches every feed; parses each as it comes when told so.
pub fn plain(server: SocketAddr, feeds: usize, parse: bool) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().dns_resolver(All(server)).build().expect("a client");
    let items = Arc::new(AtomicUsize::new(0));
    runtime().block_on(stream::iter(0..feeds).for_each_concurrent(CONCURRENCY, |n| {
        let (client, items) = (client.clone(), Arc::clone(&items));
        async move {
            let visit = tokio::spawn(async move {
                let url = format!("http://{}:{}/feed.xml", world::host(n), server.port());
                let body = client.get(url).send().await.expect("an answer").bytes().await.expect("a body");
                let read =
                    if parse { feed_rs::parser::parse(&body[..]).expect("a feed").entries.len() } else { world::ITEMS };
                items.fetch_add(read, Ordering::Relaxed);
            });
            visit.await.expect("a visit");
        }
    }));
    assert_eq!(items.load(Ordering::Relaxed), feeds * world::ITEMS);
}

/// Our fetcher: the same feeds with every check and limit, to items.
pub fn fetcher(server: SocketAddr, feeds: usize) {
    let hosts = (0..feeds).map(|n| (world::host(n), server)).collect();
    let config = FetchConfig { concurrency: CONCURRENCY, hosts, ..FetchConfig::default() };
    let orders = (0..feeds).map(|n| Order { source: source(n), state: Default::default(), since: None }).collect();
    let now = world::NOW.parse().expect("a date");
    let items = runtime().block_on(async {
        let mut arriving = Arc::new(Fetcher::new(config).expect("a fetcher")).pull_all(orders, now);
        let mut items = 0;
        while let Some(visit) = arriving.recv().await {
            items += visit.result.expect("items").items.len();
        }
        items
    });
    assert_eq!(items, feeds * world::ITEMS);
}

fn source(n: usize) -> domain::Source {
    toml::from_str(&source_entry(n)).expect("a source")
}

/// The n-th source as it stands in a source list.
pub fn source_entry(n: usize) -> String {
    format!(
        "id = \"feed-{n}\"\nname = \"Invented feed {n}\"\nkind = \"feed\"\nurl = \"http://{}/feed.xml\"\nclass = \"news\"\n\
         languages = [\"{}\"]\nallow_networks = [\"127.0.0.1/32\"]\n",
        world::host(n),
        world::language(n)
    )
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}
