//! The fault table: every failure of a model call, at every stage of the call (before it is sent, while it connects, at its
//! headers, in the middle, after the last op) and of the edit (the first call, a second try, a repair, the rest of an answer that
//! broke off, a fallback, a batch), once and for ever. Each ends in a recovery or in its code, the last version is as it was, and
//! no edit is counted for it. Those of the table tell nothing of what they took, so nothing is; those that do are counted once.
//! Beside the table stand the ends that are no provider's doing: the deadline, the limit of calls, a breaker that another session opened.

use bozzetto_core::engine::{EngineConfig, ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};
use bozzetto_tests::chat::{self, *};
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

/// No good answer here has so many ops, or is so long.
const OPS: usize = 4;
const ANSWER_BYTES: usize = 2_000;

/// Settings with limits that a bad answer exceeds.
fn config() -> EngineConfig {
    let mut config = chat::config();
    config.limits.ops = OPS;
    config.limits.answer_bytes = ANSWER_BYTES;
    config
}

/// Who wishes to be left alone for so long is not waited for, and not asked before.
fn paused() -> Vec<ModelSignal> {
    let headers = [("content-type", "application/json"), ("retry-after", "300")];
    vec![started(429, &headers), ModelSignal::Finished]
}
const PAUSED: &str = "429 for five minutes";

fn table() -> Vec<Row> {
    let error = r#"{"error":{"message":"m","type":"t","code":null}}"#;
    let quota = r#"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let parameter = r#"{"error":{"message":"Unsupported parameter: 'response_format' is not supported with this model.","type":"invalid_request_error","param":"response_format","code":"unsupported_parameter"}}"#;
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
        ("413", 413, error, "model.too-large", true),
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
        ("302", 302, "", "model.bad-url", false),
        (
            "a parameter refused",
            400,
            parameter,
            "model.parameter-refused",
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
    add(PAUSED, Some(paused()), "model.rate-limited", false);
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
    // In the middle, before and after an op. Behind the last bracket only what the provider takes back is missing.
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || said(&format!(r#"{{\"ops\":[{OP},"#));
    let all = || {
        said(&format!(
            r#"{{\"ops\":[{OP}],\"question\":null,\"summary\":\"s\"}}"#
        ))
    };
    type Piece<'a> = &'a dyn Fn() -> ModelSignal;
    let places: [(Piece<'_>, [&str; 6]); 2] = [
        (
            &half,
            [
                "error in the middle",
                "broken event in the middle",
                "cut in the middle",
                "lost in the middle",
                "stall in the middle",
                "too long",
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
            ],
        ),
    ];
    for (begin, [failed, garbled, cut, gone, stalled, long]) in places {
        let overloads = whole([begin(), overloaded()]);
        add(failed, Some(overloads), "model.overloaded", true);
        let breaks = whole([begin(), garbage()]);
        add(garbled, Some(breaks), "model.malformed", true);
        add(cut, Some(whole([begin()])), "model.truncated", true);
        add(gone, Some(events([begin(), lost()])), "model.truncated", true);
        add(stalled, Some(events([begin()])), "model.stalled", true);
        let ends = whole([begin(), ended("length")]);
        add(long, Some(ends), "model.length", true);
    }
    let places: [(Piece<'_>, [&str; 2]); 3] = [
        (&half, ["filtered", "refused in the middle"]),
        (&one, ["filtered after an op", "refused after an op"]),
        (&all, ["filtered after the last op", "refused after the last op"]),
    ];
    for (begin, [filtered, unwilling]) in places {
        let filters = whole([begin(), ended("content_filter")]);
        add(filtered, Some(filters), "model.content-filtered", false);
        let refuses = whole([begin(), ended("refusal")]);
        add(unwilling, Some(refuses), "model.refused", false);
    }
    add("refused", Some(whole([ended("refusal")])), "model.refused", false);
    // Whole, and of no use
    let many = [r#"{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/props/x\",\"value\":1}"#; OPS + 1].join(",");
    let many = format!(r#"{{\"ops\":[{many}]}}"#);
    let large = format!(
        r#"{{\"ops\":[{OP}],\"summary\":\"{}\"}}"#,
        "x".repeat(ANSWER_BYTES)
    );
    for (name, text) in [
        ("too many ops", many.as_str()),
        ("too large an answer", &large),
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
        let code = match name.starts_with("too ") {
            true => "model.answer-too-large",
            false => "edit.invalid-answer",
        };
        add(name, Some(whole([said(text), ended("stop")])), code, true);
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
    stands_paid(tab, session, result, 0, name);
}

/// The same where so many tokens were told to have been read, and as many to have been written.
fn stands_paid(tab: &mut NativeShell, session: &str, result: &EditResult, paid: u32, name: &str) {
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
    let told = (analytics.input_tokens, analytics.output_tokens);
    assert_eq!(told, (f64::from(paid), f64::from(paid)), "{name}");
    assert!(made || paid > 0 || analytics.cost.is_none(), "{name}");
    let mut other = NativeShell::new("another tab", tab.store(), Embedded);
    let read = other.open(session).unwrap();
    let Ok(Reply::Analytics {
        analytics: read_again,
    }) = other.run(Command::Analytics { user_id: None })
    else {
        panic!("{name}: no figures")
    };
    assert_eq!(
        (read_again.input_tokens, read_again.output_tokens),
        told,
        "{name}"
    );
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
                    // A request without what was refused, or a shorter one, is no repair.
                    let mended = retried && !ops_came
                        || ["model.parameter-refused", "model.too-large"].contains(&expected);
                    passes && mended || name.contains("silent after the headers")
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
            // Once the provider is well, and can be asked again, the same words come about.
            well.set(true);
            if name.starts_with(PAUSED) {
                tab.advance(240_000);
            }
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
        let stays = ["edit.invalid-answer", "model.answer-too-large"].contains(&expected);
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
fn two_servers() -> EngineConfig {
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
                    // Who wants to be left alone is not asked for the other one.
                    let left_alone = name == PAUSED && code(&result) == "provider.unavailable";
                    assert!(open.contains(&code(&result)) || left_alone, "{name}: {result:?}");
                }
            }
            // MOD-56: what the settings or the account are to blame for holds for all, and is asked once. So is who wants to be left alone.
            let settings = ["auth", "forbidden", "billing", "not-found", "config", "bad-url"];
            if name == PAUSED || settings.iter().any(|what| expected == format!("model.{what}")) {
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

/// MOD-41: the deadline runs out at every stage: before an answer, at its headers and within it. A wait that would go beyond it is none.
#[test]
fn mod_41_the_deadline_at_every_stage() {
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || said(&format!(r#"{{\"ops\":[{OP},"#));
    let soon = [("content-type", "application/json"), ("retry-after", "9")];
    for (stage, before) in stages() {
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
            let mut config = config();
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
    for (stage, before) in stages() {
        let mut config = config();
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
    for (stage, before) in stages() {
        for for_a_time in [true, false] {
            for spare in [false, true] {
                let name = &format!("for a time: {for_a_time}, spare: {spare}, in {stage}");
                let mut config = config();
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
    for (stage, before) in stages() {
        for (fault, spoilt) in faults {
            for times in [1, usize::MAX] {
                let name = &format!("{fault}, paid, in {stage}");
                let (prelude, at) = (before.clone(), before.len());
                let paid = Rc::new(Cell::new(0u32));
                let told = paid.clone();
                let mut config = config();
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
