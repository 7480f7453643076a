//! `eval`: how well labelled documents are read.

use super::{EXIT_OK, Invocation};
use crate::eval::{self, Case};
use crate::terminal;
use anyhow::Result;
use domain::Annotation;
use rayon::prelude::*;
use std::path::PathBuf;

/// Measure on labelled documents: precision, recall, F1, confusion and the worst cases
///
/// One document a line: {"id","text","title"?,"lang"?,"published"?,"gold":{…}}. `gold` holds what is known, the rest is not
/// judged: "relevant" (true or false), "categories" (must fire), "any_of" (groups of which one must fire), "not" (must not
/// fire), "status" ({"civilian_harm":"historical"}), "countries" and "focus" (ISO 3166-1 alpha-3),
/// "event_day" ("2026-03-02", or null where the text says none), "casualties" ("killed" and "injured", each
/// from and to, or null),
/// "story" (any name, the same for all reports on one incident; pairs of documents are judged).
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara eval labelled.jsonl")]
pub struct Args {
    /// Labelled files, JSON lines, plain or .gz; measured together
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Worst cases that are shown
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    worst: usize,
    /// Withhold `lang` from the reader and judge the language it finds
    #[arg(long)]
    languages: bool,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let (taxonomy, enricher) = crate::house::open_enricher(&invocation.files()?)?;
    let mut cases: Vec<Case> = Vec::new();
    for file in &args.files {
        cases.extend(eval::read(file, &taxonomy)?);
    }
    let annotations: Vec<Annotation> = cases
        .par_iter()
        .map(|case| {
            let mut reading = case.line.reading();
            if args.languages {
                reading.lang_hint = None;
            }
            enricher.annotate(&reading)
        })
        .collect();
    let mut report = eval::judge(cases.iter().zip(&annotations), args.languages);
    if invocation.json {
        report.worst.truncate(args.worst);
        terminal::json(&report)?;
    } else {
        eval::show(&report, args.worst);
    }
    Ok(EXIT_OK)
}
