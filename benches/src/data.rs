//! What is kept of a measurement: the JSON file is this, and every table and plot is computed from it.

use crate::stats;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Changes when a field changes its meaning.
pub const FORMAT: u32 = 2;

/// Which command made the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Run,
    Barriers,
    Scale,
}

/// What counts as the time of a sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// From start to end.
    Wall,
    /// User and system time of all threads, from the kernel.
    Cpu,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    pub format: u32,
    pub kind: Kind,
    /// The command line that made it.
    pub command: String,
    /// Seconds since 1970.
    pub started: u64,
    /// Seconds it took.
    pub took: f64,
    /// Whether it was stopped before all samples were taken.
    pub interrupted: bool,
    pub by: By,
    /// Whether samples are iterations within a process.
    pub steady: bool,
    pub machine: Machine,
    pub modes: Vec<ModeInfo>,
    pub series: Vec<Series>,
    /// What a reader should know: peers that were not there, programs left out.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_mib: u64,
    pub system: String,
    pub load: f64,
    pub commit: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ModeInfo {
    pub name: String,
    pub version: String,
    pub command: Vec<String>,
    /// Another Python.
    pub peer: bool,
}

/// How the threads of a program meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shares {
    Nothing,
    Reads,
    Writes,
}

impl Shares {
    pub const ALL: [Shares; 3] = [Shares::Nothing, Shares::Reads, Shares::Writes];

    pub fn name(self) -> &'static str {
        match self {
            Shares::Nothing => "nothing",
            Shares::Reads => "reads",
            Shares::Writes => "writes",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Series {
    pub program: String,
    pub set: String,
    pub mode: String,
    /// The number of threads asked for, if the program takes one.
    pub threads: Option<usize>,
    pub shares: Option<Shares>,
    pub samples: Vec<Sample>,
    /// Hash of what was printed.
    pub output: Option<String>,
    /// Why there is no time: a wrong result, a crash, a timeout.
    pub failure: Option<String>,
    /// From a run of its own, in which compiled code counted its barriers.
    pub census: Option<Counters>,
}

/// The VM's counters: section, name, number.
pub type Counters = BTreeMap<String, BTreeMap<String, u64>>;

/// What the fixed work beside a sample took, in seconds.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Probe {
    pub arithmetic: f64,
    pub memory: f64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sample {
    /// The round in which it was taken.
    pub round: usize,
    /// When, in seconds from the start.
    pub at: f64,
    /// The host, a moment before.
    pub host: Probe,
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    pub memory_kib: u64,
    /// Times of the iterations, if the program was repeated within the process.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iterations: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<Counters>,
}

impl Sample {
    /// The sample's time; of iterations, the median of the steady ones.
    pub fn time(&self, by: By) -> f64 {
        if !self.iterations.is_empty() {
            return stats::median(self.steady());
        }
        match by {
            By::Wall => self.wall,
            By::Cpu => self.user + self.system,
        }
    }

    /// The iterations after the warm-up.
    pub fn steady(&self) -> &[f64] {
        &self.iterations[stats::warm_up(&self.iterations).turns..]
    }

    pub fn counter(&self, section: &str, name: &str) -> Option<u64> {
        self.counters.as_ref()?.get(section)?.get(name).copied()
    }
}

impl Series {
    /// Whether there are so few processes that each steady iteration in them counts as a sample.
    pub fn counts_iterations(&self) -> bool {
        self.samples.len() < 3 && self.samples.iter().all(|s| !s.iterations.is_empty())
    }

    /// The times that count: one for each sample, or for each steady iteration.
    pub fn times(&self, by: By) -> Vec<f64> {
        if self.counts_iterations() {
            return self
                .samples
                .iter()
                .flat_map(Sample::steady)
                .copied()
                .collect();
        }
        self.samples.iter().map(|s| s.time(by)).collect()
    }

    /// Fit to be shown as a time.
    pub fn is_good(&self) -> bool {
        self.failure.is_none() && !self.samples.is_empty()
    }

    /// Peak memory, the median of the samples.
    pub fn memory_mib(&self) -> f64 {
        let all: Vec<f64> = self.samples.iter().map(|s| s.memory_kib as f64).collect();
        stats::median(&all) / 1024.0
    }

    /// The median of a counter over the samples, for each second.
    pub fn per_second(&self, section: &str, names: &[&str]) -> Option<f64> {
        let rates: Vec<f64> = self
            .samples
            .iter()
            .filter_map(|s| {
                let counts: Option<Vec<u64>> =
                    names.iter().map(|name| s.counter(section, name)).collect();
                Some(counts?.iter().sum::<u64>() as f64 / s.wall)
            })
            .collect();
        (!rates.is_empty()).then(|| stats::median(&rates))
    }

    pub fn census(&self, name: &str) -> Option<u64> {
        self.census.as_ref()?.get("barriers")?.get(name).copied()
    }
}

impl Report {
    /// The series of a program in a mode at that number of threads.
    pub fn find(&self, program: &str, mode: &str, threads: Option<usize>) -> Option<&Series> {
        self.series
            .iter()
            .find(|s| s.program == program && s.mode == mode && s.threads == threads)
    }

    /// The same, if it has a time.
    pub fn good(&self, program: &str, mode: &str, threads: Option<usize>) -> Option<&Series> {
        self.find(program, mode, threads).filter(|s| s.is_good())
    }

    /// Programs with their numbers of threads, in the order in which they were run.
    pub fn rows(&self) -> Vec<(&str, Option<usize>)> {
        let mut rows = Vec::new();
        for s in &self.series {
            if !rows.contains(&(s.program.as_str(), s.threads)) {
                rows.push((s.program.as_str(), s.threads));
            }
        }
        rows
    }

    pub fn failures(&self) -> impl Iterator<Item = (&Series, &str)> {
        self.series
            .iter()
            .filter_map(|s| Some((s, s.failure.as_deref()?)))
    }

    pub fn read(path: &Path) -> Result<Report, String> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|e| format!("{shown}: {e}"))?;
        let report: Report = serde_json::from_str(&text).map_err(|e| format!("{shown}: {e}"))?;
        if report.format != FORMAT {
            return Err(format!("{shown}: made by another version of this tool"));
        }
        Ok(report)
    }

    /// Writes a complete file or leaves the one before: whoever reads it meanwhile finds no half.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| e.to_string())?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        fs::write(&beside, text + "\n")
            .and_then(|()| fs::rename(&beside, path))
            .map_err(|e| format!("{}: {e}", path.display()))
    }
}
