//! Who is asked, how often, how long, and whether at all: breakers, limits, deadlines, the queue without a network, the memory of
//! answers, cancels.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{EngineError, InputKind, ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::Policy;
use bozzetto_core::protocol::{Command, EditStatus, Reply};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

/// MOD-42: where nobody else can be asked, each edit makes one call to find out, and nobody waits for nothing.
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
    for made in 4..7 {
        let before = tab.now();
        let next = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!((code(&next), *calls.borrow()), ("model.overloaded", made));
        assert!(tab.now() - before < 100, "{}", tab.now() - before);
    }
    healthy.replace(true);
    let before = tab.now();
    let well = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((well.status, *calls.borrow()), (EditStatus::Committed, 7));
    assert!(tab.now() - before < 100);
    // Closed again: a failure is tried three times.
    healthy.replace(false);
    tab.edit(&session, "say hello in the title", &["title"]);
    assert_eq!(*calls.borrow(), 10);
}

/// MOD-42: a provider that failed is passed over where another one can be asked, and probed by one call after its pause.
#[test]
fn mod_42_passed_over_for_another() {
    let mut config = config();
    config.policy.cache_bytes = 0;
    config.fallbacks = vec![ProviderConfig::Offline];
    let model = Scripted(move |call: &ModelCall| match call {
        ModelCall::Embedded(brief) => Reaction::Text(bozzetto_core::model::offline::answer(brief)),
        _ => Reaction::Signals(refused(503, "")),
    });
    let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
    let session = tab.create_from(DOCUMENT).session_id;
    let mut made = Vec::new();
    for colour in ["green", "red", "blue"] {
        let result = tab.edit(&session, &format!("make the title {colour}"), &["title"]);
        assert_eq!(result.status, EditStatus::Committed);
        let http = tab.calls.iter().filter(|call| matches!(call, ModelCall::Http(_)));
        made.push(http.count());
        if colour == "red" {
            tab.advance(15_000);
        }
    }
    assert_eq!(made, [3, 3, 4]);
}

/// MOD-12: who wishes to be left alone is left alone.
#[test]
fn mod_12_a_long_retry_after_is_no_reason_to_ask_at_once() {
    let busy = |seconds: &str| {
        vec![
            started(
                429,
                &[("content-type", "application/json"), ("retry-after", seconds)],
            ),
            ModelSignal::Finished,
        ]
    };
    let (mut tab, calls) = shell(config(), move |_, _| Some(busy("300")));
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&result), *calls.borrow()), ("model.rate-limited", 1));
    let action = result.error.unwrap().suggested_action.unwrap();
    assert!(action.contains("300 s"), "{action}");
    // The next edit leaves it alone, too, and says at once until when.
    let before = tab.now();
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&result), *calls.borrow()), ("provider.unavailable", 1));
    assert!(tab.now() - before < 100);
    let error = result.error.unwrap();
    let after = error.retry_after_ms.unwrap();
    assert!((230_000.0..=240_000.0).contains(&after), "{after}");
    assert!(
        error.recoverable && error.message.contains("openai-compatible"),
        "{error:?}"
    );
    assert!(error.cause.is_some());
    tab.advance(240_000);
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&result), *calls.borrow()), ("model.rate-limited", 2));

    // Another one that is ready is asked at once; a short wait is waited.
    for (seconds, asked) in [("20", 1), ("300", 1), ("2", 3)] {
        let mut config = config();
        config.fallbacks = vec![ProviderConfig::Offline];
        let model = Scripted(move |call: &ModelCall| match call {
            ModelCall::Embedded(brief) => Reaction::Text(bozzetto_core::model::offline::answer(brief)),
            _ => Reaction::Signals(busy(seconds)),
        });
        let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let before = tab.now();
        let result = tab.edit(&session, "make the title green", &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        assert_eq!(tab.calls.len(), asked + 1, "{seconds}");
        assert!(tab.now() - before < 5_000, "{seconds}");
    }
    // Nobody else: it is waited for.
    let (mut tab, calls) = shell(config(), move |turn, _| {
        Some(if turn == 0 { busy("20") } else { good() })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let before = tab.now();
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((result.status, *calls.borrow()), (EditStatus::Committed, 2));
    assert!(tab.now() - before >= 20_000);
}

/// MOD-10: what is wrong with a setting is told, but no key.
#[test]
fn mod_10_a_setting_that_cannot_be_used_says_why() {
    let (mut tab, calls) = shell(config(), |_, _| {
        Some(vec![ModelSignal::Failed {
            kind: ModelFailure::Config,
            detail: "`apiKey` gave no text sk-abcdefghijklmnop1234".into(),
        }])
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!((code(&result), *calls.borrow()), ("model.config", 1));
    let error = result.error.unwrap();
    assert_eq!(error.cause.as_deref(), Some("`apiKey` gave no text [key]"));
    assert!(error.suggested_action.unwrap().contains("apiKey"));
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
    // MOD-58: none of that left the machine.
    assert!(tab.engine.audit_log(&session).unwrap().is_empty());
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

/// MOD-44: neither a reload nor another tab begins the hour anew.
#[test]
fn mod_44_the_limit_outlives_the_visit() {
    let store = SharedStore::default();
    let open = |name: &str| {
        let mut config = config();
        config.peer = name.into();
        config.policy.calls_per_hour = 3;
        config.policy.cache_bytes = 0;
        let mut turn = 0;
        let model = Scripted(move |_: &ModelCall| {
            turn += 1;
            let text = format!(
                r#"{{\"ops\":[{{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"{turn}\"}}]}}"#
            );
            // The second one fails for good.
            Reaction::Signals(match turn {
                2 => refused(401, ""),
                _ => whole([said(&text), ended("stop")]),
            })
        });
        NativeShell::with_config(config, &store, model)
    };
    let mut first = open("first");
    let session = first.create_from(DOCUMENT).session_id;
    let mut beside = open("beside");
    beside.open(&session).unwrap();
    for failed in [false, true] {
        let result = first.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(result.status == EditStatus::Failed, failed, "{result:?}");
    }
    beside.hear_of(&format!("session:{session}"));
    beside.settle();
    first.kill();
    for (tab, made) in [(&mut beside, 1), (&mut open("reloaded"), 0)] {
        tab.open(&session).unwrap();
        let mut results = Vec::new();
        for word in ["ciao", "hi"] {
            results.push(tab.edit(&session, &format!("say {word} in the title"), &["title"]));
        }
        let codes: Vec<&str> = results.iter().map(code).collect();
        assert_eq!(
            codes.iter().filter(|code| **code == "edit.rate-limited").count(),
            2 - made,
            "{codes:?}"
        );
    }
    // Opened again in the same visit, nothing counts twice; an hour later all is forgotten.
    let mut later = open("later");
    later.advance(3_700_000);
    for _ in 0..3 {
        later.open(&session).unwrap();
        later
            .run(Command::CloseSession {
                session_id: session.clone(),
            })
            .unwrap();
    }
    later.open(&session).unwrap();
    let result = later.edit(&session, "say hello in the title", &["title"]);
    assert_ne!(code(&result), "edit.rate-limited", "{result:?}");
}
