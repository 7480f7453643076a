//! Names of sites at the ends of titles.

use url::Url;

/// Marks between a title and the name of a site.
const SEPARATORS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];

/// Agencies and collections that feeds append to titles.
const KNOWN_ENDINGS: [&str; 8] =
    ["reuters", "afp", "ap news", "associated press", "bbc news", "al jazeera", "efe", "dpa"];

/// Strips a last or first part that names the site: one of `names`, a known ending, or the host.
pub(crate) fn without_site<'a>(title: &'a str, names: &[&str], link: Option<&str>) -> &'a str {
    let host = link.and_then(|link| Url::parse(link).ok()).and_then(|url| url.host_str().map(str::to_lowercase));
    let is_site = |part: &str| {
        let part = fold(part);
        !part.is_empty()
            && (names.iter().any(|name| is_name(&part, &fold(name)))
                || KNOWN_ENDINGS.iter().any(|known| fold(known) == part)
                || host.as_deref().is_some_and(|host| part.chars().count() > 2 && host_names(host, &part)))
    };
    let mut title = title.trim();
    // Twice, for `Title - Section | Site`: the section goes only with the site.
    for _ in 0..2 {
        let last = SEPARATORS.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, mark.len()))).max();
        if let Some((_, _)) = last.filter(|(at, width)| is_site(&title[at + width..])) {
            let (at, _) = last.unwrap_or_default();
            title = title[..at].trim_end();
            continue;
        }
        let first = SEPARATORS.iter().filter_map(|mark| title.find(mark).map(|at| (at, mark.len()))).min();
        if let Some((at, width)) = first.filter(|(at, _)| is_site(&title[..*at])) {
            title = title[at + width..].trim_start();
        }
    }
    title
}

/// Letters and digits alone, lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Equal, or a long enough part of the name (`River Radio` of `River Radio Goma`).
fn is_name(part: &str, name: &str) -> bool {
    const PART_CHARS_MIN: usize = 5;
    part == name
        || (part.chars().count() >= PART_CHARS_MIN && name.contains(part))
        || (name.chars().count() >= PART_CHARS_MIN
            && part.starts_with(name)
            && part.chars().count() < 2 * name.chars().count())
}

/// Whether a part is the host without dots and dashes, or its main label: `nytimes` of `www.nytimes.com`.
fn host_names(host: &str, part: &str) -> bool {
    let labels: Vec<&str> = host.split('.').filter(|label| *label != "www").collect();
    let main = labels.iter().rev().skip(1).max_by_key(|label| label.len()).copied().unwrap_or_default();
    fold(&labels.concat()) == part || fold(main) == part
}
