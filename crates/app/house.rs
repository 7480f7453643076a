//! Wiring: opens everything a command needs, once.

use crate::config::{self, Files, Settings};
use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::index::SearchIndex;
use domain::mandate::Mandates;
use domain::store::Store;
use domain::{RegionId, Source, SourceId, Taxonomy};
use enrich::signals::Tables;
use enrich::{Enricher, Resources};
use index::TantivyIndex;
use ingest::Fetcher;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use store::SqliteStore;

/// The compact gazetteer, built by `scripts/build-gazetteer`.
static GAZETTEER: &[u8] = include_bytes!("../enrich/data/gazetteer.bin");

/// Everything a command works with.
pub struct House {
    /// The files it was configured from.
    pub files: Files,
    /// The configuration.
    pub settings: Settings,
    /// Every source, enabled or not.
    pub sources: Vec<Source>,
    /// The signal categories.
    pub taxonomy: Arc<Taxonomy>,
    /// Who can act where.
    pub mandates: Mandates,
    /// Regions of one's own.
    pub regions: Vec<score::Group>,
    /// Structural risk, 0 to 1, where it is known.
    pub structural: HashMap<RegionId, f64>,
    /// Reads items and annotates documents, by the lexicons as they were read last.
    enricher: RwLock<Live>,
    /// The truth.
    pub store: Arc<dyn Store>,
    /// Derived from it.
    pub index: Arc<dyn SearchIndex>,
    /// Brings items.
    pub fetcher: Arc<Fetcher>,
    /// Where everything is kept.
    pub data_dir: PathBuf,
}

/// An enricher with the tables it was made from.
struct Live {
    enricher: Arc<Enricher>,
    tables: Tables,
}

/// The reader of documents: all that `annotate`, `extract` and `cluster` need, without store and index.
///
/// # Errors
/// Names the configuration file that is wrong.
pub fn open_enricher(files: &Files) -> Result<(Arc<Taxonomy>, Enricher)> {
    let taxonomy = config::read_taxonomy(files)?;
    let resources = Resources {
        taxonomy: taxonomy.clone(),
        signals: config::read_signal_tables(files)?,
        gazetteer: GAZETTEER.into(),
    };
    Ok((Arc::new(taxonomy), Enricher::new(resources)?))
}

/// Where everything is kept: the directory named on the command line, else the configured one.
pub fn data_dir(settings: &Settings, named: Option<&Path>) -> PathBuf {
    named.map_or_else(|| settings.data.dir.clone(), Path::to_owned)
}

/// Makes the data directory, readable by its owner alone: it holds reports of every label.
fn private_dir(dir: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).with_context(|| format!("cannot create {}", dir.display()))
}

/// The store alone: enough to build an index from.
///
/// # Errors
/// When the data directory cannot be made or the store cannot be read.
pub fn open_store(data_dir: &Path) -> Result<SqliteStore> {
    private_dir(data_dir)?;
    Ok(SqliteStore::open(&data_dir.join("almenara.sqlite"))?)
}

/// Where the search index is kept.
pub fn index_dir(data_dir: &Path) -> PathBuf {
    data_dir.join("index")
}

impl House {
    /// Opens the configuration and everything it names.
    ///
    /// # Errors
    /// Names the file, the key or the source that is wrong.
    pub fn open(files: Files, data: Option<&Path>) -> Result<Self> {
        let settings = Settings::read(&files)?;
        Self::open_with(files, settings, data)
    }

    /// Opens everything with settings that have been read already.
    ///
    /// # Errors
    /// Names the file, the key or the source that is wrong.
    pub fn open_with(files: Files, settings: Settings, data: Option<&Path>) -> Result<Self> {
        let sources = config::read_sources(&files)?;
        let fetcher = Fetcher::new(settings.fetch.clone()).context("fetch")?;
        for source in &sources {
            fetcher.check(source).map_err(|what| anyhow::anyhow!("source {:?}: {what}", source.id.as_str()))?;
        }
        let tables = config::read_signal_tables(&files)?;
        let (taxonomy, enricher) = open_enricher(&files)?;
        let data_dir = data_dir(&settings, data);
        let store = open_store(&data_dir)?;
        let index = TantivyIndex::open(&index_dir(&data_dir))?;
        Ok(Self {
            mandates: config::read_mandates(&files)?,
            regions: config::read_regions(&files)?,
            structural: config::read_structural(&files)?,
            files,
            settings,
            sources,
            taxonomy,
            enricher: RwLock::new(Live { enricher: Arc::new(enricher), tables }),
            store: Arc::new(store),
            index: Arc::new(index),
            fetcher: Arc::new(fetcher),
            data_dir,
        })
    }

    /// The instant for which everything is computed: the configured one, else now.
    pub fn now(&self) -> DateTime<Utc> {
        // Everything that is computed is computed for this instant; the daemon alone looks at the clock to wake up.
        self.settings.as_of().ok().flatten().unwrap_or_else(Utc::now)
    }

    /// What reads items and annotates documents.
    pub fn enricher(&self) -> Arc<Enricher> {
        // Whoever panicked while writing has left the one before or the one after, each of them whole.
        self.enricher.read().unwrap_or_else(PoisonError::into_inner).enricher.clone()
    }

    /// Reads the lexicons again where one has changed since, so that a running service follows its authors. Returns whether it did.
    ///
    /// # Errors
    /// Names the file and line that are wrong; the lexicons stay as they were.
    pub fn follow_lexicons(&self) -> Result<bool> {
        let tables = config::read_signal_tables(&self.files)?;
        if self.enricher.read().unwrap_or_else(PoisonError::into_inner).tables == tables {
            return Ok(false);
        }
        let (_, enricher) = open_enricher(&self.files)?;
        *self.enricher.write().unwrap_or_else(PoisonError::into_inner) = Live { enricher: Arc::new(enricher), tables };
        Ok(true)
    }

    /// The day of [`Self::now`].
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// The source of this identifier.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// A region's name for people.
    pub fn place_name(&self, region: &RegionId) -> String {
        let own = self.regions.iter().find(|own| own.id == *region);
        own.map_or_else(|| self.enricher().gazetteer().region_name(region), |own| own.name.clone())
    }

    /// The region a person means: `COL/Chocó`, `choco`, `Colombia`.
    ///
    /// # Errors
    /// When no region has that name.
    pub fn find_region(&self, text: &str) -> Result<RegionId> {
        let text = text.trim();
        let is_meant = |own: &&score::Group| {
            own.id.country.as_str().eq_ignore_ascii_case(text) || own.name.to_lowercase() == text.to_lowercase()
        };
        let own = self.regions.iter().find(is_meant).map(|own| own.id.clone());
        own.or_else(|| self.enricher().gazetteer().find_region(text)).with_context(|| {
            format!("no region is called {text:?}; a code (COL), a code and unit (COL/Chocó) or a name is expected")
        })
    }
}
