//! Answers that no provider's manual has: broken, cut, dressed up by gateways, too long. Rules MOD-7, MOD-33, MOD-34 and JSN-5 of
//! core/SPEC.md.

mod wire;

use bozzetto_core::engine::ModelFailure;
use bozzetto_core::model::{Dialect, FinishKind, ModelErrorCode, ModelOutcome, ResponseReader};
use wire::run;

fn sse(body: &str) -> ModelOutcome {
    run(Dialect::OpenAiChat, 200, &[], &[body.as_bytes()])
}

/// MOD-7: a 200 that is not an answer is an error and never an empty answer.
#[test]
fn mod_7_bodies_that_are_no_stream() {
    let code = |outcome: ModelOutcome| outcome.error.map(|error| error.code);
    let refused = r#"{"error":{"message":"no","type":"invalid_request_error"}}"#;
    assert_eq!(code(sse(refused)), Some(ModelErrorCode::BadRequest));
    assert_eq!(
        code(sse(r#"{"error":"it broke"}"#)),
        Some(ModelErrorCode::ServerError)
    );
    for body in [
        "<html>\n<body>Log in</body></html>",
        "OK, hello\n\nthere\n\n",
        r#"{"hello":1}"#,
        "{\"choices\": [",
        "\n: hello\n",
    ] {
        assert_eq!(code(sse(body)), Some(ModelErrorCode::NotAStream), "{body}");
    }
    let html = run(Dialect::OpenAiChat, 403, &[], &[b"<html>secret page</html>"])
        .error
        .unwrap();
    assert_eq!((html.code, html.detail), (ModelErrorCode::Forbidden, None));
    // Nothing at all is a cut, whatever it was going to be.
    assert!(sse("").truncated);
    let headers = [(
        "content-type".to_owned(),
        "text/event-stream; charset=utf-8".to_owned(),
    )];
    assert!(run(Dialect::OpenAiChat, 200, &headers, &[b": ping\n\n"]).truncated);
}

/// MOD-7: the end marker ends, look-alikes do not, and broken JSON does not show its text.
#[test]
fn mod_7_end_marker() {
    let text = |outcome: &ModelOutcome| (outcome.text.clone(), outcome.truncated);
    let chunk = |text: &str| format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n");
    let ended = sse(&format!("{}data: [DONE]\n\n{}", chunk("a"), chunk("b")));
    assert_eq!(text(&ended), ("a".into(), false));
    assert_eq!(ended.finish_kind, Some(FinishKind::Stop));
    let unterminated = sse(&format!("{}data: [DONE]", chunk("a")));
    assert_eq!(text(&unterminated), ("a".into(), false));
    let alike = sse(&format!("{}data: [DONE]secret\n\n", chunk("a")));
    let error = alike.error.unwrap();
    assert_eq!(error.code, ModelErrorCode::Malformed);
    assert!(!format!("{error:?} {error}").contains("secret"));
}

/// JSN-5, MOD-22: numbers beyond the doubles' integers cost no answer, and halves of a letter come together again.
#[test]
fn jsn_5_chunks_as_servers_write_them() {
    let read = sse(concat!(
        r#"data: {"created":1700000000000000000123,"choices":[{"delta":{"content":"a\ud83d"}}]}"#,
        "\n\n",
        r#"data: {"seed":-9223372036854775808,"choices":[{"delta":{"content":"\ude00b"}}]}"#,
        "\n\ndata: [DONE]\n\n",
    ));
    assert_eq!(read.text, "a😀b");
    assert!(read.error.is_none());
}

/// MOD-7: a connection that breaks keeps what came, unless the provider had finished.
#[test]
fn mod_7_broken_connections() {
    let fail = |body: &str| {
        let mut reader = ResponseReader::new(Dialect::OpenAiChat, 200, &[]);
        reader.push(body.as_bytes());
        reader.fail(ModelFailure::Network).1
    };
    let cut = fail("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n");
    assert_eq!(cut.text, "half");
    assert_eq!(cut.failure().unwrap().code, ModelErrorCode::Truncated);
    let late = fail("data: {\"choices\":[{\"delta\":{\"content\":\"all\"},\"finish_reason\":\"stop\"}]}\n\n");
    assert_eq!(late.failure(), None);
}

/// MOD-7: other shapes of compatible servers.
#[test]
fn mod_7_dialects() {
    let parts = sse(concat!(
        r#"data: {"choices":[{"delta":{"content":[{"type":"text","text":"a"}]},"finish_reason":"stop"}]}"#,
        "\n\n"
    ));
    assert_eq!(parts.text, "a");
    let tools = sse(concat!(
        r#"data: {"choices":[{"delta":{"tool_calls":[{"id":"x","function":{"name":"f","arguments":{"a":1}}},"#,
        r#"{"id":"y","function":{"name":"g","arguments":"{}"}}]}}]}"#,
        "\n\ndata: [DONE]\n\n"
    ));
    let calls: Vec<_> = tools
        .tool_calls
        .iter()
        .map(|call| (call.id.as_str(), call.arguments.as_str()))
        .collect();
    assert_eq!(calls, [("x", r#"{"a":1}"#), ("y", "{}")]);
    let list = br#"[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]"#;
    let list = run(Dialect::OpenAiChat, 400, &[], &[list]).error.unwrap();
    assert_eq!(list.detail.as_deref(), Some("API key not valid"));
    let dressed = b"data: {\"error\":{\"message\":\"slow\",\"type\":\"tokens\"}}\n\n";
    let dressed = run(Dialect::OpenAiChat, 429, &[], &[dressed]).error.unwrap();
    assert_eq!(dressed.kind.as_deref(), Some("tokens"));
}

/// MOD-7: an answer beyond the limit ends the reading.
#[test]
fn mod_7_answers_are_bounded() {
    let filler = "x".repeat(100_000);
    let chunk = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{filler}\"}}}}]}}\n\n");
    let mut reader = ResponseReader::new(Dialect::OpenAiChat, 200, &[]);
    let mut pushed = 0;
    while !reader.is_over() {
        reader.push(chunk.as_bytes());
        pushed += 1;
        assert!(pushed < 100);
    }
    let error = reader.finish().1.error.unwrap();
    assert_eq!(error.code, ModelErrorCode::AnswerTooLarge);
    let mut reader = ResponseReader::new(Dialect::OpenAiChat, 200, &[]);
    reader.push(b"data: ");
    let block = vec![b'x'; 1 << 20];
    for _ in 0..40 {
        reader.push(&block);
    }
    assert!(reader.is_over());
}

/// MOD-33: what gateways and old servers do to a provider's stream.
#[test]
fn mod_33_what_comes_whole() {
    // Gemini without `alt=sse` is one list.
    let list = br#"[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},
        {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}]"#;
    let list = run(Dialect::Gemini, 200, &[], &[list]);
    assert_eq!((list.text.as_str(), list.error), ("ab", None));
    // Ollama's answer over several lines, and one that is none.
    let spread = b"{\n \"message\": {\"content\": \"a\"},\n \"done\": true\n}\n";
    assert_eq!(run(Dialect::Ollama, 200, &[], &[spread]).text, "a");
    let error = run(Dialect::Ollama, 200, &[], &[b"{\n\"error\": \"no\"\n}"])
        .error
        .unwrap();
    assert_eq!(error.detail.as_deref(), Some("no"));
    let odd = run(Dialect::Ollama, 200, &[], &[b"{\"hello\":1}"]);
    assert!(odd.truncated && odd.text.is_empty());
    let broken = b"{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"mess\n";
    let broken = run(Dialect::Ollama, 200, &[], &[broken]).error.unwrap();
    assert_eq!(broken.code, ModelErrorCode::Malformed);
    // Responses through gateways: items only when they are done, or only the end.
    let event = |json: &str| format!("data: {json}\n\n");
    let call = r#"{"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"}"#;
    let message = r#"{"type":"message","content":[{"type":"output_text","text":"hi"}]}"#;
    let end = format!(
        r#"{{"type":"response.completed","response":{{"status":"completed","output":[{message},{call}]}}}}"#
    );
    let done = [
        event(&format!(
            r#"{{"type":"response.output_item.added","output_index":1,"item":{call}}}"#
        )),
        event(&format!(
            r#"{{"type":"response.output_item.done","output_index":0,"item":{message}}}"#
        )),
        event(&format!(
            r#"{{"type":"response.output_item.done","output_index":1,"item":{call}}}"#
        )),
        event(&end),
    ];
    for body in [done.concat(), event(&end)] {
        let outcome = run(Dialect::OpenAiResponses, 200, &[], &[body.as_bytes()]);
        assert_eq!(outcome.text, "hi");
        let calls: Vec<_> = outcome
            .tool_calls
            .iter()
            .map(|call| call.arguments.as_str())
            .collect();
        assert_eq!(calls, [r#"{"a":1}"#]);
    }
}

/// MOD-34: what a later event leaves out stays, and totals replace each other.
#[test]
fn mod_34_usage_in_parts() {
    let anthropic = concat!(
        "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n",
        "data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":null,\"output_tokens\":9}}\n\n",
        "data: {\"type\":\"message_stop\"}\n\n",
    );
    let usage = run(Dialect::Anthropic, 200, &[], &[anthropic.as_bytes()]).usage;
    assert_eq!(
        (usage.input, usage.output, usage.reasoning),
        (Some(7), Some(9), None)
    );
    let gemini = concat!(
        "data: {\"candidates\":[],\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":1}}\n\n",
        "data: {\"candidates\":[],\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":4}}\n\n",
    );
    let usage = run(Dialect::Gemini, 200, &[], &[gemini.as_bytes()]).usage;
    assert_eq!((usage.input, usage.output), (Some(5), Some(4)));
}
