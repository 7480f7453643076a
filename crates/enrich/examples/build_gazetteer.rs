//! Packs the tables of `scripts/build-gazetteer`: `build_gazetteer TABLES OUT`.

use enrich::places::{Gazetteer, Tables, compile};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tables, out] = arguments.as_slice() else { return Err("usage: build_gazetteer TABLES OUT".into()) };
    let read = |name: &str| std::fs::read_to_string(Path::new(tables).join(name));
    let (countries, units) = (read("countries.tsv")?, read("units.tsv")?);
    let (records, names, words) = (read("records.tsv")?, read("names.tsv")?, read("words.tsv")?);
    let tables = Tables { countries: &countries, units: &units, records: &records, names: &names, words: &words };
    let bytes = compile(&tables)?;
    std::fs::write(out, &bytes)?;
    let (size, start) = (bytes.len(), Instant::now());
    let gazetteer = Gazetteer::load(bytes)?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    println!(
        "{out}: {size} bytes, {} places, {} names, loaded in {took:.1} ms",
        gazetteer.row_count(),
        gazetteer.name_count()
    );
    Ok(())
}
