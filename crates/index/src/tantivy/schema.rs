//! The fields of the index.

use super::joined;
use domain::Label;
use tantivy::Term;
use tantivy::schema::{
    Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

/// Changes whenever documents have to be indexed anew: other fields, other words, other stems.
pub(super) const SHAPE: u32 = 3;

/// Name of the field of publication, microseconds since 1970.
pub(super) const PUBLISHED: &str = "published";
/// Name of the field that decides between equals.
pub(super) const TIE: &str = "tie";

/// Handles of the fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Key of the document's identifier: one term, one document.
    pub(super) id: Field,
    /// Folded words of the title, with positions.
    pub(super) title: Field,
    /// Folded words of the text, with positions.
    pub(super) text: Field,
    /// Stems of the title, each with its language; those that are the word itself are left out.
    pub(super) title_stem: Field,
    /// Stems of the text, likewise.
    pub(super) text_stem: Field,
    pub(super) lang: Field,
    pub(super) source: Field,
    pub(super) class: Field,
    /// Keys of regions: `COL`, `COL/choco`.
    pub(super) region: Field,
    pub(super) category: Field,
    /// Rank of the label.
    pub(super) label: Field,
    pub(super) published: Field,
    pub(super) tie: Field,
    /// The document as an answer needs it, JSON.
    pub(super) kept: Field,
}

impl Fields {
    /// The schema with its fields.
    pub(super) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            id: schema.add_bytes_field("id", INDEXED),
            title: words(&mut schema, "title", IndexRecordOption::WithFreqsAndPositions),
            text: words(&mut schema, "text", IndexRecordOption::WithFreqsAndPositions),
            title_stem: words(&mut schema, "title_stem", IndexRecordOption::WithFreqs),
            text_stem: words(&mut schema, "text_stem", IndexRecordOption::WithFreqs),
            lang: schema.add_text_field("lang", STRING),
            source: schema.add_text_field("source", STRING),
            class: schema.add_text_field("class", STRING),
            region: schema.add_text_field("region", STRING),
            category: schema.add_text_field("category", STRING),
            label: schema.add_u64_field("label", NumericOptions::default().set_indexed()),
            published: schema.add_i64_field(PUBLISHED, NumericOptions::default().set_fast()),
            tie: schema.add_u64_field(TIE, NumericOptions::default().set_fast()),
            kept: schema.add_bytes_field("kept", STORED),
        };
        (schema.build(), fields)
    }

    /// The term of a label.
    pub(super) fn label_term(&self, label: Label) -> Term {
        Term::from_field_u64(self.label, u64::from(label.rank()))
    }
}

/// Words come broken and folded already; the engine only cuts them apart.
fn words(schema: &mut SchemaBuilder, name: &str, option: IndexRecordOption) -> Field {
    let indexing = TextFieldIndexing::default().set_tokenizer(joined::NAME).set_index_option(option);
    schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}
