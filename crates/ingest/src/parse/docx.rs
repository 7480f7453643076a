//! Word files (ECMA-376, `word/document.xml`): the paragraphs, the title and the date of the properties. Authors are not read.

use super::content::FileContent;
use super::xml::Tree;
use domain::{Body, Item};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A Word file has a few dozen entries.
const ENTRIES_MAX: usize = 5_000;
/// The largest part that is unpacked.
const PART_BYTES_MAX: u64 = 32 << 20;

/// Reads the text of a Word file.
pub fn read(name: &str, bytes: &[u8]) -> FileContent {
    match item(bytes) {
        Ok(item) => FileContent::one(item),
        Err(fault) => FileContent::fault(name, format!("this Word file cannot be read: {fault}")),
    }
}

fn item(bytes: &[u8]) -> Result<Item, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    if archive.len() > ENTRIES_MAX {
        return Err(format!("it has {} entries, more than {ENTRIES_MAX}: refused as an archive bomb", archive.len()));
    }
    let document = part(&mut archive, "word/document.xml")?;
    let mut item = Item { body: Body::Text(paragraphs(&document)), ..Item::default() };
    if let Ok(properties) = part(&mut archive, "docProps/core.xml") {
        let tree = Tree::parse(&properties);
        let value = |local: &str| tree.first(local).map(|element| element.text().into_owned());
        item.title = value("title").unwrap_or_default();
        item.published = value("created").as_deref().and_then(super::date);
        item.updated = value("modified").as_deref().and_then(super::date);
    }
    Ok(item)
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, String> {
    let file = archive.by_name(name).map_err(|_| format!("it has no {name}"))?;
    let mut bytes = Vec::new();
    file.take(PART_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|fault| fault.to_string())?;
    if bytes.len() as u64 > PART_BYTES_MAX {
        return Err(format!("{name} unpacks to more than {} MB: refused as an archive bomb", PART_BYTES_MAX >> 20));
    }
    Ok(super::decode(&bytes, None))
}

/// The paragraphs, one a line.
fn paragraphs(document: &str) -> String {
    let tree = Tree::parse(document);
    let mut out = String::new();
    for element in tree.elements() {
        match element.local() {
            "p" if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
            "tab" | "tc" if !out.ends_with(['\n', ' ']) => out.push(' '),
            "br" => out.push('\n'),
            // Unlike elsewhere, white space at the edges of a run is part of the text.
            "t" => out.push_str(&tree.text_of(element.inner())),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            writer.write_all(text.as_bytes()).expect("its text");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn paragraphs_title_and_date_are_read_and_the_author_is_not() {
        let bytes = archive(&[
            (
                "word/document.xml",
                "<w:document><w:p><w:r><w:t>Wells </w:t></w:r><w:r><w:t>are dry.</w:t></w:r></w:p><w:p><w:t>Herds moved.</w:t></w:p></w:document>",
            ),
            (
                "docProps/core.xml",
                "<p><dc:title>Week 2</dc:title><dc:creator>monitor</dc:creator><dcterms:created>2026-01-05T08:00:00Z</dcterms:created></p>",
            ),
        ]);
        let content = read("a.docx", &bytes);
        let item = &content.items[0];
        assert_eq!((item.title.as_str(), item.authors.len()), ("Week 2", 0));
        assert_eq!(item.body, Body::Text("Wells are dry.\nHerds moved.".to_owned()));
        assert!(item.published.is_some());
    }

    #[test]
    fn a_bomb_and_garbage_are_refused_with_a_reason() {
        let bomb = archive(&[("word/document.xml", &"a".repeat((PART_BYTES_MAX + 10) as usize))]);
        assert!(read("a.docx", &bomb).issues[0].what.contains("archive bomb"));
        assert!(read("a.docx", b"PK").issues[0].what.contains("cannot be read"));
    }
}
