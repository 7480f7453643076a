//! Languages as readers and browsers know them.

/// ISO 639-3 code, BCP 47 tag, direction and name of the languages that are read most.
const TABLE: &str = include_str!("../data/languages.tsv");

/// A language as a page needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LanguageName<'a> {
    /// BCP 47 tag; an unlisted language keeps its ISO 639-3 code, which is a valid tag where no shorter one exists.
    pub tag: &'a str,
    /// `ltr`, `rtl`, or `auto` where it is not known.
    pub dir: &'a str,
    /// Name for people; empty when it is not determined.
    pub name: &'a str,
}

/// The language of an ISO 639-3 code.
pub fn language_name(code: &str) -> LanguageName<'_> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    let found = rows.map(|line| line.split('\t')).find_map(|mut cells| {
        (cells.next() == Some(code)).then(|| Some((cells.next()?, cells.next()?, cells.next()?))).flatten()
    });
    match found {
        Some((tag, dir, name)) => LanguageName { tag, dir, name },
        None if code == "und" || !code.bytes().all(|b| b.is_ascii_alphabetic()) || code.is_empty() => {
            LanguageName { tag: "und", dir: "auto", name: "" }
        }
        None => LanguageName { tag: code, dir: "auto", name: code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_runs_from_right_to_left() {
        assert_eq!(language_name("ara"), LanguageName { tag: "ar", dir: "rtl", name: "Arabic" });
    }

    #[test]
    fn what_is_not_known_is_left_to_the_reader() {
        assert_eq!(language_name("und"), LanguageName { tag: "und", dir: "auto", name: "" });
        assert_eq!(language_name("\"><b>").tag, "und");
        assert_eq!(language_name("xyz"), LanguageName { tag: "xyz", dir: "auto", name: "xyz" });
    }

    #[test]
    fn every_row_of_the_table_is_whole() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(cells.len() == 4 && matches!(cells[2], "ltr" | "rtl"), "{line}");
        }
    }
}
