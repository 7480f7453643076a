//! Working on schedule until told to stop.

use crate::house::House;
use crate::pipeline::{self, Choice};
use crate::schedule::Schedule;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// What the schedule asks for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Ingest,
    Digest,
}

/// Runs cycles and digests when due, until SIGTERM or Ctrl-C; a run in progress is finished first.
///
/// # Errors
/// When the schedule never runs, or signals cannot be listened to. A run that fails is logged and tried again at its time.
pub async fn until_stopped(house: &House) -> Result<()> {
    let zone = house.settings.clock.time_zone;
    let ingest = Schedule::parse(&house.settings.schedule.ingest, zone).context("schedule.ingest")?;
    let digest = Schedule::parse(&house.settings.schedule.digest, zone).context("schedule.digest")?;
    let mut stop = std::pin::pin!(stop_signal()?);
    loop {
        let now = Utc::now();
        let due = [(ingest.next(now), Task::Ingest), (digest.next(now), Task::Digest)];
        let next = due.into_iter().filter_map(|(at, task)| at.map(|at| (at, task))).min_by_key(|(at, _)| *at);
        let Some((at, task)) = next else {
            tracing::warn!("schedule.ingest and schedule.digest are empty: nothing will run");
            stop.await;
            return Ok(());
        };
        tracing::info!(%at, ?task, "next");
        tokio::select! {
            () = tokio::time::sleep(until(now, at)) => work(house, task).await,
            () = &mut stop => return Ok(()),
        }
    }
}

fn until(now: DateTime<Utc>, at: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or_default()
}

async fn work(house: &House, task: Task) {
    let done = match task {
        Task::Ingest => pipeline::run_cycle(house, &Choice::Due, &()).await.map(|cycle| {
            let counts = cycle.report.counts;
            eprintln!(
                "{}: {} sources, {} items, {} new",
                Utc::now(),
                cycle.report.sources.len(),
                counts.seen,
                counts.stored
            );
        }),
        Task::Digest => tokio::task::block_in_place(|| pipeline::run_digest(house, house.today()))
            .map(|(digest, places)| eprintln!("{}: {} {}", Utc::now(), digest.headline, places.join(" "))),
    };
    if let Err(error) = done {
        tracing::error!("{task:?} failed and will be tried again at its next time: {error:#}");
    }
}

/// Ends when the process is asked to stop.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_signal() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
