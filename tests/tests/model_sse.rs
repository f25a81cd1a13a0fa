//! Event streams from data: whole, byte by byte, at every listed cut and at random ones. Rules MOD-1 and MOD-2 of core/SPEC.md.

mod wire;

use bozzetto_core::model::sse::{SseDecoder, SseEnd, SseEvent};
use proptest::prelude::*;
use serde_json::Value;
use wire::{base64, config, cut_at_random, data, pieces, read_json};

fn decode(pieces: &[&[u8]]) -> (Vec<SseEvent>, SseEnd, Option<u64>) {
    let mut decoder = SseDecoder::new();
    let events = pieces.iter().flat_map(|piece| decoder.push(piece)).collect();
    let retry = decoder.retry();
    (events, decoder.finish(), retry)
}

struct SseCase {
    name: String,
    body: Vec<u8>,
    case: Value,
}

fn sse_cases() -> Vec<SseCase> {
    let cases = read_json(&data("sse/cases.json"));
    let cases = cases["cases"].as_array().unwrap();
    assert!(cases.len() > 50);
    cases
        .iter()
        .map(|case| SseCase {
            name: case["name"].as_str().unwrap().to_owned(),
            body: base64(case["base64"].as_str().unwrap()),
            case: case.clone(),
        })
        .collect()
}

/// MOD-1 and MOD-2 on every case, at every listed cut and byte by byte.
#[test]
fn mod_1_event_stream_cases() {
    for SseCase { name, body, case } in sse_cases() {
        let expected: Vec<(String, String, String)> = case["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                let text = |key: &str| event[key].as_str().unwrap().to_owned();
                (text("type"), text("data"), text("lastEventId"))
            })
            .collect();
        let mut cuttings: Vec<Vec<usize>> = vec![vec![], (0..body.len()).collect()];
        for split in case["splits"].as_array().into_iter().flatten() {
            cuttings.push(match split["every"].as_u64() {
                None => split["at"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|at| at.as_u64().unwrap() as usize)
                    .collect(),
                Some(every) => (0..body.len()).step_by(every as usize).collect(),
            });
        }
        for cuts in cuttings {
            let (events, end, retry) = decode(&pieces(&body, &cuts));
            let got: Vec<_> = events
                .into_iter()
                .map(|e| (e.name, e.data, e.last_event_id))
                .collect();
            assert!(got == expected, "{name}");
            assert_eq!(retry, case["retry"].as_u64(), "{name}");
            let pending = case["pendingData"].as_str();
            let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
            match end {
                SseEnd::Clean => assert_eq!(pending, None, "{name}"),
                SseEnd::Unterminated(event) => {
                    assert_eq!(Some(event.data.as_str()), pending, "{name}");
                    assert!(is_json(&event.data), "{name}");
                }
                SseEnd::Cut(event) if pending.is_some() => {
                    assert_eq!(Some(event.data.as_str()), pending, "{name}");
                    assert!(!is_json(&event.data), "{name}");
                }
                // What is not valid UTF-8 has no text to compare with.
                SseEnd::Cut(event) => assert!(event.data.contains('\u{fffd}'), "{name}: {event:?}"),
            }
        }
    }
}

/// MOD-1 at random cuts, on every case.
#[test]
fn mod_1_event_streams_cut_at_random() {
    for SseCase { name, body, .. } in sse_cases() {
        let whole = decode(&[&body]);
        cut_at_random(&name, &body, |pieces| decode(pieces) == whole);
    }
}

proptest! {
    #![proptest_config(config())]

    /// MOD-1 on streams of any bytes, rich in line ends.
    #[test]
    fn mod_1_any_bytes(
        body in prop::collection::vec(prop_oneof![
            Just(b'\r'), Just(b'\n'), Just(b':'), Just(b' '), Just(b'd'), Just(0xE2), Just(0x82), Just(0xAC),
            Just(0xEF), Just(0xBB), Just(0xBF), any::<u8>()
        ], 0..200),
        prefix in prop_oneof![Just(&b""[..]), Just(&b"data:"[..]), Just(&b"\xEF\xBB\xBFid: 1\ndata: x\r"[..])],
        cuts in prop::collection::vec(0usize..200, 0..20),
    ) {
        let body = [prefix, &body].concat();
        prop_assert_eq!(decode(&pieces(&body, &cuts)), decode(&[&body]));
    }
}

/// MOD-1: a long line in small chunks is held once, and no byte of it is looked at again.
#[test]
fn mod_1_one_long_line_is_held_once() {
    let mut decoder = SseDecoder::new();
    decoder.push(b"data: ");
    for round in 1..=1_000 {
        assert!(decoder.push(&[b'x'; 1_000]).is_empty());
        assert_eq!(decoder.buffered(), 6 + round * 1_000);
    }
    let events = decoder.push(b"\n\n");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].data.len(), 1_000_000);
    assert_eq!(decoder.buffered(), 0);
}
