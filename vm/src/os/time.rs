//! Clocks, and seconds to calendar and back.

use std::ffi::{CStr, CString};
use std::time::Duration;

/// A moment as a calendar shows it, with C's conventions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The full year.
    pub year: i64,
    /// From 1.
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    /// Monday is 0.
    pub weekday: i64,
    /// From 1.
    pub yearday: i64,
    pub daylight: i64,
    pub zone: String,
    /// Seconds east of UTC.
    pub offset: i64,
}

/// The time zone of the process.
pub struct Zone {
    /// Seconds west of UTC, without and with daylight saving.
    pub offset: i64,
    pub alternative: i64,
    pub daylight: bool,
    pub names: (String, String),
}

/// A clock of the system.
pub fn clock(id: libc::clockid_t) -> Duration {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a timespec of ours.
    if unsafe { libc::clock_gettime(id, &mut t) } != 0 {
        return Duration::ZERO;
    }
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

fn empty() -> libc::tm {
    // SAFETY: a tm is numbers and a pointer that may be null.
    unsafe { std::mem::zeroed() }
}

fn from_tm(t: &libc::tm) -> Broken {
    let zone = match t.tm_zone.is_null() {
        true => String::new(),
        // SAFETY: the C library gives the name of a zone as a text that lives as long as the zone's data.
        false => unsafe { CStr::from_ptr(t.tm_zone) }
            .to_string_lossy()
            .into_owned(),
    };
    Broken {
        year: i64::from(t.tm_year) + 1900,
        month: i64::from(t.tm_mon) + 1,
        day: t.tm_mday.into(),
        hour: t.tm_hour.into(),
        minute: t.tm_min.into(),
        second: t.tm_sec.into(),
        weekday: (i64::from(t.tm_wday) + 6) % 7,
        yearday: i64::from(t.tm_yday) + 1,
        daylight: t.tm_isdst.into(),
        zone,
        offset: t.tm_gmtoff,
    }
}

fn to_tm(b: &Broken) -> libc::tm {
    let mut t = empty();
    t.tm_year = (b.year - 1900) as i32;
    t.tm_mon = (b.month - 1) as i32;
    t.tm_mday = b.day as i32;
    t.tm_hour = b.hour as i32;
    t.tm_min = b.minute as i32;
    t.tm_sec = b.second as i32;
    t.tm_wday = ((b.weekday + 1) % 7) as i32;
    t.tm_yday = (b.yearday - 1) as i32;
    t.tm_isdst = b.daylight as i32;
    t.tm_gmtoff = b.offset;
    t
}

/// Local time.
pub fn local(seconds: i64) -> Option<Broken> {
    let mut t = empty();
    // SAFETY: both pointers are to values of ours.
    let done = unsafe { libc::localtime_r(&seconds, &mut t) };
    (!done.is_null()).then(|| from_tm(&t))
}

/// UTC.
pub fn utc(seconds: i64) -> Option<Broken> {
    let mut t = empty();
    // SAFETY: both pointers are to values of ours.
    let done = unsafe { libc::gmtime_r(&seconds, &mut t) };
    (!done.is_null()).then(|| Broken {
        zone: "GMT".into(),
        ..from_tm(&t)
    })
}

/// The moment that a local time names.
pub fn make(b: &Broken) -> Option<i64> {
    let mut t = to_tm(b);
    t.tm_wday = -1;
    // SAFETY: the pointer is to a tm of ours.
    let seconds = unsafe { libc::mktime(&mut t) };
    // The weekday tells a failure from the second before the epoch.
    (seconds != -1 || t.tm_wday != -1).then_some(seconds)
}

/// Reads the time zone of the environment again.
pub fn tzset() {
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: POSIX; takes and gives nothing.
    unsafe { tzset() }
}

/// The zone, from the clocks of this year's January and July.
pub fn zone() -> Zone {
    tzset();
    const HALF_YEAR: i64 = 365 * 86_400 / 2;
    let now = clock(libc::CLOCK_REALTIME).as_secs() as i64;
    let year = local(now).map_or(1970, |b| b.year);
    let january = (year - 1970) * 31_556_952;
    let at = |t: i64| local(t).map_or((0, "UTC".to_owned()), |b| (b.offset, b.zone));
    let (winter, summer) = (at(january), at(january + HALF_YEAR));
    let (standard, saving) = match winter.0 <= summer.0 {
        true => (winter, summer),
        false => (summer, winter),
    };
    Zone {
        offset: -standard.0,
        alternative: -saving.0,
        daylight: standard.0 != saving.0,
        names: (standard.1, saving.1),
    }
}

/// C's `strftime`.
pub fn format(format: &str, b: &Broken) -> String {
    let t = {
        let mut t = to_tm(b);
        // The name of the zone comes from the C library itself.
        if let Some(seconds) = make(b)
            && let Some(l) = local(seconds)
            && b.zone.is_empty()
        {
            t.tm_gmtoff = l.offset;
        }
        t
    };
    let zone = CString::new(b.zone.as_str()).unwrap_or_default();
    let t = libc::tm {
        tm_zone: zone.as_ptr(),
        ..t
    };
    let mut out = String::new();
    // Texts between null bytes are formatted one by one.
    for (i, part) in format.split('\0').enumerate() {
        if i > 0 {
            out.push('\0');
        }
        if part.is_empty() {
            continue;
        }
        // A space in front tells an empty result from one that did not fit.
        let c = CString::new(format!(" {part}")).unwrap_or_default();
        let mut buffer = vec![0u8; 256 + part.len() * 8];
        loop {
            // SAFETY: the buffer has the length that is given, the texts end with a null byte, the tm is ours.
            let n =
                unsafe { libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), c.as_ptr(), &t) };
            if n > 0 || buffer.len() > 1 << 20 {
                out.push_str(&String::from_utf8_lossy(&buffer[1.min(n)..n]));
                break;
            }
            buffer.resize(buffer.len() * 4, 0);
        }
    }
    out
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Broken {
    /// The nine items of a `struct_time`.
    pub fn items(&self) -> [i64; 9] {
        [
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.weekday,
            self.yearday,
            self.daylight,
        ]
    }

    /// From nine items; zeros for month, day and day of the year mean 1, as in CPython.
    pub fn from_items(i: [i64; 9]) -> Broken {
        Broken {
            year: i[0],
            month: i[1].max(i64::from(i[1] == 0)),
            day: i[2].max(i64::from(i[2] == 0)),
            hour: i[3],
            minute: i[4],
            second: i[5],
            weekday: i[6],
            yearday: i[7].max(i64::from(i[7] == 0)),
            daylight: i[8].clamp(-1, 1),
            zone: String::new(),
            offset: 0,
        }
    }

    /// What is out of range, in CPython's words.
    pub fn check(&self) -> Result<(), &'static str> {
        let bad = |v: i64, low: i64, high: i64| v < low || v > high;
        if bad(self.month, 1, 12) {
            Err("month out of range")
        } else if bad(self.day, 1, 31) {
            Err("day of month out of range")
        } else if bad(self.hour, 0, 23) {
            Err("hour out of range")
        } else if bad(self.minute, 0, 59) {
            Err("minute out of range")
        } else if bad(self.second, 0, 61) {
            Err("seconds out of range")
        } else if self.weekday < 0 {
            Err("day of week out of range")
        } else if bad(self.yearday, 1, 366) {
            Err("day of year out of range")
        } else {
            Ok(())
        }
    }

    /// As `asctime` writes it.
    pub fn ascii(&self) -> String {
        let name = |names: &[&'static str], i: i64| {
            names
                .get(i.rem_euclid(names.len() as i64) as usize)
                .copied()
        };
        format!(
            "{} {} {:>2} {:02}:{:02}:{:02} {}",
            name(&DAYS, self.weekday).unwrap_or(""),
            name(&MONTHS, self.month - 1).unwrap_or(""),
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.year
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_is_a_thursday() {
        let b = utc(0).unwrap();
        assert_eq!(b.items(), [1970, 1, 1, 0, 0, 0, 3, 1, 0]);
        assert_eq!(b.ascii(), "Thu Jan  1 00:00:00 1970");
        assert_eq!(
            format("%Y-%m-%d %H:%M:%S %j %%", &b),
            "1970-01-01 00:00:00 001 %"
        );
        let l = local(1_000_000_000).unwrap();
        assert_eq!(make(&l), Some(1_000_000_000));
    }
}
