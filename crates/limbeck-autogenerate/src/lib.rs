//! What leads from one schema to another: the differences, as operations both ways.
