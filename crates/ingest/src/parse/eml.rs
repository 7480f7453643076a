//! Mail (RFC 5322): subject, date and body. Senders, recipients and the way it took are never read.

use super::content::FileContent;
use domain::item::Issue;
use domain::{Body, Item};
use mail_parser::MessageParser;

/// Reads a mail. Attachments are not opened: they are named in an issue, so that nobody believes they were read.
pub fn read(name: &str, bytes: &[u8]) -> FileContent {
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return FileContent::fault(name, "this is not a mail: it has no header");
    };
    // Without a text part the library would make one out of the HTML; the article reader does that better.
    let has_text = mail.text_part(0).is_some_and(|part| part.is_text() && !part.is_text_html());
    let body = match (has_text, mail.body_text(0), mail.body_html(0)) {
        (true, Some(text), _) if !text.trim().is_empty() => Body::Text(text.trim().replace("\r\n", "\n")),
        (_, _, Some(html)) => Body::Fragment(html.into_owned()),
        (_, Some(text), None) => Body::Text(text.trim().to_owned()),
        (_, None, None) => Body::None,
    };
    let item = Item {
        guid: None,
        title: mail.subject().map(super::html_text::squeeze).unwrap_or_default(),
        body,
        published: mail.date().and_then(|date| super::date(&date.to_rfc3339())),
        ..Item::default()
    };
    let mut content = FileContent::one(item);
    if mail.attachment_count() > 0 {
        let what =
            format!("{} attachments were not read; drop them into the folder themselves", mail.attachment_count());
        content.issues.push(Issue { at: name.to_owned(), what });
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subject_date_and_text_are_read_and_the_sender_is_not() {
        let mail = "From: Monitor <monitor@example.org>\r\nTo: desk@example.org\r\nSubject: =?utf-8?q?Sequ=C3=ADa?=\r\nDate: Mon, 5 Jan 2026 08:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWells are dry.\r\n";
        let content = read("a.eml", mail.as_bytes());
        let item = &content.items[0];
        assert_eq!((item.title.as_str(), &item.body), ("Sequía", &Body::Text("Wells are dry.".to_owned())));
        assert_eq!(item.published.map(|t| t.to_rfc3339()).as_deref(), Some("2026-01-05T07:00:00+00:00"));
        assert!(!format!("{item:?}").contains("example.org"));
    }
}
