//! The gazetteer: names, records, countries, and what may be asked of them.

use super::fold::key;
use super::layout::{DEGREE, Level, MAGIC, NO_COUNTRY, NO_DEGREE, NO_UNIT, NameKind, Posting, RECORD_BYTES, doubt};
use domain::evidence::Neighbours;
use domain::{Country, RegionId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The file of place names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// Too short, or of another layout.
    #[error("the gazetteer is not a file of this version; build it with scripts/build-gazetteer")]
    Layout,
    /// The index of names is damaged.
    #[error("the gazetteer's index of names is damaged; build it with scripts/build-gazetteer")]
    Index(#[from] fst::Error),
    /// A line of its tables is damaged.
    #[error("the gazetteer's table of {table} is damaged at {line:?}; build it with scripts/build-gazetteer")]
    Table {
        /// Which table.
        table: &'static str,
        /// The line.
        line: String,
    },
}

/// A country as the gazetteer knows it.
#[derive(Debug)]
pub(super) struct CountryRow {
    /// ISO 3166-1 alpha-3.
    pub code: Country,
    /// English name.
    pub name: String,
    neighbours: Vec<Country>,
    /// Main languages, as GeoNames has them: ISO 639-1, or 639-3 where there is no shorter code.
    pub languages: Vec<String>,
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Record {
    /// GeoNames identifier; 0 where there is none.
    pub id: u32,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// Number of the first-level unit.
    pub unit: Option<u16>,
    /// Number of the country.
    pub country: Option<u8>,
    /// What it is.
    pub level: Level,
    /// Whole part of the binary logarithm of the population.
    pub size: u8,
}

/// All meanings of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meanings<'a> {
    only: Option<Posting>,
    list: &'a [u8],
    /// Bits of [`doubt`].
    pub doubt: u32,
}

impl<'a> Meanings<'a> {
    /// The meanings, most important first.
    pub fn iter(self) -> impl Iterator<Item = Posting> + 'a {
        let list =
            self.list.chunks_exact(4).map(|word| Posting(u32::from_le_bytes([word[0], word[1], word[2], word[3]])));
        self.only.into_iter().chain(list)
    }

    /// No meaning at all: a word that is known for another reason.
    pub fn is_empty(self) -> bool {
        self.only.is_none() && self.list.is_empty()
    }
}

/// Where the index of names stands after the first two bytes of a name, so that no search begins at its root.
struct Openings {
    /// By both bytes: number in `nodes` plus one, or 0.
    by_bytes: Vec<u16>,
    nodes: Vec<Opening>,
}

/// A place in the index, and what was collected on the way.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    /// Of the node.
    pub address: fst::raw::CompiledAddr,
    /// Of the transitions so far.
    pub output: fst::raw::Output,
}

impl Openings {
    fn of(names: &fst::raw::Fst<Cow<'static, [u8]>>) -> Self {
        let mut openings = Self { by_bytes: vec![0; 1 << 16], nodes: Vec::new() };
        for first in names.root().transitions() {
            for second in names.node(first.addr).transitions() {
                openings.nodes.push(Opening { address: second.addr, output: first.out.cat(second.out) });
                let number = u16::try_from(openings.nodes.len()).unwrap_or_default();
                openings.by_bytes[usize::from(first.inp) << 8 | usize::from(second.inp)] = number;
            }
        }
        openings
    }
}

/// Places of the world by name. Reading is free of copies: the bytes may be part of the program.
pub struct Gazetteer {
    pub(super) names: fst::raw::Fst<Cow<'static, [u8]>>,
    openings: Openings,
    postings: Cow<'static, [u8]>,
    records: Cow<'static, [u8]>,
    pub(super) countries: Vec<CountryRow>,
    by_code: HashMap<Country, u8>,
    units: Vec<(u8, Arc<str>)>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("places", &self.row_count()).field("names", &self.name_count()).finish()
    }
}

impl Gazetteer {
    /// Reads the bytes of `gazetteer.bin`: `&'static [u8]` or `Vec<u8>`.
    ///
    /// # Errors
    /// When the bytes are not a gazetteer of this version.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, GazetteerError> {
        let bytes = bytes.into();
        if !bytes.starts_with(MAGIC) {
            return Err(GazetteerError::Layout);
        }
        let mut at = MAGIC.len();
        let mut section = || -> Result<Cow<'static, [u8]>, GazetteerError> {
            let length = bytes.get(at..at + 4).ok_or(GazetteerError::Layout)?;
            let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
            let start = at + 4;
            at = start + length;
            Ok(match &bytes {
                Cow::Borrowed(all) => Cow::Borrowed(all.get(start..at).ok_or(GazetteerError::Layout)?),
                Cow::Owned(all) => Cow::Owned(all.get(start..at).ok_or(GazetteerError::Layout)?.to_vec()),
            })
        };
        let countries = read_countries(&text(&section()?)?)?;
        let units = read_units(&text(&section()?)?, countries.len())?;
        let (records, postings) = (section()?, section()?);
        let names = fst::raw::Fst::new(section()?)?;
        let by_code = countries.iter().enumerate().map(|(number, row)| (row.code, number as u8)).collect();
        let openings = Openings::of(&names);
        Ok(Self { names, openings, postings, records, countries, by_code, units })
    }

    /// Where the index stands after the first two bytes of `bytes`; no name is shorter.
    pub(super) fn opening(&self, bytes: &[u8]) -> Option<Opening> {
        let [first, second, ..] = *bytes else { return None };
        let number = self.openings.by_bytes[usize::from(first) << 8 | usize::from(second)];
        self.openings.nodes.get(usize::from(number.checked_sub(1)?)).copied()
    }

    /// Number of places.
    pub fn row_count(&self) -> usize {
        self.records.len() / RECORD_BYTES
    }

    /// Number of names.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// English name of a country.
    pub fn country_name(&self, country: Country) -> Option<&str> {
        self.by_code.get(&country).map(|number| self.countries[usize::from(*number)].name.as_str())
    }

    /// Which countries share a border.
    pub fn neighbours(&self) -> Neighbours {
        Neighbours(self.countries.iter().map(|row| (row.code, row.neighbours.clone())).collect())
    }

    /// "Chocó, Colombia"; a code that is not known stands for itself.
    pub fn region_name(&self, region: &RegionId) -> String {
        let country = self.country_name(region.country).unwrap_or(region.country.as_str());
        match &region.admin1 {
            Some(unit) => format!("{unit}, {country}"),
            None => country.to_owned(),
        }
    }

    /// The region that a person means: `choco`, `COL`, `COL/Chocó`, `Chocó, Colombia`, `Colombia`. Of several units of one
    /// name the most populous is meant.
    pub fn find_region(&self, text: &str) -> Option<RegionId> {
        let text = text.trim();
        if let Some((country, unit)) = text.split_once('/') {
            let number = self.country_number(country)?;
            return if unit.trim().is_empty() { self.region(number, None) } else { self.unit_of(number, unit) };
        }
        if text.len() == 3
            && text.is_ascii()
            && let Some(number) = self.country_number(text)
        {
            return self.region(number, None);
        }
        if let Some((unit, country)) = text.rsplit_once(',')
            && let Some(number) = self.country_number(country)
        {
            return self.unit_of(number, unit);
        }
        let folded = key(text);
        let found = |level| self.lookup(&folded, |record| record.level == level).max_by_key(|record| record.size);
        let record = found(Level::Country)
            .or_else(|| found(Level::Admin1))
            .or_else(|| found(Level::City))
            .or_else(|| found(Level::Area))?;
        self.region(record.country?, record.unit)
    }

    fn region(&self, country: u8, unit: Option<u16>) -> Option<RegionId> {
        let country = self.countries.get(usize::from(country))?.code;
        Some(match unit.and_then(|unit| self.unit_name(unit)) {
            Some(name) => RegionId { country, admin1: Some(name) },
            None => RegionId::country(country),
        })
    }

    /// A country by code or name.
    fn country_number(&self, text: &str) -> Option<u8> {
        let text = text.trim();
        if let Some(number) = text.parse().ok().and_then(|code: Country| self.by_code.get(&code)) {
            return Some(*number);
        }
        self.lookup(&key(text), |record| record.level == Level::Country).next()?.country
    }

    fn unit_of(&self, country: u8, name: &str) -> Option<RegionId> {
        let folded = key(name);
        let rank = |level: Level| u8::from(level != Level::Admin1);
        let own = |record: &Record| {
            record.country == Some(country) && record.unit.is_some() && record.level != Level::Country
        };
        let record = self.lookup(&folded, own).min_by_key(|record| rank(record.level))?;
        self.region(country, record.unit)
    }

    fn lookup<'a>(&'a self, folded: &[u8], wanted: impl Fn(&Record) -> bool + 'a) -> impl Iterator<Item = Record> + 'a {
        let value = self.names.get(folded).map(fst::raw::Output::value);
        let meanings = value.map(|value| self.meanings(value));
        let postings: Vec<Posting> = meanings.map(|found| found.iter().collect()).unwrap_or_default();
        postings
            .into_iter()
            .filter(|posting| posting.kind() == NameKind::Name && !posting.stem())
            .map(|posting| self.record(posting.record()))
            .filter(move |record| wanted(record))
    }

    /// Number of a country by its code.
    pub(super) fn number_of(&self, country: Country) -> Option<u8> {
        self.by_code.get(&country).copied()
    }

    /// Code of a country by its number.
    pub(super) fn code_of(&self, country: u8) -> Country {
        self.countries[usize::from(country)].code
    }

    /// GeoNames name of a first-level unit.
    pub(super) fn unit_name(&self, unit: u16) -> Option<Arc<str>> {
        self.units.get(usize::from(unit)).map(|(_, name)| Arc::clone(name))
    }

    /// The unit of a country by its exact GeoNames name.
    pub(super) fn unit_number(&self, country: u8, name: &str) -> Option<u16> {
        self.units.iter().position(|(own, unit)| *own == country && &**unit == name).map(|number| number as u16)
    }

    /// What the value of a name means.
    pub(super) fn meanings(&self, value: u64) -> Meanings<'_> {
        if value & 1 == 1 {
            return Meanings { only: Some(Posting((value >> 1) as u32)), list: &[], doubt: 0 };
        }
        let at = (value >> 1) as usize * 4;
        let Some(head) = self.postings.get(at..at + 4) else { return Meanings { only: None, list: &[], doubt: 0 } };
        let head = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let list = self.postings.get(at + 4..at + 4 + (head & 0xffff) as usize * 4).unwrap_or(&[]);
        Meanings { only: None, list, doubt: head >> 16 }
    }

    /// A record; of a number that does not exist, an area without country.
    pub(super) fn record(&self, number: u32) -> Record {
        let at = number as usize * RECORD_BYTES;
        let Some(b) = self.records.get(at..at + RECORD_BYTES) else {
            return Record { id: 0, point: None, unit: None, country: None, level: Level::Area, size: 0 };
        };
        let three = |at: usize| u32::from_le_bytes([b[at], b[at + 1], b[at + 2], 0]);
        let degree = |packed: u32| ((f64::from(packed) / DEGREE - 180.0) * 1e5).round() / 1e5;
        let (lat, lon, unit) = (three(3), three(6), u16::from_le_bytes([b[9], b[10]]));
        Record {
            id: three(0),
            point: (lat != NO_DEGREE).then(|| (degree(lat), degree(lon))),
            unit: (unit != NO_UNIT && usize::from(unit) < self.units.len()).then_some(unit),
            country: (b[11] != NO_COUNTRY && usize::from(b[11]) < self.countries.len()).then_some(b[11]),
            level: Level::from_number(b[12] & 7),
            size: b[12] >> 3,
        }
    }

    /// The populated place nearest to a point, if one lies within 200 km.
    pub(super) fn nearest(&self, point: (f64, f64)) -> Option<Record> {
        let limit = 200.0;
        (0..self.row_count() as u32)
            .map(|number| self.record(number))
            .filter(|record| record.level == Level::City)
            .filter_map(|record| Some((super::resolve::kilometres(record.point?, point), record)))
            .filter(|(km, _)| *km <= limit)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, record)| record)
    }

    /// Whether the folded word is a first name.
    pub(super) fn is_given_name(&self, word: &[u8]) -> bool {
        self.names.get(word).is_some_and(|found| self.meanings(found.value()).doubt & doubt::GIVEN != 0)
    }
}

fn text(bytes: &[u8]) -> Result<String, GazetteerError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| GazetteerError::Layout)
}

fn read_countries(table: &str) -> Result<Vec<CountryRow>, GazetteerError> {
    let row = |line: &str| {
        let mut fields = line.split('\t');
        let (code, name, near, speech) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        Some(CountryRow {
            code: code.parse().ok()?,
            name: name.to_owned(),
            neighbours: near.split(',').filter_map(|code| code.parse().ok()).collect(),
            languages: speech.split(',').map(str::to_owned).collect(),
        })
    };
    let rows = table.lines().map(|line| row(line).ok_or_else(|| damaged("countries", line)));
    rows.collect()
}

fn read_units(table: &str, countries: usize) -> Result<Vec<(u8, Arc<str>)>, GazetteerError> {
    let row = |line: &str| {
        let (country, name) = line.split_once('\t')?;
        let country: u8 = country.parse().ok()?;
        (usize::from(country) < countries).then(|| (country, Arc::from(name)))
    };
    table.lines().map(|line| row(line).ok_or_else(|| damaged("units", line))).collect()
}

fn damaged(table: &'static str, line: &str) -> GazetteerError {
    GazetteerError::Table { table, line: line.to_owned() }
}
