//! Runners over the Python cases.
