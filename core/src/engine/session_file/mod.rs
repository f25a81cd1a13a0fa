//! The portable file of a session: lines of JSON that any reader can read. The format is told in `core/docs/session-file.md`.

mod old;
mod read;
mod write;

pub(super) use read::Import;
pub(super) use write::{pack, pack_what_is_left};

use super::EngineError;
use super::record::{self, Reading};
use crate::document::{Limits, check_limits};
use crate::journal::{Entry, Envelope, Event, JournalError, SectionTag};
use crate::workflow::design::DesignState;
use bozzetto_versions::crc32;

/// The format that is written.
const FORMAT: u32 = 2;

fn invalid(what: impl Into<String>) -> EngineError {
    EngineError::Import { what: what.into() }
}

/// Somebody newer wrote what is named: it is no damage.
fn newer(what: impl Into<String>) -> EngineError {
    EngineError::ImportNewer { what: what.into() }
}

/// The check of the lines up to one, from that of the lines before it and its own.
fn chained(before: u32, own: u32) -> u32 {
    let [a, b, c, d] = before.to_le_bytes();
    let [e, f, g, h] = own.to_le_bytes();
    crc32(&[a, b, c, d, e, f, g, h])
}

/// Replays all records, none of which may be damaged.
///
/// # Errors
/// [`EngineError::Import`] with the number of the first record that does not fit, [`EngineError::ImportNewer`] where a later
/// release wrote it
pub(super) fn replay_all(records: &[Vec<u8>], limits: &Limits) -> Result<DesignState, EngineError> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    let mut packed = false;
    for (index, bytes) in records.iter().enumerate() {
        let replayed = covered.replay(index as u64, bytes, &mut state, limits, Reading::Strict);
        let Some(replayed) = replayed else { continue };
        match replayed {
            Ok(replayed) if replayed.lost == 0 => packed |= replayed.covers > 1,
            Ok(_) => return Err(invalid(format!("the version in record {index} does not follow"))),
            Err(JournalError::UnknownEvent { name }) => {
                return Err(newer(format!("the event {name:?} in record {index}")));
            }
            Err(JournalError::NewerFormat { found, .. }) => {
                return Err(newer(format!("the format {found} of record {index}")));
            }
            Err(error) => return Err(invalid(format!("record {index}: {error}"))),
        }
        if state.session.is_empty() {
            return Err(invalid("it does not begin with a session"));
        }
    }
    // What is packed was not looked at yet.
    let fits = |number: u32| {
        state
            .history
            .at(number)
            .is_ok_and(|document| check_limits(document.root(), limits).is_ok())
    };
    if packed && !state.history.numbers().all(fits) {
        return Err(invalid("a packed version in it cannot be read"));
    }
    Ok(state)
}

/// Gives the session in the first record another id and, if wanted, another user. Sections that are not known are kept. A copy gets one
/// more record, which says where it begins: what was counted of its original up to there is not counted again. Who had it before is named
/// nowhere in what is somebody else's now.
///
/// # Errors
/// [`EngineError::Import`]
pub(super) fn rename(
    records: &mut Vec<Vec<u8>>,
    id: &str,
    new_user: Option<&str>,
) -> Result<(), EngineError> {
    if let Some(new_user) = new_user {
        records.iter_mut().for_each(|record| name_only(new_user, record));
    }
    let unreadable = || invalid("its first record cannot be read");
    let first = records.first_mut().ok_or_else(unreadable)?;
    let (envelope, mut entries) = taken_apart(first).ok_or_else(unreadable)?;
    let entry = entries.first_mut().ok_or_else(unreadable)?;
    let Some(Event::SessionCreated {
        session,
        user,
        copy_of,
        ..
    }) = entry.events.first_mut()
    else {
        return Err(unreadable());
    };
    let is_copy = session != id;
    if is_copy {
        *copy_of = Some(std::mem::replace(session, id.to_owned()));
    }
    if let Some(new_user) = new_user {
        *user = Some(new_user.to_owned());
    }
    let mark = is_copy.then(|| entry.clone());
    *first = put_together(envelope, &entries);
    if let Some(mut mark) = mark {
        // The same once more, at the same moment: everything else of it was said, and it is no activity.
        mark.events.truncate(1);
        let mut envelope = Envelope::default();
        envelope.set_entry(&mark);
        records.push(envelope.encode());
    }
    Ok(())
}

fn taken_apart(record: &[u8]) -> Option<(Envelope, Vec<Entry>)> {
    let envelope = Envelope::decode(record).ok()?;
    let entries = match envelope.section(SectionTag::ENTRIES) {
        Some(bytes) => Entry::decode_all(bytes).ok()?,
        None => vec![envelope.entry().ok()?],
    };
    Some((envelope, entries))
}

fn put_together(mut envelope: Envelope, entries: &[Entry]) -> Vec<u8> {
    if envelope.section(SectionTag::ENTRIES).is_some() {
        envelope.set(SectionTag::ENTRIES, Entry::encode_all(entries));
    } else if let [entry] = entries {
        envelope.set_entry(entry);
    }
    envelope.encode()
}

/// Takes out of a record who made a version, if it was not this user.
fn name_only(user: &str, record: &mut Vec<u8>) {
    // What cannot be read is refused when all of it is replayed.
    let Some((envelope, mut entries)) = taken_apart(record) else {
        return;
    };
    let mut changed = false;
    for event in entries.iter_mut().flat_map(|entry| &mut entry.events) {
        if event.author().is_some_and(|author| author != user) {
            event.set_author(None);
            changed = true;
        }
    }
    if changed {
        *record = put_together(envelope, &entries);
    }
}
