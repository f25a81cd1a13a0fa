//! Batches of which something is cancelled, lost, refused or not stored yet. Rule MOD-56 of core/SPEC.md.

use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig, StoreFaultKind};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditStatus};
use bozzetto_tests::batch::*;
use bozzetto_tests::chat::http;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, StorePlan};

/// MOD-56 and MOD-47: a cancel ends its edit, wherever it is in the batch; with the last one that is wanted the call ends.
#[test]
fn mod_56_cancels() {
    for which in [0, 1, 2] {
        let (mut shell, _) = tab();
        let session = shell.create_from(PAGE).session_id;
        let tickets = batch(&mut shell, &session, "e", &PROMPTS);
        cancel(&mut shell, &session, which);
        assert_eq!(result(&mut shell, tickets[which]).status, EditStatus::Cancelled);
        shell.settle();
        say(&mut shell, &all());
        let mut versions = 2..;
        for (at, ticket) in tickets.iter().enumerate().filter(|(at, _)| *at != which) {
            let version = versions.next().unwrap();
            committed(&mut shell, *ticket, version);
            assert_eq!(shell.engine.version_prompt(&session, version), PROMPTS[at]);
        }
        assert_eq!(shell.calls.len(), 1);
    }
    let (mut shell, _) = tab();
    let session = shell.create_from(PAGE).session_id;
    batch(&mut shell, &session, "e", &PROMPTS);
    for which in [1, 0, 2] {
        assert_eq!(shell.running().len(), 1);
        cancel(&mut shell, &session, which);
        shell.settle();
    }
    assert!(shell.running().is_empty());
    let report = shell.reports().next().unwrap();
    assert_eq!(report.error.as_deref(), Some("edit.cancelled"));
    batch(&mut shell, &session, "f", &PROMPTS);
    shell.run(Command::DeleteSession { session_id: session }).unwrap();
    assert!(shell.running().is_empty());
}

trait Prompts {
    fn version_prompt(&self, session: &str, version: u32) -> String;
}

impl Prompts for bozzetto_core::engine::Engine {
    fn version_prompt(&self, session: &str, version: u32) -> String {
        self.versions(session, version - 1).unwrap()[0].prompt.clone()
    }
}

/// MOD-56: nothing is asked for an edit before it is stored, and a single one is no batch.
#[test]
fn mod_56_stored_first() {
    let (mut shell, requests) = tab();
    let session = shell.create_from(PAGE).session_id;
    for (at, prompt) in PROMPTS.iter().enumerate() {
        shell.send(edit(&session, &format!("e{at}"), prompt));
    }
    shell.send(Command::BatchEdits {
        session_id: session.clone(),
        edit_ids: vec!["e0".into(), "e1".into(), "e2".into(), "nobody".into()],
    });
    // One answer of the store: the first is stored, the others are not.
    shell.deliver_one();
    assert!(requests.borrow().is_empty());
    shell.settle();
    assert_eq!(requests.borrow().len(), 1);
    assert!(requests.borrow()[0].contains(PROMPTS[2]));

    let (mut shell, requests) = tab();
    let session = shell.create_from(PAGE).session_id;
    let tickets = batch(&mut shell, &session, "e", &PROMPTS[..1]);
    assert!(!requests.borrow()[0].contains("answers"));
    say(&mut shell, &set("title", "#f00"));
    committed(&mut shell, tickets[0], 2);
}

/// MOD-56 and MOD-47: an edit that waits for the others of its batch to be stored can be cancelled, and the store may fail.
#[test]
fn mod_56_while_it_is_stored() {
    for moment in 0..6 {
        for failing in [false, true] {
            let store = SharedStore::default();
            let (mut shell, requests) = tab_on(&store);
            let session = shell.create_from(PAGE).session_id;
            let tickets: Vec<u64> = PROMPTS
                .iter()
                .enumerate()
                .map(|(at, prompt)| shell.send(edit(&session, &format!("e{at}"), prompt)))
                .collect();
            shell.send(Command::BatchEdits {
                session_id: session.clone(),
                edit_ids: vec!["e0".into(), "e1".into(), "e2".into()],
            });
            for _ in 0..moment {
                shell.deliver_one();
            }
            if failing {
                store.plan(StorePlan::Full(StoreFaultKind::Quota));
            }
            shell.send(Command::CancelEdit {
                session_id: session.clone(),
                edit_id: "e0".into(),
            });
            shell.settle();
            assert_eq!(
                result(&mut shell, tickets[0]).status,
                EditStatus::Cancelled,
                "{moment}"
            );
            shell.settle();
            // What was asked before the cancel had three parts, what was asked after it two.
            let three = requests.borrow().last().unwrap().contains("Request 3:");
            let parts = [set("title", "#f00"), set("ok", "#0f0"), set("mail", "#00f")];
            say(&mut shell, &answers(&parts[usize::from(!three)..]));
            committed(&mut shell, tickets[1], 2);
            committed(&mut shell, tickets[2], 3);
            assert!(!shell.document(&session).contains("#f00"));
            assert!(shell.running().is_empty() && shell.calls.len() == requests.borrow().len());
        }
    }
}

/// MOD-41 and MOD-56: silence ends the call for all of them; each is asked for once more.
#[test]
fn mod_56_silence() {
    let (mut shell, _) = tab();
    let session = shell.create_from(PAGE).session_id;
    let tickets = batch(&mut shell, &session, "e", &PROMPTS);
    shell.advance(121_000);
    shell.settle();
    assert!(shell.running().is_empty());
    let report = shell.reports().next().unwrap();
    assert_eq!(report.error.as_deref(), Some("model.timeout"));
    shell.advance(1_000);
    shell.settle();
    say(&mut shell, &all());
    for (ticket, version) in tickets.into_iter().zip(2..) {
        committed(&mut shell, ticket, version);
    }
    assert_eq!(shell.calls.len(), 2);
}

/// MOD-56: a refusal that holds for all of a batch is heard once, however many calls the batch would take; the next batch asks again.
#[test]
fn mod_56_a_refused_key_is_refused_once() {
    let (mut shell, _) = tab();
    let session = shell.create_from(PAGE).session_id;
    // More than fit into one call, and some that are asked for alone.
    let mut prompts = vec![PROMPTS[0]; 12];
    prompts[4] = "make it bigger";
    let tickets = batch(&mut shell, &session, "e", &prompts);
    refuse(&mut shell);
    for ticket in tickets {
        let result = result(&mut shell, ticket);
        assert_eq!(result.error.unwrap().code, "model.auth");
    }
    assert_eq!(shell.calls.len(), 1);
    let tickets = batch(&mut shell, &session, "f", &PROMPTS);
    assert_eq!(shell.calls.len(), 2);
    refuse(&mut shell);
    assert_eq!(result(&mut shell, tickets[2]).error.unwrap().code, "model.auth");
    // An edit outside of it asks by itself.
    shell.send(edit(&session, "g", PROMPTS[0]));
    shell.settle();
    assert_eq!(shell.calls.len(), 3);
}

/// MOD-56, MOD-43: nor is a provider asked again that refused for all where another one answers.
#[test]
fn mod_56_a_refused_key_before_a_fallback() {
    let mut config = EngineConfig::new("tab");
    config.provider = http();
    config.fallbacks = vec![ProviderConfig::Http(Provider::new(
        Dialect::OpenAiChat,
        "https://y.test/v1",
        "m",
    ))];
    let requests = Requests::default();
    let seen = requests.clone();
    let model = Scripted(move |call: &ModelCall| {
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        seen.borrow_mut().push(request.server());
        Reaction::Silence
    });
    let mut shell = NativeShell::with_config(config, &SharedStore::default(), model);
    let session = shell.create_from(PAGE).session_id;
    // Each is asked for alone: it points at what the one before makes.
    let prompts = ["make the heading red", "make it green", "make it blue"];
    let tickets = batch(&mut shell, &session, "e", &prompts);
    refuse(&mut shell);
    for (ticket, colour) in tickets.into_iter().zip(["#f00", "#0f0", "#00f"]) {
        say(&mut shell, &set("title", colour));
        let result = result(&mut shell, ticket);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        let tried: Vec<_> = result.attempts.iter().map(|one| one.error.as_deref()).collect();
        assert_eq!(tried, [Some("model.auth"), None]);
        shell.settle();
    }
    let expected = [
        "https://x.test",
        "https://y.test",
        "https://y.test",
        "https://y.test",
    ];
    assert_eq!(*requests.borrow(), expected);
}
