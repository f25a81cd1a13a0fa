//! Sessions as files.

use super::{FORMAT, chained};
use crate::document::{Limits, write_string};
use crate::engine::record::{self, Reading, Unknown};
use crate::engine::{EngineError, StoredRecord};
use crate::journal::{Entry, Event, JournalError};
use crate::json;
use crate::version::{Op, Patch, Standing, VersionError, diff_in_order};
use crate::workflow::design::{Decision, DesignState, Made};
use bozzetto_versions::crc32;

/// Writes a session with everything in it.
///
/// # Errors
/// [`EngineError::Unreadable`] where a record was written by a newer release, [`EngineError::ExportDamaged`] where something of
/// the session is lost.
pub(in crate::engine) fn pack(records: &[StoredRecord], limits: &Limits) -> Result<Vec<u8>, EngineError> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    let mut entries: Vec<Told> = Vec::new();
    for stored in records {
        let replayed = covered.replay(stored.seq, &stored.bytes, &mut state, limits, Reading::Lazy);
        let Some(replayed) = replayed else { continue };
        let replayed = match replayed {
            Ok(replayed) if replayed.lost == 0 => replayed,
            Ok(_) | Err(JournalError::Corrupt { .. }) => return Err(EngineError::ExportDamaged),
            Err(error) => return Err(EngineError::Unreadable(error)),
        };
        let mut unknown = replayed.unknown;
        let told = replayed.entries.into_iter();
        entries.extend(told.map(|entry| (entry, std::mem::take(&mut unknown))));
    }
    let sound = |number| {
        state.history.standing(number) == Some(Standing::Chained) && state.history.at(number).is_ok()
    };
    if !state.history.numbers().all(sound) {
        return Err(EngineError::ExportDamaged);
    }
    written(&entries, &state)
}

/// An entry, with the sections beside it that are not known here.
type Told = (Entry, Vec<Unknown>);

/// Lines, each with its check.
#[derive(Default)]
struct Lines {
    text: String,
    count: u32,
    all: u32,
}

impl Lines {
    /// Ends a line that was begun at `from`, without its closing brace.
    fn end(&mut self, from: usize) {
        let sum = crc32(self.text.get(from..).unwrap_or_default().as_bytes());
        self.text += &format!(",\"crc\":\"{sum:08x}\"}}\n");
        self.all = chained(self.all, sum);
        self.count += 1;
    }
}

fn written(entries: &[Told], state: &DesignState) -> Result<Vec<u8>, EngineError> {
    let mut lines = Lines::default();
    lines.text += &format!("{{\"bozzetto\":\"session\",\"format\":{FORMAT},\"session\":");
    write_string(&mut lines.text, &state.session);
    lines.text += ",\"user\":";
    match &state.user {
        Some(user) => write_string(&mut lines.text, user),
        None => lines.text += "null",
    }
    let versions = state.versions.len();
    lines.text += &format!(",\"entries\":{},\"versions\":{versions}", entries.len());
    lines.end(0);
    for (entry, unknown) in entries {
        let content = match record::version_of(&entry.events) {
            Some((number, parent, _)) => content_of(number, parent, state, &mut lines)?,
            None => String::new(),
        };
        let from = lines.text.len();
        let line = json::to_text(entry);
        lines.text += line.strip_suffix('}').unwrap_or(&line);
        lines.text += &content;
        write_unknown(unknown, &mut lines.text);
        lines.end(from);
    }
    let from = lines.text.len();
    lines.text += &format!("{{\"end\":{},\"all\":\"{:08x}\"", lines.count, lines.all);
    lines.end(from);
    Ok(lines.text.into_bytes())
}

/// Sections by their tags, in hexadecimal digits.
fn write_unknown(unknown: &[Unknown], out: &mut String) {
    for (place, (tag, bytes)) in unknown.iter().enumerate() {
        let between = if place == 0 { ",\"sections\":{" } else { "," };
        *out += &format!("{between}\"{}\":\"", u32::from(*tag));
        for byte in bytes {
            let digits = [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
            out.extend(digits.into_iter().flatten());
        }
        out.push('"');
    }
    if !unknown.is_empty() {
        out.push('}');
    }
}

/// How a version is made: by ops on its parent, or of a whole document, which gets a line of its own before.
fn content_of(
    number: u32,
    parent: u32,
    state: &DesignState,
    lines: &mut Lines,
) -> Result<String, EngineError> {
    let lost = || EngineError::Version(VersionError::UnknownVersion { number });
    let stamp = state.history.stamp(number).ok_or_else(lost)?.number();
    let patch = match parent {
        0 => None,
        _ => Some(state.history.patch(number).ok_or_else(lost)?),
    };
    Ok(match patch {
        Some(patch) => format!(",\"ops\":{},\"stamp\":\"{stamp:016x}\"", patch.to_json()),
        None => {
            let document = state.history.at(number).map_err(EngineError::Version)?;
            let from = lines.text.len();
            lines.text += &format!("{{\"document\":\"{:032x}\",\"value\":", document.hash());
            lines.text += &document.to_json();
            lines.end(from);
            format!(
                ",\"document\":\"{:032x}\",\"stamp\":\"{stamp:016x}\"",
                document.hash()
            )
        }
    })
}

/// Writes what can be read of a damaged session anew: every version that is left, with what is known of it.
///
/// # Errors
/// [`EngineError::Unreadable`] where something is damaged and no version is left, [`EngineError::Version`] for what cannot happen: what
/// was just made cannot be had.
pub(in crate::engine) fn pack_what_is_left(
    session: &str,
    records: &[StoredRecord],
    limits: &Limits,
) -> Result<Vec<u8>, EngineError> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    let mut fault = None;
    for stored in records {
        // What cannot be read is what is left out.
        match covered.replay(stored.seq, &stored.bytes, &mut state, limits, Reading::Salvage) {
            Some(Ok(replayed)) if replayed.lost > 0 => {
                fault.get_or_insert(JournalError::Corrupt {
                    what: "no version of it is left",
                });
            }
            Some(Err(error)) => {
                fault.get_or_insert(error);
            }
            _ => {}
        }
    }
    let mut fresh = DesignState::default();
    let mut entries: Vec<Told> = Vec::new();
    let mut put = |decision: &Decision, at: u64, fresh: &mut DesignState| {
        let bytes = record::encode(decision, fresh, at);
        if let Ok(replayed) = record::replay(&bytes, fresh, limits, Reading::Strict) {
            entries.extend(replayed.entries.into_iter().map(|entry| (entry, Vec::new())));
        }
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
            Ok(before) => (parent, diff_in_order(&before, &document)),
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
            from_cache: version.from_cache,
            attempts: version.attempts.clone(),
            of: version.of,
            author: version.author.clone(),
        };
        let decision = Decision {
            events: vec![event],
            made: Some(Made { patch, document }),
        };
        put(&decision, version.at as u64, &mut fresh);
    }
    // A file without versions would look as if everything were well.
    if let Some(fault) = fault.filter(|_| fresh.versions.is_empty()) {
        return Err(EngineError::Unreadable(fault));
    }
    for call in state.sent.latest() {
        put(&Event::of_call(call).into(), call.at as u64, &mut fresh);
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
    written(&entries, &fresh)
}
