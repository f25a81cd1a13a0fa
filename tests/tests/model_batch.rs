//! Edits that do not depend on each other are asked for together and still make one version each, in order.

use bozzetto_core::engine::{EffectId, EngineConfig, ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

const PAGE: &str = r#"{"id":"root","type":"screen","children":[{"id":"title","type":"heading","props":{"text":"Hi"}},
    {"id":"ok","type":"button","props":{"label":"Save"}},{"id":"mail","type":"input","props":{"label":"Mail"}}]}"#;

/// A tab whose model says nothing until the test does.
fn tab(store: &SharedStore) -> NativeShell {
    let mut config = EngineConfig::new("tab");
    config.provider = ProviderConfig::App { name: "app".into() };
    NativeShell::with_config(config, store, Scripted(|_: &ModelCall| Reaction::Silence))
}

fn start(shell: &mut NativeShell, session: &str, prompts: &[&str]) -> Vec<u64> {
    let ids: Vec<String> = (0..prompts.len()).map(|number| format!("e{number}")).collect();
    let tickets = prompts
        .iter()
        .zip(&ids)
        .map(|(prompt, id)| {
            shell.send(Command::EditDesign {
                session_id: session.into(),
                edit_id: id.clone(),
                prompt: prompt.to_string(),
                target: Vec::new(),
                base_version: None,
            })
        })
        .collect();
    shell
        .run(Command::BatchEdits {
            session_id: session.into(),
            edit_ids: ids,
        })
        .unwrap();
    shell.settle();
    tickets
}

fn say(shell: &mut NativeShell, call: EffectId, ops: &str) {
    let text = format!(r#"{{"ops":[{ops}],"question":null,"summary":"s"}}"#);
    for piece in text.as_bytes().chunks(9) {
        shell.signal(call, ModelSignal::Chunk(piece.to_vec()));
    }
    shell.signal(call, ModelSignal::Finished);
    shell.settle();
}

fn set(id: &str, value: &str) -> String {
    format!(r#"{{"op":"set","id":"{id}","path":"/style/background","value":"{value}"}}"#)
}

fn result(shell: &mut NativeShell, ticket: u64) -> EditResult {
    match shell.finish(ticket).unwrap() {
        Reply::Edit { result } => result,
        other => panic!("{other:?}"),
    }
}

const PROMPTS: [&str; 3] = [
    "make the heading red",
    "make the button green",
    "make the input blue",
];

/// MOD-56: all are asked at once; whatever order the answers come in, the versions come in the order of the edits.
#[test]
fn mod_56_asked_together_committed_in_order() {
    let orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
    for order in orders {
        let mut shell = tab(&SharedStore::default());
        let session = shell.create_from(PAGE).session_id;
        let tickets = start(&mut shell, &session, &PROMPTS);
        let calls = shell.running().to_vec();
        assert_eq!(calls.len(), 3, "asked together");
        for index in order {
            let ops = set(["title", "ok", "mail"][index], ["#f00", "#0f0", "#00f"][index]);
            say(&mut shell, calls[index], &ops);
        }
        for (ticket, version) in tickets.into_iter().zip(2..) {
            let result = result(&mut shell, ticket);
            assert_eq!(
                (result.status, result.new_version),
                (EditStatus::Committed, Some(version)),
                "{result:?}"
            );
        }
        let document = shell.document(&session);
        assert!(
            ["#f00", "#0f0", "#00f"]
                .iter()
                .all(|colour| document.contains(colour)),
            "{document}"
        );
        assert_eq!(shell.calls.len(), 3);
        assert!(shell.running().is_empty());
    }
}

/// MOD-56: what points at an edit before it waits for it.
#[test]
fn mod_56_what_depends_waits() {
    let mut shell = tab(&SharedStore::default());
    let session = shell.create_from(PAGE).session_id;
    start(
        &mut shell,
        &session,
        &[
            "make the button green",
            "make it bigger",
            "make the missing thing red",
        ],
    );
    assert_eq!(shell.running().len(), 1);
    let call = shell.running()[0];
    say(&mut shell, call, &set("ok", "#0f0"));
    let view = shell.engine.view(&session, shell.now()).unwrap();
    assert_eq!(view.current_version, 2);
    assert_eq!(
        shell.running().len(),
        1,
        "now it is asked, about what there is now"
    );
}

/// MOD-56: a call that fails ahead of its turn is made again in its turn; a cancel stops it; a session that ends leaves nothing.
#[test]
fn mod_56_failures_and_cancels() {
    let mut shell = tab(&SharedStore::default());
    let session = shell.create_from(PAGE).session_id;
    let tickets = start(&mut shell, &session, &PROMPTS);
    let calls = shell.running().to_vec();
    shell.signal(
        calls[1],
        ModelSignal::Failed {
            kind: ModelFailure::Network,
            detail: String::new(),
        },
    );
    shell
        .run(Command::CancelEdit {
            session_id: session.clone(),
            edit_id: "e2".into(),
        })
        .unwrap();
    assert_eq!(result(&mut shell, tickets[2]).status, EditStatus::Cancelled);
    assert!(!shell.running().contains(&calls[2]));
    say(&mut shell, calls[0], &set("title", "#f00"));
    assert_eq!(result(&mut shell, tickets[0]).status, EditStatus::Committed);
    shell.settle();
    shell.advance(2_000);
    shell.settle();
    let again = *shell.running().last().unwrap();
    assert!(!calls.contains(&again));
    say(&mut shell, again, &set("ok", "#0f0"));
    assert_eq!(result(&mut shell, tickets[1]).status, EditStatus::Committed);

    let tickets = start_again(&mut shell, &session);
    assert!(shell.running().len() > 1);
    shell.run(Command::DeleteSession { session_id: session }).unwrap();
    assert!(shell.running().is_empty());
    assert!(tickets.into_iter().all(|ticket| shell.finish(ticket).is_err()));
}

fn start_again(shell: &mut NativeShell, session: &str) -> Vec<u64> {
    let tickets = ["f0", "f1"]
        .iter()
        .zip(PROMPTS)
        .map(|(id, prompt)| {
            shell.send(Command::EditDesign {
                session_id: session.into(),
                edit_id: id.to_string(),
                prompt: prompt.into(),
                target: Vec::new(),
                base_version: None,
            })
        })
        .collect();
    let ids = vec!["f0".to_owned(), "f1".to_owned()];
    shell
        .run(Command::BatchEdits {
            session_id: session.into(),
            edit_ids: ids,
        })
        .unwrap();
    shell.settle();
    tickets
}

/// MOD-56: two that change the same field both stay in the history, the later one on top.
#[test]
fn mod_56_the_same_field_twice() {
    let mut shell = tab(&SharedStore::default());
    let session = shell.create_from(PAGE).session_id;
    let tickets = start(
        &mut shell,
        &session,
        &["make the button green", "make the button blue"],
    );
    let calls = shell.running().to_vec();
    assert_eq!(calls.len(), 2);
    say(&mut shell, calls[1], &set("ok", "#00f"));
    say(&mut shell, calls[0], &set("ok", "#0f0"));
    for ticket in tickets {
        assert_eq!(result(&mut shell, ticket).status, EditStatus::Committed);
    }
    assert!(shell.document(&session).contains("#00f"));
    assert!(shell.engine.at(&session, 2).unwrap().to_json().contains("#0f0"));
}
