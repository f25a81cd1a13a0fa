//! Every error that leaves the engine has a code, a sentence and advice. Rule ENG-12 of core/SPEC.md.

use bozzetto_core::engine::{EngineError, StoreFault, StoreFaultKind};
use bozzetto_core::journal::JournalError;
use bozzetto_core::model::{ModelError, ModelErrorCode};
use bozzetto_core::protocol::SessionStatus;
use bozzetto_core::version::{ChoiceError, VersionError};
use bozzetto_core::workflow::design::Rejection;

fn all() -> Vec<EngineError> {
    let text = || "x".to_owned();
    let store = |kind| {
        EngineError::Store(StoreFault {
            kind,
            detail: "disk".into(),
        })
    };
    let corrupt = JournalError::Corrupt {
        what: "the checksum does not fit",
    };
    let mut all = vec![
        EngineError::NotOpen { session: text() },
        EngineError::EditId,
        EngineError::Image { what: "text" },
        EngineError::Argument {
            what: "a TTL is a positive number",
        },
        EngineError::UnknownSession { session: text() },
        EngineError::Forbidden,
        EngineError::TargetGone { id: "x".into() },
        EngineError::NothingMeant {
            reason: "no design change was asked for".into(),
        },
        EngineError::Journal(corrupt.clone()),
        EngineError::Journal(JournalError::NewerFormat { found: 2, known: 1 }),
        EngineError::Journal(JournalError::UnknownEvent { name: "a.b/2".into() }),
        EngineError::SetAside { versions: 2 },
        EngineError::Mended { records: 2 },
        EngineError::Version(VersionError::UnknownVersion { number: 7 }),
        EngineError::Version(VersionError::Checksum),
        EngineError::Version(VersionError::Corrupt {
            what: "it ends too early",
        }),
        EngineError::Version(VersionError::UnknownForm { form: 9 }),
        EngineError::Version(VersionError::WrongParent { number: 2, parent: 7 }),
        EngineError::Unreadable(corrupt),
        EngineError::Unreadable(JournalError::NewerFormat { found: 2, known: 1 }),
        EngineError::Overtaken(JournalError::NewerFormat { found: 2, known: 1 }),
        EngineError::Deleted,
        EngineError::NotSaved { versions: 2 },
        EngineError::Import { what: text() },
        EngineError::Answer { what: text() },
        EngineError::Interrupted,
        EngineError::Model(ModelError::new(ModelErrorCode::Network)),
    ];
    all.extend(
        [
            StoreFaultKind::Quota,
            StoreFaultKind::Unavailable,
            StoreFaultKind::Blocked,
            StoreFaultKind::Lost,
            StoreFaultKind::Failed,
        ]
        .map(store),
    );
    all.extend(
        [
            Rejection::NotActive {
                status: SessionStatus::Expired,
            },
            Rejection::NotActive {
                status: SessionStatus::Completed,
            },
            Rejection::NotActive {
                status: SessionStatus::Paused,
            },
            Rejection::UnknownVersion { version: 9 },
            Rejection::NothingToUndo,
            Rejection::NothingToRedo,
            Rejection::NoChange,
            Rejection::HereAlready {
                what: "version 3".into(),
            },
            Rejection::ChangeGone { version: 3 },
            Rejection::ChangedSince { version: 3 },
            Rejection::TakenBack { version: 3 },
            Rejection::AllHeldBack { held: String::new() },
            Rejection::ForReview { held: String::new() },
            Rejection::NothingHeld { edit: text() },
            Rejection::UnknownPart { part: 3 },
            Rejection::UnknownBranch { name: text() },
            Rejection::BranchName { name: text() },
            Rejection::UnknownEdit { edit: text() },
            Rejection::DuplicateEdit { edit: text() },
            Rejection::Conflict,
            Rejection::Choice(ChoiceError::Clash("a".into())),
            Rejection::Choice(ChoiceError::Unknown {
                key: "place:go:".into(),
                conflicts: 1,
            }),
            Rejection::Score,
        ]
        .map(EngineError::Rejected),
    );
    all
}

/// ENG-12: the list of codes, for ever. A changed line is a broken promise.
#[test]
fn every_error_has_a_code_a_sentence_and_advice() {
    let mut codes = Vec::new();
    for error in all() {
        let report = error.report();
        let (area, what) = report.code.split_once('.').expect("area.what");
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        assert!(is_word(area) && is_word(what), "{}", report.code);
        assert!(report.message.ends_with(['.', '?', '!']), "{}", report.message);
        assert!(
            report
                .message
                .chars()
                .next()
                .is_some_and(|letter| !letter.is_lowercase()),
            "{}",
            report.message
        );
        let advice = report.suggested_action.expect("advice");
        assert!(advice.len() > 8 && advice.ends_with('.'), "{advice}");
        codes.push(format!(
            "{} recoverable={} state={:?}",
            report.code, report.recoverable, report.session_state
        ));
    }
    codes.sort();
    codes.dedup();
    insta::assert_snapshot!(codes.join("\n"));
}
