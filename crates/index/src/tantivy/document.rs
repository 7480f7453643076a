//! A document as the engine takes and gives it.

use super::schema::Fields;
use crate::kept::{Kept, region_keys};
use crate::stem::StemCache;
use crate::tokenize::{self, Part, tokens};
use domain::EnrichedDocument;
use domain::index::IndexError;
use tantivy::TantivyDocument;
use tantivy::schema::Value;
use tantivy::tokenizer::{PreTokenizedString, Token};

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
        let stems = stems(&tokens, kept.language(), cache);
        document.add_pre_tokenized_text(exact, words(tokens));
        document.add_pre_tokenized_text(stemmed, stems);
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

fn words(tokens: Vec<tokenize::Token>) -> PreTokenizedString {
    let mut words = Vec::with_capacity(tokens.len());
    for (position, token) in tokens.into_iter().enumerate() {
        if token.part == Part::First {
            words.push(engine_token(position, first_part(&token.folded)));
        }
        words.push(engine_token(position, token.folded.into_string()));
    }
    PreTokenizedString { text: String::new(), tokens: words }
}

/// How the beginning of a word is written beside the part itself, in scripts without spaces.
pub(super) fn first_part(folded: &str) -> String {
    format!("^{folded}")
}

fn stems(tokens: &[tokenize::Token], lang: &str, cache: &mut StemCache) -> PreTokenizedString {
    let mut stems = Vec::with_capacity(tokens.len());
    for (position, token) in tokens.iter().enumerate() {
        stems.extend(cache.stems(lang, token).iter().map(|stem| engine_token(position, stem.clone())));
    }
    PreTokenizedString { text: String::new(), tokens: stems }
}

fn engine_token(position: usize, text: String) -> Token {
    Token { position, text, ..Token::default() }
}
