//! Tables of one line a fact, as CSV.

use serde::de::DeserializeOwned;

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct TableError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and what is expected.
    pub problem: String,
}

/// Hands every line of a CSV text to `take`, with its number.
pub fn each_line<T: DeserializeOwned>(
    text: &str,
    mut take: impl FnMut(T, u64) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let wrong = |error: csv::Error| TableError {
        line: error.position().map_or(1, csv::Position::line),
        problem: match error.into_kind() {
            csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} fields, {expected_len} are expected")
            }
            kind => format!("{kind:?}"),
        },
    };
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(wrong)?.clone();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        let line = record.position().map_or(1, csv::Position::line);
        take(record.deserialize(Some(&headers)).map_err(wrong)?, line)?;
    }
    Ok(())
}
