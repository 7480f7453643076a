//! Signatures: bottom-k sketches of the set of word 5-grams (Broder 1997, "On the resemblance and containment of
//! documents"). A text of up to [`KEPT`] 5-grams is kept whole, so that its Jaccard values are exact; of a longer text
//! the [`KEPT`] smallest hashes are an even sample.

use crate::text::words::each_word;
use domain::document::Signature;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Hashes kept of a text: 1 KB.
pub const KEPT: usize = 256;

/// Words of a shingle.
const SHINGLE: usize = 5;

/// A text of fewer words says too little for 5-grams: title and text must be equal.
const WORDS_MIN: usize = 14;

/// A signature of this length is no sketch but the two halves of the hash of a short text.
const EXACT: usize = 2;

/// Makes the signature of a document. The title counts for short texts alone: copies often change it.
pub fn sign(title: &str, text: &str) -> Signature {
    let sketch = sketch(text);
    if sketch.len() > EXACT { Signature(sketch) } else { exact(title, text) }
}

/// Sorted smallest hashes of the 5-grams; empty for short texts.
fn sketch(text: &str) -> Vec<u32> {
    let mut words = Vec::with_capacity(text.len() / 5);
    each_word(text, |word| words.push(xxh3_64(word.as_bytes())));
    if words.len() < WORDS_MIN {
        return Vec::new();
    }
    let mut hashes: Vec<u32> = words.windows(SHINGLE).map(shingle_hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(KEPT);
    hashes
}

/// The upper half of the hash of five word hashes.
fn shingle_hash(words: &[u64]) -> u32 {
    let mut bytes = [0u8; SHINGLE * 8];
    for (slot, word) in bytes.chunks_exact_mut(8).zip(words) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    (xxh3_64(&bytes) >> 32) as u32
}

/// The signature of a text that must be equal to be a copy.
fn exact(title: &str, text: &str) -> Signature {
    let mut hash = 0;
    for part in [title, text] {
        // A step between the parts, so that a word cannot wander from the one into the other.
        hash = xxh3_64_with_seed(b"part", hash);
        each_word(part, |word| hash = xxh3_64_with_seed(word.as_bytes(), hash));
    }
    Signature(vec![(hash >> 32) as u32, hash as u32])
}

/// The Jaccard value of the 5-grams behind two signatures, if it is `least` at least: exact while both are whole, else
/// estimated from the smallest hashes of their union. Signatures of short texts have 1 or 0.
pub fn jaccard(one: &Signature, other: &Signature, least: f64) -> Option<f64> {
    let (one, other) = (&one.0[..], &other.0[..]);
    if one.len() <= EXACT || other.len() <= EXACT {
        return (one == other && !one.is_empty()).then_some(1.0);
    }
    let (limit, apart_max) = bounds(one.len(), other.len(), least);
    let (mut i, mut j, mut union, mut both) = (0, 0, 0, 0);
    while union < limit && i < one.len() && j < other.len() {
        let (left, right) = (one[i], other[j]);
        union += 1;
        both += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
        if union - both > apart_max {
            return None;
        }
    }
    union = (union + one.len() - i + other.len() - j).min(limit);
    Some(both as f64 / union.max(1) as f64).filter(|value| *value >= least)
}

/// How many hashes of the union are looked at, and how many of them may stand in one signature alone: the union has at
/// most as many common hashes as the shorter signature.
fn bounds(one: usize, other: usize, least: f64) -> (usize, usize) {
    if one >= KEPT || other >= KEPT {
        (KEPT, ((1.0 - least) * KEPT as f64).ceil() as usize)
    } else {
        (usize::MAX, ((1.0 - least) / least.max(f64::MIN_POSITIVE) * one.min(other) as f64).ceil() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn text(words: &[u8]) -> String {
        words.iter().map(|word| format!("w{word} ")).collect()
    }

    fn true_jaccard(one: &[u8], other: &[u8]) -> f64 {
        let set = |words: &[u8]| words.windows(SHINGLE).map(<[u8]>::to_vec).collect::<HashSet<_>>();
        let (one, other) = (set(one), set(other));
        one.intersection(&other).count() as f64 / one.union(&other).count() as f64
    }

    proptest! {
        #[test]
        fn the_value_of_texts_that_are_kept_whole_is_exact(
            one in prop::collection::vec(0u8..9, 20..120),
            cut in 0usize..10,
        ) {
            let other = &one[cut..];
            if sketch(&text(&one)).len() > EXACT && sketch(&text(other)).len() > EXACT {
                let value = jaccard(&sign("", &text(&one)), &sign("", &text(other)), 0.0).unwrap_or_default();
                prop_assert!((value - true_jaccard(&one, other)).abs() < 1e-9);
            }
        }
    }

    proptest! {
        #[test]
        fn a_value_below_the_least_is_none_and_any_other_is_the_same(
            one in prop::collection::vec(0u8..5, 20..400),
            cut in 0usize..19,
            least in 0.05f64..1.0,
        ) {
            let (one, other) = (sign("", &text(&one)), sign("", &text(&one[cut..])));
            let value = jaccard(&one, &other, 0.0);
            prop_assert_eq!(jaccard(&one, &other, least), value.filter(|value| *value >= least));
        }
    }

    #[test]
    fn the_value_of_long_texts_is_near() {
        let words = |from: u32, to: u32| (from..to).map(|n| format!("w{n} ")).collect::<String>();
        let value = jaccard(&sign("", &words(0, 2000)), &sign("", &words(300, 2000)), 0.0).unwrap_or_default();
        assert!((value - 0.85).abs() < 0.08, "{value}");
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_characters() {
        let chinese = "武装分子袭击了北部的三个村庄并造成数千人流离失所";
        assert!(sign("", chinese).0.len() > EXACT);
        assert!(jaccard(&sign("", chinese), &sign("", &format!("{chinese}。政府谴责")), 0.7).is_some());
    }
}
