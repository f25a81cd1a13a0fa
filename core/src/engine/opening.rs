//! Sessions that are opened: read from the store, and taken up where they were left.

use super::actor::{Actor, stream_of};
use super::others::is_end;
use super::record::Reading;
use super::world::{Wait, World};
use super::{EffectKind, EffectResult, Engine, EngineError, StoredRecord, record};
use crate::document::Limits;
use crate::journal::{Event, JournalError};
use crate::protocol::{EditStatus, Notice, Reply};
use crate::workflow::design::DesignState;

/// Somebody waits for a session to be loaded.
#[derive(Debug)]
pub(super) struct Opening {
    ticket: u64,
    user: Option<String>,
    /// How far another tab said meanwhile that the stream goes
    announced: u64,
}

impl Opening {
    /// Another tab appended.
    pub(super) fn hears(&mut self, next_seq: u64) {
        self.announced = self.announced.max(next_seq);
    }
}

/// What could not be read of a stream as it was written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Losses {
    set_aside: u32,
    mended: u32,
}

impl Losses {
    pub(super) fn tell(self, session: &str, world: &mut World) {
        let set_aside = (self.set_aside > 0).then_some(EngineError::SetAside {
            versions: self.set_aside,
        });
        let mended = (self.mended > 0).then_some(EngineError::Mended { records: self.mended });
        for error in set_aside.into_iter().chain(mended) {
            world.notice(Notice::Warning {
                session_id: Some(session.to_owned()),
                error: error.report(),
            });
        }
    }
}

impl Actor {
    /// Somebody opened it, and may have said who they are.
    fn opened_as(&mut self, user: Option<String>) {
        // Whom it does not belong to, no erasure of theirs would find here.
        if user.is_some() && user == self.state.user {
            self.author = user;
        }
    }
}

impl Engine {
    pub(super) fn open(&mut self, ticket: u64, session: String, user: Option<String>) {
        if let Some(actor) = self.sessions.get_mut(&session) {
            if is_forbidden(&actor.state, user.as_deref()) {
                return self.world.refuse(ticket, EngineError::Forbidden);
            }
            actor.opened_as(user);
            // Whoever closed it got what they wanted: nothing of theirs was under way any more.
            for closed in actor.stay_open(&mut self.world) {
                self.world.done(closed, Reply::Nothing);
            }
            return self.world.done(
                ticket,
                Reply::Session {
                    session: actor.view(self.world.now, &self.world),
                },
            );
        }
        let waiting = self.opening.or_default(session.clone());
        waiting.push(Opening {
            ticket,
            user,
            announced: 0,
        });
        if waiting.len() == 1 {
            let load = EffectKind::Load {
                stream: stream_of(&session),
                from_seq: 0,
            };
            self.world.emit(load, Wait::Open { session });
        }
    }

    pub(super) fn opened(&mut self, session: String, result: EffectResult) {
        let openings = self.opening.remove(&session).unwrap_or_default();
        let loaded = match result {
            EffectResult::Loaded { records } if records.is_empty() => Err(EngineError::UnknownSession {
                session: session.clone(),
            }),
            EffectResult::Loaded { records } => {
                read(&session, &records, &self.world.config.limits).map(|read| (read, records))
            }
            EffectResult::StoreFailed(fault) => Err(EngineError::Store(fault)),
            _ => return,
        };
        let announced = openings.first().map_or(0, |opening| opening.announced);
        let (mut actor, losses) = match loaded {
            Ok(((state, losses), records)) => (Actor::new(state, records), losses),
            Err(error) => {
                for opening in openings {
                    self.world.refuse(opening.ticket, error.clone());
                }
                return;
            }
        };
        let (refused, welcome): (Vec<_>, Vec<_>) = openings
            .into_iter()
            .partition(|opening| is_forbidden(&actor.state, opening.user.as_deref()));
        for opening in refused {
            self.world.refuse(opening.ticket, EngineError::Forbidden);
        }
        if welcome.is_empty() {
            return;
        }
        actor.announced = announced;
        if self.world.desk.meets(&session) {
            actor.count_earlier_calls(&mut self.world);
        }
        let mut tickets = Vec::new();
        for opening in welcome {
            actor.opened_as(opening.user);
            tickets.push(opening.ticket);
        }
        self.adopt(actor, &tickets);
        losses.tell(&session, &mut self.world);
    }

    fn adopt(&mut self, mut actor: Actor, tickets: &[u64]) {
        let session = actor.session();
        let me = self.world.config.peer.clone();
        actor.take_over(&me);
        actor.look_for_peers(&mut self.world);
        for ticket in tickets {
            self.world.done(
                *ticket,
                Reply::Session {
                    session: actor.view(self.world.now, &self.world),
                },
            );
        }
        actor.pump(&mut self.world);
        self.overtaken.remove(&session);
        self.sessions.insert(session, actor);
    }

    pub(super) fn adopt_import(
        &mut self,
        session: &str,
        user: Option<String>,
        records: Vec<Vec<u8>>,
        ticket: u64,
    ) {
        let stored: Vec<StoredRecord> = records
            .into_iter()
            .enumerate()
            .map(|(seq, bytes)| StoredRecord {
                seq: seq as u64,
                bytes,
            })
            .collect();
        match read(session, &stored, &self.world.config.limits) {
            Ok((state, _)) => {
                let mut actor = Actor::new(state, stored);
                actor.opened_as(user);
                // What was in work where the file was made is not in work here.
                let unfinished: Vec<String> = actor
                    .state
                    .unfinished()
                    .into_iter()
                    .map(|open| open.edit.clone())
                    .collect();
                for edit in unfinished {
                    let error = EngineError::Interrupted.report();
                    actor.end_edit(&edit, None, EditStatus::Failed, Some(error), &mut self.world);
                }
                self.world.done(
                    ticket,
                    Reply::Session {
                        session: actor.view(self.world.now, &self.world),
                    },
                );
                actor.pump(&mut self.world);
                self.overtaken.remove(session);
                self.sessions.insert(session.to_owned(), actor);
            }
            Err(error) => self.world.refuse(ticket, error),
        }
    }
}

/// Replays a stream. A damaged record costs what it holds, not the session.
pub(super) fn read(
    session: &str,
    records: &[StoredRecord],
    limits: &Limits,
) -> Result<(DesignState, Losses), EngineError> {
    read_with_ends(session, records, limits, &mut Vec::new())
}

/// The same, with what somebody may be waiting for.
pub(super) fn read_with_ends(
    session: &str,
    records: &[StoredRecord],
    limits: &Limits,
    ends: &mut Vec<Event>,
) -> Result<(DesignState, Losses), EngineError> {
    let read = read_as(session, records, limits, Reading::Lazy, ends)?;
    let (state, _) = &read;
    let heads_are_there = state
        .branches
        .values()
        .all(|branch| branch.head == 0 || state.document_at(branch.head).is_some());
    if heads_are_there {
        return Ok(read);
    }
    // Something that seemed whole is not: now every version has to prove itself.
    ends.clear();
    read_as(session, records, limits, Reading::Salvage, ends)
}

fn read_as(
    session: &str,
    records: &[StoredRecord],
    limits: &Limits,
    reading: Reading,
    ends: &mut Vec<Event>,
) -> Result<(DesignState, Losses), EngineError> {
    let mut state = DesignState::default();
    let (mut set_aside, mut mended) = (0, 0);
    let mut first_fault = None;
    let mut covered = record::Covered::default();
    for stored in records {
        let replayed = covered.replay(stored.seq, &stored.bytes, &mut state, limits, reading);
        let Some(replayed) = replayed else { continue };
        match replayed {
            Ok(replayed) => {
                set_aside += replayed.lost;
                mended += u32::from(replayed.mended);
                ends.extend(replayed.events().filter(is_end));
            }
            Err(error @ JournalError::Corrupt { .. }) => {
                first_fault.get_or_insert(error);
                set_aside += 1;
            }
            // Somebody newer wrote this: going on would fork what they did.
            Err(error) => return Err(EngineError::Unreadable(error)),
        }
    }
    if state.session.is_empty() && !state.versions.is_empty() {
        // The first record is lost, the versions are not.
        state.session = session.to_owned();
    }
    if state.session != session {
        let fault = first_fault.unwrap_or(JournalError::Corrupt {
            what: "it is another session",
        });
        return Err(EngineError::Unreadable(fault));
    }
    Ok((state, Losses { set_aside, mended }))
}

fn is_forbidden(state: &DesignState, user: Option<&str>) -> bool {
    match (user, &state.user) {
        (Some(user), Some(owner)) => user != owner,
        (Some(_), None) | (None, _) => false,
    }
}
