//! A log by hand: read, summed up, shown.

use stm::Kind;

use super::read::{LogFile, parse};
use super::report::{Account, Report, cells, time};
use super::{html, text};

const LOG: &str = r#"{"typhon_stm_log":1,"program":"bank.py","wall":1000000,"permits":2,"kinds":["object"]}
{"place":1,"file":"bank.py","line":14,"function":"pay","code":"account.balance += n"}
{"place":2,"file":"bank.py","line":20,"function":"fill","code":"jobs.append(<job>)"}
{"place":3,"file":"bank.py","line":30,"function":"take","code":"return jobs.pop()"}
{"thread":1,"name":"main","began":0,"ended":1000000,"dropped":0,"lost":{"blocked":[1,600000,600000],"turn":[1,300,300]}}
{"sum":"blocked","thread":1,"count":1,"time":600000,"longest":600000,"own":3}
{"timeline":1,"width":250000,"kind":"blocked","columns":[0,100000,250000,250000]}
{"thread":2,"name":"Thread-1","began":200000,"ended":900000,"dropped":3,"lost":{"object":[5,250000,90000],"undone":[1,50000,50000]}}
{"sum":"object","thread":2,"count":3,"time":150000,"longest":90000,"own":1,"other":1,"object":"Account","detail":".balance"}
{"sum":"object","thread":2,"count":2,"time":100000,"longest":60000,"own":2,"other":3,"object":"list","detail":".append()"}
{"sum":"undone","thread":2,"count":1,"time":50000,"longest":50000,"own":1,"other":1,"object":"Account","reason":"an older block needed the object"}
{"sum":"sleight","thread":2,"count":1,"time":50000,"longest":50000}
{"timeline":2,"width":500000,"kind":"object","columns":[150000,100000]}
{"spell":"object","thread":2,"began":5,"time":90000,"own":1}
{"thread":3,"name":"Thread-2","began":200000,"ended":800000,"dropped":0,"lost":{"object":[1,40000,40000]}}
{"sum":"object","thread":3,"count":1,"time":40000,"longest":40000,"own":1,"other":1,"object":"Account","detail":".balance"}
"#;

fn log() -> LogFile {
    parse(LOG).expect("the log is well-formed")
}

#[test]
fn every_line_is_read() {
    let log = log();
    assert_eq!(
        (log.program.as_str(), log.wall, log.permits),
        ("bank.py", 1_000_000, 2)
    );
    assert_eq!((log.places.len(), log.threads.len()), (3, 3));
    let second = &log.threads[1];
    assert_eq!(
        (second.life(), second.dropped, second.spells),
        (700_000, 3, 1)
    );
    assert_eq!(second.total(Kind::Object).count, 5);
    // A kind that is not known yet is passed over.
    assert_eq!(second.sums.len(), 3);
    assert_eq!(second.sums[0].own, Some(0));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let wrong = |text: &str| parse(text).expect_err("it is wrong");
    assert_eq!(wrong("").1, "the file is empty");
    assert_eq!(wrong("{}").1, "no log of `typhon --stm-log`");
    assert_eq!(
        wrong("{\"typhon_stm_log\":2}").1,
        "a log of version 2, not 1"
    );
    let (line, what) = wrong(&LOG.replace("\"own\":3", "\"own\":4"));
    assert_eq!((line, what.as_str()), (6, "place 4 is not known"));
    let (line, what) = wrong(&LOG.replace("\"thread\":3,\"count\"", "\"thread\":9,\"count\""));
    assert_eq!((line, what.as_str()), (16, "thread 9 is not known"));
}

#[test]
fn the_account_adds_up() {
    let account = Account::of(&log());
    assert_eq!(account.whole, 3_000_000);
    let parts: u64 = account.rows().iter().map(|(_, part)| part).sum();
    assert_eq!(parts, account.whole);
    assert_eq!(account.absent, 300_000 + 400_000);
    assert_eq!(account.lost_to(Kind::Object), 290_000);
    // A turn is no lost time of its own.
    assert_eq!(account.running, 2_300_000 - 600_000 - 290_000 - 50_000);
}

#[test]
fn conflicts_of_all_threads_are_taken_together() {
    let report = Report::of(&log());
    let first = &report.conflicts[0];
    assert_eq!(
        (first.total.count, first.total.time, first.threads),
        (4, 190_000, 2)
    );
    assert_eq!(first.total.longest, 90_000);
    assert_eq!(first.subject(), "waiting for objects: Account .balance");
    assert_eq!(report.conflicts.len(), 3);
    assert_eq!(report.waits.len(), 1);
    // Where those are that wait for a processor says nothing.
    let log = LOG.replace("\"sum\":\"object\"", "\"sum\":\"permit\"");
    let report = Report::of(&parse(&log).expect("well-formed"));
    assert!(
        report
            .conflicts
            .iter()
            .all(|c| c.kind != Kind::Permit || c.own.is_none())
    );
}

#[test]
fn known_patterns_get_advice() {
    let report = Report::of(&log());
    let found: Vec<(&str, &str, u64)> = report
        .advice
        .iter()
        .map(|a| (a.pattern, a.place.as_str(), a.time))
        .collect();
    assert_eq!(
        found,
        [
            ("shared counter", "bank.py:14", 240_000),
            ("list used as a queue", "bank.py:20", 100_000),
        ]
    );
    let log = LOG
        .replace("\"sum\":\"undone\"", "\"sum\":\"stopped\"")
        .replace("account.balance += n", "Account.total = n");
    let report = Report::of(&parse(&log).expect("well-formed"));
    let has = |report: &Report, pattern: &str| report.advice.iter().any(|a| a.pattern == pattern);
    assert!(has(&report, "class attribute written in a hot path"));
    let log = LOG
        .replace("\"own\":3}", "\"own\":3,\"detail\":\".acquire()\"}")
        .replace("return jobs.pop()", "with lock:");
    let report = Report::of(&parse(&log).expect("well-formed"));
    assert!(has(&report, "lock that many threads want"));
}

#[test]
fn the_timeline_covers_the_life_of_a_thread() {
    let log = log();
    let row = cells(&log.threads[1], log.wall, 10);
    for cell in &row {
        let sum = cell.absent + cell.running + cell.lost.iter().sum::<u64>();
        assert_eq!(sum, 100_000);
    }
    assert_eq!(row[0].absent, 100_000);
    assert_eq!(row[9].absent, 100_000);
    assert_eq!(row[3].lost[Kind::Object as usize], 30_000);
    assert_eq!(row[0].most(), None);
    assert_eq!(row[3].most(), Some(None));
    let main = cells(&log.threads[0], log.wall, 4);
    assert_eq!(main[3].most(), Some(Some(Kind::Blocked)));
}

#[test]
fn times_have_three_digits() {
    let all = [7, 1_500, 12_340, 999_400, 2_000_000, 34_560_000_000].map(time);
    assert_eq!(
        all,
        ["7 ns", "1.50 us", "12.3 us", "999 us", "2.00 ms", "34.6 s"]
    );
}

#[test]
fn the_text_names_both_lines() {
    let page = text::page(&Report::of(&log()));
    assert!(
        page.contains("at      bank.py:20 in fill:  jobs.append(<job>)"),
        "{page}"
    );
    assert!(
        page.contains("against bank.py:30 in take:  return jobs.pop()"),
        "{page}"
    );
    assert!(page.contains("  main             |"), "{page}");
}

#[test]
fn the_page_is_whole_and_escaped() {
    let page = html::page(&Report::of(&log()));
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("jobs.append(&lt;job&gt;)") && !page.contains("<job>"));
    assert!(!page.contains("http"), "it needs nothing from the network");
    for tag in ["svg", "div", "h2", "code"] {
        let begun = page.matches(&format!("<{tag}")).count();
        assert_eq!(begun, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}
