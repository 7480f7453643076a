//! Packs the tables that `scripts/build-gazetteer` writes into the bytes that [`super::Gazetteer`] reads.

use super::fold::key;
use super::layout::{DEGREE, MAGIC, NO_COUNTRY, NO_DEGREE, NO_UNIT, NameKind, Posting, doubt};
use std::collections::BTreeMap;

/// The plain tables: tab-separated lines.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// ISO 3166-1 alpha-3, name, neighbours (alpha-3, by commas), languages (by commas).
    pub countries: &'a str,
    /// Number of the country, GeoNames name of the unit.
    pub units: &'a str,
    /// GeoNames id, latitude, longitude, level, population, number of the country, number of the unit.
    pub records: &'a str,
    /// Name, number of the record, `name` | `demonym` | `abbreviation`, 1 if alternate, 1 if a stem.
    pub names: &'a str,
    /// Word, letters: `c` common word, `g` given name, `s` family name, `n` a point of the compass, `x` never a place alone.
    pub words: &'a str,
}

/// A table does not have the shape that is expected.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// A line cannot be read.
    #[error("line {line} of the table {table:?} cannot be read: {text:?}; run scripts/build-gazetteer anew")]
    Line {
        /// Which table.
        table: &'static str,
        /// Line, from 1.
        line: usize,
        /// The line.
        text: String,
    },
    /// The index of names cannot be built.
    #[error("cannot build the index of names")]
    Index(#[from] fst::Error),
}

/// Names of more meanings than this keep the most important ones.
const MEANINGS_MAX: usize = 60;

/// Bytes of `gazetteer.bin`.
///
/// # Errors
/// When a line of a table cannot be read.
pub fn compile(tables: &Tables) -> Result<Vec<u8>, CompileError> {
    let (records, weights) = records(tables.records)?;
    let mut meanings = names(tables.names, &weights)?;
    let mut marks = BTreeMap::new();
    for (number, line) in tables.words.lines().enumerate() {
        let (word, letters) = line.split_once('\t').ok_or_else(|| bad("words", number, line))?;
        *marks.entry(key(word)).or_insert(0) |= letters.chars().fold(0, |bits, letter| bits | bit(letter));
    }
    // Given names are looked up beside places, so they are kept without a meaning too.
    for (word, bits) in &marks {
        if bits & doubt::GIVEN != 0 {
            meanings.entry(word.clone()).or_default();
        }
    }
    let (index, postings) = index(meanings, &marks, &weights)?;
    let mut out = MAGIC.to_vec();
    for section in [tables.countries.as_bytes(), tables.units.as_bytes(), &records, &postings, &index] {
        out.extend_from_slice(&(section.len() as u32).to_le_bytes());
        out.extend_from_slice(section);
    }
    Ok(out)
}

fn bit(letter: char) -> u32 {
    match letter {
        'c' => doubt::COMMON,
        'g' => doubt::GIVEN,
        's' => doubt::SURNAME,
        'n' => doubt::DIRECTION,
        'x' => doubt::NEVER,
        _ => 0,
    }
}

fn bad(table: &'static str, number: usize, line: &str) -> CompileError {
    CompileError::Line { table, line: number + 1, text: line.to_owned() }
}

/// The packed records, and for each the weight by which the meanings of a name are sorted.
fn records(table: &str) -> Result<(Vec<u8>, Vec<u32>), CompileError> {
    let (mut out, mut weights) = (Vec::new(), Vec::new());
    for (number, line) in table.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let wrong = || bad("records", number, line);
        let &[id, lat, lon, level, population, country, unit] = fields.as_slice() else { return Err(wrong()) };
        let id: u32 = id.parse().map_err(|_| wrong())?;
        let level: u8 = level.parse().map_err(|_| wrong())?;
        let population: u64 = population.parse().map_err(|_| wrong())?;
        let country: u8 = if country.is_empty() { NO_COUNTRY } else { country.parse().map_err(|_| wrong())? };
        let unit: u16 = if unit.is_empty() { NO_UNIT } else { unit.parse().map_err(|_| wrong())? };
        let size = (population + 1).ilog2();
        if id > NO_DEGREE {
            return Err(wrong());
        }
        out.extend_from_slice(&id.to_le_bytes()[..3]);
        for degree in [lat, lon] {
            let packed = if degree.is_empty() { NO_DEGREE } else { packed_degree(degree).ok_or_else(wrong)? };
            out.extend_from_slice(&packed.to_le_bytes()[..3]);
        }
        out.extend_from_slice(&unit.to_le_bytes());
        out.extend_from_slice(&[country, level | (size as u8) << 3]);
        weights.push(if level < 2 { 100 - u32::from(level) } else { size });
    }
    Ok((out, weights))
}

fn packed_degree(text: &str) -> Option<u32> {
    text.parse::<f64>()
        .ok()
        .filter(|degree| degree.abs() <= 180.0)
        .map(|degree| ((degree + 180.0) * DEGREE).round() as u32)
}

fn names(table: &str, weights: &[u32]) -> Result<BTreeMap<Vec<u8>, Vec<Posting>>, CompileError> {
    let mut meanings: BTreeMap<Vec<u8>, Vec<Posting>> = BTreeMap::new();
    for (number, line) in table.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let wrong = || bad("names", number, line);
        let &[name, record, kind, alternate, stem] = fields.as_slice() else { return Err(wrong()) };
        let kind = match kind {
            "name" => NameKind::Name,
            "demonym" => NameKind::Demonym,
            "abbreviation" => NameKind::Abbreviation,
            _ => return Err(wrong()),
        };
        let record: u32 = record.parse().map_err(|_| wrong())?;
        if record as usize >= weights.len() {
            return Err(wrong());
        }
        let posting = Posting::new(record, kind, alternate == "1", stem == "1").ok_or_else(wrong)?;
        let name = key(name);
        // One Latin letter, or what begins with a number, is no name.
        if name.len() > 1 && !name[0].is_ascii_digit() {
            meanings.entry(name).or_default().push(posting);
        }
    }
    Ok(meanings)
}

/// The map of names, and the lists of those with several meanings or with a doubt.
fn index(
    meanings: BTreeMap<Vec<u8>, Vec<Posting>>,
    marks: &BTreeMap<Vec<u8>, u32>,
    weights: &[u32],
) -> Result<(Vec<u8>, Vec<u8>), CompileError> {
    let mut map = fst::MapBuilder::memory();
    let mut lists: Vec<u32> = Vec::new();
    for (name, mut postings) in meanings {
        postings.sort_by_key(|posting| (std::cmp::Reverse(weights[posting.record() as usize]), posting.0));
        // The same record as main and as alternate name: the main name (smaller number) stays.
        postings.dedup_by_key(|posting| (posting.record(), posting.kind() as u32, posting.stem()));
        postings.truncate(MEANINGS_MAX);
        let mark = marks.get(&name).copied().unwrap_or(0);
        let value = if let ([only], 0) = (postings.as_slice(), mark) {
            u64::from(only.0) << 1 | 1
        } else {
            let place = lists.len();
            lists.push(mark << 16 | postings.len() as u32);
            lists.extend(postings.iter().map(|posting| posting.0));
            (place as u64) << 1
        };
        map.insert(name, value)?;
    }
    let lists = lists.iter().flat_map(|word| word.to_le_bytes()).collect();
    Ok((map.into_inner()?, lists))
}
