//! Edits of a batch, on a design of three nodes, and a model that answers when the test says so.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{EngineConfig, ModelCall, ModelFailure, ModelSignal};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};

use crate::chat::{http, price};
use crate::design;
use crate::shell::{NativeShell, Reaction, Scripted, SharedStore};

/// A heading, a button and an input.
pub const PAGE: &str = r#"{"id":"root","type":"screen","children":[{"id":"title","type":"heading","props":{"text":"Hi"}},
    {"id":"ok","type":"button","props":{"label":"Save"}},{"id":"mail","type":"input","props":{"label":"Mail"}}]}"#;

/// One wish for each of them.
pub const PROMPTS: [&str; 3] = [
    "make the heading red",
    "make the button green",
    "make the input blue",
];

/// The bodies of the requests, in order.
pub type Requests = Rc<RefCell<Vec<String>>>;

/// A tab whose model says nothing until the test does, and what it was sent.
pub fn tab() -> (NativeShell, Requests) {
    tab_on(&SharedStore::default())
}

/// The same on a store that others have, too.
pub fn tab_on(store: &SharedStore) -> (NativeShell, Requests) {
    let mut config = EngineConfig::new("tab");
    config.provider = http();
    config.prices = vec![price()];
    let requests = Requests::default();
    let seen = requests.clone();
    let model = Scripted(move |call: &ModelCall| {
        if let ModelCall::Http(request) = call {
            seen.borrow_mut()
                .push(String::from_utf8(request.body.clone()).unwrap());
        }
        Reaction::Silence
    });
    (NativeShell::with_config(config, store, model), requests)
}

/// One edit in words, at no part of the design.
pub fn edit(session: &str, id: &str, prompt: &str) -> Command {
    design::wish(session, id, prompt, &[])
}

/// As the package does it: all edits, then the word that they may go together.
pub fn batch(shell: &mut NativeShell, session: &str, name: &str, prompts: &[&str]) -> Vec<u64> {
    let ids: Vec<String> = (0..prompts.len())
        .map(|number| format!("{name}{number}"))
        .collect();
    let tickets = prompts
        .iter()
        .zip(&ids)
        .map(|(prompt, id)| shell.send(edit(session, id, prompt)))
        .collect();
    shell.send(Command::BatchEdits {
        session_id: session.into(),
        edit_ids: ids,
    });
    shell.settle();
    tickets
}

/// The answer to the one call that runs, in pieces, and its end.
pub fn say(shell: &mut NativeShell, text: &str) {
    begin(shell, text);
    let call = *shell.running().last().expect("a call runs");
    let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1001,\"completion_tokens\":100}}\n\ndata: [DONE]\n\n";
    shell.signal(call, ModelSignal::Chunk(end.into()));
    shell.settle();
}

/// The beginning of the answer to the one call that runs, in pieces.
pub fn begin(shell: &mut NativeShell, text: &str) {
    assert_eq!(shell.running().len(), 1);
    let call = shell.running()[0];
    shell.signal(
        call,
        ModelSignal::Started {
            status: 200,
            headers: Vec::new(),
        },
    );
    for piece in text.chars().collect::<Vec<_>>().chunks(9) {
        let piece = serde_json::to_string(&piece.iter().collect::<String>()).unwrap();
        let event = format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{piece}}}}}]}}\n\n");
        shell.signal(call, ModelSignal::Chunk(event.into_bytes()));
    }
    shell.settle();
}

/// The one call that runs is lost.
pub fn lose(shell: &mut NativeShell) {
    let call = shell.running()[0];
    let kind = ModelFailure::Network;
    shell.signal(
        call,
        ModelSignal::Failed {
            kind,
            detail: String::new(),
        },
    );
    shell.settle();
}

/// The answer that gives a node another background.
pub fn set(id: &str, value: &str) -> String {
    format!(
        r#"{{"ops":[{{"op":"set","id":"{id}","path":"/style/background","value":"{value}","json":null}}],"question":null,"summary":"s"}}"#
    )
}

/// The answer to a batch, from those to its edits.
pub fn answers(parts: &[String]) -> String {
    format!(r#"{{"answers":[{}]}}"#, parts.join(","))
}

/// What answers `PROMPTS`.
pub fn all() -> String {
    answers(&[set("title", "#f00"), set("ok", "#0f0"), set("mail", "#00f")])
}

/// How an edit ended.
pub fn result(shell: &mut NativeShell, ticket: u64) -> EditResult {
    match shell.finish(ticket).unwrap() {
        Reply::Edit { result } => result,
        other => panic!("{other:?}"),
    }
}

/// Expects that an edit made this version.
pub fn committed(shell: &mut NativeShell, ticket: u64, version: u32) {
    let result = result(shell, ticket);
    let made = (EditStatus::Committed, Some(version));
    assert_eq!((result.status, result.new_version), made, "{result:?}");
}

/// Cancels an edit of the batch `e`.
pub fn cancel(shell: &mut NativeShell, session: &str, which: usize) {
    let command = design::cancel(session, &format!("e{which}"));
    shell.run(command).unwrap();
}

/// The one call that runs is refused for its key.
pub fn refuse(shell: &mut NativeShell) {
    let call = shell.running()[0];
    let headers = Vec::new();
    shell.signal(call, ModelSignal::Started { status: 401, headers });
    shell.signal(call, ModelSignal::Finished);
    shell.settle();
}
