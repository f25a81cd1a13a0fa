//! Answers with drafts in them that the model itself threw away.

use bozzetto_core::protocol::{EditStatus, Notice};
use bozzetto_tests::chat::*;

/// MOD-65: what a draft changes comes into the preview, is taken back there, and is in no version.
#[test]
fn mod_65_a_draft_is_taken_back() {
    let (mut tab, calls) = shell(config(), |_, _| {
        Some(whole([
            said(r#"Draft: {\"ops\":[{\"op\":\"remove\",\"id\":\"ok\"}]}"#),
            said(r#" The button must stay. Final: {\"ops\":["#),
            said(OP),
            said(r#"],\"question\":null,\"summary\":\"s\"}"#),
            ended("stop"),
        ]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(
        (result.status, *calls.borrow()),
        (EditStatus::Committed, 1),
        "{result:?}"
    );
    let document = tab.document(&session);
    assert!(
        document.contains("Ciao") && document.contains(r#""id":"ok""#),
        "{document}"
    );
    assert_eq!(result.held, "");
    let told: Vec<String> = tab
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Preview { ops, .. } => Some(ops.clone()),
            Notice::PreviewReset { .. } => Some("reset".into()),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("remove") && told[1] == "reset", "{told:?}");
    assert!(
        told[2].contains("Ciao") && !told[2].contains("remove"),
        "{told:?}"
    );
}
