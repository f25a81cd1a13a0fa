//! The fault table: every failure of a model call, at every stage of the call (before it is sent, while it connects, at its
//! headers, in the middle, after the last op) and of the edit (the first call, a second try, a repair, the rest of an answer that
//! broke off, a fallback, a batch), once and for ever, from servers of every kind. Each ends in a recovery or in its code, the last
//! version is as it was, and no edit is counted for it. Those of the table tell nothing of what they took, so nothing is.

use bozzetto_core::engine::{EngineConfig, ModelCall, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditStatus, Reply};
use bozzetto_tests::chat::{DOCUMENT, chunk, code, refused, shell};
use bozzetto_tests::design::wish;
use bozzetto_tests::faults::{PAUSED, Row, config, stages, stands, table};
use bozzetto_tests::speech::Speech;
use std::cell::Cell;
use std::rc::Rc;

/// Of every kind of server.
fn all<T>(of: impl Fn(Speech) -> Vec<T>) -> impl Iterator<Item = (Speech, T)> {
    let speeches = Dialect::ALL.into_iter().map(Speech);
    speeches.flat_map(move |speech| of(speech).into_iter().map(move |item| (speech, item)))
}

/// MOD-40: every failure at every stage, once and for ever.
#[test]
fn mod_40_fault_table() {
    for (speech, (stage, before)) in all(stages) {
        for Row {
            name,
            fault,
            code: expected,
            passes,
        } in table(speech)
        {
            let name = &format!("{:?}: {name}, in {stage}", speech.0);
            let prelude = before.clone();
            let at = prelude.len();
            let once = fault.clone();
            let (mut tab, calls) = shell(config(speech), move |turn, _| match prelude.get(turn) {
                Some(signals) => Some(signals.clone()),
                None if turn == at => once.clone(),
                None => Some(speech.good()),
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
            let (mut tab, calls) = shell(config(speech), move |turn, _| match prelude.get(turn) {
                _ if is_well.get() => Some(speech.good()),
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
            if name.contains(PAUSED) {
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
    for (speech, row) in all(table) {
        let (name, fault, expected, passes) = (row.name, row.fault, row.code, row.passes);
        let title = &format!("{:?}: {name}", speech.0);
        let mut config = config(speech);
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
            "{title}: {result:?}"
        );
        if result.status == EditStatus::Committed {
            let versions = tab.engine.versions(&session, 1).unwrap();
            assert_eq!(versions[0].provider, "second");
        }
        stands(&mut tab, &session, &result, title);

        // The failure is that of the second provider: once, then for ever.
        for times in [1, usize::MAX] {
            let config = two_servers(speech);
            let failing = fault.clone();
            let seen = std::cell::Cell::new(0usize);
            let (mut tab, _) = shell(config, move |_, call| match call {
                ModelCall::Http(request) if request.url.contains("first.test") => Some(refused(401, "")),
                _ if seen.replace(seen.get() + 1) < times => failing.clone(),
                _ => Some(speech.good()),
            });
            let session = tab.create_from(DOCUMENT).session_id;
            let result = tab.edit(&session, "say ciao in the title", &["title"]);
            let title = &format!("{title}, in a fallback");
            let made = result.status == EditStatus::Committed;
            assert_eq!(made, passes && times == 1, "{title}: {result:?}");
            if times > 1 {
                assert_eq!(code(&result), expected, "{title}");
            }
            stands(&mut tab, &session, &result, title);
        }
    }
}

/// Two servers.
fn two_servers(speech: Speech) -> EngineConfig {
    let mut config = config(speech);
    config.provider = ProviderConfig::Http(Provider::new(speech.0, "https://first.test", "m"));
    config.fallbacks = vec![speech.provider()];
    config
}

/// MOD-40 and MOD-56: the same in a call for two edits: each of them ends, and none is made twice.
#[test]
fn mod_40_faults_in_a_batch() {
    let part = |id: &str| {
        format!(r#"{{\"ops\":[{{\"op\":\"set\",\"id\":\"{id}\",\"path\":\"/props/x\",\"value\":1}}]}}"#)
    };
    let both = format!(r#"{{\"answers\":[{},{}]}}"#, part("title"), part("ok"));
    for (speech, row) in all(table) {
        let (name, fault, expected, passes) = (row.name, row.fault, row.code, row.passes);
        let title = &format!("{:?}: {name}", speech.0);
        for times in [1, usize::MAX] {
            let (failing, both) = (fault.clone(), both.clone());
            let (first, second) = (part("title"), part("ok"));
            let (mut tab, calls) = shell(config(speech), move |turn, call| {
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
                Some(speech.answered(text))
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
                    panic!("{title}: no end")
                };
                if result.status == EditStatus::Committed {
                    made += 1;
                } else {
                    // An op that fits nothing asked for may be all that an answer holds.
                    let open = ["model.overloaded", expected];
                    // Who wants to be left alone is not asked for the other one.
                    let left_alone = name == PAUSED && code(&result) == "provider.unavailable";
                    assert!(open.contains(&code(&result)) || left_alone, "{title}: {result:?}");
                }
            }
            // MOD-56: what the settings or the account are to blame for holds for all, and is asked once. So is who wants to be left alone.
            let settings = ["auth", "forbidden", "billing", "not-found", "config", "bad-url"];
            if name == PAUSED || settings.iter().any(|what| expected == format!("model.{what}")) {
                assert_eq!((made, *calls.borrow()), (0, 1), "{title}");
            } else if times == 1 {
                assert!(made == 2 || !passes && made >= 1, "{title}: {made} made");
            } else {
                assert_eq!(made, 0, "{title}");
            }
            assert!(*calls.borrow() <= 18, "{title}: {} calls", calls.borrow());
            let view = tab.engine.view(&session, tab.now()).unwrap();
            assert_eq!(
                (view.current_version, view.open_edits.len()),
                (1 + made, 0),
                "{title}"
            );
            assert!(tab.running().is_empty(), "{title}");
        }
    }
}

/// MOD-40: the table is the same for every kind of server, but for the ends that some have no word for.
#[test]
fn mod_40_no_kind_of_server_is_left_out() {
    let names = |kind| -> Vec<&str> { table(Speech(kind)).iter().map(|row| row.name).collect() };
    let whole = names(Dialect::OpenAiChat);
    let without = |words: &[&str]| -> Vec<&str> {
        let is_left = |name: &&str| !words.iter().any(|word| name.starts_with(word));
        whole.iter().copied().filter(is_left).collect()
    };
    for (kind, unknown) in [
        (Dialect::OpenAiResponses, &[][..]),
        (Dialect::Anthropic, &["filtered"]),
        (Dialect::Gemini, &["refused"]),
        (Dialect::Ollama, &["filtered", "refused"]),
    ] {
        assert_eq!(names(kind), without(unknown), "{kind:?}");
    }
}
