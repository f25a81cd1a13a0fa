//! Recorded answers of providers: whole, byte by byte and at random cuts, damaged and read in a wrong format. Rules MOD-6 and MOD-7 of
//! core/SPEC.md.

mod wire;

use std::fs;

use bozzetto_core::model::{Dialect, FinishKind, ModelOutcome, ToolCall};
use proptest::prelude::*;
use serde_json::{Value, json};
use wire::{base64, config, cut_at_random, data, pieces, read_json, run};

struct WireCase {
    name: String,
    dialect: Dialect,
    body: Vec<u8>,
    status: u16,
    headers: Vec<(String, String)>,
    expect: Value,
}

const FOLDERS: [(&str, Dialect, usize); 5] = [
    ("openai-chat", Dialect::OpenAiChat, 20),
    ("openai-responses", Dialect::OpenAiResponses, 14),
    ("anthropic", Dialect::Anthropic, 22),
    ("gemini", Dialect::Gemini, 22),
    ("ollama", Dialect::Ollama, 8),
];

fn wire_cases() -> Vec<WireCase> {
    FOLDERS.into_iter().flat_map(wire_cases_of).collect()
}

fn wire_cases_of((folder, dialect, at_least): (&str, Dialect, usize)) -> Vec<WireCase> {
    let dir = data("wire").join(folder);
    let mut cases: Vec<WireCase> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".expect.json"))
        .map(|path| {
            let case = read_json(&path);
            let headers = case["http"]["headers"].as_object().unwrap();
            WireCase {
                name: format!("{folder}/{}", case["name"].as_str().unwrap()),
                dialect,
                body: fs::read(dir.join(case["response"].as_str().unwrap())).unwrap(),
                status: case["http"]["status"].as_u64().unwrap() as u16,
                headers: headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                    .collect(),
                expect: case["expect"].clone(),
            }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(cases.len() >= at_least, "{folder}: {}", cases.len());
    cases
}

/// MOD-53: of nearly all that was recorded it is known which model answered, and what its server calls the answer.
#[test]
fn mod_53_who_answered() {
    for folder in FOLDERS {
        let cases = wire_cases_of(folder);
        let good = cases.iter().filter(|case| case.status == 200);
        let outcomes = good.map(|case| run(case.dialect, case.status, &case.headers, &[&case.body]));
        let named: Vec<_> = outcomes
            .filter_map(|outcome| outcome.model.zip(Some(outcome.id)))
            .collect();
        assert!(named.len() * 2 > cases.len(), "{}: {named:?}", folder.0);
        let with_id = named.iter().filter(|(_, id)| id.is_some()).count();
        // Ollama has no name for its answers.
        assert_eq!(
            with_id * 2 > cases.len(),
            folder.1 != Dialect::Ollama,
            "{named:?}"
        );
        assert!(
            named
                .iter()
                .all(|(model, _)| !model.is_empty() && model.len() < 60),
            "{named:?}"
        );
    }
    let long = format!(r#"{{"id":"i","model":"{}","choices":[]}}"#, "m".repeat(300));
    assert_eq!(run(Dialect::OpenAiChat, 200, &[], &[long.as_bytes()]).model, None);
}

fn kind_word(kind: Option<FinishKind>) -> &'static str {
    match kind.unwrap() {
        FinishKind::Stop => "stop",
        FinishKind::Length => "length",
        FinishKind::ToolCalls => "tool_calls",
        FinishKind::ContentFilter => "content_filter",
        FinishKind::Refusal => "refusal",
        FinishKind::Pause => "pause",
        FinishKind::Error => "error",
        FinishKind::Truncated => "truncated",
    }
}

fn report_call(call: &ToolCall, expected: &Value) -> Value {
    let args = serde_json::from_str::<Value>(&call.arguments).ok();
    let id = Some(&call.id).filter(|id| !id.is_empty());
    let mut made = json!({"id": id, "name": call.name, "args": args, "complete": args.is_some()});
    if expected.get("arguments").is_some() {
        made["arguments"] = json!(call.arguments);
    }
    made
}

fn report(outcome: &ModelOutcome, expect: &Value) -> Value {
    let calls: Vec<_> = outcome
        .tool_calls
        .iter()
        .enumerate()
        .map(|(index, call)| report_call(call, &expect["toolCalls"][index]))
        .collect();
    let mut usage = json!({});
    for (name, count) in [
        ("input", outcome.usage.input),
        ("output", outcome.usage.output),
        ("cachedInput", outcome.usage.cached_input),
        ("cacheWrite", outcome.usage.cache_write),
        ("reasoning", outcome.usage.reasoning),
    ] {
        if let Some(count) = count {
            usage[name] = json!(count);
        }
    }
    let error = outcome
        .error
        .as_ref()
        .map(|error| json!({"kind": error.kind, "message": error.detail}));
    let mut report = json!({
        "text": outcome.text,
        "thinking": outcome.thinking,
        "toolCalls": calls,
        "images": outcome.images.len(),
        "finish": outcome.finish,
        "finishKind": kind_word(outcome.finish_kind),
        "usage": usage,
        "error": error,
        "refusal": outcome.refusal,
        "truncated": outcome.truncated,
    });
    if expect.get("imageBytes").is_some() {
        let sizes: Vec<usize> = outcome
            .images
            .iter()
            .map(|image| base64(&image.base64).len())
            .collect();
        report["imageBytes"] = json!(sizes);
    }
    if let Some(error) = &outcome.error {
        report["retry"] = json!({"retryable": error.retryable});
        if let Some(after) = error.retry_after_ms {
            report["retry"]["afterMs"] = json!(after);
        }
    }
    if expect.get("json").is_some() {
        report["json"] = serde_json::from_str(&outcome.text).unwrap();
    }
    as_doubles(report)
}

/// `17000` and `17000.0` are the same number.
fn as_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(as_doubles).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, as_doubles(value)))
            .collect(),
        other => other,
    }
}

/// MOD-6: every case, whole and byte by byte.
#[test]
fn mod_6_wire_cases() {
    for case in wire_cases() {
        let whole = run(case.dialect, case.status, &case.headers, &[&case.body]);
        assert_eq!(
            report(&whole, &case.expect),
            as_doubles(case.expect.clone()),
            "{}",
            case.name
        );
        let bytes: Vec<&[u8]> = case.body.chunks(1).collect();
        let by_byte = run(case.dialect, case.status, &case.headers, &bytes);
        assert_eq!(by_byte, whole, "{} byte by byte", case.name);
        let marked = [b"\xEF\xBB\xBF", case.body.as_slice()].concat();
        let after_mark = run(case.dialect, case.status, &case.headers, &[&marked]);
        assert_eq!(after_mark, whole, "{} behind a byte order mark", case.name);
    }
}

/// MOD-6 at random cuts, 1,000 for each case; the short profile makes fewer for the few large ones only.
#[test]
fn mod_6_wire_cases_cut_at_random() {
    std::thread::scope(|scope| {
        for folder in FOLDERS {
            scope.spawn(move || {
                for case in wire_cases_of(folder) {
                    let whole = run(case.dialect, case.status, &case.headers, &[&case.body]);
                    cut_at_random(&case.name, &case.body, |pieces| {
                        run(case.dialect, case.status, &case.headers, pieces) == whole
                    });
                }
            });
        }
    });
}

fn any_dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(Dialect::ALL.to_vec())
}

proptest! {
    #![proptest_config(config())]

    /// MOD-7: no body whatever makes a reader panic, it always ends in an outcome, and any cut gives the same.
    #[test]
    fn mod_7_any_body(
        dialect in any_dialect(),
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            r#"(data: (\{"(choices|error|usage|type|candidates|response)":[\[\{"a-z:0-9\]\}]{0,20}\}|\[DONE\])\n\n){0,5}"#
                .prop_map(String::into_bytes),
        ],
        status in prop_oneof![Just(200u16), Just(400), Just(429), Just(503), any::<u16>()],
        cuts in prop::collection::vec(0usize..300, 0..10),
    ) {
        let outcome = run(dialect, status, &[], &pieces(&body, &cuts));
        prop_assert_eq!(&outcome, &run(dialect, status, &[], &[&body]));
        prop_assert!(outcome.finish_kind.is_some());
        if !(200..300).contains(&status) {
            prop_assert!(outcome.error.is_some());
        }
    }

    /// MOD-7: recorded answers with bytes changed, taken out and doubled, read in the right format and in a wrong one.
    #[test]
    fn mod_7_damaged_answers(
        pick in any::<prop::sample::Index>(),
        dialect in prop::option::of(any_dialect()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, any::<u8>()), 1..6),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        thread_local!(static CASES: Vec<WireCase> = wire_cases().into_iter().filter(|case| case.body.len() < 20_000).collect());
        CASES.with(|cases| {
            let case = pick.get(cases);
            let mut body = case.body.clone();
            for (place, length, byte) in damage {
                if body.is_empty() { break; }
                let at = place.index(body.len());
                match byte % 3 {
                    0 => body[at] = byte,
                    1 => _ = body.drain(at..(at + length).min(body.len())),
                    _ => {
                        let piece = body[at..(at + length).min(body.len())].to_vec();
                        body.splice(at..at, piece);
                    }
                }
            }
            let dialect = dialect.unwrap_or(case.dialect);
            let whole = run(dialect, case.status, &case.headers, &[&body]);
            let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
            prop_assert_eq!(&run(dialect, case.status, &case.headers, &pieces(&body, &cuts)), &whole);
            prop_assert!(whole.finish_kind.is_some());
            Ok(())
        })?;
    }
}
