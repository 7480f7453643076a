//! Documents, their fingerprints, and what is derived from them in the same transaction.

use super::fault::{from_json, to_json};
use super::{Fault, columns};
use crate::evidence;
use chrono::{DateTime, Utc};
use domain::EnrichedDocument;
use domain::document::{Annotation, ClusterId, Document, DocumentId, KnownCopy, Signature};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::Range;

/// What stands in a body; cluster and fingerprint have columns of their own.
#[derive(Serialize)]
struct BodyRef<'a> {
    document: &'a Document,
    annotation: &'a Annotation,
    wire: Option<&'a str>,
}

#[derive(Deserialize)]
struct Body {
    document: Document,
    annotation: Annotation,
    wire: Option<String>,
}

/// Stores documents; one of the same identifier is replaced under a new sequence number. Returns their numbers: nobody else
/// writes during a transaction, so they follow one another.
pub(super) fn put(db: &Connection, documents: &[EnrichedDocument]) -> Result<Range<u64>, Fault> {
    let mut given = 0..0;
    let mut remove = db.prepare_cached("DELETE FROM documents WHERE id = ?1")?;
    for document in documents {
        // The children go with it, through their foreign keys.
        remove.execute([document.document.id.as_str()])?;
        let sequence = insert_row(db, document)?;
        insert_body(db, sequence, document)?;
        insert_evidence(db, sequence, document)?;
        let sequence = sequence.cast_unsigned();
        given = if given.is_empty() { sequence..sequence + 1 } else { given.start..sequence + 1 };
    }
    Ok(given)
}

fn insert_row(db: &Connection, document: &EnrichedDocument) -> Result<i64, Fault> {
    let read = &document.document;
    let mut insert = db.prepare_cached(
        "INSERT INTO documents (id, source, class, field, voice, reliability, label, published, day, fetched_at, lang, \
         cluster, content_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    Ok(insert.insert(params![
        read.id.as_str(),
        read.source.as_str(),
        read.class.as_str(),
        read.class.is_field(),
        document.voice(),
        columns::reliability_name(read.reliability),
        read.label.rank(),
        read.published.timestamp_micros(),
        columns::day_number(read.published),
        read.fetched_at.timestamp_micros(),
        document.annotation.lang.code,
        document.cluster.as_str(),
        read.content_hash.cast_signed(),
    ])?)
}

fn insert_body(db: &Connection, sequence: i64, document: &EnrichedDocument) -> Result<(), Fault> {
    let EnrichedDocument { document: read, annotation, wire, signature, .. } = document;
    let body = to_json(&BodyRef { document: read, annotation, wire: wire.as_deref() })?;
    db.prepare_cached("INSERT INTO bodies (sequence, body) VALUES (?1, ?2)")?.execute(params![sequence, body])?;
    let signature: Vec<u8> = signature.0.iter().flat_map(|part| part.to_le_bytes()).collect();
    db.prepare_cached("INSERT INTO signatures (sequence, signature) VALUES (?1, ?2)")?
        .execute(params![sequence, signature])?;
    Ok(())
}

fn insert_evidence(db: &Connection, sequence: i64, document: &EnrichedDocument) -> Result<(), Fault> {
    let mut observe = db.prepare_cached(
        "INSERT INTO observations (sequence, region, category, polarity, status, strength) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for found in evidence::observations(document) {
        observe.execute(params![
            sequence,
            found.region.to_string(),
            found.category.as_str(),
            columns::polarity_name(found.polarity),
            found.status.as_str(),
            found.strength,
        ])?;
    }
    let mut count = db.prepare_cached("INSERT INTO document_countries (sequence, country) VALUES (?1, ?2)")?;
    for country in evidence::countries(document) {
        count.execute(params![sequence, country.as_str()])?;
    }
    Ok(())
}

const COLUMNS: &str = "documents.sequence, cluster, signature, body \
     FROM documents JOIN bodies USING (sequence) JOIN signatures USING (sequence)";

fn from_row(row: &Row<'_>) -> Result<(u64, EnrichedDocument), Fault> {
    let sequence: i64 = row.get(0)?;
    let body: Body = from_json(row.get_ref(3)?.as_str().map_err(|error| Fault::damaged("document", error))?, || {
        format!("document with the sequence number {sequence}")
    })?;
    let document = EnrichedDocument {
        document: body.document,
        annotation: body.annotation,
        cluster: ClusterId::new(row.get_ref(1)?.as_str().map_err(|error| Fault::damaged("cluster", error))?),
        wire: body.wire,
        signature: signature(row, 2)?,
    };
    Ok((sequence.cast_unsigned(), document))
}

fn signature(row: &Row<'_>, column: usize) -> Result<Signature, Fault> {
    let bytes = row.get_ref(column)?.as_blob().map_err(|error| Fault::damaged("fingerprint", error))?;
    let (parts, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Fault::damaged("fingerprint", format!("{} bytes are not a multiple of four", bytes.len())));
    }
    Ok(Signature(parts.iter().map(|part| u32::from_le_bytes(*part)).collect()))
}

/// The document of this identifier.
pub(super) fn one(db: &Connection, id: &DocumentId) -> Result<Option<EnrichedDocument>, Fault> {
    let mut select = db.prepare_cached(&format!("SELECT {COLUMNS} WHERE id = ?1"))?;
    let mut rows = select.query([id.as_str()])?;
    rows.next()?.map(|row| Ok(from_row(row)?.1)).transpose()
}

/// Content hashes of those that are stored.
pub(super) fn content_hashes(db: &Connection, ids: &[DocumentId]) -> Result<HashMap<DocumentId, u64>, Fault> {
    let mut select = db.prepare_cached("SELECT content_hash FROM documents WHERE id = ?1")?;
    let mut hashes = HashMap::new();
    for id in ids {
        let found: Option<i64> = select.query_row([id.as_str()], |row| row.get(0)).optional()?;
        hashes.extend(found.map(|hash| (id.clone(), hash.cast_unsigned())));
    }
    Ok(hashes)
}

/// Documents after a sequence number, in its order.
pub(super) fn after(db: &Connection, sequence: u64, limit: usize) -> Result<Vec<(u64, EnrichedDocument)>, Fault> {
    let mut select = db.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE documents.sequence > ?1 ORDER BY documents.sequence LIMIT ?2"
    ))?;
    // Numbers beyond 63 bits are beyond every stored one.
    let bounds = (i64::try_from(sequence).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    select.query_and_then(bounds, from_row)?.collect()
}

/// How many documents there are.
pub(super) fn count(db: &rusqlite::Transaction<'_>) -> Result<u64, Fault> {
    let count: i64 = db.prepare_cached("SELECT count(*) FROM documents")?.query_row([], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// The highest sequence number ever given; 0 before the first.
pub(super) fn last_sequence(db: &rusqlite::Transaction<'_>) -> Result<u64, Fault> {
    let mut select = db.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'documents'")?;
    let last: Option<i64> = select.query_row([], |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0).cast_unsigned())
}

/// Hands over families and fingerprints of documents published since an instant, oldest first.
pub(super) fn each_copy(db: &Connection, since: DateTime<Utc>, take: &mut dyn FnMut(KnownCopy)) -> Result<(), Fault> {
    let mut select = db.prepare_cached(
        "SELECT id, cluster, signature FROM documents JOIN signatures USING (sequence) WHERE published >= ?1 \
         ORDER BY published, documents.sequence",
    )?;
    let mut rows = select.query([since.timestamp_micros()])?;
    while let Some(row) = rows.next()? {
        take(copy(row)?);
    }
    Ok(())
}

/// Family and fingerprint of a document.
pub(super) fn known_copy(db: &Connection, id: &DocumentId) -> Result<Option<KnownCopy>, Fault> {
    let mut select = db.prepare_cached(
        "SELECT id, cluster, signature FROM documents JOIN signatures USING (sequence) WHERE id = ?1",
    )?;
    let mut rows = select.query([id.as_str()])?;
    rows.next()?.map(copy).transpose()
}

fn copy(row: &Row<'_>) -> Result<KnownCopy, Fault> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| Fault::damaged("document", error));
    Ok(KnownCopy {
        document: DocumentId::new(text(0)?),
        cluster: ClusterId::new(text(1)?),
        signature: signature(row, 2)?,
    })
}
