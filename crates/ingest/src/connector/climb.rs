//! The cursor of interfaces that are read upwards in time, oldest first, and what keeps it from ever passing an item that
//! was not brought: rows that share the instant of the cursor are asked for again and told by their content.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Item;
use std::fmt;

/// How far a climb got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The instant of the last row.
    pub at: DateTime<Utc>,
    /// Rows of that very instant that have been brought.
    ties: usize,
    /// Sum of their hashes.
    hash: u64,
}

impl Mark {
    /// From an instant on, nothing of it brought yet.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self { at, ties: 0, hash: 0 }
    }

    /// From a cursor: `2026-01-05T08:00:00.000Z 3 00ff…`; an instant alone is one of which nothing has been brought.
    pub fn read(cursor: &str) -> Option<Self> {
        let mut words = cursor.split_whitespace();
        let at = crate::parse::date(words.next()?)?;
        let ties = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let hash = words.next().and_then(|word| u64::from_str_radix(word, 16).ok()).unwrap_or(0);
        Some(Self { at, ties, hash })
    }

    /// The instant as most interfaces want it: `2026-01-05T08:00:00.000Z`.
    pub fn instant(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:016x}", self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true), self.ties, self.hash)
    }
}

/// The rows of one visit: the oldest that it may bring, in whatever order they come.
#[derive(Debug)]
pub struct Climb {
    from: Option<Mark>,
    items_max: usize,
    rows: Vec<Row>,
    last: Option<DateTime<Utc>>,
    ordered: bool,
    dropped: bool,
}

/// A row as an interface gives it: its instant, and what it brings.
pub type Timed = (Option<DateTime<Utc>>, Item);

/// Instant and hash order the rows.
type Row = (DateTime<Utc>, u64, Item);

/// What a climb brought.
#[derive(Debug)]
pub struct Gain {
    /// The items, oldest first.
    pub items: Vec<Item>,
    /// Where to go on.
    pub mark: Option<Mark>,
    /// Whether something was left behind.
    pub more: bool,
}

impl Climb {
    /// Begins at a mark; brings `items_max` items at most. The rows were asked for oldest first.
    pub fn new(from: Option<Mark>, items_max: usize) -> Self {
        Self { from, items_max, rows: Vec::new(), last: None, ordered: true, dropped: false }
    }

    /// Over an interface that knows no order: every page must be read.
    pub fn unordered(from: Option<Mark>, items_max: usize) -> Self {
        Self { ordered: false, ..Self::new(from, items_max) }
    }

    /// Rows that are held at once: those that may be brought, and those that are known and stand before them.
    fn room(&self) -> usize {
        self.items_max + self.from.map_or(0, |mark| mark.ties)
    }

    /// Takes a row. One that says no instant stands where it is found.
    pub fn push(&mut self, at: Option<DateTime<Utc>>, item: Item) {
        let at = at.or(self.last).or(self.from.map(|mark| mark.at)).unwrap_or(DateTime::UNIX_EPOCH);
        self.ordered &= self.last.is_none_or(|last| last <= at);
        self.last = Some(at);
        // Older than the mark: the server does not keep to the question, and it has been brought.
        if self.from.is_some_and(|mark| at < mark.at) {
            return;
        }
        let hash = xxhash_rust::xxh3::xxh3_64(serde_json::to_string(&item).unwrap_or_default().as_bytes());
        self.rows.push((at, hash, item));
        if self.rows.len() > 2 * self.room() {
            self.sort();
            self.rows.truncate(self.room());
            self.dropped = true;
        }
    }

    fn sort(&mut self) {
        self.rows.sort_by_key(|(at, hash, _)| (*at, *hash));
    }

    /// Whether further pages would bring nothing for this visit: they come in order, and all rows that share the last
    /// instant are there.
    pub fn enough(&self) -> bool {
        let last_kept = self.rows.get(self.room().saturating_sub(1)).map(|(at, ..)| *at);
        self.ordered && last_kept.is_some_and(|kept| self.last > Some(kept))
    }

    /// Whether the pages came in order so far: only then may a climb end before the last page.
    pub fn ordered(&self) -> bool {
        self.ordered
    }

    /// Ends the climb. `exhausted`: there are no further pages.
    pub fn finish(mut self, exhausted: bool) -> Gain {
        self.sort();
        let known = self.known();
        let mut rows = self.rows;
        let more = !exhausted || self.dropped || rows.len() - known > self.items_max;
        rows.drain(..known);
        rows.truncate(self.items_max);
        let Some((at, ..)) = rows.last() else { return Gain { items: Vec::new(), mark: self.from, more: false } };
        let at = *at;
        let mut mark = self.from.filter(|from| from.at == at && known > 0).unwrap_or(Mark::new(at));
        for (_, hash, _) in rows.iter().filter(|(own, ..)| *own == at) {
            mark.ties += 1;
            mark.hash = mark.hash.wrapping_add(*hash);
        }
        Gain { items: rows.into_iter().map(|(.., item)| item).collect(), mark: Some(mark), more }
    }

    /// How many of the first rows were brought by the last visit.
    fn known(&self) -> usize {
        let Some(from) = self.from else { return 0 };
        let ties = self.rows.iter().take_while(|(at, ..)| *at == from.at).take(from.ties);
        let (count, sum) = ties.fold((0, 0u64), |(count, sum), (_, hash, _)| (count + 1, sum.wrapping_add(*hash)));
        if count == from.ties && sum == from.hash { count } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn item(name: usize) -> Item {
        Item { guid: Some(name.to_string()), ..Item::default() }
    }

    fn at(second: i64) -> DateTime<Utc> {
        Mark::read("2026-01-05T08:00:00Z").expect("a mark").at + Duration::seconds(second)
    }

    /// Climbs until nothing is left, each visit from the stored cursor, with pages of `page` rows; gives the names brought.
    fn climb(rows: &[(i64, usize)], items_max: usize, page: usize, ordered: bool) -> (Vec<String>, Option<Mark>) {
        let (mut names, mut mark) = (Vec::new(), None::<Mark>);
        for _ in 0..rows.len() + 2 {
            let stored = mark.map(|mark| mark.to_string());
            let from = stored.as_deref().and_then(Mark::read);
            let mut climb = if ordered { Climb::new(from, items_max) } else { Climb::unordered(from, items_max) };
            let from = mark.map(|mark| mark.at);
            let asked: Vec<_> = rows.iter().filter(|(second, _)| from.is_none_or(|from| at(*second) >= from)).collect();
            let mut exhausted = true;
            for chunk in asked.chunks(page) {
                exhausted = std::ptr::eq(chunk.as_ptr_range().end, asked.as_ptr_range().end);
                chunk.iter().for_each(|(second, name)| climb.push(Some(at(*second)), item(*name)));
                if climb.enough() {
                    break;
                }
            }
            let gain = climb.finish(exhausted);
            assert!(gain.items.len() <= items_max);
            mark = gain.mark;
            if gain.items.is_empty() {
                assert!(!gain.more);
                break;
            }
            names.extend(gain.items.into_iter().filter_map(|item| item.guid));
        }
        (names, mark)
    }

    proptest! {
        #[test]
        fn every_row_is_brought_once_whatever_order_cap_and_ties(
            seconds in proptest::collection::vec(0i64..6, 0..60), items_max in 1usize..9, page in 1usize..9,
            ordered in any::<bool>(),
        ) {
            let mut rows: Vec<(i64, usize)> =
                seconds.into_iter().enumerate().map(|(name, second)| (second, name)).collect();
            if ordered {
                rows.sort();
            }
            let (mut names, _) = climb(&rows, items_max, page, ordered);
            rows.sort_by_key(|(_, name)| *name);
            names.sort_by_key(|name| name.parse::<usize>().unwrap_or(usize::MAX));
            let all: Vec<String> = rows.iter().map(|(_, name)| name.to_string()).collect();
            prop_assert_eq!(names, all);
        }
    }

    #[test]
    fn a_row_that_joins_the_last_instant_is_brought() {
        let (_, mark) = climb(&[(1, 1), (2, 2)], 5, 5, true);
        let mut next = Climb::new(mark, 5);
        [(2, 2), (2, 3)].into_iter().for_each(|(second, name)| next.push(Some(at(second)), item(name)));
        let names: Vec<_> = next.finish(true).items.into_iter().filter_map(|item| item.guid).collect();
        assert!(names.contains(&"3".to_owned()));
    }

    #[test]
    fn a_mark_is_read_as_it_was_written_and_as_it_used_to_be() {
        let mark = Mark { at: at(1), ties: 3, hash: 7 };
        assert_eq!(Mark::read(&mark.to_string()), Some(mark));
        assert_eq!(Mark::read("2026-01-05T08:00:01+00:00"), Some(Mark::new(at(1))));
        assert_eq!((Mark::read(""), Mark::read("nonsense 3")), (None, None));
    }
}
