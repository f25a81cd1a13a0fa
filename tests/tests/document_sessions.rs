//! Documents of other tools as sessions, through the whole engine: opened, edited, compared, rolled back, exported.

use std::path::{Path, PathBuf};

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::engine::{EngineConfig, ProviderConfig};
use bozzetto_core::protocol::EditStatus;
use bozzetto_core::version::{apply, describe, diff};
use bozzetto_tests::design::rollback;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, ops_answer};

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|end| end == "json") {
            out.push(path);
        }
    }
}

/// A tab whose model marks the document as reviewed, be it an object or a list of them.
fn tab(peer: &str, store: &SharedStore, place: &str) -> NativeShell {
    let ops = format!(r#"[{{"op":"set","path":"{place}/reviewed","value":{{"by":"Ada"}}}}]"#);
    let config = EngineConfig {
        provider: ProviderConfig::App {
            name: "script".into(),
            batches: false,
        },
        ..EngineConfig::new(peer)
    };
    NativeShell::with_config(
        config,
        store,
        Scripted(move |_: &_| -> Reaction { ops_answer(&ops) }),
    )
}

/// DSN-1, DSN-11, VER-5: every document is a session document, also the largest and those that are no wireframes.
#[test]
fn every_document_is_a_session() {
    let limits = Limits::default();
    let mut paths = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents"),
        &mut paths,
    );
    assert!(paths.len() >= 20, "{}", paths.len());
    for path in paths {
        let name = path.display();
        let text = std::fs::read_to_string(&path).unwrap();
        let document = Document::parse(&text, &limits).unwrap();
        let original = document.to_json();
        let place = if document.root().as_array().is_some() {
            "/0"
        } else {
            ""
        };
        let store = SharedStore::default();
        let mut shell = tab("a", &store, place);
        let session = shell.create_from(&text).session_id;
        assert_eq!(shell.document(&session), original, "{name}");

        let edit = shell.edit(&session, "improve this", &[]);
        assert_eq!(edit.status, EditStatus::Committed, "{name}: {edit:?}");
        let edited = shell.document(&session);
        assert!(edited.contains(r#""reviewed":{"by":"Ada"}"#), "{name}");

        for (from, to, want) in [(1, 2, &edited), (2, 1, &original)] {
            let [start, end] = [from, to].map(|version| shell.engine.at(&session, version).unwrap());
            let patch = diff(&start, &end);
            assert_eq!(
                &apply(&start, &patch, &limits).unwrap().document.to_json(),
                want,
                "{name}"
            );
            assert!(!describe(&patch, &start, &end).is_empty(), "{name}");
        }

        let back = shell.version(rollback(&session, 1));
        assert_eq!(back.unwrap().number, 3, "{name}");
        assert_eq!(shell.document(&session), original, "{name}");

        let bytes = shell.export(&session, false).unwrap();
        let mut other = tab("b", &SharedStore::default(), place);
        assert!(other.import(&bytes).is_ok(), "{name}");
        for (version, want) in [(1, &original), (2, &edited), (3, &original)] {
            assert_eq!(
                &other.engine.at(&session, version).unwrap().to_json(),
                want,
                "{name}"
            );
        }
        // A later visit reads the same from the store.
        shell.kill();
        let mut later = tab("c", &store, place);
        later.open(&session).unwrap();
        assert_eq!(later.document(&session), original, "{name}");
        assert_eq!(later.engine.at(&session, 2).unwrap().to_json(), edited, "{name}");
    }
}
