//! What the pages read from.

use domain::index::SearchIndex;
use domain::store::Store;
use domain::taxonomy::{CategoryId, Taxonomy};
use domain::{Label, RegionId, SourceClass, SourceId};
use std::sync::Arc;

/// Names a region for people.
pub type PlaceName = Arc<dyn Fn(&RegionId) -> String + Send + Sync>;
/// Finds a region that exists by its name or identifier.
pub type FindRegion = Arc<dyn Fn(&str) -> Option<RegionId> + Send + Sync>;
/// Names a source for people.
pub type SourceName = Arc<dyn Fn(&SourceId) -> String + Send + Sync>;
/// Knows the class of a source that is configured.
pub type ClassOfSource = Arc<dyn Fn(&SourceId) -> Option<SourceClass> + Send + Sync>;

/// Read handles, names and limits: everything a page needs.
#[derive(Clone)]
pub struct Surface {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// The search.
    pub index: Arc<dyn SearchIndex>,
    /// The categories.
    pub taxonomy: Arc<Taxonomy>,
    /// Name of a region for people: `Chocó, Colombia`.
    pub place_name: PlaceName,
    /// The region of a name or identifier that exists.
    pub find_region: FindRegion,
    /// Name of a source for people.
    pub source_name: SourceName,
    /// Class of a source; `None` for a source that is not configured any more, which is then not named.
    pub source_class: ClassOfSource,
    /// The most restrictive label the readers of this surface may see.
    pub clearance: Label,
    /// Remark at the top of every page; empty in daily use.
    pub banner: String,
    /// From how many independent field voices on field sources are named.
    pub field_voices_min: u32,
}

impl Surface {
    /// Name of a category for people; the identifier where the taxonomy has lost it.
    pub(crate) fn category_name(&self, id: &CategoryId) -> String {
        self.taxonomy.get(id.as_str()).map_or_else(|| id.as_str().replace('_', " "), |category| category.name.clone())
    }
}
