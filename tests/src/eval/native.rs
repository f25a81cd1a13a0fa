//! The whole way: a native shell, the engine, its journal and a store in memory.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::context::{guard, unmask};
use bozzetto_core::document::Limits;
use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::journal::{Entry, Envelope, Event, SectionTag};
use bozzetto_core::model::offline;
use bozzetto_core::protocol::{Command, EditResult, EditStatus, EditView, Notice, Reply, VersionKind};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::case::Case;
use super::names::{intent_name, kind_name};
use super::path::{End, Outcome, Path, Provider, replace_all};
use crate::shell::{Model, NativeShell, Reaction, SharedStore};

/// What the scripted model answers next: ops as a model that saw the masked prompt writes them.
type Script = Rc<RefCell<Value>>;

/// Answers as the provider of the run.
struct Answers(Script);

impl Model for Answers {
    fn answer(&mut self, call: &ModelCall) -> Reaction {
        match call {
            ModelCall::Embedded(brief) => Reaction::Text(offline::answer(brief)),
            ModelCall::App { .. } => Reaction::Text(
                json!({"ops": *self.0.borrow(), "question": null, "summary": "gold"}).to_string(),
            ),
            ModelCall::Http(_) => Reaction::Silence,
        }
    }
}

/// The whole way.
pub struct Native {
    provider: Provider,
    open: Option<Open>,
}

/// The case that ran last, and where.
struct Open {
    case: Case,
    shell: NativeShell,
    script: Script,
    session: String,
    before: Value,
    edit_id: String,
}

impl Native {
    /// With a model.
    pub fn new(provider: Provider) -> Self {
        Self { provider, open: None }
    }

    fn shell(&self, peer: &str, store: &SharedStore, script: &Script) -> NativeShell {
        let mut config = EngineConfig::new(peer);
        if self.provider == Provider::Gold {
            config.provider = ProviderConfig::App {
                name: "gold".to_owned(),
                batches: false,
            };
        }
        NativeShell::with_config(config, store, Answers(script.clone()))
    }

    /// A session whose history holds the earlier edits of the case, opened anew as after a reload.
    fn seeded(&self, case: &Case, document: &str, script: &Script) -> Result<(NativeShell, String), String> {
        let store = SharedStore::default();
        let mut first = self.shell("before", &store, script);
        let session = first.create_from(document).session_id;
        let root: Value = serde_json::from_str(document).map_err(|error| error.to_string())?;
        let entries = if case.history.is_empty() && !case.setup.is_empty() {
            vec![json!({})]
        } else {
            case.history.clone()
        };
        for at in 0..entries.len() {
            // All of the setup comes with the last entry; the others only leave their words.
            let last = at + 1 == entries.len() && !case.setup.is_empty();
            let ops = if last {
                json!(case.setup)
            } else {
                json!([{"op": "set", "id": root["id"], "path": "/name", "value": root["name"]}])
            };
            first
                .version(Command::ApplyOps {
                    session_id: session.clone(),
                    ops: ops.to_string(),
                    summary: "earlier".to_owned(),
                })
                .map_err(|error| format!("setup: {} {}", error.code, error.message))?;
        }
        first.kill();
        let stream = store
            .streams()
            .into_iter()
            .find(|name| name.contains(&session))
            .ok_or("the session has no stream")?;
        let mut earlier = entries.iter();
        let records = store
            .records(&stream)
            .into_iter()
            .map(|bytes| as_edit(bytes, &mut earlier))
            .collect::<Result<Vec<_>, String>>()?;
        store.tamper(&stream, records);
        let mut shell = self.shell("tab", &store, script);
        shell
            .open(&session)
            .map_err(|error| format!("{} {}", error.code, error.message))?;
        Ok((shell, session))
    }

    fn play(&self, script: &Script, prompt: &str, gold: &[Value]) {
        let tokens: Vec<(String, String)> = guard(prompt, &Limits::default())
            .map(|report| {
                report
                    .placeholders
                    .into_iter()
                    .map(|one| (one.text, one.token))
                    .collect()
            })
            .unwrap_or_default();
        *script.borrow_mut() = replace_all(&json!(gold), &tokens);
    }
}

/// Makes the record of an `apply` that of an edit in words.
fn as_edit(bytes: Vec<u8>, earlier: &mut std::slice::Iter<'_, Value>) -> Result<Vec<u8>, String> {
    let mut envelope = Envelope::decode(&bytes).map_err(|error| error.to_string())?;
    let entry = envelope
        .section(SectionTag::ENTRY)
        .ok_or("a record without an entry")?;
    let mut entry = Entry::decode(entry).map_err(|error| error.to_string())?;
    for event in &mut entry.events {
        if let Event::VersionCommitted {
            kind,
            prompt,
            types,
            targets,
            summary,
            ..
        } = event
            && summary == "earlier"
            && let Some(words) = earlier.next()
        {
            *kind = VersionKind::Edit;
            told(words, "prompt", prompt)?;
            told(words, "types", types)?;
            told(words, "targets", targets)?;
            told(words, "summary", summary)?;
        }
    }
    envelope.set(SectionTag::ENTRY, entry.encode());
    Ok(envelope.encode())
}

/// What a case says of a field of an earlier version, if it says anything.
fn told<T: DeserializeOwned>(words: &Value, name: &str, field: &mut T) -> Result<(), String> {
    if let Some(value) = words.get(name) {
        *field = serde_json::from_value(value.clone()).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

impl Path for Native {
    fn run(&mut self, case: &Case, document: Option<&str>) -> Result<Outcome, String> {
        self.open = None;
        let script = Script::default();
        self.play(&script, &case.prompt, &case.gold);
        let Some(document) = document else {
            let store = SharedStore::default();
            let mut shell = self.shell("tab", &store, &script);
            let (view, result) = shell.create(&case.prompt);
            let open = Open {
                case: case.clone(),
                shell,
                script,
                session: view.session_id,
                before: json!({"id": "root", "type": "screen", "children": []}),
                edit_id: "create".to_owned(),
            };
            return open.outcome(&result);
        };
        let (mut shell, session) = self.seeded(case, document, &script)?;
        let before: Value =
            serde_json::from_str(&shell.document(&session)).map_err(|error| error.to_string())?;
        let target: Vec<&str> = case.selection.iter().map(String::as_str).collect();
        let result = shell.edit(&session, &case.prompt, &target);
        let open = Open {
            case: case.clone(),
            shell,
            script,
            session,
            before,
            edit_id: result.edit_id.clone(),
        };
        let outcome = open.outcome(&result);
        self.open = Some(open);
        outcome
    }

    fn answer(&mut self, text: &str, gold: &[Value]) -> Result<Outcome, String> {
        let mut open = self.open.take().ok_or("no question is open")?;
        self.play(&open.script, &open.case.prompt, gold);
        let command = Command::AnswerClarification {
            session_id: open.session.clone(),
            edit_id: open.edit_id.clone(),
            node_id: None,
            text: Some(text.to_owned()),
        };
        match open.shell.run(command) {
            Ok(Reply::Edit { result }) => {
                let outcome = open.outcome(&result);
                self.open = Some(open);
                outcome
            }
            Ok(other) => Err(format!("not the end of an edit: {other:?}")),
            Err(error) => Err(format!("{} {}", error.code, error.message)),
        }
    }
}

impl Open {
    fn outcome(&self, result: &EditResult) -> Result<Outcome, String> {
        let after = match self.shell.engine.document(&self.session) {
            Ok(document) => serde_json::from_str(&document.to_json()).map_err(|error| error.to_string())?,
            Err(_) => self.before.clone(),
        };
        let (types, targets) = self.understood(result);
        let report = guard(&self.case.prompt, &Limits::default()).ok();
        let placeholders = report
            .as_ref()
            .map(|report| report.placeholders.clone())
            .unwrap_or_default();
        let sent: Vec<String> = self
            .shell
            .calls
            .iter()
            .map(|call| match call {
                ModelCall::Embedded(brief) => {
                    format!(
                        "{:?} {:?} {:?} {:?}",
                        brief.understanding, brief.recent, brief.older, brief.faults
                    )
                }
                ModelCall::App { request, .. } => request.clone(),
                ModelCall::Http(request) => String::from_utf8_lossy(&request.body).into_owned(),
            })
            .collect();
        let masked = report
            .as_ref()
            .map(|report| report.masked.clone())
            .unwrap_or_default();
        Ok(Outcome {
            end: match result.status {
                EditStatus::Committed => End::Committed,
                EditStatus::Clarify => End::Clarify,
                EditStatus::Rejected | EditStatus::Failed | EditStatus::Cancelled => End::Rejected,
            },
            said: match (&result.question, &result.error) {
                (Some(question), _) => question.text.clone(),
                (_, Some(error)) => {
                    format!(
                        "{} {} {}",
                        error.code,
                        error.message,
                        error.cause.clone().unwrap_or_default()
                    )
                }
                _ => result.changes_summary.clone(),
            },
            before: self.before.clone(),
            after,
            types,
            targets,
            sent,
            restored: unmask(&masked, &placeholders),
            masked,
            replaced: placeholders
                .iter()
                .map(|one| (kind_name(one.kind).to_owned(), one.text.clone()))
                .collect(),
            injection: report.as_ref().is_some_and(|report| report.injection),
            unsafe_request: report.as_ref().is_some_and(|report| report.unsafe_request),
        })
    }

    /// What the engine told apps about the words: the question, or what the views of the edit said last.
    fn understood(&self, result: &EditResult) -> (Vec<String>, Vec<String>) {
        let views = self.shell.notices.iter().rev().filter_map(|notice| match notice {
            Notice::Edit { edit, .. } if edit.edit_id == result.edit_id => Some(edit),
            _ => None,
        });
        let views: Vec<&EditView> = views.collect();
        let types = views
            .iter()
            .find(|view| !view.types.is_empty())
            .map(|view| view.types.clone())
            .unwrap_or_default();
        let types = types
            .into_iter()
            .map(|intent| intent_name(intent).to_owned())
            .collect();
        let candidates = match &result.question {
            Some(question) => question.candidates.clone(),
            None => views
                .iter()
                .map(|view| view.candidates.clone())
                .find(|candidates| !candidates.is_empty())
                .unwrap_or_default(),
        };
        (
            types,
            candidates.into_iter().map(|candidate| candidate.id).collect(),
        )
    }
}
