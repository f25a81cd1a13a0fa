//! From decisions to stored records and back.

use crate::document::{Document, Limits};
use crate::journal::{Entry, Envelope, Event, JournalError, SectionTag};
use crate::version::{Op, Patch, decode_delta, decode_keyframe, encode_delta, encode_keyframe};
use crate::workflow::design::{Decision, DesignState, Made};

/// A keyframe is written when the deltas since the last one weigh this many times the document: reading a version then
/// costs at most as many deltas, and storing costs at most a quarter more than the deltas alone.
const DELTAS_PER_KEYFRAME: usize = 4;

/// The bytes of a record.
pub(super) fn encode(decision: &Decision, state: &DesignState, at: u64) -> Vec<u8> {
    let mut envelope = Envelope::default();
    envelope.set(
        SectionTag::ENTRY,
        Entry {
            at,
            events: decision.events.clone(),
        }
        .encode(),
    );
    if let Some(made) = &decision.made {
        let first = version_of(&decision.events).is_some_and(|(_, parent)| parent == 0);
        let delta = encode_delta(&made.patch, &made.document);
        let heavy = state.delta_bytes + delta.len() > DELTAS_PER_KEYFRAME * made.document.json_len();
        if !first {
            envelope.set(SectionTag::DELTA, delta);
        }
        if first || heavy {
            envelope.set(SectionTag::KEYFRAME, encode_keyframe(&made.document));
        }
    }
    envelope.encode()
}

/// Takes a record into the state. `Ok(false)`: it holds a version whose document could not be made again.
///
/// # Errors
/// The record cannot be read at all; the state is as it was.
pub(super) fn replay(
    bytes: &[u8],
    state: &mut DesignState,
    limits: &Limits,
) -> Result<(Entry, bool), JournalError> {
    let envelope = Envelope::decode(bytes)?;
    let entry = envelope
        .section(SectionTag::ENTRY)
        .ok_or(JournalError::Corrupt {
            what: "there is no entry",
        })
        .and_then(Entry::decode)?;
    let mut whole = true;
    let made = version_of(&entry.events).map(|(_, parent)| {
        let made = remake(&envelope, parent, state, limits);
        whole = made.is_some();
        made
    });
    let made = made.flatten();
    for event in &entry.events {
        state.evolve(event, entry.at, made.as_ref());
    }
    account(&envelope, state);
    Ok((entry, whole))
}

/// Keeps count of the deltas since the last keyframe, for records that were just written or read.
pub(super) fn account(envelope: &Envelope, state: &mut DesignState) {
    if envelope.section(SectionTag::KEYFRAME).is_some() {
        state.delta_bytes = 0;
    } else if let Some(delta) = envelope.section(SectionTag::DELTA) {
        state.delta_bytes += delta.len();
    }
}

fn version_of(events: &[Event]) -> Option<(u32, u32)> {
    events.iter().find_map(|event| match event {
        Event::VersionCommitted { number, parent, .. } => Some((*number, *parent)),
        _ => None,
    })
}

/// The document from the delta on its parent, whose checksum must fit, else from the keyframe.
fn remake(envelope: &Envelope, parent: u32, state: &DesignState, limits: &Limits) -> Option<Made> {
    let by_delta = || {
        let delta = decode_delta(envelope.section(SectionTag::DELTA)?, limits).ok()?;
        let applied = crate::version::apply(&state.document_at(parent)?, &delta.patch, limits).ok()?;
        (applied.document.hash() == delta.checksum).then_some(Made {
            patch: delta.patch,
            document: applied.document,
        })
    };
    let by_keyframe = || {
        let document: Document = decode_keyframe(envelope.section(SectionTag::KEYFRAME)?, limits).ok()?;
        let patch = match state.document_at(parent) {
            Some(before) if parent != 0 => crate::version::diff(&before, &document),
            _ => Patch::new([Op::set_at("", document.root().clone())]),
        };
        Some(Made { patch, document })
    };
    by_delta().or_else(by_keyframe)
}
