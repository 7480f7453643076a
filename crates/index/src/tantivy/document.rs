//! A document as the engine takes and gives it.

use super::schema::Fields;
use super::words::WordCache;
use crate::kept::{Kept, region_keys};
use domain::EnrichedDocument;
use domain::index::IndexError;
use tantivy::TantivyDocument;
use tantivy::schema::Value;

/// The document with its words, stems and conditions.
pub(super) fn to_engine(
    enriched: &EnrichedDocument,
    fields: &Fields,
    cache: &mut WordCache,
) -> Result<TantivyDocument, IndexError> {
    let kept = Kept::of(enriched);
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, kept.id.as_str());
    for (text, exact, stemmed) in
        [(&kept.title, fields.title, fields.title_stem), (&kept.text, fields.text, fields.text_stem)]
    {
        let (words, stems) = cache.words(text, kept.language());
        document.add_text(exact, words.as_str());
        document.add_text(stemmed, stems.as_str());
    }
    document.add_text(fields.lang, kept.language());
    document.add_text(fields.source, kept.source.as_str());
    document.add_text(fields.class, kept.class.as_str());
    region_keys(enriched).iter().for_each(|key| document.add_text(fields.region, key));
    kept.categories.iter().for_each(|category| document.add_text(fields.category, category.as_str()));
    document.add_u64(fields.label, u64::from(kept.label.rank()));
    document.add_i64(fields.published, kept.published.timestamp_micros());
    document.add_u64(fields.tie, kept.tie());
    let json = serde_json::to_vec(&kept)
        .map_err(|error| IndexError::Engine(format!("document {} cannot be written: {error}", kept.id)))?;
    document.add_bytes(fields.kept, &json);
    Ok(document)
}

/// What is kept of a document that matched.
pub(super) fn from_engine(document: &TantivyDocument, fields: &Fields) -> Result<Kept, IndexError> {
    let bytes = document.get_first(fields.kept).and_then(|value| value.as_bytes()).unwrap_or_default();
    serde_json::from_slice(bytes)
        .map_err(|error| IndexError::Engine(format!("a stored document cannot be read: {error}")))
}
