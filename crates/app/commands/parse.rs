//! `parse`: feed files to items.

use super::{EXIT_OK, Invocation};
use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Body, Item};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Read feed files (RSS, RDF, Atom, JSON Feed; any encoding, any fault) and print their items, one JSON line a file
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara parse feed.xml")]
pub struct Args {
    /// Feed files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Files worked on before their lines are printed.
const CHUNK_FILES: usize = 64;

pub fn run(_invocation: &Invocation, args: &Args) -> Result<u8> {
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for chunk in args.files.chunks(CHUNK_FILES) {
        let lines: Vec<Value> = chunk.par_iter().map(|path| parse_file(path)).collect();
        for line in lines {
            writeln!(output, "{line}")?;
        }
        output.flush()?;
    }
    Ok(EXIT_OK)
}

fn parse_file(path: &Path) -> Value {
    match std::fs::read(path) {
        Ok(bytes) => {
            let feed = ingest::parse::feed(&bytes, None, None);
            let issues: Vec<String> = feed.issues.iter().map(|issue| format!("{}: {}", issue.at, issue.what)).collect();
            json!({
                "file": path, "ok": feed.ok, "format": feed.format, "title": feed.title,
                "items": feed.items.iter().map(item).collect::<Vec<_>>(), "issues": issues,
            })
        }
        Err(cause) => json!({"file": path, "ok": false, "format": null, "title": null, "items": [],
                             "issues": [format!("cannot be read: {cause}")]}),
    }
}

fn item(item: &Item) -> Value {
    let instant = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, false));
    let content = match &item.body {
        Body::None => None,
        Body::Text(text) | Body::Fragment(text) | Body::Page(text) => Some(text),
    };
    json!({
        "id": item.guid, "title": item.title, "link": item.link, "published": instant(item.published),
        "updated": instant(item.updated), "authors": item.authors, "summary": item.summary, "content": content,
    })
}
