//! Wire origin: the agency a text was copied from, where it says so. Two papers that print one agency's text are one voice.

use regex::Regex;
use std::collections::HashMap;

/// Agencies with the signs they use: `name<TAB>sign|sign`. Signs in capitals are matched as they stand.
const TABLE: &str = include_str!("../data/wires.tsv");

/// Characters at either end of a text in which agencies sign.
const HEAD_CHARS: usize = 240;

/// See [`HEAD_CHARS`].
const TAIL_CHARS: usize = 240;

/// Finds the agency of a text.
#[derive(Debug)]
pub struct Wires {
    agencies: HashMap<String, String>,
    /// Any sign, anywhere: few texts hold one, and the patterns below are slow.
    any: Regex,
    head: Regex,
    tail: Regex,
    title: Regex,
}

impl Wires {
    /// Reads the table.
    pub fn new() -> Self {
        let mut agencies = HashMap::new();
        let mut signs: Vec<&str> = Vec::new();
        for (name, list) in TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        {
            for sign in list.split('|') {
                agencies.insert(sign.to_lowercase(), name.to_owned());
                signs.push(sign);
            }
        }
        // The longest sign first: `Agence France-Presse` before `Agence`.
        signs.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
        let any = signs.iter().map(|sign| pattern_of(sign)).collect::<Vec<_>>().join("|");
        let build = |pattern: String| Regex::new(&pattern).expect("the table of agencies makes valid patterns");
        Self {
            agencies,
            any: build(any.clone()),
            // `GOMA, March 3 (Reuters) -`, `(AFP) –`, `KYIV /AP/`, `Lusa -`, `[ANSA]`
            // An acronym in brackets in the midst of a sentence is no sign: a dash or a stop must follow.
            head: build(format!(
                r"(?:^\s*)[(\[/【]\s*(?:{any})\b[^()\[\]\n]{{0,30}}[)\]/】]|[(\[/【]\s*(?:{any})\b[^()\[\]\n]{{0,30}}[)\]/】]\s*[-–—:.]|^\s*(?:{any})\s*[-–—:]"
            )),
            // `(Reuters)`, `© AFP`, `Source: EFE`, `Reporting by the Reuters desk`, a last line that is the sign alone
            tail: build(format!(
                r"[(\[]\s*(?:{any})\b[^()\[\]\n]{{0,20}}[)\]]\W*$|(?:©|\(c\)|(?i:source|fuente|fonte|quelle|kaynak|sumber|chanzo|المصدر|источник)\s*:)\s*(?:{any})\b|(?:\n|[.!?»”]\s*[-–—]\s*)(?:{any})\W*$"
            )),
            title: build(format!(r"[-–—|]\s*(?:{any})\s*$|\((?:{any})\)\s*$|^(?:{any})\s*[|:]")),
        }
    }

    /// The agency's name (`Reuters`, `AFP` …), if the text or the title says so.
    pub fn origin(&self, title: &str, text: &str) -> Option<String> {
        let head_end = text.char_indices().nth(HEAD_CHARS).map_or(text.len(), |(at, _)| at);
        let tail_start = text.char_indices().rev().nth(TAIL_CHARS - 1).map_or(0, |(at, _)| at);
        [(&self.head, &text[..head_end]), (&self.tail, &text[tail_start..]), (&self.title, title)]
            .into_iter()
            .filter(|(_, part)| self.any.is_match(part))
            .find_map(|(pattern, part)| pattern.find(part).and_then(|found| self.name_in(found.as_str())))
    }

    /// The agency whose sign stands first in a matched piece.
    fn name_in(&self, piece: &str) -> Option<String> {
        let piece = piece.to_lowercase();
        self.agencies
            .iter()
            .filter_map(|(sign, name)| piece.find(sign.as_str()).map(|at| (at, std::cmp::Reverse(sign.len()), name)))
            .min()
            .map(|(_, _, name)| name.clone())
    }
}

impl Default for Wires {
    fn default() -> Self {
        Self::new()
    }
}

/// A sign without lower-case letters is matched as it stands (`AP` is not `ap`), any other in any case.
fn pattern_of(sign: &str) -> String {
    let literal = regex::escape(sign);
    if sign.chars().any(char::is_lowercase) { format!("(?i:{literal})") } else { literal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_sign_at_the_head_at_the_tail_and_in_titles() {
        let wires = Wires::new();
        for (title, text, agency) in [
            ("", "GOMA, March 3 (Reuters) - Fighters left the town.", Some("Reuters")),
            ("", "BEIRUT (AP) — Two convoys crossed.", Some("AP")),
            ("", "Bissau, 3 mar 2026 (Lusa) - O governo falou.", Some("Lusa")),
            ("", "Bogotá, 3 mar (EFE).- La mesa sigue.", Some("EFE")),
            ("", "JUBA, March 3 (Xinhua) -- Elders met.", Some("Xinhua")),
            ("", "Les anciens se sont réunis.\n© Agence France-Presse", Some("AFP")),
            ("", "Elders met on Monday.\nSource: PANA", Some("PANA")),
            ("Elders meet - Reuters", "Elders met.", Some("Reuters")),
            ("", "The AP exam was held (apparently).", None),
            ("Elders meet", "A Reuters reporter saw it, villagers said, and nobody else did.", None),
        ] {
            assert_eq!(wires.origin(title, text).as_deref(), agency, "{title} / {text}");
        }
    }
}
