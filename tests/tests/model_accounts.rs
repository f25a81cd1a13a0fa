//! What calls take: told, kept with versions, added up over sessions.

use bozzetto_core::engine::{AppReport, EngineConfig, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Price, Provider, Usage};
use bozzetto_core::protocol::{Analytics, Command, EditStatus, Notice, Reply};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, Silent};

/// MOD-52 and MOD-53: every call is told when it ended, paid ones and failed ones, without what was said.
#[test]
fn mod_53_calls_are_told() {
    let config = priced();
    let (mut tab, _) = shell(config, move |turn, _| {
        Some(match turn {
            0 => refused(503, ""),
            1 => whole([said("{]"), chunk(USAGE), ended("stop")]),
            _ => paid(OP),
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed);
    let calls: Vec<_> = tab.reports().collect();
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
            ("openai-compatible", "m", "https://x.test")
        );
        assert_eq!(call.gen_ai_provider_name, "openai");
        assert_eq!(call.max_output_tokens, Some(16_000));
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

/// MOD-66: how much of an answer came is told while it comes, the same however it is cut, and what that costs; then what was counted counts.
#[test]
fn mod_66_what_is_coming_is_told() {
    let answer = format!(
        "{{\"ops\":[{{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"{}\"}}]}}",
        "many words ".repeat(200)
    );
    let whole_estimate = bozzetto_core::context::estimate_tokens(&answer);
    for piece in [7, 400] {
        let (mut tab, _) = shell(priced(), |_, _| None);
        let session = tab.create_from(DOCUMENT).session_id;
        let ticket = tab.send(edit(&session, "e", "say ciao in the title"));
        while tab.running().is_empty() {
            assert!(tab.deliver_one());
        }
        let call = tab.running()[0];
        tab.signal(call, started(200, &[("content-type", "text/event-stream")]));
        let before = tab.notices.len();
        let pieces: Vec<String> = answer
            .chars()
            .collect::<Vec<_>>()
            .chunks(piece)
            .map(|piece| piece.iter().collect())
            .collect();
        let began = tab.now();
        for text in &pieces {
            tab.advance(10 * piece as u64);
            tab.signal(call, said(&text.replace('"', "\\\"")));
        }
        let told: Vec<_> = tab.notices[before..]
            .iter()
            .filter_map(|notice| match notice {
                Notice::Edit { edit, .. } => edit.asking.clone(),
                _ => None,
            })
            .collect();
        let most = (tab.now() - began) / 250 + 2;
        assert!(
            (2..=most as usize).contains(&told.len()),
            "{piece}: {} times",
            told.len()
        );
        assert!(told.is_sorted_by(|a, b| a.coming_tokens < b.coming_tokens));
        let now = tab.engine.view(&session, tab.now()).unwrap().open_edits[0]
            .asking
            .clone()
            .unwrap();
        assert_eq!(
            (now.coming_tokens, now.output_tokens),
            (whole_estimate, 0),
            "{piece}"
        );
        let cost = f64::from(now.input_tokens) * 2e-6 + f64::from(whole_estimate) * 8e-6;
        assert!((now.coming_cost.unwrap() - cost).abs() < 1e-12);
        assert_eq!(now.cost, None);

        tab.signal(call, chunk(USAGE));
        tab.signal(call, ended("stop"));
        tab.signal(call, ModelSignal::Finished);
        tab.finish(ticket).unwrap();
        let last = tab.notices.iter().rev().find_map(|notice| match notice {
            Notice::Edit { edit, .. } => edit.asking.clone(),
            _ => None,
        });
        let last = last.unwrap();
        assert_eq!(
            (last.coming_tokens, last.coming_cost, last.output_tokens),
            (0, None, 100)
        );
    }
}

const USAGE: &str = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":500}}}\n\n";

fn paid(op: &str) -> Vec<ModelSignal> {
    answer(op, USAGE)
}

/// An answer whose server counts what it took like this.
fn answer(op: &str, usage: &str) -> Vec<ModelSignal> {
    whole([
        said(r#"{\"ops\":["#),
        said(op),
        said("]}"),
        chunk(usage),
        ended("stop"),
    ])
}

fn priced() -> EngineConfig {
    let mut config = config();
    config.policy.cache_bytes = 0;
    config.prices = vec![Price {
        model: "m".into(),
        exact: false,
        input: 2.0,
        output: 8.0,
        cached_input: 1.0,
        cache_write: 2.0,
    }];
    config
}

fn analytics(tab: &mut NativeShell, user: Option<&str>) -> Analytics {
    let command = Command::Analytics {
        user_id: user.map(str::to_owned),
    };
    match tab.run(command).unwrap() {
        Reply::Analytics { analytics } => analytics,
        other => panic!("{other:?}"),
    }
}

/// MOD-52, DSN-40: what a version took is kept with it, added up over all sessions, read by other tabs, exported and imported.
#[test]
fn mod_52_kept_and_added_up() {
    let store = SharedStore::default();
    let ops = |turn: usize| {
        format!(r#"{{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"{turn}\"}}"#)
    };
    let mut turn = 0;
    let model = Scripted(move |_: &_| {
        turn += 1;
        // The third edit fails after it was paid for.
        Reaction::Signals(match turn {
            5.. => whole([said("prose"), chunk(USAGE), ended("stop")]),
            _ => paid(&ops(turn)),
        })
    });
    let mut tab = NativeShell::with_config(priced(), &store, model);
    let one = tab.create_from(DOCUMENT).session_id;
    let two = tab.create_from(DOCUMENT).session_id;
    for session in [&one, &one, &two, &two] {
        let result = tab.edit(session, "say ciao in the title", &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    }
    let cost = 500.0 * 2e-6 + 500.0 * 1e-6 + 100.0 * 8e-6;
    let near = |told: Option<f64>, expected: f64| {
        assert!(
            (told.unwrap() - expected).abs() < 1e-12,
            "{told:?}, not {expected}"
        );
    };
    let failed = tab.edit(&two, "say ciao in the title", &["title"]);
    assert_eq!(failed.status, EditStatus::Failed);
    let mut late = NativeShell::with_config(priced(), &store, Silent);
    late.open(&one).unwrap();
    late.open(&two).unwrap();
    for shell in [&tab, &late] {
        // Two versions, and three answers that came to none.
        let metrics = shell.engine.metrics(&two).unwrap();
        assert_eq!((metrics.total_edits, metrics.input_tokens), (2, 5000));
        near(metrics.cost, 5.0 * cost);
    }
    for shell in [&tab, &late] {
        let version = &shell.engine.versions(&one, 2).unwrap()[0];
        let told = (
            version.input_tokens,
            version.output_tokens,
            version.cached_input_tokens,
        );
        assert_eq!(told, (Some(1000), Some(100), Some(500)));
        near(version.cost, cost);
        let metrics = shell.engine.metrics(&one).unwrap();
        assert_eq!((metrics.input_tokens, metrics.cached_input_tokens), (2000, 1000));
        near(metrics.cost, 2.0 * cost);
    }
    let all = analytics(&mut late, None);
    assert_eq!(
        (all.edits, all.input_tokens, all.output_tokens),
        (4, 7000.0, 700.0)
    );
    assert_eq!(all.cached_input_tokens, 3500.0);
    let rates = (all.creation_success, all.completion_rate, all.edits_per_session);
    assert_eq!(rates, (Some(1.0), Some(0.0), Some(2.0)));
    near(all.cost, 7.0 * cost);
    // A copy is the same versions once more, and what they took was paid for once.
    let bytes = tab.export(&one, false).unwrap();
    let user_id = Some("ada".to_owned());
    let Ok(Reply::Session { session: copy }) = tab.run(Command::ImportSession { bytes, user_id }) else {
        panic!("no import")
    };
    let copied = analytics(&mut tab, Some("ada"));
    assert_eq!((copied.sessions, copied.edits, copied.cost), (1, 0, None));
    near(analytics(&mut tab, None).cost, 7.0 * cost);
    assert_eq!(analytics(&mut tab, None).edits, 4);
    // What it takes from then on is its own, also where its line in the list is made again.
    tab.edit(&copy.session_id, "make the title red", &[]);
    let stream = format!("session:{}", copy.session_id);
    let heads = [None, Some(Vec::new())];
    for head in heads {
        head.into_iter().for_each(|head| store.tamper_head(&stream, head));
        near(analytics(&mut tab, Some("ada")).cost, 3.0 * cost);
        near(analytics(&mut tab, None).cost, 10.0 * cost);
    }
    near(tab.engine.metrics(&copy.session_id).unwrap().cost, 5.0 * cost);
}

/// MOD-52: where nobody counts and nothing has a price, there is no figure, not a nought.
#[test]
fn mod_52_absent_is_not_zero() {
    for (config, usage) in [(config(), USAGE), (priced(), "")] {
        let (mut tab, _) = shell(config, move |_, _| Some(answer(OP, usage)));
        let session = tab.create_from(DOCUMENT).session_id;
        tab.edit(&session, "say ciao in the title", &["title"]);
        let version = tab.engine.versions(&session, 1).unwrap()[0].clone();
        assert_eq!(version.cost, None);
        assert_eq!(version.input_tokens.is_some(), !usage.is_empty());
        assert_eq!(analytics(&mut tab, None).cost, None);
        assert_eq!(tab.engine.metrics(&session).unwrap().cost, None);
    }
}

/// MOD-52: where only the prompt or only the answer was counted, the other was not for nothing.
#[test]
fn mod_52_half_a_cost_is_none() {
    for (usage, counted) in [
        (r#""completion_tokens":100"#, (None, Some(100))),
        (r#""prompt_tokens":1000"#, (Some(1000), None)),
    ] {
        let (mut tab, _) = shell(priced(), move |_, _| {
            Some(answer(
                OP,
                &format!("data: {{\"choices\":[],\"usage\":{{{usage}}}}}\n\n"),
            ))
        });
        let session = tab.create_from(DOCUMENT).session_id;
        tab.edit(&session, "say ciao in the title", &["title"]);
        let version = tab.engine.versions(&session, 1).unwrap()[0].clone();
        assert_eq!((version.input_tokens, version.output_tokens), counted);
        assert_eq!(version.cost, None, "{usage}");
    }
}

/// MOD-55: a function of the app may tell what its model took in parts, as it hears of it.
#[test]
fn mod_55_usage_in_parts() {
    let told = |usage: Usage| {
        ModelSignal::Told(Box::new(AppReport {
            model: "m".into(),
            usage,
            ..AppReport::default()
        }))
    };
    let input = Usage {
        input: Some(1000),
        cached_input: Some(400),
        ..Usage::default()
    };
    let output = Usage {
        output: Some(100),
        ..Usage::default()
    };
    let answer = format!(r#"{{"ops":[{}]}}"#, OP.replace('\\', ""));
    let signals = vec![
        told(input),
        ModelSignal::Chunk(answer.into_bytes()),
        told(output),
        ModelSignal::Finished,
    ];
    let mut config = priced();
    config.provider = ProviderConfig::App {
        name: "ours".into(),
        batches: false,
    };
    let model = Scripted(move |_: &_| Reaction::Signals(signals.clone()));
    let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
    let session = tab.create_from(DOCUMENT).session_id;
    tab.edit(&session, "say ciao in the title", &["title"]);
    let version = tab.engine.versions(&session, 1).unwrap()[0].clone();
    let took = (
        version.input_tokens,
        version.output_tokens,
        version.cached_input_tokens,
    );
    assert_eq!(took, (Some(1000), Some(100), Some(400)));
    assert!(version.cost.unwrap() > 100.0 * 8e-6);
}

/// MOD-57: what an edit would take, before anything is asked.
#[test]
fn mod_57_estimates() {
    let (mut tab, calls) = shell(priced(), |_, _| Some(paid(OP)));
    let session = tab.create_from(DOCUMENT).session_id;
    let of = |tab: &NativeShell, prompt: &str| tab.engine.estimate(&session, prompt, &["title".into()]);
    let before = of(&tab, "say ciao in the title").unwrap();
    assert_eq!(
        (before.provider.as_str(), before.model.as_str()),
        ("openai-compatible", "m")
    );
    let expected = f64::from(before.input_tokens) * 2e-6 + f64::from(before.output_tokens) * 8e-6;
    assert!((before.cost.unwrap() - expected).abs() < 1e-12 && before.output_tokens > 0);
    assert_eq!(*calls.borrow(), 0);
    // What is sent then is what was estimated.
    tab.edit(&session, "say ciao in the title", &["title"]);
    let told = tab.reports().next().map(|call| call.estimated_tokens);
    assert_eq!(told, Some(before.input_tokens));
    // Answers are as long here as the last ones were.
    assert_eq!(of(&tab, "say hi in the title").unwrap().output_tokens, 100);
    // Words that the rules here know nothing of are asked about all the same.
    let foreign = of(&tab, "把登录按钮变成绿色").unwrap();
    assert!(foreign.input_tokens > 100 && foreign.provider == "openai-compatible");
    let free = of(&tab, "undo").unwrap();
    assert_eq!(
        (free.provider.as_str(), free.input_tokens, free.cost),
        ("", 0, Some(0.0))
    );
    let gone = tab.engine.estimate(&session, "make it red", &["ghost".into()]);
    assert_eq!(gone.unwrap_err().code(), "edit.target-gone");
    assert_eq!(
        tab.engine.estimate("ses_none", "x", &[]).unwrap_err().code(),
        "session.not-open"
    );
    tab.engine.set_provider(ProviderConfig::Offline);
    let offline = of(&tab, "say ciao in the title").unwrap();
    assert_eq!(
        (offline.provider.as_str(), offline.input_tokens, offline.cost),
        ("offline", 0, Some(0.0))
    );
}

/// MOD-53: the server is the one that the request went to, also when the app gave the address at the moment of the call; none
/// where it did not get that far.
#[test]
fn mod_53_the_server_that_was_really_asked() {
    let mut config = config();
    config.provider = ProviderConfig::Http(Provider::new(Dialect::OpenAiResponses, "", "m"));
    let store = SharedStore::default();
    let mut tab = NativeShell::with_config(config, &store, Silent);
    let session = tab.create_from(DOCUMENT).session_id;
    for server in ["https://proxy.test:8443", ""] {
        tab.send(edit(
            &session,
            &format!("e{}", server.len()),
            "say ciao in the title",
        ));
        while tab.running().is_empty() {
            tab.settle();
        }
        let call = tab.running()[0];
        if server.is_empty() {
            // Its shell would have to ask the app first; the app fails.
            tab.signal(
                call,
                ModelSignal::Sent {
                    server: String::new(),
                },
            );
            tab.signal(call, broken(ModelFailure::App));
        } else {
            tab.signal(
                call,
                ModelSignal::Sent {
                    server: server.into(),
                },
            );
            for signal in good() {
                tab.signal(call, signal);
            }
        }
        tab.settle();
        let told = tab.reports().last().map(|call| call.server.clone());
        assert_eq!(told.as_deref(), Some(server));
    }
}

/// MOD-58: what was sent where and when is on record, over reloads, exports and in other tabs, without what it said.
#[test]
fn mod_58_the_audit_log() {
    let store = SharedStore::default();
    let mut turn = 0;
    let model = Scripted(move |_: &_| {
        turn += 1;
        Reaction::Signals(match turn {
            1 => refused(503, ""),
            2 => paid(OP),
            _ => refused(401, ""),
        })
    });
    let mut tab = NativeShell::with_config(priced(), &store, model);
    let session = tab.create_from(DOCUMENT).session_id;
    let started = tab.now() as f64;
    let prompt = "say ciao to ada@example.org in the title";
    assert_eq!(
        tab.edit(&session, prompt, &["title"]).status,
        EditStatus::Committed
    );
    assert_eq!(tab.edit(&session, prompt, &["title"]).status, EditStatus::Failed);
    let mut late = NativeShell::with_config(priced(), &store, Silent);
    late.open(&session).unwrap();
    let bytes = tab.export(&session, true).unwrap();
    let copy = late.import(&bytes).unwrap();
    for (shell, session) in [(&tab, &session), (&late, &session), (&late, &copy.session_id)] {
        let log = shell.engine.audit_log(session).unwrap();
        let lines: Vec<_> = log
            .iter()
            .map(|call| (call.error.as_deref(), call.input_tokens))
            .collect();
        assert_eq!(
            lines,
            [
                (Some("model.overloaded"), None),
                (None, Some(1000)),
                (Some("model.auth"), None)
            ]
        );
        for call in log {
            assert_eq!(
                (call.provider.as_str(), call.model.as_str(), call.server.as_str()),
                ("openai-compatible", "m", "https://x.test")
            );
            assert!(call.at >= started && !call.edit_id.is_empty());
            let words = format!("{call:?}");
            assert!(!words.contains("ciao") && !words.contains("ada"), "{words}");
        }
    }
    // The embedded model and functions of the app send nothing anywhere.
    tab.engine.set_provider(ProviderConfig::App {
        name: "app".into(),
        batches: false,
    });
    tab.edit(&session, "say hi in the title", &["title"]);
    assert_eq!(tab.engine.audit_log(&session).unwrap().len(), 3);
}

fn ask_back() -> Vec<ModelSignal> {
    whole([
        said(r#"{\"ops\":[],\"question\":\"Which one?\",\"summary\":\"\"}"#),
        chunk(USAGE),
        ended("stop"),
    ])
}

/// MOD-52: a question was paid for, too: at once, and with the version that its answer leads to; also where nobody answers, the answer comes
/// in another tab, or the edit is cancelled.
#[test]
fn mod_52_questions_are_counted() {
    for way in ["answered", "elsewhere", "cancelled", "open"] {
        let store = SharedStore::default();
        let open = || {
            let model = Scripted(|call: &bozzetto_core::engine::ModelCall| {
                let bozzetto_core::engine::ModelCall::Http(request) = call else {
                    panic!("not over HTTP")
                };
                let answered = String::from_utf8_lossy(&request.body).contains("the big one");
                Reaction::Signals(if answered { paid(OP) } else { ask_back() })
            });
            NativeShell::with_config(priced(), &store, model)
        };
        let mut tab = open();
        let session = tab.create_from(DOCUMENT).session_id;
        let asked = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(asked.status, EditStatus::Clarify);
        let figures = |tab: &mut NativeShell| {
            (
                tab.engine.metrics(&session).unwrap().input_tokens,
                analytics(tab, None).input_tokens,
            )
        };
        assert_eq!(figures(&mut tab), (1000, 1000.0), "{way}");
        if way == "elsewhere" {
            tab.kill();
            tab = open();
            tab.open(&session).unwrap();
        }
        let mut expected = 1000;
        match way {
            "answered" | "elsewhere" => {
                let Ok(Reply::Edit { result }) = tab.run(Command::AnswerClarification {
                    session_id: session.clone(),
                    edit_id: asked.edit_id.clone(),
                    node_id: None,
                    text: Some("the big one".into()),
                }) else {
                    panic!("no end")
                };
                assert_eq!(result.status, EditStatus::Committed, "{result:?}");
                let version = &tab.engine.versions(&session, 1).unwrap()[0];
                assert_eq!(version.input_tokens, Some(2000), "{way}");
                expected = 2000;
            }
            "cancelled" => {
                _ = tab
                    .run(bozzetto_tests::design::cancel(&session, &asked.edit_id))
                    .unwrap()
            }
            _ => {}
        }
        assert_eq!(figures(&mut tab), (expected, f64::from(expected)), "{way}");
        let mut late = open();
        late.open(&session).unwrap();
        assert_eq!(figures(&mut late), (expected, f64::from(expected)), "{way}");
    }
}

/// MOD-52: a call that is cut off took what the provider had told by then: in the report, the log, the session's figures and those over
/// all sessions; the edit says that it was tried.
#[test]
fn mod_52_cancelled_calls_are_counted() {
    for way in ["cancel", "close"] {
        let mut config = priced();
        config.provider = ProviderConfig::Http(Provider::new(Dialect::Anthropic, "https://x.test", "m"));
        let store = SharedStore::default();
        let mut tab = NativeShell::with_config(config, &store, Silent);
        let session = tab.create_from(DOCUMENT).session_id;
        let ticket = tab.send(edit(&session, "e", "say ciao in the title"));
        tab.settle();
        let call = tab.running()[0];
        tab.signal(
            call,
            ModelSignal::Sent {
                server: "https://x.test".into(),
            },
        );
        tab.signal(call, started(200, &[("content-type", "text/event-stream")]));
        tab.signal(
            call,
            chunk("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1000,\"output_tokens\":1,\"cache_read_input_tokens\":100}}}\n\n"),
        );
        tab.settle();
        if way == "cancel" {
            tab.run(bozzetto_tests::design::cancel(&session, "e")).unwrap();
            let Ok(Reply::Edit { result }) = tab.finish(ticket) else {
                panic!("no end")
            };
            assert_eq!(result.status, EditStatus::Cancelled);
            let tried: Vec<_> = result.attempts.iter().map(|one| one.error.as_deref()).collect();
            assert_eq!(tried, [Some("edit.cancelled")]);
        } else {
            let closing = tab.send(Command::CloseSession {
                session_id: session.clone(),
            });
            tab.advance(3_000);
            tab.finish(closing).unwrap();
        }
        let told = tab.reports().next();
        let told = told.map(|call| (call.input_tokens, call.output_tokens));
        assert_eq!(told, Some((Some(1100), Some(1))), "{way}");
        assert_eq!(analytics(&mut tab, None).input_tokens, 1100.0, "{way}");
        let mut late = NativeShell::with_config(priced(), &store, Silent);
        late.open(&session).unwrap();
        assert_eq!(late.engine.metrics(&session).unwrap().input_tokens, 1100, "{way}");
        let log = late.engine.audit_log(&session).unwrap();
        assert_eq!(log[0].input_tokens, Some(1100), "{way}");
    }
}

/// MOD-52, MOD-55: a function of the app may tell what its model took, by which name it has a price, and why it ended.
#[test]
fn mod_55_what_a_function_of_the_app_tells() {
    let report = |finish: &str, input: u64| {
        ModelSignal::Told(Box::new(AppReport {
            model: "m".into(),
            usage: Usage {
                input: Some(input),
                output: Some(100),
                // More than all of it cannot have come from a cache.
                cached_input: Some(5_000),
                ..Usage::default()
            },
            finish: Some(finish.into()),
            refusal: None,
        }))
    };
    let set =
        |value: &str| format!(r#"{{"op":"set","id":"title","path":"/props/{value}","value":"{value}"}}"#);
    let plain = |text: String| ModelSignal::Chunk(text.into_bytes());
    let tab = |answers: Vec<Vec<ModelSignal>>| {
        let mut config = priced();
        config.provider = ProviderConfig::App {
            name: "ours".into(),
            batches: false,
        };
        let mut answers = answers.into_iter();
        let model = Scripted(move |_: &_| Reaction::Signals(answers.next().expect("no call more")));
        let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        (tab, session, result)
    };
    let whole = plain(format!(r#"{{"ops":[{}]}}"#, set("a")));
    let (mut tab_, session, result) = tab(vec![vec![
        report("other", 900),
        whole.clone(),
        report("stop", 1000),
        ModelSignal::Finished,
    ]]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let version = tab_.engine.versions(&session, 1).unwrap()[0].clone();
    let took = (
        version.input_tokens,
        version.output_tokens,
        version.cached_input_tokens,
    );
    assert_eq!(took, (Some(1000), Some(100), Some(1000)));
    assert!((version.cost.unwrap() - (1000.0 * 1e-6 + 100.0 * 8e-6)).abs() < 1e-12);
    assert_eq!(analytics(&mut tab_, None).input_tokens, 1000.0);
    let call = tab_.reports().next();
    let call = call.unwrap();
    assert_eq!(
        (
            call.provider.as_str(),
            call.model.as_str(),
            call.finish_reason.as_deref()
        ),
        ("ours", "m", Some("stop"))
    );
    // The limit of length: what came is kept, the rest is asked for.
    let half = plain(format!(r#"{{"ops":[{},{{"op":"set","#, set("a")));
    let rest = plain(format!(r#"{{"ops":[{}]}}"#, set("b")));
    let (tab_, session, result) = tab(vec![
        vec![half, report("length", 1000), ModelSignal::Finished],
        vec![rest, report("stop", 1000), ModelSignal::Finished],
    ]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let document = tab_.document(&session);
    assert!(
        document.contains(r#""a":"a""#) && document.contains(r#""b":"b""#),
        "{document}"
    );
    assert_eq!(result.attempts[0].error.as_deref(), Some("model.length"));
    // A filter: not asked again.
    let (_, _, result) = tab(vec![vec![report("content-filter", 1000), ModelSignal::Finished]]);
    assert_eq!(result.error.unwrap().code, "model.content-filtered");
}

/// MOD-52: no part of the tokens is more than the whole, whatever a server says.
#[test]
fn mod_52_parts_are_no_more_than_the_whole() {
    for (dialect, usage, expected) in [
        (Dialect::OpenAiChat, (100, 500, 50), (100, 100, 0)),
        (Dialect::OpenAiChat, (100, 80, 50), (100, 80, 20)),
        (Dialect::Gemini, (100, 101, 0), (100, 100, 0)),
        (Dialect::Anthropic, (100, 500, 50), (650, 500, 50)),
    ] {
        let (input, cached, written) = usage;
        let totals = Usage {
            input: Some(input),
            cached_input: Some(cached),
            cache_write: Some(written),
            ..Usage::default()
        }
        .as_totals(dialect);
        let told = (totals.input, totals.cached_input, totals.cache_write);
        let (input, cached, written) = expected;
        assert_eq!(told, (Some(input), Some(cached), Some(written)), "{dialect:?}");
    }
}
