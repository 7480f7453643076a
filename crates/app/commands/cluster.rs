//! `cluster`: families of copies.

use super::{EXIT_OK, Invocation};
use crate::commands::lines::Line;
use anyhow::Result;
use domain::DocumentId;
use enrich::copies::Shelf;
use std::io::{BufRead, Write};

/// Find copies: JSON lines in, {"id","cluster"} out; documents of one cluster are copies of one text
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara cluster < documents.jsonl")]
pub struct Args {}

pub fn run(_invocation: &Invocation, _args: &Args) -> Result<u8> {
    let mut copies = Shelf::default();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let answer = match serde_json::from_slice::<Line>(&line?) {
            Ok(line) => {
                let title = line.title.as_deref().unwrap_or_default();
                let (cluster, _) = copies.place(&DocumentId::new(&line.id), title, &line.text);
                serde_json::json!({"id": line.id, "cluster": cluster})
            }
            Err(cause) => serde_json::json!({"error": format!("no document: {cause}"), "line": number + 1}),
        };
        writeln!(output, "{answer}")?;
    }
    output.flush()?;
    Ok(EXIT_OK)
}
