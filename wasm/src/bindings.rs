//! What JavaScript holds: one handle per engine, all of its methods on `&self`.

use std::rc::Rc;

use bozzetto_core::document::{Limits, in_ascii};
use bozzetto_core::engine::{
    Engine, EngineConfig, EngineError, InputKind, ProviderConfig, StoreFault, StoreFaultKind,
};
use bozzetto_core::json;
use bozzetto_core::model::{Dialect, MAX_OUTPUT_TOKENS, Policy, Price, Provider};
use bozzetto_core::protocol::ErrorReport;
use bozzetto_core::version::{diff, update};
use js_sys::Map;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::documents::written;
use crate::host::Host;
use crate::shell::Shell;
use crate::store::{BrowserStore, FOREIGN, HostPort, HostStore, Memory, Store};
use crate::values::{to_js, with_bytes};

/// An engine with its executors. JavaScript frees it with `free()` once it is closed.
#[wasm_bindgen]
pub struct CoreEngine {
    shell: Rc<Shell>,
}

/// What an engine is told once.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    peer: String,
    /// The first, then the fallbacks
    providers: Vec<ProviderOptions>,
    #[serde(default)]
    ttl_ms: Option<f64>,
    #[serde(default)]
    policy: PolicyOptions,
    #[serde(default)]
    prices: Vec<PriceOptions>,
    /// See [`limits`]
    #[serde(default)]
    limits: Vec<u32>,
}

/// Limits in the order of their fields; 0 and those that are not there: as by default.
fn limits(given: &[u32]) -> Limits {
    let mut limits = Limits::default();
    let fields = [
        &mut limits.document_bytes,
        &mut limits.depth,
        &mut limits.values,
        &mut limits.string_bytes,
        &mut limits.ops,
        &mut limits.prompt_bytes,
        &mut limits.answer_bytes,
        &mut limits.import_bytes,
    ];
    for (field, given) in fields.into_iter().zip(given) {
        if *given > 0 {
            *field = *given as usize;
        }
    }
    limits
}

/// Prices for a million tokens
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PriceOptions {
    model: String,
    #[serde(default)]
    exact: bool,
    input: f64,
    output: f64,
    #[serde(default)]
    cached_input: Option<f64>,
    #[serde(default)]
    cache_write: Option<f64>,
}

impl From<PriceOptions> for Price {
    fn from(options: PriceOptions) -> Self {
        Self {
            cached_input: options.cached_input.unwrap_or(options.input),
            cache_write: options.cache_write.unwrap_or(options.input),
            model: options.model,
            exact: options.exact,
            input: options.input,
            output: options.output,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PolicyOptions {
    #[serde(default)]
    deadline_ms: Option<f64>,
    #[serde(default)]
    silence_ms: Option<f64>,
    #[serde(default)]
    calls_per_hour: Option<f64>,
    #[serde(default)]
    cache_bytes: Option<f64>,
    #[serde(default)]
    hold_outside: Option<bool>,
    #[serde(default)]
    review: Option<bool>,
}

impl From<PolicyOptions> for Policy {
    fn from(options: PolicyOptions) -> Self {
        let usual = Self::default();
        Self {
            deadline_ms: options.deadline_ms.map_or(usual.deadline_ms, |ms| ms as u64),
            silence_ms: options.silence_ms.map_or(usual.silence_ms, |ms| ms as u64),
            calls_per_hour: options
                .calls_per_hour
                .map_or(usual.calls_per_hour, |calls| calls as u32),
            cache_bytes: options
                .cache_bytes
                .map_or(usual.cache_bytes, |bytes| bytes as usize),
            hold_outside: options.hold_outside.or(usual.hold_outside),
            review: options.review.unwrap_or(usual.review),
        }
    }
}

/// The first provider, and those that answer when it cannot.
fn in_order(options: Vec<ProviderOptions>) -> Result<(ProviderConfig, Vec<ProviderConfig>), JsValue> {
    let nowhere = |options: &ProviderOptions| matches!(options, ProviderOptions::OpenaiCompatible(http) if http.base_url.trim().is_empty());
    if options.iter().any(nowhere) {
        return Err(bad_argument(
            "openai-compatible without a base address".to_owned(),
        ));
    }
    let mut providers = options.into_iter().map(ProviderConfig::from);
    let first = providers.next().unwrap_or(ProviderConfig::Offline);
    Ok((first, providers.collect()))
}

/// Who answers, without keys and functions: those stay in JavaScript.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum ProviderOptions {
    Offline,
    App {
        name: String,
        #[serde(default)]
        batches: bool,
    },
    Openai(HttpOptions),
    OpenaiCompatible(HttpOptions),
    Anthropic(HttpOptions),
    Gemini(HttpOptions),
    Ollama(HttpOptions),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HttpOptions {
    /// Empty: the vendor's own server
    #[serde(default)]
    base_url: String,
    model: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    max_output_tokens: Option<u32>,
    #[serde(default)]
    extra: String,
}

impl From<ProviderOptions> for ProviderConfig {
    fn from(options: ProviderOptions) -> Self {
        let (dialect, options) = match options {
            ProviderOptions::Offline => return Self::Offline,
            ProviderOptions::App { name, batches } => return Self::App { name, batches },
            ProviderOptions::Openai(options) => (Dialect::OpenAiResponses, options),
            ProviderOptions::OpenaiCompatible(options) => (Dialect::OpenAiChat, options),
            ProviderOptions::Anthropic(options) => (Dialect::Anthropic, options),
            ProviderOptions::Gemini(options) => (Dialect::Gemini, options),
            ProviderOptions::Ollama(options) => (Dialect::Ollama, options),
        };
        Self::Http(Provider {
            headers: options.headers,
            extra: options.extra,
            max_output_tokens: options.max_output_tokens.unwrap_or(MAX_OUTPUT_TOKENS),
            ..Provider::new(dialect, options.base_url, options.model)
        })
    }
}

/// Where streams live, once it was tried.
#[derive(Serialize)]
struct Opened {
    kind: &'static str,
    /// Why it is not IndexedDB where that was wanted
    reason: Option<ErrorReport>,
}

fn failed(error: EngineError) -> JsValue {
    to_js(&error.report())
}

/// What was read of the engine, for JavaScript.
fn told(read: Result<impl Serialize, EngineError>) -> Result<JsValue, JsValue> {
    read.map(|value| to_js(&value)).map_err(failed)
}

fn bad_argument(cause: String) -> JsValue {
    let report = EngineError::Argument {
        what: "an argument has the wrong type",
    }
    .report();
    to_js(&ErrorReport {
        cause: Some(cause),
        ..report
    })
}

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsValue> {
    json::from_text(text).map_err(|error| bad_argument(error.to_string()))
}

#[wasm_bindgen]
impl CoreEngine {
    /// An engine without a store: what it wants of one waits until there is one. `options` are JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, host: Host) -> Result<CoreEngine, JsValue> {
        let options: Options = read(options)?;
        let mut config = EngineConfig::new(options.peer);
        (config.provider, config.fallbacks) = in_order(options.providers)?;
        config.policy = options.policy.into();
        config.prices = options.prices.into_iter().map(Price::from).collect();
        config.limits = limits(&options.limits);
        config.ttl_ms = options.ttl_ms.map(|ttl| ttl as u64);
        Ok(Self {
            shell: Shell::new(Engine::new(config), host),
        })
    }

    /// Opens the browser's database. With `fall_back`, streams go to memory where there is none.
    #[wasm_bindgen(js_name = openIndexedDb)]
    pub async fn open_indexed_db(
        &self,
        name: String,
        memory: Map,
        fall_back: bool,
    ) -> Result<JsValue, JsValue> {
        let shell = self.shell.clone();
        let adopted = shell.clone();
        let fault = match BrowserStore::open(&name, move |database| adopted.host.adopt(database)).await {
            Ok(store) => return Ok(opened(&shell, Store::IndexedDb(store), None)),
            Err(fault) => fault,
        };
        let report = open_failure(fault);
        // Sessions are there, only not for this old program: an empty memory instead would look like their loss.
        if !fall_back || report.code == "store.newer-version" {
            return Err(to_js(&report));
        }
        Ok(opened(&shell, Store::Memory(Memory::new(memory)), Some(report)))
    }

    /// Streams go to the memory of the page.
    #[wasm_bindgen(js_name = openMemory)]
    pub fn open_memory(&self, memory: Map) -> JsValue {
        opened(&self.shell, Store::Memory(Memory::new(memory)), None)
    }

    /// Streams go to the app's own store.
    #[wasm_bindgen(js_name = openHost)]
    pub async fn open_host(
        &self,
        port: HostPort,
        name: String,
        limit: Option<f64>,
    ) -> Result<JsValue, JsValue> {
        let shell = self.shell.clone();
        match HostStore::open(port, &name, limit).await {
            Ok(store) => Ok(opened(&shell, Store::Host(store), None)),
            Err(fault) => Err(to_js(&open_failure(fault))),
        }
    }

    /// Asks for something; the answer is a notice with this ticket. `command` is JSON text, its bytes, if it has any, are
    /// a `Uint8Array`.
    pub fn command(&self, ticket: f64, command: &str, bytes: JsValue) -> Result<(), JsValue> {
        let command = with_bytes(read(command)?, &bytes)
            .ok_or_else(|| bad_argument("bytes is missing or of the wrong type".to_owned()))?;
        self.shell.step(InputKind::Command {
            ticket: ticket as u64,
            command,
        });
        Ok(())
    }

    /// Bytes that are used of the store and how many may be (infinite: nobody said), where the store counts them.
    pub fn usage(&self) -> Option<Vec<f64>> {
        let store = self.shell.store()?;
        store.usage().map(|(used, limit)| vec![used, limit])
    }

    /// Another tab appended to a stream.
    #[wasm_bindgen(js_name = streamChanged)]
    pub fn stream_changed(&self, stream: String, next_seq: f64) {
        self.shell.step(InputKind::StreamChanged {
            stream,
            next_seq: next_seq as u64,
        });
    }

    /// The time asked for has come.
    pub fn wake(&self) {
        self.shell.step(InputKind::Wake);
    }

    /// There is a network again.
    pub fn online(&self) {
        self.shell.step(InputKind::Online);
    }

    /// From now on these are asked, in this order: JSON text.
    #[wasm_bindgen(js_name = setProviders)]
    pub fn set_providers(&self, providers: &str) -> Result<(), JsValue> {
        let (first, fallbacks) = in_order(read(providers)?)?;
        self.shell.engine.borrow_mut().set_providers(first, fallbacks);
        Ok(())
    }

    /// From now on other limits hold: JSON text.
    #[wasm_bindgen(js_name = setPolicy)]
    pub fn set_policy(&self, policy: &str) -> Result<(), JsValue> {
        let policy: PolicyOptions = read(policy)?;
        self.shell.engine.borrow_mut().set_policy(policy.into());
        Ok(())
    }

    /// From now on calls cost what these options say: they are those of the constructor, which has a reader already.
    #[wasm_bindgen(js_name = setPrices)]
    pub fn set_prices(&self, options: &str) -> Result<(), JsValue> {
        let options: Options = read(options)?;
        let prices = options.prices.into_iter().map(Price::from).collect();
        self.shell.engine.borrow_mut().set_prices(prices);
        Ok(())
    }

    /// The session as it is now.
    pub fn view(&self, session: &str) -> Result<JsValue, JsValue> {
        let now = self.shell.host.now() as u64;
        told(self.shell.engine.borrow().view(session, now))
    }

    /// The document at the head, as JSON text to be parsed.
    pub fn document(&self, session: &str) -> Result<String, JsValue> {
        let document = self.shell.engine.borrow().document(session);
        document
            .map(|document| in_ascii(document.to_json()))
            .map_err(failed)
    }

    /// The document as it was, as JSON text to be parsed.
    pub fn at(&self, session: &str, version: u32) -> Result<String, JsValue> {
        let document = self.shell.engine.borrow().at(session, version);
        document
            .map(|document| in_ascii(document.to_json()))
            .map_err(failed)
    }

    /// What makes the document of version `to` of that of `from`, as `mirror.ts` reads it; empty when they are the same.
    pub fn update(&self, session: &str, from: u32, to: u32) -> Result<String, JsValue> {
        let engine = self.shell.engine.borrow();
        let document = |version| engine.at(session, version).map_err(failed);
        Ok(update(&document(from)?, &document(to)?))
    }

    /// Versions above `after`, oldest first.
    pub fn versions(&self, session: &str, after: u32) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().versions(session, after))
    }

    /// The last edits that ended without a version, oldest first.
    pub fn endings(&self, session: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().endings(session))
    }

    /// What leads from one version to another, as text in one of the forms of [`compare`](crate::compare).
    pub fn diff(&self, session: &str, from: u32, to: u32, form: u32) -> Result<String, JsValue> {
        let engine = self.shell.engine.borrow();
        let document = |version| engine.at(session, version).map_err(failed);
        let (before, after) = (document(from)?, document(to)?);
        written(&diff(&before, &after), &before, &after, form)
    }

    /// Reads every version and holds it against its stamp.
    pub fn verify(&self, session: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().verify(session))
    }

    /// The version that last changed what is at a path of a node.
    pub fn blame(
        &self,
        session: &str,
        version: u32,
        id: Option<String>,
        path: &str,
    ) -> Result<Option<u32>, JsValue> {
        let engine = self.shell.engine.borrow();
        engine
            .blame(session, version, id.as_deref(), path)
            .map_err(failed)
    }

    /// What a merge would come to. `policy` and `choices` are JSON text.
    #[wasm_bindgen(js_name = mergePreview)]
    pub fn merge_preview(
        &self,
        session: &str,
        branch: &str,
        policy: &str,
        choices: &str,
    ) -> Result<JsValue, JsValue> {
        let (policy, choices) = (read(policy)?, read(choices)?);
        let engine = self.shell.engine.borrow();
        told(engine.merge_preview(session, branch, policy, choices))
    }

    /// A change taken apart: ops as JSON text.
    pub fn stage(&self, session: &str, ops: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().stage(session, ops))
    }

    /// The ops of some parts of a change, with those that they need, all as JSON text.
    #[wasm_bindgen(js_name = takeParts)]
    pub fn take_parts(&self, session: &str, ops: &str, parts: &str) -> Result<JsValue, JsValue> {
        let parts: Vec<u32> = read(parts)?;
        told(self.shell.engine.borrow().take_parts(session, ops, &parts))
    }

    /// What edits held back that can be accepted now.
    pub fn held(&self, session: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().held(session))
    }

    /// Figures of a session.
    pub fn metrics(&self, session: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().metrics(session))
    }

    /// What an edit would take, by estimates; nothing is asked.
    pub fn estimate(&self, session: &str, prompt: &str, target: Vec<String>) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().estimate(session, prompt, &target))
    }

    /// What was sent where and when, oldest first.
    #[wasm_bindgen(js_name = auditLog)]
    pub fn audit_log(&self, session: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().audit_log(session))
    }

    /// A page of the event log, and what is under way, as JSON text.
    #[wasm_bindgen(js_name = eventLog)]
    pub fn event_log(&self, session: &str, from: Option<u32>, most: u32) -> Result<String, JsValue> {
        let log = self.shell.engine.borrow().event_log(session, from, most);
        log.map_err(failed)
    }

    /// The prompt of an edit as it was sent; null if nothing was.
    #[wasm_bindgen(js_name = promptReport)]
    pub fn prompt_report(&self, session: &str, edit: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().prompt_report(session, edit))
    }

    /// The prompts of all calls for an edit, oldest first.
    #[wasm_bindgen(js_name = promptReports)]
    pub fn prompt_reports(&self, session: &str, edit: &str) -> Result<JsValue, JsValue> {
        told(self.shell.engine.borrow().prompt_reports(session, edit))
    }

    /// Lets go of the store and cuts off what is under way.
    pub fn close(&self) {
        self.shell.close();
    }
}

fn opened(shell: &Rc<Shell>, store: Store, reason: Option<ErrorReport>) -> JsValue {
    let kind = match store {
        Store::IndexedDb(_) => "indexeddb",
        Store::Memory(_) => "memory",
        Store::Host(_) => "host",
    };
    let opened = Opened { kind, reason };
    shell.set_store(store);
    to_js(&opened)
}

fn open_failure(fault: StoreFault) -> ErrorReport {
    let is = |name| fault.kind == StoreFaultKind::Unavailable && fault.detail.starts_with(name);
    let (newer, foreign) = (is("VersionError"), is(FOREIGN));
    // There is nothing yet that would go on by itself.
    let next = match fault.kind {
        StoreFaultKind::Unavailable => None,
        StoreFaultKind::Blocked => Some("Close other tabs of this app, then begin again."),
        StoreFaultKind::Quota => Some("Make room in the store, then begin again."),
        StoreFaultKind::Lost | StoreFaultKind::Failed => {
            Some("Begin again in a moment, or choose another store.")
        }
    };
    let mut report = EngineError::Store(fault).report();
    report.suggested_action = next.map(str::to_owned).or(report.suggested_action);
    if foreign {
        return ErrorReport {
            code: "store.foreign-database".to_owned(),
            message: "The database of this name was made by something else.".to_owned(),
            recoverable: false,
            suggested_action: Some("Give another `databaseName`.".to_owned()),
            ..report
        };
    }
    if !newer {
        return report;
    }
    ErrorReport {
        code: "store.newer-version".to_owned(),
        message: "A newer version of this app has been here: its data cannot be read by this one.".to_owned(),
        recoverable: true,
        suggested_action: Some("Reload the page to get the newer version of the app.".to_owned()),
        ..report
    }
}
