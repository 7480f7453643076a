//! How fast the index takes documents and answers: `cargo bench -p almenara-index`.

use chrono::{DateTime, TimeDelta};
use domain::document::{Annotation, DateOrigin, Language, Signature};
use domain::index::SearchIndex;
use domain::place::{CountryWeight, Focus};
use domain::query::{Query, Sort};
use domain::source::Reliability;
use domain::{ClusterId, Document, EnrichedDocument, Label, Polarity, Signal, SourceClass, SourceId, Status};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 20_000;
const BATCH: usize = 500;
const TEXT_BYTES: usize = 1_400;
/// Different words of a language.
const VOCABULARY: u64 = 20_000;
const REPEATS: usize = 200;
const COUNTRIES: [&str; 6] = ["COL", "VEN", "SDN", "MLI", "MMR", "UKR"];
const LANGUAGES: [(&str, [&str; 10]); 3] = [
    ("eng", ["ing", "ed", "s", "ation", "", "ly", "ment", "er", "", "ness"]),
    ("spa", ["ción", "ado", "adas", "os", "a", "", "mente", "ando", "es", "ías"]),
    ("fra", ["tion", "ées", "s", "ement", "", "ait", "eur", "é", "ons", "ité"]),
];
const SYLLABLES: [&str; 16] =
    ["ka", "to", "ri", "mer", "sol", "da", "pen", "lu", "vi", "gar", "no", "tes", "bra", "cho", "fi", "su"];
const QUERIES: [&str; 8] = [
    "tosolda",
    "tosolda merkari OR penluvi",
    "\"tosolda ka\"",
    "toso*",
    "merkari country:COL",
    "merkari since:1970-02-01 until:1970-03-01",
    "category:displacement -tosolda",
    "",
];

fn main() {
    let all: Vec<_> = (0..DOCUMENTS).map(document).collect();
    let bytes: usize = all.iter().map(|each| each.document.text.len()).sum();
    println!("{DOCUMENTS} documents of {} bytes of text", bytes / DOCUMENTS);
    let directory = tempfile::tempdir().expect("a directory");
    let index = index::TantivyIndex::open(directory.path()).expect("an index");
    let start = Instant::now();
    for (number, batch) in all.chunks(DOCUMENTS).enumerate() {
        index.put(batch, number as u64).expect("indexed");
    }
    rate("put, one batch", start.elapsed());
    let start = Instant::now();
    for (number, batch) in all.chunks(BATCH).enumerate() {
        index.put(batch, number as u64).expect("indexed");
    }
    rate("put again, batches of 500, each committed", start.elapsed());
    for clearance in [Label::Red, Label::Green] {
        for sort in [Sort::Relevance, Sort::Date] {
            println!("-- clearance {clearance}, by {sort:?}");
            QUERIES.iter().for_each(|text| ask(&index, text, clearance, sort));
        }
    }
}

fn rate(what: &str, took: Duration) {
    let seconds = took.as_secs_f64();
    println!("{what:<44} {:>8.0} documents a second ({seconds:.2} s)", DOCUMENTS as f64 / seconds);
}

fn ask(index: &impl SearchIndex, text: &str, clearance: Label, sort: Sort) {
    let query = Query { clearance, sort, ..Query::parse(text).expect("a query") };
    let mut took: Vec<Duration> = Vec::with_capacity(REPEATS);
    let mut total = 0;
    for _ in 0..REPEATS {
        let start = Instant::now();
        total = index.search(&query).expect("an answer").total;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let at = |share: usize| took[REPEATS * share / 100].as_secs_f64() * 1_000.0;
    println!("{text:<44} {total:>6} hits, p50 {:.2} ms, p99 {:.2} ms", at(50), at(99));
}

/// The n-th of a fixed sequence of numbers that look like chance (splitmix64).
fn chance(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Words as unevenly frequent as those of a language.
fn text(seed: u64, endings: &[&str; 10], bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 20);
    let mut n = seed << 20;
    while text.len() < bytes {
        n += 1;
        let share = (chance(n) >> 11) as f64 / (1u64 << 53) as f64;
        let word = (VOCABULARY as f64).powf(share) as u64;
        let root = chance(word);
        (0..3).for_each(|at| text.push_str(SYLLABLES[(root >> (at * 8)) as usize % SYLLABLES.len()]));
        text.push_str(endings[chance(n + 7) as usize % endings.len()]);
        text.push_str(if n.is_multiple_of(12) { ".\n" } else { " " });
    }
    text
}

fn document(n: usize) -> EnrichedDocument {
    let country = COUNTRIES[n % COUNTRIES.len()].parse().expect("a country");
    let (lang, endings) = LANGUAGES[n % LANGUAGES.len()];
    let signal = Signal {
        category: if n.is_multiple_of(3) { "displacement" } else { "armed_clash" }.into(),
        polarity: Polarity::Risk,
        score: 0.8,
        status: Status::Asserted,
        start: 10,
        end: 30,
        evidence: String::new(),
    };
    EnrichedDocument {
        document: Document {
            id: format!("{:032x}", chance(n as u64)).as_str().into(),
            source: SourceId::new(format!("source-{}", n % 50)),
            class: if n.is_multiple_of(2) { SourceClass::Field } else { SourceClass::News },
            group: format!("owner-{}", n % 30),
            reliability: Reliability::B,
            label: Label::ALL[n % Label::ALL.len()],
            url: Some(format!("https://news.example/{n}")),
            title: text(n as u64 + 1_000_000, &endings, 50),
            text: text(n as u64, &endings, TEXT_BYTES),
            published: DateTime::UNIX_EPOCH + TimeDelta::minutes(20 * n as i64),
            published_from: DateOrigin::Publisher,
            fetched_at: DateTime::UNIX_EPOCH + TimeDelta::days(400),
            content_hash: n as u64,
            language_hint: None,
            point: None,
            stated_region: None,
        },
        annotation: Annotation {
            lang: Language { code: lang.to_owned(), confidence: 0.99 },
            countries: vec![CountryWeight { iso3: country, weight: 1.0 }],
            focus: Some(Focus { iso3: country, admin1: Some(format!("Unit {}", n % 20)) }),
            places: Vec::new(),
            signals: vec![signal],
            relevance: 0.9,
        },
        cluster: ClusterId::new(format!("{:032x}", n / 3)),
        wire: None,
        signature: Signature::default(),
    }
}
