//! `lines`: JSON lines on standard input, one item a line, in the form that the folder reads (`title`, `text`, `date` …).
//!
//! Standard input cannot be read twice: a line is taken from it only by the visit that brings it.

use super::{Call, Connector, Pulled, Rest, aside, check_options};
use crate::fault::Fault;
use crate::parse::table;
use domain::item::Issue;
use domain::{Item, Source};
use futures::future::{BoxFuture, FutureExt};
use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// The longest line that is read; a report is a page or two.
const LINE_BYTES_MAX: usize = 1 << 20;

/// Reads lines.
pub struct Lines {
    input: Arc<Mutex<Input>>,
}

/// The input, and how many lines of it have been read.
struct Input {
    reader: Box<dyn BufRead + Send>,
    line: u64,
    ended: bool,
}

impl Lines {
    /// From standard input.
    pub fn stdin() -> Self {
        Self::over(std::io::stdin())
    }

    /// From any other input.
    pub fn over(input: impl Read + Send + 'static) -> Self {
        let reader = Box::new(BufReader::new(input));
        Self { input: Arc::new(Mutex::new(Input { reader, line: 0, ended: false })) }
    }
}

impl Connector for Lines {
    fn kind(&self) -> &'static str {
        "lines"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_options(source, &[])?;
        match source.url.trim() {
            "-" => Ok(()),
            url => Err(format!("url {url:?} cannot be read line by line: give \"-\", which is standard input")),
        }
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        let (input, items_max) = (Arc::clone(&self.input), call.config.items_max);
        async move {
            let read = aside(move || input.lock().unwrap_or_else(PoisonError::into_inner).read(items_max)).await?;
            let pulled = read.map_err(|error| Fault::soft(format!("standard input cannot be read ({error})")))?;
            Ok(pulled.unwrap_or_else(|| Pulled::unchanged(call.state)))
        }
        .boxed()
    }

    fn on_request_only(&self) -> bool {
        true
    }
}

impl Input {
    /// Reads so many lines; nothing at the end of the input.
    fn read(&mut self, lines_max: usize) -> std::io::Result<Option<Pulled>> {
        let mut pulled = Pulled::default();
        let mut count = 0;
        while count < lines_max && !self.ended {
            let (line, whole) = self.line()?;
            if self.ended && line.is_empty() {
                break;
            }
            self.line += 1;
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                continue;
            }
            count += 1;
            let item = if whole {
                table::json_line(text.trim())
            } else {
                Err(format!("longer than {LINE_BYTES_MAX} bytes: passed over; split the report"))
            };
            match item {
                Ok(item) => pulled.items.push(named(item, &line)),
                Err(what) => pulled.issues.push(Issue { at: format!("line {}", self.line), what }),
            }
        }
        if count == 0 {
            return Ok(None);
        }
        pulled.rest = if self.ended { Rest::None } else { Rest::Now };
        Ok(Some(pulled))
    }

    /// The next line without its end, and whether it is whole: of a longer one only the beginning is kept.
    fn line(&mut self) -> std::io::Result<(Vec<u8>, bool)> {
        let mut line = Vec::new();
        let mut whole = true;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                self.ended = true;
                return Ok((line, whole));
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            let room = LINE_BYTES_MAX - line.len();
            whole &= piece.len() <= room;
            line.extend_from_slice(&piece[..piece.len().min(room)]);
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                return Ok((line, whole));
            }
        }
    }
}

/// A line that names no identifier is named by its content: its number says nothing in another run.
fn named(mut item: Item, line: &[u8]) -> Item {
    item.authors.clear();
    item.guid.get_or_insert_with(|| format!("{:016x}", xxhash_rust::xxh3::xxh3_64(line.trim_ascii())));
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lines_are_brought_in_parts_and_broken_ones_are_told_by_number() {
        let text = "{\"title\":\"one\"}\n\nnonsense\n{\"title\":\"two\",\"id\":\"b\"}\r\n[1]\n{\"title\":\"three\"}";
        let lines = Lines::over(std::io::Cursor::new(text));
        let mut input = lines.input.lock().expect("an input");
        let first = input.read(2).expect("readable").expect("lines");
        assert_eq!((first.items.len(), first.rest), (1, Rest::Now));
        assert_eq!(first.issues[0].at, "line 3");
        let second = input.read(9).expect("readable").expect("lines");
        let titles: Vec<&str> = second.items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!((titles, second.rest, second.issues[0].at.as_str()), (vec!["two", "three"], Rest::None, "line 5"));
        assert_eq!(second.items[0].guid.as_deref(), Some("b"));
        assert_eq!(input.read(9).expect("readable"), None);
    }

    #[test]
    fn a_line_without_end_takes_no_memory_and_loses_nobody_elses() {
        let long = std::io::repeat(b'x').take(5 << 20).chain(std::io::Cursor::new(b"\n{\"title\":\"after\"}\n\xff\n"));
        let lines = Lines::over(long);
        let mut input = lines.input.lock().expect("an input");
        let pulled = input.read(9).expect("readable").expect("lines");
        assert_eq!((pulled.items.len(), pulled.issues.len()), (1, 2));
        assert!(pulled.issues[0].what.contains("longer than") && pulled.issues[1].at == "line 3");
    }
}
