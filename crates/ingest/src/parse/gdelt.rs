//! Files of GDELT 2.0: the events table (61 columns) and the knowledge graph, GKG 2.1 (27 columns), tab-separated. Of the
//! columns with names of people none is read.

use super::{html_text, on_earth};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::Item;
use std::collections::BTreeMap;

/// Root codes of CAMEO in words.
const CAMEO: &str = include_str!("cameo.txt");
/// Themes that are told in a summary.
const THEMES_MAX: usize = 12;

/// Which of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// One row an event.
    Events,
    /// One row an article.
    Gkg,
}

/// What is kept of a file; an empty list keeps all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// GKG: beginnings of themes, upper case: `ARMEDCONFLICT`, `PROTEST`.
    pub themes: Vec<String>,
    /// Events: root codes of CAMEO, two digits.
    pub roots: Vec<String>,
    /// Countries of the places, as GDELT writes them: FIPS 10-4, two letters.
    pub countries: Vec<String>,
}

/// Reads a row. Nothing when the filter leaves it out; the error says what is wrong with it.
pub fn row(table: Table, line: &str, filter: &Filter) -> Result<Option<Item>, String> {
    let columns: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
    let wanted = if table == Table::Events { 61 } else { 27 };
    if columns.len() != wanted {
        return Err(format!("the row has {} columns, {wanted} are expected", columns.len()));
    }
    match table {
        Table::Events => event(&columns, filter),
        Table::Gkg => article(&columns, filter),
    }
}

/// `20260105081500`, UTC.
pub fn stamp(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().map(|at| at.and_utc())
}

fn web(link: &str) -> Option<String> {
    Some(link.trim().to_owned()).filter(|link| link.starts_with("http://") || link.starts_with("https://"))
}

fn event(columns: &[&str], filter: &Filter) -> Result<Option<Item>, String> {
    let (root, country) = (columns[28], columns[53]);
    let kept = |list: &[String], value: &str| list.is_empty() || list.iter().any(|known| known == value);
    if !kept(&filter.roots, root) || !kept(&filter.countries, country) {
        return Ok(None);
    }
    let id = columns[0];
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return Err("the event has no number".to_owned());
    }
    let added = stamp(columns[59]).ok_or_else(|| format!("{:?} is no date", columns[59]))?;
    let words = CAMEO.lines().find_map(|line| line.strip_prefix(root)).map_or("Event", str::trim);
    let place = html_text::squeeze(columns[52]);
    let title = if place.is_empty() { words.to_owned() } else { format!("{words}: {place}") };
    let told = [("sources", columns[32]), ("articles", columns[33])];
    let told = told.iter().filter(|(_, count)| !count.is_empty()).map(|(what, count)| format!("; {what}: {count}"));
    Ok(Some(Item {
        guid: Some(id.to_owned()),
        link: web(columns[60]),
        title,
        summary: Some(format!("{words} (CAMEO {}){}", columns[26], told.collect::<String>())),
        published: Some(added),
        point: point(columns[56], columns[57]),
        ..Item::default()
    }))
}

fn point(lat: &str, lon: &str) -> Option<(f64, f64)> {
    on_earth(lat.trim().parse().ok()?, lon.trim().parse().ok()?)
}

fn article(columns: &[&str], filter: &Filter) -> Result<Option<Item>, String> {
    let themes = themes(columns[8], columns[7]);
    let wanted = |theme: &str| filter.themes.iter().any(|start| theme.starts_with(start.as_str()));
    if !filter.themes.is_empty() && !themes.iter().copied().any(wanted) {
        return Ok(None);
    }
    let place = place(columns[10], columns[9], &filter.countries);
    if !filter.countries.is_empty() && place.is_none() {
        return Ok(None);
    }
    if columns[0].is_empty() {
        return Err("the article has no number".to_owned());
    }
    let seen = stamp(columns[1]).ok_or_else(|| format!("{:?} is no date", columns[1]))?;
    let extra = |name: &str| {
        let text = columns[26].split_once(&format!("<{name}>"))?.1.split_once(&format!("</{name}>"))?.0;
        Some(html_text::title(text)).filter(|text| !text.is_empty())
    };
    // A page cannot be seen before it is published: such a date is the page's mistake.
    let published = extra("PAGE_PRECISEPUBTIMESTAMP").as_deref().and_then(stamp).filter(|at| *at <= seen);
    let words: Vec<String> = themes.iter().take(THEMES_MAX).map(|theme| in_words(theme)).collect();
    let mut summary = if words.is_empty() { String::new() } else { format!("Themes: {}.", words.join(", ")) };
    if let Some(place) = &place {
        summary.push_str(&format!(" Place: {}.", place.name));
    }
    let language = columns[25].split(';').find_map(|part| part.trim().strip_prefix("srclc:"));
    Ok(Some(Item {
        guid: Some(columns[0].to_owned()),
        link: web(columns[4]).filter(|_| columns[2] == "1"),
        title: extra("PAGE_TITLE").unwrap_or_default(),
        summary: Some(summary.trim().to_owned()).filter(|text| !text.is_empty()),
        published: Some(published.unwrap_or(seen)),
        language: language.filter(|code| !code.is_empty()).map(str::to_owned),
        point: place.and_then(|place| place.point),
        ..Item::default()
    }))
}

/// The themes of an article, those that it names most often first.
fn themes<'a>(enhanced: &'a str, plain: &'a str) -> Vec<&'a str> {
    let list = if enhanced.is_empty() { plain } else { enhanced };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in list.split(';') {
        let theme = entry.split(',').next().unwrap_or_default().trim();
        if !theme.is_empty() {
            *counts.entry(theme).or_default() += 1;
        }
    }
    let mut themes: Vec<(&str, usize)> = counts.into_iter().collect();
    themes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    themes.into_iter().map(|(theme, _)| theme).collect()
}

/// A theme without the name of its list: `WB_2433_CONFLICT_AND_VIOLENCE` is "conflict and violence".
fn in_words(theme: &str) -> String {
    let bare = theme.strip_prefix("WB_").map_or(theme, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let lists =
        ["TAX_FNCACT_", "TAX_ETHNICITY_", "TAX_WORLDLANGUAGES_", "TAX_", "CRISISLEX_", "EPU_", "UNGP_", "USPEC_"];
    let bare = lists.iter().find_map(|list| bare.strip_prefix(list)).unwrap_or(bare);
    bare.trim_matches('_').replace('_', " ").to_lowercase()
}

/// A place of an article.
struct Place {
    name: String,
    point: Option<(f64, f64)>,
}

/// The place that an article names most often among the finest of those in the wanted countries. Types are 1 country, 2 and 5
/// provinces, 3 and 4 towns.
fn place(enhanced: &str, plain: &str, countries: &[String]) -> Option<Place> {
    // Kind, name, country, province, district (enhanced only), latitude, longitude …
    let (list, lat) = if enhanced.is_empty() { (plain, 4) } else { (enhanced, 5) };
    let mut found: BTreeMap<(u8, &str), (usize, Place)> = BTreeMap::new();
    for entry in list.split(';') {
        let parts: Vec<&str> = entry.split('#').collect();
        if parts.len() <= lat + 1 || !(countries.is_empty() || countries.iter().any(|known| known == parts[2])) {
            continue;
        }
        let fine = match parts[0] {
            "3" | "4" => 2,
            "2" | "5" => 1,
            _ => 0,
        };
        let here = || Place { name: html_text::squeeze(parts[1]), point: point(parts[lat], parts[lat + 1]) };
        found.entry((fine, parts[1])).or_insert_with(|| (0, here())).0 += 1;
    }
    let best = found.into_iter().max_by_key(|((fine, _), (count, _))| (*fine, *count));
    best.map(|(_, (_, place))| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn event_row() -> Vec<String> {
        let mut row = vec![String::new(); 61];
        let cells = [
            (0, "900"),
            (6, "SOME LEADER"),
            (26, "190"),
            (28, "19"),
            (32, "2"),
            (52, "Ford, North, Examplia"),
            (53, "XE"),
            (56, "2.5"),
            (57, "-76.6"),
            (59, "20260105081500"),
            (60, "https://news.example/1"),
        ];
        cells.iter().for_each(|(at, text)| row[*at] = (*text).to_owned());
        row
    }

    fn gkg_row() -> Vec<String> {
        let mut row = vec![String::new(); 27];
        let cells = [
            (0, "20260105081500-1"),
            (1, "20260105081500"),
            (2, "1"),
            (4, "https://news.example/1"),
            (11, "some person"),
            (8, "ARMEDCONFLICT,10;WB_2433_CONFLICT_AND_VIOLENCE,12;ARMEDCONFLICT,40"),
            (
                10,
                "1#Examplia#XE#XE##1#-70#XE#5;4#Ford, North, Examplia#XE#XE01#1#2.5#-76.6#-1#9;4#Far Town#XF#XF1#1#9#9#1#7",
            ),
            (25, "srclc:fra;eng:GT-FRA 1.0"),
            (
                26,
                "<PAGE_AUTHORS>some author</PAGE_AUTHORS><PAGE_PRECISEPUBTIMESTAMP>20260105070000</PAGE_PRECISEPUBTIMESTAMP><PAGE_TITLE>Gu&#233; ferm&#xE9;</PAGE_TITLE>",
            ),
        ];
        cells.iter().for_each(|(at, text)| row[*at] = (*text).to_owned());
        row
    }

    fn read(table: Table, row: &[String], filter: &Filter) -> Result<Option<Item>, String> {
        super::row(table, &row.join("\t"), filter)
    }

    #[test]
    fn an_event_is_told_in_words_and_names_no_person() {
        let item = read(Table::Events, &event_row(), &Filter::default()).expect("a row").expect("an event");
        assert_eq!((item.title.as_str(), item.point), ("Fighting: Ford, North, Examplia", Some((2.5, -76.6))));
        assert_eq!(item.summary.as_deref(), Some("Fighting (CAMEO 190); sources: 2"));
        assert!(item.link.is_some() && !format!("{item:?}").contains("LEADER"));
        let only = |roots: &[&str], countries: &[&str]| {
            let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            let filter = Filter { roots: list(roots), countries: list(countries), ..Filter::default() };
            read(Table::Events, &event_row(), &filter).expect("a row").is_some()
        };
        assert!(only(&["18", "19"], &["XE"]) && !only(&["14"], &[]) && !only(&[], &["ML"]));
    }

    #[test]
    fn an_article_has_title_place_date_and_language_and_names_no_person() {
        let item = read(Table::Gkg, &gkg_row(), &Filter::default()).expect("a row").expect("an article");
        assert_eq!((item.title.as_str(), item.language.as_deref()), ("Gué fermé", Some("fra")));
        assert_eq!(
            item.summary.as_deref(),
            Some("Themes: armedconflict, conflict and violence. Place: Ford, North, Examplia.")
        );
        assert_eq!((item.point, item.published), (Some((2.5, -76.6)), stamp("20260105070000")));
        assert!(!format!("{item:?}").contains("some "));
        let filter = |themes: &[&str], countries: &[&str]| Filter {
            themes: themes.iter().map(|name| (*name).to_owned()).collect(),
            countries: countries.iter().map(|name| (*name).to_owned()).collect(),
            ..Filter::default()
        };
        let kept = |filter: Filter| read(Table::Gkg, &gkg_row(), &filter).expect("a row");
        assert!(kept(filter(&["ARMED"], &["XE"])).is_some() && kept(filter(&["PROTEST"], &[])).is_none());
        assert!(kept(filter(&[], &["ML"])).is_none());
        assert_eq!(kept(filter(&[], &["XF"])).and_then(|item| item.point), Some((9.0, 9.0)));
    }

    #[test]
    fn malformed_rows_are_told() {
        let fault = |line: &str| row(Table::Gkg, line, &Filter::default()).expect_err("refused");
        assert!(fault("a\tb").contains("2 columns") && fault(&"\t".repeat(26)).contains("no number"));
        let mut bad = event_row();
        bad[59] = "soon".to_owned();
        assert!(read(Table::Events, &bad, &Filter::default()).is_err_and(|fault| fault.contains("no date")));
        bad[0] = "x".to_owned();
        assert!(read(Table::Events, &bad, &Filter::default()).is_err());
    }
}
