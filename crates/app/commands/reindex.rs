//! `reindex`: the index anew from the store.

use super::{EXIT_OK, Invocation};
use crate::config::Settings;
use crate::house;
use crate::pipeline;
use crate::terminal;
use anyhow::Result;
use index::TantivyIndex;

/// Rebuild the search index from the store
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara reindex")]
pub struct Args {}

pub fn run(invocation: &Invocation, _args: &Args) -> Result<u8> {
    // Before the house is opened: an index of another shape, or a damaged one, would not open at all.
    let settings = Settings::read(&invocation.files()?)?;
    TantivyIndex::recreate(&house::index_dir(&house::data_dir(&settings, invocation.data.as_deref())))?;
    let house = invocation.house()?;
    let added = pipeline::catch_up(&house)?;
    if invocation.json {
        terminal::json(&serde_json::json!({"documents": added}))?;
    } else {
        println!("{added} documents indexed");
    }
    Ok(EXIT_OK)
}
