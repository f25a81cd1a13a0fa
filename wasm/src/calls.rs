//! Model calls: over HTTP, to the embedded model, to a function of the app. All end in the same signals.

use std::rc::Rc;

use bozzetto_core::context::EditBrief;
use bozzetto_core::engine::{AppReport, EffectId, HttpRequest, ModelCall, ModelFailure, ModelSignal};
use bozzetto_core::model::{ModelError, ModelErrorCode, Usage, offline};
use js_sys::{Array, IteratorNext, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, Request, RequestCredentials, RequestInit,
    RequestRedirect, Response, ResponseType,
};

use crate::host::Host;
use crate::shell::Shell;

/// How much of the embedded model's answer arrives at a time. Small, so that a preview grows; not so small that the
/// tasks in between cost more than the work.
const EMBEDDED_CHUNK: usize = 256;

/// More tokens than this nobody has counted.
const MOST_TOKENS: f64 = 1e9;

/// How long a function of the app may answer before the page gets a turn.
const LONGEST_TURN_MS: f64 = 20.0;

#[wasm_bindgen]
extern "C" {
    /// That of a page or of a worker.
    fn fetch(request: &Request, init: &RequestInit) -> Promise;
}

/// A call under way.
#[derive(Clone)]
pub(crate) struct Call {
    controller: Option<AbortController>,
}

impl Call {
    pub(crate) fn new(host: &Host) -> Self {
        let controller = AbortController::new().ok();
        if let Some(controller) = &controller {
            host.adopt(controller);
        }
        Self { controller }
    }

    pub(crate) fn abort(&self, host: &Host) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
        self.release(host);
    }

    pub(crate) fn release(&self, host: &Host) {
        if let Some(controller) = &self.controller {
            host.release(controller);
        }
    }

    fn is_aborted(&self) -> bool {
        self.controller
            .as_ref()
            .is_some_and(|controller| controller.signal().aborted())
    }
}

/// Why a call broke.
struct Broken {
    kind: ModelFailure,
    detail: String,
}

fn broken(kind: ModelFailure, detail: impl Into<String>) -> Broken {
    Broken {
        kind,
        detail: detail.into(),
    }
}

/// Carries a call out and passes on its signals, the last one included.
pub(crate) async fn run(shell: Rc<Shell>, id: EffectId, call: ModelCall, handle: Call) {
    let ended = match call {
        ModelCall::Http(request) => http(&shell, id, request, &handle).await,
        ModelCall::Embedded(brief) => embedded(&shell, id, &brief, &handle).await,
        ModelCall::App { name, request } => app(&shell, id, &name, &request, &handle).await,
    };
    if handle.is_aborted() {
        return;
    }
    shell.signal(
        id,
        match ended {
            Ok(()) => ModelSignal::Finished,
            Err(Broken { kind, detail }) => ModelSignal::Failed { kind, detail },
        },
    );
}

async fn http(shell: &Rc<Shell>, id: EffectId, request: HttpRequest, handle: &Call) -> Result<(), Broken> {
    let response = send(shell, id, request, handle).await?;
    shell.signal(
        id,
        ModelSignal::Started {
            status: status_of(&response),
            headers: headers_of(&response),
        },
    );
    let Some(body) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let next = JsFuture::from(reader.read()).await;
        let next: IteratorNext = next.map_err(|error| network(shell, &error))?.unchecked_into();
        if next.done() {
            return Ok(());
        }
        if let Some(bytes) = next.value().dyn_ref::<Uint8Array>() {
            shell.signal(id, ModelSignal::Chunk(bytes.to_vec()));
        }
    }
}

/// Browsers tell of a redirect that was not followed nothing but that there was one.
fn status_of(response: &Response) -> u16 {
    match response.type_() {
        ResponseType::Opaqueredirect => 302,
        _ => response.status(),
    }
}

/// Names and values of the headers; browsers give the names in small letters.
fn headers_of(response: &Response) -> Vec<(String, String)> {
    let entries = js_sys::try_iter(&response.headers()).ok().flatten();
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let pair: Array = entry.ok()?.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}

async fn send(
    shell: &Rc<Shell>,
    id: EffectId,
    mut request: HttpRequest,
    handle: &Call,
) -> Result<Response, Broken> {
    // What the app gives for this one call, the secret among it, is asked for now and kept nowhere.
    let given = JsFuture::from(shell.host.connection(request.place)).await;
    let given = given.map_err(|error| Broken {
        kind: ModelFailure::Config,
        ..thrown(&error)
    })?;
    let given: Array = given.dyn_into().unwrap_or_default();
    let mut given = given.iter().map(|text| text.as_string());
    let (Some(Some(secret)), Some(Some(base)), Some(Some(credentials))) =
        (given.next(), given.next(), given.next())
    else {
        return Err(broken(
            ModelFailure::Config,
            "the app's functions for key, address or headers failed or gave no text",
        ));
    };
    if !base.is_empty() && !request.moved_to(&base) {
        return Err(broken(
            ModelFailure::Config,
            "the app's function gave no address that can be used",
        ));
    }
    if let Some((name, prefix)) = request.credential.filter(|_| !secret.is_empty()) {
        request
            .headers
            .push((name.to_owned(), format!("{prefix}{secret}")));
    }
    while let (Some(Some(name)), Some(Some(value))) = (given.next(), given.next()) {
        request.headers.push((name, value));
    }
    // What the browser says about a request that it refuses to make may quote a header, so it is not passed on.
    let refused = |_: JsValue| {
        broken(
            ModelFailure::Network,
            "the browser refuses the address or a header",
        )
    };
    let headers = Headers::new().map_err(refused)?;
    for (name, value) in &request.headers {
        if !is_header(name, value) {
            return Err(broken(
                ModelFailure::Config,
                "a header or the key has characters that HTTP does not allow",
            ));
        }
        headers.set(name, value).map_err(refused)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_headers(&headers);
    // Cookies go only where the app says so: a vendor has no use for them, a proxy of the app may know people by theirs.
    init.set_credentials(match credentials.as_str() {
        "include" => RequestCredentials::Include,
        "same-origin" => RequestCredentials::SameOrigin,
        _ => RequestCredentials::Omit,
    });
    // Prompt and key were meant for this server, and are told to have gone to this one.
    init.set_redirect(RequestRedirect::Manual);
    if request.method != "GET" {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    let server = request.server();
    let request = Request::new_with_str_and_init(&request.url, &init).map_err(refused)?;
    shell.signal(id, ModelSignal::Sent { server });
    // Not a matter of the request: Node forgets a signal together with the request that it was given to.
    let signalled = RequestInit::new();
    signalled.set_signal(handle.controller.as_ref().map(AbortController::signal).as_ref());
    match JsFuture::from(fetch(&request, &signalled)).await {
        Ok(response) => Ok(response.unchecked_into()),
        Err(error) => Err(broken(
            failure(shell),
            error.dyn_ref::<js_sys::Error>().map_or_else(
                || "the request failed".to_owned(),
                |error| format!("{}: {}", error.name(), error.message()),
            ),
        )),
    }
}

/// Whether the browser takes it as a header (RFC 9110, with the Latin-1 values of the Fetch standard).
fn is_header(name: &str, value: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let text = |character: char| !matches!(character, '\0' | '\r' | '\n') && u32::from(character) <= 0xff;
    !name.is_empty() && name.bytes().all(token) && value.chars().all(text)
}

fn network(shell: &Rc<Shell>, error: &JsValue) -> Broken {
    let detail = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()));
    broken(
        failure(shell),
        detail.unwrap_or_else(|| "the answer was cut off".to_owned()),
    )
}

/// Browsers tell scripts nothing about why a request failed; whether there is a network at all they do tell.
fn failure(shell: &Rc<Shell>) -> ModelFailure {
    if shell.host.online() {
        ModelFailure::Network
    } else {
        ModelFailure::Offline
    }
}

async fn embedded(shell: &Rc<Shell>, id: EffectId, brief: &EditBrief, handle: &Call) -> Result<(), Broken> {
    // The page draws before the work begins, and between the parts of the answer.
    pause(shell).await;
    let answer = offline::answer(brief);
    for chunk in answer.as_bytes().chunks(EMBEDDED_CHUNK) {
        pause(shell).await;
        if handle.is_aborted() {
            return Ok(());
        }
        shell.signal(id, ModelSignal::Chunk(chunk.to_vec()));
    }
    Ok(())
}

async fn pause(shell: &Rc<Shell>) {
    // It never rejects.
    let _ = JsFuture::from(shell.host.macrotask()).await;
}

async fn app(
    shell: &Rc<Shell>,
    id: EffectId,
    name: &str,
    request: &str,
    handle: &Call,
) -> Result<(), Broken> {
    let Some(controller) = &handle.controller else {
        return Err(broken(ModelFailure::App, "there is no AbortController here"));
    };
    let texts = shell.host.answer(name, request, &controller.signal());
    let mut paused_at = shell.host.now();
    let mut half = None;
    loop {
        // One that never waits for anything would leave no room for timers and cancels.
        if shell.host.now() - paused_at > LONGEST_TURN_MS {
            pause(shell).await;
            paused_at = shell.host.now();
        }
        let next = match texts.next() {
            Ok(next) => JsFuture::from(next).await,
            Err(error) => Err(error),
        };
        let next = next.map_err(|error| thrown_by_app(shell, id, &error))?;
        let next: IteratorNext = next.unchecked_into();
        if handle.is_aborted() {
            return Ok(());
        }
        if next.done() {
            if let Some(half) = half {
                shell.signal(id, ModelSignal::Chunk(String::from(half).into_bytes()));
            }
            return Ok(());
        }
        if let Some(told) = next.value().dyn_ref::<Array>() {
            shell.signal(id, ModelSignal::Told(Box::new(report_of(told))));
            continue;
        }
        let Ok(text) = next.value().dyn_into::<JsString>() else {
            return Err(broken(
                ModelFailure::App,
                "the app's model answered with something that is no text",
            ));
        };
        let text = whole_letters(text, &mut half);
        if !text.is_empty() {
            shell.signal(id, ModelSignal::Chunk(text.into_bytes()));
        }
    }
}

/// A piece of text with the half of a letter (of a surrogate pair) that the piece before it ended in, and without its own.
fn whole_letters(text: JsString, half: &mut Option<JsString>) -> String {
    let text = match half.take() {
        Some(half) => half.concat(&text),
        None => text,
    };
    let length = text.length();
    let last = length.saturating_sub(1);
    // Not a number for an empty text.
    if !(0xd800..0xdc00).contains(&(text.char_code_at(last) as u32)) {
        return String::from(text);
    }
    *half = Some(text.slice(last, length));
    String::from(text.slice(0, last))
}

/// Why a function of the app fails. Where it met the refusal of a server, that is told first.
fn thrown_by_app(shell: &Rc<Shell>, id: EffectId, error: &JsValue) -> Broken {
    let Some(why) = error.dyn_ref::<Array>() else {
        return thrown(error);
    };
    let detail = "no answer came to the app's model";
    match why.get(0).as_string().as_deref() {
        Some("network") => return broken(failure(shell), detail),
        Some("timeout") => return broken(ModelFailure::Timeout, detail),
        _ => {}
    }
    let status = why.get(1).as_f64().map(|status| status as u16);
    let text = |at: u32| why.get(at).as_string().unwrap_or_default();
    let headers: Vec<_> = (3..why.length().saturating_sub(1))
        .step_by(2)
        .map(|at| (text(at), text(at + 1)))
        .collect();
    let refusal = match text(0).as_str() {
        "blind" => ModelError::new(ModelErrorCode::Blind),
        _ => ModelError::of_server(status, &headers, &text(2)),
    };
    let report = AppReport {
        refusal: Some(refusal),
        ..AppReport::default()
    };
    shell.signal(id, ModelSignal::Told(Box::new(report)));
    broken(ModelFailure::App, detail)
}

fn report_of(told: &Array) -> AppReport {
    let count = |at: u32| {
        let tokens = told.get(at).as_f64();
        tokens
            .filter(|tokens| (0.0..=MOST_TOKENS).contains(tokens))
            .map(|tokens| tokens as u64)
    };
    AppReport {
        model: told.get(0).as_string().unwrap_or_default(),
        finish: told.get(1).as_string(),
        usage: Usage {
            input: count(2),
            output: count(3),
            cached_input: count(4),
            cache_write: count(5),
            reasoning: count(6),
        },
        refusal: None,
    }
}

fn thrown(error: &JsValue) -> Broken {
    let message = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()));
    broken(
        ModelFailure::App,
        message.unwrap_or_else(|| "the app's model threw".to_owned()),
    )
}
