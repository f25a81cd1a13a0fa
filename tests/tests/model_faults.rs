//! The fault table: every failure of a model call, at every stage of the call (before it is sent, while it connects, at its
//! headers, in the middle, after the last op) and of the edit (the first call, a second try, a repair, the rest of an answer that
//! broke off, a fallback, a batch), once and for ever. Each ends in a recovery or in its code, the last version is as it was, and
//! no edit is counted for it. None of them tells what it took, so nothing is.

use bozzetto_core::engine::{ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};
use bozzetto_tests::chat::*;
use bozzetto_tests::design::{apply, wish};
use bozzetto_tests::shell::{Embedded, NativeShell};
use std::cell::Cell;
use std::rc::Rc;

/// A failure: its code if it stays, and whether the edit comes about all the same if it happens once.
struct Row {
    name: &'static str,
    fault: Fault,
    code: &'static str,
    passes: bool,
}

fn table() -> Vec<Row> {
    let error = r#"{"error":{"message":"m","type":"t","code":null}}"#;
    let quota = r#"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let overloaded = || chunk("data: {\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}\n\n");
    let garbage = || chunk("data: {\"cho\n\n");
    let lost = || broken(ModelFailure::Network);
    let mut rows = Vec::new();
    let mut add = |name, fault, code, passes| {
        rows.push(Row {
            name,
            fault,
            code,
            passes,
        });
    };
    // Before it is sent, and while it connects
    add(
        "the app's function threw",
        Some(vec![broken(ModelFailure::App)]),
        "model.app",
        false,
    );
    add(
        "the app's key cannot be used",
        Some(vec![broken(ModelFailure::Config)]),
        "model.config",
        false,
    );
    add("no connection", Some(vec![lost()]), "model.network", true);
    add(
        "no answer in time",
        Some(vec![broken(ModelFailure::Timeout)]),
        "model.timeout",
        true,
    );
    add("silence", None, "model.timeout", true);
    // At the headers
    add(
        "lost at the headers",
        Some(vec![started(200, &[]), lost()]),
        "model.network",
        true,
    );
    add(
        "silent after the headers",
        Some(vec![started(200, &[])]),
        "model.timeout",
        true,
    );
    for (name, status, body, code, passes) in [
        ("400", 400, error, "model.bad-request", false),
        ("401", 401, error, "model.auth", false),
        ("402", 402, error, "model.billing", false),
        ("403", 403, error, "model.forbidden", false),
        ("404", 404, error, "model.not-found", false),
        ("408", 408, error, "model.timeout", true),
        ("409", 409, error, "model.server-error", true),
        ("413", 413, error, "model.too-large", false),
        ("429", 429, error, "model.rate-limited", true),
        ("429 without credit", 429, quota, "model.billing", false),
        ("500", 500, error, "model.server-error", true),
        (
            "502 with a page",
            502,
            "<html>bad gateway</html>",
            "model.server-error",
            true,
        ),
        ("503", 503, "", "model.overloaded", true),
        ("504", 504, error, "model.timeout", true),
        ("529", 529, error, "model.overloaded", true),
        (
            "a page with status 200",
            200,
            "<html>log in</html>",
            "model.not-a-stream",
            false,
        ),
        ("an error with status 200", 200, quota, "model.billing", false),
    ] {
        add(name, Some(refused(status, body)), code, passes);
    }
    add(
        "nothing with status 200",
        Some(whole([])),
        "model.truncated",
        true,
    );
    add(
        "error first",
        Some(whole([overloaded()])),
        "model.overloaded",
        true,
    );
    // In the middle, before and after an op, and after the last one
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || said(&format!(r#"{{\"ops\":[{OP},"#));
    let all = || {
        said(&format!(
            r#"{{\"ops\":[{OP}],\"question\":null,\"summary\":\"s\"}}"#
        ))
    };
    type Piece<'a> = &'a dyn Fn() -> ModelSignal;
    let places: [(Piece<'_>, [&str; 8]); 3] = [
        (
            &half,
            [
                "error in the middle",
                "broken event in the middle",
                "cut in the middle",
                "lost in the middle",
                "stall in the middle",
                "too long",
                "filtered",
                "refused in the middle",
            ],
        ),
        (
            &one,
            [
                "error after an op",
                "broken event after an op",
                "cut after an op",
                "lost after an op",
                "stall after an op",
                "too long after an op",
                "filtered after an op",
                "refused after an op",
            ],
        ),
        (
            &all,
            [
                "error after the last op",
                "broken event after the last op",
                "cut after the last op",
                "lost after the last op",
                "stall after the last op",
                "too long after the last op",
                "filtered after the last op",
                "refused after the last op",
            ],
        ),
    ];
    for (begin, [failed, garbled, cut, gone, stalled, long, filtered, unwilling]) in places {
        add(
            failed,
            Some(whole([begin(), overloaded()])),
            "model.overloaded",
            true,
        );
        add(
            garbled,
            Some(whole([begin(), garbage()])),
            "model.malformed",
            true,
        );
        add(cut, Some(whole([begin()])), "model.truncated", true);
        add(gone, Some(events([begin(), lost()])), "model.truncated", true);
        add(stalled, Some(events([begin()])), "model.stalled", true);
        // Behind its last bracket nothing is missing.
        if long != "too long after the last op" {
            add(
                long,
                Some(whole([begin(), ended("length")])),
                "model.length",
                true,
            );
        }
        add(
            filtered,
            Some(whole([begin(), ended("content_filter")])),
            "model.content-filtered",
            false,
        );
        add(
            unwilling,
            Some(whole([begin(), ended("refusal")])),
            "model.refused",
            false,
        );
    }
    add("refused", Some(whole([ended("refusal")])), "model.refused", false);
    // Whole, and of no use
    for (name, text) in [
        ("not JSON", "{]"),
        ("broken JSON", r#"{\"ops\":[{\"op\":\"set\"]}"#),
        ("prose", "Certainly! Here you go."),
        ("wrong schema", r#"{\"answer\":42}"#),
        (
            "an op on nothing",
            r#"{\"ops\":[{\"op\":\"remove\",\"id\":\"ghost\"}]}"#,
        ),
        (
            "a script",
            r#"{\"ops\":[{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/props/href\",\"value\":\"javascript:alert(1)\"}]}"#,
        ),
        (
            "an id twice",
            r#"{\"ops\":[{\"op\":\"insert\",\"parent\":\"root\",\"index\":0,\"node\":{\"id\":\"ok\",\"type\":\"text\"}}]}"#,
        ),
        ("a whole document that is none", r#"{\"document\":[1,2]}"#),
    ] {
        add(
            name,
            Some(whole([said(text), ended("stop")])),
            "edit.invalid-answer",
            true,
        );
    }
    rows
}

/// What comes before the call that fails.
fn stages() -> Vec<(&'static str, Vec<Vec<ModelSignal>>)> {
    let one_then_lost = vec![
        said(&format!(r#"{{\"ops\":[{OP},"#)),
        broken(ModelFailure::Network),
    ];
    vec![
        ("the first call", Vec::new()),
        ("a second try", vec![refused(503, "")]),
        ("a third try", vec![refused(503, ""), refused(500, "")]),
        ("a repair", vec![whole([said("{]"), ended("stop")])]),
        ("the rest of an answer", vec![events(one_then_lost)]),
        (
            "a second repair",
            vec![
                whole([said("{]"), ended("stop")]),
                whole([said("prose"), ended("stop")]),
            ],
        ),
    ]
}

/// Whatever happened: the version before stands or one was made, nothing is open, no edit was counted that made none, no secret
/// was told, another tab reads the same, and the session goes on, in both.
fn stands(tab: &mut NativeShell, session: &str, result: &EditResult, name: &str) {
    let view = tab.engine.view(session, tab.now()).unwrap();
    let made = result.status == EditStatus::Committed;
    assert_eq!(view.current_version, 1 + u32::from(made), "{name}");
    assert!(view.open_edits.is_empty(), "{name}: {:?}", view.open_edits);
    assert_eq!(tab.document(session).contains("Ciao"), made, "{name}");
    assert_eq!(result.error.is_some(), !made, "{name}");
    if let Some(error) = &result.error {
        assert!(error.suggested_action.is_some(), "{name}");
        assert_eq!(
            error.session_state,
            Some(bozzetto_core::protocol::SessionState::Preserved),
            "{name}"
        );
    }
    let words = format!("{result:?}");
    assert!(!words.contains("sk-secret"), "{name}: {words}");
    assert!(tab.running().is_empty(), "{name}: a call goes on");
    let figures = tab.engine.metrics(session).unwrap();
    assert_eq!(figures.total_edits, u32::from(made), "{name}");
    let Ok(Reply::Analytics { analytics }) = tab.run(Command::Analytics { user_id: None }) else {
        panic!("{name}: no figures")
    };
    assert_eq!(analytics.edits, u32::from(made), "{name}");
    if !made {
        assert_eq!(
            (analytics.input_tokens, analytics.output_tokens, analytics.cost),
            (0.0, 0.0, None),
            "{name}"
        );
    }
    let mut other = NativeShell::new("another tab", tab.store(), Embedded);
    let read = other.open(session).unwrap();
    assert_eq!(
        (read.current_version, read.status, read.open_edits.len()),
        (view.current_version, view.status, 0),
        "{name}"
    );
    reads_the_same(&other, tab, session, name);
    for change in 1..=2 {
        let ops = format!(r#"[{{"op":"set","id":"ok","path":"/props/label","value":"{name} {change}"}}]"#);
        let version = match change {
            1 => tab.version(apply(session, &ops)).unwrap(),
            _ => {
                other.hear();
                other.settle();
                other.version(apply(session, &ops)).unwrap()
            }
        };
        assert_eq!(version.number, view.current_version + change, "{name}");
    }
    tab.hear();
    tab.settle();
    reads_the_same(&other, tab, session, name);
}

fn reads_the_same(a: &NativeShell, b: &NativeShell, session: &str, name: &str) {
    assert_eq!(a.document(session), b.document(session), "{name}");
    let told = |tab: &NativeShell| {
        let versions = tab.engine.versions(session, 0).unwrap().to_vec();
        (versions, tab.engine.endings(session).unwrap())
    };
    assert_eq!(told(a), told(b), "{name}");
}

/// MOD-40: every failure at every stage, once and for ever.
#[test]
fn mod_40_fault_table() {
    for (stage, before) in stages() {
        for Row {
            name,
            fault,
            code: expected,
            passes,
        } in table()
        {
            let name = &format!("{name}, in {stage}");
            let prelude = before.clone();
            let at = prelude.len();
            let once = fault.clone();
            let (mut tab, calls) = shell(config(), move |turn, _| match prelude.get(turn) {
                Some(signals) => Some(signals.clone()),
                None if turn == at => once.clone(),
                None => Some(good()),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            // After three tries, and after two repairs, nothing is left.
            let retried = [
                "model.timeout",
                "model.stalled",
                "model.overloaded",
                "model.server-error",
                "model.rate-limited",
            ];
            let retried = retried.contains(&expected)
                || ["model.network", "model.truncated", "model.malformed"].contains(&expected);
            let ops_came = name.contains("after");
            let passes = match stage {
                "a third try" => passes && (!retried || ops_came && !name.contains("headers")),
                "a second repair" => {
                    passes && retried && !ops_came || name.contains("silent after the headers")
                }
                _ => passes,
            };
            assert_eq!(
                result.status == EditStatus::Committed,
                passes,
                "{name} once: {result:?}"
            );
            assert!(
                *calls.borrow() <= at + 1 + usize::from(passes),
                "{name} once: {} calls",
                calls.borrow()
            );
            stands(&mut tab, &session, &result, name);

            let prelude = before.clone();
            let well = Rc::new(Cell::new(false));
            let is_well = well.clone();
            let (mut tab, calls) = shell(config(), move |turn, _| match prelude.get(turn) {
                _ if is_well.get() => Some(good()),
                Some(signals) => Some(signals.clone()),
                None => fault.clone(),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            assert_ne!(result.status, EditStatus::Committed, "{name}");
            assert_eq!(code(&result), expected, "{name}: {result:?}");
            assert!(*calls.borrow() <= 9, "{name}: {} calls", calls.borrow());
            stands(&mut tab, &session, &result, name);
            // Once the provider is well, the same words come about.
            well.set(true);
            let again = tab.edit(&session, "say ciao in the title", &["title"]);
            assert_eq!(again.status, EditStatus::Committed, "{name}: {again:?}");
            assert!(tab.document(&session).contains("Ciao"), "{name}");
        }
    }
}

/// MOD-43: what the first provider cannot or would not do, the next one does. The next one may fail, too.
#[test]
fn mod_43_faults_and_fallbacks() {
    for Row {
        name,
        fault,
        code: expected,
        passes,
    } in table()
    {
        let mut config = config();
        config.fallbacks = vec![ProviderConfig::App {
            name: "second".into(),
            batches: false,
        }];
        let answer = r#"{"ops":[{"op":"set","id":"title","path":"/props/text","value":"Ciao"}]}"#;
        let failing = fault.clone();
        let (mut tab, _) = shell(config, move |_, call| match call {
            ModelCall::App { .. } => Some(vec![chunk(answer), ModelSignal::Finished]),
            _ => failing.clone(),
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        let stays = expected == "edit.invalid-answer";
        assert_eq!(
            result.status != EditStatus::Committed,
            stays,
            "{name}: {result:?}"
        );
        if result.status == EditStatus::Committed {
            let versions = tab.engine.versions(&session, 1).unwrap();
            assert_eq!(versions[0].provider, "second");
        }
        stands(&mut tab, &session, &result, name);

        // The failure is that of the second provider: once, then for ever.
        for times in [1, usize::MAX] {
            let config = two_servers();
            let failing = fault.clone();
            let seen = std::cell::Cell::new(0usize);
            let (mut tab, _) = shell(config, move |_, call| match call {
                ModelCall::Http(request) if request.url.contains("first.test") => Some(refused(401, "")),
                _ if seen.replace(seen.get() + 1) < times => failing.clone(),
                _ => Some(good()),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            let name = &format!("{name}, in a fallback");
            let made = result.status == EditStatus::Committed;
            assert_eq!(made, passes && times == 1, "{name}: {result:?}");
            if times > 1 {
                assert_eq!(code(&result), expected, "{name}");
            }
            stands(&mut tab, &session, &result, name);
        }
    }
}

/// Two servers.
fn two_servers() -> bozzetto_core::engine::EngineConfig {
    let mut config = config();
    config.provider = ProviderConfig::Http(Provider::new(Dialect::OpenAiChat, "https://first.test", "m"));
    config.fallbacks = vec![http()];
    config
}

/// MOD-40 and MOD-56: the same in a call for two edits: each of them ends, and none is made twice.
#[test]
fn mod_40_faults_in_a_batch() {
    let part = |id: &str| {
        format!(r#"{{\"ops\":[{{\"op\":\"set\",\"id\":\"{id}\",\"path\":\"/props/x\",\"value\":1}}]}}"#)
    };
    let both = format!(r#"{{\"answers\":[{},{}]}}"#, part("title"), part("ok"));
    for Row {
        name,
        fault,
        code: expected,
        passes,
    } in table()
    {
        for times in [1, usize::MAX] {
            let (failing, both) = (fault.clone(), both.clone());
            let (first, second) = (part("title"), part("ok"));
            let (mut tab, calls) = shell(config(), move |turn, call| {
                let ModelCall::Http(request) = call else {
                    panic!("not over HTTP")
                };
                let body = String::from_utf8_lossy(&request.body);
                if turn < times {
                    return failing.clone();
                }
                let text = match (body.contains("Request 2:"), body.contains("make the OK button")) {
                    (true, _) => &both,
                    (_, true) => &second,
                    _ => &first,
                };
                Some(whole([said(text), ended("stop")]))
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let ids = ["one", "two"].map(str::to_owned).to_vec();
            let tickets: Vec<u64> = ids
                .iter()
                .zip(["make the \"Hi\" text red", "make the OK button green"])
                .map(|(id, prompt)| tab.send(wish(&session, id, prompt, &[])))
                .collect();
            tab.send(Command::BatchEdits {
                session_id: session.clone(),
                edit_ids: ids,
            });
            let mut made = 0;
            for ticket in tickets {
                let Ok(Reply::Edit { result }) = tab.finish(ticket) else {
                    panic!("{name}: no end")
                };
                if result.status == EditStatus::Committed {
                    made += 1;
                } else {
                    // An op that fits nothing asked for may be all that an answer holds.
                    let open = ["model.overloaded", expected];
                    assert!(open.contains(&code(&result)), "{name}: {result:?}");
                }
            }
            // MOD-56: what the settings or the account are to blame for holds for all, and is asked once.
            let settings = ["auth", "forbidden", "billing", "not-found", "config", "bad-url"];
            if settings.iter().any(|what| expected == format!("model.{what}")) {
                assert_eq!((made, *calls.borrow()), (0, 1), "{name}");
            } else if times == 1 {
                assert!(made == 2 || !passes && made >= 1, "{name}: {made} made");
            } else {
                assert_eq!(made, 0, "{name}");
            }
            assert!(*calls.borrow() <= 18, "{name}: {} calls", calls.borrow());
            let view = tab.engine.view(&session, tab.now()).unwrap();
            assert_eq!(
                (view.current_version, view.open_edits.len()),
                (1 + made, 0),
                "{name}"
            );
            assert!(tab.running().is_empty(), "{name}");
        }
    }
}

/// MOD-40: a failure that comes before anything can be sent: an address that cannot be used, and no network at all.
#[test]
fn mod_40_before_it_is_sent() {
    for (address, fallback) in [("ftp://x.test", false), ("javascript:alert(1)", true)] {
        let mut config = config();
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
    for (stage, before) in stages() {
        for cancelled in [false, true] {
            let prelude = before.clone();
            let at = prelude.len();
            let (mut tab, calls) = shell(config(), move |turn, _| match prelude.get(turn) {
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
    ] {
        let (mut tab, calls) = shell(config(), move |_, _| Some(fault.clone()));
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!((code(&result), *calls.borrow()), (expected, asked));
        stands(&mut tab, &session, &result, expected);
    }
    // What is too long is asked for in other words.
    let bodies = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = bodies.clone();
    let (mut tab, _) = shell(config(), move |turn, call| {
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
