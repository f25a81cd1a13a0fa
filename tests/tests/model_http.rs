//! The provider path over a real connection: against a server that plays back bytes, and against an independent mock.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bozzetto_core::engine::{EngineConfig, HttpRequest, ModelCall, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, ModelErrorCode, ModelOutcome, Provider, ResponseReader};
use bozzetto_core::protocol::{EditStatus, Notice};
use bozzetto_tests::replay_server::{End, ReplayServer, Script};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, http};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(20);

fn fixture(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn request(base: &str) -> HttpRequest {
    use bozzetto_core::model::ModelRequest;
    let ask = ModelRequest {
        system: "rules",
        user: "make it green — sì",
        schema: Some("{\"type\":\"object\"}"),
        max_output_tokens: 100,
        ..ModelRequest::default()
    };
    Provider::new(Dialect::OpenAiChat, base, "m")
        .request(&ask)
        .unwrap()
}

/// Feeds what comes to a reader until the call is over.
fn outcome(signals: &Receiver<ModelSignal>) -> ModelOutcome {
    outcome_of(Dialect::OpenAiChat, signals)
}

fn outcome_of(dialect: Dialect, signals: &Receiver<ModelSignal>) -> ModelOutcome {
    let mut reader = None;
    loop {
        match signals
            .recv_timeout(PATIENCE)
            .expect("a signal that ends the call")
        {
            ModelSignal::Sent { server } => assert!(server.starts_with("http://127.0.0.1"), "{server}"),
            ModelSignal::Started { status, headers } => {
                reader = Some(ResponseReader::new(dialect, status, &headers))
            }
            ModelSignal::Chunk(bytes) => {
                let reading = reader.as_mut().unwrap();
                reading.push(&bytes);
                if reading.is_over() {
                    return reader.unwrap().finish().1;
                }
            }
            ModelSignal::Told(_) => panic!("no function of the app was asked"),
            ModelSignal::Finished => return reader.unwrap().finish().1,
            ModelSignal::Failed { kind, .. } => {
                let reader = reader.unwrap_or_else(|| ResponseReader::new(dialect, 200, &[]));
                return reader.fail(kind).1;
            }
        }
    }
}

fn play(script: Script) -> ModelOutcome {
    let server = ReplayServer::start(vec![script]);
    outcome(&http::send(request(&server.url()), None, PATIENCE).1)
}

/// MOD-6 over a connection: the outcome does not depend on how the bytes travel.
#[test]
fn mod_6_recorded_answers_over_http() {
    for name in [
        "structured-ops",
        "reasoning-compatible",
        "error-mid-stream",
        "text",
    ] {
        let body = fixture(&format!("wire/openai-chat/{name}.sse.txt"));
        let expect: Value =
            serde_json::from_slice(&fixture(&format!("wire/openai-chat/{name}.expect.json"))).unwrap();
        let whole = play(Script::events(body.clone()));
        assert_eq!(whole.text, expect["expect"]["text"].as_str().unwrap(), "{name}");
        for size in [1, 3, 64] {
            let cut = play(Script::events(body.clone()).in_pieces(size, Duration::ZERO));
            assert_eq!(cut, whole, "{name} in pieces of {size}");
        }
    }
}

/// MOD-4: what is sent is what was built, and the key is in its header alone.
#[test]
fn mod_4_the_request_that_arrives() {
    let server = ReplayServer::start(vec![Script::events("data: [DONE]\n\n")]);
    let request = request(&format!("{}/v1/", server.url()));
    let body = request.body.clone();
    outcome(&http::send(request, Some("sk-secret".into()), PATIENCE).1);
    let arrived = server.requests().remove(0);
    assert_eq!(
        (arrived.method.as_str(), arrived.path.as_str()),
        ("POST", "/v1/chat/completions")
    );
    assert_eq!(arrived.header("authorization"), Some("Bearer sk-secret"));
    assert_eq!(arrived.header("content-type"), Some("application/json"));
    assert_eq!(arrived.body, body);
    assert!(!String::from_utf8(arrived.body).unwrap().contains("sk-secret"));
}

/// MOD-7: connections that break, stall or never come.
#[test]
fn mod_7_connections_that_break() {
    let half = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n";
    let broken = play(Script::events(half).ending(End::Broken));
    assert_eq!(broken.text, "half");
    assert_eq!(broken.failure().unwrap().code, ModelErrorCode::Truncated);
    let truncated = play(Script::events(half));
    assert_eq!(truncated.failure().unwrap().code, ModelErrorCode::Truncated);
    let server = ReplayServer::start(vec![Script::events(half).ending(End::Stalled)]);
    let stalled = outcome(&http::send(request(&server.url()), None, Duration::from_millis(300)).1);
    assert_eq!(stalled.failure().unwrap().code, ModelErrorCode::Stalled);
    // What was refused stays refused when its body never ends, or breaks off: a key is not tried again.
    for (status, code) in [
        (401, ModelErrorCode::Auth),
        (402, ModelErrorCode::Billing),
        (404, ModelErrorCode::NotFound),
        (429, ModelErrorCode::RateLimited),
        (500, ModelErrorCode::ServerError),
    ] {
        for end in [End::Stalled, End::Broken] {
            let script = Script::new(status, "application/json", "{\"error\":{\"message\":").ending(end);
            let server = ReplayServer::start(vec![script]);
            let refused = outcome(&http::send(request(&server.url()), None, Duration::from_millis(300)).1);
            assert_eq!(refused.failure().unwrap().code, code, "{status}");
        }
    }
    let endless = " ".repeat(1 << 10) + &"x".repeat(1 << 17);
    let server = ReplayServer::start(vec![Script::new(500, "text/plain", endless).ending(End::Stalled)]);
    let refused = outcome(&http::send(request(&server.url()), None, PATIENCE).1);
    assert_eq!(refused.failure().unwrap().code, ModelErrorCode::ServerError);
    // A port that nobody listens on any more
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = outcome(&http::send(request(&format!("http://{gone}")), None, PATIENCE).1);
    assert_eq!(refused.failure().unwrap().code, ModelErrorCode::Network);
}

/// The first sign of an answer: before it comes that the request was sent.
fn first(signals: &Receiver<ModelSignal>) -> ModelSignal {
    let sent = signals.recv_timeout(PATIENCE).unwrap();
    assert!(matches!(sent, ModelSignal::Sent { .. }), "{sent:?}");
    signals.recv_timeout(PATIENCE).unwrap()
}

/// MOD-7: a cancelled call says nothing more, and its connection is gone.
#[test]
fn mod_7_cancel() {
    let half = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n";
    let server = ReplayServer::start(vec![Script::events(half).ending(End::Stalled)]);
    let (call, signals) = http::send(request(&server.url()), None, PATIENCE);
    let started = first(&signals);
    assert!(matches!(started, ModelSignal::Started { status: 200, .. }));
    assert!(matches!(
        signals.recv_timeout(PATIENCE).unwrap(),
        ModelSignal::Chunk(_)
    ));
    call.cancel();
    assert_eq!(
        signals.recv_timeout(PATIENCE),
        Err(RecvTimeoutError::Disconnected)
    );
}

/// What browsers need of a server: the replay server answers preflights and lets every header be read.
#[test]
fn mod_7_preflight() {
    let server = ReplayServer::start(vec![Script::events("data: [DONE]\n\n")]);
    let mut preflight = request(&server.url());
    preflight.method = "OPTIONS";
    let (_, signals) = http::send(preflight, None, PATIENCE);
    let ModelSignal::Started { status, headers } = first(&signals) else {
        panic!("no response");
    };
    assert_eq!(status, 204);
    assert!(headers.contains(&("access-control-allow-origin".into(), "*".into())));
    assert_eq!(server.requests()[0].method, "OPTIONS");
}

// ---- the whole way: engine, provider, connection ----

/// A shell whose model calls go to a server.
fn shell(base: &str) -> NativeShell {
    shell_of(Dialect::OpenAiChat, base)
}

fn shell_of(dialect: Dialect, base: &str) -> NativeShell {
    let mut config = EngineConfig::new("tab");
    let options = Provider::new(dialect, base, "m");
    config.provider = ProviderConfig::Http(options);
    let over_http = |call: &ModelCall| {
        let ModelCall::Http(request) = call else {
            panic!("not a call over HTTP");
        };
        let (_, signals) = http::send(request.clone(), Some("sk-secret".into()), PATIENCE);
        Reaction::Signals(signals.iter().collect())
    };
    NativeShell::with_config(config, &SharedStore::default(), Scripted(over_http))
}

fn login() -> String {
    String::from_utf8(fixture("documents/wireframes/login.json")).unwrap()
}

/// What the recorded answers do.
const ALL_OF_IT: &str = "make the log in button green, say ciao in the title and remove the github button";

/// MOD-22 through the engine: a recorded answer becomes previews and then one version.
#[test]
fn mod_22_a_streamed_edit_over_http() {
    let body = fixture("wire/openai-chat/structured-ops.sse.txt");
    let server = ReplayServer::start(vec![Script::events(body).in_pieces(50, Duration::ZERO)]);
    let mut shell = shell(&server.url());
    let session = shell.create_from(&login()).session_id;
    let result = shell.edit(&session, ALL_OF_IT, &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let document: Value = serde_json::from_str(&shell.document(&session)).unwrap();
    let text = document.to_string();
    assert!(
        text.contains("#16a34a")
            && text.contains("Ciao, \\\"Ada\\\" — è pronto ☕")
            && !text.contains("github-btn")
    );
    let previews = shell
        .notices
        .iter()
        .filter(|notice| matches!(notice, Notice::Preview { .. }))
        .count();
    assert!(previews > 1, "ops came one by one");
    let sent: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    assert_eq!(sent["response_format"]["json_schema"]["strict"], true);
    assert!(
        sent["messages"][1]["content"]
            .as_str()
            .unwrap()
            .contains("submit button")
    );
}

/// MOD-5 through the engine: a server without structured output is asked once more without it, in the terse language.
#[test]
fn mod_5_a_server_without_structured_output() {
    let refusal = r#"{"error":{"message":"Unknown parameter: response_format","type":"invalid_request_error","param":"response_format"}}"#;
    let delta = Value::from("set submit /style/background #16a34a\nsummary Green\n");
    let answer = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":{delta}}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n"
    );
    let server = ReplayServer::start(vec![
        Script::new(400, "application/json", refusal),
        Script::events(answer),
    ]);
    let mut shell = shell(&server.url());
    let session = shell.create_from(&login()).session_id;
    let result = shell.edit(&session, "make the log in button green", &["submit"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(shell.document(&session).contains("#16a34a"));
    let second: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
    assert!(second.get("response_format").is_none());
    assert!(
        second["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("set ID PATH VALUE")
    );
}

/// MOD-8 through the engine: a refused key is said so, and nothing was changed.
#[test]
fn mod_8_a_refused_key() {
    let body = fixture("wire/openai-chat/http-401.response.json");
    let server = ReplayServer::start(vec![Script::new(401, "application/json", body)]);
    let mut shell = shell(&server.url());
    let session = shell.create_from(&login()).session_id;
    let result = shell.edit(&session, "make the log in button green", &["submit"]);
    assert_eq!(result.status, EditStatus::Failed);
    let error = result.error.unwrap();
    assert_eq!(error.code, "model.auth");
    assert!(!format!("{error:?}").contains("sk-secret"));
    assert_eq!(server.requests().len(), 1);
}

// ---- an independent server ----

/// The mock, stopped when it is dropped.
struct Mock {
    process: Child,
    url: String,
}

impl Mock {
    fn start() -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tests.join("js");
        assert!(
            folder.join("node_modules/@copilotkit/aimock").exists(),
            "the mock model server is missing: run `npm ci` in tests/js (or `cargo xtask test`, which does it)"
        );
        let mut process = Process::new("node")
            .arg("support/model-mock.mjs")
            .arg(tests.join("data/aimock/fixtures.json"))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node on PATH");
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://"), "the mock did not start: {url:?}");
        Self { process, url }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// MOD-6 against implementations of the formats that nobody here wrote: an edit, a rate limit, a refused key.
#[test]
fn mod_6_against_an_independent_server() {
    let mock = Mock::start();
    for dialect in Dialect::ALL {
        let mut shell = shell_of(dialect, &mock.url);
        let session = shell.create_from(&login()).session_id;
        let result = shell.edit(&session, ALL_OF_IT, &[]);
        assert_eq!(result.status, EditStatus::Committed, "{dialect:?} {result:?}");
        let text = shell.document(&session);
        assert!(text.contains("#16a34a") && text.contains("Ciao — è pronto ☕"));
        let refused = |prompt: &str| {
            use bozzetto_core::model::ModelRequest;
            let ask = ModelRequest {
                system: "rules",
                user: prompt,
                schema: None,
                max_output_tokens: 100,
                ..ModelRequest::default()
            };
            let request = Provider::new(dialect, &mock.url, "m").request(&ask).unwrap();
            outcome_of(dialect, &http::send(request, None, PATIENCE).1)
                .failure()
                .unwrap()
        };
        let limited = refused("too many requests");
        assert_eq!(limited.code, ModelErrorCode::RateLimited, "{dialect:?}");
        assert_eq!((limited.retryable, limited.retry_after_ms), (true, Some(1000.0)));
        let key = refused("wrong key");
        assert_eq!(
            (key.code, key.retryable),
            (ModelErrorCode::Auth, false),
            "{dialect:?}"
        );
    }
}
