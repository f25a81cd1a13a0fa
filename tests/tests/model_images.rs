//! Pictures: what is sent to have one made or seen, and what comes back, against recordings and over a connection.

use std::path::Path;
use std::time::Duration;

use bozzetto_core::engine::{HttpRequest, ModelSignal};
use bozzetto_core::model::{
    AspectRatio, Dialect, Image, ModelErrorCode, ModelOutcome, ModelRequest, Output, Provider, ResponseReader,
};
use bozzetto_tests::replay_server::{ReplayServer, Script};
use bozzetto_tests::shell::http;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/wire/gemini")
        .join(name);
    std::fs::read(path).unwrap()
}

fn request(base: &str, ask: &ModelRequest<'_>) -> HttpRequest {
    let provider = Provider::new(Dialect::Gemini, base, "gemini-2.5-flash-image");
    provider.request(ask).unwrap()
}

fn sent(ask: &ModelRequest<'_>) -> Value {
    serde_json::from_slice(&request("", ask).body).unwrap()
}

fn drawn(user: &str) -> ModelRequest<'_> {
    ModelRequest {
        user,
        output: Output::Image { ratio: None },
        max_output_tokens: 8_000,
        ..ModelRequest::default()
    }
}

/// The request goes out, the script answers, and this is what it comes to.
fn played(script: Script, ask: &ModelRequest<'_>) -> (ModelOutcome, Value) {
    let server = ReplayServer::start(vec![script]);
    let (_, signals) = http::send(request(&server.url(), ask), Some("key".into()), PATIENCE);
    let mut reader = None;
    loop {
        match signals
            .recv_timeout(PATIENCE)
            .expect("a signal that ends the call")
        {
            ModelSignal::Sent { .. } => {}
            ModelSignal::Started { status, headers } => {
                reader = Some(ResponseReader::new(Dialect::Gemini, status, &headers));
            }
            ModelSignal::Chunk(bytes) => _ = reader.as_mut().unwrap().push(&bytes),
            ModelSignal::Told(_) => panic!("no function of the app was asked"),
            ModelSignal::Finished => break,
            ModelSignal::Failed { kind, .. } => panic!("{kind:?}"),
        }
    }
    let arrived = server.requests().remove(0);
    assert_eq!(arrived.header("x-goog-api-key"), Some("key"));
    assert!(
        arrived
            .path
            .contains("gemini-2.5-flash-image:streamGenerateContent"),
        "{}",
        arrived.path
    );
    (
        reader.unwrap().finish().1,
        serde_json::from_slice(&arrived.body).unwrap(),
    )
}

/// MOD-35: the recorded request for an image and ours agree, but for the limit that we always set.
#[test]
fn mod_35_the_recorded_request() {
    let mut recorded: Value = serde_json::from_slice(&fixture("rec-image.request.json")).unwrap();
    let words = recorded["contents"][0]["parts"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut ours = sent(&drawn(&words));
    let config = ours["generationConfig"].as_object_mut().unwrap();
    assert_eq!(config.remove("maxOutputTokens"), Some(json!(8_000)));
    // They are a set.
    let modalities = recorded["generationConfig"]["responseModalities"]
        .as_array_mut()
        .unwrap();
    modalities.reverse();
    assert_eq!(ours, recorded);
}

/// MOD-35: what the vendor's SDK sends for the same wish (`tests/js/oracles` holds it to the same file).
#[test]
fn mod_35_the_request_of_the_sdk() {
    let images = [Image {
        mime: "image/png".into(),
        base64: "iVBORw0KGgo=".into(),
    }];
    let ours = sent(&ModelRequest {
        system: "Keep the shape.",
        images: &images,
        output: Output::Image {
            ratio: Some(AspectRatio::nearest(1920.0, 1080.0)),
        },
        ..drawn("Make it blue.")
    });
    let expected: Value = serde_json::from_slice(&fixture("image-edit.request.json")).unwrap();
    assert_eq!(ours, expected);
}

/// MOD-33 and MOD-35 over a connection: recorded images come whole, in any pieces.
#[test]
fn mod_35_recorded_images_over_http() {
    for (name, bytes) in [("image-small", Some(70)), ("rec-image", None)] {
        let body = fixture(&format!("{name}.sse.txt"));
        let expect: Value = serde_json::from_slice(&fixture(&format!("{name}.expect.json"))).unwrap();
        for size in [1_000, 65_536] {
            let script = Script::events(body.clone()).in_pieces(size, Duration::ZERO);
            let (outcome, _) = played(script, &drawn("a tower"));
            assert_eq!(outcome.text, expect["expect"]["text"].as_str().unwrap(), "{name}");
            assert_eq!(outcome.images.len(), 1, "{name}");
            let base64 = outcome.images[0].base64.trim_end_matches('=');
            assert!(bytes.is_none_or(|bytes| base64.len() * 3 / 4 == bytes), "{name}");
            assert_eq!(outcome.failure(), None);
        }
    }
}

/// MOD-35: the image of one answer is shown with the next wish.
#[test]
fn mod_35_an_image_goes_back() {
    let (first, _) = played(
        Script::events(fixture("image-small.sse.txt")),
        &drawn("front view of a lamp"),
    );
    let again = ModelRequest {
        images: &first.images,
        ..drawn("the same from the left")
    };
    let (second, sent) = played(Script::events(fixture("image-small.sse.txt")), &again);
    assert_eq!(second.images, first.images);
    let part = &sent["contents"][0]["parts"][1]["inlineData"];
    assert_eq!(part["mimeType"], "image/png");
    assert_eq!(part["data"].as_str(), Some(&*first.images[0].base64));
}

/// MOD-33: an image of many megabytes in one event, in the pieces a network makes. Looking at all that came with every piece
/// would take hours.
#[test]
fn mod_35_megabytes_in_one_event() {
    let image = "QUJD".repeat(5 << 20);
    let body = format!(
        "data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"Here.\"}},{{\"inlineData\":{{\"mimeType\":\"image/png\",\"data\":\"{image}\"}}}}]}},\"finishReason\":\"STOP\"}}]}}\r\n\r\n"
    );
    let mut reader = ResponseReader::new(Dialect::Gemini, 200, &[]);
    for piece in body.as_bytes().chunks(64) {
        reader.push(piece);
    }
    let (_, outcome) = reader.finish();
    assert_eq!(outcome.failure(), None);
    assert_eq!(&*outcome.images[0].base64, image);
    let (outcome, _) = played(
        Script::events(body).in_pieces(16_384, Duration::ZERO),
        &drawn("a large one"),
    );
    assert_eq!(outcome.images[0].base64.len(), image.len());
}

/// MOD-35: a refused image and a blocked prompt are told by their reason.
#[test]
fn mod_35_refused_images() {
    for (name, reason) in [
        ("image-refused", "IMAGE_SAFETY"),
        ("blocked-prompt", "PROHIBITED_CONTENT"),
    ] {
        let script = Script::events(fixture(&format!("{name}.sse.txt")));
        let error = played(script, &drawn("no")).0.failure().unwrap();
        assert_eq!(
            (error.code, error.reason()),
            (ModelErrorCode::ContentFiltered, Some(reason))
        );
    }
}
