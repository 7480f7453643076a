//! The day of publication: what a page states of it, from the most to the least trusted.

use super::Visit;
use crate::day;
use crate::text::paragraphs;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use dom_query::{Document, Selection};
use std::cell::OnceCell;
use std::collections::HashMap;

/// Names that mean the day of publication and nothing else, the most trusted first.
const PUBLISHED_NAMES: [&str; 25] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_time",
    "pubdate",
    "publication_date",
    "publicationdate",
    "date_published",
    "article_date_original",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_date",
    "shareaholic:article_published_time",
    "vr:published_time",
];

/// Names of a day that many systems of content fill with the day the page was made or changed: what the page shows its
/// readers is better.
const LOOSE_NAMES: [&str; 9] = [
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc:created",
    "date",
    "created",
    "article.created",
];

/// Names of the day of the last change: better than nothing.
const CHANGE_NAMES: [&str; 6] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "dc.date.modified",
];

/// Where pages mark the day as the article's own.
const MARKED: &str = "article time, main time, header time, .entry-date, .published, .post-date, .entry-meta time";

/// Elements that are named after the day they show.
const PLACES_OF_DAYS: &str =
    "[class*=date], [class*=datum], [class*=fecha], [id*=date], [data-testid*=date], [class*=time]";

/// Where pages show a day to readers, the most telling first.
const SHOWN: [&str; 4] = [
    "time",
    "[class*=publish], [class*=pubdate], [class*=post-date], [class*=entry-date], [class*=article-date], [class*=article__date], [class*=byline]",
    PLACES_OF_DAYS,
    "[class*=meta], [class*=author], [class*=info]",
];

/// Elements looked at for each selector.
const ELEMENTS_MAX: usize = 12;

/// Characters of an element that shows a day; longer ones are text.
const SHOWN_CHARS_MAX: usize = 200;

/// Words beside a day that make it another one than that of publication, lower case.
const OTHER_DAYS: &str = include_str!("../../data/other-days.txt");

/// Words before the day of publication, lower case.
const PUBLISHED_WORDS: &str = include_str!("../../data/published-words.txt");

/// Names of values in scripts that hold the day of publication.
const SCRIPTED_NAMES: [&str; 5] = ["published_at", "publishedat", "publishdate", "publish_date", "datepublished"];

/// Parts of a page in which a day is that of a reader's words.
const READERS_PARTS: [&str; 3] = ["comment", "respond", "reply"];

/// What is looked at.
struct Page<'a> {
    document: &'a Document,
    stated: &'a HashMap<String, String>,
    /// Of `3/4/2026`, the month comes first.
    month_first: bool,
    /// The last instant that can be true: a page cannot come from tomorrow.
    latest: DateTime<Utc>,
    /// The text of the body, once it was needed.
    body: OnceCell<String>,
}

/// The instant at which a page was published; `stated` are its `meta` elements, `linked` its linked data's answer.
pub(super) fn read(
    document: &Document,
    stated: &HashMap<String, String>,
    linked: Option<&str>,
    visit: Visit<'_>,
    lang: Option<&str>,
) -> Option<DateTime<FixedOffset>> {
    let month_first = lang.is_some_and(|lang| lang.eq_ignore_ascii_case("en-us") || lang.eq_ignore_ascii_case("en_us"));
    let latest = visit.at + TimeDelta::days(1);
    let page = Page { document, stated, month_first, latest, body: OnceCell::new() };
    linked
        .and_then(|text| page.date(text))
        .or_else(|| page.named(&PUBLISHED_NAMES))
        .or_else(|| at_midnight(visit.url.and_then(day::in_address)).filter(|date| page.is_sane(date)))
        .or_else(|| page.shown("[itemprop=datePublished]"))
        .or_else(|| page.said())
        .or_else(|| page.shown(MARKED))
        .or_else(|| page.only_shown())
        .or_else(|| page.named(&LOOSE_NAMES))
        .or_else(|| SHOWN.iter().find_map(|selector| page.shown(selector)))
        .or_else(|| page.opening())
        .or_else(|| page.scripted())
        .or_else(|| page.named(&CHANGE_NAMES))
        .or_else(|| page.anywhere())
}

impl Page<'_> {
    /// The first of these names that carries a day.
    fn named(&self, names: &[&str]) -> Option<DateTime<FixedOffset>> {
        names.iter().filter_map(|name| self.stated.get(*name)).find_map(|text| self.date(text))
    }

    /// The first day that an element of `selector` shows or carries in its attributes.
    fn shown(&self, selector: &str) -> Option<DateTime<FixedOffset>> {
        self.all_shown(selector).next()
    }

    /// The days that elements of `selector` show or carry in their attributes.
    fn all_shown(&self, selector: &str) -> impl Iterator<Item = DateTime<FixedOffset>> {
        let elements = self.document.select(selector);
        let own: Vec<_> = elements.iter().filter(|element| !is_readers(element)).take(ELEMENTS_MAX).collect();
        own.into_iter().filter_map(|element| {
            let text = paragraphs(&element.text()).replace('\n', " ");
            let short = text.chars().count() <= SHOWN_CHARS_MAX;
            if short && is_other_day(&text) {
                return None;
            }
            let attribute = ["datetime", "content", "title"].iter().find_map(|name| element.attr(name));
            let shown = || self.date(&text).or_else(|| self.within_century(&text)).filter(|_| short);
            attribute.and_then(|value| self.date(&value)).or_else(shown)
        })
    }

    /// The one day that a page shows in its places for days; none where it shows several.
    fn only_shown(&self) -> Option<DateTime<FixedOffset>> {
        let mut days = self.all_shown(PLACES_OF_DAYS);
        let first = days.next()?;
        days.all(|day| day.date_naive() == first.date_naive()).then_some(first)
    }

    /// The day that a line of the page gives as that of publication: "Published on 3 May 2026".
    fn said(&self) -> Option<DateTime<FixedOffset>> {
        let lines = self.body().lines().filter(|line| line.chars().nth(SHOWN_CHARS_MAX).is_none());
        lines.filter_map(behind_published).find_map(|rest| self.written(&rest).or_else(|| self.within_century(&rest)))
    }

    /// A day of publication among the values that the page's scripts carry.
    fn scripted(&self) -> Option<DateTime<FixedOffset>> {
        self.document.select("script").iter().find_map(|script| {
            let text = script.text();
            let lower = text.to_ascii_lowercase();
            SCRIPTED_NAMES.iter().find_map(|name| {
                let (at, _) = lower.match_indices(name).find(|(at, _)| lower[..*at].ends_with(['"', '\'']))?;
                let rest = text.get(at + name.len()..)?.trim_start_matches(['"', '\'', ':', ' ', '\\']);
                day::stated(rest.split(['"', '\'', '\\']).next()?).filter(|date| self.is_sane(date))
            })
        })
    }

    /// The first written day of the body, after the headline if it can be found: pages without any mark still print
    /// one there.
    fn opening(&self) -> Option<DateTime<FixedOffset>> {
        let body = self.body();
        let headings = self.document.select("h1");
        let headline = headings.iter().map(|heading| paragraphs(&heading.text())).find(|text| text.chars().count() > 8);
        let after = headline.and_then(|headline| Some(&body[body.find(&headline)? + headline.len()..]));
        after.into_iter().chain([body]).find_map(|text| self.first_line_with_day(text))
    }

    /// Any day of the body, that of a change as well.
    fn anywhere(&self) -> Option<DateTime<FixedOffset>> {
        self.written(self.body())
    }

    fn body(&self) -> &str {
        self.body.get_or_init(|| self.document.body().map(|body| paragraphs(&body.text())).unwrap_or_default())
    }

    /// A day whose year has two digits (`23.09.22`).
    fn within_century(&self, text: &str) -> Option<DateTime<FixedOffset>> {
        at_midnight(day::short_year(text)).filter(|date| self.is_sane(date))
    }

    fn first_line_with_day(&self, text: &str) -> Option<DateTime<FixedOffset>> {
        text.lines().filter(|line| !is_other_day(line)).find_map(|line| self.written(line))
    }

    fn date(&self, text: &str) -> Option<DateTime<FixedOffset>> {
        day::stated(text).filter(|date| self.is_sane(date)).or_else(|| self.written(text))
    }

    fn written(&self, text: &str) -> Option<DateTime<FixedOffset>> {
        at_midnight(day::first_written(text, self.month_first)).filter(|date| self.is_sane(date))
    }

    /// Pages of the web have a day after 1990; templates leave zeros behind.
    fn is_sane(&self, date: &DateTime<FixedOffset>) -> bool {
        date.year() > 1990 && *date <= self.latest
    }
}

/// What follows the words that give a day as that of publication.
fn behind_published(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let words = PUBLISHED_WORDS.lines().filter(|words| !words.is_empty() && !words.starts_with('#'));
    words.filter_map(|words| lower.split_once(words)).map(|(_, rest)| rest.to_owned()).next()
}

/// Whether an element stands in a part of the page that readers write.
fn is_readers(element: &Selection) -> bool {
    element.nodes().iter().flat_map(|node| std::iter::once(*node).chain(node.ancestors_it(None))).any(|node| {
        ["class", "id"].iter().filter_map(|name| node.attr(name)).any(|names| {
            let names = names.to_lowercase();
            READERS_PARTS.iter().any(|part| names.split([' ', '-', '_']).any(|word| word.starts_with(part)))
        })
    })
}

/// Whether a short text says that its day is the last change, the present or the end of something.
fn is_other_day(text: &str) -> bool {
    let text = text.to_lowercase();
    OTHER_DAYS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).any(|words| text.contains(words))
}

fn at_midnight(day: Option<NaiveDate>) -> Option<DateTime<FixedOffset>> {
    day.and_then(day::midnight).map(|instant| instant.fixed_offset())
}
