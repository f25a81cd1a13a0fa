//! Every failure of a model call, at every stage of the call and of the edit, and what must hold whatever happened.

use bozzetto_core::engine::{EngineConfig, ModelFailure, ModelSignal};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, Reply};

use crate::chat::{self, Fault, OP, broken, refused, started};
use crate::design::apply;
use crate::shell::{Embedded, NativeShell};
use crate::speech::{End, Speech};

/// A failure: its code if it stays, and whether the edit comes about all the same if it happens once.
pub struct Row {
    pub name: &'static str,
    pub fault: Fault,
    pub code: &'static str,
    pub passes: bool,
}

/// No good answer here has so many ops, or is so long.
const OPS: usize = 4;
const ANSWER_BYTES: usize = 2_000;

/// Settings with limits that a bad answer exceeds.
pub fn config(speech: Speech) -> EngineConfig {
    let mut config = chat::config();
    config.provider = speech.provider();
    config.limits.ops = OPS;
    config.limits.answer_bytes = ANSWER_BYTES;
    config
}

const SILENCE: &str = "silence";

/// Who wishes to be left alone for so long is not waited for, and not asked before.
pub fn paused() -> Vec<ModelSignal> {
    let headers = [("content-type", "application/json"), ("retry-after", "300")];
    vec![started(429, &headers), ModelSignal::Finished]
}
/// What it is called.
pub const PAUSED: &str = "429 for five minutes";

/// All failures of a call, as such a server has them.
pub fn table(speech: Speech) -> Vec<Row> {
    let (failing, fails_as) = speech.fails();
    let fails = || failing.clone();
    let garbage = || speech.garbage();
    let lost = || broken(ModelFailure::Network);
    // Nothing, where it has no word for such an end.
    let ending = |begin: Option<ModelSignal>, end: End| {
        let end = speech.ended(end)?;
        Some(speech.whole(begin.into_iter().chain([end])))
    };
    let mut rows = Vec::new();
    let mut add = |name: &'static str, fault: Fault, code, passes| {
        // Silence has a row of its own.
        if fault.is_none() && name != SILENCE {
            return;
        }
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
    add(SILENCE, None, "model.timeout", true);
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
    let (unpaid, no_credit) = speech.no_credit();
    for (name, status, body, code, passes) in [
        ("400", 400, None, "model.bad-request", false),
        ("401", 401, None, "model.auth", false),
        ("402", 402, None, "model.billing", false),
        ("403", 403, None, "model.forbidden", false),
        ("404", 404, None, "model.not-found", false),
        ("408", 408, None, "model.timeout", true),
        ("409", 409, None, "model.server-error", true),
        ("413", 413, None, "model.too-large", true),
        ("429", 429, None, "model.rate-limited", true),
        ("no credit", unpaid, Some(no_credit), "model.billing", false),
        ("500", 500, None, "model.server-error", true),
        (
            "502 with a page",
            502,
            Some("<html>bad gateway</html>"),
            "model.server-error",
            true,
        ),
        ("302", 302, Some(""), "model.bad-url", false),
        ("503", 503, Some(""), "model.overloaded", true),
        ("504", 504, None, "model.timeout", true),
        ("529", 529, None, "model.overloaded", true),
        (
            "a page with status 200",
            200,
            Some("<html>log in</html>"),
            "model.not-a-stream",
            false,
        ),
        (
            "an error with status 200",
            200,
            Some(no_credit),
            "model.billing",
            false,
        ),
    ] {
        let body = body.map_or_else(|| speech.error(status), str::to_owned);
        add(name, Some(refused(status, &body)), code, passes);
    }
    add(
        "a parameter refused",
        Some(speech.no_such_parameter()),
        "model.parameter-refused",
        true,
    );
    add(PAUSED, Some(paused()), "model.rate-limited", false);
    add(
        "nothing with status 200",
        Some(speech.whole([])),
        "model.truncated",
        true,
    );
    add("error first", Some(speech.whole([fails()])), fails_as, true);
    // In the middle, before and after an op. Behind the last bracket only what the provider takes back is missing.
    let half = || speech.said(r#"{\"ops\":[{\"op\":\"se"#);
    let one = || speech.said(&format!(r#"{{\"ops\":[{OP},"#));
    let all = || {
        speech.said(&format!(
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
        add(failed, Some(speech.whole([begin(), fails()])), fails_as, true);
        let breaks = speech.whole([begin(), garbage()]);
        add(garbled, Some(breaks), "model.malformed", true);
        add(cut, Some(speech.whole([begin()])), "model.truncated", true);
        add(
            gone,
            Some(speech.events([begin(), lost()])),
            "model.truncated",
            true,
        );
        add(stalled, Some(speech.events([begin()])), "model.stalled", true);
        add(long, ending(Some(begin()), End::TooLong), "model.length", true);
    }
    let places: [(Piece<'_>, [&str; 2]); 3] = [
        (&half, ["filtered", "refused in the middle"]),
        (&one, ["filtered after an op", "refused after an op"]),
        (&all, ["filtered after the last op", "refused after the last op"]),
    ];
    for (begin, [filtered, unwilling]) in places {
        let filters = ending(Some(begin()), End::Filtered);
        add(filtered, filters, "model.content-filtered", false);
        add(
            unwilling,
            ending(Some(begin()), End::Refused),
            "model.refused",
            false,
        );
    }
    add("refused", ending(None, End::Refused), "model.refused", false);
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
        add(name, Some(speech.answered(text)), code, true);
    }
    rows
}

/// What comes before the call that fails.
pub fn stages(speech: Speech) -> Vec<(&'static str, Vec<Vec<ModelSignal>>)> {
    let one_then_lost = vec![
        speech.said(&format!(r#"{{\"ops\":[{OP},"#)),
        broken(ModelFailure::Network),
    ];
    vec![
        ("the first call", Vec::new()),
        ("a second try", vec![refused(503, "")]),
        ("a third try", vec![refused(503, ""), refused(500, "")]),
        ("a repair", vec![speech.answered("{]")]),
        ("the rest of an answer", vec![speech.events(one_then_lost)]),
        (
            "a second repair",
            vec![speech.answered("{]"), speech.answered("prose")],
        ),
    ]
}

/// Whatever happened: the version before stands or one was made, nothing is open, no edit was counted that made none, no secret
/// was told, another tab reads the same, and the session goes on, in both.
pub fn stands(tab: &mut NativeShell, session: &str, result: &EditResult, name: &str) {
    stands_paid(tab, session, result, 0, name);
}

/// The same where so many tokens were told to have been read, and as many to have been written.
pub fn stands_paid(tab: &mut NativeShell, session: &str, result: &EditResult, paid: u32, name: &str) {
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
