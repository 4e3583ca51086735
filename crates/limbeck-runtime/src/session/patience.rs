//! Waiting for the other thread: awake for a moment, since waking up takes longer than most statements
//! on a file or on a server nearby.

use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

/// How long a thread stays awake for what it waits for.
const AWAKE: Duration = Duration::from_micros(60);

/// What arrives while the thread stays awake for it; `None` if nothing does, or nothing can any more.
pub(super) fn soon<T>(receiver: &Receiver<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        match receiver.try_recv() {
            Ok(arrived) => return Some(arrived),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) if started.elapsed() > AWAKE => return None,
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_is_there_is_taken() {
        let (sender, receiver) = mpsc::channel();
        sender.send(7).expect("there is a receiver");
        assert_eq!(soon(&receiver), Some(7));
        assert_eq!(soon(&receiver), None);
        drop(sender);
        assert_eq!(soon(&receiver), None);
    }
}
