//! The optimiser.

use crate::abort::Abort;
use crate::ir::{Trace, verify};
use crate::log;
use crate::target::Target;

/// Optimises a trace; a side trace is given the root it may jump to.
pub fn optimise(trace: Trace, _root: Option<&Trace>, target: &Target) -> Result<Trace, Abort> {
    check(&trace, target, "recorded")?;
    Ok(trace)
}

/// Runs the verifier if it is switched on.
fn check(trace: &Trace, target: &Target, stage: &str) -> Result<(), Abort> {
    if !log::checking() {
        return Ok(());
    }
    verify::verify(trace, target).map_err(|why| {
        log::stage("errors", || format!("after {stage}: {why}\n{trace}"));
        Abort::Malformed
    })
}
