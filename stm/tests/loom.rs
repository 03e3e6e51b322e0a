//! Every interleaving of two or three threads, by loom.
//!
//! The modules of the crate are compiled here once more, by path, with loom's types as their `crate::sync`. So these
//! models run in the ordinary test command and explore the code itself.
#![allow(dead_code, unused_imports)]

#[path = "../src/block.rs"]
mod block;
#[path = "../src/bulk.rs"]
mod bulk;
#[path = "../src/conflict.rs"]
mod conflict;
#[path = "../src/fork.rs"]
mod fork;
#[path = "../src/inevitable.rs"]
mod inevitable;
#[path = "../src/loan.rs"]
mod loan;
#[path = "../src/log.rs"]
mod log;
#[path = "../src/mail.rs"]
mod mail;
#[path = "../src/own.rs"]
mod own;
#[path = "../src/permit.rs"]
mod permit;
#[path = "../src/safepoint.rs"]
mod safepoint;
#[path = "../src/stats.rs"]
mod stats;
#[path = "loom/sync.rs"]
mod sync;
#[path = "../src/thread.rs"]
mod thread;
#[path = "../src/tx.rs"]
mod tx;
#[path = "../src/undo.rs"]
mod undo;
#[path = "../src/wait.rs"]
mod wait;
#[path = "../src/word.rs"]
mod word;
#[path = "../src/world.rs"]
mod world;

#[path = "loom/models.rs"]
mod models;
