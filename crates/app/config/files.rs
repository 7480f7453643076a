//! Configuration files: each is embedded as the default and gives way to a file of the same name.

use anyhow::{Context, Result};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(rust_embed::RustEmbed)]
#[folder = "config/"]
#[exclude = "exercise/items/*"]
#[exclude = "exercise/background/*"]
#[exclude = "exercise/manifest.tsv"]
#[exclude = "exercise/layout.toml"]
#[exclude = "exercise/expected.toml"]
struct Embedded;

/// The configuration directory over the embedded defaults.
#[derive(Clone, Debug, Default)]
pub struct Files {
    dir: Option<PathBuf>,
}

/// The directory that is used when none is named and it holds an `almenara.toml`.
const USUAL_DIR: &str = "config";

impl Files {
    /// The files of `dir`, or of `./config` if that is one, over the embedded ones.
    ///
    /// # Errors
    /// When `dir` is named and has no `almenara.toml`.
    pub fn find(dir: Option<&Path>) -> Result<Self> {
        if let Some(dir) = dir {
            anyhow::ensure!(
                dir.join("almenara.toml").is_file(),
                "{} holds no almenara.toml; `almenara init {}` writes one",
                dir.display(),
                dir.display()
            );
            return Ok(Self { dir: Some(dir.to_owned()) });
        }
        let usual = Path::new(USUAL_DIR);
        Ok(Self { dir: usual.join("almenara.toml").is_file().then(|| usual.to_owned()) })
    }

    /// The embedded files alone.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// Where a file is read from, for messages.
    pub fn place(&self, name: &str) -> String {
        match self.own(name) {
            Some(path) => path.display().to_string(),
            None => format!("{name} (built in)"),
        }
    }

    fn own(&self, name: &str) -> Option<PathBuf> {
        self.dir.as_ref().map(|dir| dir.join(name)).filter(|path| path.is_file())
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When it cannot be read or no such file is known.
    pub fn bytes(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        match self.own(name) {
            Some(path) => {
                Ok(Cow::Owned(std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?))
            }
            None => built_in(name).with_context(|| format!("there is no configuration file {name}")),
        }
    }

    /// A file's text.
    ///
    /// # Errors
    /// When it cannot be read, is unknown, or is not UTF-8.
    pub fn text(&self, name: &str) -> Result<String> {
        String::from_utf8(self.bytes(name)?.into_owned()).with_context(|| format!("{} is not UTF-8", self.place(name)))
    }

    /// The own file of this name, if there is one, and the embedded one: to be laid over each other.
    ///
    /// # Errors
    /// When the own file cannot be read.
    pub fn layers(&self, name: &str) -> Result<(String, Option<String>)> {
        let base = Self::embedded().text(name)?;
        let own = self.own(name).map(|_| self.text(name)).transpose()?;
        Ok((base, own))
    }

    /// Names of the files in a folder, sorted. A folder of the own directory hides the embedded one as a whole, so that a
    /// file can also be removed.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn folder(&self, folder: &str) -> Result<Vec<String>> {
        if let Some(path) = self.dir.as_ref().map(|dir| dir.join(folder)).filter(|path| path.is_dir()) {
            let mut names = BTreeSet::new();
            for entry in std::fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))? {
                let name = entry?.file_name().to_string_lossy().into_owned();
                if name.ends_with(".toml") {
                    names.insert(format!("{folder}/{name}"));
                }
            }
            return Ok(names.into_iter().collect());
        }
        Ok(built_in_names(&format!("{folder}/")).filter(|name| name.ends_with(".toml")).collect())
    }
}

/// An embedded file's bytes.
pub fn built_in(name: &str) -> Option<Cow<'static, [u8]>> {
    Embedded::get(name).map(|file| file.data)
}

/// Names of the embedded files that begin so, sorted.
pub fn built_in_names(prefix: &str) -> impl Iterator<Item = String> {
    let names: BTreeSet<String> =
        Embedded::iter().filter(|name| name.starts_with(prefix)).map(|name| name.into_owned()).collect();
    names.into_iter()
}
