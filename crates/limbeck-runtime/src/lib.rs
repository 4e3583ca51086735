//! Carrying out a plan: transactions, version table, locks, offline output.
