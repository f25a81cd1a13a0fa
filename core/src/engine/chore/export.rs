//! Sessions written as files: as they are stored or, where not everything could be, as they are here.

use super::{Chore, Chores};
use crate::engine::actor::stream_of;
use crate::engine::world::World;
use crate::engine::{EffectKind, Engine, EngineError, StoredRecord, session_file};
use crate::protocol::Reply;

/// A session of which somebody wants a file.
#[derive(Debug)]
pub(in crate::engine) struct Export {
    ticket: u64,
    session: String,
    /// What can be read of it is enough
    salvage: bool,
}

impl Chores {
    pub(in crate::engine) fn export(
        &mut self,
        ticket: u64,
        session: String,
        salvage: bool,
        world: &mut World,
    ) {
        let stream = stream_of(&session);
        let export = Export {
            ticket,
            session,
            salvage,
        };
        self.start(
            Chore::Export(export),
            EffectKind::Load { stream, from_seq: 0 },
            world,
        );
    }
}

impl Engine {
    /// What is stored was read, or could not be. Where the loaded session goes on without its store, that one counts: a file is what
    /// keeps it then.
    pub(in crate::engine) fn export(
        &mut self,
        export: Export,
        stored: Result<Vec<StoredRecord>, EngineError>,
    ) {
        let Export {
            ticket,
            session,
            salvage,
        } = export;
        let here = match self.sessions.get(&session) {
            Some(loaded) => loaded.unsaved_records(),
            None => self.overtaken.get(&session).cloned(),
        };
        let limits = &self.world.config.limits;
        let file = match here.map_or(stored, Ok) {
            Ok(records) if records.is_empty() => Err(EngineError::UnknownSession { session }),
            Ok(records) if salvage => session_file::pack_what_is_left(&session, &records, limits),
            Ok(records) => session_file::pack(&records, limits),
            Err(error) => Err(error),
        };
        match file {
            Ok(bytes) => self.world.done(ticket, Reply::Exported { bytes }),
            Err(error) => self.world.refuse(ticket, error),
        }
    }
}
