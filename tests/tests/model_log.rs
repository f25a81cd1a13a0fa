//! The audit log of a session with very many calls. Rules MOD-44 and MOD-58 of core/SPEC.md.

use bozzetto_core::journal::{Envelope, SectionTag};
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, SharedStore, Silent};

/// A record of so many calls, one a millisecond, beginning at a moment.
fn calls(from: u64, count: u64) -> Vec<u8> {
    let call = |at: u64| {
        format!(
            r#"{{"model.called/1":{{"edit":"e","at":{at},"provider":"openai","name":"m","server":"https://x.test"}}}}"#
        )
    };
    let calls: Vec<String> = (from..from + count).map(call).collect();
    let entry = format!(r#"{{"at":{from},"events":[{}]}}"#, calls.join(","));
    let mut envelope = Envelope::default();
    envelope.set(SectionTag(1), entry.into_bytes());
    envelope.encode()
}

/// MOD-44, MOD-58: of more calls than are kept at hand the latest ten thousand are told, and those of other tabs count for the limits as before,
/// also where all of the session is read once more.
#[test]
fn calls_of_others_count_however_many_there_were() {
    for before in [100, 9_990, 10_000, 26_000] {
        let store = SharedStore::default();
        let tab = || {
            let mut config = config();
            config.policy.calls_per_hour = 60;
            NativeShell::with_config(config, &store, Silent)
        };
        let (mut tab, mut late) = (tab(), tab());
        let session = tab.create_from(DOCUMENT).session_id;
        let stream = format!("session:{session}");
        let now = tab.now();
        let mut records = store.records(&stream);
        records.push(calls(now - 100_000_000, before));
        store.tamper(&stream, records.clone());
        late.open(&session).unwrap();
        // A record is missing, so it is read from its beginning.
        records.push(Vec::new());
        records.push(calls(now - 1_000, 60));
        store.tamper(&stream, records);
        late.hear_of(&stream);
        late.settle();
        let log = late.engine.audit_log(&session).unwrap();
        assert_eq!(log.len() as u64, (before + 60).min(10_000));
        assert_eq!(log.last().unwrap().at as u64, now - 941);
        let result = late.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(result.status, EditStatus::Failed, "{before}");
        assert_eq!(result.error.unwrap().code, "edit.rate-limited", "{before}");
    }
}
