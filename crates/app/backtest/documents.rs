//! Documents of the past, read and annotated as if they had just come in.

use crate::progress::Progress;
use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Utc};
use domain::document::{DateOrigin, Signature};
use domain::source::Reliability;
use domain::store::{Batch, Store};
use domain::{ClusterId, Document, DocumentId, EnrichedDocument, Label, SourceClass, SourceId};
use enrich::{Copies, Enricher, Reading};
use rayon::prelude::*;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use store::MemoryStore;

/// One line of a file.
#[derive(Deserialize)]
struct Line {
    id: String,
    published: DateTime<Utc>,
    #[serde(default)]
    title: Option<String>,
    text: String,
    source: String,
    source_kind: Kind,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// The kind of a source, by its side or by its class.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Field,
    CivilSociety,
    #[serde(alias = "news")]
    Media,
    Official,
    International,
}

impl Kind {
    fn class(self) -> SourceClass {
        match self {
            Self::Field => SourceClass::Field,
            Self::CivilSociety => SourceClass::CivilSociety,
            Self::Media => SourceClass::News,
            Self::Official => SourceClass::Official,
            Self::International => SourceClass::International,
        }
    }
}

/// Lines annotated together.
const CHUNK_LINES: usize = 4_000;

/// Reads all files and stores in memory what they say; texts are let go as soon as they are read.
///
/// # Errors
/// Names file, line and what is wrong there: half of the documents would be another experiment.
pub fn read(files: &[PathBuf], enricher: &Enricher, progress: &dyn Progress) -> Result<MemoryStore> {
    let mut documents = Vec::new();
    for (done, file) in files.iter().enumerate() {
        read_file(file, enricher, &mut documents)?;
        progress.counted("files of documents read", done + 1, files.len());
    }
    ensure!(!documents.is_empty(), "the files hold no document");
    // In the order in which they were published, so that a family is named after its first report.
    documents
        .sort_by(|(a, _), (b, _)| (a.document.published, &a.document.id).cmp(&(b.document.published, &b.document.id)));
    let mut copies = Copies::default();
    let store = MemoryStore::default();
    let mut batch = Batch::default();
    for (mut document, text) in documents {
        (document.cluster, document.signature) = copies.place(&document.document.id, &document.document.title, &text);
        batch.documents.push(document);
    }
    store.put(&batch)?;
    Ok(store)
}

fn read_file(path: &Path, enricher: &Enricher, documents: &mut Vec<(EnrichedDocument, String)>) -> Result<()> {
    let place = path.display();
    let file = File::open(path).with_context(|| format!("{place} cannot be opened"))?;
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    let plain: Box<dyn Read> = if zipped { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut lines = BufReader::new(plain).lines().zip(1..);
    loop {
        let chunk: Vec<(String, usize)> = lines
            .by_ref()
            .take(CHUNK_LINES)
            .map(|(line, number)| Ok((line.with_context(|| format!("{place}, line {number}"))?, number)))
            .collect::<Result<_>>()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let read = chunk.par_iter().filter(|(line, _)| !line.trim().is_empty()).map(|(line, number)| {
            let at = || {
                format!(
                    "{place}, line {number}: {{\"id\",\"published\",\"text\",\"source\",\"source_kind\"}} is expected"
                )
            };
            enriched(serde_json::from_str(line).with_context(at)?, enricher).with_context(at)
        });
        documents.extend(read.collect::<Result<Vec<_>>>()?);
    }
}

fn enriched(line: Line, enricher: &Enricher) -> Result<(EnrichedDocument, String)> {
    let title = line.title.unwrap_or_default();
    if title.is_empty() && line.text.is_empty() {
        bail!("a document without title and text says nothing");
    }
    let annotation = enricher.annotate(&Reading {
        title: &title,
        text: &line.text,
        lang_hint: line.lang.as_deref(),
        published: Some(line.published),
        source_country: None,
        point: None,
        stated_region: None,
    });
    let mut document = Document {
        id: DocumentId::new(&line.id),
        source: SourceId::new(&line.source),
        class: line.source_kind.class(),
        group: line.source,
        reliability: Reliability::F,
        label: Label::Clear,
        url: line.url,
        title,
        text: line.text,
        published: line.published,
        published_from: DateOrigin::Publisher,
        fetched_at: line.published,
        content_hash: 0,
        language_hint: line.lang,
        point: None,
        stated_region: None,
    };
    let wire = enricher.wire(&document);
    let text = std::mem::take(&mut document.text);
    let cluster = ClusterId::new(document.id.as_str());
    Ok((EnrichedDocument { document, annotation, cluster, wire, signature: Signature::default() }, text))
}
