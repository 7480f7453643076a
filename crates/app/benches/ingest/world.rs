//! Invented feeds: the exercise's sentences, shuffled into items of 1.5 KB, so that words are as frequent as in real reports.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Items of a feed.
pub const ITEMS: usize = 20;
const TEXT_BYTES: usize = 1_400;
/// The last item is of a little before this instant, which the configuration takes for now.
pub const NOW: &str = "2026-09-30T20:00:00Z";
/// Languages in turn, as uneven as in a usual list of sources.
const LANGUAGES: [&str; 8] = ["eng", "spa", "eng", "fra", "eng", "ara", "eng", "por"];

/// Sentences and titles of each language.
pub struct World {
    sentences: BTreeMap<String, Vec<String>>,
    titles: BTreeMap<String, Vec<String>>,
}

impl World {
    /// From the exercise's items.
    pub fn of_exercise() -> Self {
        let mut world = Self { sentences: BTreeMap::new(), titles: BTreeMap::new() };
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/exercise/items");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("the exercise").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        for file in files {
            for line in std::fs::read_to_string(&file).expect("a file of items").lines() {
                let item: serde_json::Value = serde_json::from_str(line).expect("an item");
                let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
                let sentences = text("text");
                let sentences = sentences.split_inclusive(['.', '؟', '!']).map(|sentence| sentence.trim().to_owned());
                world.sentences.entry(text("lang")).or_default().extend(sentences.filter(|s| s.len() > 20));
                world.titles.entry(text("lang")).or_default().push(text("title").replace("[EXERCISE] ", ""));
            }
        }
        world
    }

    /// The n-th feed as RSS 2.0.
    pub fn feed(&self, n: usize) -> String {
        let lang = LANGUAGES[n % LANGUAGES.len()];
        let (sentences, titles) = (&self.sentences[lang], &self.titles[lang]);
        let now: DateTime<Utc> = NOW.parse().expect("a date");
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Invented feed {n}</title>\
             <link>http://{}/</link><language>{}</language>",
            host(n),
            &lang[..2]
        );
        for item in 0..ITEMS {
            let seed = (n * ITEMS + item) as u64;
            let at = now - TimeDelta::minutes(30 + (chance(seed) % (14 * 24 * 60)) as i64);
            let title = &titles[chance(seed ^ 0x55) as usize % titles.len()];
            let mut body = String::with_capacity(TEXT_BYTES + 400);
            let mut step = 0;
            while body.len() < TEXT_BYTES {
                step += 1;
                let sentence = &sentences[chance(seed << 8 | step) as usize % sentences.len()];
                let _ = write!(body, "<p>{sentence} {}</p>", chance(seed << 8 | step) % 10_000);
            }
            let _ = write!(
                xml,
                "<item><title>{title} {seed}</title><link>http://{}/{item}</link><guid isPermaLink=\"false\">{seed}</guid>\
                 <pubDate>{}</pubDate><description><![CDATA[{body}]]></description></item>",
                host(n),
                at.to_rfc2822()
            );
        }
        xml.push_str("</channel></rss>");
        xml
    }
}

/// The language of the n-th feed.
pub fn language(n: usize) -> &'static str {
    LANGUAGES[n % LANGUAGES.len()]
}

/// The host of the n-th feed.
pub fn host(n: usize) -> String {
    format!("feed-{n}.example")
}

/// The n-th of a fixed sequence of numbers that look like chance (splitmix64).
fn chance(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
