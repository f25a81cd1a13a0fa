//! Changes that somebody looks at before they are made. Rule DSN-47 of `core/SPEC.md`.

use bozzetto_core::engine::ProviderConfig;
use bozzetto_core::protocol::{Command, EditStatus, Reply, VersionKind};
use bozzetto_tests::chat::*;
use bozzetto_tests::design::apply;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

/// DSN-47: with a model of a server and with the embedded one, in a batch as well; what is accepted becomes a version, the rest stays offered.
#[test]
fn dsn_47_nothing_is_made_before_somebody_accepts_it() {
    for embedded in [false, true] {
        let mut config = config();
        config.policy.review = true;
        config.prices = vec![price()];
        if embedded {
            config.provider = ProviderConfig::Offline;
        }
        let model = Scripted(move |call: &bozzetto_core::engine::ModelCall| match call {
            bozzetto_core::engine::ModelCall::Embedded(brief) => {
                Reaction::Text(bozzetto_core::model::offline::answer(brief))
            }
            _ => {
                let green = r##"{\"op\":\"set\",\"id\":\"ok\",\"path\":\"/style/background\",\"value\":\"#16a34a\"}"##;
                let wide =
                    r##"{\"op\":\"set\",\"id\":\"title\",\"path\":\"/style/color\",\"value\":\"#16a34a\"}"##;
                Reaction::Signals(whole([
                    said(&format!(r#"{{\"ops\":[{green},{wide}]}}"#)),
                    chunk(
                        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}\n\n",
                    ),
                    ended("stop"),
                ]))
            }
        });
        let mut tab = NativeShell::with_config(config, &SharedStore::default(), model);
        let session = tab.create_from(DOCUMENT).session_id;
        let before = tab.document(&session);
        let result = tab.edit(&session, "make the button and the title green", &[]);
        assert_eq!(
            (result.status, code(&result)),
            (EditStatus::Rejected, "edit.review"),
            "{result:?}"
        );
        assert!(result.error.unwrap().suggested_action.unwrap().contains("Accept"));
        assert_eq!(tab.document(&session), before);
        let held = tab.engine.held(&session).unwrap();
        assert_eq!((held.len(), held[0].parts.len()), (1, 2), "{held:?}");
        let accept = |parts| Command::AcceptHeld {
            session_id: session.clone(),
            edit_id: held[0].edit_id.clone(),
            parts,
        };
        let Ok(Reply::Version { version }) = tab.run(accept(Some(vec![held[0].parts[0].number]))) else {
            panic!("no version")
        };
        assert_eq!(version.number, 2);
        // What was asked for goes with it, and it is what the edit came to.
        assert_eq!(version.prompt, "make the button and the title green");
        assert!(!version.types.is_empty());
        let provider = if embedded { "" } else { "openai-compatible" };
        assert_eq!((version.kind, &*version.provider), (VersionKind::Edit, provider));
        let edits = |tab: &mut NativeShell| match tab.run(Command::Analytics { user_id: None }) {
            Ok(Reply::Analytics { analytics }) => {
                (tab.engine.metrics(&session).unwrap().total_edits, analytics.edits)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(edits(&mut tab), (1, 1));
        // What it took is told with it, and counted once.
        if !embedded {
            assert_eq!(
                (version.input_tokens, version.output_tokens, version.cost),
                (Some(100), Some(10), Some(0.000_12))
            );
        }
        let took = |tab: &mut NativeShell| {
            let metrics = tab.engine.metrics(&session).unwrap();
            let Ok(Reply::Analytics { analytics }) = tab.run(Command::Analytics { user_id: None }) else {
                panic!("no figures")
            };
            let figures = (f64::from(metrics.input_tokens), metrics.cost);
            assert_eq!(figures, (analytics.input_tokens, analytics.cost));
            figures
        };
        let once = if embedded {
            (0.0, None)
        } else {
            (100.0, Some(0.000_12))
        };
        assert_eq!(took(&mut tab), once);
        assert_eq!(tab.engine.held(&session).unwrap()[0].parts.len(), 1);
        let Ok(Reply::Version { version }) = tab.run(accept(None)) else {
            panic!("no version")
        };
        assert_eq!((version.number, version.kind), (3, VersionKind::Apply));
        assert_eq!((edits(&mut tab), took(&mut tab)), ((1, 1), once));
        assert!(tab.engine.held(&session).unwrap().is_empty());
        // Another tab, which reads all of it, counts the same.
        let mut other = NativeShell::new("another tab", tab.store(), bozzetto_tests::shell::Embedded);
        other.open(&session).unwrap();
        assert_eq!((edits(&mut other), took(&mut other)), ((1, 1), once));
        assert!(
            tab.document(&session).contains("background") && tab.document(&session).contains("\"color\"")
        );
    }
}

/// DSN-47: a first version is made, and so is what the app does itself, and what is undone.
#[test]
fn dsn_47_what_needs_no_review() {
    let mut config = config();
    config.policy.review = true;
    config.provider = ProviderConfig::Offline;
    let mut tab = NativeShell::with_config(config, &SharedStore::default(), bozzetto_tests::shell::Embedded);
    let (view, result) = tab.create("a sign-up page for a bike shop");
    assert_eq!(
        (result.status, result.new_version),
        (EditStatus::Committed, Some(1))
    );
    let ops = r#"[{"op":"set","path":"/name","value":"Other"}]"#;
    let apply = apply(&view.session_id, ops);
    assert_eq!(tab.version(apply).unwrap().number, 2);
    let undo = Command::Undo {
        session_id: view.session_id,
    };
    assert_eq!(tab.version(undo).unwrap().number, 3);
}
