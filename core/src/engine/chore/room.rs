//! Room in a full store: old versions of all sessions are packed, one session after the other.

use super::{After, Chore, Chores, SESSIONS};
use crate::engine::actor::stream_of;
use crate::engine::compress::MOST_PACKED;
use crate::engine::world::World;
use crate::engine::{EffectKind, EngineError};
use crate::protocol::Reply;

/// Old versions of all sessions being packed, one session after the other.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) running: bool,
    /// Sessions to come, those to be packed first at the end
    pub(super) queue: Vec<String>,
    /// Those of which not all found room, in the order in which they are tried again
    pub(super) refused: Vec<String>,
    /// Versions of one piece at most
    pub(super) most: usize,
    /// Of those that were refused some pieces may have found room
    pub(super) is_partial: bool,
    pub(super) tickets: Vec<u64>,
    pub(super) count: u32,
    pub(super) fault: Option<EngineError>,
}

/// Versions of a session that are not packed when room is made.
pub(super) const KEPT: usize = 10;
/// Versions of a piece at most where larger ones find no room. Still smaller ones take more than they give.
const LEAST_PIECE: usize = 16;

impl Chores {
    /// Packs old versions of all sessions, those first that were left alone for longest. Who asks while it is done gets the same answer.
    pub(in crate::engine) fn make_room(&mut self, ticket: Option<u64>, world: &mut World) {
        self.room.tickets.extend(ticket);
        if !self.room.running {
            self.room.running = true;
            self.room.most = MOST_PACKED;
            let prefix = SESSIONS.into();
            self.start(Chore::RoomList, EffectKind::List { prefix }, world);
        }
    }

    pub(in crate::engine) fn is_making_room(&self) -> bool {
        self.room.running
    }

    pub(super) fn next_room(&mut self, world: &mut World) -> After {
        if self.room.queue.is_empty() && self.room.most > LEAST_PIECE {
            // Smaller pieces need less room until those that they stand for are gone.
            self.room.queue = std::mem::take(&mut self.room.refused);
            self.room.queue.reverse();
            self.room.most /= 4;
        }
        if let Some(session) = self.room.queue.pop() {
            let stream = stream_of(&session);
            let load = EffectKind::Load { stream, from_seq: 0 };
            self.start(Chore::RoomLoad { session }, load, world);
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
