//! The native shell: carries out effects against a store in memory and a model of the test's choice, in virtual time.
//!
//! Everything is deterministic: the clock moves only when the shell says so, and entropy comes from a seed.

pub mod http;
mod model;
mod store;

use std::collections::VecDeque;

use bozzetto_core::engine::{
    EffectId, EffectKind, EffectResult, Engine, EngineConfig, Input, InputKind, ModelCall, ModelSignal,
};
use bozzetto_core::protocol::{
    Command, EditResult, ErrorReport, ModelCallReport, Notice, Reply, SaveStatus, SessionView, VersionInfo,
};

pub use model::{Embedded, Model, Reaction, Scripted, Silent, ops_answer};
pub use store::{SharedStore, StorePlan};

/// One engine with its shell: what a browser tab is.
pub struct NativeShell {
    /// The engine, for queries
    pub engine: Engine,
    /// Everything that was to be shown, oldest first
    pub notices: Vec<Notice>,
    /// Edits whose version was shown while the session said that it is saved
    pub reported: Vec<String>,
    /// Every model call, in order
    pub calls: Vec<ModelCall>,
    store: SharedStore,
    model: Box<dyn Model>,
    inbox: VecDeque<(EffectId, EffectResult)>,
    running: Vec<EffectId>,
    now: u64,
    seed: u64,
    wake_at: Option<u64>,
    next_ticket: u64,
    peer: String,
}

impl NativeShell {
    /// A tab named `peer` on a store.
    pub fn new(peer: &str, store: &SharedStore, model: impl Model + 'static) -> Self {
        Self::with_config(EngineConfig::new(peer), store, model)
    }

    /// A tab with settings of its own.
    pub fn with_config(config: EngineConfig, store: &SharedStore, model: impl Model + 'static) -> Self {
        let peer = config.peer.clone();
        store.enter(&peer);
        Self {
            engine: Engine::new(config),
            notices: Vec::new(),
            reported: Vec::new(),
            calls: Vec::new(),
            store: store.clone(),
            model: Box::new(model),
            inbox: VecDeque::new(),
            running: Vec::new(),
            now: 1_800_000_000_000,
            seed: peer.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            }),
            wake_at: None,
            next_ticket: 1,
            peer,
        }
    }

    /// The tab is killed: nothing more of it happens, its locks are gone.
    pub fn kill(self) {
        self.store.leave(&self.peer);
    }

    /// The store that it shares with other tabs.
    pub fn store(&self) -> &SharedStore {
        &self.store
    }

    /// Lets time pass.
    pub fn advance(&mut self, ms: u64) {
        self.now += ms;
        if self.wake_at.is_some_and(|at| at <= self.now) {
            self.wake_at = None;
            self.step(InputKind::Wake);
        }
    }

    /// The clock is set back, or forth, without any time passing: a timer that was set goes on to wait as long as it did.
    pub fn set_clock(&mut self, to: u64) {
        let passed = |at: u64| (at + to).saturating_sub(self.now);
        self.wake_at = self.wake_at.map(passed);
        self.now = to;
    }

    /// The virtual clock.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Sends a command without carrying out what it leads to.
    pub fn send(&mut self, command: Command) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.step(InputKind::Command { ticket, command });
        ticket
    }

    /// Sends a command and carries everything out until it is answered.
    ///
    /// # Panics
    /// When it is never answered: that would be a hang.
    pub fn run(&mut self, command: Command) -> Result<Reply, ErrorReport> {
        let ticket = self.send(command);
        self.finish(ticket)
    }

    /// Carries everything out until a ticket is answered.
    ///
    /// # Panics
    /// When it is never answered: that would be a hang.
    pub fn finish(&mut self, ticket: u64) -> Result<Reply, ErrorReport> {
        for _ in 0..100_000 {
            if let Some(answer) = self.answer_to(ticket) {
                return answer;
            }
            if !self.deliver_one() {
                let Some(at) = self.wake_at.take() else {
                    panic!("ticket {ticket} is never answered")
                };
                self.now = self.now.max(at);
                self.step(InputKind::Wake);
            }
        }
        panic!("ticket {ticket} is never answered");
    }

    fn answer_to(&self, wanted: u64) -> Option<Result<Reply, ErrorReport>> {
        self.notices.iter().find_map(|notice| match notice {
            Notice::Done { ticket, reply } if *ticket == wanted => Some(Ok(reply.clone())),
            Notice::Refused { ticket, error } if *ticket == wanted => Some(Err(error.clone())),
            _ => None,
        })
    }

    /// Carries everything out that is under way, timers aside.
    pub fn settle(&mut self) {
        while self.deliver_one() {}
    }

    /// Delivers one result. `false`: nothing is under way.
    pub fn deliver_one(&mut self) -> bool {
        let Some((id, result)) = self.inbox.pop_front() else {
            return false;
        };
        self.now += 1;
        if let EffectResult::Model(ModelSignal::Finished | ModelSignal::Failed { .. }) = result {
            self.running.retain(|running| *running != id);
        }
        self.step(InputKind::Effect { id, result });
        true
    }

    /// Delivers the result at a place out of turn; results of one effect keep their order. With `twice`, the same result comes
    /// again at once, as a confused store would send it. `false`: nothing is under way.
    pub fn deliver_out_of_turn(&mut self, place: usize, twice: bool) -> bool {
        if self.inbox.is_empty() {
            return false;
        }
        let wanted = self.inbox[place % self.inbox.len()].0;
        let first = self.inbox.iter().position(|(id, _)| *id == wanted);
        let Some((id, result)) = first.and_then(|first| self.inbox.remove(first)) else {
            return false;
        };
        self.now += 1;
        if twice && !matches!(result, EffectResult::Model(_)) {
            self.step(InputKind::Effect {
                id,
                result: result.clone(),
            });
        }
        self.step(InputKind::Effect { id, result });
        true
    }

    /// Results that were not delivered yet.
    pub fn pending(&self) -> usize {
        self.inbox.len()
    }

    /// Tells the engine that another tab appended.
    pub fn hear_of(&mut self, stream: &str) {
        let next_seq = self.store.next_seq(stream);
        self.step(InputKind::StreamChanged {
            stream: stream.to_owned(),
            next_seq,
        });
    }

    /// Tells the engine of each append of another tab since the last time, once, as a browser would.
    pub fn hear(&mut self) {
        for (stream, next_seq) in self.store.take_told(&self.peer) {
            self.step(InputKind::StreamChanged { stream, next_seq });
        }
    }

    /// Whether there is such an append.
    pub fn is_told(&self) -> bool {
        self.store.is_told(&self.peer)
    }

    /// Gives the engine an input of the test's own.
    pub fn input(&mut self, kind: InputKind) {
        self.step(kind);
    }

    /// Model calls that neither ended nor were cancelled.
    pub fn running(&self) -> &[EffectId] {
        &self.running
    }

    /// A sign from a model call, if that still runs.
    pub fn signal(&mut self, call: EffectId, signal: ModelSignal) {
        if self.running.contains(&call) {
            if let ModelSignal::Finished | ModelSignal::Failed { .. } = signal {
                self.running.retain(|running| *running != call);
            }
            self.step(InputKind::Effect {
                id: call,
                result: EffectResult::Model(signal),
            });
        }
    }

    fn entropy(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_mut(8) {
            // splitmix64
            self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.seed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
        }
        bytes
    }

    fn step(&mut self, kind: InputKind) {
        let entropy = self.entropy();
        let outputs = self.engine.step(Input {
            at: self.now,
            entropy,
            kind,
        });
        if outputs.wake_at.is_some() || !outputs.effects.is_empty() {
            self.wake_at = outputs.wake_at;
        }
        self.note_reported(&outputs.notices);
        self.notices.extend(outputs.notices);
        for effect in outputs.effects {
            self.carry_out(effect.id, effect.kind);
        }
    }

    fn note_reported(&mut self, notices: &[Notice]) {
        for notice in notices {
            let Notice::Version {
                session_id, version, ..
            } = notice
            else {
                continue;
            };
            let saved = self
                .engine
                .view(session_id, self.now)
                .is_ok_and(|view| !matches!(view.save, SaveStatus::NotSaved { .. }));
            if saved {
                self.reported.extend(version.edit_id.clone());
            }
        }
    }

    fn carry_out(&mut self, id: EffectId, kind: EffectKind) {
        let result = match kind {
            EffectKind::Load { stream, from_seq } => self.store.load(&stream, from_seq),
            EffectKind::Append {
                stream,
                expected_seq,
                records,
                head,
                ..
            } => self
                .store
                .append(&self.peer, &stream, expected_seq, records, head),
            EffectKind::List { prefix } => self.store.list(&prefix),
            EffectKind::Delete { stream } => self.store.delete(&stream),
            EffectKind::Rewrite { stream, records } => self.store.rewrite(&stream, records),
            EffectKind::CheckPeer { peer } => EffectResult::Peer {
                alive: self.store.is_there(&peer),
            },
            EffectKind::CancelModel { call } => {
                self.running.retain(|running| *running != call);
                self.inbox.retain(|(waiting, _)| *waiting != call);
                return;
            }
            EffectKind::CallModel(call) => return self.call(id, call),
        };
        self.inbox.push_back((id, result));
    }

    fn call(&mut self, id: EffectId, call: ModelCall) {
        let reaction = self.model.answer(&call);
        if let ModelCall::Http(request) = &call {
            let sent = ModelSignal::Sent {
                server: request.server(),
            };
            self.inbox.push_back((id, EffectResult::Model(sent)));
        }
        self.calls.push(call);
        self.running.push(id);
        match reaction {
            Reaction::Silence => {}
            Reaction::Signals(signals) => {
                self.inbox.extend(
                    signals
                        .into_iter()
                        .map(|signal| (id, EffectResult::Model(signal))),
                );
            }
            Reaction::Text(text) => {
                let chunks = text
                    .as_bytes()
                    .chunks(48)
                    .map(|chunk| ModelSignal::Chunk(chunk.to_vec()));
                let signals = chunks.chain([ModelSignal::Finished]);
                self.inbox
                    .extend(signals.map(|signal| (id, EffectResult::Model(signal))));
            }
        }
    }

    // What tests want most.

    /// A new session from a document.
    pub fn create_from(&mut self, document: &str) -> SessionView {
        self.created(Command::CreateSession {
            prompt: "a document".into(),
            user_id: None,
            document: Some(document.into()),
            ttl_ms: None,
            edit_id: "create".into(),
            images: Vec::new(),
        })
    }

    /// A new session from words; the edit that makes its first version is called `create`.
    pub fn begin(&mut self, prompt: &str) -> SessionView {
        self.created(Command::CreateSession {
            prompt: prompt.into(),
            user_id: None,
            document: None,
            ttl_ms: None,
            edit_id: "create".into(),
            images: Vec::new(),
        })
    }

    /// The same; waits for the first version.
    pub fn create(&mut self, prompt: &str) -> (SessionView, EditResult) {
        let view = self.begin(prompt);
        self.settle();
        let ended = self.notices.iter().rev().find_map(|notice| match notice {
            Notice::Edit { edit, .. } if edit.edit_id == "create" => edit.result.clone(),
            _ => None,
        });
        (view, ended.expect("the first edit ends"))
    }

    fn created(&mut self, command: Command) -> SessionView {
        match self.run(command) {
            Ok(Reply::Session { session }) => session,
            other => panic!("no session: {other:?}"),
        }
    }

    /// Opens a session.
    pub fn open(&mut self, session: &str) -> Result<SessionView, ErrorReport> {
        let command = Command::OpenSession {
            session_id: session.into(),
            user_id: None,
        };
        self.run(command).map(|reply| match reply {
            Reply::Session { session } => session,
            other => panic!("no session: {other:?}"),
        })
    }

    /// One edit in words, to its end.
    pub fn edit(&mut self, session: &str, prompt: &str, target: &[&str]) -> EditResult {
        let edit_id = format!("{}-{}", self.peer, self.next_ticket);
        let command = Command::EditDesign {
            session_id: session.into(),
            edit_id,
            prompt: prompt.into(),
            target: target.iter().map(ToString::to_string).collect(),
            base_version: None,
            images: Vec::new(),
        };
        match self.run(command) {
            Ok(Reply::Edit { result }) => result,
            other => panic!("no end of an edit: {other:?}"),
        }
    }

    /// A command that makes a version.
    pub fn version(&mut self, command: Command) -> Result<VersionInfo, ErrorReport> {
        self.run(command).map(|reply| match reply {
            Reply::Version { version } => version,
            other => panic!("no version: {other:?}"),
        })
    }

    /// The session as a file; with `salvage`, what is left of it.
    pub fn export(&mut self, session: &str, salvage: bool) -> Result<Vec<u8>, ErrorReport> {
        let command = Command::ExportSession {
            session_id: session.into(),
            salvage,
        };
        self.run(command).map(|reply| match reply {
            Reply::Exported { bytes } => bytes,
            other => panic!("no file: {other:?}"),
        })
    }

    /// A session from a file, for whoever it was.
    pub fn import(&mut self, bytes: &[u8]) -> Result<SessionView, ErrorReport> {
        let command = Command::ImportSession {
            bytes: bytes.to_vec(),
            user_id: None,
        };
        self.run(command).map(|reply| match reply {
            Reply::Session { session } => session,
            other => panic!("no session: {other:?}"),
        })
    }

    /// The codes of everything it was warned of, oldest first.
    pub fn warnings(&self) -> Vec<&str> {
        let codes = self.notices.iter().filter_map(|notice| match notice {
            Notice::Warning { error, .. } => Some(error.code.as_str()),
            _ => None,
        });
        codes.collect()
    }

    /// What was told of model calls that ended, oldest first.
    pub fn reports(&self) -> impl Iterator<Item = &ModelCallReport> {
        self.notices.iter().filter_map(|notice| match notice {
            Notice::ModelCall { call } => Some(&**call),
            _ => None,
        })
    }

    /// The document as JSON text.
    pub fn document(&self, session: &str) -> String {
        self.engine
            .document(session)
            .expect("the session is open")
            .to_json()
    }
}
