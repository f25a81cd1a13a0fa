//! What was hidden from a model is in no message about its answer, however that writes it. Rule GRD-7 of core/SPEC.md.

use bozzetto_core::engine::ModelCall;
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::design::config;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, ops_answer};

/// All that a tab says to the model and shows of an edit whose answers cannot be used, and all that it stores of it beside the prompt.
fn told(document: &str, prompt: &str, answer: &str) -> String {
    let store = SharedStore::default();
    let ops = answer.to_owned();
    let model = Scripted(move |_: &ModelCall| -> Reaction { ops_answer(&ops) });
    let mut shell = NativeShell::with_config(config("a"), &store, model);
    let session = shell.create_from(document).session_id;
    let result = shell.edit(&session, prompt, &[]);
    assert_eq!(result.status, EditStatus::Failed, "{result:?}");
    let error = result.error.unwrap();
    assert_eq!(error.code, "edit.invalid-answer");
    assert_eq!(shell.calls.len(), 3);
    let faults = |request: &str| request.split("faults-").nth(1).unwrap_or_default().to_owned();
    let calls = shell.calls.iter().map(|call| match call {
        ModelCall::App { request, .. } => {
            faults(request) + request.split("request-").nth(1).unwrap_or_default()
        }
        _ => panic!(),
    });
    calls.chain([error.message, error.cause.unwrap()]).collect()
}

/// GRD-7: as a key of a path, with signs that are escaped there and in a quotation, and where a quotation ends within it.
#[test]
fn grd_7_no_fault_tells_what_was_hidden_in_other_letters() {
    let document = r#"{"id":"page","type":"screen","children":[{"id":"t","type":"text","props":{"text":"A"},"data":{"0171/1234567":{"a":1}},"children":[]}]}"#;
    let answer = r#"[{"op":"set","id":"t","path":"/data/[PHONE_1]/a/b","value":1},{"op":"text","id":"t","path":"/data/[PHONE_1]/a","at":0,"delete":0,"insert":"x"}]"#;
    let all = told(document, "rename t to B", answer);
    assert!(all.contains("[PHONE_1]"), "{all}");
    for part in ["0171", "1234567"] {
        assert!(!all.contains(part), "{part}: {all}");
    }

    let document = r#"{"id":"page","type":"screen","children":[{"id":"t","type":"text","props":{"text":"A"},"children":[]}]}"#;
    // A password with signs that a quotation escapes.
    let prompt = r"rename t, the password is Tr0ub\4dor&3";
    let answer = r#"[{"op":"set","id":"[PASSWORD_1]","path":"/props/text","value":"A"},{"op":"remove","id":"[PASSWORD_1]"}]"#;
    let all = told(document, prompt, answer);
    assert!(all.contains("[PASSWORD_1]"), "{all}");
    for part in ["Tr0ub", "4dor"] {
        assert!(!all.contains(part), "{part}: {all}");
    }

    // Of what is refused only the beginning is told.
    let prompt = "make the text of t a link to jane.somebody.of.long.name@firm.example";
    let answer = r#"[{"op":"set","id":"t","path":"/props/href","value":"javascript:alert('to [EMAIL_1]')"}]"#;
    let all = told(document, prompt, answer);
    for part in ["jane", "somebody"] {
        assert!(!all.contains(part), "{part}: {all}");
    }
}
