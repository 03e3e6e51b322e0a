//! Student's t: how far off a mean of few samples may be.
//!
//! With `t = √ν tan θ` its density becomes `cos^(ν-1) θ`, which is smooth and bounded; both the tail and the whole are
//! integrals of that, so no gamma function is needed. ν need not be whole.

use std::f64::consts::FRAC_PI_2;

/// Simpson's rule in so many steps.
const STEPS: usize = 128;

/// The integral of `sin^power` from 0.
fn integral(power: f64, to: f64) -> f64 {
    let step = to / STEPS as f64;
    let f = |i: usize| (step * i as f64).sin().powf(power);
    let inner: f64 = (1..STEPS)
        .map(|i| f(i) * if i % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    (f(0) + inner + f(STEPS)) * step / 3.0
}

/// The chance that t lies further from 0 than that, on either side. Fewer degrees of freedom than one are not known.
pub fn beyond(t: f64, freedom: f64) -> f64 {
    let power = freedom.max(1.0) - 1.0;
    let angle = FRAC_PI_2 - (t.abs() / freedom.max(1.0).sqrt()).atan();
    (integral(power, angle) / integral(power, FRAC_PI_2)).min(1.0)
}

/// The t that lies so far out that only this part of all is further, both sides together.
pub fn quantile(part: f64, freedom: f64) -> f64 {
    let freedom = freedom.max(1.0);
    let whole = integral(freedom - 1.0, FRAC_PI_2);
    // The integral curves upwards, so Newton's steps from above never pass the root.
    let mut angle = FRAC_PI_2;
    for _ in 0..60 {
        let above = integral(freedom - 1.0, angle) - part * whole;
        let step = above / angle.sin().powf(freedom - 1.0);
        angle -= step;
        if step < 1e-12 * angle {
            break;
        }
    }
    freedom.sqrt() / angle.tan()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_table_is_met() {
        for (freedom, t) in [
            (1.0, 12.706),
            (2.0, 4.303),
            (4.0, 2.776),
            (9.0, 2.262),
            (300.0, 1.968),
        ] {
            let found = quantile(0.05, freedom);
            assert!((found / t - 1.0).abs() < 2e-3, "{freedom}: {found}");
            assert!((beyond(t, freedom) / 0.05 - 1.0).abs() < 0.02);
        }
        // Far out: what many comparisons need.
        assert!((quantile(0.05 / 60.0, 8.0) / 5.21 - 1.0).abs() < 0.01);
        assert_eq!(beyond(0.0, 5.0), 1.0);
        assert!(beyond(f64::INFINITY, 5.0) < 1e-9);
    }
}
