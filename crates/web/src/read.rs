//! Blocking reads off the async threads, and only so many at a time.

use crate::Surface;
use crate::problem::Problem;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// More reads at once than this only wait for the same disk; the others wait here and are cut off by the time limit.
const READS_MAX: usize = 32;

/// What every handler holds.
#[derive(Clone)]
pub(crate) struct Reader {
    surface: Arc<Surface>,
    permits: Arc<Semaphore>,
}

impl Reader {
    pub(crate) fn new(surface: Surface) -> Self {
        Self { surface: Arc::new(surface), permits: Arc::new(Semaphore::new(READS_MAX)) }
    }

    pub(crate) fn surface(&self) -> &Surface {
        &self.surface
    }

    /// Runs a read on a thread that may block.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Surface) -> Result<T, Problem> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Problem::Fault)?;
        let surface = Arc::clone(&self.surface);
        let work = move || {
            let _permit = permit;
            read(&surface)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a read did not come to its end");
            Err(Problem::Fault)
        })
    }
}
