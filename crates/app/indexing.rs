//! The index, brought up to the store: what is stored is handed on as it is, and what was missed is read back.

use crate::house::House;
use anyhow::Result;
use domain::EnrichedDocument;
use domain::index::{IndexError, SearchIndex};
use domain::store::Store;
use std::ops::Range;

/// Documents indexed in one commit: twice as many would save a twentieth of the processor time and hold 27 MB more.
const BATCH: usize = 2_500;

/// Documents with the sequence numbers that the store gave them.
#[derive(Default)]
pub struct Stored {
    /// The numbers, in the documents' order and without a gap.
    pub numbers: Range<u64>,
    /// The documents.
    pub documents: Vec<EnrichedDocument>,
}

/// Indexes documents while more are being stored: small batches cost more, so it waits until a whole one is there.
pub struct Indexer<'a> {
    house: &'a House,
    waiting: Stored,
}

impl<'a> Indexer<'a> {
    /// An indexer of a house, with nothing waiting.
    pub fn new(house: &'a House) -> Self {
        Self { house, waiting: Stored::default() }
    }

    /// Takes documents that were just stored.
    ///
    /// # Errors
    /// When the index or the store fails.
    pub fn take(&mut self, stored: Stored) -> Result<()> {
        if stored.documents.is_empty() {
            return Ok(());
        }
        if self.waiting.documents.is_empty() {
            self.waiting = stored;
        } else if self.waiting.numbers.end == stored.numbers.start {
            self.waiting.numbers.end = stored.numbers.end;
            self.waiting.documents.extend(stored.documents);
        } else {
            // Another process stored something in between: all of it is read back in its order.
            self.waiting = Stored::default();
            return self.unless_busy(catch_up);
        }
        if self.waiting.documents.len() < BATCH { Ok(()) } else { self.commit() }
    }

    /// Indexes what still waits, and what was stored and never indexed: by a run that was killed, or that found the index busy.
    ///
    /// # Errors
    /// When the index or the store fails.
    pub fn finish(mut self) -> Result<()> {
        self.commit()?;
        self.unless_busy(catch_up)
    }

    fn commit(&mut self) -> Result<()> {
        let Stored { numbers, documents } = std::mem::take(&mut self.waiting);
        self.unless_busy(|house| {
            if documents.is_empty() {
                return Ok(0);
            }
            if house.index.watermark()? + 1 != numbers.start {
                return catch_up(house);
            }
            house.index.put(&documents, numbers.end - 1)?;
            Ok(documents.len())
        })
    }

    /// While another process is at work on the index, that one, or the next run, takes in what was stored here.
    fn unless_busy(&self, work: impl FnOnce(&House) -> Result<usize>) -> Result<()> {
        match work(self.house) {
            Err(error) if matches!(error.downcast_ref(), Some(IndexError::Busy(_))) => tracing::warn!("{error:#}"),
            done => drop(done?),
        }
        Ok(())
    }
}

/// Brings the index up to the store, from its watermark; returns how many documents were added.
///
/// # Errors
/// When the store or the index fails.
pub fn catch_up(house: &House) -> Result<usize> {
    if house.index.watermark()? > house.store.last_sequence()? {
        // The store was restored from a copy: what the index holds beyond it is not true any more.
        house.index.clear()?;
    }
    fill(house.store.as_ref(), house.index.as_ref())
}

/// Puts all documents of the store beyond the index's watermark into it; returns how many.
///
/// # Errors
/// When the store or the index fails.
pub fn fill(store: &dyn Store, index: &dyn SearchIndex) -> Result<usize> {
    let mut watermark = index.watermark()?;
    let mut added = 0;
    loop {
        let batch = store.documents_after(watermark, BATCH)?;
        let Some((last, _)) = batch.last() else { return Ok(added) };
        watermark = *last;
        let documents: Vec<_> = batch.into_iter().map(|(_, document)| document).collect();
        index.put(&documents, watermark)?;
        added += documents.len();
    }
}
