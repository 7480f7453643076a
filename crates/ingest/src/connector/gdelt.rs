//! `gdelt`: the files that GDELT 2.0 publishes every 15 minutes (data.gdeltproject.org/gdeltv2): `gkg`, one row an article, or
//! `events`. They hold the world; filters for themes, kinds of events and countries keep what matters.
//!
//! The cursor is the last file that was read, or one that was read in part with its row. The names of the files follow from
//! their time, so the list of all files, more than a hundred megabytes, is not needed: `lastupdate.txt` tells the newest. The
//! first visit reads that one alone.

use super::{Call, Connector, Pulled, Rest, aside, check_web, option};
use crate::fault::Fault;
use crate::parse::gdelt::{self, Filter, Table};
use chrono::{DateTime, Duration, DurationRound, Utc};
use domain::Source;
use domain::item::Issue;
use futures::future::{BoxFuture, FutureExt};
use std::io::{BufRead, BufReader, Cursor, Read};
use url::Url;
use zip::ZipArchive;

/// Time between two files.
const STEP: Duration = Duration::minutes(15);
/// Files of one visit: four hours.
const FILES_MAX: usize = 16;
/// Files that may be missing in a row before the rest is left for the next visit.
const MISSING_MAX: usize = 96;
/// The longest row that is read; usual ones have 13,000 bytes, few have 100,000.
const ROW_BYTES_MAX: u64 = 4 << 20;
/// Faulty rows that are told one by one.
const ISSUES_MAX: usize = 5;
/// Options: the table, and what is kept of it.
const OPTIONS: &[&str] = &["table", "themes", "roots", "countries"];

/// Reads files.
pub struct Gdelt;

impl Connector for Gdelt {
    fn kind(&self) -> &'static str {
        "gdelt"
    }

    fn check(&self, source: &Source) -> Result<(), String> {
        check_web(source, OPTIONS)?;
        let table = table(source)?;
        let foreign = if table == Table::Gkg { "roots" } else { "themes" };
        if option(source, foreign).is_some() {
            return Err(format!("options.{foreign} means nothing here: themes belong to gkg, roots to events"));
        }
        let filter = filter(source);
        if let Some(root) =
            filter.roots.iter().find(|root| root.len() != 2 || !root.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err(format!(
                "options.roots names {root:?}: two digits are expected, as 14 for protest, 19 for fighting"
            ));
        }
        match filter.countries.iter().find(|country| country.len() != 2) {
            Some(country) => {
                Err(format!("options.countries names {country:?}: GDELT writes two letters (FIPS 10-4), as ML"))
            }
            None => Ok(()),
        }
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let table = table(call.source).map_err(Fault::hard)?;
            let newest = newest(call, table).await?;
            let mut place = place(call, newest);
            let mut pulled = Pulled::default();
            let (mut files, mut missing) = (0, 0);
            while place.file <= newest {
                let room = call.config.items_max - pulled.items.len();
                if files >= FILES_MAX || room == 0 || missing >= MISSING_MAX {
                    pulled.rest = Rest::Now;
                    break;
                }
                match file(call, table, &place, room).await {
                    Ok(part) => {
                        files += 1;
                        missing = 0;
                        pulled.items.extend(part.items);
                        pulled.issues.extend(part.issues);
                        place = part.next.map_or(place.after(), |row| Place { row, ..place });
                    }
                    Err(fault) if fault.status == Some(404) => {
                        missing += 1;
                        // GDELT leaves a file out now and then; the newest one may only be late.
                        if place.file == newest {
                            break;
                        }
                        pulled.issues.push(Issue { at: place.name(table), what: "there is no such file".to_owned() });
                        place = place.after();
                    }
                    // A damaged file is the publisher's; asking for it for ever helps nobody.
                    Err(fault) if fault.status.is_none() && fault.kind == crate::FailureKind::Hard => {
                        files += 1;
                        pulled.issues.push(Issue { at: place.name(table), what: fault.reason });
                        place = place.after();
                    }
                    Err(fault) if files == 0 => return Err(fault),
                    Err(fault) => {
                        pulled.issues.push(Issue { at: place.name(table), what: fault.reason });
                        pulled.rest = Rest::Later;
                        break;
                    }
                }
            }
            pulled.unchanged = files == 0 && pulled.items.is_empty() && pulled.issues.is_empty();
            pulled.cursor = Some(place.write());
            Ok(pulled)
        }
        .boxed()
    }
}

fn table(source: &Source) -> Result<Table, String> {
    match option(source, "table") {
        Some("gkg") => Ok(Table::Gkg),
        Some("events") => Ok(Table::Events),
        other => Err(format!("options.table is {:?}: gkg or events is expected", other.unwrap_or_default())),
    }
}

fn filter(source: &Source) -> Filter {
    let list = |name: &str| {
        let values = option(source, name).unwrap_or_default().split(',');
        values.map(|value| value.trim().to_ascii_uppercase()).filter(|value| !value.is_empty()).collect()
    };
    Filter { themes: list("themes"), roots: list("roots"), countries: list("countries") }
}

/// The next file, and the row of it from which on it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    file: DateTime<Utc>,
    row: usize,
}

impl Place {
    fn after(self) -> Self {
        Self { file: self.file + STEP, row: 0 }
    }

    fn name(self, table: Table) -> String {
        let ending = if table == Table::Gkg { "gkg.csv.zip" } else { "export.CSV.zip" };
        format!("{}.{ending}", self.file.format("%Y%m%d%H%M%S"))
    }

    fn write(self) -> String {
        format!("{} {}", self.file.format("%Y%m%d%H%M%S"), self.row)
    }
}

fn place(call: Call<'_>, newest: DateTime<Utc>) -> Place {
    if let Some(since) = call.since {
        return Place { file: since.duration_trunc(STEP).unwrap_or(since), row: 0 };
    }
    let read = |cursor: &str| {
        let (file, row) = cursor.split_once(' ')?;
        Some(Place { file: gdelt::stamp(file)?, row: row.parse().ok()? })
    };
    call.state.cursor.as_deref().and_then(read).unwrap_or(Place { file: newest, row: 0 })
}

fn address(call: Call<'_>, name: &str) -> Result<Url, Fault> {
    let mut url = call.url()?;
    url.path_segments_mut().map_err(|()| Fault::hard("url has no host"))?.pop_if_empty().push(name);
    Ok(url)
}

/// The time of the newest file: `lastupdate.txt` has a line for each table, `SIZE MD5 ADDRESS`.
async fn newest(call: Call<'_>, table: Table) -> Result<DateTime<Utc>, Fault> {
    let answer = call.get(address(call, "lastupdate.txt")?, "text/plain, */*;q=0.5", false).await?;
    let text = String::from_utf8_lossy(&answer.bytes);
    let ending = if table == Table::Gkg { ".gkg.csv.zip" } else { ".export.CSV.zip" };
    let name = |line: &str| line.trim().rsplit('/').next()?.strip_suffix(ending).and_then(gdelt::stamp);
    text.lines().find_map(name).ok_or_else(|| {
        Fault::hard("lastupdate.txt names no file of this table: url must be http://data.gdeltproject.org/gdeltv2")
    })
}

/// What was read of a file; `next` is the row from which on it must be read again.
#[derive(Debug, Default)]
struct Part {
    items: Vec<domain::Item>,
    issues: Vec<Issue>,
    next: Option<usize>,
}

async fn file(call: Call<'_>, table: Table, place: &Place, room: usize) -> Result<Part, Fault> {
    let name = place.name(table);
    let answer = call.get(address(call, &name)?, "application/zip, */*;q=0.5", false).await?;
    let (filter, row) = (filter(call.source), place.row);
    let bytes_max = (answer.bytes.len() as u64).saturating_mul(call.config.expansion_ratio_max);
    let bytes_max = bytes_max.max(call.config.body_bytes_max);
    aside(move || unpack(&answer.bytes, table, &filter, &name, (row, room, bytes_max))).await?
}

/// Reads the rows of the table in an archive, one at a time: the whole table is never held. `bytes_max` bounds what the
/// archive may expand to.
fn unpack(
    bytes: &[u8],
    table: Table,
    filter: &Filter,
    name: &str,
    (from, room, bytes_max): (usize, usize, u64),
) -> Result<Part, Fault> {
    let damaged = |cause: String| Fault::hard(format!("{name} cannot be unpacked ({cause})"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let entry = archive.by_index(0).map_err(|error| damaged(error.to_string()))?;
    let mut reader = BufReader::new(entry.take(bytes_max));
    let (mut part, mut line, mut faults) = (Part::default(), Vec::new(), 0usize);
    for number in 0usize.. {
        line.clear();
        let read = (&mut reader).take(ROW_BYTES_MAX).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) if number < from => continue,
            Ok(_) => {}
            Err(error) => {
                part.issues
                    .push(Issue { at: name.to_owned(), what: format!("damaged from row {} on ({error})", number + 1) });
                break;
            }
        }
        if part.items.len() >= room {
            part.next = Some(number);
            break;
        }
        match gdelt::row(table, &String::from_utf8_lossy(&line), filter) {
            Ok(item) => part.items.extend(item),
            Err(what) => {
                faults += 1;
                if faults <= ISSUES_MAX {
                    part.issues.push(Issue { at: format!("{name}:{}", number + 1), what });
                }
            }
        }
    }
    if reader.get_ref().limit() == 0 {
        return Err(Fault::hard(format!("{name} expands beyond {bytes_max} bytes: refused as a decompression bomb")));
    }
    if faults > ISSUES_MAX {
        let what = format!("and {} more rows that cannot be read", faults - ISSUES_MAX);
        part.issues.push(Issue { at: name.to_owned(), what });
    }
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn archive(text: &[u8]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("20260105081500.gkg.csv", SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text).expect("written");
        archive.finish().expect("an archive").into_inner()
    }

    fn rows(count: usize) -> String {
        let row = |n: usize| {
            format!("20260105081500-{n}\t20260105081500\t1\t\thttps://news.example/{n}{}\n", "\t".repeat(22))
        };
        (0..count).map(row).collect()
    }

    fn read(bytes: &[u8], from: usize, room: usize, bytes_max: u64) -> Result<Part, Fault> {
        unpack(bytes, Table::Gkg, &Filter::default(), "f", (from, room, bytes_max))
    }

    #[test]
    fn a_file_is_read_in_parts_and_faulty_rows_are_told() {
        let file = archive(format!("nonsense\n{}", rows(5)).as_bytes());
        let first = read(&file, 0, 3, 1 << 20).expect("a part");
        assert_eq!((first.items.len(), first.next, first.issues.len()), (3, Some(4), 1));
        assert_eq!(first.issues[0].at, "f:1");
        let second = read(&file, 4, 3, 1 << 20).expect("a part");
        assert_eq!((second.items.len(), second.next, second.issues.len()), (2, None, 0));
        let many = archive("x\n".repeat(20).as_bytes());
        assert_eq!(read(&many, 0, 3, 1 << 20).expect("a part").issues.len(), ISSUES_MAX + 1);
    }

    #[test]
    fn bombs_and_damage_are_refused() {
        let bomb = archive(&vec![b'x'; 8 << 20]);
        assert!(read(&bomb, 0, 9, 1 << 20).is_err_and(|fault| fault.reason.contains("decompression bomb")));
        assert!(read(b"no archive", 0, 9, 1 << 20).is_err_and(|fault| fault.reason.contains("cannot be unpacked")));
        let whole = archive(rows(2000).as_bytes());
        let cut = [&whole[..whole.len() / 3], &whole[whole.len() / 2..]].concat();
        match read(&cut, 0, 9, 1 << 20) {
            Ok(part) => assert!(!part.issues.is_empty() || !part.items.is_empty()),
            Err(fault) => assert!(fault.reason.contains("cannot be unpacked"), "{}", fault.reason),
        }
    }
}
