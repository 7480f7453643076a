//! The table of a replay: one line a day and region.

use crate::table::{TableError, each_line};
use chrono::NaiveDate;
use domain::RegionId;
use domain::score::{Convergence, Level, RegionScore};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A region on one day of the replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The day; everything published before its end was used.
    pub as_of: NaiveDate,
    /// The region.
    pub region: RegionId,
    /// Net attention, 0..100.
    pub attention: f64,
    /// 0..1.
    pub surprise: f64,
    /// 0..1.
    pub intensity: f64,
    /// 0..1.
    pub corroboration: f64,
    /// Level, left as slowly as that of a flag.
    pub level: Level,
    /// Field against media.
    pub convergence: Convergence,
}

impl Row {
    /// The first line of the table.
    pub const HEADER: &'static str = "as_of,region,attention,surprise,intensity,corroboration,level,convergence";

    /// The row of a score, with the level that hysteresis leaves it.
    pub(super) fn of(score: &RegionScore, level: Level) -> Self {
        Self {
            as_of: score.as_of,
            region: score.region.clone(),
            attention: score.attention_net,
            surprise: score.surprise,
            intensity: score.intensity,
            corroboration: score.corroboration,
            level,
            convergence: score.convergence,
        }
    }

    /// Reads a table that a replay wrote.
    ///
    /// # Errors
    /// Names the line of a value that cannot be read.
    pub fn read_csv(text: &str) -> Result<Vec<Self>, TableError> {
        let mut rows = Vec::new();
        each_line(text, |row, _| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }
}

/// One line of the table, without its end.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.to_string();
        let quoted = region.contains([',', '"', '\n', '\r']);
        let region = if quoted { format!("\"{}\"", region.replace('"', "\"\"")) } else { region };
        write!(
            f,
            "{},{region},{:.2},{:.4},{:.4},{:.4},{},{}",
            self.as_of,
            self.attention,
            self.surprise,
            self.intensity,
            self.corroboration,
            self.level.as_str(),
            self.convergence.as_str()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let row = Row {
            as_of: "2014-06-14".parse().expect("a day"),
            region: "IRQ/Nineveh, north".parse().expect("a region"),
            attention: 83.12,
            surprise: 0.97,
            intensity: 0.64,
            corroboration: 0.81,
            level: Level::High,
            convergence: Convergence::MediaOnly,
        };
        let text = format!("{}\n{row}\n", Row::HEADER);
        assert_eq!(Row::read_csv(&text), Ok(vec![row]));
        assert!(Row::read_csv(&text.replace("high", "tall")).expect_err("wrong").to_string().contains("line 2"));
    }
}
