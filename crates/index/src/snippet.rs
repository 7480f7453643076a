//! The piece of a text that shows why it matched.

use crate::plan::{Form, Plan, Words};
use crate::stem::{LanguageStems, StemCache, may_have, stems};
use crate::tokenize::{Part, Token, tokens};
use domain::query::{Field, Snippet};

/// About so long is a snippet, bytes; a script of three bytes a character gets a third of the characters and as much
/// to read.
const LENGTH_BYTES: usize = 240;
/// So much stands before the first match, bytes.
const LEAD_BYTES: usize = 60;
/// Beyond this the text is not read for matches: nobody looks that far, and an answer has up to a thousand of them.
const READ_BYTES_MAX: usize = 200_000;

/// The words of a query that may be shown in a text, with their stems in its language.
pub(crate) struct Marker<'a> {
    wanted: Vec<(&'a Words, Vec<String>)>,
    lang: &'a str,
}

impl<'a> Marker<'a> {
    /// For texts of one language, by its kept code.
    pub(crate) fn new(plan: &'a Plan, lang: &'a str) -> Self {
        let in_text = plan.shown().into_iter().filter(|words| words.field != Field::Title);
        let wanted = in_text.map(|words| {
            let stems = match words.form {
                Form::Inflected => stems(lang, &words.tokens[0]),
                Form::Exact | Form::Prefix => Vec::new(),
            };
            (words, stems)
        });
        Self { wanted: wanted.collect(), lang }
    }

    /// The best piece of the text, with its matches; the beginning when there is none.
    pub(crate) fn snippet(&self, text: &str, cache: &mut StemCache) -> Snippet {
        let read = &text[..text.floor_char_boundary(READ_BYTES_MAX)];
        if self.wanted.is_empty() {
            return cut(text, 0, &[]);
        }
        let tokens = tokens(read);
        let matches = self.matches(&tokens, &mut cache.of(self.lang));
        cut(text, best_start(&matches), &matches)
    }

    /// First and last byte of every match, with which of the wanted words it is; in order.
    fn matches(&self, tokens: &[Token], known: &mut Option<LanguageStems>) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            for (number, (words, stems)) in self.wanted.iter().enumerate() {
                let end = at + words.tokens.len();
                if end <= tokens.len() && self.is_match(words, stems, &tokens[at..end], known) {
                    found.push((tokens[at].start, tokens[end - 1].end, number));
                }
            }
        }
        found
    }

    fn is_match(&self, words: &Words, stems: &[String], tokens: &[Token], known: &mut Option<LanguageStems>) -> bool {
        stands(words, tokens)
            || (!stems.is_empty()
                && may_have(self.lang, &tokens[0], stems)
                && known.as_mut().is_some_and(|known| {
                    known.stems(&tokens[0]).iter().any(|own| stems.iter().any(|stem| **stem == **own))
                }))
    }
}

/// Whether the words stand in these tokens, of which there are as many, as they are.
pub(crate) fn stands(words: &Words, tokens: &[Token]) -> bool {
    let last = words.tokens.len() - 1;
    let begins = words.tokens[0].part != Part::First || tokens[0].part == Part::First;
    begins
        && words.tokens.iter().zip(tokens).enumerate().all(|(position, (wanted, found))| {
            if words.form == Form::Prefix && position == last {
                found.folded.starts_with(&*wanted.folded)
            } else {
                found.folded == wanted.folded
            }
        })
}

/// Where the window begins that shows most different words, then most matches, then comes first.
fn best_start(matches: &[(usize, usize, usize)]) -> usize {
    let mut best = (0, 0);
    let mut start = 0;
    for (first, (from, ..)) in matches.iter().enumerate() {
        let inside: Vec<usize> = matches[first..]
            .iter()
            .take_while(|each| each.1 <= from + LENGTH_BYTES - LEAD_BYTES)
            .map(|each| each.2)
            .collect();
        let mut different = inside.clone();
        different.sort_unstable();
        different.dedup();
        if (different.len(), inside.len()) > best {
            best = (different.len(), inside.len());
            start = *from;
        }
    }
    start.saturating_sub(LEAD_BYTES)
}

/// Cuts the piece at blanks, puts dots where text is missing, and moves the marks with it.
fn cut(text: &str, start: usize, matches: &[(usize, usize, usize)]) -> Snippet {
    let from = if start == 0 { 0 } else { after_blank(text, start) };
    let until = before_blank(text, from, from + LENGTH_BYTES);
    let piece = text[from..until].trim_end();
    let from = from + (piece.len() - piece.trim_start().len());
    let piece = piece.trim_start();
    let mut shown = String::with_capacity(piece.len() + 6);
    if !text[..from].trim().is_empty() {
        shown.push('…');
    }
    let shift = shown.len();
    // Blanks of one byte become a space of one byte: marks stay where they are.
    shown.extend(piece.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }));
    let end = from + piece.len();
    if !text[end..].trim().is_empty() {
        shown.push('…');
    }
    let inside = matches.iter().filter(|(first, last, _)| *first >= from && *last <= end);
    Snippet { text: shown, marks: joined(inside.map(|(first, last, _)| (first - from + shift, last - from + shift))) }
}

/// Marks that touch or overlap become one.
fn joined(marks: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (first, last) in marks {
        match joined.last_mut() {
            Some(before) if before.1 >= first => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// The first word's beginning from `start` on; `start` itself in scripts without blanks.
fn after_blank(text: &str, start: usize) -> usize {
    let start = text.floor_char_boundary(start);
    let lead = &text[start..text.floor_char_boundary(start + LEAD_BYTES / 2)];
    lead.find(char::is_whitespace).map_or(start, |blank| start + blank)
}

/// The last word's end before `limit`; `limit` itself in scripts without blanks.
fn before_blank(text: &str, from: usize, limit: usize) -> usize {
    if limit >= text.len() {
        return text.len();
    }
    let limit = text.floor_char_boundary(limit);
    let tail_from = text.floor_char_boundary(limit.saturating_sub(LEAD_BYTES / 2).max(from));
    text[tail_from..limit].rfind(char::is_whitespace).map_or(limit, |blank| tail_from + blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::query::Query;
    use proptest::prelude::*;

    fn snippet(query: &str, lang: &str, text: &str) -> Snippet {
        let plan = Plan::of(&Query::parse(query).expect("a query").expr);
        Marker::new(&plan, lang).snippet(text, &mut StemCache::default())
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.marks.iter().map(|(first, last)| &snippet.text[*first..*last]).collect()
    }

    #[test]
    fn the_window_shows_the_most_of_the_words() {
        let text = format!(
            "Una tierra. {}\nHubo líderes desplazados de la tierra. {}",
            "Nada. ".repeat(80),
            "Fin. ".repeat(80)
        );
        let found = snippet("tierra lider desplazado", "spa", &text);
        assert_eq!(marked(&found), ["líderes", "desplazados", "tierra"]);
        assert!(found.text.starts_with('…') && found.text.ends_with('…') && !found.text.contains('\n'), "{found:?}");
        assert!(found.text.len() <= LENGTH_BYTES + 6, "{}", found.text.len());
    }

    #[test]
    fn a_phrase_is_one_mark_and_denied_words_are_none() {
        let found = snippet("\"líder social\" -muerto title:calma", "spa", "Un LIDER  social muerto en la calma");
        assert_eq!(marked(&found), ["LIDER  social"]);
    }

    #[test]
    fn without_a_match_the_text_begins_at_its_beginning() {
        let found = snippet("country:COL", "spa", &"palabra ".repeat(100));
        assert!(
            found.text.starts_with("palabra palabra") && found.text.ends_with("palabra…") && found.marks.is_empty()
        );
        assert_eq!(snippet("x", "spa", "  corto "), Snippet { text: "corto".to_owned(), marks: Vec::new() });
        assert_eq!(snippet("x", "spa", ""), Snippet::default());
    }

    #[test]
    fn a_word_of_han_is_one_mark() {
        let text = format!("{}数千人流离失所。{}", "安".repeat(200), "安".repeat(200));
        assert_eq!(marked(&snippet("流离失所", "zho", &text)), ["流离失所"]);
    }

    proptest! {
        #[test]
        fn marks_are_ordered_apart_and_on_boundaries(text in "([a-c\\n]{1,5}|流|ó|\u{301}|\\PC){0,200}", query in "[a-c]") {
            let found = snippet(&format!("{query}* OR 流 OR ó"), "spa", &text);
            let mut last = 0;
            for (first, end) in &found.marks {
                prop_assert!(*first >= last && end > first && found.text.get(*first..*end).is_some());
                last = *end;
            }
        }
    }
}
