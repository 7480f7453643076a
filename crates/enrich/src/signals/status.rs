//! How a sentence presents an event: cues and their reach.

use super::matching::{Hit, Match, year};
use super::rules::{ClassId, Cues};
use super::token::Tokens;
use domain::Status;
use std::ops::Range;

/// A negation belongs to what follows closely: "no clashes", "did not open fire".
const NEGATION_REACH: usize = 3;
/// "could", "fear that", "will" stand further away from their event.
const MODAL_REACH: usize = 6;
/// "the report of clashes was denied", with the verb at the end.
const AFTER_REACH: usize = 6;
/// A year up to this many words away dates the event.
const YEAR_REACH: usize = 14;
/// An event of a year this far back is history. One year back may be last month.
const YEARS_PAST_MIN: i32 = 2;

/// The status of one match in its sentence, of which `hits` are the cues. `reference_year` is the year of the report, where known.
pub(super) fn status_of(
    cues: &Cues,
    found: &Match,
    hits: &[Hit],
    tokens: &Tokens,
    sentence: &Range<usize>,
    reference_year: Option<i32>,
) -> Status {
    let per_word = tokens.per_word();
    let cued = |class: ClassId, holds: &dyn Fn(&Hit) -> bool| {
        hits.iter().filter(|hit| hit.class == class && !inside_longer(hit, hits, cues)).any(holds)
    };
    let before = |class: ClassId, reach: usize| {
        cued(class, &|hit| reaches(hit, found, reach * per_word) && !is_barred(hit, found, hits, cues))
    };
    let behind = |class: ClassId| cued(class, &|hit| stands_behind(hit, found, hits, cues, tokens));
    // The form of the verb itself may say it: "депортируют", "deportarán".
    let said_by = |class: ClassId| cued(class, &|hit| covers_part(hit, found));
    let modal = |class: ClassId| before(class, MODAL_REACH) || cued(class, &|hit| follows(hit, found, tokens));
    let negated = before(cues.negated, NEGATION_REACH) || said_by(cues.negated) || before(cues.denied, MODAL_REACH);
    if negated || behind(cues.after.negated) {
        Status::Negated
    } else if hits.iter().any(|hit| hit.class == cues.historical && free(hit, found))
        || is_dated_back(cues, found, hits, tokens, sentence, reference_year)
    {
        Status::Historical
    } else if modal(cues.hypothetical) || behind(cues.after.hypothetical) {
        Status::Hypothetical
    } else if modal(cues.announced) || said_by(cues.announced) || behind(cues.after.announced) {
        Status::Announced
    } else {
        Status::Asserted
    }
}

/// Whether a cue that is put behind its event belongs to this one: few words behind a part of the match, in the same clause.
fn stands_behind(cue: &Hit, found: &Match, hits: &[Hit], cues: &Cues, tokens: &Tokens) -> bool {
    if covers_part(cue, found) {
        return true;
    }
    let Some(end) = found.parts.iter().map(|part| part.end).filter(|end| *end <= cue.start).max() else { return false };
    let barred = || hits.iter().any(|hit| hit.class == cues.barriers && hit.start >= end && hit.end <= cue.start);
    let (end, start) = (end as usize, cue.start as usize);
    let near = start < end + AFTER_REACH * tokens.per_word();
    free(cue, found) && near && !tokens.tokens[end..=start].iter().any(|token| token.parted) && !barred()
}

/// Whether a word that begins something else stands between a cue and its event: "talks might resume after gunmen killed six".
fn is_barred(cue: &Hit, found: &Match, hits: &[Hit], cues: &Cues) -> bool {
    let start = found.span().start;
    hits.iter().any(|hit| hit.class == cues.barriers && hit.start >= cue.end && hit.end as usize <= start)
}

/// Whether a cue is a part of a longer one that says something else: "not ruled out" denies nothing.
fn inside_longer(cue: &Hit, hits: &[Hit], cues: &Cues) -> bool {
    hits.iter().any(|long| {
        long.class != cue.class
            && cues.of_status().contains(&long.class)
            && long.start <= cue.start
            && cue.end <= long.end
            && long.end - long.start > cue.end - cue.start
    })
}

/// Whether a cue is one of the words that matched, as a whole.
fn covers_part(cue: &Hit, found: &Match) -> bool {
    found.parts.iter().any(|part| cue.start <= part.start && part.end <= cue.end)
}

/// Whether a cue stands right behind the match, with nothing but a space between: "peace talks might". Any further on it belongs
/// to the next event: "killed four and could return".
fn follows(cue: &Hit, found: &Match, tokens: &Tokens) -> bool {
    let (end, start) = (found.span().end, cue.start as usize);
    free(cue, found) && start == end && !tokens.tokens[start].parted
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
    let reach = YEAR_REACH * tokens.per_word();
    let near = |at: usize| at + reach >= span.start && at <= span.end + reach;
    let mut past = false;
    for hit in hits.iter().filter(|hit| [cues.dated, cues.dated_after].contains(&hit.class)) {
        // The year, or the year after one other word: "in 1994", "in June 1994"; or the year before the word: "1994 में".
        let (start, end) = (hit.start as usize, hit.end as usize);
        let beside = if hit.class == cues.dated { end..(end + 2).min(sentence.end) } else { start.max(1) - 1..start };
        for at in beside {
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
