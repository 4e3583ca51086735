//! The revision graph, its identifier grammar and step planning.
