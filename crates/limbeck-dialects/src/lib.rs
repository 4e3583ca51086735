//! Everything that differs per database except the wire.
