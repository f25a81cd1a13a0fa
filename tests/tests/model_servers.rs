//! Servers that are asked otherwise than at first: without a role, with a shorter prompt, in thoughts, after a pause. Rules MOD-x of `core/SPEC.md`.

use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::protocol::{Command, EditPhase, EditStatus, Notice};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};
use serde_json::Value;

fn body_of(call: &ModelCall) -> Value {
    match call {
        ModelCall::Http(request) => serde_json::from_slice(&request.body).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// MOD-5: a model that knows no system role gets everything as one message, from then on.
#[test]
fn mod_5_without_the_system_role() {
    for message in [
        "System role not supported",
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
    ] {
        let refusal = format!(r#"{{"error":{{"message":"{message}","type":"invalid_request_error"}}}}"#);
        let mut config = config();
        config.policy.cache_bytes = 0;
        let (mut tab, _) = shell(config, move |turn, _| {
            Some(match turn {
                0 => refused(400, &refusal),
                _ => good(),
            })
        });
        let session = tab.create_from(DOCUMENT).session_id;
        for asked in [2, 3] {
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            assert_eq!(result.status, EditStatus::Committed, "{message}: {result:?}");
            assert_eq!(tab.calls.len(), asked);
            tab.run(Command::Undo {
                session_id: session.clone(),
            })
            .unwrap();
        }
        let bodies: Vec<Value> = tab.calls.iter().map(body_of).collect();
        let text = |body: &Value, at: usize| body["messages"][at]["content"].as_str().unwrap().to_owned();
        assert_eq!(bodies[0]["messages"].as_array().unwrap().len(), 2);
        for body in &bodies[1..] {
            assert_eq!(body["messages"].as_array().unwrap().len(), 1);
            assert_eq!(body["messages"][0]["role"], "user");
            assert!(text(body, 0).starts_with(&text(&bodies[0], 0)));
        }
        assert!(text(&bodies[1], 0).ends_with(&text(&bodies[0], 1)));
    }
}

/// MOD-40: a prompt that is longer than the model takes is sent once more with half of what can be left out.
#[test]
fn mod_40_a_shorter_prompt() {
    let rows: Vec<String> = (0..400)
        .map(|row| {
            format!(r#"{{"id":"r{row}","type":"text","props":{{"text":"Row {row} of the long list"}}}}"#)
        })
        .collect();
    let document = DOCUMENT.replace(
        r#"{"id":"ok""#,
        &format!(
            r#"{{"id":"list","type":"list","children":[{}]}},{{"id":"ok""#,
            rows.join(",")
        ),
    );
    let refusal = r#"{"error":{"message":"This model's maximum context length is 2048 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}"#;
    for (refusals, asked, status) in [(1, 2, EditStatus::Committed), (9, 2, EditStatus::Failed)] {
        let (mut tab, _) = shell(config(), move |turn, _| {
            Some(match turn < refusals {
                true => refused(400, refusal),
                false => good(),
            })
        });
        let session = tab.create_from(&document).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!((result.status, tab.calls.len()), (status, asked), "{result:?}");
        let lengths: Vec<usize> = tab
            .calls
            .iter()
            .map(|call| body_of(call).to_string().len())
            .collect();
        assert!(lengths[1] * 4 < lengths[0] * 3, "{lengths:?}");
        assert_eq!(result.attempts[0].error.as_deref(), Some("model.too-large"));
        if status == EditStatus::Failed {
            assert_eq!(code(&result), "model.too-large");
        }
    }
}

/// MOD-52: what a model thinks is told as it comes, counted, and is no part of the answer.
#[test]
fn mod_52_thoughts_are_told_as_they_come() {
    let thought = |words: &str| {
        chunk(&format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"reasoning_content\":\"{words}\"}}}}]}}\n\n"
        ))
    };
    let mut config: EngineConfig = config();
    config.prices = vec![price()];
    let (mut tab, _) = shell(config, move |_, _| {
        let mut signals: Vec<_> = (0..20)
            .map(|_| thought("the title could say something else "))
            .collect();
        signals.extend([said(&format!(r#"{{\"ops\":[{OP}]}}"#)), ended("stop")]);
        Some(whole(signals))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let told: Vec<(EditPhase, u32)> = tab
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Edit { edit, .. } => Some((edit.phase, edit.asking.as_ref()?.coming_tokens)),
            _ => None,
        })
        .collect();
    let thinking = told.iter().find(|(phase, _)| *phase == EditPhase::Thinking);
    assert!(thinking.is_some_and(|(_, tokens)| *tokens > 0), "{told:?}");
    let streaming = told.iter().find(|(phase, _)| *phase == EditPhase::Streaming);
    assert!(streaming.is_some_and(|(_, tokens)| *tokens > 100), "{told:?}");
    assert!(!format!("{:?}", tab.notices).contains("could say something else"));
}

/// MOD-27: an app that allows longer answers gets them, of a server as well.
#[test]
fn mod_27_longer_answers_where_the_app_allows_them() {
    for (bytes, status) in [
        (8_000_000, EditStatus::Committed),
        (4_000_000, EditStatus::Failed),
    ] {
        let mut config = config();
        config.limits.answer_bytes = bytes;
        let (mut tab, _) = shell(config, move |_, _| {
            let prose = "word ".repeat(100_000);
            let mut signals: Vec<_> = (0..10).map(|_| said(&prose)).collect();
            signals.extend([said(&format!(r#"\n{{\"ops\":[{OP}]}}"#)), ended("stop")]);
            Some(whole(signals))
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(result.status, status, "{result:?}");
    }
}

/// MOD-42: who answers the probe is well again, also if the answer is a refusal; a probe that nobody waited for is made again.
#[test]
fn mod_42_what_a_probe_comes_to() {
    for cancelled in [false, true] {
        let mut config = config();
        config.policy.cache_bytes = 0;
        config.fallbacks = vec![ProviderConfig::Offline];
        let mut turn = 0;
        let model = Scripted(move |call: &ModelCall| {
            if let ModelCall::Embedded(brief) = call {
                return Reaction::Text(bozzetto_core::model::offline::answer(brief));
            }
            turn += 1;
            match (turn, cancelled) {
                (..=3, _) => Reaction::Signals(refused(503, "")),
                (4, false) => Reaction::Signals(refused(401, "")),
                (4, true) => Reaction::Signals(events([said("{")])),
                _ => Reaction::Signals(good()),
            }
        });
        let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let http = |tab: &NativeShell| {
            let is_http = |call: &&ModelCall| matches!(call, ModelCall::Http(_));
            tab.calls.iter().filter(is_http).count()
        };
        tab.edit(&session, "make the title green", &["title"]);
        tab.advance(15_000);
        if cancelled {
            let ticket = tab.send(edit(&session, "probe", "make the title blue"));
            while http(&tab) < 4 {
                assert!(tab.deliver_one());
            }
            let cancel = Command::CancelEdit {
                session_id: session.clone(),
                edit_id: "probe".into(),
            };
            tab.run(cancel).unwrap();
            tab.finish(ticket).unwrap();
        } else {
            tab.edit(&session, "make the title blue", &["title"]);
        }
        assert_eq!(http(&tab), 4);
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(
            (result.status, http(&tab)),
            (EditStatus::Committed, 5),
            "{result:?}"
        );
        assert!(tab.document(&session).contains("Ciao"));
    }
}
