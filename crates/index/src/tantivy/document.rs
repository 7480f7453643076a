//! A document as the engine takes and gives it.

use super::joined::Joined;
use super::schema::Fields;
use crate::kept::{Kept, region_keys};
use crate::stem::StemCache;
use crate::tokenize::{Part, Token, tokens};
use domain::EnrichedDocument;
use domain::index::IndexError;
use tantivy::TantivyDocument;
use tantivy::schema::Value;

/// The document with its words, stems and conditions.
pub(super) fn to_engine(
    enriched: &EnrichedDocument,
    fields: &Fields,
    cache: &mut StemCache,
) -> Result<TantivyDocument, IndexError> {
    let kept = Kept::of(enriched);
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, kept.id.as_str());
    for (text, exact, stemmed) in
        [(&kept.title, fields.title, fields.title_stem), (&kept.text, fields.text, fields.text_stem)]
    {
        let tokens = tokens(text);
        document.add_text(exact, words(&tokens, text.len()).as_str());
        document.add_text(stemmed, stems(&tokens, text.len(), kept.language(), cache).as_str());
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

/// The words as they stand; `bytes` is the length of the text they come from.
fn words(tokens: &[Token], bytes: usize) -> Joined {
    let mut words = Joined::with_capacity(bytes + bytes / 4);
    for token in tokens {
        if token.part == Part::First {
            words.after(&first_part(&token.folded));
            words.beside(&token.folded);
        } else {
            words.after(&token.folded);
        }
    }
    words
}

/// How the beginning of a word is written beside the part itself, in scripts without spaces.
pub(super) fn first_part(folded: &str) -> String {
    format!("^{folded}")
}

/// The stems of the words; where a word has none its place is not kept, for nothing asks for places of stems.
fn stems(tokens: &[Token], bytes: usize, lang: &str, cache: &mut StemCache) -> Joined {
    let Some(mut known) = cache.of(lang) else { return Joined::default() };
    let mut stems = Joined::with_capacity(bytes * 2);
    for token in tokens {
        known.stems(token).iter().for_each(|stem| stems.after(stem));
    }
    stems
}
