//! Documents and their histories without a session: what JavaScript holds, and what it asks of two texts.

use std::cell::RefCell;

use bozzetto_core::document::{Document, Limits, Value, in_ascii};
use bozzetto_core::engine::EngineError;
use bozzetto_core::protocol::{ErrorReport, MergeChoice, MergePolicy, MergePreview};
use bozzetto_core::version::{
    History, Op, OpError, Patch, PatchError, RebaseError, VersionError, advance, describe, diff,
    diff_foreign, diff_texts, from_json_patch, from_merge_patch, from_spec_stream, invert, merge_with,
    rebase, squash, to_json_patch, to_merge_patch, to_spec_stream, update,
};
use bozzetto_core::workflow::design::Rejection;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::bindings::read;
use crate::memory::grow_ahead;
use crate::values::to_js;

fn failed(error: impl Into<EngineError>) -> JsValue {
    to_js(&error.into().report())
}

/// What cannot even be salvaged.
fn nothing_left(error: VersionError) -> JsValue {
    let next = "Open an earlier copy: nothing of this one can be read.";
    to_js(&ErrorReport {
        suggested_action: Some(next.to_owned()),
        ..EngineError::from(error).report()
    })
}

fn parse(text: &str) -> Result<Document, JsValue> {
    Document::parse(text, &Limits::default()).map_err(failed)
}

/// What `verify` found.
#[derive(Serialize)]
struct Verified {
    versions: u32,
    damaged: Vec<u32>,
    mended: Vec<u32>,
    cut: bool,
}

/// What a history takes, in bytes.
#[derive(Serialize)]
struct Size {
    versions: u32,
    changes: usize,
    keyframes: usize,
    packed: usize,
}

/// All versions of one document.
#[wasm_bindgen]
pub struct CoreHistory {
    history: RefCell<History>,
}

#[wasm_bindgen]
impl CoreHistory {
    /// A history whose version 1 is this document, as JSON text.
    pub fn create(document: &str) -> Result<CoreHistory, JsValue> {
        grow_ahead();
        let document = parse(document)?;
        let mut history = History::new();
        let patch = Patch::new([Op::set_at("", document.root().clone())]);
        history.push(1, 0, &patch, document).map_err(failed)?;
        Ok(Self {
            history: RefCell::new(history),
        })
    }

    /// What `pack` wrote. With `salvage` also damaged bytes: `verify` says then what is left.
    pub fn open(bytes: &[u8], salvage: bool) -> Result<CoreHistory, JsValue> {
        grow_ahead();
        let history = if salvage {
            History::salvage(bytes).map(|(history, _)| history)
        } else {
            History::unpack(bytes)
        };
        let history = history.map_err(|error| match salvage {
            true => nothing_left(error),
            false => failed(error),
        })?;
        Ok(Self {
            history: RefCell::new(history),
        })
    }

    /// Adds a version: ops as JSON text, on a version that is there. Returns its number.
    pub fn append(&self, ops: &str, parent: u32) -> Result<u32, JsValue> {
        grow_ahead();
        let limits = Limits::default();
        let patch = Patch::parse(ops, &limits).map_err(failed)?;
        let mut history = self.history.borrow_mut();
        let number = history.next_number();
        let appended = history.append(number, parent, &patch, &limits);
        appended.map_err(|error| match error {
            // It is the caller's, not a stored one.
            VersionError::Patch(error) => failed(error),
            error => failed(error),
        })?;
        Ok(number)
    }

    /// The highest number.
    #[wasm_bindgen(getter)]
    pub fn latest(&self) -> u32 {
        self.history.borrow().latest()
    }

    /// All numbers.
    pub fn numbers(&self) -> Vec<u32> {
        self.history.borrow().numbers().collect()
    }

    /// The parent of a version; 0 for the first.
    pub fn parent(&self, version: u32) -> Result<u32, JsValue> {
        let parent = self.history.borrow().parent(version);
        parent.ok_or_else(|| failed(VersionError::UnknownVersion { number: version }))
    }

    /// The document as it was, as JSON text.
    pub fn at(&self, version: u32) -> Result<String, JsValue> {
        grow_ahead();
        let document = self.history.borrow().at(version).map_err(failed)?;
        Ok(document.to_json())
    }

    /// What makes the document of version `to` of that of `from`, as `mirror.ts` reads it; empty when they are the same.
    pub fn update(&self, from: u32, to: u32) -> Result<String, JsValue> {
        grow_ahead();
        let history = self.history.borrow();
        let (before, after) = (history.at(from).map_err(failed)?, history.at(to).map_err(failed)?);
        Ok(update(&before, &after))
    }

    /// The document as it was, as a handle.
    pub fn document(&self, version: u32) -> Result<CoreDocument, JsValue> {
        grow_ahead();
        let document = self.history.borrow().at(version).map_err(failed)?;
        Ok(CoreDocument { document })
    }

    /// What leads from one version to another, as JSON text in one of the forms of [`compare`].
    pub fn diff(&self, from: u32, to: u32, form: u32) -> Result<String, JsValue> {
        let history = self.history.borrow();
        let (before, after) = (history.at(from).map_err(failed)?, history.at(to).map_err(failed)?);
        written(&diff(&before, &after), &before, &after, form)
    }

    /// All versions as one file.
    pub fn pack(&self) -> Result<Vec<u8>, JsValue> {
        let history = self.history.borrow();
        history.pack(history.latest()).map_err(failed)
    }

    /// Reads every version and holds it against its stamp.
    pub fn verify(&self) -> JsValue {
        let found = self.history.borrow().verify();
        to_js(&Verified {
            versions: found.versions,
            damaged: found.damaged,
            mended: found.mended,
            cut: found.cut,
        })
    }

    /// What it takes, in bytes.
    pub fn size(&self) -> JsValue {
        let size = self.history.borrow().size();
        to_js(&Size {
            versions: size.versions,
            changes: size.changes,
            keyframes: size.keyframes,
            packed: size.packed,
        })
    }
}

/// A document that JavaScript holds without reading it.
#[wasm_bindgen]
pub struct CoreDocument {
    document: Document,
}

#[wasm_bindgen]
impl CoreDocument {
    /// All of it, as JSON text.
    pub fn text(&self) -> String {
        self.document.to_json()
    }

    /// What is at a JSON Pointer, from a node if one is named, as JSON text; nothing where nothing is.
    pub fn get(&self, id: Option<String>, path: &str) -> Option<String> {
        let root: &Value = match id {
            Some(id) => self.document.node(&id)?.value,
            None => self.document.root(),
        };
        Some(root.pointer(path)?.to_json())
    }
}

/// What leads from one document to another, both as JSON text. The form: 0 ops, 1 compact ops, 2 RFC 6902, 3 words,
/// 4 RFC 7396, 5 SpecStream.
#[wasm_bindgen]
pub fn compare(before: &str, after: &str, form: u32) -> Result<String, JsValue> {
    if form < 2 {
        let patch = diff_texts(before, after, &Limits::default()).map_err(failed)?;
        return Ok(if form == 1 {
            patch.to_compact_json()
        } else {
            patch.to_json()
        });
    }
    let (before, after) = (parse(before)?, parse(after)?);
    written(&diff_foreign(&before, &after), &before, &after, form)
}

/// The document after a change, both as JSON text. The form: 0 ops in any form, 2 RFC 6902, 4 RFC 7396, 5 SpecStream.
#[wasm_bindgen]
pub fn patched(document: &str, change: &str, form: u32) -> Result<String, JsValue> {
    let limits = Limits::default();
    let document = parse(document)?;
    let value = || Value::parse(change, &limits).map_err(failed);
    let patch = match form {
        2 => from_json_patch(&value()?, &document, &limits).map_err(failed)?,
        5 => from_spec_stream(change, &document, &limits).map_err(failed)?,
        4 => from_merge_patch(&value()?, &document, &limits).map_err(failed)?,
        _ => Patch::parse(change, &limits).map_err(failed)?,
    };
    Ok(advance(document, &patch, &limits).map_err(failed)?.to_json())
}

/// What takes a change of a document back: ops as JSON text.
#[wasm_bindgen]
pub fn inverted(document: &str, change: &str) -> Result<String, JsValue> {
    let limits = Limits::default();
    let (document, change) = (parse(document)?, ops(change)?);
    let inverse = invert(&change, &document, &limits).map_err(failed)?;
    Ok(inverse.to_json())
}

/// One change that does what several do in a row: ops as JSON text.
#[wasm_bindgen]
pub fn squashed(document: &str, changes: Vec<String>) -> Result<String, JsValue> {
    let changes: Result<Vec<Patch>, JsValue> = changes.iter().map(|change| ops(change)).collect();
    let squashed = squash(&changes?, &parse(document)?, &Limits::default());
    Ok(squashed.map_err(failed)?.to_json())
}

fn ops(change: &str) -> Result<Patch, JsValue> {
    Patch::parse(change, &Limits::default()).map_err(failed)
}

/// A change that was carried over to a later document.
#[derive(Serialize)]
struct Carried {
    /// As a JSON list
    ops: String,
    /// Nodes (null: the root value) and paths that the later document had changed as well
    overridden: Vec<(Option<String>, String)>,
}

/// The change of one document carried over to a later one, all as JSON text.
#[wasm_bindgen]
pub fn rebased(change: &str, before: &str, later: &str) -> Result<JsValue, JsValue> {
    let rebased = rebase(&ops(change)?, &parse(before)?, &parse(later)?).map_err(|error| match error {
        RebaseError::Base(error) => failed(error),
        RebaseError::NothingLeft => failed(Rejection::NoChange),
        _ => failed(Rejection::Conflict),
    })?;
    let overridden = rebased.overridden.into_iter();
    Ok(to_js(&Carried {
        ops: rebased.patch.to_json(),
        overridden: overridden
            .map(|(id, path)| (id.map(|id| id.to_string()), path.to_string()))
            .collect(),
    }))
}

/// Two documents that come from one put together.
#[derive(Serialize)]
struct Put {
    document: String,
    merge: MergePreview,
}

/// Puts together what two sides made of one document, all as JSON text.
#[wasm_bindgen]
pub fn merged(base: &str, ours: &str, theirs: &str, policy: &str, choices: &str) -> Result<JsValue, JsValue> {
    let (base, ours, theirs) = (parse(base)?, parse(ours)?, parse(theirs)?);
    let policy: MergePolicy = read(policy)?;
    let choices = MergeChoice::pairs(read(choices)?);
    let documents = [&base, &ours, &theirs];
    let merged = merge_with(documents, policy.into(), &choices, &Limits::default())
        .map_err(|error| failed(Rejection::from(error)))?;
    Ok(to_js(&Put {
        document: merged.document.to_json(),
        merge: MergePreview::new(merged, &ours),
    }))
}

/// A change in one of the forms of [`compare`].
pub(crate) fn written(
    patch: &Patch,
    before: &Document,
    after: &Document,
    form: u32,
) -> Result<String, JsValue> {
    Ok(match form {
        1 => patch.to_compact_json(),
        // For `diff`, which parses it.
        6 => in_ascii(patch.to_compact_json()),
        2 => to_json_patch(patch, before).map_err(failed)?.to_json(),
        3 if patch.is_empty() && before.to_json() != after.to_json() => {
            "Only the order of fields differs".to_owned()
        }
        3 => describe(patch, before, after),
        4 => match to_merge_patch(before, after) {
            Some(patch) => patch.to_json(),
            None => {
                return Err(failed(PatchError {
                    op_index: 0,
                    reason: OpError::NoMergePatch,
                }));
            }
        },
        5 => to_spec_stream(patch, before).map_err(failed)?,
        _ => patch.to_json(),
    })
}
