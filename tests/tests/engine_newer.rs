//! A tab of an older release that meets what a newer one stored. Rules ENG-23, JRN-3 and JRN-5 of core/SPEC.md.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::journal::{Envelope, SectionTag, sealed};
use bozzetto_core::protocol::{Command, ErrorReport, Notice};
use bozzetto_tests::design::{BIG, FONT_SIZE, GREEN, PAGE, apply, silent, tab, value};
use bozzetto_tests::shell::{NativeShell, SharedStore, StorePlan};

/// A record with an event that this release does not know.
fn unknown_event() -> Vec<u8> {
    let mut unknown = Envelope::default();
    unknown.set(
        SectionTag(1),
        br#"{"at":1,"events":[{"session.rated/9":{"score":4}}]}"#.to_vec(),
    );
    unknown.encode()
}

/// JRN-3, JRN-5, ENG-23: what a newer release of the app stored ends the session in a tab that does not know it. Nothing is written on top of it, and
/// nothing that is not there is told as saved.
#[test]
fn a_newer_tab_ends_the_session_here() {
    let unknown = unknown_event();
    let mut later = unknown[..unknown.len() - 4].to_vec();
    later[2] = 99;
    for (record, code) in [
        (unknown, "journal.unknown-event"),
        (sealed(later), "journal.newer-format"),
    ] {
        for when in ["idle", "storing", "not saved", "read anew"] {
            let store = SharedStore::default();
            let mut a = silent("a", &store);
            let session = a.create_from(PAGE).session_id;
            let stream = format!("session:{session}");
            let rate = |score| Command::RateSession {
                session_id: session.clone(),
                score,
            };
            if when == "not saved" {
                store.plan(StorePlan::Full(StoreFaultKind::Quota));
                a.run(rate(3)).unwrap();
                store.plan(StorePlan::Sound);
            }
            let mut records = store.records(&stream);
            if when == "read anew" {
                records.push(Vec::new());
            }
            records.push(record.clone());
            store.tamper(&stream, records.clone());
            match when {
                "storing" => assert_eq!(a.run(rate(3)).unwrap_err().code, code),
                "not saved" => a.advance(2_500),
                _ => a.hear_of(&stream),
            }
            a.settle();
            let ended = a.notices.iter().find_map(|notice| match notice {
                Notice::Ended { session_id, error } => Some((session_id, error.code.as_str())),
                _ => None,
            });
            assert_eq!(ended, Some((&session, code)), "{when}");
            assert!(
                !a.notices
                    .iter()
                    .any(|notice| matches!(notice, Notice::Deleted { .. }))
            );
            assert_eq!(a.run(rate(5)).unwrap_err().code, "session.not-open");
            assert_eq!(a.open(&session).unwrap_err().code, code);
            assert_eq!(store.records(&stream), records, "{when}");
        }
    }
}

fn end_of(shell: &NativeShell) -> Option<&ErrorReport> {
    shell.notices.iter().find_map(|notice| match notice {
        Notice::Ended { error, .. } => Some(error),
        _ => None,
    })
}

/// ENG-23: what could not be stored when a newer release went on is exported as it was here, and nothing of it is written; also where the store
/// had lost everything, and another tab wrote that back.
#[test]
fn what_a_newer_tab_overtook_is_exported() {
    for (lost, others) in [(false, false), (false, true), (true, false), (true, true)] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        let stream = format!("session:{session}");
        a.edit(&session, "green", &["go"]);
        let mut stored = store.records(&stream);
        store.plan(StorePlan::Full(StoreFaultKind::Quota));
        if lost {
            store.vanish();
        }
        a.version(apply(&session, BIG)).unwrap();
        let shown = a.document(&session);
        store.plan(StorePlan::Sound);
        if others {
            // Something that this release can read comes before what it cannot.
            let mut rated = Envelope::default();
            let rating = br#"{"at":1,"events":[{"session.rated/1":{"score":4}}]}"#;
            rated.set(SectionTag(1), rating.to_vec());
            stored.push(rated.encode());
        }
        stored.push(unknown_event());
        store.tamper(&stream, stored.clone());
        a.advance(2_500);
        a.settle();
        let error = end_of(&a).unwrap().clone();
        assert_eq!(error.code, "journal.unknown-event", "{lost} {others}");
        assert!(error.suggested_action.unwrap().starts_with("Export the session"));
        for _ in 0..3 {
            a.advance(70_000);
            a.settle();
        }
        assert_eq!(store.records(&stream), stored);
        let file = a.export(&session, false).unwrap();
        let mut elsewhere = tab("c", &SharedStore::default(), BIG);
        let copy = elsewhere.import(&file).unwrap();
        assert_eq!(elsewhere.document(&copy.session_id), shown);
        assert_eq!(value(&elsewhere, &copy.session_id, FONT_SIZE), 40);
        // Who deletes the session deletes that, too.
        a.run(Command::DeleteSession {
            session_id: session.clone(),
        })
        .unwrap();
        assert_eq!(a.export(&session, false).unwrap_err().code, "session.unknown");
    }
}

/// ENG-23: where all was stored there is nothing to be exported but what is stored, which is the newer release's.
#[test]
fn what_a_newer_tab_stored_is_not_exported_here() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let stream = format!("session:{session}");
    let mut stored = store.records(&stream);
    stored.push(unknown_event());
    store.tamper(&stream, stored);
    a.hear_of(&stream);
    a.settle();
    let action = end_of(&a).unwrap().suggested_action.clone().unwrap();
    assert!(action.starts_with("Update the app"), "{action}");
    let error = a.export(&session, false).unwrap_err();
    assert_eq!(error.code, "journal.unknown-event");
}
