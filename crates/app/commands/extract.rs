//! `extract`: the article in a page.

use super::{EXIT_OK, Invocation};
use anyhow::{Context, Result};
use enrich::extract::Visit;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Find the article in HTML pages (.html, .html.gz): title, text, author, date, language; one JSON line a file
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara extract page.html --url https://example.org/2026/03/14/report")]
pub struct Args {
    /// Pages
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The address the page was read from
    #[arg(long)]
    url: Option<String>,
}

const CHUNK_FILES: usize = 64;
/// A page may have so many bytes once unpacked.
const PAGE_BYTES_MAX: u64 = 16 << 20;

pub fn run(_invocation: &Invocation, args: &Args) -> Result<u8> {
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for chunk in args.files.chunks(CHUNK_FILES) {
        let lines: Vec<Value> = chunk.par_iter().map(|path| extract_file(path, args.url.as_deref())).collect();
        for line in lines {
            writeln!(output, "{line}")?;
        }
        output.flush()?;
    }
    Ok(EXIT_OK)
}

fn extract_file(path: &Path, url: Option<&str>) -> Value {
    match read_page(path) {
        Ok(bytes) => {
            let article = enrich::extract::article(&bytes, Visit { url, at: chrono::Utc::now() });
            json!({
                "file": path, "title": article.title, "text": article.text, "author": article.author,
                "published": article.published.map(|at| at.to_rfc3339()), "lang": article.lang,
            })
        }
        Err(cause) => json!({"file": path, "error": format!("{cause:#}")}),
    }
}

fn read_page(path: &Path) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path).context("cannot be read")?;
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::MultiGzDecoder::new(file).take(PAGE_BYTES_MAX).read_to_end(&mut bytes)?;
    } else {
        file.take(PAGE_BYTES_MAX).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
