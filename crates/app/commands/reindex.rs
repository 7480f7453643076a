//! `reindex`: the index anew from the store.

use super::{EXIT_OK, Invocation};
use crate::config::Settings;
use crate::house;
use crate::indexing;
use crate::terminal;
use anyhow::Result;

/// Rebuild the search index from the store
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara reindex")]
pub struct Args {}

pub fn run(invocation: &Invocation, _args: &Args) -> Result<u8> {
    // Not the whole house: an index of another shape, or a damaged one, would not open.
    let settings = Settings::read(&invocation.files()?)?;
    let data_dir = house::data_dir(&settings, invocation.data.as_deref());
    let store = house::open_store(&data_dir)?;
    let rebuild = index::Rebuild::begin(&house::index_dir(&data_dir))?;
    let added = indexing::fill(&store, rebuild.index())?;
    rebuild.finish()?;
    if invocation.json {
        terminal::json(&serde_json::json!({"documents": added}))?;
    } else {
        println!("{added} documents indexed");
    }
    Ok(EXIT_OK)
}
