//! The recorded requests and ours agree. Rule MOD-4 of core/SPEC.md.

mod wire;

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::ModelCall;
use bozzetto_core::model::{Dialect, ModelRequest, Provider};
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::chat::{self, DOCUMENT, refused, shell};
use bozzetto_tests::speech::Speech;
use serde_json::{Value, json};
use wire::{data, read_json};

/// MOD-4: the recorded request and ours agree.
#[test]
fn mod_4_request_matches_the_recorded_one() {
    let recorded = read_json(&data("wire/openai-chat/structured-ops.request.json"));
    let schema = recorded["response_format"]["json_schema"]["schema"].to_string();
    let text = |index: usize| recorded["messages"][index]["content"].as_str().unwrap();
    let request = Provider::new(Dialect::OpenAiChat, "https://api.openai.com/v1", "gpt-5.2-mini")
        .request(&ModelRequest {
            system: text(0),
            user: text(1),
            schema: Some(&schema),
            max_output_tokens: 2048,
            ..ModelRequest::default()
        })
        .unwrap();
    let mut ours: Value = serde_json::from_slice(&request.body).unwrap();
    // `system` is understood by every compatible server, and by OpenAI itself as `developer`.
    assert_eq!(ours["messages"][0]["role"], "system");
    ours["messages"][0]["role"] = json!("developer");
    assert_eq!(ours, recorded);
}

/// MOD-4: the recorded requests of the other formats and ours agree, but for what is named here.
#[test]
fn mod_4_requests_match_the_recorded_ones() {
    let recorded = |path: &str| read_json(&data("wire").join(path));
    let ours = |dialect: Dialect, model: &str, schema: Option<&str>| -> Value {
        let chat = recorded("openai-chat/structured-ops.request.json");
        let request = Provider::new(dialect, "", model)
            .request(&ModelRequest {
                system: chat["messages"][0]["content"].as_str().unwrap(),
                user: chat["messages"][1]["content"].as_str().unwrap(),
                schema,
                max_output_tokens: 2048,
                ..ModelRequest::default()
            })
            .unwrap();
        serde_json::from_slice(&request.body).unwrap()
    };
    let responses = recorded("openai-responses/structured-ops.request.json");
    let schema = responses["text"]["format"]["schema"].to_string();
    let mut made = ours(Dialect::OpenAiResponses, "gpt-5.2-mini", Some(&schema));
    // Nothing is to be kept there.
    assert_eq!(made.as_object_mut().unwrap().remove("store"), Some(json!(false)));
    assert_eq!(made, responses);
    let ollama = recorded("ollama/structured-ops.request.json");
    let mut made = ours(Dialect::Ollama, "llama3.2", Some(&schema));
    // Else what is too long is cut without a word.
    assert_eq!(
        made["options"].as_object_mut().unwrap().remove("num_ctx"),
        Some(json!(8192))
    );
    assert_eq!(made, ollama);
    let mut gemini = recorded("gemini/structured-ops.request.json");
    gemini["generationConfig"]["responseJsonSchema"] = serde_json::from_str(&schema).unwrap();
    assert_eq!(ours(Dialect::Gemini, "gemini-2.5-flash", Some(&schema)), gemini);
    let mut anthropic = recorded("anthropic/thinking-then-ops.request.json");
    let fields = anthropic.as_object_mut().unwrap();
    // Recorded with a forced tool; we ask for the schema itself.
    fields.remove("tools");
    fields.remove("tool_choice");
    fields.insert(
        "output_config".into(),
        json!({"format": {"type": "json_schema", "schema": serde_json::from_str::<Value>(&schema).unwrap()}}),
    );
    assert_eq!(
        ours(Dialect::Anthropic, "claude-sonnet-4-5", Some(&schema)),
        anthropic
    );
}

/// MOD-4: calls about one session have a key in common, which is not its id; another session has another one. A server that does not know
/// the field is asked without it.
#[test]
fn mod_4_calls_of_a_session_have_one_cache_key() {
    let speech = Speech(Dialect::OpenAiResponses);
    let mut config = chat::config();
    config.provider = speech.provider();
    let keys = Rc::new(RefCell::new(Vec::new()));
    let seen = keys.clone();
    let (mut tab, _) = shell(config, move |turn, call| {
        let ModelCall::Http(request) = call else {
            panic!("not over HTTP")
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        seen.borrow_mut().push(body.get("prompt_cache_key").cloned());
        let unknown = r#"{"error":{"message":"Unknown parameter: 'prompt_cache_key'.","type":"invalid_request_error","param":"prompt_cache_key","code":"unknown_parameter"}}"#;
        Some(match turn {
            3 => refused(400, unknown),
            _ => speech.answered(&format!(
                r#"{{\"ops\":[{{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"{turn}\"}}]}}"#
            )),
        })
    });
    let sessions = [1, 2].map(|_| tab.create_from(DOCUMENT).session_id);
    for (session, word) in [(0, "one"), (0, "two"), (1, "three"), (1, "four")] {
        let words = format!("say {word} in the title");
        let result = tab.edit(&sessions[session], &words, &["title"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    }
    let keys = keys.borrow();
    let [Some(first), Some(second), Some(other), Some(refused), None] = keys.as_slice() else {
        panic!("{keys:?}")
    };
    assert_eq!((first, other), (second, refused));
    assert_ne!(first, other);
    assert!(
        !sessions
            .iter()
            .any(|id| first.as_str().unwrap().contains(id.as_str()))
    );
}
