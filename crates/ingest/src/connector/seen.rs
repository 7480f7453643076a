//! The cursor of connectors that walk lists of links: which articles have been read, and where a back-fill goes on.

use std::collections::HashSet;
use std::fmt::Write;

/// Links that are remembered; a list page or news sitemap shows far fewer, and few feeds as many.
pub const SEEN_MAX: usize = 10_000;
/// Stands before the page at which a back-fill goes on.
const NEXT: &str = "next=";

/// Links that have been read, as 64-bit hashes, and an unfinished back-fill.
#[derive(Debug, Default)]
pub struct Seen {
    /// Newest last.
    order: Vec<u64>,
    known: HashSet<u64>,
    /// The page of the list at which a back-fill goes on, and the items of it that have been brought.
    pub next: Option<(String, usize)>,
}

impl Seen {
    /// From a cursor: hexadecimal hashes parted by blanks, newest first. What is none is passed over.
    pub fn read(cursor: Option<&str>) -> Self {
        let words = || cursor.unwrap_or_default().split(' ');
        let next = words().find_map(|word| word.strip_prefix(NEXT)).and_then(|next| {
            let (skip, address) = next.split_once(',')?;
            Some((address.to_owned(), skip.parse().ok()?))
        });
        let hashes = words().filter_map(|word| u64::from_str_radix(word, 16).ok());
        let mut order: Vec<u64> = hashes.take(SEEN_MAX).collect();
        order.reverse();
        Self { known: order.iter().copied().collect(), order, next }
    }

    /// Whether the link has been read.
    pub fn contains(&self, link: &str) -> bool {
        self.known.contains(&hash(link))
    }

    /// Notes that the link has been read.
    pub fn add(&mut self, link: &str) {
        if self.known.insert(hash(link)) {
            self.order.push(hash(link));
        }
    }

    /// As a cursor.
    pub fn write(&self) -> String {
        let mut out = String::with_capacity(self.order.len().min(SEEN_MAX) * 17);
        if let Some((address, skip)) = &self.next {
            // Writing into a string cannot fail.
            let _ = write!(out, "{NEXT}{skip},{address} ");
        }
        for hash in self.order.iter().rev().take(SEEN_MAX) {
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
        seen.next = Some(("https://e.org/list?p=2,3".to_owned(), 7));
        let again = Seen::read(Some(&seen.write()));
        assert_eq!(again.next, seen.next);
        assert!(
            again.contains("https://e.org/1")
                && again.contains("https://e.org/2")
                && !again.contains("https://e.org/3")
        );
    }
}
