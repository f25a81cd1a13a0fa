//! Work that concerns stored sessions, loaded or not: list, delete, export, import, clean up, erase.

use super::actor::stream_of;
use super::record::Reading;
use super::session_file::Import;
use super::world::{Wait, World};
use super::{
    Durability, EffectKind, EffectResult, EngineError, StoreFaultKind, StoredRecord,
    compress::{self, MOST_PACKED},
    opening, record, session_file, view,
};
use crate::json;
use crate::protocol::{Analytics, Notice, Reply, SessionStatus, SessionSummary};
use crate::sorted::{SortedMap, SortedSet, sort_by};
use crate::workflow::design::{Decision, DesignState, Intention, decide};

/// Versions of a session that are not packed when room is made.
const KEPT: usize = 10;
/// Versions of a piece at most where larger ones find no room. Still smaller ones take more than they give.
const LEAST_PIECE: usize = 16;
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
    Export {
        ticket: u64,
        session: String,
        salvage: bool,
    },
    Compress {
        ticket: u64,
        session: String,
        keep: u32,
    },
    Compressed {
        ticket: u64,
        count: u32,
        packed: Packed,
    },
    /// The line of a session is made again from its records, for the list that a chore waits for
    Line(Lines),
    RoomList,
    RoomLoad {
        session: String,
    },
    RoomRewrite {
        count: u32,
        packed: Packed,
    },
    /// Is the id of an imported session free?
    ImportProbe {
        ticket: u64,
        records: Vec<Vec<u8>>,
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

/// A list of which some lines cannot be read.
#[derive(Debug)]
pub(super) struct Lines {
    chore: Box<Chore>,
    heads: Vec<(String, Vec<u8>)>,
    /// Sessions whose lines are to be made again, the one that is being read at the end
    unread: Vec<String>,
}

/// The records of a session as they are after packing.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) session: String,
    pub(super) records: Vec<StoredRecord>,
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

/// Several effects under one ticket.
#[derive(Debug)]
struct Group {
    ticket: u64,
    open: u32,
    count: u32,
    fault: Option<EngineError>,
}

/// Old versions of all sessions being packed, one session after the other.
#[derive(Debug, Default)]
struct Room {
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

/// All chores under way.
#[derive(Debug, Default)]
pub(super) struct Chores {
    room: Room,
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
    /// There is more room in the store, or may be
    Roomier,
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

    pub(super) fn delete(&mut self, ticket: u64, session: String, world: &mut World) {
        let stream = stream_of(&session);
        self.start(
            Chore::Delete { ticket, session },
            EffectKind::Delete { stream },
            world,
        );
    }

    pub(super) fn export(&mut self, ticket: u64, session: String, salvage: bool, world: &mut World) {
        let stream = stream_of(&session);
        self.start(
            Chore::Export {
                ticket,
                session,
                salvage,
            },
            EffectKind::Load { stream, from_seq: 0 },
            world,
        );
    }

    pub(super) fn compress(&mut self, ticket: u64, session: String, keep: u32, world: &mut World) {
        let stream = stream_of(&session);
        self.start(
            Chore::Compress {
                ticket,
                session,
                keep,
            },
            EffectKind::Load { stream, from_seq: 0 },
            world,
        );
    }

    /// Packs old versions of all sessions, those first that were left alone for longest. Who asks while it is done gets the same answer.
    pub(super) fn make_room(&mut self, ticket: Option<u64>, world: &mut World) {
        self.room.tickets.extend(ticket);
        if !self.room.running {
            self.room.running = true;
            self.room.most = MOST_PACKED;
            let prefix = SESSIONS.into();
            self.start(Chore::RoomList, EffectKind::List { prefix }, world);
        }
    }

    pub(super) fn is_making_room(&self) -> bool {
        self.room.running
    }

    fn next_room(&mut self, world: &mut World) -> After {
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

    pub(super) fn cleanup(&mut self, ticket: u64, world: &mut World) {
        self.start(
            Chore::CleanupList { ticket },
            EffectKind::List {
                prefix: SESSIONS.into(),
            },
            world,
        );
    }

    pub(super) fn erase(&mut self, ticket: u64, user: String, world: &mut World) {
        self.start(
            Chore::EraseList { ticket, user },
            EffectKind::List {
                prefix: SESSIONS.into(),
            },
            world,
        );
    }

    /// Validates the file whole before anything is stored.
    pub(super) fn import(&mut self, ticket: u64, bytes: &[u8], user: Option<String>, world: &mut World) {
        let mut import = Import::new(&world.config.limits);
        // What is wrong is told at the end, too.
        let _ = import.push(bytes);
        self.imported(ticket, import, user, world);
    }

    /// A part of a file. The first one begins it.
    pub(super) fn import_part(&mut self, ticket: u64, id: String, bytes: &[u8], world: &mut World) {
        if !self.imports.contains_key(&id) {
            self.imports.insert(id.clone(), Import::new(&world.config.limits));
        }
        let Some(import) = self.imports.get_mut(&id) else {
            return;
        };
        match import.push(bytes) {
            Ok(count) => world.done(ticket, Reply::Count { count }),
            Err(error) => {
                self.imports.remove(&id);
                world.refuse(ticket, error);
            }
        }
    }

    /// That was all of it, or nothing more is wanted.
    pub(super) fn import_end(
        &mut self,
        ticket: u64,
        id: &str,
        end: Option<Option<String>>,
        world: &mut World,
    ) {
        match (self.imports.remove(id), end) {
            (_, None) => world.done(ticket, Reply::Nothing),
            (Some(import), Some(user)) => self.imported(ticket, import, user, world),
            (None, Some(_)) => world.refuse(ticket, EngineError::ImportUnknown),
        }
    }

    fn imported(&mut self, ticket: u64, import: Import, user: Option<String>, world: &mut World) {
        match import.finish() {
            Ok((records, session)) => {
                let load = EffectKind::Load {
                    stream: stream_of(&session),
                    from_seq: 0,
                };
                let probe = Chore::ImportProbe {
                    ticket,
                    records,
                    session,
                    user,
                };
                self.start(probe, load, world);
            }
            Err(error) => world.refuse(ticket, error),
        }
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
                world.done(ticket, Reply::Nothing);
                world.notice(Notice::Deleted {
                    session_id: session.clone(),
                });
                return After::Forget(session);
            }
            (
                Chore::Export {
                    ticket,
                    session,
                    salvage,
                },
                EffectResult::Loaded { records },
            ) => {
                if records.is_empty() {
                    world.refuse(ticket, EngineError::UnknownSession { session });
                    return After::Nothing;
                }
                let limits = &world.config.limits;
                let file = if salvage {
                    session_file::pack_what_is_left(&session, &records, limits)
                } else {
                    session_file::pack(&records, limits)
                };
                match file {
                    Ok(bytes) => world.done(ticket, Reply::Exported { bytes }),
                    Err(error) => world.refuse(ticket, error),
                }
            }
            (
                Chore::Compress {
                    ticket,
                    session,
                    keep,
                },
                EffectResult::Loaded { records },
            ) => {
                if records.is_empty() {
                    world.refuse(ticket, EngineError::UnknownSession { session });
                    return After::Nothing;
                }
                let (made, count) =
                    compress::compress(&records, keep as usize, MOST_PACKED, &world.config.limits);
                if made.is_empty() {
                    world.done(ticket, Reply::Count { count: 0 });
                } else {
                    let stream = stream_of(&session);
                    let compressed = Chore::Compressed {
                        ticket,
                        count,
                        packed: Packed::of(session, records, &made),
                    };
                    let rewrite = EffectKind::Rewrite {
                        stream,
                        records: made,
                    };
                    self.start(compressed, rewrite, world);
                }
            }
            (Chore::RoomList, EffectResult::Listed { heads }) => {
                let mut sessions: Vec<SessionSummary> = stored_summaries(heads).collect();
                sort_by(&mut sessions, |a, b| b.last_activity.total_cmp(&a.last_activity));
                self.room.queue = sessions.into_iter().map(|summary| summary.session_id).collect();
                return self.next_room(world);
            }
            (Chore::RoomLoad { session }, EffectResult::Loaded { records }) => {
                let (made, count) = compress::compress(&records, KEPT, self.room.most, &world.config.limits);
                if made.is_empty() {
                    return self.next_room(world);
                }
                let stream = stream_of(&session);
                let packed = Packed::of(session, records, &made);
                let rewrite = EffectKind::Rewrite {
                    stream,
                    records: made,
                };
                self.start(Chore::RoomRewrite { count, packed }, rewrite, world);
            }
            (Chore::RoomRewrite { packed, .. }, EffectResult::StoreFailed(fault)) => {
                if fault.kind == StoreFaultKind::Quota {
                    self.room.refused.push(packed.session);
                    self.room.is_partial = true;
                }
                self.room.fault = Some(EngineError::Store(fault));
                return self.next_room(world);
            }
            (Chore::RoomRewrite { count, packed }, EffectResult::Rewritten) => {
                self.packed = Some(packed);
                self.room.count += count;
                return self.next_room(world);
            }
            (Chore::RoomList | Chore::RoomLoad { .. }, EffectResult::StoreFailed(fault)) => {
                self.room.fault = Some(EngineError::Store(fault));
                return self.next_room(world);
            }
            (
                Chore::Compressed {
                    ticket,
                    count,
                    packed,
                },
                EffectResult::Rewritten,
            ) => {
                self.packed = Some(packed);
                world.done(ticket, Reply::Count { count });
            }
            (
                Chore::ImportProbe {
                    ticket,
                    mut records,
                    session,
                    user,
                },
                EffectResult::Loaded { records: there },
            ) => {
                let session = if there.is_empty() {
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
            // Somebody was active in it meanwhile, so it is not expired.
            (Chore::CleanupAppend { group }, EffectResult::Conflict { .. }) => {
                self.one_done(group, false, None, world)
            }
            (Chore::EraseList { ticket, user }, EffectResult::Listed { heads }) => {
                let theirs = stored_summaries(heads)
                    .filter(|summary| summary.user_id.as_ref() == Some(&user))
                    .map(|summary| summary.session_id)
                    .collect();
                self.each(ticket, theirs, world, |group, session| {
                    let stream = stream_of(&session);
                    (Chore::EraseOne { group, session }, EffectKind::Delete { stream })
                });
            }
            (Chore::EraseOne { group, session }, EffectResult::Deleted) => {
                world.notice(Notice::Deleted {
                    session_id: session.clone(),
                });
                self.one_done(group, true, None, world);
                return After::Forget(session);
            }
            (chore, EffectResult::StoreFailed(fault)) => self.failed(chore, EngineError::Store(fault), world),
            _ => {}
        }
        After::Nothing
    }

    /// Makes lines of a list again that cannot be read. `None`: there are still some to come.
    fn with_lines(
        &mut self,
        chore: Chore,
        result: EffectResult,
        world: &mut World,
    ) -> Option<(Chore, EffectResult)> {
        let lines = match (chore, result) {
            (Chore::Line(mut lines), result) => {
                if let Some(session) = lines.unread.pop() {
                    lines.heads.extend(self.line(session, result, world));
                }
                lines
            }
            (chore, EffectResult::Listed { heads }) => {
                let is_read = |(stream, head): &(String, Vec<u8>)| summary_of(stream, head).is_some();
                let (heads, unread): (Vec<_>, Vec<_>) = heads.into_iter().partition(is_read);
                let sessions = unread
                    .iter()
                    .filter_map(|(stream, _)| stream.strip_prefix(SESSIONS));
                Lines {
                    chore: Box::new(chore),
                    heads,
                    unread: sessions.map(str::to_owned).collect(),
                }
            }
            other => return Some(other),
        };
        let Some(session) = lines.unread.last() else {
            return Some((*lines.chore, EffectResult::Listed { heads: lines.heads }));
        };
        let stream = stream_of(session);
        let load = EffectKind::Load { stream, from_seq: 0 };
        self.start(Chore::Line(lines), load, world);
        None
    }

    /// The line of a session, from its records. Where there is none to be made, that is said once.
    fn line(
        &mut self,
        session: String,
        result: EffectResult,
        world: &mut World,
    ) -> Option<(String, Vec<u8>)> {
        let read = match result {
            // It was deleted meanwhile.
            EffectResult::Loaded { records } if records.is_empty() => return None,
            EffectResult::Loaded { records } => opening::read(&session, &records, &world.config.limits),
            EffectResult::StoreFailed(fault) => Err(EngineError::Store(fault)),
            _ => return None,
        };
        match read {
            Ok((state, _)) => {
                let summary = view::summary_after(&state, &Decision::default(), state.last_activity);
                Some((stream_of(&session), json::to_text(&summary).into_bytes()))
            }
            Err(error) => {
                if self.unlisted.insert(session.clone()) {
                    world.notice(Notice::Warning {
                        session_id: Some(session),
                        error: error.report(),
                    });
                }
                None
            }
        }
    }

    fn append_import(&mut self, ticket: u64, records: Vec<Vec<u8>>, session: String, world: &mut World) {
        let state = match session_file::replay_all(&records, &world.config.limits) {
            Ok(state) => state,
            Err(error) => return world.refuse(ticket, error),
        };
        let summary = view::summary_after(&state, &Default::default(), state.last_activity);
        let append = EffectKind::Append {
            stream: stream_of(&session),
            expected_seq: 0,
            records: records.clone(),
            head: json::to_text(&summary).into_bytes(),
            durability: Durability::Strict,
        };
        self.start(
            Chore::ImportAppend {
                ticket,
                records,
                session,
            },
            append,
            world,
        );
    }

    fn failed(&mut self, chore: Chore, error: EngineError, world: &mut World) {
        match chore {
            Chore::List { ticket, .. }
            | Chore::Analytics { ticket, .. }
            | Chore::Delete { ticket, .. }
            | Chore::Export { ticket, .. }
            | Chore::Compress { ticket, .. }
            | Chore::Compressed { ticket, .. }
            | Chore::ImportProbe { ticket, .. }
            | Chore::ImportAppend { ticket, .. }
            | Chore::CleanupList { ticket }
            | Chore::EraseList { ticket, .. } => world.refuse(ticket, error),
            // Taken care of where they are.
            Chore::Line(_) | Chore::RoomList | Chore::RoomLoad { .. } | Chore::RoomRewrite { .. } => {}
            Chore::CleanupLoad { group, .. }
            | Chore::CleanupAppend { group }
            | Chore::EraseOne { group, .. } => {
                self.one_done(group, false, Some(error), world);
            }
        }
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

/// The line of the session list that a head is, unless it is damaged.
fn summary_of(stream: &str, head: &[u8]) -> Option<SessionSummary> {
    let summary: SessionSummary = json::from_value(&json::read(head)?).ok()?;
    (stream_of(&summary.session_id) == stream).then_some(summary)
}

fn stored_summaries(heads: Vec<(String, Vec<u8>)>) -> impl Iterator<Item = SessionSummary> {
    heads
        .into_iter()
        .filter_map(|(stream, head)| summary_of(&stream, &head))
}

fn summaries(heads: Vec<(String, Vec<u8>)>, now: u64) -> Vec<SessionSummary> {
    stored_summaries(heads)
        .map(|mut summary| {
            if expired(&summary, now) {
                summary.status = SessionStatus::Expired;
            }
            summary
        })
        .collect()
}

fn expired(summary: &SessionSummary, now: u64) -> bool {
    let lives = matches!(summary.status, SessionStatus::Active | SessionStatus::Paused);
    lives && summary.expires_at.is_some_and(|end| now as f64 > end)
}

fn expire(session: &str, records: &[StoredRecord], world: &World) -> Option<EffectKind> {
    let mut state = DesignState::default();
    let mut covered = record::Covered::default();
    for stored in records.iter() {
        if !covered.holds(stored.seq) {
            let limits = &world.config.limits;
            let replayed = record::replay(&stored.bytes, &mut state, limits, Reading::Lazy).ok()?;
            covered.note(stored.seq, &replayed);
        }
    }
    if state.session != session || state.status_at(world.now) != SessionStatus::Expired {
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
        expected_seq: records.len() as u64,
        records: vec![bytes],
        head: json::to_text(&summary).into_bytes(),
        durability: Durability::Relaxed,
    })
}
