//! Database schema, SQL expressions and migration operations as plain values.
