//! A small design and what is done with it in many tests.

use crate::shell::{NativeShell, Scripted, SharedStore, Silent, ops_answer};
use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::protocol::{Command, MergePolicy};

/// A screen with a heading and a button.
pub const PAGE: &str = r##"{"id":"page","type":"screen","name":"Page","layout":{},"style":{},"props":{},"children":[
 {"id":"title","type":"heading","name":"Title","layout":{},"style":{"color":"#111111"},"props":{"text":"Hello"},"children":[]},
 {"id":"go","type":"button","name":"Go","layout":{},"style":{"background":"#ffffff"},"props":{"label":"Go"},"children":[]}]}"##;

/// Settings of a tab whose model is a function of the app.
pub fn config(peer: &str) -> EngineConfig {
    EngineConfig {
        provider: ProviderConfig::App {
            name: "script".into(),
            batches: false,
        },
        ..EngineConfig::new(peer)
    }
}

/// A tab whose model answers every call with the same ops.
pub fn tab(peer: &str, store: &SharedStore, ops: &'static str) -> NativeShell {
    NativeShell::with_config(
        config(peer),
        store,
        Scripted(move |_: &ModelCall| ops_answer(ops)),
    )
}

/// A tab whose model says nothing before the test does.
pub fn silent(peer: &str, store: &SharedStore) -> NativeShell {
    NativeShell::with_config(config(peer), store, Silent)
}

/// Makes the button green.
pub const GREEN: &str = r##"[{"op":"set","id":"go","path":"/style/background","value":"#16a34a"}]"##;

/// Makes the heading big.
pub const BIG: &str = r##"[{"op":"set","id":"title","path":"/style/fontSize","value":40}]"##;

/// What is at a place of the current document; null where nothing is.
pub fn value(shell: &NativeShell, session: &str, pointer: &str) -> serde_json::Value {
    let document: serde_json::Value = serde_json::from_str(&shell.document(session)).unwrap();
    document.pointer(pointer).cloned().unwrap_or_default()
}

/// The background of the button.
pub const BACKGROUND: &str = "/children/1/style/background";

/// The size of the heading.
pub const FONT_SIZE: &str = "/children/0/style/fontSize";

/// An edit in words.
pub fn wish(session: &str, edit: &str, prompt: &str, target: &[&str]) -> Command {
    Command::EditDesign {
        session_id: session.into(),
        edit_id: edit.into(),
        prompt: prompt.into(),
        target: target.iter().map(ToString::to_string).collect(),
        base_version: None,
        images: Vec::new(),
    }
}

/// Sends an edit in words without waiting for it.
pub fn ask(shell: &mut NativeShell, session: &str, edit: &str, prompt: &str, target: &str) -> u64 {
    shell.send(wish(session, edit, prompt, &[target]))
}

/// The app changes the document itself.
pub fn apply(session: &str, ops: &str) -> Command {
    Command::ApplyOps {
        session_id: session.into(),
        ops: ops.into(),
        summary: String::new(),
    }
}

/// A branch from a version.
pub fn branch(session: &str, version: u32, name: &str) -> Command {
    Command::CreateBranch {
        session_id: session.into(),
        version,
        name: name.into(),
    }
}

/// On with another branch.
pub fn switch(session: &str, name: &str) -> Command {
    Command::SwitchBranch {
        session_id: session.into(),
        name: name.into(),
    }
}

/// The last step that was not taken back is.
pub fn undo(session: &str) -> Command {
    Command::Undo {
        session_id: session.into(),
    }
}

/// The last step that was taken back is done again.
pub fn redo(session: &str) -> Command {
    Command::Redo {
        session_id: session.into(),
    }
}

/// Back to a version as a whole.
pub fn rollback(session: &str, version: u32) -> Command {
    Command::Rollback {
        session_id: session.into(),
        version,
    }
}

/// One version is taken back, those after it stay.
pub fn revert(session: &str, version: u32) -> Command {
    Command::RevertVersion {
        session_id: session.into(),
        version,
    }
}

/// A version of another branch is made once more here.
pub fn pick(session: &str, version: u32) -> Command {
    Command::CherryPick {
        session_id: session.into(),
        version,
    }
}

/// What another branch changed is taken over, every conflict decided by the policy.
pub fn merge(session: &str, name: &str, policy: MergePolicy) -> Command {
    Command::MergeBranch {
        session_id: session.into(),
        name: name.into(),
        policy,
        choices: Vec::new(),
    }
}

/// No answer to this edit is waited for any more.
pub fn cancel(session: &str, edit: &str) -> Command {
    Command::CancelEdit {
        session_id: session.into(),
        edit_id: edit.into(),
    }
}

/// What a call tells the model.
pub fn said(call: &ModelCall) -> &str {
    let ModelCall::App { request, .. } = call else {
        panic!()
    };
    request
}
