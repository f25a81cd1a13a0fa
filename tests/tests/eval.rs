//! The marks that labelled cases have to reach, on the whole path of an edit.

use std::path::PathBuf;

use bozzetto_tests::eval::case::Case;
use bozzetto_tests::eval::native::Native;
use bozzetto_tests::eval::path::{Path, Provider};
use bozzetto_tests::eval::run::{Plan, Report, run};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn report(file: &str, provider: Provider) -> Report {
    report_on("documents/wireframes", file, provider)
}

fn report_on(documents: &str, file: &str, provider: Provider) -> Report {
    let plan = Plan {
        file: data("edits").join(file),
        documents: data(documents),
        filter: None,
    };
    run(&plan, &mut Native::new(provider)).expect("the cases can be read")
}

#[test]
fn documents_are_found_in_folders_of_the_folder() {
    let plan = |documents: &str, filter: &str| Plan {
        file: data("edits").join("edits.jsonl"),
        documents: data(documents),
        filter: Some(filter.to_owned()),
    };
    let ran = |plan: &Plan| run(plan, &mut Native::new(Provider::Gold));
    assert_eq!(ran(&plan("documents", "d001")).unwrap().total, 1);
    let missing = ran(&plan("edits/others", "d001")).unwrap_err();
    assert!(missing.contains("there is no login.json"), "{missing}");
}

/// Asserts a share, and shows what was not right when it is missed.
fn at_least(report: &Report, what: &str, share: f64, mark: f64) {
    assert!(
        share >= mark,
        "{what}: {share:.3} is below {mark}\n{}",
        report.to_table()
    );
}

/// A tag that is lost from the cases has no mark, not a full one.
#[test]
#[should_panic(expected = "no case has the tag")]
fn a_tag_without_cases_is_missed() {
    Report::default().tag("colour");
}

#[test]
#[should_panic(expected = "no case is about")]
fn a_score_without_cases_is_missed() {
    Report::default().share("guard");
}

#[test]
fn first_versions_reach_their_mark() {
    for file in ["create.jsonl", "create-own.jsonl"] {
        let report = report(file, Provider::Offline);
        at_least(&report, file, report.share("create"), 0.75);
    }
}

#[test]
fn edits_reach_their_marks_with_scripted_answers() {
    let report = report("edits.jsonl", Provider::Gold);
    for (what, mark) in [
        ("guard", 1.0),
        ("result", 0.95),
        ("clarification", 0.85),
        ("intent", 0.85),
        ("reference", 0.85),
    ] {
        at_least(&report, what, report.share(what), mark);
    }
}

#[test]
fn edits_reach_their_marks_with_the_embedded_model() {
    let report = report("edits.jsonl", Provider::Offline);
    at_least(&report, "result", report.share("result"), 0.65);
    for tag in [
        "colour",
        "quoted",
        "ordinal",
        "selection",
        "pronoun",
        "terse",
        "relative",
        "scope-all",
    ] {
        at_least(&report, tag, report.tag(tag), 0.85);
    }
}

#[test]
fn the_words_of_other_people_reach_their_mark() {
    for file in [
        "others/first.jsonl",
        "others/second.jsonl",
        "others/third.jsonl",
        "others/fourth.jsonl",
        "others/fifth.jsonl",
        "others/sixth.jsonl",
        "others/seventh.jsonl",
        "others/eighth.jsonl",
        "others/ninth.jsonl",
        "others/tenth.jsonl",
    ] {
        let report = report_on("edits/others/documents", file, Provider::Offline);
        at_least(&report, file, report.share("result"), 0.5);
        at_least(&report, file, report.share("guard"), 1.0);
    }
    let created = report_on("edits/others/documents", "others/create.jsonl", Provider::Offline);
    at_least(&created, "create", created.share("create"), 0.75);
}

#[test]
fn nothing_that_must_be_masked_is_sent() {
    for provider in [Provider::Gold, Provider::Offline] {
        let report = report("edits.jsonl", provider);
        at_least(&report, "guard", report.share("guard"), 1.0);
    }
}

#[test]
fn history_is_told_to_the_model() {
    let line = std::fs::read_to_string(data("edits/edits.jsonl")).expect("the cases");
    let cases = Case::parse_all(&line).expect("cases");
    let case = cases
        .iter()
        .find(|case| case.id == "d003")
        .expect("a case with history");
    let document = std::fs::read_to_string(data("documents/wireframes/login.json")).expect("the document");
    let outcome = Native::new(Provider::Offline)
        .run(case, Some(&document))
        .expect("it runs");
    assert!(
        outcome
            .sent
            .iter()
            .any(|sent| sent.contains("change the heading to Welcome back")),
        "{:?}",
        outcome.sent
    );
}
