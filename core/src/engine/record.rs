//! From decisions to stored records and back.

use super::StoredRecord;
use crate::document::{Document, Limits};
use crate::journal::{Entry, Envelope, Event, JournalError, SectionTag};
use crate::version::{
    Check, Delta, Editor, Op, Patch, Stamp, Standing, apply, decode_delta, decode_keyframe, diff_in_order,
    encode_delta, encode_keyframe, is_current,
};
use crate::workflow::design::{Content, Decision, DesignState, MAIN_BRANCH, Made, unsaid};

/// A keyframe is not written before the deltas since the last one weigh this much.
const LEAST_BETWEEN_KEYFRAMES: usize = 4096;

/// How much of a record is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Versions are kept as bytes and read when they are asked for
    Lazy,
    /// Every version is made; what can be saved of a damaged stream is saved
    Salvage,
    /// Every version is made and nothing is forgiven
    Strict,
}

/// What came of reading a record.
#[derive(Clone, Debug)]
pub(super) struct Replayed {
    /// What happened, for itself and those that it stands for
    pub(super) entries: Vec<Entry>,
    /// Versions in it that are not there
    pub(super) lost: u32,
    /// So many records, itself included, it stands for; those behind it are passed over
    pub(super) covers: u64,
    /// A flipped bit was put right, or a version was made without one before it that is lost
    pub(super) mended: bool,
    /// Sections that are not known here
    pub(super) unknown: Vec<Unknown>,
}

/// The tag of a section that is not known here, and its bytes.
pub(super) type Unknown = (u8, Vec<u8>);

/// The bytes of a record.
///
/// A keyframe is written when the deltas since the last one weigh as much as it did: so opening costs at most two documents,
/// and the keyframes never weigh more than the deltas.
pub(super) fn encode(decision: &Decision, state: &DesignState, at: u64) -> Vec<u8> {
    let mut envelope = Envelope::default();
    envelope.set_entry(&Entry {
        at,
        events: decision.events.clone(),
    });
    if let (Some(made), Some((number, parent, _))) = (&decision.made, version_of(&decision.events)) {
        let first = parent == 0;
        let above = state.history.stamp(parent).unwrap_or_default();
        let stamp = Stamp::of(above, number, made.document.hash());
        let delta = encode_delta(&made.patch, stamp);
        let since = state.delta_bytes + delta.len();
        let heavy = since > state.keyframe_bytes.max(LEAST_BETWEEN_KEYFRAMES);
        if !first {
            envelope.set(SectionTag::DELTA, delta);
        }
        if first || heavy {
            envelope.set(SectionTag::KEYFRAME, encode_keyframe(&made.document));
        }
    }
    envelope.encode()
}

/// Takes a record into the state.
///
/// # Errors
/// The record cannot be read at all; the state is as it was.
pub(super) fn replay(
    bytes: &[u8],
    state: &mut DesignState,
    limits: &Limits,
    reading: Reading,
) -> Result<Replayed, JournalError> {
    let (mut mended, mut damaged) = (false, false);
    let envelope = match Envelope::decode(bytes) {
        Err(error @ JournalError::Corrupt { .. }) if reading != Reading::Strict => {
            mended = true;
            match Envelope::mend(bytes) {
                Some(whole) => Envelope::decode(&whole)?,
                None => {
                    damaged = true;
                    Envelope::salvage(bytes).ok_or(error)?
                }
            }
        }
        other => other?,
    };
    if let Some(entries) = envelope.section(SectionTag::ENTRIES) {
        let entries = Entry::decode_all(entries)?;
        let replayed = replay_packed(&envelope, entries, state, (mended, damaged))?;
        return Ok(Replayed {
            unknown: unknown(&envelope),
            ..replayed
        });
    }
    if let Some(pack) = envelope.section(SectionTag::PACK).filter(|_| damaged) {
        return replay_unsaid(pack, state);
    }
    let entry = envelope.entry()?;
    let version = version_of(&entry.events);
    let source = match version {
        Some((number, parent, branch)) => {
            let source = if reading == Reading::Lazy {
                stored(&envelope, parent, state)
            } else {
                None
            };
            source.or_else(|| remake(&envelope, (number, parent, branch), state, limits, reading))
        }
        None => None,
    };
    mended |= matches!(source, Some(Source::AfterLoss(_, _, Standing::Mended)));
    let content = match &source {
        None => None,
        Some(Source::Stored { delta, keyframe }) => Some(Content::Stored {
            delta: *delta,
            keyframe: *keyframe,
        }),
        Some(Source::Made(made)) => Some(Content::Made(made)),
        Some(Source::AfterLoss(made, stamp, standing)) => Some(Content::AfterLoss(made, *stamp, *standing)),
    };
    let before = state.versions.len();
    for event in &entry.events {
        state.evolve(event, entry.at, content);
    }
    account(&envelope, state);
    let lost = u32::from(version.is_some() && state.versions.len() == before);
    Ok(Replayed {
        entries: vec![entry],
        lost,
        covers: 1,
        mended,
        unknown: unknown(&envelope),
    })
}

fn unknown(envelope: &Envelope) -> Vec<Unknown> {
    let unknown = envelope.unknown();
    unknown.map(|(tag, bytes)| (tag, bytes.to_vec())).collect()
}

/// Takes in what a record stands for that others were packed into. Of a damaged one, every version has to prove itself.
fn replay_packed(
    envelope: &Envelope,
    entries: Vec<Entry>,
    state: &mut DesignState,
    (mended, damaged): (bool, bool),
) -> Result<Replayed, JournalError> {
    if entries.is_empty() {
        return Err(JournalError::Corrupt {
            what: "it stands for no record",
        });
    }
    let pack = envelope.section(SectionTag::PACK);
    if let Some(pack) = pack {
        // What is not in it is missing below.
        let _ = state.history.push_packed(pack);
    }
    // All of them first, as long as each has the stamp before it: without that one it cannot be held against its own.
    let is_there = |number| match damaged {
        true => state.history.is_proven(number),
        false => state.history.parent(number).is_some(),
    };
    let versions: Vec<Option<(u32, bool)>> = entries
        .iter()
        .map(|entry| version_of(&entry.events).map(|(number, ..)| (number, is_there(number))))
        .collect();
    let mut lost = 0;
    for (entry, version) in entries.iter().zip(versions) {
        let is_lost = version.is_some_and(|(_, is_there)| !is_there);
        lost += u32::from(is_lost);
        if let (true, Some((number, _))) = (is_lost, version) {
            // Nothing may stand on it.
            state.history.discard(number);
        }
        let content = (!is_lost).then_some(Content::Packed);
        for event in &entry.events {
            state.evolve(event, entry.at, content);
        }
    }
    state.delta_bytes = 0;
    state.keyframe_bytes = pack.map_or(0, <[u8]>::len) / 2;
    Ok(Replayed {
        covers: entries.len() as u64,
        entries,
        lost,
        mended: mended && !damaged,
        unknown: Vec::new(),
    })
}

/// Takes in the versions of a damaged record that nothing is known of any more but what they are.
fn replay_unsaid(pack: &[u8], state: &mut DesignState) -> Result<Replayed, JournalError> {
    let before = state.history.latest();
    state
        .history
        .push_packed(pack)
        .map_err(|_| JournalError::Corrupt {
            what: "nothing of it can be read",
        })?;
    let all: Vec<u32> = state
        .history
        .numbers()
        .filter(|number| *number > before)
        .collect();
    let (there, lost): (Vec<u32>, Vec<u32>) =
        all.iter().partition(|number| state.history.is_proven(**number));
    lost.iter().for_each(|number| state.history.discard(*number));
    let mut entries = Vec::new();
    for number in there {
        let parent = state.history.parent(number).unwrap_or_default();
        let branch = state.version(parent).map_or(MAIN_BRANCH, |above| &above.branch);
        let event = unsaid(number, parent, branch);
        let at = state.last_activity;
        state.evolve(&event, at, Some(Content::Packed));
        let events = vec![event];
        entries.push(Entry { at, events });
    }
    Ok(Replayed {
        covers: all.len() as u64,
        entries,
        // What was said of them is.
        lost: (lost.len() as u32).max(1),
        mended: false,
        unknown: Vec::new(),
    })
}

/// Whether a record stands for others, or another one for it.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.is_empty()
        || Envelope::decode(bytes).is_ok_and(|envelope| envelope.section(SectionTag::ENTRIES).is_some())
}

/// Whether a record is whole and stands for nothing but itself.
pub(super) fn is_single(bytes: &[u8]) -> bool {
    Envelope::decode(bytes).is_ok_and(|envelope| envelope.section(SectionTag::ENTRIES).is_none())
}

/// Whether two copies of a stream tell the same as far as both go, packed or not. What is damaged in one of them tells nothing; two of
/// which nothing can be compared do not agree.
pub fn tell_the_same(a: &[StoredRecord], b: &[StoredRecord]) -> bool {
    let (a, b) = (told_by(a), told_by(b));
    let both = || {
        a.iter()
            .zip(&b)
            .filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)))
    };
    both().next().is_some() && both().all(|(a, b)| a == b)
}

/// What each number of a stream tells.
fn told_by(records: &[StoredRecord]) -> Vec<Option<Entry>> {
    let mut told: Vec<Option<Entry>> = Vec::with_capacity(records.len());
    for stored in records {
        let at = stored.seq as usize;
        if stored.seq >= told.len() as u64 + records.len() as u64 || at < told.len() {
            continue;
        }
        told.resize(at, None);
        told.extend(entries_in(&stored.bytes));
    }
    told
}

/// What a record tells, for itself and those that it stands for; what is damaged tells nothing.
pub(super) fn entries_in(bytes: &[u8]) -> Vec<Option<Entry>> {
    let envelope = Envelope::decode(bytes)
        .ok()
        .or_else(|| Envelope::decode(&Envelope::mend(bytes)?).ok());
    match envelope {
        None => vec![None],
        Some(envelope) => match envelope.section(SectionTag::ENTRIES) {
            Some(entries) => Entry::decode_all(entries)
                .map_or(vec![None], |entries| entries.into_iter().map(Some).collect()),
            None => vec![envelope.entry().ok()],
        },
    }
}

/// Passes over records that one before them stands for.
#[derive(Debug, Default)]
pub(super) struct Covered {
    up_to: u64,
}

impl Replayed {
    /// All that happened.
    pub(super) fn events(self) -> impl Iterator<Item = Event> {
        self.entries.into_iter().flat_map(|entry| entry.events)
    }
}

impl Covered {
    /// Takes a record into the state, unless one before it stands for it: then `None`.
    pub(super) fn replay(
        &mut self,
        seq: u64,
        bytes: &[u8],
        state: &mut DesignState,
        limits: &Limits,
        reading: Reading,
    ) -> Option<Result<Replayed, JournalError>> {
        if self.holds(seq) {
            return None;
        }
        let replayed = replay(bytes, state, limits, reading);
        if let Ok(replayed) = &replayed {
            self.note(seq, replayed);
        }
        Some(replayed)
    }

    /// Whether the record of this number is in one that was read.
    pub(super) fn holds(&self, seq: u64) -> bool {
        seq < self.up_to
    }

    /// A record was read.
    pub(super) fn note(&mut self, seq: u64, replayed: &Replayed) {
        self.up_to = seq.saturating_add(replayed.covers);
    }
}

/// Keeps count of the deltas since the last keyframe, for records that were just written or read.
pub(super) fn account(envelope: &Envelope, state: &mut DesignState) {
    if let Some(keyframe) = envelope.section(SectionTag::KEYFRAME) {
        state.delta_bytes = 0;
        state.keyframe_bytes = keyframe.len();
    } else if let Some(delta) = envelope.section(SectionTag::DELTA) {
        state.delta_bytes += delta.len();
    }
}

/// The number of the version in a record that stands for nothing but itself.
pub(super) fn version_in(bytes: &[u8]) -> Option<u32> {
    let entry = Envelope::decode(bytes).ok()?.entry().ok()?;
    version_of(&entry.events).map(|(number, ..)| number)
}

/// Number, parent and branch.
pub(super) fn version_of(events: &[Event]) -> Option<(u32, u32, &str)> {
    events.iter().find_map(|event| match event {
        Event::VersionCommitted {
            number,
            parent,
            branch,
            ..
        } => Some((*number, *parent, branch.as_str())),
        _ => None,
    })
}

/// Where the document of a version comes from.
enum Source<'a> {
    Stored {
        delta: Option<&'a [u8]>,
        keyframe: Option<&'a [u8]>,
    },
    Made(Made),
    AfterLoss(Made, Stamp, Standing),
}

/// A version that can stay bytes: of this form, and with everything it stands on in good order.
fn stored<'a>(envelope: &'a Envelope, parent: u32, state: &DesignState) -> Option<Source<'a>> {
    let (delta, keyframe) = (
        envelope.section(SectionTag::DELTA),
        envelope.section(SectionTag::KEYFRAME),
    );
    if !is_current(delta, keyframe) {
        return None;
    }
    let sound = match state.history.standing(parent) {
        Some(standing) => standing != Standing::Mended || keyframe.is_some(),
        None => parent == 0 && keyframe.is_some(),
    };
    sound.then_some(Source::Stored { delta, keyframe })
}

/// The document from the delta on its parent, which must lead to what it says, else from the keyframe; else, where the parent
/// is lost, from the delta on what is left of the branch.
fn remake<'a>(
    envelope: &Envelope,
    (number, parent, branch): (u32, u32, &str),
    state: &DesignState,
    limits: &Limits,
    reading: Reading,
) -> Option<Source<'a>> {
    let delta = envelope
        .section(SectionTag::DELTA)
        .and_then(|bytes| decode_delta(bytes, limits).ok());
    let apply_on = |on: u32, delta: &Delta| {
        let applied = apply(&state.document_at(on)?, &delta.patch, limits).ok()?;
        Some(Made {
            patch: delta.patch.clone(),
            document: applied.document,
        })
    };
    // What it does to what was lost is left out.
    let apply_what_goes = |on: u32, delta: &Delta| {
        let mut editor = Editor::new(&state.document_at(on)?, limits);
        let ops = delta.patch.ops.iter().filter(|op| editor.apply(op).is_ok());
        let patch = Patch::new(ops.cloned());
        let document = editor.document();
        Some(Made { patch, document })
    };
    let stamp = match delta.as_ref().map(|delta| delta.check) {
        Some(Check::Stamp(stamp)) => stamp,
        _ => Stamp::default(),
    };
    let standing = state.history.standing(parent);
    if standing.is_some()
        && let Some(delta) = &delta
    {
        let above = state.history.stamp(parent).unwrap_or_default();
        if let Some(made) = apply_on(parent, delta)
            && delta.check(above, number, &made.document).is_ok()
        {
            return Some(Source::Made(made));
        }
        if standing == Some(Standing::Mended) && envelope.section(SectionTag::KEYFRAME).is_none() {
            let made = apply_what_goes(parent, delta)?;
            return Some(Source::AfterLoss(made, stamp, Standing::Mended));
        }
    }
    let keyframe = envelope.section(SectionTag::KEYFRAME);
    if let Some(document) = keyframe.and_then(|bytes| decode_keyframe(bytes, limits).ok()) {
        let made = made_whole(state.document_at(parent).filter(|_| parent != 0), document);
        return Some(match (delta, parent) {
            (Some(_), 1..) => Source::AfterLoss(made, stamp, Standing::Orphan),
            _ => Source::Made(made),
        });
    }
    let left = state.head_of(branch);
    if reading == Reading::Strict || standing.is_some() || left == 0 {
        return None;
    }
    Some(Source::AfterLoss(
        apply_what_goes(left, &delta?)?,
        stamp,
        Standing::Mended,
    ))
}

fn made_whole(before: Option<Document>, document: Document) -> Made {
    let patch = match before {
        Some(before) => diff_in_order(&before, &document),
        None => Patch::new([Op::set_at("", document.root().clone())]),
    };
    Made { patch, document }
}
