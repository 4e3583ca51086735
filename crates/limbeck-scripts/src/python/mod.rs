//! Scripts in Python.
