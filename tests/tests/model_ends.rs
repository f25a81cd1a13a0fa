//! Ends of model calls that are no failure of a server's, at every stage of an edit: an address that cannot be used, no network, the
//! deadline, the limit of calls, a breaker that another session opened; and what failed calls cost.

use bozzetto_core::engine::{ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditStatus, Reply};
use bozzetto_tests::chat::{
    DOCUMENT, OP, broken, chunk, code, edit, ended, events, good, http, price, refused, said, shell, started,
    whole,
};
use bozzetto_tests::faults::{config, paused, stages, stands, stands_paid};
use bozzetto_tests::shell::NativeShell;
use bozzetto_tests::speech::Speech;
use std::cell::Cell;
use std::rc::Rc;

/// What is told here is told by one kind of server.
const CHAT: Speech = Speech(Dialect::OpenAiChat);

/// MOD-40: a failure that comes before anything can be sent: an address that cannot be used, and no network at all.
#[test]
fn mod_40_before_it_is_sent() {
    for (address, fallback) in [("ftp://x.test", false), ("javascript:alert(1)", true)] {
        let mut config = config(CHAT);
        config.provider = ProviderConfig::Http(Provider::new(Dialect::OpenAiChat, address, "m"));
        config.policy.calls_per_hour = 1;
        if fallback {
            config.fallbacks = vec![ProviderConfig::App {
                name: "second".into(),
                batches: false,
            }];
        }
        let answer = r#"{"ops":[{"op":"set","id":"title","path":"/props/text","value":"Ciao"}]}"#;
        let (mut tab, calls) = shell(config, move |_, call| match call {
            ModelCall::Http(_) => Some(good()),
            _ => Some(vec![chunk(answer), ModelSignal::Finished]),
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(result.status == EditStatus::Committed, fallback, "{result:?}");
        assert_eq!(code(&result), if fallback { "" } else { "model.bad-url" });
        assert_eq!(*calls.borrow(), usize::from(fallback));
        stands(&mut tab, &session, &result, address);
        // Nothing was sent, so nothing of the hour is used up.
        if !fallback {
            tab.engine.set_provider(http());
            let again = tab.edit(&session, "say ciao in the title", &["title"]);
            assert_eq!(again.status, EditStatus::Committed, "{again:?}");
        }
    }
}

/// MOD-46: a network that goes away at any stage is waited for, and the edit comes about; what waits can be cancelled.
#[test]
fn mod_46_offline_at_every_stage() {
    for (stage, before) in stages(CHAT) {
        for cancelled in [false, true] {
            let prelude = before.clone();
            let at = prelude.len();
            let (mut tab, calls) = shell(config(CHAT), move |turn, _| match prelude.get(turn) {
                Some(signals) => Some(signals.clone()),
                None if turn < at + 3 => Some(vec![broken(ModelFailure::Offline)]),
                None => Some(good()),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let ticket = tab.send(edit(&session, "e", "say ciao in the title"));
            let mut waits = false;
            for _ in 0..200 {
                tab.settle();
                let view = tab.engine.view(&session, tab.now()).unwrap();
                let asking = view.open_edits.first().and_then(|edit| edit.asking.clone());
                waits |= asking
                    .is_some_and(|asking| asking.cause.is_some_and(|cause| cause.code == "model.offline"));
                if waits {
                    break;
                }
                tab.advance(500);
            }
            assert!(waits, "{stage}: it does not say that it waits for a network");
            if cancelled {
                tab.run(Command::CancelEdit {
                    session_id: session.clone(),
                    edit_id: "e".into(),
                })
                .unwrap();
            }
            let Ok(Reply::Edit { result }) = tab.finish(ticket) else {
                panic!("{stage}: no end")
            };
            let expected = if cancelled {
                EditStatus::Cancelled
            } else {
                EditStatus::Committed
            };
            assert_eq!(result.status, expected, "{stage}: {result:?}");
            assert_eq!(*calls.borrow(), at + if cancelled { 1 } else { 4 }, "{stage}");
            if !cancelled {
                stands(&mut tab, &session, &result, stage);
            }
        }
    }
}

/// MOD-41: the deadline runs out at every stage: before an answer, at its headers and within it. A wait that would go beyond it is none.
#[test]
fn mod_41_the_deadline_at_every_stage() {
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || said(&format!(r#"{{\"ops\":[{OP},"#));
    let soon = [("content-type", "application/json"), ("retry-after", "9")];
    for (stage, before) in stages(CHAT) {
        for (place, hung) in [
            ("before an answer", None),
            ("at the headers", Some(events([]))),
            ("in the middle", Some(events([half()]))),
            ("after an op", Some(events([one()]))),
            (
                "in a wait",
                Some(vec![started(429, &soon), ModelSignal::Finished]),
            ),
        ] {
            let name = &format!("out of time {place}, in {stage}");
            let mut config = config(CHAT);
            config.policy.deadline_ms = 8_000;
            let (prelude, at) = (before.clone(), before.len());
            let well = Rc::new(Cell::new(false));
            let is_well = well.clone();
            let (mut tab, calls) = shell(config, move |turn, _| match prelude.get(turn) {
                _ if is_well.get() => Some(good()),
                Some(signals) => Some(signals.clone()),
                None => hung.clone(),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let began = tab.now();
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            let took = tab.now() - began;
            if place == "in a wait" {
                // Nobody waits for what comes too late.
                assert_eq!(code(&result), "model.rate-limited", "{name}");
                assert!(took < 2_000, "{name}: {took}");
            } else {
                assert_eq!(code(&result), "model.deadline", "{name}");
                assert!((8_000..8_100).contains(&took), "{name}: {took}");
            }
            assert_eq!(*calls.borrow(), at + 1, "{name}");
            stands(&mut tab, &session, &result, name);
            well.set(true);
            if place == "in a wait" {
                tab.advance(9_000);
            }
            let again = tab.edit(&session, "say ciao in the title", &["title"]);
            assert_eq!(again.status, EditStatus::Committed, "{name}: {again:?}");
        }
    }
}

/// MOD-44: the calls of the hour run out at every stage: the edit ends and says when there are more, and what it did costs no more.
#[test]
fn mod_44_no_calls_left_at_every_stage() {
    for (stage, before) in stages(CHAT) {
        let mut config = config(CHAT);
        // One for an edit before, which makes nothing.
        config.policy.calls_per_hour = 1 + before.len() as u32;
        let prelude = before.clone();
        let (mut tab, calls) = shell(config, move |turn, _| match turn.checked_sub(1) {
            None => Some(whole([ended("refusal")])),
            Some(turn) => Some(prelude.get(turn).cloned().unwrap_or_else(good)),
        });
        let session = tab.create_from(DOCUMENT).session_id;
        assert_eq!(
            code(&tab.edit(&session, "say hello in the title", &["title"])),
            "model.refused"
        );
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(code(&result), "edit.rate-limited", "{stage}: {result:?}");
        assert!(
            result.error.as_ref().unwrap().retry_after_ms > Some(0.0),
            "{stage}"
        );
        assert_eq!(*calls.borrow(), 1 + before.len(), "{stage}");
        stands(&mut tab, &session, &result, stage);
        tab.advance(3_600_000);
        let again = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(again.status, EditStatus::Committed, "{stage}: {again:?}");
    }
}

/// MOD-42: another session opens the breaker while an edit is at any stage, with another provider to ask and without.
#[test]
fn mod_42_a_breaker_opened_meanwhile_at_every_stage() {
    for (stage, before) in stages(CHAT) {
        for for_a_time in [true, false] {
            for spare in [false, true] {
                let name = &format!("for a time: {for_a_time}, spare: {spare}, in {stage}");
                let mut config = config(CHAT);
                if spare {
                    config.fallbacks = vec![ProviderConfig::App {
                        name: "second".into(),
                        batches: false,
                    }];
                }
                let answer = r#"{"ops":[{"op":"set","id":"title","path":"/props/text","value":"Ciao"}]}"#;
                let mine = Rc::new(Cell::new(0));
                let (asked, prelude) = (mine.clone(), before.clone());
                let (mut tab, _) = shell(config, move |_, call| match call {
                    ModelCall::Http(request) if String::from_utf8_lossy(&request.body).contains("ciao") => {
                        let turn = asked.replace(asked.get() + 1);
                        match prelude.get(turn) {
                            // The last one before says nothing until the breaker is open.
                            Some(_) if turn + 1 == prelude.len() => None,
                            Some(signals) => Some(signals.clone()),
                            None => Some(good()),
                        }
                    }
                    ModelCall::Http(_) if for_a_time => Some(paused()),
                    ModelCall::Http(_) => Some(refused(503, "")),
                    ModelCall::App { request, .. } if request.contains("ciao") => {
                        Some(vec![chunk(answer), ModelSignal::Finished])
                    }
                    _ => Some(vec![broken(ModelFailure::App)]),
                });
                let session = tab.create_from(DOCUMENT).session_id;
                let other = tab.create_from(DOCUMENT).session_id;
                let open = |tab: &mut NativeShell| {
                    let result = tab.edit(&other, "say hello in the title", &["title"]);
                    let expected = match (spare, for_a_time) {
                        (true, _) => "model.app",
                        (_, true) => "model.rate-limited",
                        _ => "model.overloaded",
                    };
                    assert_eq!(code(&result), expected, "{name}");
                };
                let words = edit(&session, "e", "say ciao in the title");
                let ticket = if let Some(last) = before.last() {
                    let ticket = tab.send(words);
                    tab.settle();
                    while mine.get() < before.len() {
                        tab.advance(100);
                        tab.settle();
                    }
                    let [call] = tab.running() else {
                        panic!("{name}: {:?}", tab.running())
                    };
                    let call = *call;
                    open(&mut tab);
                    for signal in last {
                        tab.signal(call, signal.clone());
                    }
                    ticket
                } else {
                    open(&mut tab);
                    tab.send(words)
                };
                let Ok(Reply::Edit { result }) = tab.finish(ticket) else {
                    panic!("{name}: no end")
                };
                // An answer, be it of no use, shows that the provider is well. Else another one is asked; where there is none,
                // one call in all finds out, and none does if the provider said when to come back.
                let more = mine.get() - before.len();
                let (expected, calls) = match stage {
                    "a repair" | "a second repair" => ("", 1),
                    _ if spare => ("", 0),
                    "a second try" => ("model.overloaded", 0),
                    "a third try" => ("model.server-error", 0),
                    _ if for_a_time => ("provider.unavailable", 0),
                    _ => ("", 1),
                };
                assert_eq!((code(&result), more), (expected, calls), "{name}: {result:?}");
                stands(&mut tab, &session, &result, name);
                if !expected.is_empty() {
                    tab.advance(240_000);
                    let again = tab.edit(&session, "say ciao in the title", &["title"]);
                    assert_eq!(again.status, EditStatus::Committed, "{name}: {again:?}");
                }
            }
        }
    }
}

/// MOD-40 and MOD-52: what a failed call is told to have taken counts once, at every stage, and makes no version.
#[test]
fn mod_52_faults_that_were_paid_for() {
    type Spoilt = fn(ModelSignal) -> Vec<ModelSignal>;
    let faults: [(&str, Spoilt); 8] = [
        ("not JSON", |usage| whole([said("{]"), usage, ended("stop")])),
        ("an op on nothing", |usage| {
            let text = r#"{\"ops\":[{\"op\":\"remove\",\"id\":\"ghost\"}]}"#;
            whole([said(text), usage, ended("stop")])
        }),
        ("a refusal", |usage| whole([usage, ended("refusal")])),
        ("too long", |usage| whole([said("{"), usage, ended("length")])),
        ("filtered", |usage| {
            whole([said("{"), usage, ended("content_filter")])
        }),
        ("lost", |usage| {
            events([said("{"), usage, broken(ModelFailure::Network)])
        }),
        ("cut after an op", |usage| {
            whole([said(&format!(r#"{{\"ops\":[{OP},"#)), usage])
        }),
        ("an error", |usage| {
            let error = "data: {\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}\n\n";
            whole([said("{"), usage, chunk(error)])
        }),
    ];
    for (stage, before) in stages(CHAT) {
        for (fault, spoilt) in faults {
            for times in [1, usize::MAX] {
                let name = &format!("{fault}, paid, in {stage}");
                let (prelude, at) = (before.clone(), before.len());
                let paid = Rc::new(Cell::new(0u32));
                let told = paid.clone();
                let mut config = config(CHAT);
                config.prices = vec![price()];
                let (mut tab, _) = shell(config, move |turn, _| match prelude.get(turn) {
                    Some(signals) => Some(signals.clone()),
                    None if turn - at < times => {
                        // Each its own bit: the sum is right only if each counts once.
                        let tokens = 1 << turn;
                        told.set(told.get() + tokens);
                        Some(spoilt(chunk(&format!(
                            "data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":{tokens},\"completion_tokens\":{tokens}}}}}\n\n"
                        ))))
                    }
                    None => Some(good()),
                });
                let session = tab.create_from(DOCUMENT).session_id;
                let result = tab.edit(&session, "say ciao in the title", &["title"]);
                assert!(paid.get() > 0, "{name}");
                assert!(times == 1 || result.status != EditStatus::Committed, "{name}");
                stands_paid(&mut tab, &session, &result, paid.get(), name);
            }
        }
    }
}

/// MOD-40: what asking again cannot mend is not asked again: a refusal, a filter, a page; what is too long, once.
#[test]
fn mod_40_hopeless_answers() {
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || said(&format!(r#"{{\"ops\":[{OP},"#));
    for (fault, expected, asked) in [
        (whole([ended("refusal")]), "model.refused", 1),
        (whole([one(), ended("refusal")]), "model.refused", 1),
        (whole([ended("content_filter")]), "model.content-filtered", 1),
        (
            whole([half(), ended("content_filter")]),
            "model.content-filtered",
            1,
        ),
        (refused(200, "<html>log in</html>"), "model.not-a-stream", 1),
        (refused(200, r#"{"hello":1}"#), "model.not-a-stream", 1),
        (refused(200, r#"{"choices":[{"#), "model.not-a-stream", 3),
        (whole([half(), ended("length")]), "model.length", 2),
        (whole([ended("length")]), "model.length", 2),
        // Beyond what any reader takes, whatever the limits of the app are
        (
            whole([said(&"x".repeat(5 << 20)), ended("stop")]),
            "model.answer-too-large",
            1,
        ),
    ] {
        let (mut tab, calls) = shell(config(CHAT), move |_, _| Some(fault.clone()));
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!((code(&result), *calls.borrow()), (expected, asked));
        stands(&mut tab, &session, &result, expected);
    }
    // What is too long is asked for in other words.
    let bodies = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = bodies.clone();
    let (mut tab, _) = shell(config(CHAT), move |turn, call| {
        if let ModelCall::Http(request) = call {
            seen.borrow_mut()
                .push(String::from_utf8_lossy(&request.body).into_owned());
        }
        Some(if turn == 0 {
            whole([half(), ended("length")])
        } else {
            good()
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(bodies.borrow()[1].contains("as short as it can be"));
}
