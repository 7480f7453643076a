//! Feeds with the faults that feeds have.

use crate::parse::feed;
use domain::Body;
use proptest::prelude::*;

fn read(text: &str) -> crate::parse::ParsedFeed {
    feed(text.as_bytes(), None, Some("https://news.example.org/rss.xml"))
}

#[test]
fn rss_is_read_with_all_its_parts() {
    let feed = read(
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:georss='http://www.georss.org/georss'>
        <channel><title>Harbour &amp; Hills</title><language>es</language><item><title>Talks &lt;b&gt;resume&lt;/b&gt;</title>
        <link>/a/1</link><guid isPermaLink='false'>n1</guid><pubDate>Mon, 05 Jan 2026 08:00:00 +0100</pubDate><dc:creator>Desk</dc:creator>
        <description><![CDATA[<p>Both sides met.</p>]]></description><georss:point>4.5 -76.25</georss:point></item></channel></rss>",
    );
    let item = &feed.items[0];
    assert_eq!((feed.ok, feed.format.as_str(), feed.title.as_deref()), (true, "rss 2.0", Some("Harbour & Hills")));
    assert_eq!((item.title.as_str(), item.guid.as_deref()), ("Talks resume", Some("n1")));
    assert_eq!(item.link.as_deref(), Some("https://news.example.org/a/1"));
    assert_eq!(item.published.map(|t| t.to_rfc3339()).as_deref(), Some("2026-01-05T07:00:00+00:00"));
    assert_eq!(item.summary.as_deref(), Some("<p>Both sides met.</p>"));
    assert_eq!((item.language.as_deref(), item.point), (Some("es"), Some((4.5, -76.25))));
    assert!(feed.issues.is_empty(), "{:?}", feed.issues);
}

#[test]
fn atom_of_both_ages_is_read() {
    let new = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='sw' xml:base='https://x.example/b/'><entry><id>tag:x,1</id>
        <title type='html'>A &amp;amp; B</title><link rel='self' href='s'/><link href='c'/><updated>2026-01-05T08:00:00Z</updated>
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One</p></div></content></entry></feed>",
    );
    let item = &new.items[0];
    assert_eq!((new.format.as_str(), item.title.as_str()), ("atom 1.0", "A & B"));
    assert_eq!((item.link.as_deref(), item.language.as_deref()), (Some("https://x.example/b/c"), Some("sw")));
    assert!(matches!(&item.body, Body::Fragment(html) if html.contains("<p>One</p>")));
    let old = read(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='base64'>YmVhY29u</title><issued>2003-12-31T10:14:55Z</issued></entry></feed>",
    );
    assert_eq!((old.format.as_str(), old.items[0].title.as_str()), ("atom 0.3", "beacon"));
    assert!(old.items[0].published.is_some());
}

#[test]
fn broken_feeds_give_what_can_be_had() {
    for (fault, text) in [
        (
            "cut off",
            "<rss><channel><item><title>one</title></item><item><title>two</title><link>https://e.org/2</link><descr",
        ),
        ("unclosed items", "<rss><channel><item><title>one</title><item><title>two</title></channel></rss>"),
        (
            "unclosed titles",
            "<rss><channel><item><title>one<link>https://e.org/1</link></item><item><title>two</item></channel></rss>",
        ),
        (
            "words before",
            "<br />\n<b>Warning</b>: x in y.php<rss><channel><item><title>one</title></item><item><title>two</title></item></channel></rss>",
        ),
        ("upper case", "<RSS><CHANNEL><ITEM><TITLE>one</TITLE></ITEM><ITEM><TITLE>two</TITLE></ITEM></CHANNEL></RSS>"),
        ("no root", "<item><title>one</title></item><item><title>two</title></item>"),
    ] {
        let feed = read(text);
        let titles: Vec<&str> = feed.items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!((feed.ok, titles), (true, vec!["one", "two"]), "{fault}");
    }
}

#[test]
fn elements_of_strange_vocabularies_do_not_replace_ours() {
    let feed = read(
        "<rss xmlns:x='urn:x'><channel><item><x:title>no</x:title><title>yes</title><image><title>no</title></image></item></channel></rss>",
    );
    assert_eq!(feed.items[0].title, "yes");
}

#[test]
fn a_page_is_no_feed_and_announces_one() {
    let page = "<html><head><link rel=alternate type='application/rss+xml' href='/feed'></head><body><div>x</div></body></html>";
    let feed = read(page);
    assert_eq!((feed.ok, feed.format.as_str()), (false, "html"));
    assert_eq!(super::alternate_feed(page).as_deref(), Some("/feed"));
}

#[test]
fn unreadable_dates_are_told() {
    let feed = read("<rss><channel><item><title>one</title><pubDate>soon</pubDate></item></channel></rss>");
    assert!(feed.issues.iter().any(|issue| issue.at == "one" && issue.what.contains("soon")), "{:?}", feed.issues);
}

proptest! {
    #[test]
    fn nothing_panics(text in r#"(<item>|</item>|<title>|</title>|<link|/>|<feed>|href="|<!\[CDATA\[|\]\]>|<pubDate>|2024|&amp;|<|é| ){0,40}"#) {
        let _ = read(&text);
    }
}
