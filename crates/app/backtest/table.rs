//! The table of scores while it is being made: beside its final place, under a name that tells from what it is made, so that only
//! the same replay takes it up again.

use anyhow::{Context, Result};
use score::backtest::{Row, State};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Rows of a replay, in memory and, where one is wished, in a file.
pub struct Table {
    text: String,
    file: Option<Place>,
}

struct Place {
    at: PathBuf,
    part: PathBuf,
    open: Option<File>,
}

impl Table {
    /// A table, written to `at` if that is given. `basis` names what it is made from.
    pub fn new(at: Option<&Path>, basis: &str) -> Self {
        let file = at.map(|at| {
            let mut part = at.as_os_str().to_owned();
            part.push(format!(".{basis}.part"));
            Place { at: at.to_owned(), part: part.into(), open: None }
        });
        Self { text: String::new(), file }
    }

    /// Where a replay that was broken off stands; the beginning where none was.
    ///
    /// # Errors
    /// Names the file that cannot be read or written.
    pub fn resume(&mut self) -> Result<State> {
        let mut state = State::default();
        if let Some(Place { part, open, .. }) = &mut self.file {
            let place = || format!("{} cannot be written", part.display());
            if part.exists() {
                let bytes = std::fs::read(&*part).with_context(place)?;
                self.text = String::from_utf8_lossy(&bytes).into_owned();
                let (found, keep) =
                    State::resume(&self.text).with_context(|| format!("{} is damaged: remove it", part.display()))?;
                self.text.truncate(keep);
                state = found;
            }
            let mut file =
                OpenOptions::new().write(true).create(true).truncate(true).open(&*part).with_context(place)?;
            file.write_all(self.text.as_bytes()).with_context(place)?;
            *open = Some(file);
        }
        if self.text.is_empty() {
            self.write(&format!("{}\n", Row::HEADER))?;
        }
        Ok(state)
    }

    /// Adds the rows of a day.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn add(&mut self, rows: &[Row]) -> Result<()> {
        let mut text = String::new();
        rows.iter().try_for_each(|row| writeln!(text, "{row}"))?;
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.text.push_str(text);
        if let Some(Place { part, open: Some(open), .. }) = &mut self.file {
            open.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", part.display()))?;
        }
        Ok(())
    }

    /// All rows with their header, as CSV.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts the finished table in its place.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn finish(self) -> Result<()> {
        let Some(Place { at, part, open }) = self.file else { return Ok(()) };
        drop(open);
        std::fs::rename(&part, &at).with_context(|| format!("{} cannot be written", at.display()))
    }
}
