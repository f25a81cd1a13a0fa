//! Images that a model is shown with an edit: where they go, and where they never go.

use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, ErrorReport, Reply};
use bozzetto_tests::shell::{Embedded, NativeShell, Scripted, SharedStore, Silent, ops_answer};

const PAGE: &str = r##"{"id":"page","type":"screen","props":{},"children":[
 {"id":"title","type":"heading","props":{"text":"Hello"},"children":[]},
 {"id":"save","type":"button","props":{"label":"Save"},"children":[]},
 {"id":"stop","type":"button","props":{"label":"Stop"},"children":[]}]}"##;
const GREEN: &str = r##"[{"op":"set","id":"title","path":"/style/color","value":"#16a34a"}]"##;
const PIXEL: &str = "iVBORw0KGgo=";

fn image(mime: &str, data: &str) -> String {
    format!("data:{mime};base64,{data}")
}

fn app(peer: &str) -> EngineConfig {
    EngineConfig {
        provider: ProviderConfig::App {
            name: "script".into(),
            batches: true,
        },
        ..EngineConfig::new(peer)
    }
}

fn tab(peer: &str, store: &SharedStore, ops: &'static str) -> NativeShell {
    NativeShell::with_config(app(peer), store, Scripted(move |_: &ModelCall| ops_answer(ops)))
}

fn ask(session: &str, id: &str, prompt: &str, images: Vec<String>) -> Command {
    Command::EditDesign {
        session_id: session.into(),
        edit_id: id.into(),
        prompt: prompt.into(),
        target: Vec::new(),
        base_version: None,
        images,
    }
}

fn edit(
    shell: &mut NativeShell,
    session: &str,
    id: &str,
    prompt: &str,
    images: Vec<String>,
) -> Result<EditResult, ErrorReport> {
    shell
        .run(ask(session, id, prompt, images))
        .map(|reply| match reply {
            Reply::Edit { result } => result,
            other => panic!("{other:?}"),
        })
}

fn request(call: &ModelCall) -> serde_json::Value {
    match call {
        ModelCall::App { request, .. } => serde_json::from_str(request).unwrap(),
        ModelCall::Http(request) => serde_json::from_slice(&request.body).unwrap(),
        ModelCall::Embedded(_) => panic!(),
    }
}

/// Neither records nor heads nor what is told has the bytes of an image.
fn assert_not_kept(shell: &NativeShell, store: &SharedStore) {
    for stream in store.streams() {
        for record in store.records(&stream) {
            assert!(!record.windows(PIXEL.len()).any(|bytes| bytes == PIXEL.as_bytes()));
        }
    }
    assert!(!format!("{:?}", shell.notices).contains(PIXEL));
}

/// MOD-59: an image goes to the model with the words, is counted, and is kept nowhere.
#[test]
fn mod_59_images_are_shown_and_not_kept() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let shown = vec![image("image/png", PIXEL), image("image/webp", "UklGRg==")];
    let result = edit(&mut shell, &session, "e1", "make the title green", shown).unwrap();
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let sent = request(&shell.calls[0]);
    assert_eq!(
        sent["images"],
        serde_json::json!([{"mime": "image/png", "data": PIXEL}, {"mime": "image/webp", "data": "UklGRg=="}])
    );
    let report = shell.engine.prompt_report(&session, "e1").unwrap().unwrap();
    let section = report.sections.last().unwrap();
    assert_eq!(
        (section.name, section.tokens, section.text.as_str()),
        ("images", 2_600, "")
    );
    assert_eq!(
        report.total_tokens,
        report.sections.iter().map(|section| section.tokens).sum::<u32>()
    );
    // The next edit has nothing to do with them.
    edit(&mut shell, &session, "e2", "make the title red", Vec::new()).unwrap();
    assert_eq!(request(&shell.calls[1])["images"], serde_json::json!([]));
    assert_not_kept(&shell, &store);
}

/// MOD-59: servers get it in their own words, and an answer to other images is another answer.
#[test]
fn mod_59_over_http() {
    let config = EngineConfig {
        provider: ProviderConfig::Http(Provider::new(Dialect::Gemini, "", "gemini-3-flash")),
        ..EngineConfig::new("a")
    };
    let store = SharedStore::default();
    let mut shell = NativeShell::with_config(config, &store, Silent);
    let session = shell.create_from(PAGE).session_id;
    shell.send(ask(
        &session,
        "e1",
        "make the title green",
        vec![image("image/png", PIXEL)],
    ));
    shell.settle();
    let sent = request(&shell.calls[0]);
    assert_eq!(
        sent["contents"][0]["parts"][1]["inlineData"],
        serde_json::json!({"mimeType": "image/png", "data": PIXEL})
    );
    assert_not_kept(&shell, &store);
}

/// MOD-59: who cannot look at it says so, and the next provider is asked.
#[test]
fn mod_59_a_provider_that_sees_nothing() {
    let store = SharedStore::default();
    let mut shell = NativeShell::new("a", &store, Embedded);
    let session = shell.create_from(PAGE).session_id;
    let shown = || vec![image("image/png", PIXEL)];
    let result = edit(&mut shell, &session, "e1", "make the title green", shown()).unwrap();
    assert_eq!(result.error.unwrap().code, "model.sees-no-images");
    let mut config = app("b");
    config.fallbacks = vec![config.provider];
    config.provider = ProviderConfig::Offline;
    let mut shell = NativeShell::with_config(config, &store, Scripted(|_: &ModelCall| ops_answer(GREEN)));
    shell.open(&session).unwrap();
    let result = edit(&mut shell, &session, "e2", "make the title green", shown()).unwrap();
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
}

/// MOD-59: an image that cannot be one is refused before anything is done.
#[test]
fn mod_59_images_that_are_none() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let large = "A".repeat(5_000_004);
    let quarter = "A".repeat(4_500_000);
    let table = [
        vec![PIXEL.into()],
        vec!["data:image/png,AAAA".into()],
        vec![image("image/svg+xml", PIXEL)],
        vec![image("", PIXEL)],
        vec![image("image/png", "")],
        vec![image("image/png", "====")],
        vec![image("image/png", "AAA")],
        vec![image("image/png", "AA\"A")],
        vec![image("image/png", "A===")],
        vec![image("image/png", "data:image/png;base64,AAAA")],
        vec![image("image/png", &large)],
        vec![image("image/png", &quarter); 4],
        vec![image("image/png", PIXEL); 9],
    ];
    for images in table {
        let error = edit(&mut shell, &session, "e1", "make the title green", images.clone()).unwrap_err();
        assert_eq!(error.code, "edit.bad-image");
        let create = Command::CreateSession {
            prompt: "a page".into(),
            user_id: None,
            document: None,
            ttl_ms: None,
            edit_id: "c".into(),
            images,
        };
        assert_eq!(shell.run(create).unwrap_err().code, "edit.bad-image");
    }
    assert!(shell.calls.is_empty());
    assert_eq!(store.streams().len(), 1);
}

/// MOD-59: a first version may be made after an image.
#[test]
fn mod_59_a_first_version_after_an_image() {
    let store = SharedStore::default();
    let insert = r#"[{"op":"insert","parent":"root","index":0,"node":{"id":"t","type":"text","props":{"text":"Hi"}}}]"#;
    let mut shell = tab("a", &store, insert);
    let create = Command::CreateSession {
        prompt: "like this sketch".into(),
        user_id: None,
        document: None,
        ttl_ms: None,
        edit_id: "c".into(),
        images: vec![image("image/jpeg", PIXEL)],
    };
    shell.run(create).unwrap();
    shell.settle();
    assert_eq!(request(&shell.calls[0])["images"][0]["data"], PIXEL);
    assert_not_kept(&shell, &store);
}

/// MOD-59: the image is there until the edit is over: after a question, and for an edit that waited for others.
#[test]
fn mod_59_until_the_edit_is_over() {
    let store = SharedStore::default();
    let mut shell = tab(
        "a",
        &store,
        r#"[{"op":"set","id":"stop","path":"/layout/width","value":9}]"#,
    );
    let session = shell.create_from(PAGE).session_id;
    let shown = || vec![image("image/png", PIXEL)];
    let asked = edit(&mut shell, &session, "e1", "make the button wider", shown()).unwrap();
    assert_eq!(asked.status, EditStatus::Clarify);
    let answer = Command::AnswerClarification {
        session_id: session.clone(),
        edit_id: "e1".into(),
        node_id: Some("stop".into()),
        text: None,
    };
    let Ok(Reply::Edit { result }) = shell.run(answer) else {
        panic!()
    };
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(request(&shell.calls[0])["images"][0]["data"], PIXEL);
    // Of edits in a row those with images are asked for alone.
    let ids = ["b1", "b2", "b3"];
    let tickets: Vec<u64> = ids
        .iter()
        .zip([Vec::new(), shown(), Vec::new()])
        .map(|(id, images)| shell.send(ask(&session, id, "make the stop button wider", images)))
        .collect();
    let batch = Command::BatchEdits {
        session_id: session,
        edit_ids: ids.map(Into::into).to_vec(),
    };
    shell.send(batch);
    for ticket in tickets {
        shell.finish(ticket).unwrap();
    }
    let shown: Vec<bool> = shell.calls[1..]
        .iter()
        .map(|call| request(call)["images"] != serde_json::json!([]))
        .collect();
    assert_eq!(shown, [false, true, false]);
}

/// MOD-59: images go with their tab: whoever takes the edit up does not make it without them.
#[test]
fn mod_59_images_go_with_their_tab() {
    let store = SharedStore::default();
    let mut a = NativeShell::with_config(app("a"), &store, Silent);
    let session = a.create_from(PAGE).session_id;
    for id in ["e1", "e2"] {
        a.send(ask(
            &session,
            id,
            "make the title green",
            vec![image("image/png", PIXEL)],
        ));
    }
    a.settle();
    assert_not_kept(&a, &store);
    a.kill();
    let mut b = tab("b", &store, GREEN);
    b.open(&session).unwrap();
    b.settle();
    assert!(b.calls.is_empty());
    let ended: Vec<_> = b.engine.endings(&session).unwrap();
    let codes: Vec<String> = ended
        .iter()
        .map(|edit| edit.result.clone().unwrap().error.unwrap().code)
        .collect();
    assert_eq!(codes, ["edit.interrupted", "edit.interrupted"]);
    assert!(b.engine.view(&session, 0).unwrap().open_edits.is_empty());
}
