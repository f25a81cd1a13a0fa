//! Fuzz targets for everything that reads a model's bytes: event streams, JSON lines, answers to one request and to several, and
//! each provider's format. See [`bozzetto_tests::fuzz`].

use bozzetto_core::model::answer::{AnswerSplitter, Piece};
use bozzetto_core::model::ndjson::LineDecoder;
use bozzetto_core::model::sse::SseDecoder;
use bozzetto_core::model::{Dialect, ModelEvent, ResponseReader};
use bozzetto_tests::answer::read;
use bozzetto_tests::fuzz::{fuzz, pieces, recorded, text_pieces};

/// Words that matter to some reader.
const WORDS: &[&str] = &[
    "data:",
    "data: ",
    "event: error\n",
    "id: ",
    "retry: 9",
    "retry: 99999999999999999999\n",
    ":",
    "\n\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "[DONE]",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    ",",
    "null",
    "true",
    "-",
    "1e999",
    "9007199254740993",
    "0.1",
    "{\"ops\":[",
    "{'ops':[",
    "{ops: [",
    "'",
    "\\'",
    "//",
    "/*",
    "*/",
    "True",
    "id:",
    "\"ops\":",
    "{\"op\":\"set\",\"id\":\"a\",",
    "\"path\":\"/x\"",
    "{\"answers\":[",
    "request 2\n",
    "\"error\":",
    "{\"error\":{\"message\":\"m\"}}",
    "\"choices\":[",
    "\"delta\":{",
    "\"content\":",
    "\"tool_calls\":[{\"index\":4294967296}]",
    "\"usage\":{",
    "\"type\":\"error\"",
    "\"type\":\"response.completed\"",
    "\"type\":\"message_stop\"",
    "\"index\":-1",
    "\"output_index\":1e9",
    "\"finishReason\":\"STOP\"",
    "\"candidates\":[",
    "\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA\"}",
    "\"done\":true",
    "\"message\":{",
    "set a /x 1\n",
    "insert a -1 {\n",
    "```json\n",
    "```",
    "<think>",
    "</think>",
    "question why?\n",
    "\u{1F600}",
    "\u{0}",
];

/// How many, roughly: outcomes that differ in more than this are different ones.
fn about(count: usize) -> u32 {
    count.checked_ilog2().map_or(0, |log| log + 1)
}

/// MOD-54
#[test]
fn mod_54_fuzz_event_streams() {
    let mut seeds = recorded("openai-chat");
    seeds.extend(recorded("anthropic"));
    fuzz("sse", seeds, WORDS, |body, dice| {
        let read = |pieces: &[&[u8]]| {
            let mut decoder = SseDecoder::new();
            let events: Vec<_> = pieces.iter().flat_map(|piece| decoder.push(piece)).collect();
            (events, decoder.retry(), decoder.finish())
        };
        let whole = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), whole);
        let text: usize = whole.0.iter().map(|event| event.data.len()).sum();
        assert!(text <= 3 * body.len());
        // Nothing of the framing is left in the data, whatever the line ends were.
        assert!(
            whole
                .0
                .iter()
                .all(|event| !event.data.contains('\r') && !event.name.contains(['\r', '\n']))
        );
        let names: Vec<_> = whole.0.iter().take(6).map(|event| event.name.clone()).collect();
        (
            about(whole.0.len()),
            names,
            whole.1.is_some(),
            std::mem::discriminant(&whole.2),
        )
    });
}

/// MOD-54
#[test]
fn mod_54_fuzz_json_lines() {
    fuzz("ndjson", recorded("ollama"), WORDS, |body, dice| {
        let read = |pieces: &[&[u8]]| {
            let mut decoder = LineDecoder::default();
            let lines: Vec<_> = pieces.iter().flat_map(|piece| decoder.push(piece)).collect();
            (lines, decoder.finish())
        };
        let (lines, rest) = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), (lines.clone(), rest.clone()));
        let count = (lines.len(), lines.iter().filter(|line| line.is_empty()).count());
        let mut joined = lines.concat();
        joined.extend(&rest);
        let without: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\n').collect();
        assert_eq!(joined, without);
        (about(count.0), about(count.1), about(rest.len()))
    });
}

fn answers() -> Vec<Vec<u8>> {
    [
        r#"{"ops":[{"op":"set","id":"a","path":"/props/text","value":"x","json":null},{"op":"insert","parent":"a","index":-1,"nodes":[{"id":"n","type":"card","name":"","layout":"{}","style":"{}","props":"{}","children":["m"]},{"id":"m","type":"text","name":"","layout":"{}","style":"{}","props":"{}","children":[]}]}],"question":null,"summary":"s"}"#,
        "Sure!\n```json\n[{\"op\":\"remove\",\"id\":\"a\"},]\n```\nDone.",
        "<think>hm {\"ops\"</think>set a /props/text \"x\"\ninsert a -1 {\"id\":\"b\",\n\"type\":\"text\"}\nmove b a 0\nunset a /x\nremove b\nsummary done\n",
        r#"{"document":{"id":"root","type":"screen","children":[{"id":"a","type":"text"}]}}"#,
        "{\"nodes\":[{\"id\":\"a\",\"type\":\"t\",\"children\":[\"b\"]},{\"id\":\"b\",\"type\":\"t\",\"children\":[\"a\"]}]}",
        "{\"op\":\"set\",\"id\":\"a\",\"path\":\"/x\",\"value\":1}\n{\"op\":\"move\",\"id\":\"a\",\"parent\":\"b\",\"index\":0}\nquestion which one?",
        r#"{"answers":[{"ops":[{"op":"remove","id":"a"}],"question":null,"summary":""},{"ops":[],"question":"Which \"one\"?","summary":"{["}]}"#,
        r#"{"answers":[{"ops":[],"question":"a \" {"},{"ops":[],"question":"\\"},{"ops":[]}]}"#,
        "request 1\nset a /x 1\nsummary s\nrequest 2\nremove b\n",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect()
}

/// MOD-54
#[test]
fn mod_54_fuzz_answers() {
    let mut seeds = answers();
    seeds.extend(recorded("ollama"));
    fuzz("answers", seeds, WORDS, |body, dice| {
        let text = String::from_utf8_lossy(body);
        // Also those that came with the end.
        let read = |pieces: &[&str]| {
            let (mut ops, mut end) = read(pieces.iter().copied());
            if let Ok(answer) = &mut end {
                ops.append(&mut answer.ops);
            }
            (ops, end)
        };
        let whole = read(&[&text]);
        assert_eq!(read(&text_pieces(&text, dice)), whole);
        // An independent reader of JSON: a list of ops that it takes is neither broken nor cut here.
        if let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(&text)
            && let Some(serde_json::Value::Array(items)) = fields.get("ops")
            && let Err(error) = &whole.1
        {
            let code = error.code;
            assert!(
                !["answer.syntax", "answer.truncated", "answer.empty"].contains(&code),
                "{code}: {items:?}"
            );
        }
        let kinds: Vec<_> = whole
            .0
            .iter()
            .take(4)
            .map(|op| {
                op.as_ref()
                    .map(std::mem::discriminant)
                    .map_err(|error| error.code)
            })
            .collect();
        let end = whole.1.as_ref().map(|answer| {
            (
                answer.question.is_some(),
                answer.summary.is_some(),
                answer.document.is_some(),
            )
        });
        (about(whole.0.len()), kinds, end.map_err(|error| error.code))
    });
}

/// MOD-54 and MOD-56
#[test]
fn mod_54_fuzz_answers_to_several_requests() {
    fuzz("batches", answers(), WORDS, |body, dice| {
        let text = String::from_utf8_lossy(body);
        let count = 1 + dice.below(3);
        let read = |pieces: &[&str]| {
            let mut splitter = AnswerSplitter::new(count);
            let mut found = Vec::new();
            for piece in pieces {
                found.extend(splitter.push(piece));
            }
            found.extend(splitter.finish());
            let mut parts = vec![(String::new(), false); count];
            for piece in found {
                match piece {
                    Piece::Text(number, text) => {
                        assert!(!parts[number].1, "text after the end of a part");
                        parts[number].0.push_str(&text);
                    }
                    Piece::End(number) => assert!(!std::mem::replace(&mut parts[number].1, true)),
                }
            }
            parts
        };
        let whole = read(&[&text]);
        assert_eq!(read(&text_pieces(&text, dice)), whole);
        // Parts come in order and are what was sent.
        let mut rest = &*text;
        for (part, _) in &whole {
            let at = rest
                .find(part.as_str())
                .expect("a part is in the text, behind those before it");
            rest = &rest[at + part.len()..];
        }
        if let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(&text)
            && let (1, Some(serde_json::Value::Array(items))) = (fields.len(), fields.get("answers"))
        {
            let objects = items.iter().take_while(|item| item.is_object()).count();
            let ended = whole.iter().filter(|(_, ended)| *ended).count();
            assert!(ended >= objects.min(count), "{ended} of {objects}");
        }
        let seen: Vec<_> = whole
            .iter()
            .map(|(part, ended)| (about(part.len()), *ended))
            .collect();
        (text.contains("answers"), seen)
    });
}

fn fuzz_provider(name: &str, dialect: Dialect) {
    let mut seeds = recorded(name);
    // What others send comes through gateways, too.
    for other in ["openai-chat", "openai-responses", "anthropic", "gemini", "ollama"] {
        seeds.extend(
            recorded(other)
                .into_iter()
                .filter(|body| other != name && body.len() < 1_000)
                .take(4),
        );
    }
    fuzz(name, seeds, WORDS, |body, dice| {
        let status = [200, 200, 200, 400, 429, 503][dice.below(6)];
        let headers = [("content-type".to_owned(), "text/event-stream".to_owned())];
        let headers = if dice.below(2) == 0 { &headers[..] } else { &[] };
        let read = |pieces: &[&[u8]]| {
            let mut reader = ResponseReader::new(dialect, status, headers);
            let mut events = Vec::new();
            for piece in pieces {
                events.extend(reader.push(piece));
            }
            let (last, outcome) = reader.finish();
            events.extend(last);
            let said =
                |of: fn(&ModelEvent) -> Option<&str>| -> String { events.iter().filter_map(of).collect() };
            // What was handed out is what the outcome says.
            assert_eq!(
                said(|event| match event {
                    ModelEvent::TextDelta(more) => Some(more),
                    _ => None,
                }),
                outcome.text
            );
            assert_eq!(
                said(|event| match event {
                    ModelEvent::Thinking(more) => Some(more),
                    _ => None,
                }),
                outcome.thinking
            );
            let images = events
                .iter()
                .filter(|event| matches!(event, ModelEvent::Image(_)))
                .count();
            assert_eq!(images, outcome.images.len());
            outcome
        };
        let whole = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), whole);
        assert!(whole.finish_kind.is_some());
        assert!(whole.text.len() + whole.thinking.len() <= 4 * body.len());
        // What is not an error is an answer that the provider closed, or one that is known to be cut.
        assert!(status == 200 || whole.error.is_some());
        // A use of it never counts more than was told, and no error holds what looks like a key.
        let totals = whole.usage.as_totals(dialect);
        assert!(totals.input.is_some() == whole.usage.input.is_some());
        let calls: Vec<_> = whole
            .tool_calls
            .iter()
            .take(3)
            .map(|call| {
                (
                    call.id.is_empty(),
                    call.name.is_empty(),
                    about(call.arguments.len()),
                )
            })
            .collect();
        (
            whole.finish_kind.map(|kind| std::mem::discriminant(&kind)),
            whole.error.as_ref().map(|error| error.code),
            (
                about(whole.text.len()),
                about(whole.thinking.len()),
                whole.refusal.is_some(),
            ),
            (whole.truncated, about(whole.images.len()), calls),
            (
                totals.input.is_some(),
                totals.output.is_some(),
                whole.usage.cached_input.is_some(),
            ),
        )
    });
}

/// MOD-54
#[test]
fn mod_54_fuzz_openai_chat() {
    fuzz_provider("openai-chat", Dialect::OpenAiChat);
}

/// MOD-54
#[test]
fn mod_54_fuzz_openai_responses() {
    fuzz_provider("openai-responses", Dialect::OpenAiResponses);
}

/// MOD-54
#[test]
fn mod_54_fuzz_anthropic() {
    fuzz_provider("anthropic", Dialect::Anthropic);
}

/// MOD-54
#[test]
fn mod_54_fuzz_gemini() {
    fuzz_provider("gemini", Dialect::Gemini);
}

/// MOD-54
#[test]
fn mod_54_fuzz_ollama() {
    fuzz_provider("ollama", Dialect::Ollama);
}
