//! Work that concerns stored sessions, loaded or not: list, delete, export, import, clean up, erase.

mod cleanup;
mod export;
mod group;
mod import;
mod list;
mod pack;
mod remove;
mod room;

use std::collections::VecDeque;

use super::session_file::Import;
use super::world::{Wait, World};
use super::{EffectKind, EffectResult, EngineError, StoredRecord, Timestamp};
use crate::protocol::SessionStatus;
use crate::sorted::{SortedMap, SortedSet};

use export::Export;
use group::Group;
use import::Incoming;
use list::Lines;
use pack::{Packed, Packing};
use room::Room;

/// The prefix of all streams that are sessions.
const SESSIONS: &str = "session:";

/// What a chore waits for.
#[derive(Debug)]
pub(super) enum Chore {
    List {
        ticket: u64,
        user: Option<String>,
        status: Option<SessionStatus>,
    },
    Analytics {
        ticket: u64,
        user: Option<String>,
    },
    Delete {
        ticket: u64,
        session: String,
    },
    Export(Export),
    PackLoad(Packing),
    PackRewrite(Packing, u32, Packed),
    /// The line of a session is made again from its records, for the list that a chore waits for
    Line(Lines),
    RoomList,
    /// Is the id of an imported session free?
    ImportProbe(Incoming),
    ImportAppend(Incoming),
    /// Is its time over at this moment?
    CleanupList {
        ticket: u64,
        at: Timestamp,
    },
    CleanupLoad {
        group: u64,
        session: String,
        at: Timestamp,
    },
    CleanupAppend {
        group: u64,
    },
    EraseList {
        ticket: u64,
        user: String,
    },
    EraseOne {
        group: u64,
        session: String,
    },
}

/// All chores under way.
#[derive(Debug, Default)]
pub(super) struct Chores {
    room: Room,
    /// Sessions that are packed when the one that is being packed is done
    packings: VecDeque<Packing>,
    is_packing: bool,
    /// What was just packed
    pub(super) packed: Option<Packed>,
    next: u64,
    open: SortedMap<u64, Chore>,
    /// Files that are coming in, by the id that the caller gave them
    imports: SortedMap<String, Import>,
    groups: SortedMap<u64, Group>,
    /// Sessions that cannot be listed and of which that was said
    unlisted: SortedSet<String>,
}

/// What the engine has to do about its loaded sessions after a chore.
#[derive(Debug)]
pub(super) enum After {
    Nothing,
    /// This session is gone
    Forget(String),
    /// It could not be removed
    Spare(String),
    /// These of a user are stored; all of that user are to be removed
    Erase(u64, String, Vec<String>),
    /// There is more room in the store, or may be
    Roomier,
    /// A file is made of what was read, or of what is loaded
    Export(Export, Result<Vec<StoredRecord>, EngineError>),
    /// This one was just stored: load it and tell this ticket
    Adopt {
        session: String,
        user: Option<String>,
        records: Vec<Vec<u8>>,
        ticket: u64,
    },
}

impl Chores {
    fn start(&mut self, chore: Chore, kind: EffectKind, world: &mut World) {
        self.next += 1;
        self.open.insert(self.next, chore);
        world.emit(kind, Wait::Chore { chore: self.next });
    }

    /// Begins with the list of all sessions.
    fn start_list(&mut self, chore: Chore, world: &mut World) {
        let prefix = SESSIONS.into();
        self.start(chore, EffectKind::List { prefix }, world);
    }

    pub(super) fn take(&mut self, chore: u64, result: EffectResult, world: &mut World) -> After {
        let Some(chore) = self.open.remove(&chore) else {
            return After::Nothing;
        };
        let Some((chore, result)) = self.with_lines(chore, result, world) else {
            return After::Nothing;
        };
        match (chore, result) {
            (Chore::List { ticket, user, status }, EffectResult::Listed { heads }) => {
                list::told(ticket, user, status, heads, world);
            }
            (Chore::Analytics { ticket, user }, EffectResult::Listed { heads }) => {
                list::counted(ticket, user, heads, world);
            }
            (Chore::Delete { ticket, session }, EffectResult::Deleted) => {
                return self.removed(ticket, session, world);
            }
            (Chore::Export(export), EffectResult::Loaded { records }) => {
                return After::Export(export, Ok(records));
            }
            (Chore::Export(export), EffectResult::StoreFailed(fault)) => {
                return After::Export(export, Err(EngineError::Store(fault)));
            }
            (Chore::PackLoad(packing), result) => return self.pack_read(packing, result, world),
            (Chore::PackRewrite(packing, count, packed), result) => {
                return self.pack_written(packing, (count, packed), result, world);
            }
            (Chore::RoomList, result) => return self.room_listed(result, world),
            (Chore::ImportProbe(incoming), EffectResult::Loaded { records }) => {
                self.import_probed(incoming, records.is_empty(), world);
            }
            (Chore::ImportAppend(incoming), EffectResult::Appended { .. }) => {
                return After::Adopt {
                    session: incoming.session,
                    user: incoming.user,
                    records: incoming.records,
                    ticket: incoming.ticket,
                };
            }
            (Chore::ImportAppend(incoming), EffectResult::Conflict { .. }) => {
                self.import_probed(incoming, false, world);
            }
            (Chore::CleanupList { ticket, at }, EffectResult::Listed { heads }) => {
                self.cleanup_listed(ticket, at, heads, world);
            }
            (Chore::CleanupLoad { group, session, at }, EffectResult::Loaded { records }) => {
                self.cleanup_loaded(group, at, &session, &records, world);
            }
            (Chore::CleanupAppend { group }, EffectResult::Appended { .. }) => {
                self.one_done(group, true, None, world);
            }
            // Somebody was active in it meanwhile, so it is not expired; or there is nothing left to be marked.
            (Chore::CleanupAppend { group }, EffectResult::Conflict { .. } | EffectResult::Vanished) => {
                self.one_done(group, false, None, world);
            }
            (Chore::EraseList { ticket, user }, EffectResult::Listed { heads }) => {
                let theirs = list::sessions_of(&user, heads);
                return After::Erase(ticket, user, theirs);
            }
            (Chore::EraseOne { group, session }, EffectResult::Deleted) => {
                return self.erased(group, session, world);
            }
            (chore, EffectResult::StoreFailed(fault)) => {
                return self.failed(chore, EngineError::Store(fault), world);
            }
            _ => {}
        }
        After::Nothing
    }

    fn failed(&mut self, chore: Chore, error: EngineError, world: &mut World) -> After {
        match chore {
            Chore::List { ticket, .. }
            | Chore::Analytics { ticket, .. }
            | Chore::CleanupList { ticket, .. }
            | Chore::EraseList { ticket, .. } => world.refuse(ticket, error),
            Chore::ImportProbe(incoming) | Chore::ImportAppend(incoming) => {
                world.refuse(incoming.ticket, error);
            }
            // Taken care of where they are.
            Chore::Line(_)
            | Chore::Export(_)
            | Chore::RoomList
            | Chore::PackLoad(_)
            | Chore::PackRewrite(..) => {}
            Chore::CleanupLoad { group, .. } | Chore::CleanupAppend { group } => {
                self.one_done(group, false, Some(error), world);
            }
            Chore::Delete { ticket, session } => {
                world.refuse(ticket, error);
                return After::Spare(session);
            }
            Chore::EraseOne { group, session } => {
                self.one_done(group, false, Some(error), world);
                return After::Spare(session);
            }
        }
        After::Nothing
    }
}
