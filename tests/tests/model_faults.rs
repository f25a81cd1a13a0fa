//! The fault table: every failure of a model call, injected once and for ever, before and after ops arrived, in a first call, in
//! a repair and in a fallback. Each ends in a recovery or in its code, with the last version as it was.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{
    EngineConfig, EngineError, InputKind, ModelCall, ModelFailure, ModelSignal, ProviderConfig,
};
use bozzetto_core::model::{Dialect, Policy, Price, Provider};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Notice, Reply};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

const DOCUMENT: &str = r#"{"id":"root","type":"screen","children":[{"id":"title","type":"text","props":{"text":"Hi"}},
    {"id":"ok","type":"button","props":{"label":"OK"}}]}"#;
const OP: &str = r#"{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"Ciao\"}"#;

fn started(status: u16, headers: &[(&str, &str)]) -> ModelSignal {
    ModelSignal::Started {
        status,
        headers: headers
            .iter()
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .collect(),
    }
}

fn chunk(text: &str) -> ModelSignal {
    ModelSignal::Chunk(text.as_bytes().to_vec())
}

/// Pieces of an answer's text, as events of a chat stream.
fn said(text: &str) -> ModelSignal {
    chunk(&format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n"
    ))
}

fn ended(word: &str) -> ModelSignal {
    chunk(&format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{word}\"}}]}}\n\ndata: [DONE]\n\n"
    ))
}

fn events(signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
    let start = started(200, &[("content-type", "text/event-stream")]);
    [start].into_iter().chain(signals).collect()
}

fn whole(signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
    let mut signals = events(signals);
    signals.push(ModelSignal::Finished);
    signals
}

fn good() -> Vec<ModelSignal> {
    whole([
        said(r#"{\"ops\":["#),
        said(OP),
        said(r#"],\"question\":null,\"summary\":\"s\"}"#),
        ended("stop"),
    ])
}

fn broken(kind: ModelFailure) -> ModelSignal {
    ModelSignal::Failed {
        kind,
        detail: "sk-secret-detail".into(),
    }
}

fn refused(status: u16, body: &str) -> Vec<ModelSignal> {
    vec![
        started(status, &[("content-type", "application/json")]),
        chunk(body),
        ModelSignal::Finished,
    ]
}

/// What the injected call does; `None`: it says nothing, for ever.
type Fault = Option<Vec<ModelSignal>>;

/// Name, fault, code if it stays, whether it is over when it happens only once.
fn table() -> Vec<(&'static str, Fault, &'static str, bool)> {
    let half = || said(r#"{\"ops\":[{\"op\":\"se"#);
    let one_op = || said(&format!(r#"{{\"ops\":[{OP},"#));
    let error = r#"{"error":{"message":"m","type":"t","code":null}}"#;
    let quota = r#"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let overloaded = "data: {\"error\":{\"message\":\"m\",\"type\":\"overloaded_error\"}}\n\n";
    let answer = |text: &str| Some(whole([said(text), ended("stop")]));
    vec![
        (
            "no connection",
            Some(vec![broken(ModelFailure::Network)]),
            "model.network",
            true,
        ),
        (
            "no answer in time",
            Some(vec![broken(ModelFailure::Timeout)]),
            "model.timeout",
            true,
        ),
        ("silence", None, "model.timeout", true),
        (
            "the app's function threw",
            Some(vec![broken(ModelFailure::App)]),
            "model.app",
            false,
        ),
        ("400", Some(refused(400, error)), "model.bad-request", false),
        ("401", Some(refused(401, error)), "model.auth", false),
        ("402", Some(refused(402, error)), "model.billing", false),
        ("403", Some(refused(403, error)), "model.forbidden", false),
        ("404", Some(refused(404, error)), "model.not-found", false),
        ("408", Some(refused(408, error)), "model.timeout", true),
        ("409", Some(refused(409, error)), "model.server-error", true),
        ("413", Some(refused(413, error)), "model.too-large", false),
        ("429", Some(refused(429, error)), "model.rate-limited", true),
        (
            "429 without credit",
            Some(refused(429, quota)),
            "model.billing",
            false,
        ),
        ("500", Some(refused(500, error)), "model.server-error", true),
        (
            "502 with a page",
            Some(refused(502, "<html>bad gateway</html>")),
            "model.server-error",
            true,
        ),
        ("503", Some(refused(503, "")), "model.overloaded", true),
        ("529", Some(refused(529, error)), "model.overloaded", true),
        (
            "a page with status 200",
            Some(refused(200, "<html>log in</html>")),
            "model.not-a-stream",
            true,
        ),
        (
            "an error with status 200",
            Some(refused(200, quota)),
            "model.billing",
            false,
        ),
        (
            "nothing with status 200",
            Some(whole([])),
            "model.truncated",
            true,
        ),
        (
            "error first",
            Some(whole([chunk(overloaded)])),
            "model.overloaded",
            true,
        ),
        (
            "error in the middle",
            Some(whole([half(), chunk(overloaded)])),
            "model.overloaded",
            true,
        ),
        (
            "error after an op",
            Some(whole([one_op(), chunk(overloaded)])),
            "model.overloaded",
            true,
        ),
        (
            "broken event",
            Some(whole([half(), chunk("data: {\"cho\n\n")])),
            "model.malformed",
            true,
        ),
        (
            "cut in the middle",
            Some(whole([half()])),
            "model.truncated",
            true,
        ),
        (
            "cut after an op",
            Some(whole([one_op()])),
            "model.truncated",
            true,
        ),
        (
            "connection lost in the middle",
            Some(events([half(), broken(ModelFailure::Network)])),
            "model.network",
            true,
        ),
        (
            "connection lost after an op",
            Some(events([one_op(), broken(ModelFailure::Network)])),
            "model.network",
            true,
        ),
        (
            "stall in the middle",
            Some(events([half()])),
            "model.stalled",
            true,
        ),
        (
            "stall after an op",
            Some(events([one_op()])),
            "model.stalled",
            true,
        ),
        (
            "too long",
            Some(whole([half(), ended("length")])),
            "model.length",
            true,
        ),
        (
            "filtered",
            Some(whole([half(), ended("content_filter")])),
            "model.content-filtered",
            false,
        ),
        ("refused", Some(whole([ended("refusal")])), "model.refused", true),
        ("not JSON", answer("{]"), "edit.invalid-answer", true),
        (
            "prose",
            answer("Certainly! Here you go."),
            "edit.invalid-answer",
            true,
        ),
        (
            "wrong schema",
            answer(r#"{\"answer\":42}"#),
            "edit.invalid-answer",
            true,
        ),
        (
            "an op on nothing",
            answer(r#"{\"ops\":[{\"op\":\"remove\",\"id\":\"ghost\"}]}"#),
            "edit.invalid-answer",
            true,
        ),
        (
            "a script",
            answer(
                r#"{\"ops\":[{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/props/href\",\"value\":\"javascript:alert(1)\"}]}"#,
            ),
            "edit.invalid-answer",
            true,
        ),
        (
            "a whole document that is none",
            answer(r#"{\"document\":[1,2]}"#),
            "edit.invalid-answer",
            true,
        ),
    ]
}

/// A shell whose n-th call does what `plan` says.
fn shell(
    config: EngineConfig,
    plan: impl Fn(usize, &ModelCall) -> Fault + 'static,
) -> (NativeShell, Rc<RefCell<usize>>) {
    let calls = Rc::new(RefCell::new(0));
    let count = calls.clone();
    let model = Scripted(move |call: &ModelCall| {
        let turn = count.replace_with(|turn| *turn + 1);
        match plan(turn, call) {
            Some(signals) => Reaction::Signals(signals),
            None => Reaction::Silence,
        }
    });
    (
        NativeShell::with_config(config, &SharedStore::default(), model),
        calls,
    )
}

fn config() -> EngineConfig {
    let mut config = EngineConfig::new("tab");
    config.provider = http();
    config.policy.calls_per_hour = 0;
    config
}

fn http() -> ProviderConfig {
    ProviderConfig::Http(Provider::new(Dialect::OpenAiChat, "https://x.test/v1", "m"))
}

fn code(result: &EditResult) -> &str {
    result.error.as_ref().map_or("", |error| error.code.as_str())
}

/// Whatever happened, the session stands and goes on.
fn stands(shell: &mut NativeShell, session: &str, result: &EditResult, name: &str) {
    let view = shell.engine.view(session, shell.now()).unwrap();
    let made = result.status == EditStatus::Committed;
    assert_eq!(view.current_version, 1 + u32::from(made), "{name}");
    assert!(view.open_edits.is_empty(), "{name}: {:?}", view.open_edits);
    assert_eq!(shell.document(session).contains("Ciao"), made, "{name}");
    assert_eq!(result.error.is_some(), !made, "{name}");
    let words = format!("{result:?}");
    assert!(!words.contains("sk-secret"), "{name}: {words}");
}

/// MOD-40: every failure once, and for ever.
#[test]
fn mod_40_fault_table() {
    for (name, fault, expected, passes) in table() {
        // Once: whatever waiting or mending can help is helped.
        let once = fault.clone();
        let (mut tab, calls) = shell(
            config(),
            move |turn, _| if turn == 0 { once.clone() } else { Some(good()) },
        );
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(
            result.status == EditStatus::Committed,
            passes,
            "{name} once: {result:?}"
        );
        assert_eq!(*calls.borrow(), 1 + usize::from(passes), "{name} once");
        stands(&mut tab, &session, &result, name);

        // For ever: it ends, with its own code.
        let (mut tab, calls) = shell(config(), move |_, _| fault.clone());
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_ne!(result.status, EditStatus::Committed, "{name}");
        assert_eq!(code(&result), expected, "{name}: {result:?}");
        assert!(*calls.borrow() <= 9, "{name}: {} calls", calls.borrow());
        stands(&mut tab, &session, &result, name);
    }
}

/// MOD-40: the same in the call that mends an answer.
#[test]
fn mod_40_faults_while_mending() {
    for (name, fault, _, passes) in table() {
        let (mut tab, _) = shell(config(), move |turn, _| match turn {
            0 => Some(whole([said("{]"), ended("stop")])),
            1 => fault.clone(),
            _ => Some(good()),
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(
            result.status == EditStatus::Committed,
            passes,
            "{name}: {result:?}"
        );
        stands(&mut tab, &session, &result, name);
    }
}

/// MOD-43: what the first provider cannot do, the next one does; what it would not do, nobody is asked.
#[test]
fn mod_43_faults_and_fallbacks() {
    for (name, fault, expected, _) in table() {
        let mut config = config();
        config.fallbacks = vec![ProviderConfig::App {
            name: "second".into(),
        }];
        let good = r#"{"ops":[{"op":"set","id":"title","path":"/props/text","value":"Ciao"}]}"#;
        let (mut tab, _) = shell(config, move |_, call| match call {
            ModelCall::App { .. } => Some(vec![chunk(good), ModelSignal::Finished]),
            _ => fault.clone(),
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        let stays = [
            "model.content-filtered",
            "model.refused",
            "edit.invalid-answer",
            "",
        ]
        .contains(&expected);
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
    }
}

/// MOD-43: the embedded model ends the list where the app allows that, and needs no network.
#[test]
fn mod_43_offline_ends_the_list() {
    for failure in [ModelFailure::Network, ModelFailure::Offline] {
        let mut config = config();
        config.fallbacks = vec![ProviderConfig::Offline];
        let store = SharedStore::default();
        let model = Scripted(move |call: &ModelCall| match call {
            ModelCall::Embedded(brief) => Reaction::Text(bozzetto_core::model::offline::answer(brief)),
            _ => Reaction::Signals(vec![broken(failure)]),
        });
        let mut tab = NativeShell::with_config(config, &store, model);
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "make the title green", &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        assert_eq!(tab.engine.versions(&session, 1).unwrap()[0].provider, "offline");
        let tries = if failure == ModelFailure::Offline { 1 } else { 3 };
        assert_eq!(tab.calls.len(), tries + 1);
    }
}

/// MOD-42: a provider that keeps failing is left alone, then asked by one edit at a time.
#[test]
fn mod_42_the_breaker() {
    let healthy = Rc::new(RefCell::new(false));
    let switch = healthy.clone();
    let (mut tab, calls) = shell(config(), move |_, _| {
        Some(if *switch.borrow() {
            good()
        } else {
            refused(503, "")
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let first = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&first), *calls.borrow()), ("model.overloaded", 3));
    // The next edit waits for the breaker, then makes one call.
    let before = tab.now();
    let second = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&second), *calls.borrow()), ("model.overloaded", 4));
    assert!(tab.now() - before >= 14_000, "{}", tab.now() - before);
    healthy.replace(true);
    let before = tab.now();
    let third = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((third.status, *calls.borrow()), (EditStatus::Committed, 5));
    assert!(tab.now() - before >= 29_000);
    // While it waited, it said why and until when.
    let told = tab.notices.iter().any(|notice| {
        matches!(notice, Notice::Edit { edit, .. } if edit.asking.as_ref().is_some_and(|asking| asking.retry_at.is_some()))
    });
    assert!(told);
    // Closed again: no wait.
    let before = tab.now();
    tab.edit(&session, "say hello in the title", &["title"]);
    assert!(tab.now() - before < 1_000);
}

/// MOD-42: another provider is another breaker.
#[test]
fn mod_42_a_new_provider_starts_anew() {
    let (mut tab, calls) = shell(config(), |turn, _| {
        Some(if turn < 3 { refused(503, "") } else { good() })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    tab.edit(&session, "say ciao in the title", &["title"]);
    tab.engine.set_provider(http());
    let before = tab.now();
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((result.status, *calls.borrow()), (EditStatus::Committed, 4));
    assert!(tab.now() - before < 1_000);
}

fn edit(session: &str, id: &str, prompt: &str) -> Command {
    Command::EditDesign {
        session_id: session.into(),
        edit_id: id.into(),
        prompt: prompt.into(),
        target: vec!["title".into()],
        base_version: None,
    }
}

/// MOD-46: without a network edits wait, in order, and run when it is back.
#[test]
fn mod_46_the_offline_queue() {
    let online = Rc::new(RefCell::new(false));
    let switch = online.clone();
    let (mut tab, calls) = shell(config(), move |_, _| {
        Some(if *switch.borrow() {
            good()
        } else {
            vec![broken(ModelFailure::Offline)]
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let first = tab.send(edit(&session, "one", "say ciao in the title"));
    let second = tab.send(edit(&session, "two", "say ciao in the title"));
    tab.settle();
    let view = tab.engine.view(&session, tab.now()).unwrap();
    assert_eq!(view.open_edits.len(), 2);
    let cause = view.open_edits[0]
        .asking
        .as_ref()
        .unwrap()
        .cause
        .as_ref()
        .unwrap();
    assert_eq!(cause.code, "model.offline");
    // A day later the network is back, and the shell says so.
    tab.advance(86_400_000);
    tab.settle();
    assert_eq!(*calls.borrow(), 2, "it looks for itself, too");
    online.replace(true);
    tab.input(InputKind::Online);
    for ticket in [first, second] {
        match tab.finish(ticket).unwrap() {
            Reply::Edit { result } => {
                // The second one finds nothing left to do.
                let expected = if ticket == first {
                    EditStatus::Committed
                } else {
                    EditStatus::Rejected
                };
                assert_eq!(result.status, expected, "{result:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

/// MOD-41: the deadline counts all tries together.
#[test]
fn mod_41_the_deadline() {
    let mut config = config();
    config.policy = Policy {
        deadline_ms: 30_000,
        silence_ms: 20_000,
        ..config.policy
    };
    let (mut tab, calls) = shell(config, |_, _| None);
    let session = tab.create_from(DOCUMENT).session_id;
    let before = tab.now();
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&result), *calls.borrow()), ("model.deadline", 2));
    assert!(
        (30_000..30_100).contains(&(tab.now() - before)),
        "{}",
        tab.now() - before
    );
    stands(&mut tab, &session, &result, "deadline");
}

/// MOD-41: whoever drips stays within the deadline, too.
#[test]
fn mod_41_a_dripping_answer() {
    let (mut tab, _) = shell(config(), |_, _| Some(events([said("{")])));
    let session = tab.create_from(DOCUMENT).session_id;
    let ticket = tab.send(edit(&session, "drip", "say ciao in the title"));
    tab.settle();
    let call = tab.running()[0];
    for _ in 0..400 {
        tab.advance(1_000);
        tab.signal(call, said(" "));
    }
    match tab.finish(ticket).unwrap() {
        Reply::Edit { result } => assert_eq!(code(&result), "model.deadline"),
        other => panic!("{other:?}"),
    }
    assert!(tab.running().is_empty());
}

/// MOD-44: a session has so many calls an hour, and an edit beyond them costs nothing and says when.
#[test]
fn mod_44_rate_limits() {
    let mut config = config();
    config.policy.calls_per_hour = 2;
    config.policy.cache_bytes = 0;
    let (mut tab, calls) = shell(config, |turn, _| {
        let text = format!(
            r#"{{\"ops\":[{{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"{turn}\"}}]}}"#
        );
        Some(whole([said(&text), ended("stop")]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    for _ in 0..2 {
        assert_eq!(
            tab.edit(&session, "say ciao in the title", &["title"]).status,
            EditStatus::Committed
        );
    }
    let refused = tab.edit(&session, "say ciao in the title", &["title"]);
    let expected = EngineError::RateLimited { wait_ms: 0 };
    assert_eq!((code(&refused), *calls.borrow()), (expected.code(), 2));
    let error = refused.error.unwrap();
    assert!(
        error.recoverable && error.message.contains("1800 s"),
        "{}",
        error.message
    );
    // Sessions of nobody have limits of their own.
    let other = tab.create_from(DOCUMENT).session_id;
    assert_eq!(
        tab.edit(&other, "say ciao in the title", &["title"]).status,
        EditStatus::Committed
    );
    tab.advance(1_800_000);
    assert_eq!(
        tab.edit(&session, "say ciao in the title", &["title"]).status,
        EditStatus::Committed
    );
}

/// MOD-45: an equal request is answered from memory, but not one with personal data in it.
#[test]
fn mod_45_the_cache() {
    let (mut tab, calls) = shell(config(), |_, _| Some(good()));
    for (prompt, asked) in [
        ("say ciao in the title", 1),
        ("say ciao in the title", 1),
        ("say ciao  in the title", 2),
        ("say ciao to ada@example.org in the title", 3),
        ("say ciao to ada@example.org in the title", 4),
    ] {
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, prompt, &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}");
        assert_eq!(*calls.borrow(), asked, "{prompt}");
        let version = &tab.engine.versions(&session, 1).unwrap()[0];
        assert_eq!(version.provider, "openai-compatible");
    }
}

/// MOD-47: a cancel stops a call, a wait and a repair at once.
#[test]
fn mod_47_cancel_at_any_moment() {
    let plans: [fn(usize) -> Fault; 4] = [
        |_| None,
        |_| Some(events([said("{")])),
        |_| Some(refused(503, "")),
        |turn| {
            if turn == 0 {
                Some(whole([said("{]"), ended("stop")]))
            } else {
                None
            }
        },
    ];
    for (number, plan) in plans.into_iter().enumerate() {
        let (mut tab, calls) = shell(config(), move |turn, _| plan(turn));
        let session = tab.create_from(DOCUMENT).session_id;
        let ticket = tab.send(edit(&session, "e", "say ciao in the title"));
        tab.settle();
        let made = *calls.borrow();
        tab.run(Command::CancelEdit {
            session_id: session.clone(),
            edit_id: "e".into(),
        })
        .unwrap();
        match tab.finish(ticket).unwrap() {
            Reply::Edit { result } => assert_eq!(result.status, EditStatus::Cancelled, "{number}"),
            other => panic!("{other:?}"),
        }
        tab.advance(3_600_000);
        tab.settle();
        assert_eq!(*calls.borrow(), made, "{number}: asked again after the cancel");
        assert!(tab.running().is_empty(), "{number}");
    }
}

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

/// MOD-52 and MOD-53: every call is told when it ended, paid ones and failed ones, without what was said.
#[test]
fn mod_53_calls_are_told() {
    let mut config = config();
    config.prices = vec![Price {
        model: "m".into(),
        input: 2.0,
        output: 8.0,
        cached_input: 1.0,
        cache_write: 2.0,
    }];
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":500}}}\n\n";
    let (mut tab, _) = shell(config, move |turn, _| {
        Some(match turn {
            0 => refused(503, ""),
            1 => whole([said("{]"), chunk(usage), ended("stop")]),
            _ => whole([
                said(r#"{\"ops\":["#),
                said(OP),
                said("]}"),
                chunk(usage),
                ended("stop"),
            ]),
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed);
    let calls: Vec<_> = tab
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::ModelCall { call } => Some(call),
            _ => None,
        })
        .collect();
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.error.as_deref(), call.tries, call.repair, call.input_tokens))
        .collect();
    assert_eq!(
        told,
        [
            (Some("model.overloaded"), 1, 0, None),
            (None, 2, 0, Some(1000)),
            (None, 1, 1, Some(1000))
        ]
    );
    for call in &calls {
        assert_eq!(
            (call.provider.as_str(), call.model.as_str(), call.server.as_str()),
            ("openai", "m", "https://x.test")
        );
        assert!(call.estimated_tokens > 100 && call.duration_ms >= 1.0);
        assert!(!format!("{call:?}").contains("Ciao"));
    }
    let cost = 500.0 * 2e-6 + 500.0 * 1e-6 + 100.0 * 8e-6;
    assert!((calls[1].cost.unwrap() - cost).abs() < 1e-12);
    // A version has the tokens of all its calls, those that had to be mended among them.
    let version = &tab.engine.versions(&session, 1).unwrap()[0];
    assert_eq!(
        (version.input_tokens, version.output_tokens),
        (Some(2000), Some(200))
    );
    let shown = tab.notices.iter().rev().find_map(|notice| match notice {
        Notice::Edit { edit, .. } => edit.asking.as_ref(),
        _ => None,
    });
    let shown = shown.unwrap();
    assert!((shown.cost.unwrap() - 2.0 * cost).abs() < 1e-12);
    assert_eq!(shown.input_tokens, 2000);
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
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
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
