//! The article in a page: text, title, author, day, language. Any bytes give an answer; the worst is an empty one.

mod decode;
mod lead;
mod linked;
mod metadata;
mod prune;
mod published;

pub use decode::decode;

use crate::text::{is_deep_tree, is_too_deep, paragraphs, text_of, text_of_element};
use chrono::{DateTime, FixedOffset, Utc};
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use metadata::Metadata;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

/// Bytes of a page that are read; what stands behind is never the article.
const PAGE_BYTES_MAX: usize = 8 << 20;

/// Elements of a page that are read: more are machine-made lists, on which the search for the article takes minutes.
const ELEMENTS_MAX: usize = 60_000;

/// An article of fewer characters is doubted, and the paragraphs of the page are tried instead.
const ARTICLE_CHARS_MIN: usize = 140;

/// Beginnings of lines that are no part of an article, lower case; with `$`, whole lines.
const FURNITURE: &str = include_str!("../../data/furniture.tsv");

static FURNITURE_LINES: LazyLock<Vec<&str>> =
    LazyLock::new(|| FURNITURE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect());

/// A line from this length on is a sentence.
const SENTENCE_BYTES_MIN: usize = 80;

/// Less of the declared article than this is only a part of it.
const PART_SHARE: f64 = 0.4;

/// A longer line is a paragraph, however it begins.
const FURNITURE_CHARS_MAX: usize = 160;

/// A short line that names several of these invites to follow or to share.
const NETWORKS: [&str; 8] =
    ["facebook", "twitter", "instagram", "whatsapp", "telegram", "youtube", "tiktok", "linkedin"];
const NETWORKS_MIN: usize = 3;

/// Lines at the beginning in which a day alone is the page's date, and the length of such a line.
const DATE_LINES: usize = 3;
const DATE_CHARS_MAX: usize = 24;

/// What was found in a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Title without the site's name; may be empty.
    pub title: String,
    /// The article alone, paragraphs parted by newlines; may be empty.
    pub text: String,
    /// Who wrote it, as the page says.
    pub author: Option<String>,
    /// When it was published, as the page or its address says, in the page's own offset: its day is what a reader of the
    /// page calls its date.
    pub published: Option<DateTime<FixedOffset>>,
    /// Language tag, as the page says.
    pub lang: Option<String>,
    /// Address that the page states for itself, as it stands there.
    pub canonical: Option<String>,
}

/// How a page was come by.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// Where it came from; it helps with titles and days.
    pub url: Option<&'a str>,
    /// When it was fetched: no day that it states can be much later.
    pub at: DateTime<Utc>,
}

/// Finds the article in a page.
pub fn article(html: &[u8], visit: Visit<'_>) -> Article {
    let bytes = &html[..html.len().min(PAGE_BYTES_MAX)];
    let html = decode(bytes);
    if is_too_deep(&html) {
        return Article { text: text_of(&html), ..Article::default() };
    }
    // The readers of HTML are others' code and the pages are hostile: a panic is an empty answer.
    catch_unwind(AssertUnwindSafe(|| read(&html, visit))).unwrap_or_default()
}

fn read(html: &str, visit: Visit<'_>) -> Article {
    let document = Document::from(html);
    if is_deep_tree(&document) {
        return Article { text: text_of(html), ..Article::default() };
    }
    let metadata = metadata::read(&document, visit);
    prune::prune(&document);
    let lead = lead::lead(&document, metadata.description.as_deref());
    let declared = declared_text(&document);
    let text = main_text(document, visit.url).filter(|text| text.chars().count() >= ARTICLE_CHARS_MIN);
    let text = fuller(text, declared).or_else(|| metadata.body.clone()).unwrap_or_else(|| all_paragraphs(html));
    let text = match lead.filter(|lead| !lead::holds(&text, lead)) {
        Some(lead) => format!("{lead}\n{text}"),
        None => text,
    };
    finish(metadata, text)
}

fn finish(metadata: Metadata, text: String) -> Article {
    Article {
        title: metadata.title,
        text,
        author: metadata.author,
        published: metadata.published,
        lang: metadata.lang,
        canonical: metadata.canonical,
    }
}

/// The text that the readability algorithm takes for the article.
fn main_text(document: Document, url: Option<&str>) -> Option<String> {
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: ELEMENTS_MAX,
        disable_json_ld: true,
        ..Config::default()
    };
    let article = Readability::with_document(document, url.filter(|url| url.starts_with("http")), Some(config))
        .and_then(|mut readability| readability.parse())
        .ok()?;
    Some(without_furniture(&paragraphs(&article.text_content))).filter(|text| !text.is_empty())
}

/// The text of the one element that the page declares to be its article.
fn declared_text(document: &Document) -> Option<String> {
    for declared in ["[itemprop=articleBody]", "article", "main, [role=main]"] {
        let found = document.select(declared);
        if let [only] = found.nodes() {
            return Some(without_furniture(&text_of_element(only)));
        }
    }
    None
}

/// The text found by its density, unless it is but a part of what the page declares: articles in many boxes.
fn fuller(found: Option<String>, declared: Option<String>) -> Option<String> {
    let sentences = |text: &str| text.lines().map(str::len).filter(|bytes| *bytes >= SENTENCE_BYTES_MIN).sum::<usize>();
    match (found, declared) {
        (Some(found), Some(declared)) if sentences(&found) as f64 >= PART_SHARE * sentences(&declared) as f64 => {
            Some(found)
        }
        (_, Some(declared)) if sentences(&declared) >= ARTICLE_CHARS_MIN => Some(declared),
        (found, _) => found,
    }
}

/// Drops short lines that invite to read, share or follow something else.
fn without_furniture(text: &str) -> String {
    let is_date = |number: usize, line: &str| number < DATE_LINES && is_date_alone(line);
    let own = text.lines().enumerate().filter(|(number, line)| !is_date(*number, line) && !is_furniture(line));
    own.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// Whether a line is a day and nothing else: figures, the name of a month, small words between them.
fn is_date_alone(line: &str) -> bool {
    const SMALL_WORD_CHARS: usize = 3;
    let of_a_date = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.contains(char::is_numeric) || bare.chars().count() <= SMALL_WORD_CHARS || crate::day::is_month(bare)
    };
    line.chars().count() <= DATE_CHARS_MAX
        && line.split_whitespace().all(of_a_date)
        && crate::day::first_written(line, false).is_some()
}

fn is_furniture(line: &str) -> bool {
    if line.chars().nth(FURNITURE_CHARS_MAX).is_some() {
        return false;
    }
    let lower = line.to_lowercase();
    if NETWORKS.iter().filter(|name| lower.contains(*name)).count() >= NETWORKS_MIN {
        return true;
    }
    let opening = lower.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '©' && letter != '(');
    let whole = opening.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    FURNITURE_LINES.iter().any(|known| match known.strip_suffix('$') {
        Some(known) => whole == known,
        None => opening.starts_with(known),
    })
}

/// All paragraphs of a page that are long enough to be sentences.
fn all_paragraphs(html: &str) -> String {
    const SENTENCE_CHARS_MIN: usize = 40;
    let document = Document::from(html);
    prune::prune(&document);
    let mut lines = Vec::new();
    for paragraph in document.select("p").iter() {
        let line = paragraphs(&paragraph.text()).replace('\n', " ");
        if line.chars().count() >= SENTENCE_CHARS_MIN {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(url: Option<&str>) -> Visit<'_> {
        Visit { url, at: "2026-06-01T00:00:00Z".parse().expect("an instant") }
    }

    const PAGE: &str = r#"<!doctype html><html lang="es-CO"><head><title>Mesa de paz | Radio del Río</title>
        <meta property="og:site_name" content="Radio del Río"><script type="application/ld+json">
        {"@graph":[{"@type":"WebPage"},{"@type":"NewsArticle","headline":"Mesa de paz","datePublished":"2026-03-14T23:30:00-05:00",
        "author":[{"@type":"Person","name":"Corresponsal 4"}]}]}</script></head><body><nav>Inicio Noticias Contacto</nav>
        <article><h1>Mesa de paz</h1><p>Las comunidades del río se reunieron el sábado para hablar de los caminos y de la pesca,
        y acordaron volver a verse el mes que viene.</p><p>Los mayores de ambos lados pidieron que nadie lleve armas a la
        reunión, y que vengan también los jóvenes.</p></article><footer>Todos los derechos reservados</footer></body></html>"#;

    #[test]
    fn an_article_is_found_with_its_metadata() {
        let article = article(PAGE.as_bytes(), visit(Some("https://radio.example/mesa")));
        assert_eq!(article.title, "Mesa de paz");
        assert_eq!(article.author.as_deref(), Some("Corresponsal 4"));
        assert_eq!(article.published.map(|date| date.to_rfc3339()).as_deref(), Some("2026-03-14T23:30:00-05:00"));
        assert_eq!(article.lang.as_deref(), Some("es-CO"));
        assert!(
            article.text.contains("pesca") && article.text.contains("jóvenes") && !article.text.contains("derechos")
        );
        assert_eq!(article.text.lines().filter(|line| line.starts_with("Las") || line.starts_with("Los")).count(), 2);
    }

    #[test]
    fn a_line_that_is_a_day_alone_goes_and_one_that_names_a_day_stays() {
        assert_eq!(without_furniture("7 October 2023\nAttack of 7 Oct 2023\nA text."), "Attack of 7 Oct 2023\nA text.");
    }

    #[test]
    fn hostile_pages_give_an_answer() {
        let deep = "<div>".repeat(200_000) + "word";
        assert_eq!(article(deep.as_bytes(), visit(None)).text, "word");
        for page in [&b""[..], b"\xff\xfe\x00", b"<html", b"<script>", b"<p>short</p>", b"<title>&#99999999;</title>"] {
            let _ = article(page, visit(Some("not an address")));
        }
    }
}
