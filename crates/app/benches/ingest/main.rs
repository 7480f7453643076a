//! The whole way of 500 feeds with 20 items of 1.5 KB from a loopback server, beside plain clients: `scripts/bench ingest`.
//!
//! Publishers and each client are processes of their own, so that times and memory are those of the client alone.

mod clients;
mod measure;
mod server;
mod world;

use measure::{Cost, run};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const FEEDS: usize = 500;
/// For memory: it must not grow with the number of sources.
const MANY_FEEDS: usize = 5_000;
const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let number = |at: usize| args.get(at).and_then(|arg| arg.parse::<usize>().ok()).unwrap_or(FEEDS);
    let address = || args.get(1).and_then(|arg| arg.parse::<SocketAddr>().ok()).expect("the server's address");
    match args.first().map(String::as_str) {
        Some("server") => server::serve(number(1)),
        Some("reqwest") => clients::plain(address(), number(2), false),
        Some("feed-rs") => clients::plain(address(), number(2), true),
        Some("fetcher") => clients::fetcher(address(), number(2)),
        Some("intake") => intake(Path::new(&args[1])),
        Some("many") => compare(MANY_FEEDS, 1),
        _ => compare(FEEDS, ROUNDS),
    }
}

/// The publishers at work; they stop with this value.
struct Publishers {
    process: Child,
    address: SocketAddr,
}

impl Publishers {
    fn start(feeds: usize) -> Self {
        let mut process = own("server").arg(feeds.to_string()).stdout(Stdio::piped()).spawn().expect("a server");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        Self { process, address: line.trim().parse().expect("its address") }
    }
}

impl Drop for Publishers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn own(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg(role);
    command
}

fn compare(feeds: usize, rounds: usize) {
    let publishers = Publishers::start(feeds);
    println!("{feeds} feeds of {} items, 1.5 KB each; best of {rounds} by wall time\n", world::ITEMS);
    println!("{:<44} {:>8} {:>10} {:>9} {:>12} {:>8}", "", "wall s", "items/s", "CPU s", "CPU µs/item", "peak MB");
    let plain = |role: &str| {
        best((0..rounds).map(|_| run(own(role).arg(publishers.address.to_string()).arg(feeds.to_string()), None)))
    };
    let reqwest = plain("reqwest");
    show("reqwest alone, nothing read", feeds, reqwest);
    let feed_rs = plain("feed-rs");
    show("reqwest + feed-rs, nothing kept", feeds, feed_rs);
    let fetcher = plain("fetcher");
    show("almenara: fetch and parse", feeds, fetcher);

    let (mut taken_in, mut cold, mut unchanged) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let place = tempfile::tempdir().expect("a directory");
        configure(place.path(), publishers.address, feeds);
        taken_in.push(run(own("intake").arg(place.path()), None));
        std::fs::remove_dir_all(place.path().join("data")).expect("removed");
        cold.push(run(&mut ingest(place.path()), None));
        unchanged.push(run(&mut ingest(place.path()), None));
    }
    let [taken_in, cold, unchanged] = [taken_in, cold, unchanged].map(|costs| best(costs.into_iter()));
    show("almenara: to committed store and index", feeds, taken_in);
    show("almenara: and 15 days scored and flagged", feeds, cold);
    show("almenara: all unchanged (304)", feeds, unchanged);
    println!(
        "\nfetch and parse reaches {:.0} % of the rate of reqwest + feed-rs, {:.0} % of reqwest alone",
        100.0 * feed_rs.wall / fetcher.wall,
        100.0 * reqwest.wall / fetcher.wall
    );
}

/// The part of a cycle that ends with the committed index.
fn intake(place: &Path) {
    let files = almenara::config::Files::find(Some(&place.join("config"))).expect("a configuration");
    let house = almenara::house::House::open(files, Some(&place.join("data"))).expect("a house");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let choice = almenara::pipeline::Choice::All;
    runtime.block_on(almenara::pipeline::take_in(&house, &choice, &())).expect("taken in");
}

fn best(costs: impl Iterator<Item = Cost>) -> Cost {
    costs.min_by(|a, b| a.wall.total_cmp(&b.wall)).expect("one round at least")
}

fn show(what: &str, feeds: usize, cost: Cost) {
    let items = (feeds * world::ITEMS) as f64;
    let failed = if cost.ended_well { "" } else { "  FAILED" };
    println!(
        "{what:<44} {:>8.2} {:>10.0} {:>9.2} {:>12.0} {:>8}{failed}",
        cost.wall,
        items / cost.wall,
        cost.cpu,
        cost.cpu / items * 1e6,
        cost.peak_megabytes
    );
}

/// A configuration directory with these sources, and nothing else that differs from the built-in one.
fn configure(place: &Path, server: SocketAddr, feeds: usize) {
    let hosts: String = (0..feeds).map(|n| format!("\"{}\" = \"{server}\"\n", world::host(n))).collect();
    let settings = format!("[clock]\nas_of = \"{}\"\n[fetch.hosts]\n{hosts}", world::NOW);
    let sources: String = (0..feeds).map(|n| format!("[[source]]\n{}", clients::source_entry(n))).collect();
    std::fs::create_dir_all(place.join("config/sources")).expect("a directory");
    std::fs::write(place.join("config/almenara.toml"), settings).expect("written");
    std::fs::write(place.join("config/sources/bench.toml"), sources).expect("written");
}

fn ingest(place: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almenara"));
    command.arg("ingest").arg("--all").arg("--json");
    command.env("ALMENARA_CONFIG", place.join("config")).env("ALMENARA_DATA", place.join("data"));
    command
}
