//! Work that concerns stored sessions, loaded or not: list, delete, export, import, clean up, erase.

mod export;
mod import;
mod list;
mod pack;
mod remove;
mod room;

use std::collections::VecDeque;

use super::actor::stream_of;
use super::session_file::Import;
use super::world::{Wait, World};
use super::{
    Durability, EffectKind, EffectResult, EngineError, StoredRecord, opening, record, session_file, view,
};
use crate::json;
use crate::protocol::{Analytics, Reply, SessionStatus};
use crate::sorted::{SortedMap, SortedSet, sort_by};
use crate::workflow::design::{Intention, decide};

use export::Export;
use list::{Lines, expired, stored_summaries, summaries};
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
    PackRewrite {
        packing: Packing,
        count: u32,
        packed: Packed,
    },
    /// The line of a session is made again from its records, for the list that a chore waits for
    Line(Lines),
    RoomList,
    /// Is the id of an imported session free?
    ImportProbe {
        ticket: u64,
        records: Vec<Vec<u8>>,
        is_free: bool,
        session: String,
        user: Option<String>,
    },
    ImportAppend {
        ticket: u64,
        records: Vec<Vec<u8>>,
        session: String,
    },
    CleanupList {
        ticket: u64,
    },
    CleanupLoad {
        group: u64,
        session: String,
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

/// Several effects under one ticket.
#[derive(Debug)]
struct Group {
    ticket: u64,
    open: u32,
    count: u32,
    fault: Option<EngineError>,
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

    pub(super) fn list(
        &mut self,
        ticket: u64,
        user: Option<String>,
        status: Option<SessionStatus>,
        world: &mut World,
    ) {
        self.start(
            Chore::List { ticket, user, status },
            EffectKind::List {
                prefix: SESSIONS.into(),
            },
            world,
        );
    }

    pub(super) fn analytics(&mut self, ticket: u64, user: Option<String>, world: &mut World) {
        self.start(
            Chore::Analytics { ticket, user },
            EffectKind::List {
                prefix: SESSIONS.into(),
            },
            world,
        );
    }

    pub(super) fn cleanup(&mut self, ticket: u64, world: &mut World) {
        self.start(
            Chore::CleanupList { ticket },
            EffectKind::List {
                prefix: SESSIONS.into(),
            },
            world,
        );
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
                let mut sessions = summaries(heads, world.now);
                sessions.retain(|summary| user.is_none() || summary.user_id == user);
                sessions.retain(|summary| match status {
                    Some(status) => summary.status == status,
                    None => !summary.is_failed_creation(),
                });
                sort_by(&mut sessions, |a, b| {
                    b.last_activity
                        .total_cmp(&a.last_activity)
                        .then(a.session_id.cmp(&b.session_id))
                });
                world.done(ticket, Reply::Sessions { sessions });
            }
            (Chore::Analytics { ticket, user }, EffectResult::Listed { heads }) => {
                let mut sessions = summaries(heads, world.now);
                sessions.retain(|summary| user.is_none() || summary.user_id == user);
                let analytics = Analytics::of(&sessions);
                world.done(ticket, Reply::Analytics { analytics });
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
            (
                Chore::PackRewrite {
                    packing,
                    count,
                    packed,
                },
                result,
            ) => return self.pack_written(packing, (count, packed), result, world),
            (Chore::RoomList, result) => return self.room_listed(result, world),
            (
                Chore::ImportProbe {
                    ticket,
                    mut records,
                    is_free,
                    session,
                    user,
                },
                EffectResult::Loaded { records: there },
            ) => {
                let session = if is_free && there.is_empty() {
                    session
                } else {
                    format!("ses_{}", world.fresh_id())
                };
                if let Err(error) = session_file::rename(&mut records, &session, user.as_deref()) {
                    world.refuse(ticket, error);
                    return After::Nothing;
                }
                self.append_import(ticket, records, session, world);
            }
            (
                Chore::ImportAppend {
                    ticket,
                    records,
                    session,
                },
                EffectResult::Appended { .. },
            ) => {
                return After::Adopt {
                    session,
                    records,
                    ticket,
                };
            }
            (
                Chore::ImportAppend {
                    ticket, mut records, ..
                },
                EffectResult::Conflict { .. },
            ) => {
                let session = format!("ses_{}", world.fresh_id());
                match session_file::rename(&mut records, &session, None) {
                    Ok(()) => self.append_import(ticket, records, session, world),
                    Err(error) => world.refuse(ticket, error),
                }
            }
            (Chore::CleanupList { ticket }, EffectResult::Listed { heads }) => {
                let now = world.now;
                let due = stored_summaries(heads)
                    .filter(|summary| expired(summary, now))
                    .map(|summary| summary.session_id)
                    .collect();
                self.each(ticket, due, world, |group, session| {
                    let load = EffectKind::Load {
                        stream: stream_of(&session),
                        from_seq: 0,
                    };
                    (Chore::CleanupLoad { group, session }, load)
                });
            }
            (Chore::CleanupLoad { group, session }, EffectResult::Loaded { records }) => {
                match expire(&session, &records, world) {
                    Some(append) => self.start(Chore::CleanupAppend { group }, append, world),
                    None => self.one_done(group, false, None, world),
                }
            }
            (Chore::CleanupAppend { group }, EffectResult::Appended { .. }) => {
                self.one_done(group, true, None, world)
            }
            // Somebody was active in it meanwhile, so it is not expired; or there is nothing left to be marked.
            (Chore::CleanupAppend { group }, EffectResult::Conflict { .. } | EffectResult::Vanished) => {
                self.one_done(group, false, None, world)
            }
            (Chore::EraseList { ticket, user }, EffectResult::Listed { heads }) => {
                let theirs = stored_summaries(heads)
                    .filter(|summary| summary.user_id.as_ref() == Some(&user))
                    .map(|summary| summary.session_id)
                    .collect();
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
            | Chore::ImportProbe { ticket, .. }
            | Chore::ImportAppend { ticket, .. }
            | Chore::CleanupList { ticket }
            | Chore::EraseList { ticket, .. } => world.refuse(ticket, error),
            // Taken care of where they are.
            Chore::Line(_)
            | Chore::Export(_)
            | Chore::RoomList
            | Chore::PackLoad(_)
            | Chore::PackRewrite { .. } => {}
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

    fn each(
        &mut self,
        ticket: u64,
        sessions: Vec<String>,
        world: &mut World,
        step: impl Fn(u64, String) -> (Chore, EffectKind),
    ) {
        if sessions.is_empty() {
            return world.done(ticket, Reply::Count { count: 0 });
        }
        self.next += 1;
        let group = self.next;
        self.groups.insert(
            group,
            Group {
                ticket,
                open: sessions.len() as u32,
                count: 0,
                fault: None,
            },
        );
        for session in sessions {
            let (chore, kind) = step(group, session);
            self.start(chore, kind, world);
        }
    }

    fn one_done(&mut self, id: u64, counts: bool, fault: Option<EngineError>, world: &mut World) {
        let Some(group) = self.groups.get_mut(&id) else {
            return;
        };
        group.open -= 1;
        group.count += u32::from(counts);
        group.fault = group.fault.take().or(fault);
        if group.open == 0
            && let Some(group) = self.groups.remove(&id)
        {
            match group.fault {
                Some(fault) => world.refuse(group.ticket, fault),
                None => world.done(group.ticket, Reply::Count { count: group.count }),
            }
        }
    }
}

fn expire(session: &str, records: &[StoredRecord], world: &World) -> Option<EffectKind> {
    let (state, _) = opening::read(session, records, &world.config.limits).ok()?;
    if state.status_at(world.now) != SessionStatus::Expired {
        return None;
    }
    let intention = Intention::SetStatus {
        status: SessionStatus::Expired,
    };
    let decision = decide(&state, &intention, world.now, &world.config.limits).ok()?;
    let bytes = record::encode(&decision, &state, world.now);
    // Being marked is no activity: the head keeps the moment of the last one.
    let summary = view::summary_after(&state, &decision, state.last_activity);
    Some(EffectKind::Append {
        stream: stream_of(session),
        // One of them may be missing.
        expected_seq: records.last()?.seq + 1,
        records: vec![bytes],
        head: json::to_text(&summary).into_bytes(),
        durability: Durability::Relaxed,
    })
}
