//! The mandate table from its three files: organisations, memberships, networks.

use chrono::NaiveDate;
use domain::Country;
use domain::mandate::{Mandates, Membership, Network, Organisation, Standing};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// What is wrong with a mandate file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mandates/{file}, line {line}: {problem}")]
pub struct MandateError {
    /// The file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and what is expected.
    pub problem: String,
}

/// Name of the file of organisations.
pub const ORGANISATIONS: &str = "organisations.toml";
/// Name of the file of memberships.
pub const MEMBERSHIPS: &str = "memberships.csv";
/// Name of the file of networks.
pub const NETWORKS: &str = "networks.toml";

/// Reads and checks the three files.
///
/// # Errors
/// A file that cannot be read as its format, an identifier that stands twice, a membership of an unknown organisation, a period that
/// ends before it begins.
pub fn read(organisations_toml: &str, memberships_csv: &str, networks_toml: &str) -> Result<Mandates, MandateError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Organisations {
        #[serde(rename = "organisation", default)]
        all: Vec<Organisation>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Networks {
        #[serde(rename = "network", default)]
        all: Vec<Network>,
    }
    let organisations = table::<Organisations>(ORGANISATIONS, organisations_toml)?.all;
    let networks = table::<Networks>(NETWORKS, networks_toml)?.all;
    unique(ORGANISATIONS, organisations_toml, organisations.iter().map(|organisation| organisation.code.as_str()))?;
    unique(NETWORKS, networks_toml, networks.iter().map(|network| network.id.as_str()))?;
    if let Some(network) = networks.iter().find(|network| ends_early(network.from, network.to)) {
        return Err(problem(NETWORKS, line_naming(networks_toml, &network.id), period_problem(&network.id)));
    }
    let memberships = memberships(memberships_csv, &organisations)?;
    Ok(Mandates { organisations, memberships, networks })
}

fn table<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, MandateError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line =
            error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count() as u64);
        problem(file, line, error.message().to_owned())
    })
}

fn unique<'a>(file: &'static str, text: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), MandateError> {
    let mut seen = HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(problem(
                file,
                line_naming(text, id),
                format!("{id:?} stands twice; identifiers must be unique"),
            ));
        }
    }
    Ok(())
}

/// The last line that gives this identifier to an entry.
fn line_naming(text: &str, id: &str) -> u64 {
    let gives = |line: &str| {
        let (key, value) = line.split_once('=').unwrap_or_default();
        matches!(key.trim(), "code" | "id") && value.contains(&format!("\"{id}\""))
    };
    text.lines().enumerate().filter(|(_, line)| gives(line)).last().map_or(1, |(row, _)| row as u64 + 1)
}

/// One line of `memberships.csv`.
#[derive(Deserialize)]
struct Row {
    organisation: String,
    iso3: Country,
    standing: Standing,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    note: String,
    source: String,
}

fn memberships(text: &str, organisations: &[Organisation]) -> Result<Vec<Membership>, MandateError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        let cause = match error.into_kind() {
            csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} fields, {expected_len} are expected; a note with a comma needs quotes")
            }
            kind => format!("{kind:?}"),
        };
        problem(MEMBERSHIPS, line, cause)
    };
    let headers = reader.headers().map_err(wrong)?.clone();
    let mut memberships = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        let line = record.position().map_or(1, csv::Position::line);
        let row: Row = record.deserialize(Some(&headers)).map_err(wrong)?;
        if organisations.iter().all(|organisation| organisation.code != row.organisation) {
            let known: Vec<&str> = organisations.iter().map(|organisation| organisation.code.as_str()).collect();
            let unknown =
                format!("{:?} is no organisation of {ORGANISATIONS}; known are {}", row.organisation, known.join(", "));
            return Err(problem(MEMBERSHIPS, line, unknown));
        }
        if ends_early(row.from, row.to) {
            return Err(problem(MEMBERSHIPS, line, period_problem(&row.organisation)));
        }
        memberships.push(Membership {
            organisation: row.organisation,
            country: row.iso3,
            standing: row.standing,
            from: row.from,
            to: row.to,
            note: row.note,
            source: row.source,
        });
    }
    Ok(memberships)
}

fn ends_early(from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.zip(to).is_some_and(|(from, to)| to < from)
}

fn period_problem(id: &str) -> String {
    format!("the period of {id:?} ends before it begins; `to` must not be earlier than `from`")
}

fn problem(file: &'static str, line: u64, problem: String) -> MandateError {
    MandateError { file, line, problem }
}
