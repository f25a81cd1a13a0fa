//! Prints every code of the core with its sentence, the advice and whether trying again can help, for `ERRORS.md` of the package.
//!
//! One error of each kind is made and asked what it tells apps, so the table cannot say anything else. What is filled in at
//! run time stands as `…` and `N`. A test of the package compares the codes with those in the sources.

use bozzetto_core::context::PromptError;
use bozzetto_core::document::DocumentError;
use bozzetto_core::engine::{EngineError, StoreFault, StoreFaultKind};
use bozzetto_core::journal::JournalError;
use bozzetto_core::model::{ModelError, ModelErrorCode};
use bozzetto_core::protocol::SessionStatus;
use bozzetto_core::version::{ChoiceError, OpError, VersionError};
use bozzetto_core::workflow::design::Rejection;
use serde_json::json;

/// What stands for a number; nothing else in the sentences looks like it.
const NUMBER: u32 = 987_001;

fn main() {
    let errors = engine().into_iter().chain(rejections()).chain(data());
    let rows: Vec<_> = errors
        .map(|error| {
            let report = error.report();
            let number = NUMBER.to_string();
            // The wait is told in seconds, rounded up.
            let filled = |text: String| text.replace(&number, "N").replace("988 s", "N s");
            json!({
                "code": report.code,
                "message": filled(report.message),
                "action": report.suggested_action.map(filled),
                "recoverable": report.recoverable,
                "again": as_it_is(&error),
            })
        })
        .collect();
    println!("{}", json!(rows));
}

/// Whether the same, unchanged, can work a little later.
fn as_it_is(error: &EngineError) -> bool {
    match error {
        EngineError::Model(error) => error.retryable,
        EngineError::Store(fault) => fault.kind != StoreFaultKind::Unavailable,
        EngineError::Unavailable { .. } | EngineError::RateLimited { .. } => true,
        EngineError::Interrupted => true,
        _ => false,
    }
}

fn some() -> String {
    "…".to_owned()
}

fn engine() -> Vec<EngineError> {
    let wait_ms = u64::from(NUMBER);
    let mut all = vec![
        EngineError::NotOpen { session: some() },
        EngineError::EditId,
        EngineError::Image {
            what: "an image cannot be shown to a model",
        },
        EngineError::Argument {
            what: "an argument or an option cannot be what was meant",
        },
        EngineError::UnknownSession { session: some() },
        EngineError::Forbidden,
        EngineError::TargetGone { id: some() },
        EngineError::NothingMeant {
            reason: "the words mean nothing in this document".to_owned(),
        },
        EngineError::Prompt(PromptError::Empty),
        EngineError::Prompt(PromptError::TooLong {
            bytes: NUMBER as usize,
            limit: NUMBER as usize,
        }),
        EngineError::SetAside { versions: NUMBER },
        EngineError::Mended { records: NUMBER },
        EngineError::Unreadable(JournalError::Corrupt { what: "…" }),
        EngineError::Deleted,
        EngineError::NotSaved { versions: NUMBER },
        EngineError::Import { what: some() },
        EngineError::ImportNewer { what: some() },
        EngineError::ImportTooLarge {
            limit: NUMBER as usize,
        },
        EngineError::ImportUnknown,
        EngineError::ExportDamaged,
        EngineError::Unavailable {
            provider: some(),
            wait_ms,
            cause: ModelError::new(ModelErrorCode::Overloaded),
        },
        EngineError::Suspended,
        EngineError::RateLimited { wait_ms },
        EngineError::Answer { what: some() },
        EngineError::Interrupted,
    ];
    let models = ModelErrorCode::ALL.into_iter().map(ModelError::new);
    all.extend(models.map(EngineError::Model));
    let stores = [
        StoreFaultKind::Quota,
        StoreFaultKind::Unavailable,
        StoreFaultKind::Blocked,
        StoreFaultKind::Lost,
        StoreFaultKind::Failed,
    ];
    all.extend(stores.map(|kind| {
        EngineError::Store(StoreFault {
            kind,
            detail: String::new(),
        })
    }));
    all
}

fn rejections() -> Vec<EngineError> {
    let version = NUMBER;
    let ended = [
        SessionStatus::Expired,
        SessionStatus::Paused,
        SessionStatus::Completed,
    ];
    let mut all: Vec<_> = ended.map(|status| Rejection::NotActive { status }).into();
    all.extend([
        Rejection::UnknownVersion { version },
        Rejection::FirstVersion { version: 0 },
        Rejection::NothingToUndo,
        Rejection::NothingToRedo,
        Rejection::NoChange,
        Rejection::HereAlready { what: some() },
        Rejection::ChangeGone { version },
        Rejection::ChangedSince { version },
        Rejection::TakenBack { version },
        Rejection::AllHeldBack { held: some() },
        Rejection::ForReview { held: some() },
        Rejection::NothingHeld { edit: some() },
        Rejection::UnknownPart { part: NUMBER },
        Rejection::UnknownBranch { name: some() },
        Rejection::BranchName { name: some() },
        Rejection::UnknownEdit { edit: some() },
        Rejection::DuplicateEdit { edit: some() },
        Rejection::Conflict,
        Rejection::Choice(ChoiceError::Unknown {
            key: some(),
            conflicts: NUMBER as usize,
        }),
        Rejection::Choice(ChoiceError::Clash(some())),
        Rejection::Score,
    ]);
    all.into_iter().map(EngineError::Rejected).collect()
}

/// Of documents, ops, versions and stored records.
fn data() -> Vec<EngineError> {
    let (path, id) = (some, some);
    let (limit, bytes, offset) = (NUMBER as usize, NUMBER as usize, NUMBER as usize);
    let documents = [
        DocumentError::Syntax {
            what: "…",
            offset,
            path: path(),
        },
        DocumentError::LoneSurrogate { offset, path: path() },
        DocumentError::NumberRange { offset, path: path() },
        DocumentError::TooDeep { limit, path: path() },
        DocumentError::TooLarge { bytes, limit },
        DocumentError::TooManyValues { limit },
        DocumentError::StringTooLong {
            bytes,
            limit,
            path: path(),
        },
        DocumentError::DuplicateId {
            id: id(),
            first: path(),
            second: path(),
        },
    ];
    let ops = [
        OpError::Shape {
            message: "it has not the form of an op".to_owned(),
        },
        OpError::TooManyOps { limit },
        OpError::UnknownNode { id: id() },
        OpError::BadPointer { path: path() },
        OpError::NoSuchPath {
            path: path(),
            why: "…",
        },
        OpError::NotAList { path: path() },
        OpError::NotAText { path: path() },
        OpError::TextRange {
            at: NUMBER,
            delete: NUMBER,
            length: limit,
        },
        OpError::Root,
        OpError::IntoItself {
            id: id(),
            parent: id(),
        },
        OpError::DuplicateId { id: id() },
        OpError::NoMergePatch,
        OpError::TestFailed { path: path() },
    ];
    let versions = [
        VersionError::UnknownForm { form: 9 },
        VersionError::Corrupt { what: "…" },
        VersionError::Checksum,
        VersionError::WrongParent {
            number: NUMBER,
            parent: NUMBER,
        },
    ];
    let records = [
        JournalError::Corrupt { what: "…" },
        JournalError::NewerFormat { found: 2, known: 1 },
        JournalError::UnknownEvent { name: some() },
    ];
    let documents = documents.map(EngineError::Document).into_iter();
    documents
        .chain(ops.map(|reason| EngineError::Patch(reason.at(NUMBER as usize))))
        .chain(versions.map(EngineError::Version))
        .chain(records.map(EngineError::Journal))
        .collect()
}
