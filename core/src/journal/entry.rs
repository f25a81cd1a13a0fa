//! The entry: events that happened together, as they are written and read.

use std::sync::LazyLock;

use serde::Serialize;

use super::{Event, JournalError, Upcaster, upcast};
use crate::document::{Limits, Object, Value};
use crate::json;
use crate::version::{Vocabulary, coded_value_bytes, read_coded_value, read_value, value_bytes};

/// The entry section of a record: events that happened together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Milliseconds since 1970
    pub at: u64,
    /// In order
    pub events: Vec<Event>,
}

impl Entry {
    /// As bytes: its JSON, with names for the keys and what else is frequent.
    pub fn encode(&self) -> Vec<u8> {
        let value = json::read(json::to_text(self).as_bytes()).unwrap_or_default();
        value_bytes(&value, &WORDS)
    }

    /// Reads an entry of this or an earlier version of its events.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`], [`JournalError::UnknownEvent`]
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let value = read_value(bytes, &WORDS, &Limits::unlimited());
        Self::from_value(&value.unwrap_or_default(), upcast::UPCASTERS)
    }

    /// Several entries as bytes, for records that are packed together.
    pub fn encode_all(entries: &[Self]) -> Vec<u8> {
        let values = entries
            .iter()
            .map(|entry| json::read(json::to_text(entry).as_bytes()).unwrap_or_default());
        coded_value_bytes(&Value::array(values), &WORDS)
    }

    /// Reads what [`Entry::encode_all`] wrote.
    ///
    /// # Errors
    /// As [`Entry::decode`]
    pub fn decode_all(bytes: &[u8]) -> Result<Vec<Self>, JournalError> {
        let values = read_coded_value(bytes, &WORDS, &Limits::unlimited()).unwrap_or_default();
        let entries = values.as_array().ok_or(JournalError::Corrupt {
            what: "the entries are not readable",
        })?;
        entries
            .iter()
            .map(|entry| Self::from_value(entry, upcast::UPCASTERS))
            .collect()
    }

    /// Reads an entry of the first format, which was JSON.
    pub(super) fn decode_json(bytes: &[u8]) -> Result<Self, JournalError> {
        Self::from_value(&json::read(bytes).unwrap_or_default(), upcast::UPCASTERS)
    }

    /// Reads an entry from its JSON. Other fields are passed over.
    ///
    /// # Errors
    /// As [`Entry::decode`]
    pub fn from_json(raw: &Value) -> Result<Self, JournalError> {
        Self::from_value(raw, upcast::UPCASTERS)
    }

    pub(super) fn from_value(raw: &Value, upcasters: &[Upcaster]) -> Result<Self, JournalError> {
        let unreadable = JournalError::Corrupt {
            what: "the entry is not readable",
        };
        let at = raw.get("at").and_then(|at| u64::try_from(at.as_i64()?).ok());
        let events = raw.get("events").and_then(Value::as_array);
        let (Some(at), Some(events)) = (at, events) else {
            return Err(unreadable);
        };
        let events = events
            .iter()
            .map(|event| decode_event(event, upcasters))
            .collect::<Result<_, _>>()?;
        Ok(Self { at, events })
    }
}

fn decode_event(event: &Value, upcasters: &[Upcaster]) -> Result<Event, JournalError> {
    let wrong = JournalError::Corrupt {
        what: "an event has the wrong fields",
    };
    let Some([(name, data)]) = event.as_object().map(Object::entries) else {
        return Err(wrong);
    };
    let (name, data) = upcast::upcast(name, data.clone(), upcasters);
    if !KNOWN.contains(&name) {
        return Err(JournalError::UnknownEvent {
            name: name.to_owned(),
        });
    }
    json::from_value(&Value::object([(name, data)])).map_err(|_| wrong)
}

/// What an entry names instead of spelling it. For ever: nothing may be added or taken away, because what an entry spells is
/// numbered behind these.
static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(WORD_LIST));

const WORD_LIST: &[&str] = &[
    "at",
    "events",
    "session.created/1",
    "session.status-set/1",
    "session.rated/1",
    "edit.requested/1",
    "edit.resumed/1",
    "edit.asked/1",
    "edit.answered/1",
    "edit.ended/1",
    "version.committed/1",
    "branch.created/1",
    "branch.switched/1",
    "session",
    "user",
    "prompt",
    "ttl_ms",
    "copy_of",
    "status",
    "score",
    "edit",
    "target",
    "base",
    "branch",
    "owner",
    "types",
    "create",
    "question",
    "candidates",
    "node",
    "text",
    "summary",
    "ms",
    "error",
    "number",
    "parent",
    "kind",
    "targets",
    "outside",
    "provider",
    "input_tokens",
    "output_tokens",
    "of",
    "name",
    "version",
    "id",
    "reason",
    "code",
    "message",
    "recoverable",
    "suggestedAction",
    "sessionState",
    "cause",
    "modify",
    "add",
    "remove",
    "style",
    "layout",
    "apply",
    "undo",
    "redo",
    "rollback",
    "merge",
    "offline",
    "committed",
    "clarify",
    "rejected",
    "failed",
    "cancelled",
    "active",
    "paused",
    "completed",
    "abandoned",
    "expired",
    "edit.queued/1",
    "revert",
    "cherry-pick",
    "held",
];

/// Every name that [`Event`] writes.
const KNOWN: &[&str] = &[
    "session.created/1",
    "session.status-set/1",
    "session.rated/1",
    "edit.requested/1",
    "edit.resumed/1",
    "edit.asked/1",
    "edit.answered/1",
    "edit.ended/1",
    "version.committed/1",
    "branch.created/1",
    "branch.switched/1",
    "edit.queued/1",
    "model.called/1",
    "edit.held/1",
    "edit.spent/1",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Candidate, Intent};
    use crate::protocol::{Attempt, EditStatus, SessionStatus, VersionKind};

    fn one_of_each() -> Vec<Event> {
        let edit = || "e1".to_owned();
        vec![
            Event::SessionCreated {
                session: "ses_1".into(),
                user: Some("u".into()),
                prompt: "a shop".into(),
                ttl_ms: Some(1000),
                copy_of: None,
            },
            Event::StatusSet {
                status: SessionStatus::Paused,
            },
            Event::Rated { score: 4 },
            Event::EditRequested {
                edit: edit(),
                prompt: "bigger".into(),
                target: vec!["n".into()],
                base: 1,
                branch: "main".into(),
                owner: "tab".into(),
                types: vec![Intent::Style],
                create: false,
                images: 0,
            },
            Event::EditResumed {
                edit: edit(),
                owner: "tab2".into(),
            },
            Event::EditAsked {
                edit: edit(),
                question: "Which?".into(),
                candidates: vec![Candidate {
                    id: "n".into(),
                    score: 0.5,
                    reason: "a button".into(),
                }],
            },
            Event::EditAnswered {
                edit: edit(),
                owner: "tab".into(),
                node: Some("n".into()),
                text: None,
            },
            Event::EditEnded {
                edit: edit(),
                status: EditStatus::Cancelled,
                summary: String::new(),
                ms: 5,
                error: None,
                input_tokens: None,
                output_tokens: None,
                cached: None,
                cost: None,
                attempts: vec![],
            },
            Event::VersionCommitted {
                number: 2,
                parent: 1,
                branch: "main".into(),
                kind: VersionKind::Edit,
                edit: Some(edit()),
                prompt: "bigger".into(),
                summary: "Title bigger".into(),
                types: vec![Intent::Style],
                targets: vec!["n".into()],
                outside: vec![],
                held: String::new(),
                ms: 12,
                provider: "offline".into(),
                input_tokens: None,
                output_tokens: None,
                cached: None,
                cost: None,
                from_cache: false,
                attempts: vec![],
                of: None,
                author: None,
            },
            Event::BranchCreated {
                name: "b".into(),
                version: 2,
            },
            Event::BranchSwitched { name: "main".into() },
            Event::EditQueued {
                edit: edit(),
                prompt: "wider".into(),
                target: vec!["n".into()],
                base: Some(1),
                owner: "tab".into(),
                images: 0,
            },
            Event::ModelCalled {
                edit: edit(),
                at: 1_700_000_000_000,
                provider: "openai".into(),
                name: "m".into(),
                server: "https://x.test".into(),
                input_tokens: Some(1000),
                output_tokens: None,
                error: Some("model.overloaded".into()),
            },
            Event::EditHeld {
                edit: edit(),
                held: r#"[{"op":"remove","id":"n"}]"#.into(),
                made: false,
            },
            Event::EditSpent {
                edit: edit(),
                input_tokens: Some(1000),
                output_tokens: Some(50),
                cached: None,
                cost: Some(0.001),
            },
        ]
    }

    /// JRN-4: the written form of every event, for ever. A change of this snapshot needs a new event version.
    #[test]
    fn golden_form_of_every_event() {
        let entry = Entry {
            at: 1_700_000_000_000,
            events: one_of_each(),
        };
        let text = json::to_text(&entry);
        insta::assert_snapshot!(text.replace("}},{", "}},\n{"));
        assert_eq!(Entry::decode_json(text.as_bytes()).unwrap(), entry);
        let bytes = entry.encode();
        assert_eq!(Entry::decode(&bytes).unwrap(), entry);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        insta::assert_snapshot!("bytes_of_every_event", hex);
    }

    /// JRN-4: that some of what an edit held back was made is said where it was.
    #[test]
    fn what_was_made_of_what_was_held_back_is_read_back() {
        let entry = Entry {
            at: 1,
            events: vec![Event::EditHeld {
                edit: "e".into(),
                held: "[]".into(),
                made: true,
            }],
        };
        assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
        assert!(json::to_text(&entry).contains(r#""made":true"#));
    }

    /// JRN-4: what a version took is part of it.
    #[test]
    fn what_a_version_took_is_read_back() {
        let mut event = one_of_each().remove(8);
        let Event::VersionCommitted {
            cached,
            cost,
            from_cache,
            attempts,
            ..
        } = &mut event
        else {
            panic!("not a version")
        };
        (*cached, *cost, *from_cache) = (Some(7), Some(0.000_125), true);
        attempts.push(Attempt {
            provider: "openai".into(),
            model: "m".into(),
            error: Some("model.auth".into()),
            waited_ms: 0.0,
            duration_ms: None,
        });
        let entry = Entry {
            at: 1,
            events: vec![event],
        };
        assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry);
        let text = json::to_text(&entry);
        let took = r#""cached":7,"cost":0.000125,"from_cache":true,"attempts":[{"provider":"openai","model":"m","error":"model.auth","waitedMs":0,"durationMs":null}]"#;
        assert!(text.contains(took), "{text}");
    }

    /// JRN-4: no event can be written that could not be read again.
    #[test]
    fn every_event_is_in_the_table() {
        for event in one_of_each() {
            let event = Value::parse(&json::to_text(&event), &Default::default()).unwrap();
            let name = &event.as_object().unwrap().entries()[0].0;
            assert!(KNOWN.contains(&&**name), "{name}");
        }
        assert_eq!(one_of_each().len(), KNOWN.len());
    }

    /// JRN-5
    #[test]
    fn unknown_kinds_and_versions_are_named() {
        for name in ["session.created/2", "credits.reserved/1", ""] {
            let text = format!(r#"{{"at":1,"events":[{{"{name}":{{}}}}]}}"#);
            assert_eq!(
                Entry::decode_json(text.as_bytes()),
                Err(JournalError::UnknownEvent { name: name.into() })
            );
        }
        for text in [
            "[]",
            "",
            r#"{"at":1,"events":[1]}"#,
            r#"{"at":1,"events":[{}]}"#,
            r#"{"at":-1,"events":[]}"#,
        ] {
            let read = Entry::decode_json(text.as_bytes());
            assert!(matches!(read, Err(JournalError::Corrupt { .. })), "{text}");
        }
        assert!(matches!(
            Entry::decode_json(br#"{"at":1,"events":[{"session.rated/1":{"score":"x"}}]}"#),
            Err(JournalError::Corrupt { .. })
        ));
    }

    /// JRN-6
    #[test]
    fn old_versions_are_lifted_step_by_step() {
        const STEPS: &[Upcaster] = &[
            Upcaster {
                from: "session.stars-given/1",
                to: "session.stars-given/2",
                lift: |data| {
                    let stars = data.get("n").cloned().unwrap_or_default();
                    data.without("n").with("stars", stars)
                },
            },
            Upcaster {
                from: "session.stars-given/2",
                to: "session.rated/1",
                lift: |data| {
                    let stars = data.get("stars").cloned().unwrap_or_default();
                    data.without("stars").with("score", stars)
                },
            },
        ];
        let text = br#"{"at":1,"events":[{"session.stars-given/1":{"n":3}}]}"#;
        let entry = Entry::from_value(&json::read(text).unwrap(), STEPS).unwrap();
        assert_eq!(entry.events, [Event::Rated { score: 3 }]);
    }

    /// JRN-14
    #[test]
    fn long_texts_are_read_again() {
        let prompt = "x".repeat(17_000_000);
        let entry = Entry {
            at: 1,
            events: vec![Event::SessionCreated {
                session: "ses_1".into(),
                user: None,
                prompt,
                ttl_ms: None,
                copy_of: None,
            }],
        };
        assert!(Entry::decode(&entry.encode()) == Ok(entry));
    }
}
