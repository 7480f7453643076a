//! Source lists: `sources/*.toml`.

use super::Files;
use anyhow::{Context, Result, bail, ensure};
use domain::Source;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    #[serde(default, rename = "source")]
    sources: Vec<Source>,
}

/// Reads and checks every source of every file, in file order.
///
/// # Errors
/// Names the file and the source that is wrong, and what is expected.
pub fn read_sources(files: &Files) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for name in files.folder("sources")? {
        let place = files.place(&name);
        let file: SourceFile = toml::from_str(&files.text(&name)?).with_context(|| place.clone())?;
        for source in file.sources {
            check(&source).with_context(|| format!("{place}: source {:?}", source.id.as_str()))?;
            if let Some(earlier) = seen.insert(source.id.as_str().to_owned(), place.clone()) {
                bail!(
                    "{place}: source {:?} stands already in {earlier}; identifiers must be unique",
                    source.id.as_str()
                );
            }
            sources.push(source);
        }
    }
    Ok(sources)
}

fn check(source: &Source) -> Result<()> {
    let id = source.id.as_str();
    ensure!(
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
        "an identifier has lower-case letters, digits and - only"
    );
    ensure!(!source.name.trim().is_empty(), "a name is expected");
    if let Some(language) = source.languages.iter().find(|l| l.len() != 3 || !l.bytes().all(|b| b.is_ascii_lowercase()))
    {
        bail!("language {language:?}: a code of ISO 639-3 is expected, for example spa");
    }
    ensure!(source.every_minutes > 0, "every_minutes must be above 0");
    Ok(())
}
