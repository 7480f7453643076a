//! `annotate`: documents in, annotations out.

use super::{EXIT_OK, Invocation, lines};
use anyhow::Result;
use chrono::DateTime;
use domain::Annotation;
use enrich::Reading;
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
        let published = line.published.as_deref().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        let annotation = enricher.annotate(&Reading {
            title: line.title.as_deref().unwrap_or_default(),
            text: &line.text,
            lang_hint: line.lang.as_deref(),
            published: published.map(|at| at.to_utc()),
            source_country: line.country(),
            point: None,
            stated_region: None,
        });
        Annotated { id: line.id, annotation }
    })?;
    Ok(EXIT_OK)
}
