//! Numbers as people read them.

/// Seconds with three figures: `1.23 s`, `45.6 ms`.
pub fn seconds(s: f64) -> String {
    match s {
        s if s.is_nan() => "–".into(),
        s if s >= 1.0 => format!("{} s", figures(s)),
        s if s >= 1e-3 => format!("{} ms", figures(s * 1e3)),
        s => format!("{} µs", figures(s * 1e6)),
    }
}

/// Three figures, and no fewer before the point than there are.
pub fn figures(x: f64) -> String {
    match x.abs() {
        a if a.is_nan() => "–".into(),
        a if a >= 99.95 => format!("{x:.0}"),
        a if a >= 9.995 => format!("{x:.1}"),
        _ => format!("{x:.2}"),
    }
}

/// Counts: `812`, `1.2 k`, `34 M`.
pub fn count(n: f64) -> String {
    let short = |n: f64, unit: &str| {
        if n < 9.95 {
            format!("{n:.1} {unit}")
        } else {
            format!("{n:.0} {unit}")
        }
    };
    match n {
        n if n.is_nan() => "–".into(),
        n if n >= 999.5e6 => short(n / 1e9, "G"),
        n if n >= 999.5e3 => short(n / 1e6, "M"),
        n if n >= 999.5 => short(n / 1e3, "k"),
        n => format!("{n:.0}"),
    }
}

/// `0.034` as `3.4 %`.
pub fn percent(part: f64) -> String {
    let shown = match part {
        p if p.is_nan() => return "–".into(),
        p if p.abs() < 0.0995 => format!("{:.1} %", p * 100.0),
        p => format!("{:.0} %", p * 100.0),
    };
    shown.replace('-', "−")
}

/// A duration in minutes and seconds.
pub fn minutes(seconds: f64) -> String {
    let s = seconds.round() as u64;
    format!("{}:{:02} min", s / 60, s % 60)
}

/// What stands between the names of an enumeration.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// 64 bits of FNV-1a: enough to tell one output from another.
pub fn hash(bytes: &[u8]) -> String {
    let mut h: u64 = 0xCBF2_9CE4_8422_2325;
    for &byte in bytes {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    format!("{h:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_figures_are_enough() {
        assert_eq!(seconds(1.2345), "1.23 s");
        assert_eq!(seconds(0.0456), "45.6 ms");
        assert_eq!(seconds(0.000_123), "123 µs");
        assert_eq!(count(1_234.0), "1.2 k");
        assert_eq!(count(34_000_000.0), "34 M");
        assert_eq!(percent(0.034), "3.4 %");
        assert_eq!(percent(-0.2), "−20 %");
        assert_eq!(minutes(125.0), "2:05 min");
        assert_eq!(seconds(f64::NAN), "–");
    }

    #[test]
    fn equal_texts_have_equal_hashes() {
        assert_eq!(hash(b""), "cbf29ce484222325");
        assert_ne!(hash(b"a"), hash(b"b"));
    }
}
