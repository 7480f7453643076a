//! Source lists as other readers keep them: OPML 2.0.

use anyhow::{Context, Result};
use domain::Source;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::collections::HashSet;

/// The feeds as an OPML 2.0 document; other kinds have no place in it.
///
/// # Errors
/// When the document cannot be written.
pub fn write(sources: &[Source]) -> Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(BytesStart::new("opml").with_attributes([("version", "2.0")])))?;
    writer.write_event(Event::Start(BytesStart::new("head")))?;
    writer.create_element("title").write_text_content(BytesText::new("Almenara sources"))?;
    writer.write_event(Event::End(BytesEnd::new("head")))?;
    writer.write_event(Event::Start(BytesStart::new("body")))?;
    for source in sources.iter().filter(|source| source.kind == "feed") {
        let mut outline = BytesStart::new("outline");
        outline.push_attribute(("type", "rss"));
        outline.push_attribute(("text", source.name.as_str()));
        outline.push_attribute(("xmlUrl", source.url.as_str()));
        outline.push_attribute(("category", format!("/{}", source.class.as_str()).as_str()));
        if let Some(language) = source.languages.first() {
            outline.push_attribute(("language", language.as_str()));
        }
        writer.write_event(Event::Empty(outline))?;
    }
    writer.write_event(Event::End(BytesEnd::new("body")))?;
    writer.write_event(Event::End(BytesEnd::new("opml")))?;
    let mut text = String::from_utf8(writer.into_inner()).context("the OPML is not UTF-8")?;
    text.push('\n');
    Ok(text)
}

/// What an OPML list gave.
pub struct Imported {
    /// A sources file, every entry to be reviewed.
    pub toml: String,
    /// Feeds in it.
    pub added: usize,
    /// Feeds that are sources already.
    pub known: usize,
}

/// Reads the feeds of an OPML document, whatever its nesting.
///
/// # Errors
/// When it is no XML or has no feed.
pub fn read(text: &str, known: &[Source]) -> Result<Imported> {
    let mut addresses: HashSet<String> = known.iter().map(|source| source.url.clone()).collect();
    let mut ids: HashSet<String> = known.iter().map(|source| source.id.as_str().to_owned()).collect();
    let mut imported = Imported { toml: String::from(HEADER), added: 0, known: 0 };
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().with_context(|| format!("no XML at byte {}", reader.error_position()))? {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element)
                if element.name().as_ref().eq_ignore_ascii_case("outline") =>
            {
                let Some(feed) = feed(&element) else { continue };
                if !addresses.insert(feed.url.clone()) {
                    imported.known += 1;
                    continue;
                }
                imported.toml.push_str(&entry(&feed, &unique(&feed.name, &mut ids)));
                imported.added += 1;
            }
            _ => {}
        }
    }
    anyhow::ensure!(imported.added + imported.known > 0, "no outline with an xmlUrl: is it an OPML list of feeds?");
    Ok(imported)
}

const HEADER: &str = "# Imported from OPML. Review every entry: class (field, civil-society, news, official, international), owner,\n\
                      # languages (ISO 639-3), country and regions (ISO 3166-1 alpha-3), reliability (A-F) and label (TLP).\n";

struct Feed {
    name: String,
    url: String,
}

fn feed(element: &BytesStart<'_>) -> Option<Feed> {
    let value = |wanted: &str| {
        let mut attributes = element.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case(wanted))?;
        let raw = found.value.into_owned();
        Some(quick_xml::escape::unescape(&raw).map(|text| text.into_owned()).unwrap_or(raw))
    };
    let url = value("xmlurl").filter(|url| url.starts_with("http"))?;
    let name =
        value("title").or_else(|| value("text")).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| url.clone());
    Some(Feed { name, url })
}

fn entry(feed: &Feed, id: &str) -> String {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "\n[[source]]\nid = {}\nname = {}\nkind = \"feed\"\nurl = {}\nclass = \"news\"\nreliability = \"F\"\nlabel = \"CLEAR\"\n",
        text(id),
        text(&feed.name),
        text(&feed.url)
    )
}

/// An identifier from a name, made unique by a number.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut base = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            base.push(c);
        } else if !base.is_empty() && !base.ends_with('-') {
            base.push('-');
        }
    }
    let base = match base.trim_end_matches('-') {
        "" => "source",
        trimmed => trimmed,
    };
    let mut id = base.to_owned();
    for number in 2.. {
        if taken.insert(id.clone()) {
            break;
        }
        id = format!("{base}-{number}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_exported_is_known_when_it_is_imported() {
        let list = r#"<opml version="1.0"><body><outline text="A"><outline type="rss" title="R&amp;D – Ñ" xmlUrl="https://a.example/f?x=1&amp;y=2"/></outline></body></opml>"#;
        let first = read(list, &[]).expect("a list");
        assert_eq!((first.added, first.known), (1, 0));
        #[derive(serde::Deserialize)]
        struct File {
            source: Vec<Source>,
        }
        let file: File = toml::from_str(&first.toml).expect("a sources file");
        assert_eq!(file.source[0].url, "https://a.example/f?x=1&y=2");
        let second = read(&write(&file.source).expect("OPML"), &file.source).expect("a list");
        assert_eq!((second.added, second.known), (0, 1));
    }

    #[test]
    fn a_list_without_feeds_says_so() {
        assert!(read("<html></html>", &[]).is_err());
        assert!(read("<opml><outline", &[]).is_err());
    }
}
