//! How fast the store takes and gives documents: `cargo bench -p almenara-store`.

use chrono::{DateTime, TimeDelta, Utc};
use domain::document::{Annotation, DateOrigin, Language, Signature};
use domain::place::{CountryWeight, Focus};
use domain::source::{Reliability, SourceState};
use domain::store::{Batch, Store};
use domain::{ClusterId, Document, EnrichedDocument, Label, Polarity, Signal, SourceClass, SourceId, Status};
use std::time::Instant;

const DOCUMENTS: usize = 20_000;
const BATCHES: [usize; 3] = [20, 200, 2_000];
const TEXT_BYTES: usize = 1_500;
/// Numbers in a fingerprint.
const SIGNATURE_PARTS: usize = 64;
const COUNTRIES: [&str; 6] = ["COL", "VEN", "SDN", "MLI", "MMR", "UKR"];

fn main() {
    for batch in BATCHES {
        let directory = tempfile::tempdir().expect("a directory");
        let store = store::SqliteStore::open(&directory.path().join("bench.db")).expect("a store");
        let all: Vec<_> = (0..DOCUMENTS).map(document).collect();
        let batches: Vec<_> =
            all.chunks(batch).map(|part| Batch { documents: part.to_vec(), states: states(part) }).collect();
        rate(&format!("put, batches of {batch}"), DOCUMENTS, || {
            batches.iter().for_each(|batch| {
                store.put(batch).expect("stored");
            });
        });
        if batch == BATCHES[BATCHES.len() - 1] {
            reads(&store, &all);
        }
    }
}

/// The state of one source for every twenty documents: so many does a visit bring.
fn states(documents: &[EnrichedDocument]) -> Vec<(SourceId, SourceState)> {
    documents.chunks(20).map(|visit| (visit[0].document.source.clone(), SourceState::default())).collect()
}

fn reads(store: &impl Store, all: &[EnrichedDocument]) {
    let ids: Vec<_> = all.iter().map(|each| each.document.id.clone()).collect();
    let (from, until) = (DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC);
    rate("content_hashes", DOCUMENTS, || drop(store.content_hashes(&ids)));
    rate("documents_after, 1,000 at a time", DOCUMENTS, || {
        let mut last = 0;
        while let Some((sequence, _)) = store.documents_after(last, 1_000).expect("documents").pop() {
            last = sequence;
        }
    });
    rate("each_copy", DOCUMENTS, || store.each_copy(from, &mut |_| {}).expect("copies"));
    rate("observations (documents)", DOCUMENTS, || drop(store.observations(from, until)));
    rate("exposure (documents)", DOCUMENTS, || drop(store.exposure(from, until)));
    rate("check (documents)", DOCUMENTS, || assert!(store.check().expect("a check").is_empty()));
}

fn rate(what: &str, count: usize, work: impl FnOnce()) {
    let (start, before) = (Instant::now(), cpu_seconds());
    work();
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - before);
    let each = cpu / count as f64 * 1e6;
    println!(
        "{what:<40} {:>10.0} a second ({seconds:.3} s for {count}), {each:.0} µs CPU each",
        count as f64 / seconds
    );
}

/// Seconds of processor time so far, the system's work for this process included, where the system tells (Linux).
fn cpu_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

fn document(n: usize) -> EnrichedDocument {
    let country = COUNTRIES[n % COUNTRIES.len()].parse().expect("a country");
    let text = format!("Report {n}: families left the valley after the clash. ");
    let signals = ["displacement", "armed_clash"].map(|category| Signal {
        category: category.into(),
        polarity: Polarity::Risk,
        score: 0.8,
        status: Status::Asserted,
        start: 10,
        end: 30,
        evidence: "families left the valley".to_owned(),
        mode: None,
        severity: 0.9,
    });
    EnrichedDocument {
        document: Document {
            id: format!("{:032x}", (n as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)).as_str().into(),
            source: SourceId::new(format!("source-{}", n % 50)),
            class: if n.is_multiple_of(2) { SourceClass::Field } else { SourceClass::News },
            group: format!("owner-{}", n % 30),
            reliability: Reliability::B,
            label: Label::Green,
            url: Some(format!("https://news.example/{n}")),
            title: format!("Clash in the valley {n}"),
            text: text.repeat(TEXT_BYTES / text.len() + 1),
            published: DateTime::UNIX_EPOCH + TimeDelta::minutes(20 * n as i64),
            published_from: DateOrigin::Publisher,
            fetched_at: DateTime::UNIX_EPOCH + TimeDelta::days(400),
            content_hash: n as u64,
            language_hint: None,
            point: None,
            stated_region: None,
        },
        annotation: Annotation {
            lang: Language { code: "eng".to_owned(), confidence: 0.99 },
            countries: vec![CountryWeight { iso3: country, weight: 1.0 }],
            focus: Some(Focus { iso3: country, admin1: Some(format!("Unit {}", n % 20)) }),
            places: Vec::new(),
            signals: signals.into(),
            relevance: 0.9,
            event_day: None,
            actors: Vec::new(),
            casualties: domain::Casualties::default(),
        },
        cluster: ClusterId::new(format!("{:032x}", n / 3)),
        wire: None,
        signature: Signature((0..SIGNATURE_PARTS as u32).map(|part| part.wrapping_mul(n as u32)).collect()),
    }
}
