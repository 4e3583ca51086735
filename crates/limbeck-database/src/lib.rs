//! The ports to a database, and the wire drivers behind them.
