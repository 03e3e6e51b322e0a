//! A log file back into memory.
//!
//! Unknown keys, kinds and sorts of lines are passed over, so that an old report reads a newer log as far as it can.

use serde_json::Value;
use stm::Kind;

/// A log as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogFile {
    pub program: String,
    /// From the beginning of the log to its end.
    pub wall: u64,
    pub permits: u64,
    pub places: Vec<Place>,
    pub threads: Vec<Thread>,
}

/// A line of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub line: u64,
    pub function: String,
    pub code: String,
}

/// What one thread lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    pub name: String,
    pub began: u64,
    pub ended: u64,
    /// By kind.
    pub lost: Vec<(Kind, Total)>,
    pub sums: Vec<Sum>,
    pub width: u64,
    pub timeline: Vec<(Kind, Vec<u64>)>,
    pub spells: usize,
    pub dropped: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    pub count: u64,
    pub time: u64,
    pub longest: u64,
}

/// Spells that look alike. Places are numbers in the list of places, counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    pub kind: Kind,
    pub total: Total,
    pub own: Option<usize>,
    pub other: Option<usize>,
    pub object: String,
    pub detail: String,
    pub reason: String,
}

impl Thread {
    /// How long it existed.
    pub fn life(&self) -> u64 {
        self.ended.saturating_sub(self.began)
    }

    pub fn total(&self, kind: Kind) -> Total {
        let found = self.lost.iter().find(|(k, _)| *k == kind);
        found.map(|(_, total)| *total).unwrap_or_default()
    }
}

/// Reads a log; the error says in which line what is wrong.
pub fn parse(text: &str) -> Result<LogFile, (usize, String)> {
    let mut log: Option<LogFile> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let line: Value =
            serde_json::from_str(line).map_err(|e| (number, format!("no JSON: {e}")))?;
        match &mut log {
            None => log = Some(header(&line).map_err(|what| (number, what))?),
            Some(log) => take(log, &line).map_err(|what| (number, what))?,
        }
    }
    log.ok_or((1, "the file is empty".into()))
}

fn header(line: &Value) -> Result<LogFile, String> {
    match line["typhon_stm_log"].as_u64() {
        Some(1) => {}
        Some(version) => return Err(format!("a log of version {version}, not 1")),
        None => return Err("no log of `typhon --stm-log`".into()),
    }
    Ok(LogFile {
        program: text(line, "program"),
        wall: number(line, "wall")?,
        permits: number(line, "permits")?,
        ..Default::default()
    })
}

fn take(log: &mut LogFile, line: &Value) -> Result<(), String> {
    let has = |key: &str| line.get(key).is_some();
    if has("place") {
        log.places.push(Place {
            file: text(line, "file"),
            line: number(line, "line")?,
            function: text(line, "function"),
            code: text(line, "code"),
        });
    } else if has("sum") {
        let sum = sum(line, log.places.len())?;
        thread(log, line, "thread")?.sums.extend(sum);
    } else if has("spell") {
        thread(log, line, "thread")?.spells += 1;
    } else if has("timeline") {
        let columns = line["columns"].as_array().ok_or("no columns")?;
        let columns = columns.iter().map(|n| n.as_u64().unwrap_or(0)).collect();
        let width = number(line, "width")?;
        let thread = thread(log, line, "timeline")?;
        thread.width = width;
        if let Some(kind) = kind(line, "kind") {
            thread.timeline.push((kind, columns));
        }
    } else if has("thread") {
        log.threads.push(begin(line)?);
    }
    Ok(())
}

fn begin(line: &Value) -> Result<Thread, String> {
    let lost = line["lost"].as_object().ok_or("no times")?;
    let total = |row: &Value| Total {
        count: row[0].as_u64().unwrap_or(0),
        time: row[1].as_u64().unwrap_or(0),
        longest: row[2].as_u64().unwrap_or(0),
    };
    Ok(Thread {
        name: text(line, "name"),
        began: number(line, "began")?,
        ended: number(line, "ended")?,
        dropped: number(line, "dropped")?,
        lost: Kind::ALL
            .iter()
            .filter_map(|kind| Some((*kind, total(lost.get(kind.word())?))))
            .collect(),
        ..Default::default()
    })
}

fn sum(line: &Value, places: usize) -> Result<Option<Sum>, String> {
    let Some(kind) = kind(line, "sum") else {
        return Ok(None);
    };
    let place = |key: &str| match line.get(key).and_then(Value::as_u64) {
        None => Ok(None),
        Some(n) if n >= 1 && n as usize <= places => Ok(Some(n as usize - 1)),
        Some(n) => Err(format!("place {n} is not known")),
    };
    Ok(Some(Sum {
        kind,
        total: Total {
            count: number(line, "count")?,
            time: number(line, "time")?,
            longest: number(line, "longest")?,
        },
        own: place("own")?,
        other: place("other")?,
        object: text(line, "object"),
        detail: text(line, "detail"),
        reason: text(line, "reason"),
    }))
}

fn thread<'l>(log: &'l mut LogFile, line: &Value, key: &str) -> Result<&'l mut Thread, String> {
    let number = number(line, key)?;
    let at = (number as usize).wrapping_sub(1);
    log.threads
        .get_mut(at)
        .ok_or(format!("thread {number} is not known"))
}

fn kind(line: &Value, key: &str) -> Option<Kind> {
    let word = line[key].as_str()?;
    Kind::ALL.iter().copied().find(|kind| kind.word() == word)
}

fn number(line: &Value, key: &str) -> Result<u64, String> {
    line[key].as_u64().ok_or(format!("'{key}' is not a number"))
}

fn text(line: &Value, key: &str) -> String {
    line[key].as_str().unwrap_or_default().to_owned()
}
