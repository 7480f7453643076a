//! From visits to stored and indexed documents, in three stages that work at the same time: [`reading`] on all processors,
//! [`keeping`] and indexing on a thread each. Between them stand short queues, so that memory does not grow with the number
//! of sources, and a slow stage holds the others back up to the network.

mod keeping;
mod reading;

use crate::house::House;
use crate::indexing::{Indexer, Stored};
use crate::progress::Progress;
use anyhow::{Result, anyhow};
use domain::outcome::SourceOutcome;
use ingest::Visit;
use keeping::Keeper;
use rayon::prelude::*;
use reading::ReadVisit;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use tokio::sync::mpsc;

/// Visits read together at most: enough to keep all processors busy, few enough to be stored soon.
const GROUP_VISITS: usize = 16;
/// Items read together, unless one visit alone brings more.
const GROUP_ITEMS: usize = 400;
/// Groups that may wait for the store, and then for the index.
const WAITING: usize = 2;
/// Groups read and not stored yet, at most: one at each end of the queue, and the one that has just been taken from it.
const UNDER_WAY: usize = WAITING + 3;

/// Takes in every visit and returns how each ended. Of a visit everything is stored, with what to remember of its source, or
/// nothing; the index follows on a thread of its own.
///
/// # Errors
/// When the store or the index fails; the visits under way are then given up and will be repeated.
pub fn take_in(
    house: &House,
    mut arriving: mpsc::Receiver<Visit>,
    progress: &dyn Progress,
) -> Result<Vec<SourceOutcome>> {
    thread::scope(|scope| {
        let (read, to_keep) = sync_channel(WAITING);
        let (stored, to_index) = sync_channel(WAITING);
        // Named, so that a profile tells the stages apart.
        let stage = |name: &str| thread::Builder::new().name(name.to_owned());
        stage("read").spawn_scoped(scope, move || read_all(house, &mut arriving, &read))?;
        let indexer = stage("index").spawn_scoped(scope, move || index_all(house, &to_index))?;
        let kept = keep_all(house, to_keep, &stored, progress);
        drop(stored);
        let indexed = indexer.join().map_err(|_| anyhow!("the index thread panicked"))?;
        kept.and_then(|outcomes| indexed.map(|()| outcomes))
    })
}

/// Reads visits as they come, several at once, until the last one came or nobody keeps them.
fn read_all(house: &House, arriving: &mut mpsc::Receiver<Visit>, read: &SyncSender<Result<Vec<ReadVisit>>>) {
    while let Some(first) = arriving.blocking_recv() {
        let group: Result<Vec<ReadVisit>> =
            gather(first, arriving).into_par_iter().map(|visit| reading::read_visit(house, visit)).collect();
        if read.send(group).is_err() {
            return;
        }
    }
}

/// The first visit and what else is there already.
fn gather(first: Visit, arriving: &mut mpsc::Receiver<Visit>) -> Vec<Visit> {
    let size = |visit: &Visit| visit.result.as_ref().map_or(0, |fetched| fetched.items.len());
    let mut items = size(&first);
    let mut group = vec![first];
    while group.len() < GROUP_VISITS && items < GROUP_ITEMS {
        let Ok(visit) = arriving.try_recv() else { break };
        items += size(&visit);
        group.push(visit);
    }
    group
}

fn keep_all(
    house: &House,
    read: Receiver<Result<Vec<ReadVisit>>>,
    stored: &SyncSender<Stored>,
    progress: &dyn Progress,
) -> Result<Vec<SourceOutcome>> {
    let mut keeper = Keeper::new(house);
    let mut outcomes = Vec::new();
    for group in read {
        let (kept, documents) = keeper.keep(group?)?;
        kept.iter().for_each(|outcome| progress.source(outcome));
        outcomes.extend(kept);
        if stored.send(documents).is_err() {
            // The index failed: what is stored stays, the error is told by its thread.
            break;
        }
    }
    Ok(outcomes)
}

/// Indexes what is stored, and what is left at the end.
fn index_all(house: &House, stored: &Receiver<Stored>) -> Result<()> {
    let mut indexer = Indexer::new(house);
    for documents in stored {
        indexer.take(documents)?;
    }
    indexer.finish()
}
