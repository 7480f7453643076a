//! `init`: a configuration to edit.

use super::{EXIT_OK, Invocation};
use crate::config::{built_in, built_in_names};
use crate::terminal;
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;

/// Write an editable copy of the configuration: almenara.toml, sources, taxonomy, lexicons, number words, actors, mandates
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: almenara init config")]
pub struct Args {
    /// Where to
    #[arg(default_value = "config", value_name = "DIR")]
    dir: PathBuf,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
}

pub fn run(invocation: &Invocation, args: &Args) -> Result<u8> {
    let names: Vec<String> =
        built_in_names("").filter(|name| !name.starts_with("exercise/") && name != "demo.toml").collect();
    if !args.force {
        let there = names.iter().map(|name| args.dir.join(name)).find(|path| path.exists());
        if let Some(path) = there {
            ensure!(false, "{} is there already; nothing was written. --force replaces it", path.display());
        }
    }
    for name in &names {
        let path = args.dir.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        }
        let bytes = built_in(name).with_context(|| format!("{name} is not built in"))?;
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if invocation.json {
        terminal::json(&serde_json::json!({"dir": args.dir, "files": names}))?;
    } else {
        println!("{} files written to {}", names.len(), args.dir.display());
        println!(
            "Edit {}/almenara.toml (first fetch.user_agent) and {}/sources/, then:",
            args.dir.display(),
            args.dir.display()
        );
        let again = format!("{} --config {}", terminal::as_called(), terminal::quoted(&args.dir));
        println!("  {again} doctor");
        println!("  {again} run --once");
    }
    Ok(EXIT_OK)
}
