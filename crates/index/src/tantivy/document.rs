//! A document as the engine takes and gives it.

use super::schema::Fields;
use super::words::WordCache;
use crate::kept::{Kept, region_keys};
use domain::index::IndexError;
use domain::{DocumentId, EnrichedDocument};
use std::iter::Empty;
use tantivy::TantivyDocument;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

/// The document with its words, stems and conditions, in few pieces of memory: the engine reads it where it is.
pub(super) struct Prepared {
    /// All that is text, one after the other.
    text: String,
    /// The stems of the title and of the text, joined.
    stems: String,
    /// The identifier's key, and the document as it is kept.
    bytes: Vec<u8>,
    values: Vec<(Field, Held)>,
}

/// A value, or where it begins and ends.
#[derive(Clone, Copy)]
enum Held {
    Text(usize, usize),
    Stems(usize, usize),
    Bytes(usize, usize),
    U64(u64),
    I64(i64),
}

impl Prepared {
    /// Makes a document ready.
    ///
    /// # Errors
    /// [`IndexError::Engine`], naming the document, when it cannot be written.
    pub(super) fn new(enriched: &EnrichedDocument, fields: &Fields, cache: &mut WordCache) -> Result<Self, IndexError> {
        let kept = Kept::of(enriched);
        let length = kept.title.len() + kept.text.len();
        let mut prepared = Self {
            text: String::with_capacity(length + length / 4 + 200),
            stems: String::with_capacity(length / 2 + 100),
            bytes: Vec::with_capacity(length + length / 8 + 500),
            values: Vec::with_capacity(20),
        };
        id_key(&kept.id, &mut prepared.bytes);
        let id = prepared.bytes.len();
        prepared.values.push((fields.id, Held::Bytes(0, id)));
        for (text, exact, stemmed) in
            [(&kept.title, fields.title, fields.title_stem), (&kept.text, fields.text, fields.text_stem)]
        {
            let (words, stems) = (prepared.text.len(), prepared.stems.len());
            cache.add(text, kept.language(), &mut prepared.text, &mut prepared.stems);
            prepared.values.push((exact, Held::Text(words, prepared.text.len())));
            prepared.values.push((stemmed, Held::Stems(stems, prepared.stems.len())));
        }
        prepared.add(fields.lang, kept.language());
        prepared.add(fields.source, kept.source.as_str());
        prepared.add(fields.class, kept.class.as_str());
        region_keys(enriched).iter().for_each(|key| prepared.add(fields.region, key));
        kept.categories.iter().for_each(|category| prepared.add(fields.category, category.as_str()));
        prepared.values.push((fields.label, Held::U64(u64::from(kept.label.rank()))));
        prepared.values.push((fields.published, Held::I64(kept.published.timestamp_micros())));
        prepared.values.push((fields.tie, Held::U64(kept.tie())));
        serde_json::to_writer(&mut prepared.bytes, &kept)
            .map_err(|error| IndexError::Engine(format!("document {} cannot be written: {error}", kept.id)))?;
        prepared.values.push((fields.kept, Held::Bytes(id, prepared.bytes.len())));
        Ok(prepared)
    }

    fn add(&mut self, field: Field, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.values.push((field, Held::Text(start, self.text.len())));
    }
}

impl Document for Prepared {
    type Value<'a> = Ready<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, Ready<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let values = self.values.iter().map(|(field, held)| (*field, Ready(self.value(*held))));
        values.collect::<Vec<_>>().into_iter()
    }
}

impl Prepared {
    fn value(&self, held: Held) -> ReferenceValueLeaf<'_> {
        match held {
            Held::Text(start, end) => ReferenceValueLeaf::Str(self.text.get(start..end).unwrap_or_default()),
            Held::Stems(start, end) => ReferenceValueLeaf::Str(self.stems.get(start..end).unwrap_or_default()),
            Held::Bytes(start, end) => ReferenceValueLeaf::Bytes(self.bytes.get(start..end).unwrap_or_default()),
            Held::U64(number) => ReferenceValueLeaf::U64(number),
            Held::I64(number) => ReferenceValueLeaf::I64(number),
        }
    }
}

/// A value for the engine to read.
#[derive(Clone, Debug)]
pub(super) struct Ready<'a>(ReferenceValueLeaf<'a>);

impl<'a> Value<'a> for Ready<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(self.0.clone())
    }
}

/// Adds the bytes under which a document is found to be replaced: two digits of an identifier in one byte where it
/// consists of such, the identifier itself otherwise. A sign before them keeps the two apart.
pub(super) fn id_key(id: &DocumentId, key: &mut Vec<u8>) {
    let start = key.len();
    let digit = |byte: u8| (!byte.is_ascii_uppercase()).then(|| char::from(byte).to_digit(16)).flatten();
    key.push(0);
    for pair in id.as_str().as_bytes().chunks(2) {
        let (first, second) = (pair.first().copied().and_then(digit), pair.get(1).copied().and_then(digit));
        let (Some(first), Some(second)) = (first, second) else {
            key.truncate(start);
            key.push(1);
            key.extend_from_slice(id.as_str().as_bytes());
            return;
        };
        key.extend(u8::try_from(first << 4 | second));
    }
}

/// What is kept of a document that matched.
pub(super) fn from_engine(document: &TantivyDocument, fields: &Fields) -> Result<Kept, IndexError> {
    let bytes = document.get_first(fields.kept).and_then(|value| value.as_bytes()).unwrap_or_default();
    serde_json::from_slice(bytes)
        .map_err(|error| IndexError::Engine(format!("a stored document cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_identifiers_have_different_keys() {
        let key = |id: &str| {
            let mut key = Vec::new();
            id_key(&DocumentId::new(id), &mut key);
            key
        };
        assert_eq!(key("00ff"), [0, 0x00, 0xff]);
        let ids = ["", "0", "00", "000", "00ff", "00FF", "00fg", "\u{0}\u{0}"];
        let mut keys: Vec<_> = ids.iter().map(|id| key(id)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), ids.len());
    }
}
