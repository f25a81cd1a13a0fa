//! Documents of other tools, 2 KB to 2.4 MB: opened, written, edited, compared, taken back, stored.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{
    Editor, Op, Patch, Stamp, apply, decode_delta, decode_keyframe, diff, encode_delta, encode_keyframe,
    from_json_patch, reconcile, to_json_patch,
};
use document_generate::assert_consistent;
use std::path::{Path, PathBuf};

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|end| end == "json") {
            out.push(path);
        }
    }
}

fn documents() -> Vec<(String, Document, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    assert!(paths.len() >= 20, "{}", paths.len());
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let document =
                Document::parse(&text, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, document, text)
        })
        .collect()
}

/// The pointers of some values all over a document: objects, items of lists, texts.
fn places(value: &Value, path: &str, out: &mut Vec<(String, u8)>) {
    match value {
        Value::Array(array) => {
            for (at, item) in array.items().iter().enumerate() {
                let path = format!("{path}/{at}");
                out.push((path.clone(), b'i'));
                places(item, &path, out);
            }
        }
        Value::Object(object) => {
            out.push((path.to_owned(), b'o'));
            for (key, value) in object.iter() {
                let mut path = path.to_owned();
                bozzetto_core::document::pointer::push_token(&mut path, key);
                places(value, &path, out);
            }
        }
        Value::String(text) if !text.is_empty() => out.push((path.to_owned(), b't')),
        _ => {}
    }
}

/// DOC-1: nothing is lost on the way through; serde_json, an independent reader, agrees.
#[test]
fn doc_1_files_are_lossless() {
    for (name, document, text) in documents() {
        let written = document.to_json();
        assert_eq!(written.len(), document.json_len(), "{name}");
        let again = Document::parse(&written, &Limits::default()).unwrap();
        assert_eq!(again, document, "{name}");
        assert_eq!(again.to_json(), written, "{name}");
        assert_eq!(again.hash(), document.hash(), "{name}");
        let ours: serde_json::Value = serde_json::from_str(&written).unwrap();
        let theirs: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(same(&ours, &theirs), "{name}");
        assert_consistent(&document);
    }
}

/// Equal as JSON: serde_json keeps `1` and `1.0` apart, and its own reading may be off by the last bit.
fn same(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (a, b) {
        (Number(a), Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * f64::EPSILON
        }
        (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Object(a), Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// VER-5: every document can be edited by path, compared, taken back, stored and patched elsewhere.
#[test]
fn ver_5_files_are_edited() {
    let limits = Limits::default();
    for (name, before, _) in documents() {
        let mut all = Vec::new();
        places(before.root(), "", &mut all);
        let step = all.len() / 12 + 1;
        let mut ops = Vec::new();
        // From the end, so that taking out an item moves nothing that comes later.
        for (path, kind) in all.iter().rev().step_by(step) {
            ops.push(match kind {
                b'i' if !path.contains("/children/") => Op::Unset {
                    id: None,
                    path: path.as_str().into(),
                },
                b'o' => Op::set_at(format!("{path}/added"), Value::array([1, 2])),
                _ => Op::set_at(path.as_str(), format!("changed {}", ops.len())),
            });
        }
        if let Some(node) = before.nodes().last()
            && node.depth > 1
        {
            ops.push(Op::move_to(
                node.id.clone(),
                before.nodes().next().unwrap().id.clone(),
                0,
            ));
        }
        // An id may have become "changed": its node is not found any more.
        let mut editor = Editor::new(&before, &limits);
        ops.retain(|op| editor.apply(op).is_ok());
        assert!(ops.len() > 9, "{name}: {}", ops.len());
        let patch = Patch::from(ops);
        let applied = apply(&before, &patch, &limits).unwrap_or_else(|error| panic!("{name}: {error}"));
        let after = &applied.document;
        assert_consistent(after);
        assert_ne!(after, &before);
        let back = apply(after, &applied.inverse, &limits).unwrap();
        assert_eq!(back.document.to_json(), before.to_json(), "{name}");
        for (a, b) in [(&before, after), (after, &before)] {
            let found = diff(a, b);
            assert_eq!(&apply(a, &found, &limits).unwrap().document, b, "{name}");
            assert!(
                found.to_json().len() < 2000 + a.json_len() / 3,
                "{name}: {}",
                found.to_json().len()
            );
            let out = to_json_patch(&found, a).unwrap();
            let read = from_json_patch(&out, a, &limits).unwrap();
            assert_eq!(&apply(a, &read, &limits).unwrap().document, b, "{name}");
        }
        let stamp = Stamp::of(Stamp::default(), 2, after.hash());
        let delta = decode_delta(&encode_delta(&patch, stamp), &limits).unwrap();
        let made = apply(&before, &delta.patch, &limits).unwrap().document;
        delta.check(Stamp::default(), 2, &made).unwrap();
        assert_eq!(
            decode_keyframe(&encode_keyframe(after), &limits)
                .unwrap()
                .to_json(),
            after.to_json()
        );
        assert_eq!(
            &reconcile(&before, before.root().clone()),
            before.root(),
            "{name}"
        );
    }
}
