//! Migration scripts: headers, evaluation into operations, rendering.
