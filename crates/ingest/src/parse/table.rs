//! Tables of reports: CSV (with or without HXL tags) and JSON lines. One row is one item.

use super::content::FileContent;
use super::feed::on_earth;
use super::html_text;
use domain::item::Issue;
use domain::{Body, Item};
use serde_json::Value;

/// Rows that are read of one table.
const ROWS_MAX: usize = 100_000;
/// Names of columns and HXL tags: field, names.
const COLUMNS: &str = include_str!("columns.txt");

/// The field of an item that a column of this name fills.
fn field_of(column: &str) -> Option<&'static str> {
    let column = column.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_");
    let row = |line: &'static str| {
        let (field, names) = line.split_once(' ')?;
        names.split(' ').any(|name| name == column).then_some(field)
    };
    COLUMNS.lines().filter(|line| !line.starts_with('#')).find_map(row)
}

/// Puts a value into the field of an item that `key` names; a key that means nothing to us is passed over.
pub fn set(item: &mut Item, key: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let owned = || Some(value.to_owned());
    match field_of(key) {
        Some("title") => item.title = html_text::title(value),
        Some("text") => item.body = Body::Text(value.to_owned()),
        Some("summary") => item.summary = owned(),
        Some("published") => item.published = super::date(value),
        Some("region") => item.region = owned(),
        Some("language") => item.language = owned(),
        Some("link") => item.link = owned().filter(|link| link.starts_with("http")),
        Some("guid") => item.guid = owned(),
        _ => {}
    }
}

/// The point in two named values, degrees north and east.
pub fn point<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Option<(f64, f64)> {
    let number = |names: &[&str]| names.iter().find_map(|name| value(name)?.trim().parse::<f64>().ok());
    on_earth(number(&["lat", "latitude", "#geo+lat"])?, number(&["lon", "lng", "long", "longitude", "#geo+lon"])?)
}

/// Reads CSV with a header row. A second row of HXL tags wins over the header.
pub fn csv(name: &str, bytes: &[u8]) -> FileContent {
    let text = super::decode(bytes, None);
    let delimiter = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let Ok(header) = reader.headers().cloned() else {
        return FileContent::fault(
            name,
            "the table has no header row; name its columns, for example title,date,region,text",
        );
    };
    let mut columns: Vec<String> = header.iter().map(|column| column.trim().to_lowercase()).collect();
    let mut content = FileContent::default();
    for (number, row) in reader.records().enumerate().take(ROWS_MAX) {
        let line = number + 2;
        let row = match row {
            Ok(row) => row,
            Err(fault) => {
                content.issues.push(Issue { at: format!("{name}:{line}"), what: format!("unreadable row: {fault}") });
                continue;
            }
        };
        if number == 0 && row.iter().any(|cell| cell.starts_with('#')) {
            columns = columns.iter().zip(row.iter()).map(|(column, tag)| hxl(tag, column)).collect();
            continue;
        }
        let cells = || columns.iter().map(String::as_str).zip(row.iter());
        match row_item(cells) {
            Ok(mut item) => {
                item.guid.get_or_insert_with(|| line.to_string());
                content.items.push(item);
            }
            Err(what) => content.issues.push(Issue { at: format!("{name}:{line}"), what }),
        }
    }
    content
}

/// The tag of a column, or its name when it has none.
fn hxl(tag: &str, column: &str) -> String {
    let tag = tag.trim().to_lowercase();
    if tag.starts_with('#') { tag } else { column.to_owned() }
}

/// The most frequent of the usual delimiters in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|sign| (first.bytes().filter(|b| b == sign).count(), *sign == b','))
        .unwrap_or(b',')
}

/// Reads JSON lines: one object a line.
pub fn json_lines(name: &str, bytes: &[u8]) -> FileContent {
    let text = super::decode(bytes, None);
    let mut content = FileContent::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(ROWS_MAX) {
        match json_line(line) {
            Ok(mut item) => {
                item.guid.get_or_insert_with(|| (number + 1).to_string());
                content.items.push(item);
            }
            Err(what) => content.issues.push(Issue { at: format!("{name}:{}", number + 1), what }),
        }
    }
    content
}

/// Reads one JSON line. The error says what is wrong with it.
pub fn json_line(line: &str) -> Result<Item, String> {
    let row = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(row)) => row,
        Ok(_) => return Err("a line is one JSON object".to_owned()),
        Err(fault) => return Err(format!("not JSON: {fault}")),
    };
    let row: Vec<(String, String)> = row.into_iter().map(|(key, value)| (key.to_lowercase(), scalar(value))).collect();
    row_item(|| row.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

fn scalar(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn row_item<'a, R: Iterator<Item = (&'a str, &'a str)>>(cells: impl Fn() -> R) -> Result<Item, String> {
    let mut item = Item::default();
    for (column, cell) in cells() {
        set(&mut item, column, cell);
    }
    item.point = point(|wanted| cells().find(|(column, _)| *column == wanted).map(|(_, cell)| cell));
    if item.title.is_empty() && item.body == Body::None && item.summary.is_none() {
        return Err("the row has no title and no text; name a column title, text or description".to_owned());
    }
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_items_and_empty_rows_issues() {
        let content =
            csv("a.csv", "Title;Date;Report;Lat;Lon\nFord closed;2026-01-05;Two days now;4.5;-76\n;;;;\n".as_bytes());
        assert_eq!((content.items.len(), content.issues.len()), (1, 1));
        let item = &content.items[0];
        assert_eq!((item.title.as_str(), item.point), ("Ford closed", Some((4.5, -76.0))));
        assert_eq!(item.body, Body::Text("Two days now".to_owned()));
    }

    #[test]
    fn hxl_tags_name_the_columns() {
        let content = csv("a.csv", b"When,What\n#date+reported,#description\n2026-01-05,Seed shortage\n");
        assert_eq!(content.items.len(), 1);
        assert!(content.items[0].published.is_some());
    }

    #[test]
    fn json_lines_are_read_one_by_one() {
        let content = json_lines("a.jsonl", b"{\"title\":\"a\",\"text\":\"b\",\"id\":3}\nnonsense\n");
        assert_eq!((content.items.len(), content.issues.len()), (1, 1));
        assert_eq!(content.items[0].guid.as_deref(), Some("3"));
        assert!(content.issues[0].at.ends_with(":2"));
    }
}
