//! A session file that comes in, whole or in parts.

use super::{Chore, Chores};
use crate::engine::actor::{Actor, stream_of};
use crate::engine::command::check_user;
use crate::engine::session_file::{self, Import};
use crate::engine::world::World;
use crate::engine::{Durability, EffectKind, EngineError, view};
use crate::json;
use crate::protocol::Reply;
use crate::sorted::SortedMap;

/// A session that came whole.
#[derive(Debug)]
pub(in crate::engine) struct Incoming {
    pub(super) ticket: u64,
    pub(super) records: Vec<Vec<u8>>,
    pub(super) session: String,
    pub(super) user: Option<String>,
    /// No session of this id is open
    is_free: bool,
}

impl Chores {
    /// Validates the file whole before anything is stored.
    pub(in crate::engine) fn import(
        &mut self,
        ticket: u64,
        bytes: &[u8],
        user: Option<String>,
        open: &SortedMap<String, Actor>,
        world: &mut World,
    ) {
        let mut import = Import::new(&world.config.limits);
        // What is wrong is told at the end, too.
        let _ = import.push(bytes);
        self.imported(ticket, import, user, open, world);
    }

    /// A part of a file. The first one begins it.
    pub(in crate::engine) fn import_part(
        &mut self,
        ticket: u64,
        id: String,
        bytes: &[u8],
        world: &mut World,
    ) {
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
    pub(in crate::engine) fn import_end(
        &mut self,
        ticket: u64,
        id: &str,
        end: Option<Option<String>>,
        open: &SortedMap<String, Actor>,
        world: &mut World,
    ) {
        match (self.imports.remove(id), end) {
            (_, None) => world.done(ticket, Reply::Nothing),
            (Some(import), Some(user)) => self.imported(ticket, import, user, open, world),
            (None, Some(_)) => world.refuse(ticket, EngineError::ImportUnknown),
        }
    }

    fn imported(
        &mut self,
        ticket: u64,
        import: Import,
        user: Option<String>,
        open: &SortedMap<String, Actor>,
        world: &mut World,
    ) {
        match check_user(user.as_deref()).and_then(|()| import.finish()) {
            Ok((records, session)) => {
                let load = EffectKind::Load {
                    stream: stream_of(&session),
                    from_seq: 0,
                };
                let incoming = Incoming {
                    ticket,
                    records,
                    // It may be open without being stored.
                    is_free: !open.contains_key(&session),
                    session,
                    user,
                };
                self.start(Chore::ImportProbe(incoming), load, world);
            }
            Err(error) => world.refuse(ticket, error),
        }
    }

    /// It is stored under its own id where that is free, else as a copy.
    pub(super) fn import_probed(&mut self, mut incoming: Incoming, is_free: bool, world: &mut World) {
        if !(is_free && incoming.is_free) {
            incoming.session = format!("ses_{}", world.fresh_id());
        }
        let Incoming {
            ticket,
            records,
            session,
            user,
            ..
        } = &mut incoming;
        let limits = &world.config.limits;
        let state = session_file::rename(records, session, user.as_deref())
            .and_then(|()| session_file::replay_all(records, limits));
        let state = match state {
            Ok(state) => state,
            Err(error) => return world.refuse(*ticket, error),
        };
        let summary = view::summary_after(&state, &Default::default(), state.last_activity);
        let append = EffectKind::Append {
            stream: stream_of(session),
            expected_seq: 0,
            records: records.clone(),
            head: json::to_text(&summary).into_bytes(),
            durability: Durability::Strict,
        };
        self.start(Chore::ImportAppend(incoming), append, world);
    }
}
