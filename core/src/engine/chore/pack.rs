//! Old versions of a session being packed: its records are read, and packed ones put in their places.
//!
//! One session after the other: two that had both read the same records would each empty what only the other one had packed.

use super::{After, Chore, Chores};
use crate::engine::actor::stream_of;
use crate::engine::compress::{self, MOST_PACKED};
use crate::engine::world::World;
use crate::engine::{EffectKind, EffectResult, EngineError, StoreFaultKind, StoredRecord};
use crate::protocol::Reply;

/// A session to be packed.
#[derive(Debug)]
pub(in crate::engine) struct Packing {
    pub(super) session: String,
    /// Versions that are left as they are
    pub(super) keep: usize,
    /// Versions of one piece at most
    pub(super) most: usize,
    /// Who wants it; nobody: room is made
    pub(super) ticket: Option<u64>,
    /// How often it was read anew because the store would not take what was packed
    pub(super) tries: u8,
}

/// Others may pack the same session: what they left is packed then, so often.
const TRIES: u8 = 3;

/// The records of a session as they are after packing.
#[derive(Debug)]
pub(in crate::engine) struct Packed {
    pub(in crate::engine) session: String,
    pub(in crate::engine) records: Vec<StoredRecord>,
}

impl Packed {
    /// With `made` in place of those of the same numbers.
    fn of(session: String, mut records: Vec<StoredRecord>, made: &[StoredRecord]) -> Self {
        for new in made {
            let place = records.binary_search_by_key(&new.seq, |stored| stored.seq);
            if let Some(stored) = place.ok().and_then(|at| records.get_mut(at)) {
                stored.bytes.clone_from(&new.bytes);
            }
        }
        Self { session, records }
    }
}

impl Chores {
    pub(in crate::engine) fn compress(&mut self, ticket: u64, session: String, keep: u32, world: &mut World) {
        let packing = Packing {
            session,
            keep: keep as usize,
            most: MOST_PACKED,
            ticket: Some(ticket),
            tries: 0,
        };
        self.pack(packing, world);
    }

    /// Packs a session when those before it are done.
    pub(super) fn pack(&mut self, packing: Packing, world: &mut World) {
        self.packings.push_back(packing);
        if !self.is_packing {
            self.next_packing(world);
        }
    }

    fn next_packing(&mut self, world: &mut World) {
        let next = self.packings.pop_front();
        self.is_packing = next.is_some();
        if let Some(packing) = next {
            let stream = stream_of(&packing.session);
            let load = EffectKind::Load { stream, from_seq: 0 };
            self.start(Chore::PackLoad(packing), load, world);
        }
    }

    /// The records are here, or they are not.
    pub(super) fn pack_read(&mut self, packing: Packing, result: EffectResult, world: &mut World) -> After {
        let records = match result {
            EffectResult::Loaded { records } => records,
            EffectResult::StoreFailed(fault) => {
                return self.pack_ended(packing, Err(EngineError::Store(fault)), world);
            }
            _ => Vec::new(),
        };
        if records.is_empty() && packing.ticket.is_some() {
            let session = packing.session.clone();
            return self.pack_ended(packing, Err(EngineError::UnknownSession { session }), world);
        }
        let limits = &world.config.limits;
        let (made, count) = compress::compress(&records, packing.keep, packing.most, limits);
        if made.is_empty() {
            return self.pack_ended(packing, Ok(0), world);
        }
        let stream = stream_of(&packing.session);
        let packed = Packed::of(packing.session.clone(), records, &made);
        let records = made;
        let rewrite = EffectKind::Rewrite { stream, records };
        self.start(Chore::PackRewrite(packing, count, packed), rewrite, world);
        After::Nothing
    }

    /// They are in their places, or the store would not take them.
    pub(super) fn pack_written(
        &mut self,
        mut packing: Packing,
        (count, packed): (u32, Packed),
        result: EffectResult,
        world: &mut World,
    ) -> After {
        let ended = match result {
            EffectResult::Rewritten => {
                self.packed = Some(packed);
                Ok(count)
            }
            EffectResult::StoreFailed(fault)
                if fault.kind == StoreFaultKind::Failed && packing.tries < TRIES =>
            {
                packing.tries += 1;
                self.packings.push_front(packing);
                self.next_packing(world);
                return After::Nothing;
            }
            EffectResult::StoreFailed(fault) => {
                if packing.ticket.is_none() && fault.kind == StoreFaultKind::Quota {
                    self.room.refuse(packing.session.clone());
                }
                Err(EngineError::Store(fault))
            }
            _ => Ok(0),
        };
        self.pack_ended(packing, ended, world)
    }

    fn pack_ended(&mut self, packing: Packing, ended: Result<u32, EngineError>, world: &mut World) -> After {
        let after = match (packing.ticket, ended) {
            (Some(ticket), Ok(count)) => {
                world.done(ticket, Reply::Count { count });
                After::Nothing
            }
            (Some(ticket), Err(error)) => {
                world.refuse(ticket, error);
                After::Nothing
            }
            (None, ended) => {
                self.room.note(ended);
                self.next_room(world)
            }
        };
        self.next_packing(world);
        after
    }
}
