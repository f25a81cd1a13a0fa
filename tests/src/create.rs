//! First versions of the embedded model, straight from its composer.

use bozzetto_core::context::{EditBrief, GuardReport, Targets, Understanding};
use bozzetto_core::document::{Document, Limits};
use bozzetto_core::model::offline::answer_create;
use bozzetto_core::version::{Patch, apply};
use serde_json::Value;

/// What the embedded model is asked for a first version.
pub fn brief(prompt: &str) -> EditBrief {
    EditBrief {
        before: None,
        also: Vec::new(),
        create: true,
        understanding: Understanding {
            sure: false,
            guard: GuardReport {
                masked: prompt.to_owned(),
                ..GuardReport::default()
            },
            session: None,
            clauses: Vec::new(),
            intents: Vec::new(),
            targets: Targets::Nothing {
                reason: String::new(),
            },
            answer: None,
            settled: Vec::new(),
            corrects: false,
        },
        document: Document::empty_screen(),
        selection: Vec::new(),
        recent: Vec::new(),
        older: Vec::new(),
        faults: Vec::new(),
    }
}

/// The first version that it makes of a prompt.
pub fn create(prompt: &str) -> Value {
    let answer = answer_create(&brief(prompt));
    let limits = Limits::default();
    let patch = Patch::parse(&format!("[{}]", answer.ops.join(",")), &limits).expect("ops in wire form");
    let applied = apply(&Document::empty_screen(), &patch, &limits)
        .unwrap_or_else(|error| panic!("{prompt}: {error:?}"));
    serde_json::from_str(&applied.document.to_json()).expect("JSON")
}
