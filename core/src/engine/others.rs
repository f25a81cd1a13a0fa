//! What other tabs stored: read, taken in on top of what is known, and told.

use super::actor::{Actor, stream_of};
use super::backlog::Backlog;
use super::kept::Kept;
use super::record::Reading;
use super::world::{Wait, World};
use super::{EffectKind, EffectResult, EngineError, StoredRecord, record};
use crate::journal::Event;
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
        world.emit(load, Wait::CatchUp { session });
    }

    /// Another tab appended. While something is read or stored here, it is read afterwards.
    pub(super) fn stream_changed(&mut self, next_seq: u64, world: &mut World) {
        self.announced = self.announced.max(next_seq);
        if let Some(backlog) = &mut self.backlog {
            backlog.hurry(world.now);
        } else if next_seq != self.next_seq && !self.is_storing() {
            self.catch_up(world);
        }
    }

    /// What others appended is here. `false`: the session is gone.
    pub(super) fn caught_up(&mut self, result: EffectResult, world: &mut World) -> bool {
        self.catching_up = false;
        match result {
            EffectResult::Loaded { records } => {
                let begins = records.first().map_or(0, |first| first.seq);
                if begins > 0 && records.iter().any(|stored| record::is_packed(&stored.bytes)) {
                    // What is new here was packed with what is old.
                    self.read_from(0, world);
                    return true;
                }
                if self.is_writing_back() {
                    return self.written_back_by_others(records, world);
                }
                if self.backlog.is_some() {
                    return self.take_in_under_backlog(&records, world);
                }
                if self.take_in_records(&records, world).is_none() {
                    return false;
                }
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
        true
    }

    /// Replays records of others on top of the state. `None`: they do not follow on it.
    pub(super) fn take_in_records(&mut self, records: &[StoredRecord], world: &mut World) -> Option<()> {
        if self.next_seq > 0 && records.first().is_some_and(|first| first.seq == 0) {
            return self.take_in_all(records, world);
        }
        for stored in records {
            if stored.seq != self.next_seq {
                return None;
            }
            let shown = self.shown();
            match record::replay(
                &stored.bytes,
                &mut self.state,
                &world.config.limits,
                Reading::Salvage,
            ) {
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
                    if lost > 0 {
                        let error = EngineError::SetAside { versions: lost }.report();
                        world.notice(Notice::Warning {
                            session_id: Some(self.session()),
                            error,
                        });
                    }
                }
                Err(error) => {
                    let error = EngineError::Journal(error).report();
                    world.notice(Notice::Warning {
                        session_id: Some(self.session()),
                        error,
                    });
                }
            }
            self.next_seq = stored.seq + 1;
            self.kept.put(stored.seq, stored.bytes.clone());
        }
        Some(())
    }

    fn note_moved(&mut self, before: &(u32, String)) {
        if self.shown() != *before {
            self.moved += 1;
        }
    }

    /// Replays a stream from its beginning in place of what is known of it. `None`: it is not the same session.
    fn take_in_all(&mut self, records: &[StoredRecord], world: &mut World) -> Option<()> {
        let mut state = DesignState::default();
        let mut covered = record::Covered::default();
        let (mut lost, mut ends) = (0, Vec::new());
        for stored in records {
            if covered.holds(stored.seq) {
                continue;
            }
            match record::replay(&stored.bytes, &mut state, &world.config.limits, Reading::Lazy) {
                Ok(replayed) => {
                    covered.note(stored.seq, &replayed);
                    lost += replayed.lost;
                    ends.extend(replayed.events().filter(is_end));
                }
                Err(_) => lost += 1,
            }
        }
        let next_seq = records.last().map_or(0, |last| last.seq + 1);
        if state.session != self.session() || next_seq < self.next_seq {
            return None;
        }
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
        for call in self.state.sent.iter().skip(before.sent.len()) {
            self.count_call(call.at as u64, world);
        }
        for event in &ends {
            self.react(event, 0, world);
        }
        let session_id = self.session();
        if lost > 0 {
            world.notice(Notice::Warning {
                session_id: Some(session_id.clone()),
                error: EngineError::SetAside { versions: lost }.report(),
            });
        }
        world.notice(Notice::Reset { session_id });
        Some(())
    }
}

/// Events of others that somebody here may be waiting for.
fn is_end(event: &Event) -> bool {
    matches!(
        event,
        Event::EditEnded { .. } | Event::EditAsked { .. } | Event::VersionCommitted { edit: Some(_), .. }
    )
}
