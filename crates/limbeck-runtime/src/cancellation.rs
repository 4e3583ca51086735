//! [`CancellationToken`]: how a signal stops a run.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use limbeck_database::Cancel;

/// Stops everything that a run is doing; clones stand for the same run.
///
/// [`CancellationToken::cancel`] may be called from any thread, a signal handler's thread
/// included (not from inside a handler itself). The statements that are running are cancelled,
/// and the run ends with [`RunError::Cancelled`](crate::RunError::Cancelled) after it rolled back.
#[derive(Clone, Default)]
pub struct CancellationToken {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    cancelled: AtomicBool,
    connections: Mutex<Vec<Weak<dyn Cancel>>>,
}

impl CancellationToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::SeqCst);
        self.cancel_statements();
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.inner.cancelled.load(Ordering::SeqCst)
    }

    /// Asks again to stop the statements that are running. A request can reach a server just
    /// before the statement that it is meant for; whoever waits for a cancelled run repeats it.
    pub(crate) fn cancel_statements(&self) {
        let connections: Vec<_> = {
            let mut connections = self
                .inner
                .connections
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            connections.retain(|connection| connection.strong_count() > 0);
            connections.iter().filter_map(Weak::upgrade).collect()
        };
        for connection in connections {
            connection.cancel();
        }
    }

    /// Makes the token reach the statements of one more connection, as long as that lives.
    pub fn watch(&self, connection: &Arc<dyn Cancel>) {
        self.inner
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::downgrade(connection));
    }
}

impl fmt::Debug for CancellationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CancellationToken({})", self.is_cancelled())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Cancel for Counter {
        fn cancel(&self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn reaches_connections_that_live() {
        let token = CancellationToken::new();
        let counter = Arc::new(Counter::default());
        let connection: Arc<dyn Cancel> = counter.clone();
        token.watch(&connection);
        assert!(!token.is_cancelled());
        token.clone().cancel();
        assert!(token.is_cancelled());
        assert_eq!(counter.0.load(Ordering::SeqCst), 1);
        token.cancel_statements();
        assert_eq!(counter.0.load(Ordering::SeqCst), 2);
        drop(connection);
        drop(counter);
        token.cancel();
    }
}
