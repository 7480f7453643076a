//! Foreign text made fit for one line of ours.

/// Characters that reorder or hide what surrounds them: a title must not be able to rewrite the line it stands in.
/// Joiners (U+200C, U+200D) stay: Persian and Indic words need them.
fn is_trick(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{fff9}'..='\u{fffb}')
}

/// One line: white space and control characters become single spaces, direction tricks go, and what is longer than
/// `max` characters is cut at a word and ends in `…`.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !is_trick(*c)).collect();
        if word.is_empty() {
            continue;
        }
        let room = max.saturating_sub(length + 1);
        let size = word.chars().count();
        if size > room {
            if length == 0 {
                line.extend(word.chars().take(max.saturating_sub(1)));
            }
            line.push('…');
            return line;
        }
        if length > 0 {
            line.push(' ');
        }
        line.push_str(&word);
        length += size + 1;
    }
    line
}

/// The sentence around the characters `start..end` of `text`, without going further than `reach` characters to either
/// side. Offsets outside the text give what lies inside.
pub(crate) fn sentence_around(text: &str, start: usize, end: usize, reach: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (start, end) = (start.min(chars.len()), end.min(chars.len()).max(start.min(chars.len())));
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '؟' | '。' | '।' | '።' | '\n');
    let floor = start.saturating_sub(reach);
    let from = match chars[floor..start].iter().rposition(|c| ends(*c)) {
        Some(stop) => floor + stop + 1,
        None => next_word(&chars, floor),
    };
    let ceiling = (end + reach).min(chars.len());
    let tail = end.saturating_sub(1).max(from);
    let to = match chars[tail..ceiling].iter().position(|c| ends(*c)) {
        Some(stop) => tail + stop + 1,
        None if ceiling == chars.len() => ceiling,
        None => chars[end..ceiling].iter().rposition(|c| c.is_whitespace()).map_or(end, |gap| end + gap),
    };
    let cut_before = from > 0 && !ends(chars[from - 1]);
    let cut_after = to < chars.len() && to > 0 && !ends(chars[to - 1]);
    let quote: String = chars[from.min(to)..to].iter().collect();
    format!("{}{}{}", if cut_before { "… " } else { "" }, quote.trim(), if cut_after { " …" } else { "" })
}

/// The first beginning of a word at or after `from`, so that no quote starts inside one.
fn next_word(chars: &[char], from: usize) -> usize {
    if from == 0 || chars[from - 1].is_whitespace() {
        return from;
    }
    chars[from..].iter().position(|c| c.is_whitespace()).map_or(from, |gap| from + gap + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_do_not_survive() {
        assert_eq!(one_line("a\u{202e}b\n\n\tc\u{0}d", 20), "ab c d");
    }

    #[test]
    fn long_lines_are_cut_at_a_word() {
        assert_eq!(one_line("one two three", 9), "one two…");
        assert_eq!(one_line("onetwothree", 5), "onet…");
        assert_eq!(one_line("one two", 9), "one two");
    }

    #[test]
    fn a_quote_is_the_sentence_it_stands_in() {
        let text = "Nothing here. Armed men burned the market of the village. People fled.";
        let start = text.find("burned").expect("a match");
        assert_eq!(sentence_around(text, start, start + 6, 100), "Armed men burned the market of the village.");
        assert_eq!(sentence_around(text, start, start + 6, 12), "Armed men burned the market …");
    }

    #[test]
    fn offsets_beyond_the_text_are_harmless() {
        assert_eq!(sentence_around("short", 90, 120, 10), "short");
        assert_eq!(sentence_around("", 0, 4, 10), "");
        assert_eq!(sentence_around("مسلحون هاجموا القرية.", 7, 13, 100), "مسلحون هاجموا القرية.");
    }
}
