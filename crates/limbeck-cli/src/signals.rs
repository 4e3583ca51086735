//! Ctrl-C and SIGTERM: the first asks the command to stop and roll back, the second ends the
//! process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use limbeck::Stop;

/// Which signal came, if one did.
#[derive(Clone, Default)]
pub struct Signals {
    received: Arc<AtomicUsize>,
}

impl Signals {
    /// Stops the command when a signal comes.
    pub fn listen(stop: Stop) -> Self {
        let signals = Self::default();
        #[cfg(unix)]
        signals.listen_on_unix(stop);
        #[cfg(not(unix))]
        drop(stop);
        signals
    }

    #[cfg(unix)]
    fn listen_on_unix(&self, stop: Stop) {
        use signal_hook::consts::{SIGINT, SIGTERM};

        // Without handlers a signal ends the process as it always did; the database then rolls
        // back by itself.
        let Ok(mut incoming) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
            return;
        };
        let received = self.received.clone();
        std::thread::spawn(move || {
            for signal in incoming.forever() {
                let number = usize::try_from(signal).unwrap_or(0);
                if received.swap(number, Ordering::SeqCst) != 0 {
                    std::process::exit(128 + signal);
                }
                stop.stop();
            }
        });
    }

    /// The number of the signal that came.
    pub fn received(&self) -> Option<u8> {
        match self.received.load(Ordering::SeqCst) {
            0 => None,
            number => u8::try_from(number).ok(),
        }
    }
}
