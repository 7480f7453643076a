//! `replay`: brings given items. For tests and exercises that need no network.

use super::{Call, Connector, Pulled, Rest};
use crate::fault::Fault;
use domain::{Item, Source, SourceId};
use futures::future::{BoxFuture, FutureExt};
use std::collections::HashMap;

/// Brings the items it was given for a source; a source it does not know has none.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    items: HashMap<SourceId, Vec<Item>>,
}

impl Replay {
    /// With items for sources.
    pub fn new(items: impl IntoIterator<Item = (SourceId, Vec<Item>)>) -> Self {
        Self { items: items.into_iter().collect() }
    }
}

impl Connector for Replay {
    fn kind(&self) -> &'static str {
        "replay"
    }

    fn check(&self, _source: &Source) -> Result<(), String> {
        Ok(())
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move {
            let all = self.items.get(&call.source.id).map(Vec::as_slice).unwrap_or_default();
            // The cursor counts what has been brought: the items never change.
            let brought = call.state.cursor.as_deref().filter(|_| call.since.is_none());
            let brought = brought.and_then(|cursor| cursor.parse().ok()).unwrap_or(0usize);
            let items: Vec<Item> = all.iter().skip(brought).take(call.config.items_max).cloned().collect();
            if items.is_empty() {
                return Ok(Pulled::unchanged(call.state));
            }
            let brought = brought + items.len();
            let rest = if brought < all.len() { Rest::Now } else { Rest::None };
            Ok(Pulled { items, cursor: Some(brought.to_string()), rest, ..Pulled::default() })
        }
        .boxed()
    }
}
