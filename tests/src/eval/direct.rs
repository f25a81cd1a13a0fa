//! Understanding, model and ops in a row, without engine, journal and store: quick, for work on the language.

use bozzetto_core::context::{
    Answer, Clarified, EditBrief, Interaction, Targets, Understanding, understand, unmask,
};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline;
use bozzetto_core::version::{Patch, apply};
use serde_json::{Value, json};

use super::case::Case;
use super::names::{intent_name, intent_of, kind_name};
use super::path::{End, Outcome, Path, Provider, replace_all};

/// The short way.
pub struct Direct {
    provider: Provider,
    open: Option<Open>,
}

/// A question that waits.
struct Open {
    case: Case,
    document: Document,
    candidates: Vec<String>,
}

impl Direct {
    /// With a model.
    pub fn new(provider: Provider) -> Self {
        Self { provider, open: None }
    }

    fn go_on(
        &mut self,
        case: &Case,
        document: Document,
        gold: &[Value],
        clarified: Option<&Clarified>,
    ) -> Result<Outcome, String> {
        let limits = Limits::default();
        let recent = interactions(&case.history);
        let create = case.is_create();
        let mut understood = understand(
            &case.prompt,
            &document,
            &recent,
            &case.selection,
            clarified,
            &limits,
        )
        .map_err(|error| error.to_string())?;
        let before: Value = serde_json::from_str(&document.to_json()).map_err(|error| error.to_string())?;
        let placeholders = understood.guard.placeholders.clone();
        let mut outcome = outcome_of(&understood, before);
        if !create && understood.session.is_some() {
            outcome.end = End::Committed;
            return Ok(outcome);
        }
        if let (false, Targets::Nothing { reason }) = (create, &understood.targets) {
            outcome.said.clone_from(reason);
            return Ok(outcome);
        }
        if let (false, Targets::Ambiguous { question, .. }) = (create, &understood.targets) {
            outcome.end = End::Clarify;
            outcome.said.clone_from(question);
            self.open = Some(Open {
                case: case.clone(),
                document,
                candidates: outcome.targets.clone(),
            });
            return Ok(outcome);
        }
        for placeholder in &mut understood.guard.placeholders {
            placeholder.text.clear();
        }
        let brief = EditBrief {
            before: None,
            also: Vec::new(),
            create,
            understanding: understood,
            document: document.clone(),
            selection: case.selection.clone(),
            recent,
            older: Vec::new(),
            faults: Vec::new(),
        };
        outcome.sent.push(format!(
            "{:?} {:?} {:?}",
            brief.understanding, brief.recent, brief.selection
        ));
        let answer = match self.provider {
            Provider::Offline => offline::answer(&brief),
            Provider::Gold => {
                let tokens: Vec<(String, String)> = placeholders
                    .iter()
                    .map(|one| (one.text.clone(), one.token.clone()))
                    .collect();
                json!({"ops": replace_all(&json!(gold), &tokens), "question": null, "summary": "gold"})
                    .to_string()
            }
        };
        let answer: Value =
            serde_json::from_str(&answer).map_err(|error| format!("the model's answer: {error}"))?;
        let changes = answer
            .get("ops")
            .and_then(Value::as_array)
            .is_some_and(|ops| !ops.is_empty());
        if let (Some(question), false) = (answer.get("question").and_then(Value::as_str), changes) {
            outcome.end = End::Clarify;
            outcome.said = question.to_owned();
            self.open = Some(Open {
                case: case.clone(),
                document,
                candidates: outcome.targets.clone(),
            });
            return Ok(outcome);
        }
        let ops = unmask_all(answer.get("ops").unwrap_or(&Value::Null), &placeholders);
        let patch = Patch::parse(&ops.to_string(), &limits).map_err(|error| error.to_string());
        let applied =
            patch.and_then(|patch| apply(&document, &patch, &limits).map_err(|error| error.to_string()));
        match applied {
            Ok(applied) => {
                outcome.end = End::Committed;
                outcome.after =
                    serde_json::from_str(&applied.document.to_json()).map_err(|error| error.to_string())?;
            }
            Err(error) => outcome.said = error,
        }
        Ok(outcome)
    }
}

impl Path for Direct {
    fn run(&mut self, case: &Case, document: Option<&str>) -> Result<Outcome, String> {
        self.open = None;
        let limits = Limits::default();
        let document = match document {
            Some(text) => Document::parse(text, &limits).map_err(|error| error.to_string())?,
            None => Document::empty_screen(),
        };
        let setup =
            Patch::parse(&json!(case.setup).to_string(), &limits).map_err(|error| error.to_string())?;
        let document = apply(&document, &setup, &limits)
            .map_err(|error| error.to_string())?
            .document;
        self.go_on(case, document, &case.gold, None)
    }

    fn answer(&mut self, text: &str, gold: &[Value]) -> Result<Outcome, String> {
        let open = self.open.take().ok_or("no question is open")?;
        let clarified = Clarified {
            candidates: open.candidates,
            answer: Answer::Text(text.to_owned()),
        };
        self.go_on(&open.case, open.document, gold, Some(&clarified))
    }
}

fn outcome_of(understood: &Understanding, before: Value) -> Outcome {
    let guard = &understood.guard;
    let targets = match &understood.targets {
        Targets::Resolved { candidates } | Targets::Ambiguous { candidates, .. } => {
            candidates.iter().map(|candidate| candidate.id.clone()).collect()
        }
        Targets::Nothing { .. } => Vec::new(),
    };
    Outcome {
        end: End::Rejected,
        said: String::new(),
        after: before.clone(),
        before,
        types: understood
            .intents
            .iter()
            .map(|intent| intent_name(*intent).to_owned())
            .collect(),
        targets,
        sent: Vec::new(),
        masked: guard.masked.clone(),
        replaced: guard
            .placeholders
            .iter()
            .map(|one| (kind_name(one.kind).to_owned(), one.text.clone()))
            .collect(),
        restored: unmask(&guard.masked, &guard.placeholders),
        injection: guard.injection,
        unsafe_request: guard.unsafe_request,
    }
}

fn unmask_all(value: &Value, placeholders: &[bozzetto_core::context::Placeholder]) -> Value {
    let pairs: Vec<(String, String)> = placeholders
        .iter()
        .map(|one| (one.token.clone(), one.text.clone()))
        .collect();
    replace_all(value, &pairs)
}

/// The history of a case as recent interactions.
pub fn interactions(history: &[Value]) -> Vec<Interaction> {
    let strings = |entry: &Value, key: &str| -> Vec<String> {
        entry
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    history
        .iter()
        .enumerate()
        .map(|(at, entry)| Interaction {
            prompt: entry
                .get("prompt")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            types: strings(entry, "types")
                .iter()
                .filter_map(|name| intent_of(name))
                .collect(),
            targets: strings(entry, "targets"),
            summary: entry
                .get("summary")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            version: at as u32 + 2,
        })
        .collect()
}
