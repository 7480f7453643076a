//! Working on schedule until told to stop.

use crate::house::House;
use crate::pipeline::{self, Choice};
use crate::schedule::Schedule;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

/// What the schedule asks for, in the order in which it is done when both are due: a digest tells what has just come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    Ingest,
    Digest,
}

/// Both lines of the schedule, each with the instant up to which it has been followed. A task that falls due while another works is
/// done afterwards; one that fell due several times is done once.
struct Diary {
    lines: [(Task, Schedule, DateTime<Utc>); 2],
}

impl Diary {
    fn new(house: &House, now: DateTime<Utc>) -> Result<Self> {
        let zone = house.settings.clock.time_zone;
        let schedule = &house.settings.schedule;
        let ingest = Schedule::parse(&schedule.ingest, zone).context("schedule.ingest")?;
        let digest = Schedule::parse(&schedule.digest, zone).context("schedule.digest")?;
        Ok(Self { lines: [(Task::Ingest, ingest, now), (Task::Digest, digest, now)] })
    }

    /// The next instant at which something is due; `None`: never.
    fn next(&self) -> Option<DateTime<Utc>> {
        self.lines.iter().filter_map(|(_, schedule, followed)| schedule.next(*followed)).min()
    }

    /// Everything that is due at `now`, which counts as followed from here on.
    fn take_due(&mut self, now: DateTime<Utc>) -> Vec<Task> {
        let mut due = Vec::new();
        for (task, schedule, followed) in &mut self.lines {
            if schedule.next(*followed).is_some_and(|at| at <= now) {
                due.push(*task);
                *followed = now;
            }
        }
        due
    }
}

/// Runs cycles and digests when due, until told to stop. A visit in progress is dropped whole and repeated next time; what was
/// stored stays.
///
/// # Errors
/// When a line of the schedule is wrong. A run that fails is logged and tried again at its next time.
pub async fn work_until(house: &House, stop: &Stop) -> Result<()> {
    let mut diary = Diary::new(house, Utc::now())?;
    loop {
        let Some(at) = diary.next() else {
            tracing::warn!("schedule.ingest and schedule.digest are empty: nothing will run");
            stop.asked().await;
            return Ok(());
        };
        tracing::info!(%at, "next");
        let round = async {
            tokio::time::sleep((at - Utc::now()).to_std().unwrap_or_default()).await;
            for task in diary.take_due(Utc::now()) {
                work(house, task).await;
            }
        };
        tokio::select! {
            () = round => {}
            () = stop.asked() => return Ok(()),
        }
    }
}

async fn work(house: &House, task: Task) {
    match house.follow_lexicons() {
        Ok(true) => tracing::info!("the lexicons have changed: what is read from now on is read by the new ones"),
        Ok(false) => {}
        Err(error) => tracing::warn!("the lexicons stay as they were: {error:#}"),
    }
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
        Task::Digest => tokio::task::block_in_place(|| {
            // No sources may have been visited since midnight: the day is scored first.
            crate::assess::assess_until(house, house.today())?;
            pipeline::run_digest(house, house.today())
        })
        .map(|(digest, places)| eprintln!("{}: {} {}", Utc::now(), digest.headline, places.join(" "))),
    };
    if let Err(error) = done {
        tracing::error!("{task:?} failed and will be tried again at its next time: {error:#}");
    }
}

/// Told once that the process shall stop (SIGTERM or Ctrl-C); may be asked from many places.
#[derive(Clone, Debug)]
pub struct Stop(tokio::sync::watch::Receiver<bool>);

impl Stop {
    /// Listens from now on.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub fn listen() -> Result<Self> {
        let (tell, told) = tokio::sync::watch::channel(false);
        #[cfg(unix)]
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::spawn(async move {
            #[cfg(unix)]
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
            tell.send_replace(true);
            // The sender lives as long as somebody may ask.
            tell.closed().await;
        });
        Ok(Self(told))
    }

    /// Ends when the process shall stop.
    pub async fn asked(&self) {
        let _ = self.0.clone().wait_for(|stop| *stop).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn diary(ingest: &str, digest: &str, now: &str) -> Diary {
        let line = |line| Schedule::parse(line, chrono_tz::Tz::UTC).expect("a schedule");
        Diary { lines: [(Task::Ingest, line(ingest), at(now)), (Task::Digest, line(digest), at(now))] }
    }

    #[test]
    fn what_is_due_together_is_done_together_and_once() {
        let mut diary = diary("*/20 * * * *", "0 6 * * *", "2026-03-01T05:50:00Z");
        assert_eq!(diary.next(), Some(at("2026-03-01T06:00:00Z")));
        assert_eq!(diary.take_due(at("2026-03-01T06:00:00Z")), [Task::Ingest, Task::Digest]);
        assert_eq!(diary.take_due(at("2026-03-01T06:00:01Z")), []);
        assert_eq!(diary.next(), Some(at("2026-03-01T06:20:00Z")));
    }

    #[test]
    fn a_digest_that_falls_due_during_a_long_run_is_not_skipped() {
        let mut diary = diary("*/20 * * * *", "0 6 * * *", "2026-03-01T05:30:00Z");
        assert_eq!(diary.take_due(at("2026-03-01T05:40:00Z")), [Task::Ingest]);
        assert_eq!(diary.take_due(at("2026-03-01T06:35:00Z")), [Task::Ingest, Task::Digest]);
    }
}
