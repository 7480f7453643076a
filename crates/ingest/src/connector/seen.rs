//! The cursor of connectors that walk lists of links: which articles have been read.

use std::collections::HashSet;
use std::fmt::Write;

/// Links that are remembered; a list page or news sitemap shows far fewer.
const SEEN_MAX: usize = 2_000;

/// Links that have been read, newest first, as 64-bit hashes.
#[derive(Debug, Default)]
pub struct Seen {
    order: Vec<u64>,
    known: HashSet<u64>,
}

impl Seen {
    /// From a cursor: hexadecimal hashes parted by blanks. What is none is passed over.
    pub fn read(cursor: Option<&str>) -> Self {
        let hashes = cursor.unwrap_or_default().split(' ').filter_map(|word| u64::from_str_radix(word, 16).ok());
        let order: Vec<u64> = hashes.take(SEEN_MAX).collect();
        Self { known: order.iter().copied().collect(), order }
    }

    /// Whether the link has been read.
    pub fn contains(&self, link: &str) -> bool {
        self.known.contains(&hash(link))
    }

    /// Notes that the link has been read.
    pub fn add(&mut self, link: &str) {
        if self.known.insert(hash(link)) {
            self.order.insert(0, hash(link));
        }
    }

    /// As a cursor.
    pub fn write(&self) -> String {
        let mut out = String::with_capacity(self.order.len().min(SEEN_MAX) * 17);
        for hash in self.order.iter().take(SEEN_MAX) {
            // Writing into a string cannot fail.
            let _ = write!(out, "{hash:016x} ");
        }
        out.truncate(out.trim_end().len());
        out
    }
}

fn hash(link: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(link.trim_end_matches('/').as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_known_after_a_restart() {
        let mut seen = Seen::read(Some("nonsense"));
        seen.add("https://e.org/1");
        seen.add("https://e.org/2/");
        let again = Seen::read(Some(&seen.write()));
        assert!(
            again.contains("https://e.org/1")
                && again.contains("https://e.org/2")
                && !again.contains("https://e.org/3")
        );
    }
}
