//! `annotate`: documents in, annotations out.

use super::{EXIT_OK, Invocation, lines};
use anyhow::Result;
use domain::Annotation;
use serde::Serialize;

/// Annotate documents: JSON lines in ({"id","text","title"?,"lang"?,"published"?,"source_country"?}), JSON lines out
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example: echo '{\"id\":\"1\",\"text\":\"Gunmen killed six villagers near Maiduguri.\"}' | almenara annotate"
)]
pub struct Args {}

#[derive(Serialize)]
struct Annotated {
    id: String,
    #[serde(flatten)]
    annotation: Annotation,
}

pub fn run(invocation: &Invocation, _args: &Args) -> Result<u8> {
    let (_, enricher) = crate::house::open_enricher(&invocation.files()?)?;
    lines::answer_each(|line| {
        let annotation = enricher.annotate(&line.reading());
        Annotated { id: line.id, annotation }
    })?;
    Ok(EXIT_OK)
}
