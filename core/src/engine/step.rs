//! The engine itself: who gets which input.

use super::actor::{Actor, Then, Waiting, session_of};
use super::chore::{After, Chores};
use super::compress::LEAST_PACKED;
use super::images;
use super::opening::Opening;
use super::world::{Wait, World};
use super::{
    EffectResult, EngineConfig, EngineError, Input, InputKind, Outputs, ProviderConfig, StoreFaultKind,
    StoredRecord, Timestamp,
};
use crate::context::check_length;
use crate::document::Document;
use crate::model::{Image, Policy, Price};
use crate::protocol::{Command, MergeChoice, Notice, Reply, SessionStatus};
use crate::sorted::SortedMap;
use crate::version::Patch;
use crate::workflow::design::{DesignState, EditPlace, First, Intention, Rejection, Request};

/// The engine. See the [module's](super) contract.
#[derive(Debug)]
pub struct Engine {
    pub(super) world: World,
    pub(super) sessions: SortedMap<String, Actor>,
    pub(super) opening: SortedMap<String, Vec<Opening>>,
    pub(super) chores: Chores,
    /// Sessions that ended here before all of them could be stored, as they were
    pub(super) overtaken: SortedMap<String, Vec<StoredRecord>>,
    /// The store refused something for want of room since it was last made
    is_full: bool,
    made_room_at: Option<Timestamp>,
    /// Records stored since then
    stored_since: u64,
}

/// Room is not made again within this time, in milliseconds, unless there is more that can be packed.
const ROOM_AGAIN_MS: u64 = 60_000;

impl Engine {
    /// An engine without sessions.
    pub fn new(config: EngineConfig) -> Self {
        Self {
            world: World::new(config),
            sessions: SortedMap::new(),
            opening: SortedMap::new(),
            chores: Chores::default(),
            overtaken: SortedMap::new(),
            is_full: false,
            made_room_at: None,
            stored_since: 0,
        }
    }

    /// From now on another provider is asked. Calls under way go on with the old one.
    pub fn set_provider(&mut self, provider: ProviderConfig) {
        self.set_providers(provider, Vec::new());
    }

    /// The same, with those that answer when it cannot, in order.
    pub fn set_providers(&mut self, provider: ProviderConfig, fallbacks: Vec<ProviderConfig>) {
        self.world.config.provider = provider;
        self.world.config.fallbacks = fallbacks;
        self.world.desk.reset();
        for actor in self.sessions.values_mut() {
            actor.batch_refused.clear();
        }
    }

    /// From now on other limits hold for model calls.
    pub fn set_policy(&mut self, policy: Policy) {
        self.world.config.policy = policy;
    }

    /// From now on calls cost what this table says; what ended keeps its cost.
    pub fn set_prices(&mut self, prices: Vec<Price>) {
        self.world.config.prices = prices;
    }

    /// Takes one input; everything that it leads to comes back at once.
    pub fn step(&mut self, input: Input) -> Outputs {
        if self.world.begin(input.at, input.entropy) {
            for actor in self.sessions.values_mut() {
                actor.tell_retry(&mut self.world);
            }
        }
        match input.kind {
            InputKind::Command { ticket, command } => self.command(ticket, command),
            InputKind::Effect { id, result } => self.effect(id, result),
            InputKind::StreamChanged { stream, next_seq } => self.stream_changed(&stream, next_seq),
            InputKind::Wake => self.wake(false),
            InputKind::Online => self.wake(true),
            InputKind::StoreNearlyFull => self.chores.make_room(None, &mut self.world),
        }
        self.make_room();
        if !self.chores.is_making_room() {
            for actor in self.sessions.values_mut() {
                actor.try_less(&mut self.world);
            }
        }
        self.close_idle();
        for actor in self.sessions.values() {
            if let Some(timer) = actor.timer(&self.world) {
                self.world.wake_at(timer);
            }
        }
        self.world.end()
    }

    fn chore_done(&mut self, chore: u64, result: EffectResult) -> After {
        let after = self.chores.take(chore, result, &mut self.world);
        if let Some(packed) = self.chores.packed.take()
            && let Some(actor) = self.sessions.get_mut(&packed.session)
        {
            actor.packed(&packed.records, &self.world);
        }
        after
    }

    /// A store that refused for want of room gets some, if that was not tried with the same records a moment ago.
    fn make_room(&mut self) {
        // What is refused meanwhile may be stored when it is over.
        if self.chores.is_making_room() || !std::mem::take(&mut self.is_full) {
            return;
        }
        let is_long_ago = |at| self.world.now >= at + ROOM_AGAIN_MS;
        let mut due = self.stored_since >= LEAST_PACKED as u64 || self.made_room_at.is_none_or(is_long_ago);
        for actor in self.sessions.values_mut() {
            due |= actor.takes_last_chance();
        }
        if due {
            self.made_room_at = Some(self.world.now);
            self.stored_since = 0;
            self.chores.make_room(None, &mut self.world);
        }
    }

    fn command(&mut self, ticket: u64, command: Command) {
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
                self.job(
                    ticket,
                    &session_id,
                    Intention::Rate { score },
                    Then::Done { ticket },
                );
            }
            Command::DeleteSession { session_id } => self.delete(ticket, session_id),
            Command::ListSessions { user_id, status } => {
                self.chores.list(ticket, user_id, status, &mut self.world);
            }
            Command::Analytics { user_id } => self.chores.analytics(ticket, user_id, &mut self.world),
            Command::CleanupExpired => self.chores.cleanup(ticket, &mut self.world),
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
            } => match Patch::parse(&ops, &self.world.config.limits) {
                Ok(_) if check_length(&summary, &self.world.config.limits).is_err() => {
                    let what = "a summary is no longer than a prompt may be";
                    self.world.refuse(ticket, EngineError::Argument { what });
                }
                Ok(patch) => {
                    self.job(
                        ticket,
                        &session_id,
                        Intention::Apply { patch, summary },
                        Then::Version { ticket },
                    );
                }
                Err(error) => self.world.refuse(ticket, error),
            },
            Command::AcceptHeld {
                session_id,
                edit_id,
                parts,
            } => {
                let intention = Intention::Settle {
                    edit: edit_id,
                    accept: true,
                    parts,
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::RejectHeld {
                session_id,
                edit_id,
                parts,
            } => {
                let intention = Intention::Settle {
                    edit: edit_id,
                    accept: false,
                    parts,
                };
                self.job(ticket, &session_id, intention, Then::Done { ticket });
            }
            Command::Rollback { session_id, version } => {
                let intention = Intention::Rollback {
                    version,
                    edit: None,
                    prompt: String::new(),
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::Undo { session_id } => {
                let intention = Intention::Undo {
                    edit: None,
                    prompt: String::new(),
                    also: 0,
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::Redo { session_id } => {
                let intention = Intention::Redo {
                    edit: None,
                    prompt: String::new(),
                    also: 0,
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::CreateBranch {
                session_id,
                version,
                name,
            } => {
                self.job(
                    ticket,
                    &session_id,
                    Intention::CreateBranch { version, name },
                    Then::Done { ticket },
                );
            }
            Command::SwitchBranch { session_id, name } => {
                self.job(
                    ticket,
                    &session_id,
                    Intention::SwitchBranch { name },
                    Then::Done { ticket },
                );
            }
            Command::MergeBranch {
                session_id,
                name,
                policy,
                choices,
            } => {
                let intention = Intention::Merge {
                    name,
                    policy: policy.into(),
                    choices: MergeChoice::pairs(choices),
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::CompressOldVersions {
                session_id,
                keep_recent,
            } => self
                .chores
                .compress(ticket, session_id, keep_recent, &mut self.world),
            Command::RevertVersion { session_id, version } => {
                let intention = Intention::Revert {
                    version,
                    edit: None,
                    prompt: String::new(),
                };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
            Command::CherryPick { session_id, version } => {
                let intention = Intention::CherryPick { version };
                self.job(ticket, &session_id, intention, Then::Version { ticket });
            }
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

    fn set_status(&mut self, ticket: u64, session: &str, status: SessionStatus) {
        if status == SessionStatus::Expired {
            let what = "a session expires by its TTL, not by a command";
            return self.world.refuse(ticket, EngineError::Argument { what });
        }
        self.job(
            ticket,
            session,
            Intention::SetStatus { status },
            Then::Done { ticket },
        );
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
            let is_over = actor.state.ended.contains_key(edit);
            if let Some(result) = actor.results.get(edit).filter(|_| is_over) {
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

    fn effect(&mut self, id: u64, result: EffectResult) {
        // A result that nobody waits for is late or repeated; acting on it could do a thing twice.
        let Some(wait) = self.world.waiting_for(id) else {
            return;
        };
        self.is_full |=
            matches!(&result, EffectResult::StoreFailed(fault) if fault.kind == StoreFaultKind::Quota);
        match wait {
            Wait::Open { session } => self.opened(session, result),
            Wait::Append { session } => {
                let there = match self.sessions.get_mut(&session) {
                    Some(actor) => {
                        let before = actor.next_seq;
                        let there = actor.stored(result, &mut self.world);
                        self.stored_since += actor.next_seq.saturating_sub(before);
                        there
                    }
                    None => true,
                };
                self.forget_unless(there, session);
            }
            Wait::CatchUp { session, is_all } => {
                let caught_up = match self.sessions.get_mut(&session) {
                    Some(actor) => actor.caught_up(result, is_all, &mut self.world),
                    None => Ok(()),
                };
                match caught_up {
                    Err(error @ (EngineError::Unreadable(_) | EngineError::Overtaken(_))) => {
                        self.give_up(session, &error);
                    }
                    caught_up => self.forget_unless(caught_up.is_ok(), session),
                }
            }
            Wait::Model { session } => {
                if let (EffectResult::Model(signal), Some(actor)) = (result, self.sessions.get_mut(&session))
                {
                    actor.hear(id, signal, &mut self.world);
                }
            }
            Wait::Peer { session, peer } => {
                if let (EffectResult::Peer { alive }, Some(actor)) = (result, self.sessions.get_mut(&session))
                {
                    actor.peer_found(&peer, alive, &mut self.world);
                }
            }
            Wait::Chore { chore } => match self.chore_done(chore, result) {
                After::Nothing => {}
                After::Forget(session) => self.forget(&session),
                After::Spare(session) => self.spare(&session),
                After::Erase(ticket, user, sessions) => self.erase_all(ticket, &user, sessions),
                After::Roomier => {
                    self.is_full = false;
                    for actor in self.sessions.values_mut() {
                        actor.hurry(&mut self.world);
                    }
                }
                After::Export(export, stored) => self.export(export, stored),
                After::Adopt {
                    session,
                    records,
                    ticket,
                } => self.adopt_import(&session, records, ticket),
            },
            Wait::Nobody => {}
        }
    }

    fn forget_unless(&mut self, there: bool, session: String) {
        if !there {
            self.forget(&session);
            self.world.notice(Notice::Deleted { session_id: session });
        }
    }

    /// A session is gone: whoever waits for something of it is told.
    fn forget(&mut self, session: &str) {
        self.overtaken.remove(session);
        if let Some(actor) = self.sessions.remove(session) {
            actor.abandon(&EngineError::Deleted, &mut self.world);
        }
    }

    /// A session is there, but not for this engine any more.
    fn give_up(&mut self, session_id: String, error: &EngineError) {
        if let Some(actor) = self.sessions.remove(&session_id) {
            if let Some(records) = actor.unsaved_records() {
                self.overtaken.insert(session_id.clone(), records);
            }
            actor.abandon(error, &mut self.world);
        }
        let error = error.report();
        self.world.notice(Notice::Ended { session_id, error });
    }

    fn stream_changed(&mut self, stream: &str, next_seq: u64) {
        let Some(session) = session_of(stream) else {
            return;
        };
        if let Some(actor) = self.sessions.get_mut(session) {
            actor.stream_changed(next_seq, &mut self.world);
        } else if let Some(opening) = self.opening.get_mut(session).and_then(|all| all.first_mut()) {
            opening.hears(next_seq);
        }
    }

    fn wake(&mut self, online: bool) {
        for actor in self.sessions.values_mut() {
            actor.woken(online, &mut self.world);
        }
    }

    fn close_idle(&mut self) {
        let mut closed = Vec::new();
        let is_making_room = self.chores.is_making_room();
        for actor in self.sessions.values_mut().filter(|actor| actor.is_closing()) {
            if actor.wind_up(&mut self.world) && !(is_making_room && actor.closes_for_room()) {
                closed.push(actor.session());
            }
        }
        for session in closed {
            for ticket in self
                .sessions
                .remove(&session)
                .into_iter()
                .flat_map(|actor| actor.closing.tickets)
            {
                self.world.done(ticket, Reply::Nothing);
            }
        }
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
