//! Labelled documents, strictly read: a label that cannot be understood would be measured as right or wrong by chance.

use crate::commands::Line;
use anyhow::{Context, Result, bail, ensure};
use chrono::NaiveDate;
use domain::{Status, Taxonomy};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A document with its label.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// The document.
    #[serde(flatten)]
    pub line: Line,
    /// The label.
    pub gold: Gold,
}

/// What is known to be right. What is left out, or null, is not judged.
#[derive(Debug, Default, Deserialize)]
pub struct Gold {
    /// Whether it reports conflict or peace.
    pub relevant: Option<bool>,
    /// Categories that must fire.
    #[serde(default, deserialize_with = "or_nothing")]
    pub categories: Vec<String>,
    /// Of each group one category at least must fire.
    #[serde(default, deserialize_with = "or_nothing")]
    pub any_of: Vec<Vec<String>>,
    /// Categories that must not fire.
    #[serde(default, deserialize_with = "or_nothing")]
    pub not: Vec<String>,
    /// Status by category.
    #[serde(default, deserialize_with = "or_nothing")]
    pub status: BTreeMap<String, String>,
    /// Countries it is about, ISO 3166-1 alpha-3.
    pub countries: Option<Vec<String>>,
    /// The country under which a reader would file it.
    pub focus: Option<String>,
    /// The day of the event as its text says it; null where it says none.
    #[serde(default, deserialize_with = "stated")]
    pub event_day: Option<Option<NaiveDate>>,
    /// Reported casualties: from, to; null where no number is reported or an end is open.
    pub casualties: Option<GoldCasualties>,
    /// The story it tells, any name: documents with the same name report one incident.
    pub story: Option<String>,
}

/// Casualties as a label gives them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldCasualties {
    /// People killed.
    pub killed: Option<[Option<u32>; 2]>,
    /// People injured.
    pub injured: Option<[Option<u32>; 2]>,
}

fn or_nothing<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(value: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(value)?.unwrap_or_default())
}

/// A value that may be null is still a label.
fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(value).map(Some)
}

/// Reads a labelled file, JSON lines, plain or gzipped.
///
/// # Errors
/// Names file, line and what is wrong there.
pub fn read(path: &Path, taxonomy: &Taxonomy) -> Result<Vec<Case>> {
    let place = path.display();
    let file = File::open(path).with_context(|| format!("{place} cannot be opened"))?;
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    let plain: Box<dyn Read> = if zipped { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut cases = Vec::new();
    for (number, line) in BufReader::new(plain).lines().enumerate() {
        let at = || format!("{place}, line {}", number + 1);
        let line = line.with_context(at)?;
        if line.trim().is_empty() {
            continue;
        }
        let case: Case = serde_json::from_str(&line)
            .with_context(|| format!("{}: {{\"id\",\"text\",\"gold\":{{…}}}} is expected", at()))?;
        check(&case.gold, taxonomy).with_context(at)?;
        cases.push(case);
    }
    ensure!(!cases.is_empty(), "{place} holds no labelled document");
    Ok(cases)
}

fn check(gold: &Gold, taxonomy: &Taxonomy) -> Result<()> {
    let named = gold.categories.iter().chain(gold.any_of.iter().flatten()).chain(&gold.not).chain(gold.status.keys());
    for category in named {
        if taxonomy.get(category).is_none() {
            let known: Vec<&str> = taxonomy.categories.iter().map(|known| known.id.as_str()).collect();
            bail!("unknown category {category:?}; known: {}", known.join(", "));
        }
    }
    for count in gold.casualties.iter().flat_map(|own| [own.killed, own.injured]).flatten() {
        let in_order = !matches!(count, [Some(low), Some(high)] if low > high);
        ensure!(in_order, "casualties {count:?}: from and to are expected, the smaller first");
    }
    for status in gold.status.values() {
        let known = Status::ALL.map(Status::as_str);
        ensure!(known.contains(&status.as_str()), "unknown status {status:?}; known: {}", known.join(", "));
    }
    Ok(())
}
