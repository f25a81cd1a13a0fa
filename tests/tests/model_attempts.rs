//! What was tried for an edit: told while it runs, with its end, with its version, and in later visits.

use bozzetto_core::engine::{ModelCall, ModelFailure, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Attempt, Command, EditStatus, Notice, Reply};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

/// An HTTP provider whose n-th call does what `plan` says, with the embedded model behind it.
fn tab(store: &SharedStore, plan: impl Fn(usize) -> Fault + 'static) -> NativeShell {
    let mut config = config();
    config.fallbacks = vec![ProviderConfig::Offline];
    let mut turn = 0;
    let model = Scripted(move |call: &ModelCall| match call {
        ModelCall::Embedded(brief) => Reaction::Text(bozzetto_core::model::offline::answer(brief)),
        _ => {
            turn += 1;
            plan(turn - 1).map_or(Reaction::Silence, Reaction::Signals)
        }
    });
    NativeShell::with_config(config, store, model)
}

fn told(attempts: &[Attempt]) -> Vec<(&str, &str, Option<&str>)> {
    attempts
        .iter()
        .map(|one| (one.provider.as_str(), one.model.as_str(), one.error.as_deref()))
        .collect()
}

/// MOD-60: a wrong key is seen, although somebody else answered.
#[test]
fn mod_60_a_fallback_hides_nothing() {
    for (plan, error, tries) in [
        (refused as fn(u16, &str) -> _, "model.auth", 1),
        (
            |_: u16, _: &str| vec![broken(ModelFailure::Network)],
            "model.network",
            3,
        ),
    ] {
        let store = SharedStore::default();
        let mut tab = tab(&store, move |_| Some(plan(401, "")));
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "make the title green", &["title"]);
        assert_eq!(result.status, EditStatus::Committed);
        let mut expected = vec![("openai-compatible", "m", Some(error)); tries];
        expected.push(("offline", "", None));
        assert_eq!(told(&result.attempts), expected);
        let version = &tab.engine.versions(&session, 1).unwrap()[0];
        assert_eq!(version.attempts, result.attempts);
        // While the second one was asked, it was told, too.
        let shown = tab.notices.iter().rev().find_map(|notice| match notice {
            Notice::Edit { edit, .. } if edit.result.is_none() => edit.asking.clone(),
            _ => None,
        });
        assert_eq!(
            shown.unwrap().attempts.first().unwrap().error.as_deref(),
            Some(error)
        );
        // Later, and elsewhere.
        let mut late = self::tab(&store, |_| None);
        late.open(&session).unwrap();
        assert_eq!(
            late.engine.versions(&session, 1).unwrap()[0].attempts,
            result.attempts
        );
    }
}

/// MOD-60: retries, with the pauses between them, and calls whose answer had to be mended.
#[test]
fn mod_60_retries_and_repairs() {
    let mut tab = tab(&SharedStore::default(), |turn| {
        Some(match turn {
            0 => refused(503, ""),
            1 => whole([said("{]"), ended("stop")]),
            _ => good(),
        })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(
        told(&result.attempts),
        [
            ("openai-compatible", "m", Some("model.overloaded")),
            ("openai-compatible", "m", Some("edit.invalid-answer")),
            ("openai-compatible", "m", None)
        ]
    );
    let waits: Vec<bool> = result.attempts.iter().map(|one| one.waited_ms >= 300.0).collect();
    assert_eq!(waits, [false, true, false]);
    assert!(
        result
            .attempts
            .iter()
            .all(|one| one.duration_ms.is_some_and(|ms| ms >= 1.0))
    );
    // Nothing to tell of an edit that went well.
    let result = tab.edit(&session, "say hello in the title", &["title"]);
    assert!(result.attempts.is_empty(), "{result:?}");
}

/// MOD-60: a provider that is passed over because it failed a moment ago is told as one that was not asked.
#[test]
fn mod_60_who_was_passed_over() {
    let mut tab = tab(&SharedStore::default(), |_| Some(refused(503, "")));
    let session = tab.create_from(DOCUMENT).session_id;
    tab.edit(&session, "make the title green", &["title"]);
    let result = tab.edit(&session, "make the title red", &["title"]);
    assert_eq!(
        told(&result.attempts),
        [
            ("openai-compatible", "m", Some("model.overloaded")),
            ("offline", "", None)
        ]
    );
    assert_eq!(result.attempts[0].duration_ms, None);
}

/// MOD-60: an edit that failed says what was tried, also in the next visit; a network that was away is one attempt and one wait.
#[test]
fn mod_60_failures() {
    let store = SharedStore::default();
    let open = |plan: fn(usize) -> Fault| {
        let mut config = config();
        config.fallbacks = vec![ProviderConfig::Http(Provider::new(
            Dialect::Anthropic,
            "https://y.test",
            "claude",
        ))];
        let mut turn = 0;
        let model = Scripted(move |_: &ModelCall| {
            turn += 1;
            plan(turn - 1).map_or(Reaction::Silence, Reaction::Signals)
        });
        NativeShell::with_config(config, &store, model)
    };
    let mut tab = open(|_| Some(refused(401, "")));
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Failed);
    let expected = [
        ("openai-compatible", "m", Some("model.auth")),
        ("anthropic", "claude", Some("model.auth")),
    ];
    assert_eq!(told(&result.attempts), expected);
    tab.kill();
    let mut late = open(|turn| {
        Some(match turn {
            0..4 => vec![broken(ModelFailure::Offline)],
            _ => good(),
        })
    });
    late.open(&session).unwrap();
    let endings = late.engine.endings(&session).unwrap();
    assert_eq!(told(&endings[0].result.as_ref().unwrap().attempts), expected);
    let ticket = late.send(edit(&session, "away", "say ciao in the title"));
    let Reply::Edit { result } = late.finish(ticket).unwrap() else {
        panic!("no end")
    };
    assert_eq!(
        told(&result.attempts),
        [
            ("openai-compatible", "m", Some("model.offline")),
            ("openai-compatible", "m", None)
        ]
    );
    assert!(result.attempts[1].waited_ms > 45_000.0, "{result:?}");
    let _ = late.run(Command::CloseSession { session_id: session });
}

/// ENG-22: when a provider is asked again is told by the clock, be that set back before or while it is waited for.
#[test]
fn when_somebody_is_asked_again_is_told_by_the_clock() {
    for meanwhile in [false, true] {
        let mut turn = 0;
        let model = Scripted(move |_: &_| {
            turn += 1;
            Reaction::Signals(if turn == 1 { refused(503, "") } else { good() })
        });
        let mut tab = NativeShell::with_config(config(), &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let hour_ago = tab.now() - 3_600_000;
        if !meanwhile {
            tab.set_clock(hour_ago);
        }
        let ticket = tab.send(edit(&session, "e", "say ciao in the title"));
        tab.settle();
        if meanwhile {
            tab.set_clock(hour_ago);
            // Anything that happens tells it.
            tab.run(Command::RateSession {
                session_id: session.clone(),
                score: 5,
            })
            .unwrap();
        }
        let shown = |notice: &Notice| match notice {
            Notice::Edit { edit, .. } => edit.asking.as_ref()?.retry_at,
            _ => None,
        };
        let told = tab.notices.iter().rev().find_map(shown).unwrap();
        let view = tab.engine.view(&session, tab.now()).unwrap();
        let shown = view.open_edits[0].asking.as_ref().unwrap().retry_at.unwrap();
        // Half a millisecond is no time.
        assert!((shown - told).abs() < 2.0, "{shown} {told}");
        let wait = told - tab.now() as f64;
        assert!(0.0 < wait && wait < 2_500.0, "{meanwhile}: {wait}");
        assert_eq!(tab.calls.len(), 1);
        tab.advance(wait as u64 + 2);
        assert_eq!(tab.calls.len(), 2, "{meanwhile}");
        assert!(tab.finish(ticket).is_ok());
    }
}
