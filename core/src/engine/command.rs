//! What the app wants, handed to those who do it.

use super::EngineError;
use super::actor::{Actor, Then, Waiting};
use super::images;
use super::step::Engine;
use super::world::World;
use crate::context::check_length;
use crate::document::Document;
use crate::model::Image;
use crate::protocol::{Command, MergeChoice, Notice, Reply, SessionStatus};
use crate::version::Patch;
use crate::workflow::design::{DesignState, EditPlace, First, Intention, Rejection, Request};

impl Engine {
    pub(super) fn command(&mut self, ticket: u64, command: Command) {
        match command {
            Command::CreateSession {
                prompt,
                user_id,
                document,
                ttl_ms,
                edit_id,
                images,
            } => {
                self.create(ticket, prompt, user_id, document, ttl_ms, edit_id, images);
            }
            Command::OpenSession { session_id, user_id } => self.open(ticket, session_id, user_id),
            Command::CloseSession { session_id } => match self.sessions.get_mut(&session_id) {
                Some(actor) => actor.close(ticket, &mut self.world),
                None => self.world.done(ticket, Reply::Nothing),
            },
            Command::CompleteSession { session_id } => {
                self.set_status(ticket, &session_id, SessionStatus::Completed);
            }
            Command::SetStatus { session_id, status } => self.set_status(ticket, &session_id, status),
            Command::RateSession { session_id, score } => {
                self.make_change(ticket, &session_id, Intention::Rate { score });
            }
            Command::DeleteSession { session_id } => self.delete(ticket, session_id),
            Command::ListSessions { user_id, status } => {
                self.chores.list(ticket, user_id, status, &mut self.world);
            }
            Command::Analytics { user_id } => self.chores.analytics(ticket, user_id, &mut self.world),
            Command::CleanupExpired { now } => match now {
                Some(now) if !(now.is_finite() && now >= 0.0) => {
                    let what = "a moment is a number of milliseconds since 1970";
                    self.world.refuse(ticket, EngineError::Argument { what });
                }
                now => {
                    let at = now.map_or(self.world.now, |now| now as u64);
                    self.chores.cleanup(ticket, at, &mut self.world);
                }
            },
            Command::ExportSession { session_id, salvage } => {
                self.chores.export(ticket, session_id, salvage, &mut self.world);
            }
            Command::ImportSession { bytes, user_id } => {
                self.chores
                    .import(ticket, &bytes, user_id, &self.sessions, &mut self.world);
            }
            Command::MakeRoom => self.chores.make_room(Some(ticket), &mut self.world),
            Command::ImportPart { import_id, bytes } => {
                self.chores
                    .import_part(ticket, import_id, &bytes, &mut self.world);
            }
            Command::ImportEnd { import_id, user_id } => {
                self.chores
                    .import_end(ticket, &import_id, Some(user_id), &self.sessions, &mut self.world);
            }
            Command::ImportCancel { import_id } => {
                self.chores
                    .import_end(ticket, &import_id, None, &self.sessions, &mut self.world);
            }
            Command::EraseUser { user_id } => self.erase(ticket, user_id),
            Command::EditDesign {
                session_id,
                edit_id,
                prompt,
                target,
                base_version,
                images,
            } => match images::checked(&images) {
                Ok(images) => self.edit(ticket, &session_id, edit_id, prompt, target, base_version, images),
                Err(error) => self.world.refuse(ticket, error),
            },
            Command::AnswerClarification {
                session_id,
                edit_id,
                node_id,
                text,
            } => {
                self.answer(ticket, &session_id, &edit_id, node_id, text);
            }
            Command::BatchEdits { session_id, edit_ids } => {
                self.with_session(ticket, &session_id, |actor, world| {
                    actor.batch(edit_ids);
                    world.done(ticket, Reply::Nothing);
                });
            }
            Command::CancelEdit { session_id, edit_id } => self.cancel(ticket, &session_id, &edit_id),
            Command::ApplyOps {
                session_id,
                ops,
                summary,
            } => self.apply(ticket, &session_id, &ops, summary),
            Command::AcceptHeld {
                session_id,
                edit_id: edit,
                parts,
            } => {
                let accept = true;
                self.make_version(ticket, &session_id, Intention::Settle { edit, accept, parts });
            }
            Command::RejectHeld {
                session_id,
                edit_id: edit,
                parts,
            } => {
                let accept = false;
                self.make_change(ticket, &session_id, Intention::Settle { edit, accept, parts });
            }
            Command::Undo { session_id } => self.make_version(ticket, &session_id, Intention::undo()),
            Command::Redo { session_id } => self.make_version(ticket, &session_id, Intention::redo()),
            Command::Rollback { session_id, version } => {
                self.make_version(ticket, &session_id, Intention::rollback(version));
            }
            Command::RevertVersion { session_id, version } => {
                self.make_version(ticket, &session_id, Intention::revert(version));
            }
            Command::CherryPick { session_id, version } => {
                self.make_version(ticket, &session_id, Intention::CherryPick { version });
            }
            Command::CreateBranch {
                session_id,
                version,
                name,
            } => {
                self.make_change(ticket, &session_id, Intention::CreateBranch { version, name });
            }
            Command::SwitchBranch { session_id, name } => {
                self.make_change(ticket, &session_id, Intention::SwitchBranch { name });
            }
            Command::MergeBranch {
                session_id,
                name,
                policy,
                choices,
            } => {
                let merge = Intention::Merge {
                    name,
                    policy: policy.into(),
                    choices: MergeChoice::pairs(choices),
                };
                self.make_version(ticket, &session_id, merge);
            }
            Command::CompressOldVersions {
                session_id,
                keep_recent,
            } => self
                .chores
                .compress(ticket, session_id, keep_recent, &mut self.world),
        }
    }

    fn with_session(&mut self, ticket: u64, session: &str, act: impl FnOnce(&mut Actor, &mut World)) {
        match self.sessions.get_mut(session) {
            Some(actor) => act(actor, &mut self.world),
            None => self.world.refuse(
                ticket,
                EngineError::NotOpen {
                    session: session.to_owned(),
                },
            ),
        }
    }

    fn job(&mut self, ticket: u64, session: &str, intention: Intention, then: Then) {
        self.with_session(ticket, session, |actor, world| {
            actor.enqueue(intention, then);
            actor.pump(world);
        });
    }

    /// What is answered with the version that it makes.
    fn make_version(&mut self, ticket: u64, session: &str, intention: Intention) {
        self.job(ticket, session, intention, Then::Version { ticket });
    }

    /// What is answered when it is done.
    fn make_change(&mut self, ticket: u64, session: &str, intention: Intention) {
        self.job(ticket, session, intention, Then::Done { ticket });
    }

    fn apply(&mut self, ticket: u64, session: &str, ops: &str, summary: String) {
        let limits = &self.world.config.limits;
        match Patch::parse(ops, limits) {
            Ok(_) if check_length(&summary, limits).is_err() => {
                let what = "a summary is no longer than a prompt may be";
                self.world.refuse(ticket, EngineError::Argument { what });
            }
            Ok(patch) => self.with_session(ticket, session, |actor, world| {
                let base = actor.base_of_own(world.now, &world.config.limits);
                let intention = Intention::Apply { patch, base, summary };
                actor.enqueue(intention, Then::Version { ticket });
                actor.pump(world);
            }),
            Err(error) => self.world.refuse(ticket, error),
        }
    }

    fn set_status(&mut self, ticket: u64, session: &str, status: SessionStatus) {
        if status == SessionStatus::Expired {
            let what = "a session expires by its TTL, not by a command";
            return self.world.refuse(ticket, EngineError::Argument { what });
        }
        self.with_session(ticket, session, |actor, world| {
            match status {
                SessionStatus::Active => {}
                status => actor.stop_work(status, world),
            }
            actor.enqueue(Intention::SetStatus { status }, Then::Done { ticket });
            actor.pump(world);
        });
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the fields of one command, taken apart right here"
    )]
    fn create(
        &mut self,
        ticket: u64,
        prompt: String,
        user: Option<String>,
        document: Option<String>,
        ttl_ms: Option<f64>,
        edit: String,
        images: Vec<String>,
    ) {
        if !is_id(&edit) {
            return self.world.refuse(ticket, EngineError::EditId);
        }
        let images = match images::checked(&images) {
            Ok(images) => images,
            Err(error) => return self.world.refuse(ticket, error),
        };
        let limits = &self.world.config.limits;
        let document = match document.map(|text| Document::parse(&text, limits)).transpose() {
            Ok(document) => document,
            Err(error) => return self.world.refuse(ticket, error),
        };
        let checked = match &document {
            // It is kept with the document, and asks for nothing.
            Some(_) => check_length(&prompt, limits),
            None => crate::context::guard(&prompt, limits).map(|_| ()),
        };
        if let Err(error) = checked {
            return self.world.refuse(ticket, error);
        }
        if let Err(error) = check_user(user.as_deref()) {
            return self.world.refuse(ticket, error);
        }
        if ttl_ms.is_some_and(|ttl| !ttl.is_finite() || ttl <= 0.0) {
            return self.world.refuse(
                ticket,
                EngineError::Argument {
                    what: "a TTL is a positive number of milliseconds",
                },
            );
        }
        let session = format!("ses_{}", self.world.fresh_id());
        self.world.desk.meets(&session);
        let first_edit = document.is_none().then(|| edit.clone());
        let first = match document {
            Some(document) => First::Document(document),
            None => First::Edit {
                edit: edit.clone(),
                owner: self.world.config.peer.clone(),
                images: images.len() as u32,
            },
        };
        let ttl_ms = ttl_ms.map(|ttl| ttl as u64).or(self.world.config.ttl_ms);
        let mut actor = Actor::new(
            DesignState {
                session: session.clone(),
                ..DesignState::default()
            },
            Vec::new(),
        );
        actor.keep_images(&edit, images);
        actor.author.clone_from(&user);
        let intention = Intention::Create {
            session: session.clone(),
            user,
            prompt,
            ttl_ms,
            first,
        };
        actor.enqueue(
            intention,
            Then::Created {
                ticket,
                edit: first_edit,
            },
        );
        actor.pump(&mut self.world);
        self.sessions.insert(session, actor);
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the fields of one command, taken apart right here"
    )]
    fn edit(
        &mut self,
        ticket: u64,
        session: &str,
        edit: String,
        prompt: String,
        target: Vec<String>,
        base: Option<u32>,
        images: Vec<Image>,
    ) {
        if !is_id(&edit) {
            return self.world.refuse(ticket, EngineError::EditId);
        }
        self.with_session(ticket, session, |actor, world| {
            if let Some(result) = actor.results.get(&edit) {
                return world.done(
                    ticket,
                    Reply::Edit {
                        result: result.clone(),
                    },
                );
            }
            if actor.state.ended.contains_key(&edit) {
                return world.refuse(ticket, Rejection::DuplicateEdit { edit });
            }
            let known = actor.edit_view(&edit, world).is_some();
            actor.await_edit(&edit, ticket);
            actor.keep_images(&edit, images);
            if !known {
                let at = world.now;
                let request = Request {
                    edit: edit.clone(),
                    prompt: prompt.clone(),
                    target: target.clone(),
                    owner: world.config.peer.clone(),
                    types: Vec::new(),
                    create: false,
                    images: actor.images_of(&edit).len() as u32,
                };
                actor.waiting.push_back(Waiting::New {
                    edit: edit.clone(),
                    prompt,
                    target,
                    base,
                    create: false,
                    at,
                });
                if let Some(view) = actor.edit_view(&edit, world) {
                    world.notice(Notice::Edit {
                        session_id: actor.session(),
                        edit: view,
                    });
                }
                actor.pump(world);
                // Its turn has not come: the tab may be gone before it does. What will be refused then is not kept.
                let fits = check_length(&request.prompt, &world.config.limits).is_ok();
                if fits
                    && !request.prompt.is_empty()
                    && actor.waiting.iter().any(|waiting| *waiting.edit() == edit)
                {
                    actor.enqueue_quietly(Intention::Queue { request, base });
                    actor.pump(world);
                }
            }
        });
    }

    fn answer(&mut self, ticket: u64, session: &str, edit: &str, node: Option<String>, text: Option<String>) {
        if node.is_none() && text.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return self.world.refuse(
                ticket,
                EngineError::Argument {
                    what: "an answer names a node or has words",
                },
            );
        }
        let limits = &self.world.config.limits;
        if let Some(Err(error)) = text.as_deref().map(|text| check_length(text, limits)) {
            return self.world.refuse(ticket, error);
        }
        self.with_session(ticket, session, |actor, world| {
            let was_ended =
                actor.state.ended.contains_key(edit) && !actor.answered.iter().any(|known| known == edit);
            if let Some(result) = actor.results.get(edit).filter(|_| was_ended) {
                let result = result.clone();
                return world.done(ticket, Reply::Edit { result });
            }
            let asking = actor
                .state
                .open
                .get(edit)
                .is_some_and(|open| matches!(open.place, EditPlace::Asking { .. }));
            let answered = actor.waiting.iter().any(|waiting| waiting.edit() == edit)
                || actor.active.as_ref().is_some_and(|active| active.edit == edit);
            if !asking || answered {
                return world.refuse(
                    ticket,
                    Rejection::UnknownEdit {
                        edit: edit.to_owned(),
                    },
                );
            }
            if let Some(id) = node
                .clone()
                .filter(|id| actor.state.document().node(id).is_none())
            {
                return world.refuse(ticket, EngineError::TargetGone { id });
            }
            actor.await_edit(edit, ticket);
            actor.results.remove(edit);
            actor.answered.push(edit.to_owned());
            actor.waiting.push_back(Waiting::Answer {
                edit: edit.to_owned(),
                node,
                text,
                at: world.now,
            });
            actor.pump(world);
        });
    }

    fn cancel(&mut self, ticket: u64, session: &str, edit: &str) {
        self.with_session(ticket, session, |actor, world| {
            if actor.cancel(edit, world) {
                world.done(ticket, Reply::Nothing);
                actor.pump(world);
            } else {
                world.refuse(
                    ticket,
                    Rejection::UnknownEdit {
                        edit: edit.to_owned(),
                    },
                );
            }
        });
    }
}

/// Whether a user's id can be one.
pub(super) fn check_user(user: Option<&str>) -> Result<(), EngineError> {
    match user.is_some_and(|user| user.len() > 1_000) {
        true => Err(EngineError::Argument {
            what: "a user id has at most 1000 bytes",
        }),
        false => Ok(()),
    }
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
