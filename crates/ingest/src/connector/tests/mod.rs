//! Tests over all kinds of source, against servers on loopback.

mod backfill;
mod climbing;
mod conformance;
mod datasets;
mod loopback;
mod manners;
mod rounds;
