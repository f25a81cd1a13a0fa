//! Room in a full store: old versions of all sessions are packed, one session after the other.

use super::list::stored_summaries;
use super::pack::Packing;
use super::{After, Chore, Chores};
use crate::engine::compress::MOST_PACKED;
use crate::engine::world::World;
use crate::engine::{EffectResult, EngineError};
use crate::protocol::{Reply, SessionSummary};
use crate::sorted::sort_by;

/// Old versions of all sessions being packed, one session after the other.
#[derive(Debug, Default)]
pub(super) struct Room {
    running: bool,
    /// Sessions to come, those to be packed first at the end
    queue: Vec<String>,
    /// Those of which not all found room, in the order in which they are tried again
    refused: Vec<String>,
    /// Versions of one piece at most
    most: usize,
    /// Of those that were refused some pieces may have found room
    is_partial: bool,
    tickets: Vec<u64>,
    count: u32,
    fault: Option<EngineError>,
}

impl Room {
    /// There was no room for all that was packed of this one.
    pub(super) fn refuse(&mut self, session: String) {
        self.refused.push(session);
        self.is_partial = true;
    }

    /// A session is done.
    pub(super) fn note(&mut self, packed: Result<u32, EngineError>) {
        match packed {
            Ok(count) => self.count += count,
            Err(fault) => self.fault = Some(fault),
        }
    }
}

/// Versions of a session that are not packed when room is made.
const KEPT: usize = 10;
/// Versions of a piece at most where larger ones find no room. Still smaller ones take more than they give.
const LEAST_PIECE: usize = 16;

impl Chores {
    /// Packs old versions of all sessions, those first that were left alone for longest. Who asks while it is done gets the same answer.
    pub(in crate::engine) fn make_room(&mut self, ticket: Option<u64>, world: &mut World) {
        self.room.tickets.extend(ticket);
        if !self.room.running {
            self.room.running = true;
            self.room.most = MOST_PACKED;
            self.start_list(Chore::RoomList, world);
        }
    }

    pub(in crate::engine) fn is_making_room(&self) -> bool {
        self.room.running
    }

    pub(super) fn room_listed(&mut self, result: EffectResult, world: &mut World) -> After {
        match result {
            EffectResult::Listed { heads } => {
                let mut sessions: Vec<SessionSummary> = stored_summaries(heads).collect();
                sort_by(&mut sessions, |a, b| b.last_activity.total_cmp(&a.last_activity));
                self.room.queue = sessions.into_iter().map(|summary| summary.session_id).collect();
            }
            EffectResult::StoreFailed(fault) => self.room.fault = Some(EngineError::Store(fault)),
            _ => {}
        }
        self.next_room(world)
    }

    pub(super) fn next_room(&mut self, world: &mut World) -> After {
        if self.room.queue.is_empty() && self.room.most > LEAST_PIECE {
            // Smaller pieces need less room until those that they stand for are gone.
            self.room.queue = std::mem::take(&mut self.room.refused);
            self.room.queue.reverse();
            self.room.most /= 4;
        }
        if let Some(session) = self.room.queue.pop() {
            let packing = Packing {
                session,
                keep: KEPT,
                most: self.room.most,
                ticket: None,
                tries: 0,
            };
            self.pack(packing, world);
            return After::Nothing;
        }
        let room = std::mem::take(&mut self.room);
        for ticket in room.tickets {
            match &room.fault {
                Some(fault) if room.count == 0 => world.refuse(ticket, fault.clone()),
                _ => world.done(ticket, Reply::Count { count: room.count }),
            }
        }
        if room.count > 0 || room.is_partial {
            After::Roomier
        } else {
            After::Nothing
        }
    }
}
