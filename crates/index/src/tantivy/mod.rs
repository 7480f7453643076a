//! The index in a directory, by tantivy.

mod document;
mod joined;
mod query;
mod rebuild;
mod schema;
#[cfg(test)]
mod tests;
mod words;

pub use rebuild::Rebuild;

use crate::plan::Plan;
use crate::snippet::Marker;
use crate::stem::StemCache;
use document::{Prepared, id_key};
use domain::EnrichedDocument;
use domain::index::{IndexError, SearchIndex};
use domain::query::{Answer, Hit, LIMIT_MAX, Query, Sort};
use query::Translator;
use schema::{Fields, PUBLISHED, SHAPE, TIE};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::error::LockError;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, InvertedIndexReader, Order, ReloadPolicy, Searcher, TantivyError, Term,
};
use words::WordCache;

/// One thread writes: a second one brings next to nothing and makes twice the segments.
const WRITER_THREADS: usize = 1;
/// Memory for documents that are not written yet.
const WRITER_BYTES: usize = 50_000_000;
/// Merges run beside each other at most: they cost memory, and nobody waits for them.
const MERGE_THREADS: usize = 1;
/// Segments of fewer documents are merged as if they had so many: small commits are merged with others of their kind, and
/// not with ten times as many documents each time.
const SMALL_SEGMENT_DOCUMENTS: u32 = 1_000;
/// Both files stand in every directory of the engine, and in hardly any other.
const ENGINE_FILES: [&str; 2] = ["meta.json", ".managed.json"];

/// A search index in a directory.
///
/// Reading takes no lock and sees what other processes commit; writing takes the directory's lock with the first
/// [`put`](SearchIndex::put) or [`clear`](SearchIndex::clear) and holds it until the value is dropped.
pub struct TantivyIndex {
    directory: PathBuf,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<Option<Writer>>,
}

struct Writer {
    engine: IndexWriter<Prepared>,
    words: WordCache,
}

/// What stands in every commit beside the documents.
#[derive(Serialize, Deserialize)]
struct Commit {
    shape: u32,
    watermark: u64,
}

type Found = Vec<(f32, DocAddress)>;

impl TantivyIndex {
    /// Opens the index and makes it and its directory when they are missing.
    ///
    /// # Errors
    /// [`IndexError::Shape`] when another version of the program made it: make it anew with a [`Rebuild`]
    /// from the store. [`IndexError::Engine`], naming the directory, when it cannot be read or made.
    pub fn open(directory: &Path) -> Result<Self, IndexError> {
        std::fs::create_dir_all(directory)
            .map_err(|error| IndexError::Engine(format!("{} cannot be made: {error}", directory.display())))?;
        let (schema, fields) = Fields::new();
        let engine = tantivy::directory::MmapDirectory::open(directory).map_err(TantivyError::from);
        let index = engine.and_then(|engine| Index::open_or_create(engine, schema)).map_err(|error| match error {
            TantivyError::SchemaError(_) => shape(directory, "it has other fields than this program writes"),
            error => failed(directory, &error),
        })?;
        index.tokenizers().register(joined::NAME, joined::Cutter::default());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::OnCommitWithDelay)
            .try_into()
            .map_err(|error| failed(directory, &error))?;
        let opened = Self { directory: directory.to_owned(), index, fields, reader, writer: Mutex::new(None) };
        match opened.last_commit()? {
            Some(commit) if commit.shape != SHAPE => {
                Err(shape(directory, &format!("it has shape {}, this program writes {SHAPE}", commit.shape)))
            }
            _ => Ok(opened),
        }
    }

    /// Whether the directory is empty or missing; an error when it holds something else than an index.
    fn is_free(directory: &Path) -> Result<bool, IndexError> {
        if std::fs::read_dir(directory).map_or(true, |mut entries| entries.next().is_none()) {
            return Ok(true);
        }
        if ENGINE_FILES.iter().any(|name| directory.join(name).exists()) {
            return Ok(false);
        }
        let place = directory.display();
        Err(IndexError::Engine(format!("{place} holds other files than an index; choose another place")))
    }

    /// Waits until nothing is merged any more.
    fn close(self) -> Result<(), IndexError> {
        let Self { directory, writer, .. } = self;
        let Some(writer) = writer.into_inner().unwrap_or_else(PoisonError::into_inner) else { return Ok(()) };
        writer.engine.wait_merging_threads().map_err(|error| failed(&directory, &error))
    }

    fn failed(&self, error: &TantivyError) -> IndexError {
        failed(&self.directory, error)
    }

    fn last_commit(&self) -> Result<Option<Commit>, IndexError> {
        let meta = self.index.load_metas().map_err(|error| self.failed(&error))?;
        let read = |payload: String| {
            serde_json::from_str(&payload).map_err(|error| shape(&self.directory, &format!("its watermark: {error}")))
        };
        meta.payload.map(read).transpose()
    }

    /// Lets `change` work on the writer and commits what it did, together with the watermark. Whatever fails, nothing
    /// of it stays behind.
    fn commit(
        &self,
        watermark: u64,
        change: impl FnOnce(&mut Writer) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out of its place: on any failure it is dropped, and with it what was not committed.
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => self.open_writer()?,
        };
        change(&mut writer)?;
        let payload = serde_json::to_string(&Commit { shape: SHAPE, watermark })
            .map_err(|error| IndexError::Engine(format!("the watermark cannot be written: {error}")))?;
        let mut prepared = writer.engine.prepare_commit().map_err(|error| self.failed(&error))?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(|error| self.failed(&error))?;
        self.reader.reload().map_err(|error| self.failed(&error))?;
        *slot = Some(writer);
        Ok(())
    }

    fn open_writer(&self) -> Result<Writer, IndexError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(WRITER_THREADS)
            .memory_budget_per_thread(WRITER_BYTES)
            .num_merge_threads(MERGE_THREADS)
            .build();
        let engine: IndexWriter<Prepared> =
            self.index.writer_with_options(options).map_err(|error| busy_or(&self.directory, error))?;
        let mut merges = LogMergePolicy::default();
        merges.set_min_layer_size(SMALL_SEGMENT_DOCUMENTS);
        engine.set_merge_policy(Box::new(merges));
        // What another process committed before this one had the lock.
        self.reader.reload().map_err(|error| self.failed(&error))?;
        Ok(Writer { engine, words: WordCache::default() })
    }

    /// The identifiers of all documents that were committed, segment by segment.
    fn identifiers(&self) -> tantivy::Result<Vec<Arc<InvertedIndexReader>>> {
        self.reader.searcher().segment_readers().iter().map(|segment| segment.inverted_index(self.fields.id)).collect()
    }

    fn top(&self, searcher: &Searcher, query: &Query, plan: &Plan) -> tantivy::Result<(Found, usize)> {
        let translator = Translator { fields: &self.fields, searcher };
        let translated = translator.query(plan, query.clearance)?;
        let limit = query.limit.min(LIMIT_MAX);
        // An offset beyond all documents would make the collector reserve memory for it.
        if limit == 0 || query.offset as u64 >= searcher.num_docs() {
            return Ok((Vec::new(), searcher.search(&translated, &Count)?));
        }
        let page = TopDocs::with_limit(limit).and_offset(query.offset);
        let newest = SortByStaticFastValue::<i64>::for_field(PUBLISHED);
        let tie = (SortByStaticFastValue::<u64>::for_field(TIE), Order::Asc);
        Ok(match query.sort {
            Sort::Relevance => {
                let top = page.order_by((SortBySimilarityScore, newest, tie));
                let (found, total) = searcher.search(&translated, &(top, Count))?;
                (found.into_iter().map(|((score, ..), address)| (score, address)).collect(), total)
            }
            Sort::Date => {
                let top = page.order_by((newest, tie, SortBySimilarityScore));
                let (found, total) = searcher.search(&translated, &(top, Count))?;
                (found.into_iter().map(|((.., score), address)| (score, address)).collect(), total)
            }
        })
    }

    fn hits(&self, searcher: &Searcher, plan: &Plan, found: Found) -> Result<Vec<Hit>, IndexError> {
        let mut cache = StemCache::default();
        let hit = |(score, address): (f32, DocAddress)| {
            let document = searcher.doc(address).map_err(|error| self.failed(&error))?;
            let kept = document::from_engine(&document, &self.fields)?;
            let snippet = Marker::new(plan, kept.language()).snippet(&kept.text, &mut cache);
            Ok(kept.into_hit(snippet, score))
        };
        found.into_iter().map(hit).collect()
    }
}

/// Whether a document of this key is in one of the segments, deleted or not.
fn is_among(identifiers: &[Arc<InvertedIndexReader>], key: &[u8]) -> tantivy::Result<bool> {
    for segment in identifiers {
        if segment.terms().term_ord(key)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn failed(directory: &Path, error: &TantivyError) -> IndexError {
    IndexError::Engine(format!("{}: {error}", directory.display()))
}

/// What is told when the lock cannot be had.
fn busy_or(directory: &Path, error: TantivyError) -> IndexError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Busy(directory.display().to_string()),
        error => failed(directory, &error),
    }
}

fn shape(directory: &Path, what: &str) -> IndexError {
    IndexError::Shape(format!("{}: {what}", directory.display()))
}

impl SearchIndex for TantivyIndex {
    fn put(&self, documents: &[EnrichedDocument], watermark: u64) -> Result<(), IndexError> {
        self.commit(watermark, |writer| {
            let there = self.identifiers().map_err(|error| self.failed(&error))?;
            // Of several documents of one identifier the last one counts.
            let last: HashMap<_, _> = documents.iter().map(|each| (&each.document.id, each)).collect();
            let mut documents: Vec<_> = last.into_values().collect();
            // Texts of one language share their words: one after the other they are indexed and packed in less time.
            documents.sort_unstable_by_key(|each| (&each.annotation.lang.code, &each.document.id));
            let mut key = Vec::new();
            for enriched in documents {
                key.clear();
                id_key(&enriched.document.id, &mut key);
                // Most documents are new, and to look is cheaper than to let the engine delete nothing.
                if is_among(&there, &key).map_err(|error| self.failed(&error))? {
                    writer.engine.delete_term(Term::from_field_bytes(self.fields.id, &key));
                }
                let document = Prepared::new(enriched, &self.fields, &mut writer.words)?;
                writer.engine.add_document(document).map_err(|error| self.failed(&error))?;
            }
            Ok(())
        })
    }

    fn watermark(&self) -> Result<u64, IndexError> {
        Ok(self.last_commit()?.map_or(0, |commit| commit.watermark))
    }

    fn count(&self) -> Result<u64, IndexError> {
        Ok(self.reader.searcher().num_docs())
    }

    fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        let plan = Plan::of(&query.expr);
        let searcher = self.reader.searcher();
        let (found, total) = self.top(&searcher, query, &plan).map_err(|error| self.failed(&error))?;
        Ok(Answer { total, hits: self.hits(&searcher, &plan, found)? })
    }

    fn clear(&self) -> Result<(), IndexError> {
        self.commit(0, |writer| writer.engine.delete_all_documents().map(drop).map_err(|error| self.failed(&error)))
    }
}
