//! A session file that comes in, whole or in parts.

use super::{Chore, Chores};
use crate::engine::actor::{Actor, stream_of};
use crate::engine::session_file::{self, Import};
use crate::engine::step::check_user;
use crate::engine::world::World;
use crate::engine::{Durability, EffectKind, EngineError, view};
use crate::json;
use crate::protocol::Reply;
use crate::sorted::SortedMap;

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
                let probe = Chore::ImportProbe {
                    ticket,
                    records,
                    // It may be open without being stored.
                    is_free: !open.contains_key(&session),
                    session,
                    user,
                };
                self.start(probe, load, world);
            }
            Err(error) => world.refuse(ticket, error),
        }
    }

    pub(super) fn append_import(
        &mut self,
        ticket: u64,
        records: Vec<Vec<u8>>,
        session: String,
        world: &mut World,
    ) {
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
}
