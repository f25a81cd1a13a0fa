//! Fuzz targets for everything that reads a model's bytes: event streams, JSON lines, answers, and each provider's format. Recorded
//! bodies, and inputs that once were findings (`data/fuzz`), are damaged at random and read whole and in pieces. A short
//! smoke by default; ten minutes for each target with `BOZZETTO_FULL=1`. A finding is written to `data/fuzz` and kept.

use std::fs;
use std::path::PathBuf;

use bozzetto_core::document::Limits;
use bozzetto_core::model::ndjson::LineDecoder;
use bozzetto_core::model::sse::SseDecoder;
use bozzetto_core::model::{AnswerReader, Dialect, ResponseReader};
use bozzetto_tests::fuzz::{Dice, data};

/// Words that matter to some reader.
const WORDS: &[&str] = &[
    "data:",
    "data: ",
    "event: error\n",
    "id: ",
    "retry: 9",
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
    "\"ops\":",
    "{\"op\":\"set\",\"id\":\"a\",",
    "\"path\":\"/x\"",
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

fn pieces<'a>(body: &'a [u8], dice: &mut Dice) -> Vec<&'a [u8]> {
    let mut rest = body;
    let mut pieces = Vec::new();
    let most = 1 + dice.below(200);
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(1 + dice.below(most.min(rest.len())));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// All bodies of a folder of recorded answers, the small ones.
fn recorded(folder: &str) -> Vec<Vec<u8>> {
    let files = fs::read_dir(data().join("wire").join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| !path.to_string_lossy().ends_with(".expect.json"))
        .map(|path| fs::read(path).unwrap())
        .filter(|body| body.len() < 20_000)
        .collect()
}

fn fuzz(name: &str, seeds: Vec<Vec<u8>>, target: impl Fn(&[u8], &mut Dice)) {
    bozzetto_tests::fuzz::fuzz(name, seeds, WORDS, target);
}

/// MOD-54
#[test]
fn mod_54_fuzz_event_streams() {
    let mut seeds = recorded("openai-chat");
    seeds.extend(recorded("anthropic"));
    fuzz("sse", seeds, |body, dice| {
        let read = |pieces: &[&[u8]]| {
            let mut decoder = SseDecoder::new();
            let events: Vec<_> = pieces.iter().flat_map(|piece| decoder.push(piece)).collect();
            (events, decoder.retry(), decoder.finish())
        };
        let whole = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), whole);
        let text: usize = whole.0.iter().map(|event| event.data.len()).sum();
        assert!(text <= 3 * body.len());
    });
}

/// MOD-54
#[test]
fn mod_54_fuzz_json_lines() {
    fuzz("ndjson", recorded("ollama"), |body, dice| {
        let read = |pieces: &[&[u8]]| {
            let mut decoder = LineDecoder::default();
            let lines: Vec<_> = pieces.iter().flat_map(|piece| decoder.push(piece)).collect();
            (lines, decoder.finish())
        };
        let (lines, rest) = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), (lines.clone(), rest.clone()));
        let mut joined = lines.concat();
        joined.extend(rest);
        let without: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\n').collect();
        assert_eq!(joined, without);
    });
}

/// MOD-54
#[test]
fn mod_54_fuzz_answers() {
    let mut seeds: Vec<Vec<u8>> = [
        r#"{"ops":[{"op":"set","id":"a","path":"/props/text","value":"x","json":null},{"op":"insert","parent":"a","index":-1,"nodes":[{"id":"n","type":"card","name":"","layout":"{}","style":"{}","props":"{}","children":["m"]},{"id":"m","type":"text","name":"","layout":"{}","style":"{}","props":"{}","children":[]}]}],"question":null,"summary":"s"}"#,
        "Sure!\n```json\n[{\"op\":\"remove\",\"id\":\"a\"},]\n```\nDone.",
        "<think>hm {\"ops\"</think>set a /props/text \"x\"\ninsert a -1 {\"id\":\"b\",\n\"type\":\"text\"}\nmove b a 0\nunset a /x\nremove b\nsummary done\n",
        r#"{"document":{"id":"root","type":"screen","children":[{"id":"a","type":"text"}]}}"#,
        "{\"nodes\":[{\"id\":\"a\",\"type\":\"t\",\"children\":[\"b\"]},{\"id\":\"b\",\"type\":\"t\",\"children\":[\"a\"]}]}",
        "{\"op\":\"set\",\"id\":\"a\",\"path\":\"/x\",\"value\":1}\n{\"op\":\"move\",\"id\":\"a\",\"parent\":\"b\",\"index\":0}\nquestion which one?",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    seeds.extend(recorded("ollama"));
    fuzz("answers", seeds, |body, dice| {
        let text = String::from_utf8_lossy(body);
        let limits = Limits::default();
        let read = |pieces: &[&str]| {
            let mut reader = AnswerReader::new(&limits);
            let mut ops: Vec<_> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
            let answer = reader.finish().map(|mut answer| {
                ops.append(&mut answer.ops);
                answer
            });
            (ops, answer)
        };
        let mut parts = Vec::new();
        let mut rest = &*text;
        while !rest.is_empty() {
            let mut at = 1 + dice.below(40.min(rest.len()));
            while !rest.is_char_boundary(at) {
                at += 1;
            }
            let (part, tail) = rest.split_at(at);
            parts.push(part);
            rest = tail;
        }
        assert_eq!(read(&parts), read(&[&text]));
    });
}

fn fuzz_provider(name: &str, dialect: Dialect) {
    fuzz(name, recorded(name), |body, dice| {
        let status = [200, 200, 200, 400, 429, 503][dice.below(6)];
        let headers = [("content-type".to_owned(), "text/event-stream".to_owned())];
        let headers = if dice.below(2) == 0 { &headers[..] } else { &[] };
        let read = |pieces: &[&[u8]]| {
            let mut reader = ResponseReader::new(dialect, status, headers);
            let mut text = String::new();
            for piece in pieces {
                for event in reader.push(piece) {
                    if let bozzetto_core::model::ModelEvent::TextDelta(more) = event {
                        text.push_str(&more);
                    }
                }
            }
            let (events, outcome) = reader.finish();
            for event in events {
                if let bozzetto_core::model::ModelEvent::TextDelta(more) = event {
                    text.push_str(&more);
                }
            }
            assert_eq!(text, outcome.text);
            outcome
        };
        let whole = read(&[body]);
        assert_eq!(read(&pieces(body, dice)), whole);
        assert!(whole.finish_kind.is_some());
        assert!(whole.text.len() + whole.thinking.len() <= 4 * body.len());
        // What is not an error is an answer that the provider closed, or one that is known to be cut.
        assert!(status == 200 || whole.error.is_some());
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
