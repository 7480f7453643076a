//! One visit: from an order to what is stored of it.

use crate::cadence::{self, INTERVAL_MIN};
use crate::connector::{Call, Hidden, Pulled, Rest};
use crate::fault::{self, Fault};
use crate::moved;
use crate::pull::{Failure, Fetcher, Order, Visit};
use chrono::{DateTime, Duration, Utc};
use domain::item::Issue;
use domain::source::SourceState;
use domain::{Fetched, Source, SourceClass};
use std::time::Instant;

impl Fetcher {
    /// Visits a source once; and whether it has more to give at once. `before` is its state before the first visit of
    /// this run: the rhythm goes on from there.
    pub(crate) async fn visit(&self, order: &Order, before: &SourceState, now: DateTime<Utc>) -> (Visit, bool) {
        let start = Instant::now();
        let Order { source, state, since } = order;
        let pulled = match self.prepare(source) {
            Ok((connector, allow)) => {
                let (web, config) = (&self.web, &self.config);
                let place = moved::place(source, state);
                connector.pull(Call { source: &place, state, allow: &allow, since: *since, now, web, config }).await
            }
            Err(reason) => Err(Fault::hard(reason)),
        };
        let hidden = Hidden::of(source);
        let mut again = false;
        let result = match pulled {
            Ok(mut pulled) => {
                pulled.issues.iter_mut().for_each(|issue| hidden.hide(&mut issue.what));
                pulled.items.iter_mut().for_each(|item| hidden.hide_in(item));
                pulled.cursor.iter_mut().for_each(|cursor| hidden.hide(cursor));
                again = pulled.rest == Rest::Now;
                let interval = self.interval(&pulled, source, before);
                Ok(self.fetched(pulled, order, interval, now))
            }
            Err(mut fault) => {
                hidden.hide(&mut fault.reason);
                let moved = moved::after_failure(source, state.moved.clone(), &fault);
                let state = fault::after(&fault, source, SourceState { moved, ..state.clone() }, now);
                Err(Failure { kind: fault.kind, reason: fault.reason, state })
            }
        };
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        (Visit { source: source.clone(), took_ms, result }, again)
    }

    fn fetched(&self, pulled: Pulled, order: &Order, interval: Duration, now: DateTime<Utc>) -> Fetched {
        let Order { source, state, .. } = order;
        let Pulled { mut items, mut issues, validators, cursor, unchanged, rest, own, .. } = pulled;
        let items_max = self.config.items_max;
        if items.len() > items_max {
            let what = format!("{} items, only the first {items_max} are read: raise fetch.items_max", items.len());
            issues.push(Issue { at: "feed".to_owned(), what });
            items.truncate(items_max);
        }
        if source.class.is_field() {
            // Who reports from the field is never known to anything behind this line.
            items.iter_mut().for_each(|item| item.authors.clear());
        }
        let moved = moved::after_success(source, state.moved.clone(), &own, now);
        issues.extend(moved.as_ref().and_then(moved::issue));
        // A date in the future is a publisher's mistake: it must not make the source look fresh for ever.
        let newest = items.iter().filter_map(|item| item.published).filter(|at| *at <= now).max();
        let outcome = match (unchanged, rest) {
            (true, _) => "not modified".to_owned(),
            (false, Rest::None) => format!("{} items", items.len()),
            (false, _) => format!("{} items, and there are more", items.len()),
        };
        let state = SourceState {
            etag: validators.etag.write(),
            last_modified: validators.last_modified,
            body_hash: validators.body_hash,
            cursor: cursor.or_else(|| state.cursor.clone()),
            moved,
            last_visit: Some(now),
            last_success: Some(now),
            newest_item: state.newest_item.max(newest),
            next_visit: Some(now + if rest == Rest::None { interval } else { INTERVAL_MIN }),
            failure_quarters: 0,
            last_outcome: Some(outcome),
        };
        let more = rest != Rest::None;
        Fetched { source: source.id.clone(), fetched_at: now, changed: !unchanged, more, items, issues, state }
    }

    /// The time until the next visit: the last interval, made longer or shorter; after failures the source's own. Sources
    /// from the field keep theirs: silence is usual there, and the first report must not wait for it.
    fn interval(&self, pulled: &Pulled, source: &Source, state: &SourceState) -> Duration {
        let share = pulled.seen_share.filter(|_| source.class != SourceClass::Field);
        let planned = state.next_visit.zip(state.last_visit).map(|(next, last)| next - last);
        let planned = planned.map(|interval| cadence::without_jitter(interval, &source.id));
        // Only a share makes an interval that was shortened long again.
        let last = planned.filter(|_| share.is_some() && state.failure_quarters == 0);
        cadence::next_interval(last.unwrap_or_else(|| fault::pause(source)), share, &pulled.hints, &source.id)
    }
}
