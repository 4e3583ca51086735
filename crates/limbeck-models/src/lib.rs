//! What the models say a database should hold.
