//! Dropped files: Markdown, text, HTML, mail, PDF, Word, CSV and JSON lines.
//!
//! A file gives one item, a table gives one item a row. Senders and authors are never taken.

use super::content::FileContent;
use super::{docx, eml, html_text, pdf, table};
use domain::{Body, Item};

/// Endings of the names of files that can be read.
pub const ENDINGS: &[&str] =
    &["md", "markdown", "txt", "html", "htm", "eml", "pdf", "docx", "csv", "jsonl", "ndjson", "xml"];

/// Reads a file by the ending of its name. `name` is its path in the folder: it becomes the identifier of the item, or
/// its beginning in a table. Never panics, never fails: what cannot be read is an issue.
pub fn read(name: &str, bytes: &[u8]) -> FileContent {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let mut content = match ending.as_str() {
        "md" | "markdown" => FileContent::one(markdown(&super::decode(bytes, None))),
        "txt" => FileContent::one(plain_text(&super::decode(bytes, None))),
        "html" | "htm" => FileContent::one(Item { body: Body::Page(super::decode(bytes, None)), ..Item::default() }),
        "eml" => eml::read(name, bytes),
        "pdf" => pdf::read(name, bytes),
        "docx" => docx::read(name, bytes),
        "csv" => table::csv(name, bytes),
        "jsonl" | "ndjson" => table::json_lines(name, bytes),
        "xml" => super::feed(bytes, None, None).into(),
        _ => FileContent::fault(name, format!("files named .{ending} are not read; known are: {}", ENDINGS.join(", "))),
    };
    let single = content.items.len() == 1;
    for (row, item) in content.items.iter_mut().enumerate() {
        item.authors.clear();
        let own = item.guid.take();
        item.guid = Some(match own {
            Some(guid) => format!("{name}#{guid}"),
            None if single => name.to_owned(),
            None => format!("{name}#{}", row + 1),
        });
        if item.title.is_empty() && !matches!(item.body, Body::Page(_)) {
            item.title = title_from(item, name);
        }
    }
    content
}

/// The first line of the text when it is short enough to be a title, else the name of the file.
fn title_from(item: &Item, name: &str) -> String {
    const TITLE_MAX_CHARS: usize = 160;
    let text = match &item.body {
        Body::Text(text) => text.as_str(),
        _ => "",
    };
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if !first.is_empty() && first.chars().count() <= TITLE_MAX_CHARS && text.trim().len() > first.len() {
        return html_text::squeeze(first);
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).replace(['_', '-'], " ")
}

fn plain_text(text: &str) -> Item {
    let (matter, text) = front_matter(text);
    let mut item = Item { body: Body::Text(text.trim().to_owned()), ..Item::default() };
    apply(&matter, &mut item);
    item
}

/// Markdown: front matter, then the first heading as the title, the rest as text without its signs.
fn markdown(text: &str) -> Item {
    let (matter, text) = front_matter(text);
    let mut item = Item::default();
    apply(&matter, &mut item);
    let mut body = String::with_capacity(text.len());
    for line in text.lines() {
        let heading = line.trim_start().trim_start_matches('#');
        if item.title.is_empty() && line.starts_with('#') && heading.starts_with(' ') {
            item.title = markdown_line(heading);
            continue;
        }
        body.push_str(&markdown_line(line));
        body.push('\n');
    }
    item.body = Body::Text(body.trim().to_owned());
    item
}

/// A line of Markdown as text: heading and quotation marks, emphasis and the addresses of links are taken off.
fn markdown_line(line: &str) -> String {
    let line = line.trim_end().trim_start_matches(['#', '>']).trim_start();
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let link = rest[open..].find("](").and_then(|middle| {
            let label = &rest[open + 1..open + middle];
            let address = &rest[open + middle + 2..];
            Some((label, address.find(')')? + open + middle + 3))
        });
        let Some((label, end)) = link else { break };
        out.push_str(rest[..open].trim_end_matches('!'));
        out.push_str(label);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.replace("**", "").replace("__", "").replace('`', "")
}

/// The `key: value` lines between two lines of `---` at the head of a text, and the text after them.
fn front_matter(text: &str) -> (Vec<(String, String)>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (Vec::new(), text);
    };
    let mut length = 0;
    let mut matter = Vec::new();
    for line in rest.split_inclusive('\n') {
        length += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (matter, &rest[length..]);
        }
        if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_matches(['"', '\'']);
            matter.push((key.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    (Vec::new(), text)
}

/// Puts what a front matter says into an item.
fn apply(matter: &[(String, String)], item: &mut Item) {
    for (key, value) in matter.iter().filter(|(_, value)| !value.is_empty()) {
        table::set(item, key, value);
    }
    if let Some(point) =
        table::point(|key| matter.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str()))
    {
        item.point = Some(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(name: &str, text: &str) -> Item {
        read(name, text.as_bytes()).items.pop().expect("one item")
    }

    #[test]
    fn front_matter_and_heading_are_read() {
        let item = only(
            "north/a.md",
            "---\ntitle: Market closed\ndate: 2026-01-05\nregion: COL/Chocó\nlang: spa\nlat: 5.7\nlon: -76.6\n---\n# Other\n**Two** [committees](https://e.org) met.\n",
        );
        assert_eq!((item.title.as_str(), item.region.as_deref()), ("Market closed", Some("COL/Chocó")));
        assert_eq!((item.language.as_deref(), item.point), (Some("spa"), Some((5.7, -76.6))));
        assert_eq!(item.body, Body::Text("Other\nTwo committees met.".to_owned()));
        assert_eq!(item.guid.as_deref(), Some("north/a.md"));
        assert!(item.published.is_some());
    }

    #[test]
    fn the_first_heading_or_line_or_the_name_is_the_title() {
        assert_eq!(only("a.md", "# Calm week\n\nNothing.").title, "Calm week");
        assert_eq!(only("a.txt", "Road blocked\nSince Monday.").title, "Road blocked");
        assert_eq!(only("x/road_blocked.txt", "Since Monday.").title, "road blocked");
    }

    #[test]
    fn an_unknown_ending_names_the_known_ones() {
        let content = read("a.exe", b"MZ");
        assert!(content.items.is_empty() && content.issues[0].what.contains("docx"));
    }
}
