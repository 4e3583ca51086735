//! The limbeck command line.
