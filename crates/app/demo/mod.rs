//! The exercise: an invented world behind a loopback server, read by the real pipeline.

mod server;

pub use server::{Server, hosts};

use crate::config::{Files, Settings, built_in, built_in_names};
use crate::house::House;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The exercise at work: its server answers until this is dropped.
pub struct Exercise {
    /// The house that reads it.
    pub house: House,
    /// Its configuration, for the commands to try next.
    pub config_dir: PathBuf,
    server: Server,
}

impl Exercise {
    /// Lays the exercise out in `dir`, starts its server on loopback and opens the house on it. What was stored there by an
    /// earlier run stays. `data` overrides where that is. Must be called within the runtime.
    ///
    /// # Errors
    /// When the directory cannot be written or the server cannot listen.
    pub async fn begin(dir: &Path, data: Option<&Path>) -> Result<Self> {
        let config_dir = lay_out(dir)?;
        let server = Server::start().await?;
        let files = Files::find(Some(&config_dir))?;
        let mut settings = Settings::read(&files)?;
        for host in hosts() {
            settings.fetch.hosts.insert(host, server.address);
        }
        let house = House::open_with(files, settings, data)?;
        Ok(Self { house, config_dir, server })
    }

    /// Where the server listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address
    }
}

/// Writes the exercise's configuration and the folder that its reporters drop files into; returns the configuration's place.
///
/// # Errors
/// When the directory cannot be written.
pub fn lay_out(dir: &Path) -> Result<PathBuf> {
    let dir = std::path::absolute(dir)?;
    let config_dir = dir.join("config");
    let text = |name: &str| Files::embedded().text(name);
    let quoted = |path: PathBuf| toml::Value::String(path.display().to_string()).to_string();
    let settings = text("demo.toml")?.replace("\"@data\"", &quoted(dir.join("data")));
    write(&config_dir.join("almenara.toml"), settings.as_bytes())?;
    let sources = text("exercise/sources.toml")?.replace("\"inbox\"", &quoted(dir.join("inbox")));
    write(&config_dir.join("sources/exercise.toml"), sources.as_bytes())?;
    for name in built_in_names("exercise/inbox/") {
        let bytes = built_in(&name).context("a listed file is built in")?;
        write(&dir.join(name.trim_start_matches("exercise/")), &bytes)?;
    }
    Ok(config_dir)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
