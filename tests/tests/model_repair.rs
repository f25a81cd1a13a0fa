//! Answers that have to be mended: the rest of one that broke off, the whole document where ops do not come about.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{EngineConfig, ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{EditStatus, Notice};
use bozzetto_tests::chat::*;
use bozzetto_tests::design::{self, PAGE};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, ops_answer};

/// MOD-49: ops, mended ops, then the whole document, in which unchanged nodes keep their identity.
#[test]
fn mod_49_from_ops_to_a_document() {
    let requests = Rc::new(RefCell::new(Vec::new()));
    let seen = requests.clone();
    let document = r#"{\"document\":{\"id\":\"screen-1\",\"type\":\"screen\",\"children\":[{\"id\":\"title\",\"type\":\"text\",\"props\":{\"text\":\"Ciao\"}},{\"id\":\"button-9\",\"type\":\"button\",\"props\":{\"label\":\"OK\"}}]}}"#;
    let (mut tab, _) = shell(config(), move |turn, call| {
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        seen.borrow_mut()
            .push(String::from_utf8(request.body.clone()).unwrap());
        let ghost = r#"{\"ops\":[{\"op\":\"remove\",\"id\":\"ghost\"}]}"#;
        Some(whole([
            said(if turn < 2 { ghost } else { document }),
            ended("stop"),
        ]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let text = tab.document(&session);
    assert!(
        text.contains(r#""id":"title""#) && text.contains(r#""id":"ok""#) && text.contains("Ciao"),
        "{text}"
    );
    let requests = requests.borrow();
    assert!(requests[0].contains("json_schema") && !requests[0].contains("ghost"));
    // The fault is named, exactly.
    assert!(
        requests[1].contains("json_schema") && requests[1].contains("ghost"),
        "{}",
        requests[1]
    );
    assert!(!requests[2].contains("json_schema") && requests[2].contains("whole changed document"));
    assert!(requests[2].contains(r#"\"label\":\"OK\""#), "{}", requests[2]);

    // A large document is not asked for as a whole.
    let many: Vec<String> = (0..600)
        .map(|n| format!(r#"{{"id":"n{n}","type":"text","props":{{"text":"Part {n} of many"}}}}"#))
        .collect();
    let large = format!(
        r#"{{"id":"root","type":"screen","children":[{}]}}"#,
        many.join(",")
    );
    let bodies = Rc::new(RefCell::new(Vec::new()));
    let seen = bodies.clone();
    let (mut tab, calls) = shell(config(), move |_, call| {
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        seen.borrow_mut().push(request.body.len());
        Some(whole([said("{]"), ended("stop")]))
    });
    let session = tab.create_from(&large).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["n7"]);
    assert_eq!((code(&result), *calls.borrow()), ("edit.invalid-answer", 3));
    assert!(bodies.borrow().iter().all(|size| *size < 24_000), "{bodies:?}");
}

/// MOD-26: a fault names the place of its op in the answer, whoever found it: the reader, the guard or the document.
#[test]
fn mod_26_faults_at_their_places() {
    let good = r#"{"op":"set","id":"title","path":"/props/size","value":2}"#;
    for (bad, what) in [
        (r#"{"op":"remove","id":"ghost"}"#, "ghost"),
        (r#"{"op":"explode"}"#, "explode"),
        (
            r#"{"op":"set","id":"title","path":"/props/text","value":"[EMAIL_7]"}"#,
            "[EMAIL_7] is no placeholder",
        ),
        (
            r#"{"op":"set","id":"title","path":"/props/href","value":"javascript:a()"}"#,
            "a script",
        ),
    ] {
        for place in 0..3 {
            let ops: Vec<&str> = (0..3).map(|at| if at == place { bad } else { good }).collect();
            let answer = format!(r#"{{"ops":[{}]}}"#, ops.join(",")).replace('"', "\\\"");
            let bodies = Rc::new(RefCell::new(Vec::new()));
            let seen = bodies.clone();
            let (mut tab, _) = shell(config(), move |_, call| {
                let ModelCall::Http(request) = call else {
                    panic!("not over HTTP")
                };
                seen.borrow_mut()
                    .push(String::from_utf8(request.body.clone()).unwrap());
                Some(whole([said(&answer), ended("stop")]))
            });
            let session = tab.create_from(DOCUMENT).session_id;
            tab.edit(&session, "say ciao in the title", &["title"]);
            let asked = &bodies.borrow()[1];
            let named = format!("Op {} is wrong: ", place + 1);
            let (_, fault) = asked
                .split_once(&named)
                .unwrap_or_else(|| panic!("{named}{asked}"));
            assert!(fault.contains(what) && !fault.contains(" is wrong: "), "{asked}");
        }
    }
}

/// MOD-40: of an answer that broke off after some ops only the rest is asked for, and what came stays in the preview.
#[test]
fn mod_40_the_rest_of_an_answer() {
    let bodies = Rc::new(RefCell::new(Vec::new()));
    let seen = bodies.clone();
    let first = format!(r#"{{\"ops\":[{OP},{{\"op\":\"set\",\"id\":\"ok\",\"pa"#);
    let rest = r#"{\"ops\":[{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/props/label\",\"value\":\"Fine\"}]}"#;
    let (mut tab, calls) = shell(config(), move |turn, call| {
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        seen.borrow_mut()
            .push(String::from_utf8(request.body.clone()).unwrap());
        Some(match turn {
            0 => events([said(&first), broken(ModelFailure::Network)]),
            // Between the two, somebody is busy: what came is still there.
            1 => refused(503, ""),
            _ => whole([said(rest), ended("stop")]),
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(
        &session,
        "say ciao in the title and fine on the button",
        &["title", "ok"],
    );
    assert_eq!(
        (result.status, *calls.borrow()),
        (EditStatus::Committed, 3),
        "{result:?}"
    );
    let document = tab.document(&session);
    assert!(
        document.contains("Ciao") && document.contains("Fine"),
        "{document}"
    );
    let bodies = bodies.borrow();
    assert!(!bodies[0].contains("broke off"));
    for body in &bodies[1..] {
        assert!(
            body.contains("broke off after 1 ops") && body.contains("still missing"),
            "{body}"
        );
        assert!(
            body.contains("Ciao"),
            "what is done is in the document that is told"
        );
    }
    let reset = tab
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::PreviewReset { .. }));
    assert!(!reset, "the preview began anew");
    let previews = tab
        .notices
        .iter()
        .filter(|notice| matches!(notice, Notice::Preview { .. }));
    assert_eq!(previews.count(), 2);

    // Nothing was missing: an empty rest is an answer.
    let done = format!(r#"{{\"ops\":[{OP}]"#);
    let (mut tab, _) = shell(config(), move |turn, _| {
        Some(match turn {
            0 => whole([said(&done)]),
            _ => whole([said(r#"{\"ops\":[]}"#), ended("stop")]),
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(tab.document(&session).contains("Ciao"));
}

/// MOD-40: a blocked prompt stays blocked: it is not sent again, and the error has the provider's reason.
#[test]
fn mod_40_blocked_prompts() {
    let blocked = r#"data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":12}}"#;
    let mut config = config();
    config.provider = ProviderConfig::Http(Provider::new(Dialect::Gemini, "https://x.test", "m"));
    let (mut tab, calls) = shell(config, move |_, _| {
        Some(events([chunk(blocked), chunk("\n\n"), ModelSignal::Finished]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(*calls.borrow(), 1);
    let error = result.error.unwrap();
    let told = (error.code.as_str(), error.cause.as_deref());
    assert_eq!(told, ("model.content-filtered", Some("PROHIBITED_CONTENT")));
}

/// MOD-40: an answer that is there to its last bracket is taken, also where the model went on with blanks or words up to its limit, where the
/// connection or the provider broke, or the app's function failed after it.
#[test]
fn mod_40_an_answer_that_is_whole_is_taken() {
    let answer = format!(r#"{{\"ops\":[{OP}],\"question\":null,\"summary\":\"s\"}}"#);
    for tail in ["", r"\n\n\n\n", " I hope this helps, and"] {
        let body = format!("{answer}{tail}");
        let (mut tab, calls) = shell(config(), move |_, _| Some(whole([said(&body), ended("length")])));
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(
            (result.status, *calls.borrow()),
            (EditStatus::Committed, 1),
            "{tail}: {result:?}"
        );
    }
    let garbled = "data: {\"choices\":[{\"delta\":\n\n";
    let error = "data: {\"error\":{\"message\":\"busy\",\"type\":\"server_error\"}}\n\n";
    type Ending<'a> = (&'a str, Option<ModelSignal>, bool);
    let endings: [Ending<'_>; 5] = [
        ("cut", None, true),
        ("lost", Some(broken(ModelFailure::Network)), false),
        ("stall", Some(broken(ModelFailure::Timeout)), false),
        ("broken event", Some(ModelSignal::Chunk(garbled.into())), true),
        ("error", Some(ModelSignal::Chunk(error.into())), true),
    ];
    for (name, ending, ends) in endings {
        // Of lone ops, line by line, nobody knows which is the last.
        for (body, taken) in [(answer.clone(), true), (format!(r"{OP}\n"), false)] {
            let (ending, text) = (ending.clone(), body.clone());
            let (mut tab, calls) = shell(config(), move |turn, _| {
                let mut signals = vec![said(&text)];
                signals.extend(ending.clone());
                Some(match (turn, ends) {
                    (0, true) => whole(signals),
                    (0, false) => events(signals),
                    _ => whole([said(r#"{\"ops\":[]}"#), ended("stop")]),
                })
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            let (asked, noted) = if taken { (1, 0) } else { (2, 2) };
            assert_eq!(
                (result.status, *calls.borrow(), result.attempts.len()),
                (EditStatus::Committed, asked, noted),
                "{name}, {body}: {result:?}"
            );
        }
    }
}

/// MOD-40: what came of an answer that ran into the limit of length is kept, whether it came bit by bit or in one piece with its end.
#[test]
fn mod_40_a_cut_answer_in_one_piece() {
    let first = format!(r#"{{\"ops\":[{OP},{{\"op\":\"set\",\"id\":\"ok\",\"pa"#);
    let rest = r#"{\"ops\":[{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/props/label\",\"value\":\"Fine\"}]}"#;
    let bytes = |signals: &[ModelSignal]| -> Vec<u8> {
        let chunks = signals.iter().filter_map(|signal| match signal {
            ModelSignal::Chunk(bytes) => Some(bytes.clone()),
            _ => None,
        });
        chunks.flatten().collect()
    };
    let body = bytes(&[said(&first), ended("length")]);
    // The same as plain JSON, of a server that does not stream.
    let plain = format!(
        r#"{{"choices":[{{"index":0,"message":{{"role":"assistant","content":"{first}"}},"finish_reason":"length"}}]}}"#
    );
    for pieces in [
        vec![body.clone()],
        body.chunks(7).map(<[u8]>::to_vec).collect(),
        vec![plain.into_bytes()],
    ] {
        let (mut tab, calls) = shell(config(), move |turn, _| {
            Some(match turn {
                0 => whole(pieces.iter().cloned().map(ModelSignal::Chunk)),
                _ => whole([said(rest), ended("stop")]),
            })
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(
            &session,
            "say ciao in the title and fine on the button",
            &["title", "ok"],
        );
        assert_eq!((result.status, *calls.borrow()), (EditStatus::Committed, 2));
        let document = tab.document(&session);
        assert!(
            document.contains("Ciao") && document.contains("Fine"),
            "{document}"
        );
        assert_eq!(result.attempts[0].error.as_deref(), Some("model.length"));
    }
}

/// MOD-12: a provider that broke in the middle of its answer is left alone for as long as one that did not answer; the limit of length is
/// no failure of its.
#[test]
fn mod_12_pauses_after_a_broken_stream() {
    let half = format!(r#"{{\"ops\":[{OP},{{\"op\":\"set\""#);
    type End = fn() -> Option<ModelSignal>;
    let ends: [(End, bool); 3] = [
        (|| Some(broken(ModelFailure::Network)), true),
        (|| None, true),
        (|| Some(ended("length")), false),
    ];
    for (end, pauses) in ends {
        let half = half.clone();
        let (mut tab, calls) = shell(config(), move |turn, _| {
            Some(match turn {
                2 => whole([said(r#"{\"ops\":[]}"#), ended("stop")]),
                _ => {
                    let mut signals = events([said(&half)]);
                    signals.extend(end());
                    signals.push(ModelSignal::Finished);
                    signals
                }
            })
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!((result.status, *calls.borrow()), (EditStatus::Committed, 3));
        let waits: Vec<f64> = result.attempts.iter().map(|one| one.waited_ms).collect();
        assert_eq!(
            (375.0..=510.0).contains(&waits[1]) && (750.0..=1010.0).contains(&waits[2]),
            pauses,
            "{waits:?}"
        );
    }
}

/// MOD-9: what is said to the model is not said to people.
#[test]
fn mod_9_people_are_not_told_what_the_model_is_told() {
    let (mut tab, _) = shell(config(), |_, _| {
        Some(whole([said(r#"{\"ops\":[{\"op\":\"set\""#), ended("stop")]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let error = tab
        .edit(&session, "say ciao in the title", &["title"])
        .error
        .unwrap();
    assert_eq!(error.code, "edit.invalid-answer");
    assert_eq!(error.message, "The model's answer could not be used.");
    assert_eq!(
        error.cause.as_deref(),
        Some("The answer ends in the middle of its JSON.")
    );
}

/// MOD-10: what a model wrote is its payload; a message about it that is kept and logged quotes nothing of it.
#[test]
fn mod_10_no_cause_quotes_the_answer() {
    for (what, kept) in [
        (
            r#"\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/href\",\"value\":\"javascript:diagnosis of Mr Smith\""#,
            "not allowed",
        ),
        (
            r#"\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/href\",\"value\":\"javascript:a/a/a/a/a/a/a/a/AKIAIOSFODNN7EXAMPLE\""#,
            "not allowed",
        ),
        (
            r#"\"op\":\"remove\",\"id\":\"the diagnosis of Mr Smith, 12 AKIAIOSFODNN7\""#,
            "no node",
        ),
    ] {
        let (mut tab, calls) = shell(config(), move |_, _| {
            let ops = format!(r#"{{\"ops\":[{{{what}}}],\"question\":null,\"summary\":\"s\"}}"#);
            Some(whole([said(&ops), ended("stop")]))
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let error = tab
            .edit(&session, "say ciao in the title", &["title"])
            .error
            .unwrap();
        assert_eq!(error.code, "edit.invalid-answer");
        assert_eq!(*calls.borrow(), 3);
        let cause = error.cause.unwrap();
        assert!(cause.contains(kept), "{cause}");
        for part in ["diagnosis", "Smith", "AKIA"] {
            assert!(!cause.contains(part), "{cause}");
        }
    }
}

/// MOD-49: a provider that is asked in place of another one is asked for ops first, and may mend its own answer.
#[test]
fn mod_49_the_next_provider_has_its_own_repairs() {
    let app = |name: &str| ProviderConfig::App {
        name: name.into(),
        batches: false,
    };
    let config = EngineConfig {
        fallbacks: vec![app("second")],
        ..design::config("a")
    };
    let good = r#"{"op":"set","id":"go","path":"/style/background","value":"green"}"#;
    let mut asked = 0;
    let model = Scripted(move |call: &ModelCall| {
        let ModelCall::App { name, request } = call else {
            panic!()
        };
        if name != "second" {
            let begins = format!(r#"{{"ops":[{good},"#).into_bytes();
            return Reaction::Signals(vec![
                ModelSignal::Chunk(begins),
                ModelSignal::Failed {
                    kind: ModelFailure::Network,
                    detail: String::new(),
                },
            ]);
        }
        asked += 1;
        assert!(!request.contains("whole changed document"), "{asked}");
        match asked {
            1 => ops_answer(r#"[{"op":"remove","id":"ghost"}]"#),
            _ => ops_answer(&format!("[{good}]")),
        }
    });
    let mut shell = NativeShell::with_config(config, &SharedStore::default(), model);
    let session = shell.create_from(PAGE).session_id;
    let result = shell.edit(&session, "make it green", &["go"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(shell.calls.len(), 5);
}
