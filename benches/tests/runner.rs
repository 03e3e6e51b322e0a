//! The tool as its user meets it: what it prints, its status, its files.
//!
//! Typhon is played by a shell script, and its programs are shell scripts too: they know the mode as `$mode` and the number
//! of threads as `$1`, and can fail in any way that is wanted. No test depends on how long anything takes.

use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const TYPHON: &str = r#"#!/bin/sh
if [ "$1" = -c ]; then echo "$0"; echo "Python 3.14.0"; exit; fi
mode=full
while :; do
  case "$1" in
    --no-jit) mode=interp ;;
    --barriers=*) mode=${1#--barriers=} ;;
    --jit=census) census=yes ;;
    --stats=json:*) echo '{"barriers": {"reads": 7, "writes": 1, "recorded": 8}}' > "${1#--stats=json:}" ;;
    -*) ;;
    *) break ;;
  esac
  shift
done
program=$1; shift
. "$program"
"#;

/// A folder with a Typhon and programs; removed at the end.
struct Place {
    folder: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        // A folder that is left is no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Place {
    fn new(name: &str) -> Place {
        let folder = std::env::temp_dir().join(format!("bench-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let place = Place { folder };
        let typhon = place.write("typhon", TYPHON);
        fs::set_permissions(&typhon, fs::Permissions::from_mode(0o755)).expect("it is ours");
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.file(name), text).expect("the folder is there");
        self.file(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("the file is there")
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).expect("whole JSON")
    }

    /// The tool in this folder, with this folder's Typhon where one is measured.
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_typhon-bench"));
        command.current_dir(&self.folder).args(line.split(' '));
        if !line.starts_with("compare") && !line.starts_with("show") {
            command.args(["--typhon", "./typhon"]);
        }
        command
    }

    fn run(&self, line: &str) -> (i32, String) {
        told(self.command(line).output().expect("it runs"))
    }

    /// Starts a measurement without end and waits until there are samples in `out.json`.
    fn under_way(&self) -> Child {
        self.write("a.py", "echo a\n");
        self.write("b.py", "echo b\n");
        let line = "run a.py b.py --no-peers --rounds 1000000 --json out.json";
        let child = self
            .command(line)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.expect("it runs");
        while !self.file("out.json").exists() || samples(&self.json("out.json")) < 6 {
            std::thread::sleep(Duration::from_millis(5));
        }
        child
    }
}

/// The status and everything printed.
fn told(out: Output) -> (i32, String) {
    let text = [out.stdout, out.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    (out.status.code().unwrap_or(-1), text.concat())
}

fn samples(report: &Value) -> usize {
    let series = report["series"].as_array().expect("series");
    series
        .iter()
        .map(|s| s["samples"].as_array().expect("samples").len())
        .sum()
}

fn series<'v>(report: &'v Value, program: &str, mode: &str) -> &'v Value {
    let all = report["series"].as_array().expect("series");
    let mut all = all
        .iter()
        .filter(|s| s["program"] == program && s["mode"] == mode);
    all.next().expect("it was measured")
}

fn signal(child: &Child, number: i32) {
    // SAFETY: the child is ours and has not been waited for, so its pid is not another's.
    unsafe { libc::kill(child.id() as libc::pid_t, number) };
}

#[test]
fn a_wrong_result_is_a_failure_and_the_others_have_times() {
    let place = Place::new("wrong");
    place.write("p.py", "[ $mode = plain ] && echo 41 || echo 42\n");
    let (status, text) = place.run("barriers p.py --rounds 3 --json out.json");
    assert_eq!(status, 1, "{text}");
    assert!(
        text.contains("p in plain: wrong result: its output differs from interp"),
        "{text}"
    );
    let report = place.json("out.json");
    assert_eq!(
        samples(&report),
        10,
        "one before it was found wrong, three in each other mode"
    );
    assert_eq!(
        series(&report, "p", "full")["census"]["barriers"]["reads"],
        7
    );
}

#[test]
fn what_is_on_record_is_what_counts() {
    let place = Place::new("record");
    place.write("typhon", &TYPHON.replace(". \"$program\"", "echo nothing"));
    let (status, text) = place.run("run threads atomic --no-peers --jit --rounds 1 --threads 1");
    assert_eq!(status, 1, "{text}");
    for program in ["producer_consumer ×1", "bank ×1"] {
        let wrong =
            format!("{program} in full: wrong result: its output differs from what is on record");
        assert!(text.contains(&wrong), "{text}");
    }
}

#[test]
fn programs_that_crash_or_hang_are_told_and_the_rest_goes_on() {
    let place = Place::new("crash");
    place.write("crash.py", "echo ouch >&2; kill -SEGV $$\n");
    place.write("fail.py", "echo 'ValueError: no' >&2; exit 3\n");
    place.write("hang.py", "[ $mode = full ] && sleep 1000; echo done\n");
    place.write(
        "late.py",
        "echo x >> count; [ $(wc -l < count) -gt 2 ] && exit 1; echo fine\n",
    );
    place.write("good.py", "echo fine\n");
    let (status, text) = place.run(
        "run crash.py fail.py hang.py late.py good.py --no-peers --rounds 2 --timeout 5 --json out.json --html out.html",
    );
    assert_eq!(status, 1, "{text}");
    for word in [
        "crash in interp and full: killed by signal 11: ouch",
        "fail in interp and full: exit status 3: ValueError: no",
        "hang in full: no end within 5 s",
        "late in interp and full: exit status 1",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let report = place.json("out.json");
    let number = |program, mode| {
        series(&report, program, mode)["samples"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(
        (number("good", "full"), number("hang", "interp")),
        (Some(2), Some(2))
    );
    assert_eq!(number("hang", "full"), Some(0));
    assert_eq!(report["interrupted"], false);
    assert!(place.text("out.html").contains("killed by signal 11"));
}

#[test]
fn a_missing_peer_is_skipped_with_a_word() {
    let place = Place::new("peer");
    place.write("p.py", "echo fine\n");
    place.write("other", TYPHON);
    fs::set_permissions(place.file("other"), fs::Permissions::from_mode(0o755)).expect("ours");
    let (status, text) = place.run("run p.py --rounds 1 --peer no-such-python --peer ./other");
    assert_eq!(status, 0, "{text}");
    assert!(
        text.contains("no-such-python is not there or does not run: skipped"),
        "{text}"
    );
    assert!(text.contains("other/full"), "{text}");
}

#[test]
fn ctrl_c_leaves_the_finished_samples() {
    let place = Place::new("interrupt");
    let mut child = place.under_way();
    signal(&child, libc::SIGINT);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let report = place.json("out.json");
    assert!(samples(&report) >= 6 && report["interrupted"] == true);
    let (status, text) = place.run("show out.json --html out.html");
    assert_eq!(status, 130);
    assert!(
        text.contains("interrupted: these are the samples that were finished"),
        "{text}"
    );
    assert!(place.file("out.html").exists());
}

#[test]
fn whatever_ends_the_tool_leaves_a_readable_file() {
    let place = Place::new("killed");
    let mut child = place.under_way();
    signal(&child, libc::SIGKILL);
    child.wait().expect("it ends");
    let report = place.json("out.json");
    assert!(samples(&report) >= 6 && report["interrupted"] == true);
}

#[test]
fn rounds_visit_all_programs_and_modes_take_turns() {
    let place = Place::new("rounds");
    for name in ["a", "b"] {
        let text = format!("echo {name} $mode >> order; echo fine\n");
        place.write(&format!("{name}.py"), &text);
    }
    let (status, text) =
        place.run("run a.py b.py --no-peers --modes interp,off,full --rounds 2 --json out.json");
    assert_eq!(status, 0, "{text}");
    let order = "a interp\na off\na full\nb interp\nb off\nb full\n\
                 a full\na off\na interp\nb full\nb off\nb interp\n";
    assert_eq!(place.text("order"), order);
    let report = place.json("out.json");
    assert_eq!(series(&report, "b", "off")["samples"][1]["round"], 1);
    assert!(series(&report, "b", "off")["samples"][1]["host"]["memory"].as_f64() > Some(0.0));
}

#[test]
fn no_time_is_still_time_for_three_rounds() {
    let place = Place::new("within");
    place.write("p.py", "echo fine\n");
    let (status, text) = place.run("run p.py --no-peers --jit --within 0 --json out.json");
    assert_eq!(status, 0, "{text}");
    assert_eq!(samples(&place.json("out.json")), 3);
    assert!(text.contains("time was over after 3 of 5 rounds"), "{text}");
}

#[test]
fn scale_measures_each_number_of_threads() {
    let place = Place::new("scale");
    place.write(
        "t.py",
        "# threads share reads\necho done; echo $1 >> numbers\n",
    );
    place.write("p.py", "echo fine\n");
    let (status, text) = place.run("scale t.py p.py --threads 2,4 --rounds 1 --html out.html");
    assert_eq!(status, 0, "{text}");
    assert_eq!(place.text("numbers"), "1\n2\n4\n");
    assert!(
        text.contains("p takes no number of threads: skipped"),
        "{text}"
    );
    assert!(
        text.contains("×2") && text.contains("×4") && text.contains("reads"),
        "{text}"
    );
    assert!(place.text("out.html").contains("shared for reading"));
}

#[test]
fn programs_with_threads_are_not_run_without_barriers() {
    let place = Place::new("threads");
    place.write(
        "t.py",
        "# threads share writes\necho $mode >> modes; echo fine\n",
    );
    let (status, text) = place.run("barriers t.py --rounds 1");
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("no `off` for t"), "{text}");
    assert!(!place.text("modes").contains("off"));
}

/// Changes all samples of a series.
fn times(report: &mut Value, mode: &str, factor: f64) {
    for s in report["series"].as_array_mut().expect("series") {
        if s["mode"] != mode {
            continue;
        }
        for sample in s["samples"].as_array_mut().expect("samples") {
            let wall = sample["wall"].as_f64().expect("a number");
            sample["wall"] = (wall * factor).into();
        }
    }
}

#[test]
fn the_status_of_compare_says_what_was_found() {
    let place = Place::new("compare");
    place.write("p.py", "echo fine\n");
    let (status, text) = place.run("run p.py --no-peers --rounds 5 --json old.json");
    assert_eq!(status, 0, "{text}");
    let old = place.json("old.json");
    let compare = |name: &str, report: &Value| {
        place.write(name, &report.to_string());
        place.run(&format!("compare old.json {name}"))
    };
    let (status, text) = compare("same.json", &old);
    assert!(status == 0 && text.contains("0 faster, 0 slower"), "{text}");
    let mut slower = old.clone();
    times(&mut slower, "full", 1000.0);
    let (status, text) = compare("slower.json", &slower);
    assert!(status == 1 && text.contains("SLOWER"), "{text}");
    let mut faster = old.clone();
    times(&mut faster, "full", 0.001);
    let (status, text) = compare("faster.json", &faster);
    assert!(status == 0 && text.contains("faster\n"), "{text}");
    let mut failing = old.clone();
    failing["series"][1]["failure"] = "wrong result".into();
    let (status, text) = compare("failing.json", &failing);
    assert!(
        status == 1 && text.contains("fails: wrong result"),
        "{text}"
    );
    let mut other = old.clone();
    other["by"] = "cpu".into();
    assert_eq!(compare("other.json", &other).0, 2);
    let mut none = old.clone();
    none["series"] = Value::Array(Vec::new());
    let (status, text) = compare("none.json", &none);
    assert!(
        status == 2 && text.contains("not in the new one: p in interp and p in full"),
        "{text}"
    );
    place.write("half.json", "{\"format\": 2");
    assert_eq!(place.run("compare old.json half.json").0, 2);
}

#[test]
fn words_that_mean_nothing_are_told() {
    let place = Place::new("words");
    for line in [
        "run no-such-program",
        "run no-such-file.py",
        "run nbody --modes fast",
        "run nbody --no-peers --pin 100000",
    ] {
        let (status, text) = place.run(line);
        assert!(
            status == 2 && text.starts_with("typhon-bench: "),
            "{line}: {text}"
        );
    }
}
