//! One item of a feed.

use super::link::{self, BestLink};
use super::{content, geo};
use crate::parse::absolute::resolve;
use crate::parse::html_text;
use crate::parse::namespace::Ns;
use crate::parse::xml::Element;
use chrono::{DateTime, Utc};
use domain::item::Issue;
use domain::{Body, Item};
use std::collections::HashSet;
use url::Url;

/// A title that is longer is cut: it is a body in the wrong place.
const TITLE_MAX_CHARS: usize = 1_000;
/// Authors of one item.
const AUTHORS_MAX: usize = 20;

/// What all items of a feed share.
pub struct Surroundings {
    base: Option<Url>,
    has_xml_base: bool,
    language: Option<String>,
}

/// A value with its rank: a lower rank is better, the first of a rank wins.
type Ranked<T> = Option<(u8, T)>;

fn offer<T>(slot: &mut Ranked<T>, rank: u8, value: impl FnOnce() -> Option<T>) {
    if slot.as_ref().is_none_or(|(best, _)| rank < *best)
        && let Some(value) = value()
    {
        *slot = Some((rank, value));
    }
}

/// An item while its elements are read.
#[derive(Default)]
struct Draft {
    guid: Ranked<String>,
    title: Ranked<String>,
    link: BestLink,
    summary: Ranked<String>,
    body: Ranked<Body>,
    published: Ranked<DateTime<Utc>>,
    updated: Ranked<DateTime<Utc>>,
    language: Option<String>,
    authors: Vec<String>,
    /// Dates that could not be read.
    unread: Vec<String>,
}

impl Surroundings {
    /// Of a feed with this text, address and channel element.
    pub fn new(text: &str, base: Option<&str>, channel: Option<Element<'_, '_>>) -> Self {
        let address = base.and_then(|base| Url::parse(base).ok());
        let home = || {
            let link = channel?.children().filter(link::is_link).map(|link| {
                let mut best = BestLink::default();
                best.element(link);
                best.into_link()
            });
            resolve(&link.flatten().next()?, None)
        };
        let language = channel.and_then(|channel| {
            let own = |child: &Element<'_, '_>| child.local() == "language" && matches!(child.ns(), Ns::Core | Ns::Dc);
            let said = channel.children().find(own).map(|child| child.text().into_owned());
            said.or_else(|| inherited_language(channel))
        });
        Self {
            base: address.or_else(home),
            has_xml_base: text.contains("xml:base"),
            language: language.filter(|l| !l.is_empty()),
        }
    }

    /// Reads an item; `starts` are the positions of all items. There is none when it is empty and cut off.
    pub fn read(&self, element: Element<'_, '_>, starts: &HashSet<usize>) -> (Option<Item>, Vec<Issue>) {
        let mut draft = Draft::default();
        if let Some(about) = element.attr_local("about") {
            draft.link.identifier(&about);
            offer(&mut draft.guid, 2, || Some(about.trim().to_owned()).filter(|about| !about.is_empty()));
        }
        if let Some(href) = element.attr("href") {
            draft.link.plain(&href);
        }
        if let Some(changed) = element.attr("lastmod") {
            draft.date_text(&changed, 0, true);
        }
        let fields = fields(element, starts);
        for field in &fields {
            draft.field(*field);
        }
        let point = geo::point(&fields);
        let language = draft.language.take().or_else(|| inherited_language(element)).or_else(|| self.language.clone());
        let unread = std::mem::take(&mut draft.unread);
        let base = if self.has_xml_base { link::base_of(element, self.base.as_ref()) } else { self.base.clone() };
        let mut item = draft.finish(base.as_ref());
        (item.language, item.point) = (language, point);
        let empty = item.title.is_empty() && item.link.is_none() && item.summary.is_none() && item.body == Body::None;
        if empty && !element.closed() {
            return (
                None,
                vec![Issue { at: "feed".to_owned(), what: "an item is cut off before its title".to_owned() }],
            );
        }
        let at = [Some(item.title.as_str()), item.guid.as_deref()].into_iter().flatten().find(|name| !name.is_empty());
        let at = at.unwrap_or("an item without title").to_owned();
        let issue = |text: String| Issue { at: at.clone(), what: format!("the date {text:?} cannot be read") };
        let issues = if item.published.is_none() { unread.into_iter().map(issue).collect() } else { Vec::new() };
        (Some(item), issues)
    }
}

/// The elements of an item. What stands in one that is never closed counts as the item's own.
fn fields<'t, 'a>(item: Element<'t, 'a>, starts: &HashSet<usize>) -> Vec<Element<'t, 'a>> {
    let mut found = Vec::new();
    let mut open: Vec<Element<'t, 'a>> = vec![item];
    while let Some(element) = open.pop() {
        for child in element.children().filter(|child| !starts.contains(&child.position())) {
            found.push(child);
            if !child.closed() {
                open.push(child);
            }
        }
    }
    found
}

fn inherited_language(element: Element<'_, '_>) -> Option<String> {
    let said = |here: Element<'_, '_>| here.attr("xml:lang").map(|language| language.trim().to_owned());
    element.with_ancestors().filter_map(said).find(|language| !language.is_empty())
}

impl Draft {
    /// Reads one element of an item.
    fn field(&mut self, field: Element<'_, '_>) {
        match (field.ns(), field.local()) {
            (Ns::Core | Ns::Atom, "title") => self.title(0, field),
            (Ns::Dc, "title") => self.title(1, field),
            (Ns::Media | Ns::Itunes | Ns::DcTerms, "title") => self.title(2, field),
            (Ns::Core | Ns::Atom, "link") => self.link.element(field),
            (Ns::FeedBurner, "origlink") => self.link.original(&field.text()),
            (Ns::Core | Ns::Atom, "guid" | "id") => self.guid(field),
            (Ns::Dc, "identifier") => offer(&mut self.guid, 3, || non_empty(&field.text())),
            (Ns::Core | Ns::Atom, "author" | "contributor") => self.author(field),
            (Ns::Dc, "creator" | "author" | "contributor") | (Ns::Itunes, "author") => self.author(field),
            (Ns::Core | Ns::Dc, "language") => self.language = non_empty(&field.text()),
            _ if self.date(field) => {}
            _ => self.texts(field),
        }
    }

    /// Reads an element that holds summary or body.
    fn texts(&mut self, field: Element<'_, '_>) {
        match (field.ns(), field.local()) {
            (Ns::Core | Ns::Atom, "description" | "summary" | "abstract" | "tagline") => self.summary(0, field),
            (Ns::Dc | Ns::DcTerms, "description" | "abstract") => self.summary(1, field),
            (Ns::Media | Ns::Itunes, "description" | "summary") => self.summary(2, field),
            (Ns::Content | Ns::Core, "encoded") => self.body(0, field),
            (Ns::Core | Ns::Atom, "content") if field.attr("src").is_none() => self.body(1, field),
            (Ns::Xhtml | Ns::Core, "body" | "fullitem" | "fulltext" | "div") => self.body(2, field),
            _ => {}
        }
    }

    fn title(&mut self, rank: u8, field: Element<'_, '_>) {
        offer(&mut self.title, rank, || non_empty(&content::read(field).into_title()));
    }

    fn summary(&mut self, rank: u8, field: Element<'_, '_>) {
        offer(&mut self.summary, rank, || Some(content::read(field).value).filter(|text| !text.is_empty()));
    }

    fn body(&mut self, rank: u8, field: Element<'_, '_>) {
        offer(&mut self.body, rank, || Some(content::read(field).into_body()).filter(|body| *body != Body::None));
    }

    fn guid(&mut self, field: Element<'_, '_>) {
        let text = field.text();
        let permanent = field.attr("isPermaLink").is_none_or(|said| !said.trim().eq_ignore_ascii_case("false"));
        if permanent {
            self.link.identifier(&text);
        }
        offer(&mut self.guid, 0, || non_empty(&text));
    }

    /// Reads an element that is a date; whether it was one.
    fn date(&mut self, field: Element<'_, '_>) -> bool {
        let (rank, change) = match (field.ns(), field.local()) {
            (Ns::Core | Ns::Atom, "published") => (0, false),
            (Ns::Core | Ns::Atom, "pubdate") => (1, false),
            (Ns::Core | Ns::Atom | Ns::DcTerms, "issued") => (2, false),
            (Ns::Dc, "date") | (Ns::Core, "date") => (3, false),
            (Ns::Core | Ns::Atom | Ns::DcTerms, "created") => (4, false),
            (Ns::Core | Ns::Atom, "updated" | "modified" | "lastbuilddate" | "lastmod") => (0, true),
            (Ns::DcTerms, "modified") => (1, true),
            _ => return false,
        };
        self.date_text(&field.text(), rank, change);
        true
    }

    fn date_text(&mut self, text: &str, rank: u8, change: bool) {
        let found = crate::parse::date(text);
        if found.is_none() && !text.trim().is_empty() {
            self.unread.push(text.trim().chars().take(60).collect());
        }
        let slot = if change { &mut self.updated } else { &mut self.published };
        offer(slot, rank, || found);
    }

    fn author(&mut self, field: Element<'_, '_>) {
        let part =
            |name: &str| field.children().find(|child| child.local() == name).map(|child| child.text().into_owned());
        let name = part("name").or_else(|| part("email")).unwrap_or_else(|| {
            if field.children().next().is_some() { String::new() } else { field.text().into_owned() }
        });
        let name = html_text::title(author_name(&name));
        if !name.is_empty() && !self.authors.contains(&name) && self.authors.len() < AUTHORS_MAX {
            self.authors.push(name);
        }
    }

    fn finish(self, base: Option<&Url>) -> Item {
        let value = |slot: Ranked<String>| slot.map(|(_, value)| value);
        let link = self.link.into_link();
        let link = link.and_then(|link| resolve(&link, base).map(|url| keep_spelling(&link, url)));
        let updated = self.updated.map(|(_, at)| at);
        Item {
            guid: value(self.guid),
            link,
            title: cut(value(self.title).unwrap_or_default()),
            summary: value(self.summary),
            body: self.body.map(|(_, body)| body).unwrap_or_default(),
            // Atom demands the date of change only; for an entry that never changed it is the date of publication.
            published: self.published.map(|(_, at)| at).or(updated),
            updated,
            authors: self.authors,
            ..Item::default()
        }
    }
}

/// The name in `name@example.org (Name)` or `Name <name@example.org>`.
pub fn author_name(text: &str) -> &str {
    let text = text.trim();
    if let Some((mail, name)) = text.split_once('(')
        && mail.contains('@')
    {
        return name.trim_end_matches(')').trim();
    }
    match text.split_once('<') {
        Some((name, mail)) if mail.contains('@') && !name.trim().is_empty() => name.trim(),
        _ => text,
    }
}

/// An address as the publisher spells it when it was absolute; the parser's own spelling otherwise.
pub fn keep_spelling(written: &str, url: Url) -> String {
    let written = written.trim();
    let absolute = written.starts_with("http://") || written.starts_with("https://");
    if absolute && !written.contains(char::is_whitespace) { written.to_owned() } else { url.into() }
}

fn cut(title: String) -> String {
    match title.char_indices().nth(TITLE_MAX_CHARS) {
        Some((end, _)) => format!("{}…", &title[..end]),
        None => title,
    }
}

fn non_empty(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
