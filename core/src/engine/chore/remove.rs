//! Sessions that are removed: one, or all of a user. Nothing of them is written while that is under way.

use super::{After, Chore, Chores};
use crate::engine::actor::stream_of;
use crate::engine::world::World;
use crate::engine::{EffectKind, Engine};
use crate::model::policy::AnswerCache;
use crate::protocol::{Notice, Reply};

impl Engine {
    pub(in crate::engine) fn delete(&mut self, ticket: u64, session: String) {
        self.hold(&session);
        let stream = stream_of(&session);
        let chore = Chore::Delete { ticket, session };
        self.chores
            .start(chore, EffectKind::Delete { stream }, &mut self.world);
    }

    pub(in crate::engine) fn erase(&mut self, ticket: u64, user: String) {
        forget_answers(&mut self.world);
        let chore = Chore::EraseList { ticket, user };
        self.chores.start_list(chore, &mut self.world);
    }

    /// These are stored. Those that could not be are of the user, too.
    pub(in crate::engine) fn erase_all(&mut self, ticket: u64, user: &str, mut sessions: Vec<String>) {
        for (session, actor) in self.sessions.iter() {
            if actor.state.user.as_deref() == Some(user) && !sessions.contains(session) {
                sessions.push(session.clone());
            }
        }
        for session in &sessions {
            self.hold(session);
        }
        self.chores
            .each(ticket, sessions, &mut self.world, |group, session| {
                let stream = stream_of(&session);
                (Chore::EraseOne { group, session }, EffectKind::Delete { stream })
            });
    }

    /// What is written behind its removal would bring it back.
    fn hold(&mut self, session: &str) {
        if let Some(actor) = self.sessions.get_mut(session) {
            actor.removals += 1;
        }
    }

    /// It could not be removed, and goes on.
    pub(in crate::engine) fn spare(&mut self, session: &str) {
        if let Some(actor) = self.sessions.get_mut(session) {
            actor.removals = actor.removals.saturating_sub(1);
            actor.flush(&mut self.world);
            actor.pump(&mut self.world);
        }
    }
}

impl Chores {
    pub(super) fn removed(&mut self, ticket: u64, session: String, world: &mut World) -> After {
        world.done(ticket, Reply::Nothing);
        self.gone(session, world)
    }

    pub(super) fn erased(&mut self, group: u64, session: String, world: &mut World) -> After {
        // An edit of it may have ended since they were forgotten.
        forget_answers(world);
        self.one_done(group, true, None, world);
        self.gone(session, world)
    }

    fn gone(&mut self, session: String, world: &mut World) -> After {
        world.notice(Notice::Deleted {
            session_id: session.clone(),
        });
        After::Forget(session)
    }
}

/// What was answered holds what was asked about. Whose it is cannot be told of a key, so all of it goes.
fn forget_answers(world: &mut World) {
    world.desk.cache = AnswerCache::default();
}
