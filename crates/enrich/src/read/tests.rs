use super::*;
use domain::document::DateOrigin;

fn at(text: &str) -> DateTime<Utc> {
    crate::day::machine(text).expect("an instant")
}

fn source(class: &str) -> Source {
    serde_json::from_value(serde_json::json!({
        "id": "river-radio", "name": "River Radio", "kind": "feed", "url": "https://river.example/feed", "class": class
    }))
    .expect("a source")
}

fn read_now(item: Item) -> Result<Document, Rejection> {
    read(item, &source("news"), at("2026-03-15T12:00:00Z"))
}

#[test]
fn a_feed_item_becomes_a_document() {
    let item = Item {
        guid: Some("77".to_owned()),
        link: Some("https://river.example:443/2026/03/a?utm_source=feed&id=3#top".to_owned()),
        title: "Elders meet in Mbale &amp; agree - River Radio".to_owned(),
        body: Body::Fragment("<p>Elders met.</p><p>They  agreed.<script>x()</script></p>".to_owned()),
        published: Some(at("2026-03-14T08:00:00Z")),
        language: Some("en-UG".to_owned()),
        point: Some((0.0, 0.0)),
        ..Item::default()
    };
    let document = read_now(item.clone()).expect("a document");
    assert_eq!(document.title, "Elders meet in Mbale & agree");
    assert_eq!(document.text, "Elders met.\nThey agreed.");
    assert_eq!(document.url.as_deref(), Some("https://river.example/2026/03/a?id=3"));
    assert_eq!((document.published, document.published_from), (at("2026-03-14T08:00:00Z"), DateOrigin::Publisher));
    assert_eq!((document.language_hint.as_deref(), document.point), (Some("eng"), None));
    assert_eq!(document.id.as_str().len(), 32);
    let later = read(item, &source("news"), at("2026-03-20T12:00:00Z")).expect("a document");
    assert_eq!((document.id, document.content_hash), (later.id, later.content_hash));
}

#[test]
fn the_publication_day_is_found_step_by_step_and_never_in_the_future() {
    let item = |link: &str, published: Option<&str>, text: &str| Item {
        link: Some(link.to_owned()),
        body: Body::Text(text.to_owned()),
        published: published.map(at),
        ..Item::default()
    };
    let plain = "https://river.example/a";
    let dated = "https://river.example/2026/03/10/a";
    for (item, day, origin) in [
        (item(plain, Some("2026-03-15T20:00:00Z"), "Text."), "2026-03-15T12:00:00Z", DateOrigin::Publisher),
        (item(dated, Some("2027-03-15T20:00:00Z"), "Text."), "2026-03-10T00:00:00Z", DateOrigin::Url),
        (item(dated, Some("1970-01-01T00:00:00Z"), "Text."), "2026-03-10T00:00:00Z", DateOrigin::Url),
        (item(plain, None, "GOMA, March 9 (Agency) - Text."), "2026-03-09T00:00:00Z", DateOrigin::Text),
        (item(plain, None, "Text."), "2026-03-15T12:00:00Z", DateOrigin::Visit),
    ] {
        let document = read_now(item).expect("a document");
        assert_eq!((document.published, document.published_from), (at(day), origin));
    }
}

#[test]
fn what_says_nothing_or_is_no_text_is_rejected() {
    assert_eq!(read_now(Item::default()), Err(Rejection::Empty));
    let binary = Item { body: Body::Text("%PDF-1.7 \u{0}\u{1}\u{2}".to_owned()), ..Item::default() };
    assert_eq!(read_now(binary), Err(Rejection::NotText));
}

#[test]
fn long_texts_are_cut_and_not_rejected() {
    let item = Item { body: Body::Text("word ".repeat(60_000)), ..Item::default() };
    let document = read_now(item).expect("a document");
    assert!(document.text.chars().count() <= TEXT_CHARS_MAX);
}

#[test]
fn field_reports_are_stored_without_numbers_and_addresses_of_people() {
    let item = Item {
        title: "Report, call 0772 555 014".to_owned(),
        body: Body::Text("Write to monitor@field.example. 12 houses burnt on 2026-03-14.".to_owned()),
        authors: vec!["monitor 7".to_owned()],
        ..Item::default()
    };
    let document = read(item.clone(), &source("field"), at("2026-03-15T12:00:00Z")).expect("a document");
    assert_eq!(document.title, "Report, call [number removed]");
    assert_eq!(document.text, "Write to [address removed]. 12 houses burnt on 2026-03-14.");
    assert!(read_now(item).expect("a document").text.contains("monitor@field.example"));
}

#[test]
fn a_page_gives_title_text_day_and_address() {
    let html = "<html lang=fr><head><title>Les anciens se réunissent - River Radio</title>\
        <link rel=canonical href='https://river.example/anciens'>\
        <meta property='article:published_time' content='2026-03-12T10:00:00Z'></head><body><article><h1>Les anciens se \
        réunissent</h1><p>Les anciens des deux villages se sont réunis lundi pour parler de la paix et des pâturages.</p>\
        <p>Ils ont décidé de se revoir dans un mois, a dit un des participants à la radio locale.</p></article></body></html>";
    let item = Item {
        link: Some("https://river.example/amp/anciens?utm_medium=x".to_owned()),
        body: Body::Page(html.to_owned()),
        ..Item::default()
    };
    let document = read_now(item).expect("a document");
    assert_eq!(document.title, "Les anciens se réunissent");
    assert!(document.text.contains("pâturages") && document.text.contains("participants"));
    assert_eq!(document.url.as_deref(), Some("https://river.example/anciens"));
    assert_eq!((document.published, document.published_from), (at("2026-03-12T10:00:00Z"), DateOrigin::Page));
    assert_eq!(document.language_hint.as_deref(), Some("fra"));
}
