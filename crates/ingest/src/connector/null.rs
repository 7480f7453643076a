//! `null`: brings nothing. For a source that is kept in the list but not read.

use super::{Call, Connector, Pulled};
use crate::fault::Fault;
use domain::Source;
use futures::future::{BoxFuture, FutureExt};

/// Brings nothing.
pub struct Null;

impl Connector for Null {
    fn kind(&self) -> &'static str {
        "null"
    }

    fn check(&self, _source: &Source) -> Result<(), String> {
        Ok(())
    }

    fn pull<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Result<Pulled, Fault>> {
        async move { Ok(Pulled::unchanged(call.state)) }.boxed()
    }
}
