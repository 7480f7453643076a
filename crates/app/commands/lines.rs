//! Documents as JSON lines on standard input, answers as JSON lines on standard output, in the same order.

use anyhow::Result;
use chrono::DateTime;
use enrich::Reading;
use rayon::prelude::*;
use serde::Deserialize;
use std::io::{BufRead, Write};

/// One document as `annotate` and `cluster` read it.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// Any string.
    pub id: String,
    /// The text.
    pub text: String,
    /// The title.
    #[serde(default)]
    pub title: Option<String>,
    /// A hint.
    #[serde(default)]
    pub lang: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    pub published: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(default)]
    pub source_country: Option<String>,
}

impl Line {
    /// What the enricher reads. A `published` that is no instant and a country that is none are as if they were not there.
    pub fn reading(&self) -> Reading<'_> {
        let published = self.published.as_deref().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        Reading {
            title: self.title.as_deref().unwrap_or_default(),
            text: &self.text,
            lang_hint: self.lang.as_deref(),
            published: published.map(|at| at.to_utc()),
            source_country: self.source_country.as_deref().and_then(|code| code.parse().ok()),
            point: None,
            stated_region: None,
        }
    }
}

/// Lines read before they are worked on in parallel.
const CHUNK_LINES: usize = 512;

/// Answers each input line with the JSON of `answer`; a line that is no document gets `{"error","line"}` in its place.
///
/// # Errors
/// When standard input cannot be read or standard output cannot be written.
pub fn answer_each<A: serde::Serialize + Send>(answer: impl Fn(Line) -> A + Sync) -> Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut number = 0;
    loop {
        let mut chunk: Vec<(usize, Vec<u8>)> = Vec::with_capacity(CHUNK_LINES);
        while chunk.len() < CHUNK_LINES {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            number += 1;
            chunk.push((number, line));
        }
        if chunk.is_empty() {
            return Ok(output.flush()?);
        }
        let answers: Vec<Vec<u8>> = chunk.par_iter().map(|(number, line)| answer_one(*number, line, &answer)).collect();
        for line in answers {
            output.write_all(&line)?;
        }
        output.flush()?;
    }
}

fn answer_one<A: serde::Serialize>(number: usize, line: &[u8], answer: &impl Fn(Line) -> A) -> Vec<u8> {
    let mut bytes = match serde_json::from_slice::<Line>(line) {
        Ok(line) => serde_json::to_vec(&answer(line)),
        Err(cause) => {
            serde_json::to_vec(&serde_json::json!({"error": format!("no document: {cause}"), "line": number}))
        }
    }
    .unwrap_or_else(|cause| format!("{{\"error\":\"{cause}\",\"line\":{number}}}").into_bytes());
    bytes.push(b'\n');
    bytes
}
