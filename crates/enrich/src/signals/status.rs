//! How a sentence presents an event: cues and their reach.

use super::compile::{ClassId, Cues};
use super::matching::{Hit, Match, year};
use super::token::Tokens;
use domain::Status;
use std::ops::Range;

/// A negation belongs to what follows closely: "no clashes", "did not open fire".
const NEGATION_REACH: usize = 3;
/// "could", "fear that", "will" stand further away from their event.
const MODAL_REACH: usize = 6;
/// A year up to this many tokens away dates the event.
const YEAR_REACH: usize = 14;
/// An event of a year this far back is history. One year back may be last month.
const YEARS_PAST_MIN: i32 = 2;

/// The status of one match in its sentence. `reference_year` is the year of the report, where known.
pub(super) fn status_of(
    cues: &Cues,
    found: &Match,
    hits: &[Hit],
    tokens: &Tokens,
    sentence: &Range<usize>,
    reference_year: Option<i32>,
) -> Status {
    let before = |class: ClassId, reach: usize| hits.iter().any(|hit| hit.class == class && reaches(hit, found, reach));
    if before(cues.negated, NEGATION_REACH) {
        Status::Negated
    } else if hits.iter().any(|hit| hit.class == cues.historical && free(hit, found))
        || is_dated_back(cues, found, hits, tokens, sentence, reference_year)
    {
        Status::Historical
    } else if before(cues.hypothetical, MODAL_REACH) {
        Status::Hypothetical
    } else if before(cues.announced, MODAL_REACH) {
        Status::Announced
    } else {
        Status::Asserted
    }
}

/// Whether a cue is not itself a part of the match ("no food" is the event, not its denial).
fn free(cue: &Hit, found: &Match) -> bool {
    found.parts.iter().all(|part| cue.end <= part.start || part.end <= cue.start)
}

/// Whether a cue stands inside the match or at most `reach` tokens before it.
fn reaches(cue: &Hit, found: &Match, reach: usize) -> bool {
    let span = found.span();
    let end = cue.end as usize;
    free(cue, found) && (end <= span.end && end + reach > span.start)
}

/// Whether the sentence dates the match to a year long past and to none that is recent.
fn is_dated_back(
    cues: &Cues,
    found: &Match,
    hits: &[Hit],
    tokens: &Tokens,
    sentence: &Range<usize>,
    reference_year: Option<i32>,
) -> bool {
    let Some(reference) = reference_year else { return false };
    let span = found.span();
    let near = |at: usize| at + YEAR_REACH >= span.start && at <= span.end + YEAR_REACH;
    let mut past = false;
    for hit in hits.iter().filter(|hit| hit.class == cues.dated) {
        // The year, or the year after one other word: "in 1994", "in June 1994".
        for at in hit.end as usize..(hit.end as usize + 2).min(sentence.end) {
            if let Some(named) = year(tokens.folded(at)).filter(|_| near(at)) {
                if named > reference - YEARS_PAST_MIN {
                    return false;
                }
                past = true;
            }
        }
    }
    past
}
