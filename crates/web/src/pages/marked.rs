//! Text in pieces, some of them marked. The template escapes each piece: no mark can let markup through.

use domain::Signal;
use domain::query::Snippet;

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Why it is marked; `None` for the text between.
    pub(crate) mark: Option<String>,
}

fn piece(text: &str, mark: Option<String>) -> Option<Piece> {
    (!text.is_empty()).then(|| Piece { text: text.to_owned(), mark })
}

/// A snippet in pieces. Marks that do not fit the text are left out.
pub(crate) fn of_snippet(snippet: &Snippet) -> Vec<Piece> {
    let text = &snippet.text;
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, end) in &snippet.marks {
        if *start < at {
            continue;
        }
        let (Some(before), Some(marked)) = (text.get(at..*start), text.get(*start..*end)) else { continue };
        pieces.extend(piece(before, None));
        pieces.extend(piece(marked, Some(String::new())));
        at = *end;
    }
    pieces.extend(piece(&text[at..], None));
    pieces
}

/// A text in pieces, its signals marked with what `name` says of them. Of signals that overlap the first is marked.
pub(crate) fn of_signals(text: &str, signals: &[Signal], name: impl Fn(&Signal) -> String) -> Vec<Piece> {
    let mut bounds: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
    bounds.push(text.len());
    let mut sorted: Vec<&Signal> =
        signals.iter().filter(|signal| signal.start < signal.end && signal.end < bounds.len()).collect();
    sorted.sort_by_key(|signal| (signal.start, std::cmp::Reverse(signal.end)));
    let mut pieces = Vec::new();
    let mut at = 0;
    for signal in sorted {
        let (start, end) = (bounds[signal.start], bounds[signal.end]);
        if start < at {
            continue;
        }
        pieces.extend(piece(&text[at..start], None));
        pieces.extend(piece(&text[start..end], Some(name(signal))));
        at = end;
    }
    pieces.extend(piece(&text[at..], None));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Polarity, Status};

    fn signal(start: usize, end: usize) -> Signal {
        Signal {
            category: "civilian_harm".into(),
            polarity: Polarity::Risk,
            score: 0.9,
            status: Status::Asserted,
            start,
            end,
            evidence: String::new(),
            mode: None,
            severity: 0.9,
        }
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.mark.is_some() { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn signals_are_marked_by_character_and_never_twice() {
        let text = "Chocó: قتل ثلاثة here";
        let pieces =
            of_signals(text, &[signal(11, 16), signal(7, 16), signal(90, 99), signal(3, 3)], |_| String::new());
        assert_eq!(shown(&pieces), "Chocó: [قتل ثلاثة] here");
    }

    #[test]
    fn marks_of_a_snippet_that_do_not_fit_are_left_out() {
        let snippet = Snippet { text: "año nuevo".into(), marks: vec![(0, 4), (2, 6), (5, 10), (50, 60)] };
        assert_eq!(shown(&of_snippet(&snippet)), "[año] [nuevo]");
        assert_eq!(of_snippet(&Snippet::default()), Vec::new());
    }
}
