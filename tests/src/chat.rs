//! A provider that speaks Chat Completions as a test wants it: as signs of a call, good ones and bad ones.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{EngineConfig, ModelCall, ModelFailure, ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Price, Provider};
use bozzetto_core::protocol::{Command, EditResult};

use crate::design::wish;
use crate::shell::{NativeShell, Reaction, Scripted, SharedStore};

pub const DOCUMENT: &str = r#"{"id":"root","type":"screen","children":[{"id":"title","type":"text","props":{"text":"Hi"}},
    {"id":"ok","type":"button","props":{"label":"OK"}}]}"#;

pub const OP: &str = r#"{\"op\":\"set\",\"id\":\"title\",\"path\":\"/props/text\",\"value\":\"Ciao\"}"#;

pub fn started(status: u16, headers: &[(&str, &str)]) -> ModelSignal {
    ModelSignal::Started {
        status,
        headers: headers
            .iter()
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .collect(),
    }
}

pub fn chunk(text: &str) -> ModelSignal {
    ModelSignal::Chunk(text.as_bytes().to_vec())
}

/// Pieces of an answer's text, as events of a chat stream.
pub fn said(text: &str) -> ModelSignal {
    chunk(&format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n"
    ))
}

pub fn ended(word: &str) -> ModelSignal {
    chunk(&format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{word}\"}}]}}\n\ndata: [DONE]\n\n"
    ))
}

pub fn events(signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
    let start = started(200, &[("content-type", "text/event-stream")]);
    [start].into_iter().chain(signals).collect()
}

pub fn whole(signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
    let mut signals = events(signals);
    signals.push(ModelSignal::Finished);
    signals
}

pub fn good() -> Vec<ModelSignal> {
    whole([
        said(r#"{\"ops\":["#),
        said(OP),
        said(r#"],\"question\":null,\"summary\":\"s\"}"#),
        ended("stop"),
    ])
}

pub fn broken(kind: ModelFailure) -> ModelSignal {
    ModelSignal::Failed {
        kind,
        detail: "sk-secret-detail".into(),
    }
}

pub fn refused(status: u16, body: &str) -> Vec<ModelSignal> {
    vec![
        started(status, &[("content-type", "application/json")]),
        chunk(body),
        ModelSignal::Finished,
    ]
}

/// What the injected call does; `None`: it says nothing, for ever.
pub type Fault = Option<Vec<ModelSignal>>;

/// A shell whose n-th call does what `plan` says.
pub fn shell(
    config: EngineConfig,
    plan: impl Fn(usize, &ModelCall) -> Fault + 'static,
) -> (NativeShell, Rc<RefCell<usize>>) {
    let calls = Rc::new(RefCell::new(0));
    let count = calls.clone();
    let model = Scripted(move |call: &ModelCall| {
        let turn = count.replace_with(|turn| *turn + 1);
        match plan(turn, call) {
            Some(signals) => Reaction::Signals(signals),
            None => Reaction::Silence,
        }
    });
    (
        NativeShell::with_config(config, &SharedStore::default(), model),
        calls,
    )
}

pub fn config() -> EngineConfig {
    let mut config = EngineConfig::new("tab");
    config.provider = http();
    config.policy.calls_per_hour = 0;
    config
}

pub fn http() -> ProviderConfig {
    ProviderConfig::Http(Provider::new(Dialect::OpenAiChat, "https://x.test/v1", "m"))
}

/// What a million tokens of its model cost.
pub fn price() -> Price {
    Price {
        model: "m".into(),
        exact: false,
        input: 1.0,
        output: 2.0,
        cached_input: 0.5,
        cache_write: 1.0,
    }
}

pub fn code(result: &EditResult) -> &str {
    result.error.as_ref().map_or("", |error| error.code.as_str())
}

pub fn edit(session: &str, id: &str, prompt: &str) -> Command {
    wish(session, id, prompt, &["title"])
}
