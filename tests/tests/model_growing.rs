//! Texts that are shown while a model writes them. Rule MOD-29 of `core/SPEC.md`.

use bozzetto_core::protocol::{EditStatus, Notice};
use bozzetto_core::version::{Op, Patch};
use bozzetto_tests::chat::*;

/// The answer in pieces of so many letters, as a model sends it.
fn in_pieces(answer: &str, letters: usize) -> Vec<bozzetto_core::engine::ModelSignal> {
    let letters_of: Vec<char> = answer.chars().collect();
    let pieces = letters_of.chunks(letters).map(|piece| {
        let quoted = serde_json::to_string(&piece.iter().collect::<String>()).unwrap();
        said(&quoted[1..quoted.len() - 1])
    });
    whole(pieces.chain([ended("stop")]).collect::<Vec<_>>())
}

/// What the notices told of a text under way, and how many ops they handed over as complete.
fn told(notices: &[Notice]) -> (Vec<String>, usize) {
    let mut growing = Vec::new();
    let mut complete = 0;
    for notice in notices {
        let Notice::Preview {
            ops, growing: grows, ..
        } = notice
        else {
            continue;
        };
        let patch = Patch::parse(ops, &Default::default()).unwrap();
        match (grows, patch.ops.as_slice()) {
            (true, [Op::Set { id, path, value, .. }]) => {
                assert_eq!((id.as_deref(), &**path), (Some("title"), "/props/text"));
                growing.push(value.as_str().unwrap().to_owned());
            }
            (false, ops) => complete += ops.len(),
            (true, ops) => panic!("{ops:?}"),
        }
    }
    (growing, complete)
}

fn set(id: &str, text: &str) -> String {
    let value = serde_json::to_string(text).unwrap();
    format!(
        r#"{{"ops":[{{"op":"set","id":"{id}","path":"/props/text","value":{value},"json":null}}],"question":null,"summary":"s"}}"#
    )
}

#[test]
fn mod_29_a_text_grows_in_the_preview() {
    let text = "Fresh bread, baked every morning before the first bus comes by";
    let (mut tab, _) = shell(config(), move |_, _| Some(in_pieces(&set("title", text), 5)));
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say more in the title", &["title"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let (growing, complete) = told(&tab.notices);
    assert_eq!(complete, 1);
    assert!(growing.len() >= 3, "{growing:?}");
    assert!(
        growing
            .iter()
            .all(|come| text.starts_with(come.as_str()) && come.len() < text.len())
    );
    assert!(tab.document(&session).contains(text));
}

/// Of a node that is not there, and of an answer that is mended, nothing stays.
#[test]
fn mod_29_what_cannot_be_is_not_shown() {
    let text = "Fresh bread, baked every morning before the first bus comes by";
    let (mut tab, calls) = shell(config(), move |_, _| Some(in_pieces(&set("nobody", text), 5)));
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say more in the title", &["title"]);
    assert_eq!(
        (result.status, *calls.borrow()),
        (EditStatus::Failed, 3),
        "{result:?}"
    );
    assert_eq!(told(&tab.notices), (Vec::new(), 0));
}

/// A placeholder is shown as what it stands for, once all of it is there.
#[test]
fn mod_29_placeholders_grow_as_a_whole() {
    let shown = "Write to anna.long@firma.example or come by, we are open from nine to five";
    let written = "Write to [EMAIL_1] or come by, we are open from nine to five";
    for letters in [1, 4, 9] {
        let (mut tab, _) = shell(config(), move |_, _| {
            Some(in_pieces(&set("title", written), letters))
        });
        let session = tab.create_from(DOCUMENT).session_id;
        let prompt = "let the title say where to write to: anna.long@firma.example";
        let result = tab.edit(&session, prompt, &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        let (growing, _) = told(&tab.notices);
        assert!(
            growing
                .iter()
                .any(|come| come.contains("anna.long@firma.example")),
            "{growing:?}"
        );
        assert!(
            growing.iter().all(|come| shown.starts_with(come.as_str())),
            "{growing:?}"
        );
        assert!(tab.document(&session).contains(shown));
    }
}
