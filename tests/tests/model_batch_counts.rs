//! What the calls of batches took is counted once, whatever becomes of their edits. Rule MOD-52 of core/SPEC.md.

use bozzetto_core::engine::{ModelFailure, ModelSignal};
use bozzetto_core::protocol::{Command, ModelCallReport, Reply};
use bozzetto_tests::batch::*;
use bozzetto_tests::design;
use bozzetto_tests::fuzz::Dice;
use bozzetto_tests::shell::{NativeShell, SharedStore};

/// MOD-52: whatever becomes of the edits of a batch, all that its calls took is in the session's figures and in those over all
/// sessions, once.
#[test]
fn mod_52_batches_are_counted_once() {
    type Course = fn(&mut NativeShell, &str);
    let courses: [(&str, Course); 5] = [
        ("the last part is missing", |shell, _| {
            say(shell, &answers(&[set("title", "#f00"), set("ok", "#0f0")]));
            say(shell, &set("mail", "#00f"));
        }),
        ("one asks back", |shell, _| {
            let asks = r#"{"ops":[],"question":"Which red?","summary":""}"#.to_owned();
            say(shell, &answers(&[asks, set("ok", "#0f0"), set("mail", "#00f")]));
        }),
        ("one is cancelled", |shell, session| {
            cancel(shell, session, 1);
            say(shell, &all());
        }),
        ("the first is cancelled", |shell, session| {
            cancel(shell, session, 0);
            say(shell, &all());
        }),
        ("nothing of it is usable", |shell, _| {
            for _ in 0..12 {
                if !shell.running().is_empty() {
                    say(shell, "no idea");
                }
            }
        }),
    ];
    for (name, course) in courses {
        let (mut shell, _) = tab();
        let session = shell.create_from(PAGE).session_id;
        batch(&mut shell, &session, "e", &PROMPTS);
        course(&mut shell, &session);
        shell.settle();
        assert!(shell.running().is_empty(), "{name}");
        counted_once(&mut shell, &session, name);
    }
}

/// What the calls were told to have taken, and what is counted.
fn counted_once(shell: &mut NativeShell, session: &str, name: &str) {
    let told: u32 = shell.reports().filter_map(|call| call.input_tokens).sum();
    assert!(told >= 1001, "{name}");
    let metrics = shell.engine.metrics(session).unwrap();
    assert_eq!(metrics.input_tokens, told, "{name}");
    let Reply::Analytics { analytics } = shell.run(Command::Analytics { user_id: None }).unwrap() else {
        panic!("no figures")
    };
    assert_eq!(analytics.input_tokens, f64::from(told), "{name}");
    let cost: f64 = shell.reports().filter_map(|call| call.cost).sum();
    assert!((metrics.cost.unwrap() - cost).abs() < 1e-12, "{name}");
}

/// MOD-52: whatever happens to calls and edits, in whatever order, what was told of the calls is what is counted, here, over all sessions and
/// after a reload.
#[test]
fn mod_52_any_course_is_counted_once() {
    let usage = |number: u64| {
        format!(
            "data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":{},\"completion_tokens\":{}}}}}\n\n",
            1000 + number,
            10 + number % 7
        )
    };
    let text = |piece: &str| {
        let piece = serde_json::to_string(piece).unwrap();
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{piece}}}}}]}}\n\n")
    };
    let stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    for seed in 0..150u64 {
        let mut dice = Dice::named(&format!("course {seed}"));
        let mut pick = |most: u64| dice.roll() % most;
        let store = SharedStore::default();
        let (mut shell, _) = tab_on(&store);
        let session = shell.create_from(PAGE).session_id;
        let mut asked = 0;
        for step in 0..14 {
            match pick(6) {
                0 | 1 if asked < 12 => {
                    let prompts = &PROMPTS[..1 + pick(3) as usize];
                    batch(&mut shell, &session, &format!("b{step}-"), prompts);
                    asked += prompts.len();
                }
                2 => {
                    let open = shell.engine.view(&session, shell.now()).unwrap().open_edits;
                    if !open.is_empty() {
                        let edit = &open[pick(open.len() as u64) as usize].edit_id;
                        let command = design::cancel(&session, edit);
                        shell.run(command).unwrap();
                    }
                }
                _ => {
                    let Some(call) = shell.running().first().copied() else {
                        shell.advance(3_000);
                        shell.settle();
                        continue;
                    };
                    let status = [200, 200, 200, 200, 200, 503, 401][pick(7) as usize];
                    shell.signal(
                        call,
                        ModelSignal::Sent {
                            server: "https://x.test".into(),
                        },
                    );
                    let headers = Vec::new();
                    shell.signal(call, ModelSignal::Started { status, headers });
                    let asks = r#"{"ops":[],"question":"Which red?","summary":""}"#.to_owned();
                    let answer = match pick(6) {
                        0 => all(),
                        1 => answers(&[set("title", "#f00")]),
                        2 => answers(&[set("title", "#0ff"), asks, set("ghost", "#000")]),
                        3 => "no idea".to_owned(),
                        4 => r#"{"ops":[],"question":"Which one?","summary":""}"#.to_owned(),
                        _ => set("title", &format!("#{:06x}", pick(1 << 24))),
                    };
                    let mut chunk = |text: String| {
                        if status == 200 && shell.running().contains(&call) {
                            shell.signal(call, ModelSignal::Chunk(text.into_bytes()));
                        }
                    };
                    chunk(usage(pick(100)));
                    chunk(text(&answer[..answer.len() / 2]));
                    // It may stay as it is: silent, cut off, or over.
                    match pick(5) {
                        0 => {}
                        1 => {
                            if shell.running().contains(&call) {
                                let (kind, detail) = (ModelFailure::Network, String::new());
                                shell.signal(call, ModelSignal::Failed { kind, detail });
                            }
                        }
                        _ => {
                            chunk(text(&answer[answer.len() / 2..]));
                            chunk(format!("{stop}{}data: [DONE]\n\n", usage(pick(100))));
                            if shell.running().contains(&call) {
                                shell.signal(call, ModelSignal::Finished);
                            }
                        }
                    }
                    shell.settle();
                }
            }
        }
        // What is left is cancelled, or the session is closed over it.
        if pick(2) == 0 {
            for open in shell.engine.view(&session, shell.now()).unwrap().open_edits {
                let command = design::cancel(&session, &open.edit_id);
                shell.run(command).unwrap();
            }
            shell.settle();
            assert!(shell.running().is_empty(), "{seed}");
            let told = counted(&shell);
            let metrics = shell.engine.metrics(&session).unwrap();
            assert_eq!((metrics.input_tokens, metrics.output_tokens), told, "{seed}");
        }
        let closing = shell.send(Command::CloseSession {
            session_id: session.clone(),
        });
        shell.settle();
        shell.advance(3_000);
        shell.finish(closing).unwrap();
        let told = counted(&shell);
        let (mut late, _) = tab_on(&store);
        let Reply::Analytics { analytics } = late.run(Command::Analytics { user_id: None }).unwrap() else {
            panic!("no figures")
        };
        let all = (analytics.input_tokens, analytics.output_tokens);
        assert_eq!(all, (f64::from(told.0), f64::from(told.1)), "{seed}");
        late.open(&session).unwrap();
        let metrics = late.engine.metrics(&session).unwrap();
        assert_eq!((metrics.input_tokens, metrics.output_tokens), told, "{seed}");
    }
}

/// What the reports of calls come to.
fn counted(shell: &NativeShell) -> (u32, u32) {
    let sum = |count: fn(&ModelCallReport) -> Option<u32>| shell.reports().filter_map(count).sum();
    (sum(|call| call.input_tokens), sum(|call| call.output_tokens))
}
