//! What other tabs stored: read, taken in on top of what is known, and told.

use super::actor::{Actor, stream_of};
use super::backlog::Backlog;
use super::kept::Kept;
use super::opening::read_with_ends;
use super::record::Reading;
use super::world::{Wait, World};
use super::{EffectKind, EffectResult, EngineError, StoredRecord, record};
use crate::document::Limits;
use crate::journal::{Event, JournalError};
use crate::protocol::Notice;
use crate::workflow::design::DesignState;

impl Actor {
    /// Reads what others appended.
    pub(super) fn catch_up(&mut self, world: &mut World) {
        if self.catching_up {
            return;
        }
        self.read_from(self.next_seq, world);
    }

    fn read_from(&mut self, from_seq: u64, world: &mut World) {
        self.catching_up = true;
        self.announced = 0;
        let session = self.session();
        let load = EffectKind::Load {
            stream: stream_of(&session),
            from_seq,
        };
        let is_all = from_seq == 0;
        world.emit(load, Wait::CatchUp { session, is_all });
    }

    /// Another tab appended, or removed the stream (0). While something is read or stored here, it is read afterwards.
    pub(super) fn stream_changed(&mut self, next_seq: u64, world: &mut World) {
        self.announced = self.announced.max(next_seq);
        if let Some(backlog) = &mut self.backlog {
            backlog.hurry(world.now);
        } else if next_seq == 0 && !self.is_storing() {
            // Whether it is gone is seen from its beginning only.
            self.read_from(0, world);
        } else if next_seq != self.next_seq && !self.is_storing() {
            self.catch_up(world);
        }
    }

    /// What others appended is here, or the stream from its beginning.
    ///
    /// # Errors
    /// Why the session ends here.
    pub(super) fn caught_up(
        &mut self,
        result: EffectResult,
        is_all: bool,
        world: &mut World,
    ) -> Result<(), EngineError> {
        self.catching_up = false;
        match result {
            EffectResult::Loaded { records } => {
                if !is_all && !follow_on(self.next_seq, &records) {
                    // What is new here was packed with what is old, is damaged or is missing. A store that has it twice heals what is
                    // read from the beginning.
                    self.read_from(0, world);
                    return Ok(());
                }
                if self.backlog.is_some()
                    && let Some(error) = newer_in(&records, &world.config.limits)
                {
                    return Err(EngineError::Overtaken(error));
                }
                if self.is_writing_back() {
                    return self.written_back_by_others(records, world);
                }
                if self.backlog.is_some() {
                    return self.take_in_under_backlog(&records, is_all, world);
                }
                self.take_in_records(&records, is_all, world)?;
                self.tell_view(world);
            }
            EffectResult::StoreFailed(fault) => {
                // Without the others' records nothing can be stored; the next try finds out.
                world.notice(Notice::Warning {
                    session_id: Some(self.session()),
                    error: EngineError::Store(fault.clone()).report(),
                });
                match &mut self.backlog {
                    Some(backlog) => backlog.back_off(fault, world.now),
                    None => self.backlog = Some(Backlog::new(fault, self.state.clone(), world.now)),
                }
            }
            _ => {}
        }
        self.pump(world);
        Ok(())
    }

    /// Replays records of others on top of the state, or all of the stream in place of it.
    ///
    /// # Errors
    /// Why the session ends here.
    pub(super) fn take_in_records(
        &mut self,
        records: &[StoredRecord],
        is_all: bool,
        world: &mut World,
    ) -> Result<(), EngineError> {
        if is_all && self.next_seq > 0 {
            return self.take_in_all(records, world);
        }
        let mut covered = record::Covered::default();
        for stored in records {
            self.next_seq = stored.seq + 1;
            self.kept.put(stored.seq, stored.bytes.clone());
            let shown = self.shown();
            let limits = &world.config.limits;
            let state = &mut self.state;
            let replayed = covered.replay(stored.seq, &stored.bytes, state, limits, Reading::Salvage);
            let Some(replayed) = replayed else { continue };
            let lost = match replayed {
                Ok(replayed) => {
                    let lost = replayed.lost;
                    let events: Vec<Event> = replayed.events().collect();
                    self.note_moved(&shown);
                    self.announce(shown, &events, None, world);
                    for call in events.iter().filter_map(Event::as_call) {
                        self.count_call(call.at as u64, world);
                    }
                    for event in &events {
                        if is_end(event) {
                            self.react(event, 0, world);
                        }
                    }
                    lost
                }
                Err(JournalError::Corrupt { .. }) => 1,
                // Somebody newer wrote this: going on would fork what they did.
                Err(error) => return Err(EngineError::Unreadable(error)),
            };
            self.tell_lost(lost, world);
        }
        Ok(())
    }

    fn tell_lost(&self, versions: u32, world: &mut World) {
        if versions > 0 {
            world.notice(Notice::Warning {
                session_id: Some(self.session()),
                error: EngineError::SetAside { versions }.report(),
            });
        }
    }

    fn note_moved(&mut self, before: &(u32, String)) {
        if self.shown() != *before {
            self.moved += 1;
        }
    }

    /// Reads a stream from its beginning in place of what is known of it.
    fn take_in_all(&mut self, records: &[StoredRecord], world: &mut World) -> Result<(), EngineError> {
        let next_seq = records.last().map_or(0, |last| last.seq + 1);
        if next_seq < self.next_seq {
            // A stream never gets shorter: somebody deleted it.
            return Err(EngineError::Deleted);
        }
        let mut ends = Vec::new();
        let (state, losses) = read_with_ends(&self.session(), records, &world.config.limits, &mut ends)?;
        let shown = self.shown();
        let before = std::mem::replace(&mut self.state, state);
        self.note_moved(&shown);
        self.next_seq = next_seq;
        self.kept = Kept::of(records.to_vec());
        ends.retain(|event| match event {
            Event::EditEnded { edit, .. } | Event::VersionCommitted { edit: Some(edit), .. } => {
                !before.ended.contains_key(edit)
            }
            _ => false,
        });
        for call in self.state.sent.after(before.sent.count()) {
            self.count_call(call.at as u64, world);
        }
        for event in &ends {
            self.react(event, 0, world);
        }
        let session_id = self.session();
        losses.tell(&session_id, world);
        world.notice(Notice::Reset { session_id });
        Ok(())
    }
}

/// Whether these are the records that come next, each whole and for itself.
fn follow_on(next_seq: u64, records: &[StoredRecord]) -> bool {
    let mut each = records.iter().zip(next_seq..);
    each.all(|(stored, seq)| stored.seq == seq && record::is_single(&stored.bytes))
}

/// What in these records a newer release wrote.
fn newer_in(records: &[StoredRecord], limits: &Limits) -> Option<JournalError> {
    let mut trial = DesignState::default();
    records.iter().find_map(|stored| {
        let replayed = record::replay(&stored.bytes, &mut trial, limits, Reading::Lazy);
        replayed
            .err()
            .filter(|error| !matches!(error, JournalError::Corrupt { .. }))
    })
}

/// Events of others that somebody here may be waiting for.
pub(super) fn is_end(event: &Event) -> bool {
    matches!(
        event,
        Event::EditEnded { .. } | Event::EditAsked { .. } | Event::VersionCommitted { edit: Some(_), .. }
    )
}
