//! Scenarios: what a session does, through the native shell. Rules ENG-* and DSN-* of core/SPEC.md.

use bozzetto_core::engine::{
    EffectKind, EffectResult, Engine, EngineConfig, Input, InputKind, ModelCall, ModelFailure, ModelSignal,
    ProviderConfig, StoreFaultKind,
};
use bozzetto_core::model::Policy;
use bozzetto_core::protocol::{
    Command, EditPhase, EditStatus, MergePolicy, Notice, Reply, SaveStatus, SessionStatus, VersionKind,
};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, StorePlan, ops_answer};

const PAGE: &str = r##"{"id":"page","type":"screen","name":"Page","layout":{},"style":{},"props":{},"children":[
 {"id":"title","type":"heading","name":"Title","layout":{},"style":{"color":"#111111"},"props":{"text":"Hello"},"children":[]},
 {"id":"go","type":"button","name":"Go","layout":{},"style":{"background":"#ffffff"},"props":{"label":"Go"},"children":[]}]}"##;

fn config(peer: &str) -> EngineConfig {
    EngineConfig {
        provider: ProviderConfig::App {
            name: "script".into(),
            batches: false,
        },
        ..EngineConfig::new(peer)
    }
}

/// A tab whose model answers every call with the same ops.
fn tab(peer: &str, store: &SharedStore, ops: &'static str) -> NativeShell {
    NativeShell::with_config(
        config(peer),
        store,
        Scripted(move |_: &ModelCall| ops_answer(ops)),
    )
}

const GREEN: &str = r##"[{"op":"set","id":"go","path":"/style/background","value":"#16a34a"}]"##;
const BIG: &str = r##"[{"op":"set","id":"title","path":"/style/fontSize","value":40}]"##;

fn value(shell: &NativeShell, session: &str, pointer: &str) -> serde_json::Value {
    let document: serde_json::Value = serde_json::from_str(&shell.document(session)).unwrap();
    document.pointer(pointer).cloned().unwrap_or_default()
}

const BACKGROUND: &str = "/children/1/style/background";
const FONT_SIZE: &str = "/children/0/style/fontSize";

/// JRN-7
#[test]
fn the_words_of_an_edit_are_stored_once() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "make the button green", &["go"]);
    let versions = shell.engine.versions(&session, 0).unwrap();
    let made = versions.last().unwrap();
    assert_eq!(
        (made.prompt.as_str(), made.types.len(), made.branch.as_str()),
        ("make the button green", 1, "main")
    );
    let stored = store.records(&format!("session:{session}")).concat();
    let times = |text: &str| {
        stored
            .windows(text.len())
            .filter(|part| *part == text.as_bytes())
            .count()
    };
    assert_eq!((times("make the button green"), times("\"branch\"")), (1, 0));
    let mut other = tab("b", &store, GREEN);
    other.open(&session).unwrap();
    assert_eq!(other.engine.versions(&session, 0).unwrap(), versions);
}

/// ENG-1, DSN-1
#[test]
fn an_edit_streams_a_preview_and_becomes_a_version() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    assert_eq!(shell.engine.view(&session, 0).unwrap().current_version, 1);
    let result = shell.edit(&session, "make the button green", &["go"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(result.new_version, Some(2));
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let previews = shell
        .notices
        .iter()
        .filter(|notice| matches!(notice, Notice::Preview { base: 1, .. }))
        .count();
    assert_eq!(previews, 1);
    let shown = shell.notices.iter().any(|notice| {
        matches!(notice, Notice::Version { version, from: 1, shown: true, .. } if version.number == 2)
    });
    assert!(shown);
    let version = &shell.engine.versions(&session, 1).unwrap()[0];
    assert_eq!(
        (version.parent, version.kind, version.prompt.as_str()),
        (1, VersionKind::Edit, "make the button green")
    );
    assert_eq!(version.targets, ["go"]);
    assert!(version.outside.is_empty());
}

/// DSN-50: the first version is told by what it is, not by what changed.
#[test]
fn the_first_version_is_told_as_a_whole() {
    let page = r##"[{"op":"insert","parent":"root","index":0,"node":{"id":"h","type":"header","name":"Header","children":[
        {"id":"t","type":"heading","props":{"text":"Bikes"}}]}},
        {"op":"insert","parent":"root","index":1,"node":{"id":"f","type":"form","name":"Sign-up form"}},
        {"op":"set","id":"root","path":"/name","value":"Sign up"}]"##;
    let mut shell = tab("a", &SharedStore::default(), page);
    let (_, result) = shell.create("a sign-up page");
    assert_eq!(result.changes_summary, "Sign up, 3 parts: Header, Sign-up form");
}

/// DSN-2: ops outside of what was meant are flagged, not dropped.
#[test]
fn what_nobody_asked_for_is_flagged() {
    let store = SharedStore::default();
    let mut shell = tab(
        "a",
        &store,
        r##"[{"op":"set","id":"go","path":"/style/background","value":"#16a34a"},
        {"op":"set","id":"title","path":"/style/color","value":"#222222"}]"##,
    );
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "make the button green", &["go"]);
    assert_eq!(shell.engine.versions(&session, 1).unwrap()[0].outside, ["title"]);
    assert_eq!(value(&shell, &session, "/children/0/style/color"), "#222222");
}

/// DSN-41: where the app wants it, what nobody asked for is held back, with what needs it, and can be accepted afterwards.
#[test]
fn what_nobody_asked_for_is_held_back() {
    let more = r##"[{"op":"set","id":"go","path":"/style/background","value":"#16a34a"},
        {"op":"set","id":"title","path":"/style/fontSize","value":40},
        {"op":"insert","parent":"title","index":-1,"node":{"id":"n","type":"text","props":{"text":"!"}}}]"##;
    let store = SharedStore::default();
    let mut shell = tab("a", &store, more);
    shell.engine.set_policy(Policy {
        hold_outside: true,
        ..Policy::default()
    });
    let session = shell.create_from(PAGE).session_id;
    let result = shell.edit(&session, "make it green", &["go"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    shell.kill();
    let mut shell = tab("b", &store, more);
    shell.open(&session).unwrap();
    let version = shell.engine.versions(&session, 1).unwrap()[0].clone();
    assert_eq!(
        (version.targets, version.outside),
        (vec!["go".to_owned()], vec![])
    );
    let held: serde_json::Value = serde_json::from_str(&version.held).unwrap();
    assert_eq!(held.as_array().unwrap().len(), 2);
    shell
        .run(Command::ApplyOps {
            session_id: session.clone(),
            ops: version.held,
            summary: String::new(),
        })
        .unwrap();
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);

    let small = r#"[{"op":"set","id":"title","path":"/style/fontSize","value":10}]"#;
    let mut strict = tab("c", &store, small);
    strict.engine.set_policy(Policy {
        hold_outside: true,
        ..Policy::default()
    });
    strict.open(&session).unwrap();
    let result = strict.edit(&session, "make it red", &["go"]);
    assert_eq!(result.status, EditStatus::Rejected);
    assert_eq!(result.error.unwrap().code, "edit.outside");
}

/// DSN-43: what goes beyond the words is found however it is written.
#[test]
fn what_nobody_asked_for_cannot_be_hidden() {
    const GREEN: &str = r##"{"op":"set","id":"go","path":"/style/background","value":"#16a34a"}"##;
    let beside = [
        r#"{"op":"set","path":"/children/0/props/text","value":"Bye"}"#,
        r#"{"op":"set","id":"page","path":"/children/0/props/text","value":"Bye"}"#,
        r#"{"op":"set","path":"/props/text","value":"Bye"}"#,
        r#"{"op":"set","id":"page","path":"/name","value":"Bye"}"#,
        r#"{"op":"unset","path":"/children/0"}"#,
        r#"{"op":"insert","parent":"page","index":0,"node":{"id":"ad","type":"text","props":{"text":"Ad"}}}"#,
        r#"{"op":"insert","path":"/children","index":0,"node":{"id":"ad","type":"text","props":{"text":"Ad"}}}"#,
        r#"{"op":"move","id":"title","parent":"go","index":0}"#,
    ];
    let strict = |answer: String| {
        let mut shell = tab("a", &SharedStore::default(), answer.leak());
        shell.engine.set_policy(Policy {
            hold_outside: true,
            ..Policy::default()
        });
        let session = shell.create_from(PAGE).session_id;
        (shell, session)
    };
    for op in beside {
        let (mut shell, session) = strict(format!("[{GREEN},{op}]"));
        let result = shell.edit(&session, "make the button green", &["go"]);
        assert_eq!(result.status, EditStatus::Committed, "{op}: {result:?}");
        let version = shell.engine.versions(&session, 1).unwrap()[0].clone();
        assert_eq!(version.targets, ["go"], "{op}");
        assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a", "{op}");
        let held: serde_json::Value = serde_json::from_str(&version.held).unwrap();
        assert!(!held.as_array().unwrap().is_empty(), "{op}");
        let applied = shell.run(Command::ApplyOps {
            session_id: session.clone(),
            ops: version.held,
            summary: String::new(),
        });
        assert!(applied.is_ok(), "{op}: {applied:?}");

        let (mut shell, session) = strict(format!("[{op}]"));
        let result = shell.edit(&session, "make the button green", &["go"]);
        assert_eq!(result.error.unwrap().code, "edit.outside", "{op}");
    }
    let (mut shell, session) =
        strict(r#"[{"op":"set","path":"","value":{"id":"page","type":"screen","children":[]}}]"#.to_owned());
    let result = shell.edit(&session, "make the button green", &["go"]);
    assert_eq!(value(&shell, &session, "/children/0/id"), "title", "{result:?}");
}

/// DSN-43: what the words do ask for is made, beside the meant node too.
#[test]
fn what_was_asked_for_beside_is_made() {
    for (prompt, answer) in [
        (
            "add a link below the button",
            r#"[{"op":"insert","parent":"page","index":-1,"node":{"id":"n","type":"link","props":{"text":"More"}}},
            {"op":"set","id":"n","path":"/props/text","value":"Less"}]"#,
        ),
        (
            "turn the button into a link",
            r#"[{"op":"remove","id":"go"},{"op":"insert","parent":"page","index":-1,"node":{"id":"n","type":"link"}}]"#,
        ),
        (
            "move the button to the top",
            r#"[{"op":"move","id":"go","parent":"page","index":0}]"#,
        ),
        ("remove the button", r#"[{"op":"remove","id":"go"}]"#),
        (
            "make the button green",
            r##"[{"op":"set","path":"/children/1/style/background","value":"#16a34a"}]"##,
        ),
    ] {
        let mut shell = tab("a", &SharedStore::default(), answer);
        shell.engine.set_policy(Policy {
            hold_outside: true,
            ..Policy::default()
        });
        let session = shell.create_from(PAGE).session_id;
        let result = shell.edit(&session, prompt, &["go"]);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        let version = &shell.engine.versions(&session, 1).unwrap()[0];
        assert_eq!(
            (version.held.as_str(), version.outside.len()),
            ("", 0),
            "{prompt}"
        );
    }
}

/// ENG-2: nothing that costs starts before what led to it is stored.
#[test]
fn the_model_is_not_called_before_the_request_is_stored() {
    let mut engine = Engine::new(config("a"));
    let mut step = |kind| {
        engine.step(Input {
            at: 1,
            entropy: [7; 32],
            kind,
        })
    };
    let create = Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let outputs = step(InputKind::Command {
        ticket: 1,
        command: create,
    });
    let append = outputs.effects[0].id;
    let appended = |next_seq| bozzetto_core::engine::EffectResult::Appended { next_seq };
    let outputs = step(InputKind::Effect {
        id: append,
        result: appended(1),
    });
    let Some(Notice::Done {
        reply: Reply::Session { session },
        ..
    }) = outputs
        .notices
        .iter()
        .find(|notice| matches!(notice, Notice::Done { .. }))
    else {
        panic!("no session");
    };
    let edit = Command::EditDesign {
        session_id: session.session_id.clone(),
        edit_id: "e".into(),
        prompt: "make it green".into(),
        target: vec!["go".into()],
        base_version: None,
        images: Vec::new(),
    };
    let outputs = step(InputKind::Command {
        ticket: 2,
        command: edit,
    });
    assert!(
        matches!(outputs.effects.as_slice(), [effect] if matches!(effect.kind, EffectKind::Append { .. }))
    );
    let append = outputs.effects[0].id;
    let outputs = step(InputKind::Effect {
        id: append,
        result: appended(2),
    });
    assert!(
        matches!(outputs.effects.as_slice(), [effect] if matches!(effect.kind, EffectKind::CallModel(_)))
    );
    // ENG-3: a repeated and an unknown result change nothing.
    for id in [append, 999] {
        let outputs = step(InputKind::Effect {
            id,
            result: appended(3),
        });
        assert!(outputs.effects.is_empty() && outputs.notices.is_empty());
    }
}

/// ENG-4: effect ids rise and are never used twice.
#[test]
fn effect_ids_are_monotonic() {
    let mut engine = Engine::new(config("a"));
    let mut last = 0;
    for ticket in 0..5 {
        let command = Command::ListSessions {
            user_id: None,
            status: None,
        };
        let outputs = engine.step(Input {
            at: 1,
            entropy: [0; 32],
            kind: InputKind::Command { ticket, command },
        });
        assert!(outputs.effects[0].id > last);
        last = outputs.effects[0].id;
    }
}

/// DSN-3: one edit is one step, also after a reload.
#[test]
fn undo_and_redo_go_edit_by_edit_across_a_reload() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    shell.kill();
    let mut shell = tab("b", &store, BIG);
    shell.open(&session).unwrap();
    shell.edit(&session, "bigger", &["title"]);
    let undo = || Command::Undo {
        session_id: session.clone(),
    };
    let redo = || Command::Redo {
        session_id: session.clone(),
    };
    assert_eq!(shell.version(undo()).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(undo()).unwrap().of, Some(2));
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(shell.version(undo()).unwrap_err().code, "version.nothing-to-undo");
    assert_eq!(shell.version(redo()).unwrap().of, Some(2));
    shell.kill();
    let mut shell = tab("c", &store, BIG);
    let view = shell.open(&session).unwrap();
    assert!(view.can_undo && view.can_redo);
    assert_eq!(shell.version(redo()).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(shell.version(redo()).unwrap_err().code, "version.nothing-to-redo");
    assert!(
        shell
            .engine
            .versions(&session, 0)
            .unwrap()
            .iter()
            .all(|version| !version.undone)
    );
    shell.version(undo()).unwrap();
    let undone: Vec<u32> = shell
        .engine
        .versions(&session, 0)
        .unwrap()
        .iter()
        .filter(|version| version.undone)
        .map(|version| version.number)
        .collect();
    assert_eq!(undone, [3]);
}

/// DSN-4: words about the session are answered without a model.
#[test]
fn words_about_the_session_cost_nothing() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    assert_eq!(shell.calls.len(), 1);
    let result = shell.edit(&session, "what changed since version 1?", &[]);
    assert_eq!(result.status, EditStatus::Committed);
    assert_eq!(result.new_version, None);
    assert!(
        result.changes_summary.contains("version 1"),
        "{}",
        result.changes_summary
    );
    let result = shell.edit(&session, "undo that", &[]);
    assert_eq!(
        (result.status, result.new_version),
        (EditStatus::Committed, Some(3))
    );
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(shell.calls.len(), 1);
    let result = shell.edit(&session, "undo that", &[]);
    assert_eq!(result.status, EditStatus::Rejected);
    assert_eq!(result.error.unwrap().code, "version.nothing-to-undo");
}

/// ENG-14: what was said and led to no version is told after a reload, with its words and its reason.
#[test]
fn endings_without_a_version_are_told_in_later_visits() {
    let store = SharedStore::default();
    let mut shell = tab(
        "a",
        &store,
        r#"[{"op":"set","id":"nobody","path":"/style/color","value":"red"}]"#,
    );
    let session = shell.create_from(PAGE).session_id;
    let answered = shell.edit(&session, "what changed since version 1?", &[]);
    let failed = shell.edit(&session, "green", &["go"]);
    assert_eq!(failed.status, EditStatus::Failed);
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    shell.open(&session).unwrap();
    let endings = shell.engine.endings(&session).unwrap();
    let prompts: Vec<&str> = endings.iter().map(|edit| edit.prompt.as_str()).collect();
    assert_eq!(prompts, ["what changed since version 1?", "green"]);
    let results: Vec<_> = endings.into_iter().map(|edit| edit.result.unwrap()).collect();
    assert_eq!(results, [answered, failed]);

    for _ in 0..60 {
        shell.edit(&session, "what changed since version 0?", &[]);
    }
    let mut shell = tab("c", &store, GREEN);
    shell.open(&session).unwrap();
    let endings = shell.engine.endings(&session).unwrap();
    assert_eq!(endings.len(), 50);
    assert!(
        endings
            .iter()
            .all(|edit| edit.prompt == "what changed since version 0?")
    );
}

const TWO_BUTTONS: &str = r##"{"id":"page","type":"screen","name":"Page","layout":{},"style":{},"props":{},"children":[
 {"id":"save","type":"button","name":"Save","layout":{"width":120},"style":{"background":"#2563eb"},"props":{"label":"Save"},"children":[]},
 {"id":"stop","type":"button","name":"Stop","layout":{"width":120},"style":{"background":"#2563eb"},"props":{"label":"Stop"},"children":[]}]}"##;

/// DSN-5: a question costs nothing, and its answer continues the same edit, also in another tab and after a reload.
#[test]
fn a_clarification_is_asked_and_answered() {
    let store = SharedStore::default();
    let wider = r#"[{"op":"set","id":"stop","path":"/layout/width","value":200}]"#;
    let mut shell = tab("a", &store, wider);
    let session = shell.create_from(TWO_BUTTONS).session_id;
    let result = shell.edit(&session, "make the button wider", &[]);
    assert_eq!(result.status, EditStatus::Clarify, "{result:?}");
    let question = result.question.unwrap();
    let offered: Vec<&str> = question
        .candidates
        .iter()
        .map(|candidate| candidate.id.as_str())
        .collect();
    assert!(
        offered.contains(&"save") && offered.contains(&"stop"),
        "{offered:?}"
    );
    assert!(shell.calls.is_empty(), "no model was asked");
    shell.kill();
    let mut shell = tab("b", &store, wider);
    let view = shell.open(&session).unwrap();
    assert_eq!(view.open_edits[0].candidates.len(), question.candidates.len());
    let answer = |node: Option<&str>, text: Option<&str>| Command::AnswerClarification {
        session_id: session.clone(),
        edit_id: result.edit_id.clone(),
        node_id: node.map(Into::into),
        text: text.map(Into::into),
    };
    assert_eq!(
        shell.run(answer(None, Some(" "))).unwrap_err().code,
        "command.bad-argument"
    );
    // The question stays open.
    assert_eq!(
        shell.run(answer(Some("nobody"), None)).unwrap_err().code,
        "edit.target-gone"
    );
    let Ok(Reply::Edit { result: ended }) = shell.run(answer(Some("stop"), None)) else {
        panic!()
    };
    assert_eq!(
        (ended.status, ended.new_version),
        (EditStatus::Committed, Some(2)),
        "{ended:?}"
    );
    assert_eq!(ended.edit_id, result.edit_id);
    let version = &shell.engine.versions(&session, 1).unwrap()[0];
    assert_eq!(version.prompt, "make the button wider");
    assert_eq!(
        shell.run(answer(Some("stop"), None)).unwrap_err().code,
        "edit.unknown"
    );
}

/// DSN-5: other edits go on while a question is open, and a question can be taken back.
#[test]
fn an_open_question_blocks_nothing() {
    let store = SharedStore::default();
    let mut shell = tab(
        "a",
        &store,
        r##"[{"op":"set","id":"save","path":"/style/background","value":"#16a34a"}]"##,
    );
    let session = shell.create_from(TWO_BUTTONS).session_id;
    let asked = shell.edit(&session, "make the button wider", &[]);
    assert_eq!(asked.status, EditStatus::Clarify);
    assert_eq!(
        shell.edit(&session, "make the save button green", &[]).status,
        EditStatus::Committed
    );
    let cancel = Command::CancelEdit {
        session_id: session.clone(),
        edit_id: asked.edit_id,
    };
    shell.run(cancel).unwrap();
    shell.settle();
    assert!(shell.engine.view(&session, 0).unwrap().open_edits.is_empty());
}

/// DSN-6: two tabs, one session: both edits end in the history.
#[test]
fn two_tabs_edit_at_once_and_both_edits_stay() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, BIG);
    b.open(&session).unwrap();
    let edit = |id: &str, target: &str| Command::EditDesign {
        session_id: session.clone(),
        edit_id: id.into(),
        prompt: "change it".into(),
        target: vec![target.into()],
        base_version: None,
        images: Vec::new(),
    };
    let (first, second) = (a.send(edit("ea", "go")), b.send(edit("eb", "title")));
    // The results of both come in turn.
    while a.deliver_one() | b.deliver_one() {}
    assert!(matches!(a.finish(first), Ok(Reply::Edit { result }) if result.status == EditStatus::Committed));
    assert!(matches!(b.finish(second), Ok(Reply::Edit { result }) if result.status == EditStatus::Committed));
    let stream = format!("session:{session}");
    a.hear_of(&stream);
    b.hear_of(&stream);
    a.settle();
    b.settle();
    assert_eq!(a.document(&session), b.document(&session));
    assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&a, &session, FONT_SIZE), 40);
    let numbers: Vec<u32> = a
        .engine
        .versions(&session, 0)
        .unwrap()
        .iter()
        .map(|version| version.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
}

/// ENG-6: a store that fails costs nothing: the session goes on, and is stored when the store is back.
#[test]
fn a_full_store_is_survived() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    store.plan(StorePlan::Full(StoreFaultKind::Quota));
    let result = shell.edit(&session, "green", &["go"]);
    assert_eq!(result.status, EditStatus::Committed);
    let view = shell.engine.view(&session, 0).unwrap();
    let SaveStatus::NotSaved { error } = view.save else {
        panic!("{:?}", view.save)
    };
    assert_eq!(error.code, "store.quota");
    assert!(error.suggested_action.is_some());
    assert_eq!(store.records(&format!("session:{session}")).len(), 1);
    shell.advance(2_500);
    shell.settle();
    assert!(matches!(
        shell.engine.view(&session, 0).unwrap().save,
        SaveStatus::NotSaved { .. }
    ));
    store.plan(StorePlan::Sound);
    shell.advance(60_000);
    shell.settle();
    assert_eq!(shell.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
    let mut later = tab("b", &store, BIG);
    assert_eq!(later.open(&session).unwrap().current_version, 2);
    assert_eq!(later.document(&session), shell.document(&session));
}

/// ENG-6: what another tab stored meanwhile comes first, and what was done here is put on top.
#[test]
fn a_backlog_is_rebased_on_what_others_stored() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, BIG);
    b.open(&session).unwrap();
    store.plan(StorePlan::Failing(StoreFaultKind::Lost));
    assert_eq!(a.edit(&session, "green", &["go"]).new_version, Some(2));
    store.plan(StorePlan::Sound);
    assert_eq!(b.edit(&session, "bigger", &["title"]).new_version, Some(2));
    a.advance(5_000);
    a.settle();
    assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
    assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&a, &session, FONT_SIZE), 40);
    b.hear_of(&format!("session:{session}"));
    b.settle();
    assert_eq!(a.document(&session), b.document(&session));
    assert_eq!(b.engine.versions(&session, 0).unwrap().len(), 3);
}

/// DSN-7: stop means stop, and nothing is left behind.
#[test]
fn a_cancelled_edit_leaves_nothing() {
    let store = SharedStore::default();
    let mut shell =
        NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = shell.create_from(PAGE).session_id;
    let before = shell.document(&session);
    let ticket = shell.send(Command::EditDesign {
        session_id: session.clone(),
        edit_id: "e".into(),
        prompt: "green".into(),
        target: vec!["go".into()],
        base_version: None,
        images: Vec::new(),
    });
    shell.settle();
    assert_eq!(shell.engine.view(&session, 0).unwrap().open_edits.len(), 1);
    shell
        .run(Command::CancelEdit {
            session_id: session.clone(),
            edit_id: "e".into(),
        })
        .unwrap();
    let Ok(Reply::Edit { result }) = shell.finish(ticket) else {
        panic!()
    };
    assert_eq!(result.status, EditStatus::Cancelled);
    assert_eq!(shell.document(&session), before);
    assert!(shell.engine.view(&session, 0).unwrap().open_edits.is_empty());
    let unknown = Command::CancelEdit {
        session_id: session,
        edit_id: "other".into(),
    };
    assert_eq!(shell.run(unknown).unwrap_err().code, "edit.unknown");
}

/// ENG-5: whoever opens the session of a tab that died goes on with its edits; those of a tab that lives are left to it.
#[test]
fn unfinished_edits_are_taken_up_when_their_tab_is_gone() {
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = a.create_from(PAGE).session_id;
    a.send(Command::EditDesign {
        session_id: session.clone(),
        edit_id: "e".into(),
        prompt: "green".into(),
        target: vec!["go".into()],
        base_version: None,
        images: Vec::new(),
    });
    a.settle();
    let mut b = tab("b", &store, GREEN);
    assert_eq!(b.open(&session).unwrap().open_edits.len(), 1);
    b.settle();
    assert!(b.calls.is_empty(), "the owner lives");
    a.kill();
    let mut c = tab("c", &store, GREEN);
    c.open(&session).unwrap();
    c.settle();
    assert_eq!(c.calls.len(), 1);
    assert_eq!(value(&c, &session, BACKGROUND), "#16a34a");
    assert!(c.engine.view(&session, 0).unwrap().open_edits.is_empty());
}

/// ENG-16: tabs that are open already find out by themselves; one of them goes on, in order, and nobody is asked twice.
#[test]
fn open_tabs_notice_that_another_one_is_gone() {
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = a.create_from(PAGE).session_id;
    let answers = |call: &ModelCall| {
        ops_answer(if said(call).contains("make it large") {
            BIG
        } else {
            GREEN
        })
    };
    let mut others = ["b", "c"].map(|name| NativeShell::with_config(config(name), &store, Scripted(answers)));
    for other in &mut others {
        other.open(&session).unwrap();
    }
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    a.settle();
    let stream = format!("session:{session}");
    for other in &mut others {
        other.hear_of(&stream);
        for _ in 0..20 {
            other.settle();
            other.advance(5_000);
        }
        other.settle();
        assert!(other.calls.is_empty(), "the owner lives");
        let view = other.engine.view(&session, 0).unwrap();
        assert_eq!(view.open_edits[0].phase, EditPhase::Waiting);
    }
    a.kill();
    // Both notice at the same moment, and take turns then.
    others.iter_mut().for_each(|other| other.advance(5_000));
    while others.iter().any(|other| other.pending() > 0) {
        for other in &mut others {
            other.deliver_one();
        }
    }
    for other in &mut others {
        other.hear_of(&stream);
        other.settle();
        other.advance(60_000);
        other.settle();
        let versions = other.engine.versions(&session, 1).unwrap();
        let made: Vec<&str> = versions.iter().map(|version| version.prompt.as_str()).collect();
        assert_eq!(made, ["make it green", "make it large"]);
        assert!(other.engine.view(&session, 0).unwrap().open_edits.is_empty());
    }
    assert_eq!(others[0].calls.len() + others[1].calls.len(), 2);
}

/// ENG-16: nobody is looked for where nothing is unfinished, and nobody twice at a time.
#[test]
fn others_are_looked_for_only_while_something_of_theirs_is_unfinished() {
    let mut engine = Engine::new(config("b"));
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = a.create_from(PAGE).session_id;
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    a.settle();
    let mut at = 1_900_000_000_000;
    let mut step = |kind: InputKind, ms: u64| {
        at += ms;
        let outputs = engine.step(Input {
            at,
            entropy: [0; 32],
            kind,
        });
        let wait = outputs.wake_at.map(|wake| wake.saturating_sub(at));
        let effects = outputs.effects.into_iter();
        (
            effects.map(|effect| (effect.id, effect.kind)).collect::<Vec<_>>(),
            wait,
        )
    };
    let open = Command::OpenSession {
        session_id: session.clone(),
        user_id: None,
    };
    let (load, _) = step(
        InputKind::Command {
            ticket: 1,
            command: open,
        },
        0,
    );
    let result = store.load(&format!("session:{session}"), 0);
    let (asked, wait) = step(
        InputKind::Effect {
            id: load[0].0,
            result,
        },
        1,
    );
    let checks = |effects: &[(u64, EffectKind)]| {
        let checks = effects.iter();
        checks
            .filter(|(_, kind)| matches!(kind, EffectKind::CheckPeer { .. }))
            .count()
    };
    assert_eq!(
        (checks(&asked), wait),
        (1, None),
        "one question for both edits, no second one before the answer"
    );
    assert_eq!(checks(&step(InputKind::Wake, 60_000).0), 0);
    let alive = |id: u64| InputKind::Effect {
        id,
        result: EffectResult::Peer { alive: true },
    };
    let (_, wait) = step(alive(asked[0].0), 1);
    assert_eq!(wait, Some(0), "the question was asked a minute ago");
    let (asked, _) = step(InputKind::Wake, 0);
    assert_eq!(checks(&asked), 1);
    let (_, wait) = step(alive(asked[0].0), 1);
    assert_eq!(wait, Some(4_999));
}

fn ask(shell: &mut NativeShell, session: &str, edit: &str, prompt: &str, target: &str) -> u64 {
    shell.send(Command::EditDesign {
        session_id: session.to_owned(),
        edit_id: edit.into(),
        prompt: prompt.into(),
        target: vec![target.into()],
        base_version: None,
        images: Vec::new(),
    })
}

/// What a call tells the model.
fn said(call: &ModelCall) -> &str {
    let ModelCall::App { request, .. } = call else {
        panic!()
    };
    request
}

/// ENG-15: edits that wait for others are stored as well, in their order; a stopped one is forgotten.
#[test]
fn queued_edits_outlive_their_tab() {
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = a.create_from(PAGE).session_id;
    // Ids whose order is not the order in which they were asked for.
    ask(&mut a, &session, "e9", "make it green", "go");
    ask(&mut a, &session, "e5", "make it large", "title");
    let stopped = ask(&mut a, &session, "e7", "make it red", "go");
    ask(&mut a, &session, "e1", "what changed since version 1?", "go");
    a.settle();
    a.run(Command::CancelEdit {
        session_id: session.clone(),
        edit_id: "e7".into(),
    })
    .unwrap();
    let Ok(Reply::Edit { result }) = a.finish(stopped) else {
        panic!()
    };
    assert_eq!(result.status, EditStatus::Cancelled);
    a.settle();
    let waiting = |shell: &NativeShell| -> Vec<(String, EditPhase)> {
        let view = shell.engine.view(&session, 0).unwrap();
        view.open_edits
            .into_iter()
            .map(|edit| (edit.edit_id, edit.phase))
            .collect()
    };
    let mut seen = tab("b", &store, GREEN);
    seen.open(&session).unwrap();
    seen.settle();
    assert!(seen.calls.is_empty(), "the owner lives");
    let mut queued = waiting(&seen);
    queued.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        queued,
        [
            ("e1".to_owned(), EditPhase::Queued),
            ("e5".to_owned(), EditPhase::Queued),
            ("e9".to_owned(), EditPhase::Waiting)
        ]
    );
    a.kill();
    seen.kill();

    let mut shell = NativeShell::with_config(
        config("c"),
        &store,
        Scripted(|call: &ModelCall| {
            ops_answer(if said(call).contains("make it large") {
                BIG
            } else {
                GREEN
            })
        }),
    );
    shell.open(&session).unwrap();
    shell.settle();
    assert_eq!(waiting(&shell), []);
    let prompts: Vec<String> = shell
        .engine
        .versions(&session, 1)
        .unwrap()
        .iter()
        .map(|version| version.prompt.clone())
        .collect();
    assert_eq!(prompts, ["make it green", "make it large"]);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    let endings: Vec<(String, EditStatus)> = shell
        .engine
        .endings(&session)
        .unwrap()
        .into_iter()
        .map(|edit| (edit.prompt, edit.result.unwrap().status))
        .collect();
    assert_eq!(
        endings,
        [
            ("make it red".to_owned(), EditStatus::Cancelled),
            ("what changed since version 1?".to_owned(), EditStatus::Committed)
        ]
    );
}

/// ENG-15: two tabs that open the session of a dead one take its queue up once.
#[test]
fn a_queue_is_taken_up_once() {
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(config("a"), &store, Scripted(|_: &ModelCall| Reaction::Silence));
    let session = a.create_from(PAGE).session_id;
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    ask(&mut a, &session, "e3", "undo that", "title");
    a.settle();
    a.kill();
    let answers = |call: &ModelCall| {
        ops_answer(if said(call).contains("make it large") {
            BIG
        } else {
            GREEN
        })
    };
    let mut b = NativeShell::with_config(config("b"), &store, Scripted(answers));
    let mut c = NativeShell::with_config(config("c"), &store, Scripted(answers));
    b.open(&session).unwrap();
    c.open(&session).unwrap();
    for _ in 0..20 {
        b.settle();
        c.settle();
    }
    for shell in [&b, &c] {
        let versions = shell.engine.versions(&session, 1).unwrap();
        let made: Vec<&str> = versions.iter().map(|version| version.prompt.as_str()).collect();
        assert_eq!(made, ["make it green", "make it large", "undo that"]);
        assert!(shell.engine.view(&session, 0).unwrap().open_edits.is_empty());
        assert!(shell.engine.endings(&session).unwrap().is_empty());
    }
}

/// ENG-7: the same id asks for the same edit.
#[test]
fn an_edit_id_is_answered_once() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let edit = || Command::EditDesign {
        session_id: session.clone(),
        edit_id: "same".into(),
        prompt: "green".into(),
        target: vec!["go".into()],
        base_version: None,
        images: Vec::new(),
    };
    let (first, second) = (shell.send(edit()), shell.send(edit()));
    let (Ok(Reply::Edit { result: one }), Ok(Reply::Edit { result: two })) =
        (shell.finish(first), shell.finish(second))
    else {
        panic!();
    };
    assert_eq!(one, two);
    let Ok(Reply::Edit { result: three }) = shell.run(edit()) else {
        panic!()
    };
    assert_eq!(one, three);
    assert_eq!(shell.calls.len(), 1);
    shell.kill();
    let mut later = tab("b", &store, GREEN);
    later.open(&session).unwrap();
    assert_eq!(later.run(edit()).unwrap_err().code, "edit.duplicate");
}

/// ENG-13: an edit is not led to something else when what it was about is not there.
#[test]
fn a_target_or_a_version_that_is_not_there_changes_nothing() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let result = shell.edit(&session, "make it green", &["go", "gone"]);
    assert_eq!(result.status, EditStatus::Rejected);
    assert_eq!(result.error.unwrap().code, "edit.target-gone");
    let Ok(Reply::Edit { result }) = shell.run(Command::EditDesign {
        session_id: session.clone(),
        edit_id: "late".into(),
        prompt: "make it green".into(),
        target: vec!["go".into()],
        base_version: Some(99),
        images: Vec::new(),
    }) else {
        panic!();
    };
    assert_eq!(result.error.unwrap().code, "version.unknown");
    assert!(shell.calls.is_empty());
    assert_eq!(shell.engine.view(&session, 0).unwrap().current_version, 1);
    // Words about the session need no target.
    assert_eq!(
        shell.edit(&session, "what changed?", &["gone"]).status,
        EditStatus::Committed
    );
}

/// DSN-8: an answer that cannot be used is sent back twice, then the edit fails and the last version stands.
#[test]
fn bad_answers_are_repaired_or_refused() {
    let store = SharedStore::default();
    let bad = r#"[{"op":"set","id":"nowhere","path":"/style/color","value":"red"}]"#;
    let mut shell = tab("a", &store, bad);
    let session = shell.create_from(PAGE).session_id;
    let before = shell.document(&session);
    let result = shell.edit(&session, "green", &["go"]);
    assert_eq!(result.status, EditStatus::Failed);
    assert_eq!(result.error.unwrap().code, "edit.invalid-answer");
    assert_eq!(shell.calls.len(), 3);
    assert_eq!(shell.document(&session), before);
    let mut calls = 0;
    let mending = move |_: &ModelCall| {
        calls += 1;
        ops_answer(if calls == 1 { bad } else { GREEN })
    };
    let mut shell = NativeShell::with_config(config("b"), &store, Scripted(mending));
    shell.open(&session).unwrap();
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    let ModelCall::App { request, .. } = &shell.calls[1] else {
        panic!()
    };
    assert!(
        request.contains("nowhere"),
        "the repair call shows the fault: {request}"
    );
}

/// DSN-9: a call that broke is tried again, three times at most.
#[test]
fn a_broken_connection_is_tried_again() {
    let store = SharedStore::default();
    let failed = || {
        Reaction::Signals(vec![ModelSignal::Failed {
            kind: ModelFailure::Network,
            detail: String::new(),
        }])
    };
    let mut calls = 0;
    let flaky = move |_: &ModelCall| {
        calls += 1;
        if calls < 3 { failed() } else { ops_answer(GREEN) }
    };
    let mut shell = NativeShell::with_config(config("a"), &store, Scripted(flaky));
    let session = shell.create_from(PAGE).session_id;
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    assert_eq!(shell.calls.len(), 3);
    let mut dead = NativeShell::with_config(config("b"), &store, Scripted(move |_: &ModelCall| failed()));
    dead.open(&session).unwrap();
    let result = dead.edit(&session, "bigger", &["title"]);
    assert_eq!(result.status, EditStatus::Failed);
    assert_eq!(result.error.unwrap().code, "model.network");
    assert_eq!(dead.calls.len(), 3);
}

/// VER-9, DSN-10: a damaged byte costs what it hit, never the session.
#[test]
fn a_damaged_record_is_set_aside() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    shell.kill();
    let stream = format!("session:{session}");
    let mut records = store.records(&stream);
    let last = records.last_mut().unwrap();
    let middle = last.len() / 2;
    last[middle] ^= 0x55;
    store.tamper(&stream, records);
    let mut shell = tab("b", &store, BIG);
    let view = shell.open(&session).unwrap();
    assert_eq!(view.current_version, 1);
    let warned = shell.notices.iter().any(|notice| {
        matches!(notice, Notice::Warning { error, .. } if error.code == "session.versions-set-aside")
    });
    assert!(warned);
    assert_eq!(
        shell.edit(&session, "bigger", &["title"]).status,
        EditStatus::Committed
    );
}

/// DSN-11: an export holds everything; a copy beside the original gets an id of its own.
#[test]
fn export_and_import_keep_everything() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    let Ok(Reply::Exported { bytes }) = shell.run(Command::ExportSession {
        salvage: false,
        session_id: session.clone(),
    }) else {
        panic!();
    };
    let import = |bytes: &[u8]| Command::ImportSession {
        bytes: bytes.to_vec(),
        user_id: None,
    };
    let Ok(Reply::Session { session: copy }) = shell.run(import(&bytes)) else {
        panic!()
    };
    assert_ne!(copy.session_id, session);
    assert_eq!(copy.current_version, 2);
    assert_eq!(shell.document(&copy.session_id), shell.document(&session));
    let elsewhere = SharedStore::default();
    let mut other = tab("b", &elsewhere, BIG);
    let Ok(Reply::Session { session: moved }) = other.run(import(&bytes)) else {
        panic!()
    };
    assert_eq!(moved.session_id, session);
    assert_eq!(
        other.engine.versions(&session, 0).unwrap(),
        shell.engine.versions(&session, 0).unwrap()
    );
    let size = elsewhere.size();
    for index in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[index] ^= 0x10;
        assert_eq!(
            other.run(import(&damaged)).unwrap_err().code,
            "import.invalid",
            "byte {index}"
        );
        assert_eq!(
            other.run(import(&bytes[..index])).unwrap_err().code,
            "import.invalid"
        );
    }
    assert_eq!(elsewhere.size(), size, "nothing of a refused file is stored");
}

/// DSN-12: sessions are private, run out, and can be erased.
#[test]
fn users_lifetimes_and_erasure() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let create = |user: &str, ttl_ms| Command::CreateSession {
        prompt: "p".into(),
        user_id: Some(user.into()),
        document: Some(PAGE.into()),
        ttl_ms,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let Ok(Reply::Session { session: ann }) = shell.run(create("ann", Some(1_000.0))) else {
        panic!()
    };
    let Ok(Reply::Session { session: bob }) = shell.run(create("bob", None)) else {
        panic!()
    };
    let open = |session: &str, user: &str| Command::OpenSession {
        session_id: session.into(),
        user_id: Some(user.into()),
    };
    assert_eq!(
        shell.run(open(&ann.session_id, "bob")).unwrap_err().code,
        "session.forbidden"
    );
    let mut fresh = tab("b", &store, GREEN);
    assert_eq!(
        fresh.run(open(&ann.session_id, "bob")).unwrap_err().code,
        "session.forbidden"
    );
    assert_eq!(
        fresh.run(open("ses_none", "bob")).unwrap_err().code,
        "session.unknown"
    );
    let list = |user: Option<&str>, status| Command::ListSessions {
        user_id: user.map(Into::into),
        status,
    };
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, None)) else {
        panic!()
    };
    assert_eq!(sessions.len(), 2);
    shell.advance(5_000);
    let result = shell.edit(&ann.session_id, "green", &["go"]);
    assert_eq!(result.error.unwrap().code, "session.expired");
    let Ok(Reply::Count { count }) = shell.run(Command::CleanupExpired) else {
        panic!()
    };
    assert_eq!(count, 1);
    let Ok(Reply::Count { count }) = shell.run(Command::CleanupExpired) else {
        panic!()
    };
    assert_eq!(count, 0);
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, Some(SessionStatus::Expired))) else {
        panic!()
    };
    assert_eq!(sessions.len(), 1);
    let Ok(Reply::Count { count }) = shell.run(Command::EraseUser {
        user_id: "ann".into(),
    }) else {
        panic!()
    };
    assert_eq!(count, 1);
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, None)) else {
        panic!()
    };
    assert_eq!(sessions[0].session_id, bob.session_id);
    assert!(store.records(&format!("session:{}", ann.session_id)).is_empty());
}

/// DSN-18: one version is taken back and those after it stay, also across a reload; the revert is taken back like any version.
/// DSN-19: a version of another branch is made once more here.
#[test]
fn versions_are_reverted_and_picked() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let id = || session.clone();
    let ops = |ops: &str| Command::ApplyOps {
        session_id: id(),
        ops: ops.into(),
        summary: String::new(),
    };
    shell.run(ops(GREEN)).unwrap();
    shell.run(ops(BIG)).unwrap();
    let revert = |version| Command::RevertVersion {
        session_id: id(),
        version,
    };
    let made = shell.version(revert(2)).unwrap();
    assert_eq!(
        (made.kind, made.of, made.number),
        (VersionKind::Revert, Some(2), 4)
    );
    assert!(
        made.summary.starts_with("Took back version 2"),
        "{}",
        made.summary
    );
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(shell.run(revert(2)).unwrap_err().code, "edit.no-change");
    assert_eq!(shell.run(revert(9)).unwrap_err().code, "version.unknown");
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    shell.open(&session).unwrap();
    shell.run(revert(4)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let blame =
        |shell: &NativeShell, id: &str, path: &str| shell.engine.blame(&session, 5, Some(id), path).unwrap();
    assert_eq!(blame(&shell, "go", "/style/background"), Some(5));
    assert_eq!(blame(&shell, "title", "/style/fontSize"), Some(3));
    let branch = Command::CreateBranch {
        session_id: id(),
        version: 1,
        name: "calm".into(),
    };
    shell.run(branch).unwrap();
    let picked = shell
        .version(Command::CherryPick {
            session_id: id(),
            version: 3,
        })
        .unwrap();
    assert_eq!((picked.kind, picked.of), (VersionKind::CherryPick, Some(3)));
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    let report = shell.engine.verify(&session).unwrap();
    assert_eq!((report.versions, report.damaged.len()), (6, 0));
    assert!(report.change_bytes > 0.0 && report.keyframe_bytes > 0.0);
}

/// DSN-20: a merge is looked at before it is made; conflicts are data, decided by the policy or one by one.
#[test]
fn merges_are_previewed() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let apply = |ops: &str| Command::ApplyOps {
        session_id: session.clone(),
        ops: ops.into(),
        summary: String::new(),
    };
    let branch = Command::CreateBranch {
        session_id: session.clone(),
        version: 1,
        name: "calm".into(),
    };
    shell.run(branch).unwrap();
    shell.run(apply(GREEN)).unwrap();
    shell
        .run(Command::SwitchBranch {
            session_id: session.clone(),
            name: "main".into(),
        })
        .unwrap();
    let red = r##"[{"op":"set","id":"go","path":"/style/background","value":"#dc2626"}]"##;
    shell.run(apply(red)).unwrap();
    let preview = shell
        .engine
        .merge_preview(&session, "calm", MergePolicy::Theirs)
        .unwrap();
    assert_eq!(preview.conflicts.len(), 1);
    let conflict = &preview.conflicts[0];
    assert_eq!(
        (conflict.id.as_deref(), conflict.path.as_str()),
        (Some("go"), "/style/background")
    );
    assert_eq!(
        [&conflict.base, &conflict.ours, &conflict.theirs].map(|text| text.as_deref().unwrap()),
        ["\"#ffffff\"", "\"#dc2626\"", "\"#16a34a\""]
    );
    let merge = |policy, other| Command::MergeBranch {
        session_id: session.clone(),
        name: "calm".into(),
        policy,
        other,
    };
    assert_eq!(
        shell.run(merge(MergePolicy::Ours, vec![])).unwrap_err().code,
        "edit.no-change"
    );
    for unknown in [vec![1], vec![0, 99], vec![u32::MAX]] {
        let error = shell.run(merge(MergePolicy::Ours, unknown)).unwrap_err();
        assert_eq!(error.code, "merge.unknown-conflict");
    }
    shell.run(merge(MergePolicy::Ours, vec![0])).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let staged = shell.engine.stage(&session, BIG).unwrap();
    assert_eq!((staged.len(), staged[0].ops.as_slice()), (1, &[0][..]));
}

/// DSN-21, SES-7: what is left of a damaged session can be exported and imported; it is not exported as if it were whole.
#[test]
fn a_damaged_session_is_exported() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    for ops in [GREEN, BIG] {
        let apply = Command::ApplyOps {
            session_id: session.clone(),
            ops: ops.into(),
            summary: "x".into(),
        };
        shell.run(apply).unwrap();
    }
    let stream = format!("session:{session}");
    let mut records = store.records(&stream);
    records[1].fill(0);
    store.tamper(&stream, records);
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    let export = |salvage| Command::ExportSession {
        session_id: session.clone(),
        salvage,
    };
    let import = |bytes| Command::ImportSession { bytes, user_id: None };
    assert_eq!(shell.run(export(false)).unwrap_err().code, "export.damaged");
    let Ok(Reply::Exported { bytes }) = shell.run(export(true)) else {
        panic!()
    };
    let Ok(Reply::Session { session: copy }) = shell.run(import(bytes)) else {
        panic!()
    };
    assert_eq!((copy.total_versions, copy.current_version), (2, 3));
    assert_eq!(value(&shell, &copy.session_id, FONT_SIZE), 40);
    assert_eq!(value(&shell, &copy.session_id, BACKGROUND), "#ffffff");
}

/// DSN-13: branches are named heads; what they changed can be brought together.
#[test]
fn branches_part_and_merge() {
    let store = SharedStore::default();
    let mut calls = 0;
    let answers = move |_: &ModelCall| {
        calls += 1;
        ops_answer(if calls == 1 { GREEN } else { BIG })
    };
    let mut shell = NativeShell::with_config(config("a"), &store, Scripted(answers));
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    let branch = |version, name: &str| Command::CreateBranch {
        session_id: session.clone(),
        version,
        name: name.into(),
    };
    shell.run(branch(1, "calm")).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(shell.run(branch(1, "calm")).unwrap_err().code, "branch.bad-name");
    assert_eq!(shell.run(branch(9, "other")).unwrap_err().code, "version.unknown");
    let result = shell.edit(&session, "bigger", &["title"]);
    assert_eq!(result.new_version, Some(3));
    shell
        .run(Command::SwitchBranch {
            session_id: session.clone(),
            name: "main".into(),
        })
        .unwrap();
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    let merge = || Command::MergeBranch {
        policy: Default::default(),
        other: Vec::new(),
        session_id: session.clone(),
        name: "calm".into(),
    };
    let version = shell.version(merge()).unwrap();
    assert_eq!(
        (version.number, version.parent, version.kind),
        (4, 2, VersionKind::Merge)
    );
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(merge()).unwrap_err().code, "edit.no-change");
    let rollback = Command::Rollback {
        session_id: session.clone(),
        version: 1,
    };
    assert_eq!(shell.version(rollback).unwrap().of, Some(1));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&shell.document(&session)).unwrap(),
        serde_json::from_str::<serde_json::Value>(PAGE).unwrap()
    );
    shell.kill();
    let mut later = tab("b", &store, GREEN);
    let view = later.open(&session).unwrap();
    assert_eq!(
        (view.branch.as_str(), view.branches.len(), view.total_versions),
        ("main", 2, 5)
    );
}

/// ENG-8: a session that another tab deletes ends here too, and who waits is told.
#[test]
fn deletion_by_another_tab_is_noticed() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, GREEN);
    b.run(Command::DeleteSession {
        session_id: session.clone(),
    })
    .unwrap();
    let ticket = a.send(Command::EditDesign {
        session_id: session.clone(),
        edit_id: "e".into(),
        prompt: "green".into(),
        target: vec!["go".into()],
        base_version: None,
        images: Vec::new(),
    });
    assert_eq!(a.finish(ticket).unwrap_err().code, "session.deleted");
    assert!(a.engine.view(&session, 0).is_err());
    assert!(store.records(&format!("session:{session}")).is_empty());
}

/// DSN-14: the app's own change is a version like any other.
#[test]
fn ops_of_the_app_are_versions() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let apply = |ops: &str| Command::ApplyOps {
        session_id: session.clone(),
        ops: ops.into(),
        summary: String::new(),
    };
    assert_eq!(shell.version(apply(BIG)).unwrap().kind, VersionKind::Apply);
    assert!(
        shell
            .version(apply(r#"[{"op":"remove","id":"nowhere"}]"#))
            .is_err()
    );
    assert!(shell.version(apply("[]")).is_err());
    assert!(shell.version(apply("no json")).is_err());
    assert_eq!(shell.engine.versions(&session, 0).unwrap().len(), 2);
}

/// ENG-9: a hundred hostile inputs never bring the engine down.
#[test]
fn bad_input_is_a_coded_error() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let before = shell.document(&session);
    let create = |document: String| Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(document),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let depth = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let twice = r#"{"id":"a","type":"b","children":[{"id":"x","type":"t"},{"id":"x","type":"t"}]}"#;
    for document in [
        depth,
        twice.to_owned(),
        "{".into(),
        format!("\"{}\"", "x".repeat(2 << 20)),
        "1e400".into(),
    ] {
        let error = shell.run(create(document)).unwrap_err();
        assert!(error.code.starts_with("document."), "{error:?}");
        assert!(error.suggested_action.is_some());
    }
    let result = shell.edit(&session, &"x".repeat(1 << 20), &[]);
    assert_eq!(result.status, EditStatus::Rejected);
    assert_eq!(result.error.unwrap().code, "prompt.too-long");
    let result = shell.edit(&session, "green", &["no-such-node"]);
    assert_ne!(result.status, EditStatus::Cancelled);
    assert!(shell.engine.view(&session, 0).is_ok());
    let bad_id = Command::EditDesign {
        session_id: session.clone(),
        edit_id: "a b".into(),
        prompt: "x".into(),
        target: vec![],
        base_version: None,
        images: Vec::new(),
    };
    assert_eq!(shell.run(bad_id).unwrap_err().code, "edit.bad-id");
    let _ = before;
}

/// DSN-15: what is personal leaves the machine in no form, also what the document or an earlier prompt says; answers get it back.
#[test]
fn nothing_personal_is_told_to_a_model() {
    let store = SharedStore::default();
    let page = PAGE.replace("Hello", "Write to jane.doe@contoso.com");
    let answer = r#"[{"op":"set","id":"go","path":"/props/label","value":"Mail [EMAIL_1] or [EMAIL_2]"}]"#;
    let mut shell = tab("a", &store, answer);
    let session = shell.create_from(&page).session_id;
    let result = shell.edit(
        &session,
        "the go button should say mail me at sales@brewly.co.uk",
        &["go"],
    );
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    shell.edit(&session, "make the go button bigger", &["go"]);
    for call in &shell.calls {
        let ModelCall::App { request, .. } = call else {
            panic!()
        };
        assert!(
            !request.contains("sales@") && !request.contains("jane.doe"),
            "{request}"
        );
        assert!(request.contains("[EMAIL_1]"), "{request}");
    }
    let label = value(&shell, &session, "/children/1/props/label");
    assert_eq!(label, "Mail sales@brewly.co.uk or jane.doe@contoso.com");
    assert!(
        shell.engine.versions(&session, 1).unwrap()[0]
            .prompt
            .contains("sales@brewly.co.uk")
    );
    let report = shell.engine.prompt_report(&session, "a-2").unwrap().unwrap();
    assert!(
        report
            .sections
            .iter()
            .all(|section| !section.text.contains("jane.doe"))
    );
}

/// DSN-40: figures over all sessions, also those of earlier visits and other users, none of them open.
#[test]
fn analytics_over_all_sessions() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    shell
        .version(Command::Undo {
            session_id: session.clone(),
        })
        .unwrap();
    shell.advance(3 * 86_400_000);
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    shell
        .run(Command::RateSession {
            session_id: session.clone(),
            score: 4,
        })
        .unwrap();
    shell
        .run(Command::CompleteSession { session_id: session })
        .unwrap();
    shell.create_from(PAGE);
    let mut later = tab("b", &store, GREEN);
    let figures = |shell: &mut NativeShell, user_id: Option<String>| match shell
        .run(Command::Analytics { user_id })
        .unwrap()
    {
        Reply::Analytics { analytics } => analytics,
        other => panic!("{other:?}"),
    };
    let all = figures(&mut later, None);
    assert_eq!(
        (all.sessions, all.created, all.completed, all.edits),
        (2, 2, 1, 2)
    );
    assert_eq!((all.satisfaction, all.ratings), (Some(4.0), 1));
    assert_eq!(
        all.edits_by_date,
        [("2027-01-15".to_owned(), 1), ("2027-01-18".to_owned(), 1)]
    );
    assert_eq!(figures(&mut later, Some("somebody".into())).sessions, 0);
}
