//! Copies: wire copies and near-duplicates form one family, and a family is one voice.
//!
//! Two texts belong together from a Jaccard value of word 5-grams of [`SAME_FROM`] on. The value is read from the
//! signatures alone (see `signature.rs`), so a family can be found again from what the store keeps. Candidates come from
//! an index over the smallest hashes of every signature; each candidate is verified before it counts.

mod signature;

pub use signature::{jaccard, sign};

use domain::document::{ClusterId, DocumentId, KnownCopy, Signature};
use std::collections::{HashMap, VecDeque};

/// Jaccard value of word 5-grams from which two texts are copies.
pub const SAME_FROM: f64 = 0.7;

/// How many of the smallest hashes of a signature are indexed.
const INDEXED: usize = 12;

/// How many of them two texts must share before they are compared. At the threshold they share fewer with a chance of two
/// in ten thousand (binomial, 12 of .7); texts with one sentence in common rarely share so many.
const SHARED_MIN: usize = 3;

/// Documents remembered at most; the oldest are forgotten first. 200,000 signatures take about 200 MB.
const REMEMBERED: usize = 200_000;

/// Documents looked at per indexed hash, newest first: what more texts share than this is a form, not a story.
const POSTINGS: usize = 128;

/// The families of copies seen so far.
#[derive(Debug, Default)]
pub struct Copies {
    members: VecDeque<KnownCopy>,
    /// Number of the document at the front of `members`: numbers only grow, so that old postings can be told.
    front: u64,
    postings: HashMap<u32, Posting>,
}

impl Copies {
    /// Starts from the documents that are stored, oldest first.
    pub fn new(known: impl IntoIterator<Item = KnownCopy>) -> Self {
        let mut copies = Self::default();
        for copy in known {
            copies.remember(copy);
        }
        copies
    }

    /// Finds the family of a document, founds a new one named after it where there is none, and remembers it.
    pub fn place(&mut self, id: &DocumentId, title: &str, text: &str) -> (ClusterId, Signature) {
        let signature = sign(title, text);
        let cluster = self.family(&signature).unwrap_or_else(|| ClusterId::new(id.as_str()));
        self.remember(KnownCopy { cluster: cluster.clone(), signature: signature.clone() });
        (cluster, signature)
    }

    /// How many documents are remembered.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The family of the most similar document, the earliest among equals.
    fn family(&self, signature: &Signature) -> Option<ClusterId> {
        let mut best: Option<(f64, u64)> = None;
        for number in self.candidates(signature) {
            let least = best.map_or(SAME_FROM, |(most, _)| most);
            let value = jaccard(signature, &self.member(number)?.signature, least);
            if let Some(value) = value.filter(|value| best.is_none_or(|(most, _)| *value > most)) {
                best = Some((value, number));
            }
        }
        best.and_then(|(_, number)| self.member(number)).map(|copy| copy.cluster.clone())
    }

    /// Numbers of documents that share enough indexed hashes, ascending.
    fn candidates(&self, signature: &Signature) -> Vec<u64> {
        let mut numbers: Vec<u64> = indexed(signature)
            .filter_map(|hash| self.postings.get(hash))
            .flat_map(|posting| posting.numbers().iter().copied().filter(|number| *number >= self.front))
            .collect();
        numbers.sort_unstable();
        // Signatures of short texts have two hashes, and both must be equal.
        let enough = SHARED_MIN.min(signature.0.len());
        numbers.chunk_by(|one, next| one == next).filter(|same| same.len() >= enough).map(|same| same[0]).collect()
    }

    fn member(&self, number: u64) -> Option<&KnownCopy> {
        usize::try_from(number.checked_sub(self.front)?).ok().and_then(|position| self.members.get(position))
    }

    fn remember(&mut self, copy: KnownCopy) {
        let number = self.front + self.members.len() as u64;
        for hash in indexed(&copy.signature) {
            self.postings.entry(*hash).and_modify(|posting| posting.add(number)).or_insert(Posting::One([number]));
        }
        self.members.push_back(copy);
        if self.members.len() > REMEMBERED {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.members.pop_front() else { return };
        for hash in indexed(&oldest.signature) {
            if self.postings.get_mut(hash).is_some_and(|posting| posting.forget(self.front)) {
                self.postings.remove(hash);
            }
        }
        self.front += 1;
    }
}

/// The documents of one hash, oldest first. Nearly every hash has one alone, and there are millions of them.
#[derive(Debug)]
#[expect(clippy::box_collection, reason = "a third smaller than with the list itself")]
enum Posting {
    One([u64; 1]),
    Many(Box<Vec<u64>>),
}

impl Posting {
    fn numbers(&self) -> &[u64] {
        match self {
            Self::One(number) => number,
            Self::Many(numbers) => numbers,
        }
    }

    fn add(&mut self, number: u64) {
        match self {
            Self::One([first]) => *self = Self::Many(Box::new(vec![*first, number])),
            Self::Many(numbers) => {
                if numbers.len() == POSTINGS {
                    numbers.remove(0);
                }
                numbers.push(number);
            }
        }
    }

    /// Forgets the numbers up to `oldest`; whether none is left.
    fn forget(&mut self, oldest: u64) -> bool {
        match self {
            Self::One([number]) => *number <= oldest,
            Self::Many(numbers) => {
                numbers.retain(|number| *number > oldest);
                numbers.is_empty()
            }
        }
    }
}

/// The hashes under which a signature is filed: the smallest, as signatures are sorted.
fn indexed(signature: &Signature) -> impl Iterator<Item = &u32> {
    signature.0.iter().take(INDEXED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize, count: usize) -> String {
        (from..from + count).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    fn family(copies: &mut Copies, id: &str, title: &str, text: &str) -> String {
        copies.place(&DocumentId::new(id), title, text).0.to_string()
    }

    #[test]
    fn a_copy_joins_the_family_of_the_first_document_whatever_its_title() {
        let mut copies = Copies::default();
        assert_eq!(family(&mut copies, "a", "One", &words(0, 100)), "a");
        assert_eq!(family(&mut copies, "b", "Two", &words(0, 95)), "a");
        assert_eq!(family(&mut copies, "c", "Three", &words(50, 100)), "c");
        assert_eq!(copies.len(), 3);
    }

    #[test]
    fn short_texts_are_copies_only_when_title_and_text_are_equal() {
        let mut copies = Copies::default();
        assert_eq!(family(&mut copies, "a", "Note", "Market  closed."), "a");
        assert_eq!(family(&mut copies, "b", "note", "market closed"), "a");
        assert_eq!(family(&mut copies, "c", "Other", "market closed"), "c");
        assert_eq!(family(&mut copies, "d", "Note", "market closed today"), "d");
    }

    #[test]
    fn families_are_found_again_from_stored_signatures() {
        let mut before = Copies::default();
        let (cluster, signature) = before.place(&DocumentId::new("a"), "", &words(0, 400));
        let mut after = Copies::new([KnownCopy { cluster, signature }]);
        assert_eq!(family(&mut after, "b", "", &words(5, 400)), "a");
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace_in_the_index() {
        let mut copies = Copies::default();
        for n in 0..3 {
            copies.place(&DocumentId::new(n.to_string()), "", &words(n * 1000, 60));
        }
        for _ in 0..3 {
            copies.forget_oldest();
        }
        assert!(copies.is_empty() && copies.postings.is_empty());
        assert_eq!(family(&mut copies, "again", "", &words(0, 60)), "again");
    }
}
