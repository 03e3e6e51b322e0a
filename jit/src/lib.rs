//! Trace IR, passes, Cranelift emission.
