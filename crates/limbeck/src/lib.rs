//! limbeck as a library: one function per command, a typed report out.
