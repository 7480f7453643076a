//! How fast the index takes documents and answers: `cargo bench -p almenara-index`.

use chrono::{DateTime, TimeDelta};
use domain::document::{Annotation, DateOrigin, Language, Signature};
use domain::index::SearchIndex;
use domain::place::{CountryWeight, Focus};
use domain::query::{Query, Sort};
use domain::source::Reliability;
use domain::{ClusterId, Document, EnrichedDocument, Label, Polarity, Signal, SourceClass, SourceId, Status};
use std::path::Path;
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 20_000;
/// As many as the program commits at once while it catches up.
const BATCHES: [usize; 2] = [2_500, 500];
const TEXT_BYTES: usize = 1_400;
/// Different words of a language, before their endings. With the rule by which [`text`] chooses among them a text of 1.4 KB in
/// the first tongue has 229 words, 162 different ones, 16 of which no text before had after 1,200 texts. English news and
/// reports have 224, 140 and 13.
const VOCABULARY: u64 = 12_000;
const REPEATS: usize = 200;
const COUNTRIES: [&str; 6] = ["COL", "VEN", "SDN", "MLI", "MMR", "UKR"];

/// How an invented language looks.
struct Tongue {
    code: &'static str,
    syllables: [&'static str; 16],
    /// The frequent ones first.
    endings: [&'static str; 8],
    blank: &'static str,
}

const LATIN: [&str; 16] =
    ["ka", "to", "ri", "me", "so", "da", "pe", "lu", "vi", "ga", "no", "te", "ba", "cho", "fi", "su"];
const ENGLISH: Tongue =
    Tongue { code: "eng", syllables: LATIN, endings: ["", "s", "ed", "ing", "ly", "ation", "ment", "er"], blank: " " };
const SPANISH: Tongue =
    Tongue {
        code: "spa", syllables: LATIN, endings: ["a", "o", "os", "ado", "es", "ción", "ía", "adas"], blank: " "
    };
const FRENCH: Tongue =
    Tongue {
        code: "fra", syllables: LATIN, endings: ["", "s", "é", "tion", "ait", "ité", "ement", "ées"], blank: " "
    };
const ARABIC: Tongue = Tongue {
    code: "ara",
    syllables: ["ال", "نا", "زح", "هج", "وم", "مد", "ين", "قر", "ية", "بل", "سل", "حر", "شم", "كت", "في", "عا"],
    endings: ["", "ة", "ين", "ات", "ي", "ون", "ها", "ان"],
    blank: " ",
};
const RUSSIAN: Tongue = Tongue {
    code: "rus",
    syllables: ["по", "ра", "сто", "ле", "ни", "ве", "го", "ма", "ди", "кр", "ту", "за", "бо", "ши", "пер", "на"],
    endings: ["", "и", "ов", "ой", "ть", "ый", "ения", "ами"],
    blank: " ",
};
const CHINESE: Tongue = Tongue {
    code: "zho",
    syllables: ["冲", "突", "流", "离", "失", "所", "造", "成", "人", "民", "国", "军", "地", "方", "山", "水"],
    endings: ["", "的", "了", "。", "在", "是", "和", "有"],
    blank: "",
};
const TONGUES: [&Tongue; 10] =
    [&ENGLISH, &SPANISH, &ENGLISH, &FRENCH, &ARABIC, &ENGLISH, &SPANISH, &RUSSIAN, &ENGLISH, &CHINESE];

fn main() {
    for batch in BATCHES {
        let directory = tempfile::tempdir().expect("a directory");
        let index = index::TantivyIndex::open(directory.path()).expect("an index");
        fill(&index, batch, &format!("put, batches of {batch}, each committed"), directory.path());
        if batch == BATCHES[0] {
            queries(&index);
            fill(&index, batch, "put again", directory.path());
        }
    }
}

/// Puts all documents; what it takes to invent them is not counted.
fn fill(index: &impl SearchIndex, batch: usize, what: &str, place: &Path) {
    let (mut wall, mut cpu) = (Duration::ZERO, 0.0);
    for from in (0..DOCUMENTS).step_by(batch) {
        let part: Vec<_> = (from..(from + batch).min(DOCUMENTS)).map(document).collect();
        let (start, before) = (Instant::now(), cpu_seconds());
        index.put(&part, from as u64).expect("indexed");
        wall += start.elapsed();
        cpu += cpu_seconds() - before;
    }
    let start = cpu_seconds();
    // What merges in the background belongs to it.
    std::thread::sleep(Duration::from_secs(2));
    cpu += cpu_seconds() - start;
    let rate = DOCUMENTS as f64 / wall.as_secs_f64();
    let each = cpu / DOCUMENTS as f64 * 1e6;
    let (disk, segments) = disk(place);
    println!(
        "{what:<44} {rate:>8.0} documents a second, {each:.0} µs CPU and {} bytes on disk each, {segments} segments, peak memory {} MB",
        disk / DOCUMENTS as u64,
        peak_megabytes()
    );
}

fn queries(index: &impl SearchIndex) {
    let frequent = word(&SPANISH, 400, 0);
    let middling = word(&ENGLISH, 3_000, 0);
    let rare = word(&ENGLISH, 9_000, 1);
    let arabic = word(&ARABIC, 500, 0);
    let asked = [
        frequent.clone(),
        middling.clone(),
        rare.clone(),
        arabic,
        format!("{frequent} {middling} OR {rare}"),
        format!("\"{} {}\"", word(&ENGLISH, 20, 4), word(&ENGLISH, 30, 4)),
        format!("{}*", &middling[..4]),
        format!("{frequent} country:COL"),
        format!("{frequent} since:1970-02-01 until:1970-03-01"),
        format!("category:displacement -{frequent}"),
        String::new(),
    ];
    for clearance in [Label::Red, Label::Green] {
        for sort in [Sort::Relevance, Sort::Date] {
            println!("-- clearance {clearance}, by {sort:?}");
            asked.iter().for_each(|text| ask(index, text, clearance, sort));
        }
    }
}

/// Seconds of processor time of all threads so far, where the system tells (Linux).
fn cpu_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

/// Bytes of all files, and how many segments there are.
fn disk(place: &Path) -> (u64, usize) {
    let files: Vec<_> = std::fs::read_dir(place).expect("the index").filter_map(Result::ok).collect();
    let bytes = files.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum();
    (bytes, files.iter().filter(|file| file.path().extension().is_some_and(|kind| kind == "store")).count())
}

/// The most memory held so far, where the system tells (Linux).
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
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

/// A share of one that looks like chance.
fn share(n: u64) -> f64 {
    (chance(n) >> 11) as f64 / (1u64 << 53) as f64
}

/// Words as unevenly frequent as those of a language: the n-th most frequent one n times less than the first. Their endings
/// are uneven, too.
fn text(seed: u64, tongue: &Tongue, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 40);
    let mut n = seed << 20;
    while text.len() < bytes {
        n += 1;
        let rank = (VOCABULARY as f64).powf(share(n)) as u64;
        text.push_str(&word(tongue, rank, (share(n + 7).powi(4) * tongue.endings.len() as f64) as usize));
        text.push_str(if n.is_multiple_of(12) { ".\n" } else { tongue.blank });
    }
    text
}

/// The word of a rank, the frequent ones short and never inflected.
fn word(tongue: &Tongue, rank: u64, ending: usize) -> String {
    const SYLLABLES: u64 = 16;
    let mut word = String::new();
    let mut rest = rank;
    for at in (0..).step_by(5) {
        word.push_str(tongue.syllables[((rest + at) % SYLLABLES) as usize]);
        rest /= SYLLABLES;
        if rest == 0 {
            break;
        }
    }
    if rank >= 100 {
        word.push_str(tongue.endings[ending]);
    }
    word
}

fn document(n: usize) -> EnrichedDocument {
    let country = COUNTRIES[n % COUNTRIES.len()].parse().expect("a country");
    let tongue = TONGUES[n % TONGUES.len()];
    let signal = Signal {
        category: if n.is_multiple_of(3) { "displacement" } else { "armed_clash" }.into(),
        polarity: Polarity::Risk,
        score: 0.8,
        status: Status::Asserted,
        start: 10,
        end: 30,
        evidence: String::new(),
        mode: None,
        severity: 0.9,
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
            title: text(n as u64 + 1_000_000, tongue, 50),
            text: text(n as u64, tongue, TEXT_BYTES),
            published: DateTime::UNIX_EPOCH + TimeDelta::minutes(20 * n as i64),
            published_from: DateOrigin::Publisher,
            fetched_at: DateTime::UNIX_EPOCH + TimeDelta::days(400),
            content_hash: n as u64,
            language_hint: None,
            point: None,
            stated_region: None,
        },
        annotation: Annotation {
            lang: Language { code: tongue.code.to_owned(), confidence: 0.99 },
            countries: vec![CountryWeight { iso3: country, weight: 1.0 }],
            focus: Some(Focus { iso3: country, admin1: Some(format!("Unit {}", n % 20)) }),
            places: Vec::new(),
            signals: vec![signal],
            relevance: 0.9,
            event_day: None,
            actors: Vec::new(),
            casualties: domain::Casualties::default(),
        },
        cluster: ClusterId::new(format!("{:032x}", n / 3)),
        wire: None,
        signature: Signature::default(),
    }
}
