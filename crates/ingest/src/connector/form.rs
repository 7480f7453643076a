//! What submissions of forms have in common: the options say which field is which part of an item, and fields that
//! identify people cannot be named.

use super::option;
use crate::parse;
use domain::{Body, Item, Source};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Parts of names of fields that identify people; none of them can be mapped.
const PERSONAL: &[&str] = &[
    "submitted_by",
    "submittername",
    "submitterid",
    "username",
    "deviceid",
    "phone",
    "subscriber",
    "simserial",
    "email",
    "simid",
    "devicephonenum",
    "respondent_name",
    "reporter_name",
    "contact",
];

/// Checks the options that name fields: a report needs a text, and nobody is identified.
pub fn check_fields(source: &Source) -> Result<(), String> {
    option(source, "text_field")
        .ok_or("options.text_field is missing: give the field of the form that holds the report")?;
    check_people(source)
}

/// Checks that no option names a field that identifies people.
pub fn check_people(source: &Source) -> Result<(), String> {
    for (name, field) in source.options.iter().filter(|(name, _)| name.ends_with("_field")) {
        let field = field.to_lowercase();
        if let Some(person) = PERSONAL.iter().find(|person| field.contains(*person)) {
            return Err(format!(
                "options.{name} names {field:?}, which identifies people ({person}): it is never read"
            ));
        }
    }
    Ok(())
}

/// A field by its name, or by its name in any group of the form.
pub fn text(row: &Map<String, Value>, name: &str) -> Option<String> {
    let in_group = || row.iter().find(|(key, _)| key.strip_suffix(name).is_some_and(|group| group.ends_with('/')));
    let value = row.get(name).or_else(|| in_group().map(|(_, value)| value))?;
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What the named fields of a submission give.
pub fn item(row: &Map<String, Value>, options: &BTreeMap<String, String>) -> Item {
    let field = |option: &str| options.get(option).and_then(|name| text(row, name.trim()));
    let names = options.get("text_field").map(String::as_str).unwrap_or_default();
    let texts: Vec<String> = names.split(',').filter_map(|name| text(row, name.trim())).collect();
    Item {
        title: field("title_field").unwrap_or_default(),
        body: if texts.is_empty() { Body::None } else { Body::Text(texts.join("\n")) },
        published: field("date_field").as_deref().and_then(parse::date),
        language: field("language_field"),
        region: field("region_field"),
        ..Item::default()
    }
}
