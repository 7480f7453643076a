//! `replay`: brings given items. For tests and exercises that need no network.

use super::{Call, Connector, Pulled};
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
            let items = self.items.get(&call.source.id).cloned().unwrap_or_default();
            // The items never change: once brought is enough.
            if items.is_empty() || call.state.cursor.is_some() {
                return Ok(Pulled::unchanged(call.state));
            }
            Ok(Pulled { items, cursor: Some("brought".to_owned()), ..Pulled::default() })
        }
        .boxed()
    }
}
