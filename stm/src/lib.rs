//! Ownership words, threads, safepoints, transactions.
