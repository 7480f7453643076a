//! The configuration: read raw, laid over the defaults, made valid, passed down in small parts.

mod files;
mod sources;

pub use files::{Files, built_in, built_in_names};
pub use sources::read_sources;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use domain::{Label, RegionId, Taxonomy};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::PathBuf;

/// `almenara.toml`, every key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[data]`
    pub data: DataSettings,
    /// `[clock]`
    pub clock: ClockSettings,
    /// `[schedule]`
    pub schedule: ScheduleSettings,
    /// `[fetch]`
    pub fetch: ingest::FetchConfig,
    /// `[read]`
    pub read: ReadSettings,
    /// `[score]`
    pub score: score::ScoreConfig,
    /// `[flags]`
    pub flags: score::FlagConfig,
    /// `[digest]`
    pub digest: DigestSettings,
    /// `[serve]`
    pub serve: ServeSettings,
}

/// `[data]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSettings {
    /// Where the store, the search index and the digests are kept.
    pub dir: PathBuf,
}

/// `[clock]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSettings {
    /// The instant for which everything is computed; empty: now.
    pub as_of: String,
    /// Time zone of the schedule.
    pub time_zone: chrono_tz::Tz,
}

/// `[schedule]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSettings {
    /// When sources are visited.
    pub ingest: String,
    /// When the digest is made.
    pub digest: String,
}

/// `[read]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadSettings {
    /// Days in which copies are sought.
    pub copies_days: u32,
}

/// `[digest]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestSettings {
    /// The forms it is written in.
    pub formats: Vec<String>,
    /// Remark at the top.
    pub banner: String,
    /// Documents above this label are counted and not quoted.
    pub clearance: Label,
    /// Days of attention shown as a trend.
    pub trend_days: u32,
}

/// `[serve]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeSettings {
    /// Address and port of the pages.
    pub listen: std::net::SocketAddr,
    /// Names under which a proxy reaches the pages.
    pub hosts: Vec<String>,
    /// Documents above this label are not shown.
    pub clearance: Label,
}

impl Settings {
    /// Reads `almenara.toml`: the user's keys over the built-in ones.
    ///
    /// # Errors
    /// Names the file and the key that is unknown, missing or of the wrong kind.
    pub fn read(files: &Files) -> Result<Self> {
        const NAME: &str = "almenara.toml";
        let (base, own) = files.layers(NAME)?;
        let mut table: toml::Table = base.parse().context("the built-in almenara.toml")?;
        if let Some(own) = own {
            let own: toml::Table = own.parse().with_context(|| files.place(NAME))?;
            lay_over(&mut table, own);
        }
        let settings: Self = table.try_into().with_context(|| files.place(NAME))?;
        settings.validate().with_context(|| files.place(NAME))?;
        Ok(settings)
    }

    fn validate(&self) -> Result<()> {
        self.as_of()?;
        crate::schedule::Schedule::parse(&self.schedule.ingest, self.clock.time_zone).context("schedule.ingest")?;
        crate::schedule::Schedule::parse(&self.schedule.digest, self.clock.time_zone).context("schedule.digest")?;
        self.score.validate().map_err(|what| anyhow::anyhow!("score: {what}"))?;
        let known = digest::formats();
        if let Some(unknown) = self.digest.formats.iter().find(|format| !known.contains(&format.as_str())) {
            bail!("digest.formats: there is no format {unknown:?}; known: {}", known.join(", "));
        }
        Ok(())
    }

    /// The fixed instant, if one is set.
    ///
    /// # Errors
    /// When it is not RFC 3339.
    pub fn as_of(&self) -> Result<Option<DateTime<Utc>>> {
        match self.clock.as_of.as_str() {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .with_context(|| format!("clock.as_of = {text:?}: an instant like 2026-03-31T18:00:00Z is expected")),
        }
    }
}

/// Tables are merged key by key, everything else is replaced.
fn lay_over(base: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Reads `taxonomy.toml`.
///
/// # Errors
/// Names the file and what is wrong in it.
pub fn read_taxonomy(files: &Files) -> Result<Taxonomy> {
    const NAME: &str = "taxonomy.toml";
    let taxonomy: Taxonomy = toml::from_str(&files.text(NAME)?).with_context(|| files.place(NAME))?;
    taxonomy.validate().with_context(|| files.place(NAME))
}

/// Reads the signal lexicons: language code and text of each `lexicon/*.toml`.
///
/// # Errors
/// When a file cannot be read.
pub fn read_lexicons(files: &Files) -> Result<Vec<(String, String)>> {
    read_languages(files, "lexicon")
}

/// Reads all that signals are read with: lexicons, numbers, actors, weights of the layer.
///
/// # Errors
/// When a file cannot be read.
pub fn read_signal_tables(files: &Files) -> Result<enrich::signals::Tables> {
    Ok(enrich::signals::Tables {
        lexicons: read_lexicons(files)?,
        weights: files.text("layer.tsv")?,
        numbers: read_languages(files, "numbers")?,
        actors: files.text("actors.toml")?,
    })
}

/// The files of a folder that has one for each language: language code and text.
fn read_languages(files: &Files, folder: &str) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for name in files.folder(folder)? {
        let language = name.trim_start_matches(folder).trim_start_matches('/').trim_end_matches(".toml").to_owned();
        texts.push((language, files.text(&name)?));
    }
    Ok(texts)
}

/// Reads `regions.toml`: regions of one's own.
///
/// # Errors
/// Names the file and what is wrong in it.
pub fn read_regions(files: &Files) -> Result<Vec<score::Group>> {
    const NAME: &str = "regions.toml";
    score::Group::read(&files.text(NAME)?).map_err(|problem| anyhow::anyhow!("{}: {problem}", files.place(NAME)))
}

/// Reads `structural.csv`: structural risk by region.
///
/// # Errors
/// Names the file and the line that is wrong.
pub fn read_structural(files: &Files) -> Result<HashMap<RegionId, f64>> {
    const NAME: &str = "structural.csv";
    score::read_structural(&files.text(NAME)?).with_context(|| files.place(NAME))
}

/// Reads the mandate tables.
///
/// # Errors
/// Names the file and the line that is wrong.
pub fn read_mandates(files: &Files) -> Result<domain::mandate::Mandates> {
    score::mandates::read(
        &files.text("mandates/organisations.toml")?,
        &files.text("mandates/memberships.csv")?,
        &files.text("mandates/networks.toml")?,
    )
    .context("mandates")
}
