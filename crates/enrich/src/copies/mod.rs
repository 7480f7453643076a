//! Copies: wire copies and near-duplicates form one family, and a family is one voice.
//!
//! Two texts belong together from a Jaccard value of word 5-grams of [`SAME_FROM`] on. The value is read from the
//! signatures alone (see `signature.rs`), so a family can be found again from what the store keeps. In memory stand only the
//! smallest hashes of each document, to find candidates; a candidate's whole signature is looked up where the documents
//! are kept, and verified, before it counts.

mod shelf;
mod signature;

pub use shelf::Shelf;
pub use signature::{jaccard, sign};

use domain::document::{ClusterId, DocumentId, KnownCopy, Signature};
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

/// Jaccard value of word 5-grams from which two texts are copies.
pub const SAME_FROM: f64 = 0.7;

/// How many of the smallest hashes of a signature are filed.
const FILED: usize = 16;

/// How many of them two texts must share before they are compared. At the threshold they share fewer with a chance of two
/// in a thousand (binomial, 16 of .7); of texts that share a fifth of their 5-grams one in twelve is compared in vain.
const SHARED_MIN: usize = 6;

/// Candidates compared at most, those that share most first: a comparison needs a look into the store.
const COMPARED_MAX: usize = 8;

/// Documents remembered at most; the oldest are forgotten first. 200,000 take about 80 MB.
const REMEMBERED: usize = 200_000;

/// Documents looked at per filed hash, newest first: what more texts share than this is a form, not a story.
const CHAIN_MAX: usize = 128;

/// The families of copies seen so far.
///
/// Documents that share a hash form a chain, newest first: `newest` knows where it begins, each member where it goes on.
#[derive(Debug, Default)]
pub struct Copies {
    members: VecDeque<Member>,
    /// Number of the document at the front of `members`: numbers only grow, so that what was forgotten can be told.
    front: u64,
    /// The newest document of each hash, by the lower half of its number.
    newest: HashMap<u32, u32>,
}

/// A remembered document.
#[derive(Debug)]
struct Member {
    id: DocumentId,
    links: [Link; FILED],
    /// How many of the links are in use: short texts have two hashes.
    filed: u8,
}

/// One hash of a document, and how many documents earlier the same hash was seen; 0 where it was not.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    hash: u32,
    back: u32,
}

impl Copies {
    /// Finds the family of a document, founds a new one named after it where there is none, and remembers it. `look_up` finds
    /// what is stored of a remembered document; one that is not there any more is no candidate.
    ///
    /// # Errors
    /// The first error of `look_up`; the document is then not remembered.
    pub fn place<E>(
        &mut self,
        id: &DocumentId,
        title: &str,
        text: &str,
        look_up: impl Fn(&DocumentId) -> Result<Option<KnownCopy>, E>,
    ) -> Result<(ClusterId, Signature), E> {
        let signature = sign(title, text);
        let cluster = self.family(&signature, look_up)?.unwrap_or_else(|| ClusterId::new(id.as_str()));
        self.remember(id, &signature);
        Ok((cluster, signature))
    }

    /// Remembers a document that is stored already. Documents are told oldest first.
    pub fn remember(&mut self, id: &DocumentId, signature: &Signature) {
        let number = self.front + self.members.len() as u64;
        let mut member = Member { id: id.clone(), links: [Link::default(); FILED], filed: 0 };
        for (link, hash) in member.links.iter_mut().zip(filed(signature)) {
            let before = self.newest.insert(*hash, number as u32).and_then(|low| self.remembered(low));
            let back = before.map_or(0, |before| u32::try_from(number - before).unwrap_or(0));
            *link = Link { hash: *hash, back };
            member.filed += 1;
        }
        self.members.push_back(member);
        if self.members.len() > REMEMBERED {
            self.forget_oldest();
        }
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
    fn family<E>(
        &self,
        signature: &Signature,
        look_up: impl Fn(&DocumentId) -> Result<Option<KnownCopy>, E>,
    ) -> Result<Option<ClusterId>, E> {
        let mut best: Option<(f64, u64, ClusterId)> = None;
        for number in self.candidates(signature) {
            let Some(member) = self.member(number) else { continue };
            let Some(copy) = look_up(&member.id)? else { continue };
            let least = best.as_ref().map_or(SAME_FROM, |(most, ..)| *most);
            let value = jaccard(signature, &copy.signature, least);
            let nearer =
                |best: &(f64, u64, ClusterId)| value > Some(best.0) || value == Some(best.0) && number < best.1;
            if let Some(value) = value.filter(|_| best.as_ref().is_none_or(nearer)) {
                best = Some((value, number, copy.cluster));
            }
        }
        Ok(best.map(|(.., cluster)| cluster))
    }

    /// Numbers of documents that share enough filed hashes, those that share most first, then the earliest.
    fn candidates(&self, signature: &Signature) -> Vec<u64> {
        let mut numbers: Vec<u64> = filed(signature).flat_map(|hash| self.chain(*hash)).collect();
        numbers.sort_unstable();
        let enough = SHARED_MIN.min(signature.0.len());
        let shared = numbers.chunk_by(|one, next| one == next).map(|same| (same.len(), same[0]));
        let mut shared: Vec<(usize, u64)> = shared.filter(|(count, _)| *count >= enough).collect();
        shared.sort_by_key(|(count, number)| (Reverse(*count), *number));
        shared.into_iter().take(COMPARED_MAX).map(|(_, number)| number).collect()
    }

    /// Numbers of the remembered documents with this hash, newest first.
    fn chain(&self, hash: u32) -> impl Iterator<Item = u64> {
        let newest = self.newest.get(&hash).and_then(|low| self.remembered(*low));
        std::iter::successors(newest, move |number| {
            let member = self.member(*number)?;
            let link = member.links[..usize::from(member.filed)].iter().find(|link| link.hash == hash)?;
            (link.back > 0).then(|| number.checked_sub(u64::from(link.back))).flatten().filter(|at| *at >= self.front)
        })
        .take(CHAIN_MAX)
    }

    /// The number with this lower half, if its document is still remembered.
    fn remembered(&self, low: u32) -> Option<u64> {
        let distance = low.wrapping_sub(self.front as u32);
        ((distance as usize) < self.members.len()).then(|| self.front + u64::from(distance))
    }

    fn member(&self, number: u64) -> Option<&Member> {
        usize::try_from(number.checked_sub(self.front)?).ok().and_then(|position| self.members.get(position))
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.members.pop_front() else { return };
        for link in &oldest.links[..usize::from(oldest.filed)] {
            // Where it is the newest of its hash, no other document has it.
            if self.newest.get(&link.hash) == Some(&(self.front as u32)) {
                self.newest.remove(&link.hash);
            }
        }
        self.front += 1;
    }
}

/// The hashes under which a signature is filed: the smallest, as signatures are sorted.
fn filed(signature: &Signature) -> impl Iterator<Item = &u32> {
    signature.0.iter().take(FILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize, count: usize) -> String {
        (from..from + count).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    fn family(copies: &mut Shelf, id: &str, title: &str, text: &str) -> String {
        copies.place(&DocumentId::new(id), title, text).0.to_string()
    }

    #[test]
    fn a_copy_joins_the_family_of_the_first_document_whatever_its_title() {
        let mut copies = Shelf::default();
        assert_eq!(family(&mut copies, "a", "One", &words(0, 100)), "a");
        assert_eq!(family(&mut copies, "b", "Two", &words(0, 95)), "a");
        assert_eq!(family(&mut copies, "c", "Three", &words(50, 100)), "c");
        assert_eq!(copies.len(), 3);
    }

    #[test]
    fn short_texts_are_copies_only_when_title_and_text_are_equal() {
        let mut copies = Shelf::default();
        assert_eq!(family(&mut copies, "a", "Note", "Market  closed."), "a");
        assert_eq!(family(&mut copies, "b", "note", "market closed"), "a");
        assert_eq!(family(&mut copies, "c", "Other", "market closed"), "c");
        assert_eq!(family(&mut copies, "d", "Note", "market closed today"), "d");
    }

    #[test]
    fn families_are_found_again_from_stored_signatures() {
        let mut before = Shelf::default();
        let (cluster, signature) = before.place(&DocumentId::new("a"), "", &words(0, 400));
        let mut after = Copies::default();
        after.remember(&"a".into(), &signature);
        let copy = KnownCopy { document: "a".into(), cluster, signature };
        let look_up = |_: &DocumentId| Ok::<_, ()>(Some(copy.clone()));
        assert_eq!(after.place(&"b".into(), "", &words(5, 400), look_up).map(|(cluster, _)| cluster), Ok("a".into()));
        let gone = |_: &DocumentId| Ok::<_, ()>(None);
        assert_eq!(after.place(&"c".into(), "", &words(5, 400), gone).map(|(cluster, _)| cluster), Ok("c".into()));
        assert_eq!(after.place(&"d".into(), "", &words(5, 400), |_| Err("broken")), Err("broken"));
        assert_eq!(after.len(), 3);
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace() {
        let mut copies = Copies::default();
        let none = |_: &DocumentId| Ok::<_, ()>(None);
        for n in 0..3 {
            // The same sentence in all of them: chains that outlive their beginning.
            let text = format!("{} {}", words(0, 30), words(n * 1000, 60));
            copies.place(&DocumentId::new(n.to_string()), "", &text, none).expect("placed");
        }
        for left in (0..3).rev() {
            copies.forget_oldest();
            assert_eq!(copies.len(), left);
            let hashes: Vec<u32> = copies.newest.keys().copied().collect();
            assert!(hashes.iter().all(|hash| copies.chain(*hash).all(|number| number >= copies.front)));
        }
        assert!(copies.is_empty() && copies.newest.is_empty());
        copies.place(&"again".into(), "", &words(0, 60), none).expect("placed");
        assert_eq!(copies.len(), 1);
    }
}
