//! Language tags as publishers write them → ISO 639-3.

use std::collections::HashMap;
use std::sync::LazyLock;

/// `iso639-3<TAB>iso639-1 or -<TAB>other codes and names, comma-separated, lower case`.
const TABLE: &str = include_str!("../../data/languages.tsv");

static CODES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(code) = cells.next().filter(|code| !code.is_empty()) else { continue };
        codes.insert(code, code);
        for alias in
            cells.flat_map(|cell| cell.split(',')).map(str::trim).filter(|alias| !alias.is_empty() && *alias != "-")
        {
            codes.insert(alias, code);
        }
    }
    codes
});

/// Normalises a tag or a name: `en-GB`, `EN`, `ger`, `English` → ISO 639-3. Members of a macrolanguage become the
/// macrolanguage (`arb` → `ara`). `None` for what says nothing (`und`, `mul`) and for unknown names; an unknown
/// three-letter code stays as it is.
pub fn normalise(tag: &str) -> Option<String> {
    let tag = tag.trim().to_lowercase();
    if let Some(code) = CODES.get(tag.as_str()) {
        return Some((*code).to_owned());
    }
    let first = tag.split(['-', '_', ';', ',', ' ', '.']).next().unwrap_or_default();
    if matches!(first, "und" | "mul" | "zxx" | "mis") {
        return None;
    }
    if let Some(code) = CODES.get(first) {
        return Some((*code).to_owned());
    }
    (tag.len() >= 3 && first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_lowercase()))
        .then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_names_become_three_letters() {
        for (tag, code) in [
            ("en", Some("eng")),
            ("en-GB", Some("eng")),
            ("pt_BR", Some("por")),
            ("ger", Some("deu")),
            ("arb", Some("ara")),
            ("zh-Hans-CN", Some("zho")),
            ("swh", Some("swa")),
            ("Español", Some("spa")),
            ("French", Some("fra")),
            ("kin", Some("kin")),
            ("und", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(normalise(tag).as_deref(), code, "{tag}");
        }
    }
}
