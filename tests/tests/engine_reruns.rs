//! Edits whose words are read a second time: on what another tab made meanwhile, or in place of a tab that is gone.
//! Rules DSN-5, DSN-6 and ENG-13 of core/SPEC.md.

use bozzetto_core::engine::{ModelCall, ModelSignal};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};
use bozzetto_tests::design::{BIG, GREEN, PAGE, apply, ask, config, said};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

const NO_BUTTON: &str = r#"[{"op":"remove","id":"go"}]"#;
const NO_HEADING: &str = r#"[{"op":"remove","id":"title"}]"#;
const OTHER_BUTTONS: &str = r##"[{"op":"remove","id":"go"},
 {"op":"insert","parent":"page","node":{"id":"save","type":"button","name":"Save","layout":{},"style":{},"props":{"label":"Save"},"children":[]}},
 {"op":"insert","parent":"page","node":{"id":"stop","type":"button","name":"Stop","layout":{},"style":{},"props":{"label":"Stop"},"children":[]}}]"##;

/// A tab whose model says nothing before the test does.
fn silent(peer: &str, store: &SharedStore) -> NativeShell {
    let mut config = config(peer);
    config.policy.hold_outside = Some(false);
    NativeShell::with_config(config, store, Scripted(|_: &ModelCall| Reaction::Silence))
}

fn say(shell: &mut NativeShell, ops: &str) {
    let [call] = *shell.running() else {
        panic!("not one call: {:?}", shell.running())
    };
    let answer = format!(r#"{{"ops":{ops}}}"#);
    shell.signal(call, ModelSignal::Chunk(answer.into_bytes()));
    shell.signal(call, ModelSignal::Finished);
    shell.settle();
}

fn ended(shell: &mut NativeShell, ticket: u64) -> EditResult {
    match shell.finish(ticket) {
        Ok(Reply::Edit { result }) => result,
        other => panic!("no end of an edit: {other:?}"),
    }
}

/// What the other tab does while the model answers, and what the model answers.
type Round<'a> = (&'a str, &'a str);

/// How an edit ended: its status, the code of its error, and how often the model was asked.
type End<'a> = (EditStatus, Option<&'a str>, usize);

fn end<'a>(result: &'a EditResult, shell: &NativeShell) -> End<'a> {
    let code = result.error.as_ref().map(|error| error.code.as_str());
    (result.status, code, shell.calls.len())
}

/// DSN-6, ENG-13: ops that do not fit on what another tab made are asked for once more, as the words are to be read there; only then the
/// edit ends as a conflict. An edit that points at what is not there any more changes nothing else.
#[test]
fn an_edit_that_does_not_fit_runs_once_more() {
    use EditStatus::{Clarify, Committed, Failed, Rejected};
    let cases: [(&str, &str, &[Round<'_>], End<'_>); 5] = [
        // The other tab makes its change while the model answers with that.
        (
            "change it",
            "title",
            &[(NO_BUTTON, GREEN), ("", BIG)],
            (Committed, None, 2),
        ),
        (
            "brighten this up",
            "page",
            &[(NO_BUTTON, GREEN), (NO_HEADING, BIG)],
            (Failed, Some("edit.conflict"), 2),
        ),
        (
            "change it",
            "go",
            &[(NO_BUTTON, GREEN)],
            (Rejected, Some("edit.target-gone"), 1),
        ),
        // The words find something else there.
        (
            "make the button wider",
            "",
            &[(OTHER_BUTTONS, GREEN)],
            (Clarify, None, 1),
        ),
        (
            "make the button wider",
            "",
            &[(NO_BUTTON, GREEN), ("", BIG)],
            (Committed, None, 2),
        ),
    ];
    for (prompt, target, rounds, expected) in cases {
        let store = SharedStore::default();
        let mut a = silent("a", &store);
        let session = a.create_from(PAGE).session_id;
        let mut b = silent("b", &store);
        b.open(&session).unwrap();
        let edit = Command::EditDesign {
            session_id: session.clone(),
            edit_id: "e".into(),
            prompt: prompt.into(),
            target: Some(target.to_owned())
                .filter(|id| !id.is_empty())
                .into_iter()
                .collect(),
            base_version: None,
            images: Vec::new(),
        };
        let ticket = a.send(edit);
        a.settle();
        let mut versions = 1;
        for (theirs, ops) in rounds {
            if !theirs.is_empty() {
                b.hear();
                b.settle();
                b.version(apply(&session, theirs)).unwrap();
                versions += 1;
            }
            say(&mut a, ops);
        }
        let result = ended(&mut a, ticket);
        assert_eq!(end(&result, &a), expected, "{prompt}, {target}: {result:?}");
        versions += usize::from(result.status == Committed);
        assert_eq!(
            a.engine.versions(&session, 0).unwrap().len(),
            versions,
            "{prompt}, {target}"
        );
        // What the words meant before is not told to the model again.
        let again = a.calls.get(1).map(said).unwrap_or_default();
        assert!(!again.contains("go [Go"), "{again}");
    }
}

/// ENG-13, ENG-5: so does an edit of a tab that is gone, whoever takes it up.
#[test]
fn what_a_dead_tab_pointed_at_may_be_gone() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    let mut b = silent("b", &store);
    b.open(&session).unwrap();
    ask(&mut a, &session, "e", "change it", "go");
    a.settle();
    b.hear();
    b.settle();
    b.version(apply(&session, NO_BUTTON)).unwrap();
    a.kill();
    b.advance(60_000);
    b.settle();
    assert!(b.calls.is_empty(), "{:?}", b.calls);
    let ending = b.engine.endings(&session).unwrap().pop().unwrap();
    let error = ending.result.unwrap().error.unwrap();
    assert_eq!(error.code, "edit.target-gone");
    assert_eq!(b.engine.versions(&session, 0).unwrap().len(), 2);
}

/// ENG-13, DSN-5: so does one whose question is answered then: no answer could put that right, so it is over.
#[test]
fn what_was_pointed_at_may_be_gone_before_the_answer() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    let ticket = ask(&mut a, &session, "e", "change it", "go");
    a.settle();
    let [call] = *a.running() else { panic!() };
    let question = r#"{"ops":[],"question":"Which colour?"}"#;
    a.signal(call, ModelSignal::Chunk(question.into()));
    a.signal(call, ModelSignal::Finished);
    assert_eq!(ended(&mut a, ticket).status, EditStatus::Clarify);
    a.version(apply(&session, NO_BUTTON)).unwrap();
    let answer = a.send(Command::AnswerClarification {
        session_id: session.clone(),
        edit_id: "e".into(),
        node_id: None,
        text: Some("green".into()),
    });
    let result = ended(&mut a, answer);
    assert_eq!(
        end(&result, &a),
        (EditStatus::Rejected, Some("edit.target-gone"), 1)
    );
    assert!(a.engine.view(&session, 0).unwrap().open_edits.is_empty());
}
