//! The portable file of a session: its records as they are stored, one after the other, with a mark and a check.
//!
//! ```text
//! 'B' 'Z' 'S' 'F' format=1 | length(u32, little endian) record | ... | crc32 of all before, little endian
//! ```

use super::record::{self, Reading};
use super::{EngineError, StoredRecord};
use crate::document::{Limits, check_limits};
use crate::journal::{Entry, Envelope, Event, SectionTag};
use crate::version::{Op, Patch, diff};
use crate::workflow::design::{Decision, DesignState, Made};
use bozzetto_versions::crc32;

const MARK: [u8; 4] = *b"BZSF";
const FORMAT: u8 = 1;

fn invalid(what: impl Into<String>) -> EngineError {
    EngineError::Import { what: what.into() }
}

/// Packs records into a file.
pub(super) fn pack<'a>(records: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = MARK.to_vec();
    out.push(FORMAT);
    for record in records {
        out.extend_from_slice(&(record.len() as u32).to_le_bytes());
        out.extend_from_slice(record);
    }
    let sum = crc32(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    out
}

/// Packs what can be read of a damaged session, written anew: every version that is left, with what is known of it.
pub(super) fn pack_what_is_left(session: &str, records: &[StoredRecord], limits: &Limits) -> Vec<u8> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    for stored in records {
        if covered.holds(stored.seq) {
            continue;
        }
        // What cannot be read is what is left out.
        if let Ok(replayed) = record::replay(&stored.bytes, &mut state, limits, Reading::Salvage) {
            covered.note(stored.seq, &replayed);
        }
    }
    let mut fresh = DesignState::default();
    let mut out: Vec<Vec<u8>> = Vec::new();
    let mut put = |decision: &Decision, at: u64, fresh: &mut DesignState| {
        let bytes = record::encode(decision, fresh, at);
        let _ = record::replay(&bytes, fresh, limits, Reading::Strict);
        out.push(bytes);
    };
    let created = Event::SessionCreated {
        session: session.to_owned(),
        user: state.user.clone(),
        prompt: state.prompt.clone(),
        ttl_ms: state.ttl_ms,
        copy_of: None,
    };
    put(&created.into(), state.created_at, &mut fresh);
    for version in &state.versions {
        let parent = state.history.parent(version.number).unwrap_or_default();
        let Ok(document) = state.history.at(version.number) else {
            continue;
        };
        let (parent, patch) = match fresh.history.at(parent) {
            Ok(before) => (parent, diff(&before, &document)),
            Err(_) => (0, Patch::new([Op::set_at("", document.root().clone())])),
        };
        let event = Event::VersionCommitted {
            number: version.number,
            parent,
            branch: version.branch.clone(),
            kind: version.kind,
            edit: version.edit_id.clone(),
            prompt: version.prompt.clone(),
            summary: version.summary.clone(),
            types: version.types.clone(),
            targets: version.targets.clone(),
            outside: version.outside.clone(),
            held: version.held.clone(),
            ms: version.processing_time_ms as u32,
            provider: version.provider.clone(),
            input_tokens: version.input_tokens,
            output_tokens: version.output_tokens,
            cached: version.cached_input_tokens,
            cost: version.cost,
            of: version.of,
        };
        let decision = Decision {
            events: vec![event],
            made: Some(Made { patch, document }),
        };
        put(&decision, version.at as u64, &mut fresh);
    }
    let last = state.last_activity;
    for (name, branch) in state.branches.iter() {
        if !fresh.branches.contains_key(name) && fresh.version(branch.head).is_some() {
            let event = Event::BranchCreated {
                name: name.clone(),
                version: branch.head,
            };
            put(&event.into(), last, &mut fresh);
        }
    }
    if fresh.branch != state.branch {
        let event = Event::BranchSwitched { name: state.branch };
        put(&event.into(), last, &mut fresh);
    }
    pack(out.iter().map(Vec::as_slice))
}

/// Takes a file apart without believing it.
///
/// # Errors
/// [`EngineError::Import`]
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<Vec<Vec<u8>>, EngineError> {
    if bytes.len() > limits.import_bytes {
        return Err(invalid(format!(
            "it has {} bytes, at most {} are read",
            bytes.len(),
            limits.import_bytes
        )));
    }
    let (body, sum) = bytes
        .split_last_chunk::<4>()
        .ok_or_else(|| invalid("it is too short"))?;
    let (mark, rest) = body
        .split_first_chunk::<4>()
        .ok_or_else(|| invalid("it is too short"))?;
    if *mark != MARK {
        return Err(invalid("it is no Bozzetto session"));
    }
    let (format, mut rest) = rest.split_first().ok_or_else(|| invalid("it is too short"))?;
    if *format != FORMAT {
        return Err(invalid(format!("its format {format} is newer than this app")));
    }
    if crc32(body) != u32::from_le_bytes(*sum) {
        return Err(invalid("its checksum does not fit: it was cut or changed"));
    }
    let mut records = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (record, after) = after
            .split_at_checked(length)
            .ok_or_else(|| invalid("a record is cut"))?;
        records.push(record.to_vec());
        rest = after;
    }
    if records.is_empty() || !rest.is_empty() {
        return Err(invalid("it holds no whole session"));
    }
    Ok(records)
}

/// Replays all records, none of which may be damaged.
///
/// # Errors
/// [`EngineError::Import`] with the number of the first record that does not fit
pub(super) fn replay_all(records: &[Vec<u8>], limits: &Limits) -> Result<DesignState, EngineError> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    let mut packed = false;
    for (index, bytes) in records.iter().enumerate() {
        if covered.holds(index as u64) {
            continue;
        }
        match record::replay(bytes, &mut state, limits, Reading::Strict) {
            Ok(replayed) if replayed.lost == 0 => {
                packed |= replayed.covers > 1;
                covered.note(index as u64, &replayed);
            }
            Ok(_) => return Err(invalid(format!("the version in record {index} does not follow"))),
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

/// Gives the session in the first record another id and, if wanted, another user. Sections that are not known are kept.
///
/// # Errors
/// [`EngineError::Import`]
pub(super) fn rename(records: &mut [Vec<u8>], id: &str, new_user: Option<&str>) -> Result<(), EngineError> {
    let unreadable = || invalid("its first record cannot be read");
    let first = records.first_mut().ok_or_else(unreadable)?;
    let mut envelope = Envelope::decode(first).map_err(|_| unreadable())?;
    let mut entries = match envelope.section(SectionTag::ENTRIES) {
        Some(bytes) => Entry::decode_all(bytes).map_err(|_| unreadable())?,
        None => vec![envelope.entry().map_err(|_| unreadable())?],
    };
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
    if session != id {
        *copy_of = Some(std::mem::replace(session, id.to_owned()));
    }
    if let Some(new_user) = new_user {
        *user = Some(new_user.to_owned());
    }
    if envelope.section(SectionTag::ENTRIES).is_some() {
        envelope.set(SectionTag::ENTRIES, Entry::encode_all(&entries));
    } else if let [entry] = entries.as_slice() {
        envelope.set_entry(entry);
    }
    *first = envelope.encode();
    Ok(())
}
