//! What a terminal shows: tables, and progress of long work.

use crate::progress::Progress;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use domain::outcome::SourceOutcome;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::Path;

/// Columns of a table in a log or a file, where there is no terminal to ask.
const WIDTH_ELSEWHERE: u16 = 140;

/// A table as wide as the terminal. The columns of these positions are never broken.
pub fn table(header: &[&str], whole: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
    for column in whole {
        if let Some(column) = table.column_mut(*column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    if !std::io::stdout().is_terminal() {
        table.set_width(WIDTH_ELSEWHERE);
    }
    table
}

/// Prints a table with an indent of two, without trailing blanks.
pub fn show(table: &Table) {
    for line in table.lines() {
        println!(" {}", line.trim_end());
    }
}

/// Writes a value as indented JSON on standard output.
///
/// # Errors
/// When the value cannot be serialised or written.
pub fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Text of others, fit to be shown: no control characters, which could steer the terminal, and nothing that turns its direction.
pub fn plain(text: &str) -> String {
    let shown = |c: &char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    spaced.filter(shown).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text to so many characters, with an ellipsis.
pub fn shorten(text: &str, characters: usize) -> String {
    let line = plain(text);
    if line.chars().count() <= characters {
        return line;
    }
    let mut short: String = line.chars().take(characters.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Progress on standard error: a bar on a terminal, plain lines in a log.
pub struct Watch {
    bar: ProgressBar,
    plain: bool,
}

impl Watch {
    /// Shows nothing on `quiet`.
    pub fn new(quiet: bool) -> Self {
        let plain = !std::io::stderr().is_terminal();
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet || plain { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        bar.set_style(
            ProgressStyle::with_template("  {bar:30} {pos}/{len} {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self { bar, plain: plain && !quiet }
    }

    /// Clears the bar.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Watch {
    fn begins(&self, sources: usize) {
        self.bar.set_length(sources as u64);
        if self.plain {
            eprintln!("reading {sources} sources");
        }
    }

    fn source(&self, outcome: &SourceOutcome) {
        self.bar.inc(1);
        self.bar.set_message(outcome.source.to_string());
        if self.plain {
            eprintln!("{}: {} {}", outcome.source, outcome.state.as_str(), outcome.reason);
        }
    }

    fn stage(&self, name: &str) {
        self.bar.set_message(name.to_owned());
        if self.plain {
            eprintln!("{name}");
        }
    }

    fn counted(&self, what: &str, done: usize, of: usize) {
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(what.to_owned());
        // In a log every tenth part is enough.
        if self.plain && (done == of || done * 10 / of.max(1) > (done - 1) * 10 / of.max(1)) {
            eprintln!("{done} of {of} {what}");
        }
    }
}

/// The program as it was called, for commands to try next.
pub fn as_called() -> String {
    quoted(Path::new(&std::env::args_os().next().unwrap_or_else(|| "almenara".into())))
}

/// A path as a shell takes it.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let simple = |c: char| c.is_alphanumeric() || "/._-+@:,=".contains(c);
    if text.chars().all(simple) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// `(text)`, or nothing when there is no text.
pub fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("({text})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_title_cannot_steer_the_terminal() {
        assert_eq!(plain("Killed \u{1b}[2J\u{9b}31m\u{7}\n\u{202e}gunmen"), "Killed [2J31m gunmen");
        assert_eq!(shorten("a  b\tc", 4), "a b…");
    }
}
