//! A loaded session: its state, what waits to be stored, and the one edit in work.
//!
//! Jobs are stored one after the other. A job holds an [`Intention`], which is decided when its turn comes; if another tab
//! appended first, the session catches up and the same intention is decided once more.

use std::collections::VecDeque;

use super::active::ActiveEdit;
use super::backlog::Backlog;
use super::closing::Closing;
use super::ends::ended;
use super::joint::Joint;
use super::kept::Kept;
use super::peers::Watch;
use super::record::Reading;
use super::steps::{Step, happen, steps};
use super::world::{Wait, World};
use super::{
    Durability, EffectKind, EffectResult, EngineError, StoreFault, StoredRecord, Timestamp, record, view,
};
use crate::context::PromptReport;
use crate::document::{Document, Limits};
use crate::journal::Event;
use crate::json;
use crate::model::{Image, ModelError};
use crate::protocol::{EditPhase, EditResult, EditStatus, ErrorReport, Notice, Reply, SessionSummary};
use crate::sorted::SortedMap;
use crate::version::{Patch, advance, diff_in_order};
use crate::workflow::design::{Decision, DesignState, Intention, Rejection};

/// How many prompts are kept for those who want to see what was sent.
const REPORTS_KEPT: usize = 32;

/// What follows once a job is stored or refused.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// Nothing
    Nothing,
    /// The session exists: say so, and begin with the first version
    Created { ticket: u64, edit: Option<String> },
    /// Tell the version
    Version { ticket: u64 },
    /// Tell that it is done
    Done { ticket: u64 },
    /// It belongs to an edit, whose end is told where it comes about
    Edit { edit: String },
}

/// Something to be stored.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) intention: Intention,
    pub(super) then: Then,
    /// What others had done to what is shown when it was wanted, see [`Actor::moved`]
    moved: u32,
}

/// A job under way to the store.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) job: Job,
    steps: Vec<Step>,
    at: Timestamp,
}

/// An edit whose turn has not come.
#[derive(Clone, Debug)]
pub(super) enum Waiting {
    New {
        edit: String,
        prompt: String,
        target: Vec<String>,
        base: Option<u32>,
        create: bool,
        at: u64,
    },
    Answer {
        edit: String,
        node: Option<String>,
        text: Option<String>,
        at: u64,
    },
    Resume {
        edit: String,
        /// Who began it
        from: String,
        at: u64,
    },
}

impl Waiting {
    pub(super) fn edit(&self) -> &String {
        match self {
            Self::New { edit, .. } | Self::Answer { edit, .. } | Self::Resume { edit, .. } => edit,
        }
    }

    pub(super) fn prompt(&self) -> Option<&str> {
        match self {
            Self::New { prompt, .. } => Some(prompt),
            Self::Answer { .. } | Self::Resume { .. } => None,
        }
    }

    pub(super) fn target(&self) -> Option<&[String]> {
        match self {
            Self::New { target, .. } => Some(target),
            Self::Answer { .. } | Self::Resume { .. } => None,
        }
    }

    pub(super) fn asked_at(&self) -> u64 {
        match self {
            Self::New { at, .. } | Self::Answer { at, .. } | Self::Resume { at, .. } => *at,
        }
    }
}

/// A loaded session.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) state: DesignState,
    /// As whom it is open here, where it is theirs
    pub(super) author: Option<String>,
    pub(super) next_seq: u64,
    /// How far another tab said that the stream goes, since it was last read
    pub(super) announced: u64,
    /// The records up to there
    pub(super) kept: Kept,
    /// How often others moved what is shown to another version
    pub(super) moved: u32,
    pub(super) queue: VecDeque<Job>,
    pub(super) flight: Option<Flight>,
    pub(super) catching_up: bool,
    pub(super) backlog: Option<Backlog>,
    pub(super) active: Option<ActiveEdit>,
    pub(super) waiting: VecDeque<Waiting>,
    /// Edits that may be asked for together, and the call made for some of them
    pub(super) batch: Vec<String>,
    pub(super) joint: Option<Joint>,
    /// What providers, by place, refused one of them for that holds for all
    pub(super) batch_refused: Vec<(usize, ModelError)>,
    pub(super) watch: Watch,
    /// What is shown with edits that are not over
    pub(super) images: Vec<(String, Vec<Image>)>,
    pub(super) tickets: SortedMap<String, Vec<u64>>,
    pub(super) results: SortedMap<String, EditResult>,
    pub(super) results_order: VecDeque<String>,
    /// Edits of which a question was answered here
    pub(super) answered: Vec<String>,
    reports: VecDeque<(String, PromptReport)>,
    pub(super) closing: Closing,
    /// It was told that its time is over
    pub(super) ran_out: bool,
    /// So many removals of it are under way: nothing is written until it is known that they came to nothing
    pub(super) removals: u32,
}

/// The stream of a session.
pub(super) fn stream_of(session: &str) -> String {
    format!("session:{session}")
}

/// The session of a stream.
pub(super) fn session_of(stream: &str) -> Option<&str> {
    stream.strip_prefix("session:")
}

impl Actor {
    /// A session that is stored as these records, or is not stored yet.
    pub(super) fn new(state: DesignState, records: Vec<StoredRecord>) -> Self {
        Self {
            state,
            author: None,
            next_seq: records.last().map_or(0, |last| last.seq + 1),
            announced: 0,
            kept: Kept::of(records),
            moved: 0,
            queue: VecDeque::new(),
            flight: None,
            catching_up: false,
            backlog: None,
            active: None,
            waiting: VecDeque::new(),
            batch: Vec::new(),
            joint: None,
            batch_refused: Vec::new(),
            watch: Watch::default(),
            images: Vec::new(),
            tickets: SortedMap::new(),
            results: SortedMap::new(),
            results_order: VecDeque::new(),
            answered: Vec::new(),
            reports: VecDeque::new(),
            closing: Closing::default(),
            ran_out: false,
            removals: 0,
        }
    }

    pub(super) fn session(&self) -> String {
        self.state.session.clone()
    }

    pub(super) fn is_storing(&self) -> bool {
        self.flight.is_some()
    }

    pub(super) fn unsaved_error(&self) -> Option<ErrorReport> {
        self.backlog
            .as_ref()
            .map(|backlog| EngineError::Store(backlog.fault.clone()).report())
    }

    /// Nothing is under way that a close would cut off.
    pub(super) fn is_idle(&self) -> bool {
        self.flight.is_none()
            && !self.catching_up
            && self.queue.is_empty()
            && self.active.is_none()
            && self.waiting.is_empty()
            && !(self.removals > 0 && self.backlog.is_some())
            && !self.backlog.as_ref().is_some_and(Backlog::is_flushing)
    }

    pub(super) fn tell_view(&self, world: &mut World) {
        world.notice(Notice::Session {
            session: self.view(world.now, world),
        });
    }

    pub(super) fn enqueue(&mut self, intention: Intention, then: Then) {
        let moved = self.moved;
        self.queue.push_back(Job {
            intention,
            then,
            moved,
        });
    }

    /// The document that the app knows while it makes a change of its own: what is shown, with what it wants by itself and is under way.
    /// What edits come to meanwhile it has not seen.
    pub(super) fn base_of_own(&self, now: Timestamp, limits: &Limits) -> Document {
        let under_way: Vec<&Intention> = self.pending().collect();
        let Some(own) = under_way.iter().rposition(|intention| intention.is_seen_ahead()) else {
            return self.state.document();
        };
        if let Some(Intention::Apply { patch, base, .. }) = under_way.get(own) {
            return advance(base.clone(), patch, limits).unwrap_or_else(|_| base.clone());
        }
        let mut ahead = self.state.clone();
        for intention in under_way.into_iter().take(own + 1) {
            // What is refused changes nothing.
            for step in steps(intention, None, &ahead, now, limits).unwrap_or_default() {
                happen(&step.decision, &step.record, &mut ahead, now);
            }
        }
        ahead.document()
    }

    /// Somebody wants to know how an edit ends.
    pub(super) fn await_edit(&mut self, edit: &str, ticket: u64) {
        self.tickets.or_default(edit.to_owned()).push(ticket);
    }

    /// Keeps what a call was told, unless the call before it for the same edit was told the same.
    pub(super) fn keep_report(&mut self, edit: &str, report: PromptReport) {
        if self.reports(edit).next_back() == Some(&report) {
            return;
        }
        self.reports.push_back((edit.to_owned(), report));
        if self.reports.len() > REPORTS_KEPT {
            self.reports.pop_front();
        }
    }

    /// Oldest first.
    pub(super) fn reports(&self, edit: &str) -> impl DoubleEndedIterator<Item = &PromptReport> {
        let of_edit = self.reports.iter().filter(move |(known, _)| known == edit);
        of_edit.map(|(_, report)| report)
    }

    /// What is decided or to be decided, and not stored yet.
    pub(super) fn pending(&self) -> impl Iterator<Item = &Intention> {
        let flying = self.flight.iter().map(|flight| &flight.job);
        flying.chain(&self.queue).map(|job| &job.intention)
    }

    /// Does whatever can be done now: stores the next job, begins the next edit, asks for one that waited for its batch.
    pub(super) fn pump(&mut self, world: &mut World) {
        self.work(world);
        if self.active.as_ref().is_some_and(|active| active.held) && !self.waits_for_batch() {
            self.call_model(world);
            // It may be answered already.
            self.work(world);
        }
    }

    fn work(&mut self, world: &mut World) {
        loop {
            if self.flight.is_some()
                || self.removals > 0
                || self.catching_up
                || self.backlog.as_ref().is_some_and(Backlog::is_flushing)
            {
                return;
            }
            if self.announced > self.next_seq && self.backlog.is_none() {
                return self.catch_up(world);
            }
            if let Some(job) = self.queue.pop_front() {
                self.store(job, world);
            } else if self.active.is_none()
                && let Some(waiting) = self.waiting.pop_front()
            {
                self.begin(waiting, world);
            } else {
                return;
            }
        }
    }

    fn store(&mut self, job: Job, world: &mut World) {
        let is_of_what_is_shown = matches!(job.intention, Intention::Undo { .. } | Intention::Redo { .. });
        if is_of_what_is_shown && job.moved != self.moved {
            // It would take back what somebody else just did.
            return self.refused(job, Rejection::Conflict, world);
        }
        let steps = match steps(
            &job.intention,
            self.author.as_ref(),
            &self.state,
            world.now,
            &world.config.limits,
        ) {
            Ok(steps) => steps,
            Err(rejection) => return self.refused(job, rejection, world),
        };
        if let Some(backlog) = &mut self.backlog {
            for step in &steps {
                backlog.push(step.intention(&job.intention), step.record.clone());
            }
            backlog.grew(world.now);
            return self.settle(job, &steps, world.now, world);
        }
        let records = steps.iter().map(|step| step.record.clone()).collect();
        let fallback = Decision::default();
        let last = steps.last().map_or(&fallback, |step| &step.decision);
        let summary = view::summary_after(&self.state, last, world.now);
        self.append(records, &summary, world);
        self.flight = Some(Flight {
            job,
            steps,
            at: world.now,
        });
        self.tell_view(world);
    }

    pub(super) fn append(&self, records: Vec<Vec<u8>>, summary: &SessionSummary, world: &mut World) {
        let session = summary.session_id.clone();
        let append = EffectKind::Append {
            stream: stream_of(&session),
            expected_seq: self.next_seq,
            records,
            head: json::to_text(summary).into_bytes(),
            durability: Durability::Relaxed,
        };
        world.emit(append, Wait::Append { session });
    }

    /// The store answered an append. `false`: the session is gone.
    pub(super) fn stored(&mut self, result: EffectResult, world: &mut World) -> bool {
        if matches!(result, EffectResult::Conflict { next_seq } if next_seq < self.next_seq) {
            // A stream never gets shorter: somebody deleted it.
            return false;
        }
        if matches!(result, EffectResult::Vanished) {
            self.write_back(world);
            return true;
        }
        if self.backlog.as_ref().is_some_and(Backlog::is_flushing) {
            self.flushed(result, world);
            return true;
        }
        let Some(flight) = self.flight.take() else {
            return true;
        };
        match result {
            EffectResult::Appended { next_seq } => {
                let first = std::mem::replace(&mut self.next_seq, next_seq);
                self.settle(flight.job, &flight.steps, flight.at, world);
                for (step, seq) in flight.steps.into_iter().zip(first..) {
                    self.kept.put(seq, step.record);
                }
            }
            EffectResult::Conflict { .. } => {
                self.queue.push_front(flight.job);
                self.catch_up(world);
            }
            EffectResult::StoreFailed(fault) => {
                self.go_unsaved(fault, flight, world);
            }
            _ => self.queue.push_front(flight.job),
        }
        self.pump(world);
        true
    }

    fn go_unsaved(&mut self, fault: StoreFault, flight: Flight, world: &mut World) {
        let mut backlog = Backlog::new(fault.clone(), self.state.clone(), world.now);
        for step in &flight.steps {
            backlog.push(step.intention(&flight.job.intention), step.record.clone());
        }
        self.backlog = Some(backlog);
        let session_id = Some(self.session()).filter(|session| !session.is_empty());
        world.notice(Notice::Warning {
            session_id,
            error: EngineError::Store(fault).report(),
        });
        self.settle(flight.job, &flight.steps, flight.at, world);
    }

    /// What was decided has happened: take it in, tell it, go on from it.
    fn settle(&mut self, job: Job, steps: &[Step], at: Timestamp, world: &mut World) {
        for (place, step) in (1..).zip(steps) {
            self.take_in(&step.decision, &step.record, at, world);
            if let Intention::Commit(draft) = &job.intention {
                self.keep_answer(draft, world);
            }
            // The last of several is told as one with those before it.
            let also = if place < steps.len() { 0 } else { place - 1 };
            for event in &step.decision.events {
                self.react(event, also as u32, world);
            }
        }
        match job.then {
            Then::Nothing | Then::Edit { .. } => {}
            Then::Created { ticket, edit } => {
                if let Some(edit) = edit {
                    self.waiting.push_back(Waiting::New {
                        edit,
                        prompt: self.state.prompt.clone(),
                        target: Vec::new(),
                        base: None,
                        create: true,
                        at: world.now,
                    });
                }
                world.done(
                    ticket,
                    Reply::Session {
                        session: self.view(world.now, world),
                    },
                );
            }
            Then::Version { ticket } => match self.state.versions.last() {
                Some(version) => world.done(
                    ticket,
                    Reply::Version {
                        version: version.clone(),
                    },
                ),
                None => world.done(ticket, Reply::Nothing),
            },
            Then::Done { ticket } => world.done(ticket, Reply::Nothing),
        }
        self.tell_view(world);
    }

    /// Takes events in, and tells what they changed in what is shown.
    pub(super) fn take_in(&mut self, decision: &Decision, record: &[u8], at: Timestamp, world: &mut World) {
        let shown = self.shown();
        happen(decision, record, &mut self.state, at);
        self.announce(
            shown,
            &decision.events,
            decision.made.as_ref().map(|made| &made.patch),
            world,
        );
    }

    pub(super) fn shown(&self) -> (u32, String) {
        (self.state.head(), self.state.branch.clone())
    }

    pub(super) fn announce(
        &self,
        shown: (u32, String),
        events: &[Event],
        patch: Option<&Patch>,
        world: &mut World,
    ) {
        let (from, branch) = shown;
        let session_id = self.session();
        let switched = self.state.branch != branch;
        for event in events {
            let Event::VersionCommitted { number, parent, .. } = event else {
                continue;
            };
            let Some(version) = self.state.version(*number).cloned() else {
                continue;
            };
            let moved = !switched && self.state.head() == *number;
            let ops = match patch {
                Some(patch) if moved && *parent == from => patch.to_json(),
                _ if moved => self.ops_between(from, *number),
                _ => "[]".to_owned(),
            };
            world.notice(Notice::Version {
                session_id: session_id.clone(),
                version,
                from,
                ops,
                shown: moved,
            });
        }
        if switched {
            world.notice(Notice::Reset { session_id });
        }
    }

    fn ops_between(&self, from: u32, to: u32) -> String {
        match (self.state.document_at(from), self.state.document_at(to)) {
            (Some(before), Some(after)) => diff_in_order(&before, &after).to_json(),
            _ => "[]".to_owned(),
        }
    }

    /// Effects follow from events, not from commands: so the same happens live, after a conflict and after a restart.
    /// A version that is told as one with others has so many of them right before it.
    pub(super) fn react(&mut self, event: &Event, also: u32, world: &mut World) {
        match event {
            Event::EditRequested { edit, owner, .. }
            | Event::EditAnswered { edit, owner, .. }
            | Event::EditResumed { edit, owner }
                if *owner == world.config.peer =>
            {
                let working = self
                    .state
                    .open
                    .get(edit)
                    .is_some_and(|open| open.place == crate::workflow::design::EditPlace::Working);
                if working {
                    self.ask_model(edit, world);
                }
            }
            Event::EditAsked { edit, .. } => {
                let mut result = ended(edit, EditStatus::Clarify);
                result.processing_time_ms = self.time_of(edit, world.now);
                let open = self.state.open.get(edit);
                result.question = open.and_then(|open| self.question_of(open));
                result.attempts = self.attempts_of(edit);
                self.finish(result, world);
            }
            Event::EditEnded {
                edit,
                status,
                summary,
                ms,
                error,
                attempts,
                ..
            } => {
                let mut result = ended(edit, *status);
                result.changes_summary.clone_from(summary);
                result.processing_time_ms = f64::from(*ms);
                result.error.clone_from(error);
                result.attempts.clone_from(attempts);
                result.held = self.state.held_by(edit);
                self.finish(result, world);
            }
            Event::VersionCommitted {
                edit: Some(edit),
                number,
                parent,
                summary,
                ms,
                attempts,
                ..
            } => {
                let mut result = ended(edit, EditStatus::Committed);
                result.new_version = Some(*number);
                let parent_of = |number| self.state.version(number).map_or(0, |version| version.parent);
                let from = (0..also).fold(*parent, |before, _| parent_of(before));
                let patch = self.state.history.patch(*number).filter(|_| also == 0);
                result.patch = Some(match patch {
                    Some(patch) => patch.to_json(),
                    None => self.ops_between(from, *number),
                });
                result.changes_summary.clone_from(summary);
                result.processing_time_ms = f64::from(*ms);
                result.attempts.clone_from(attempts);
                result.held = self.state.held_by(edit);
                self.finish(result, world);
            }
            _ => {}
        }
    }

    fn refused(&mut self, job: Job, rejection: Rejection, world: &mut World) {
        match job.then {
            Then::Nothing => {}
            Then::Created { ticket, .. } | Then::Version { ticket } | Then::Done { ticket } => {
                world.refuse(ticket, rejection);
            }
            Then::Edit { edit } => self.edit_refused(&edit, &job.intention, rejection, world),
        }
    }

    /// Its records were packed: from here on its history is kept as they are, unless it has gone on.
    pub(super) fn packed(&mut self, records: &[StoredRecord], world: &World) {
        let next_seq = records.last().map_or(0, |last| last.seq + 1);
        if next_seq != self.next_seq || self.backlog.is_some() || self.flight.is_some() {
            return;
        }
        let mut state = DesignState::default();
        let mut covered = record::Covered::default();
        for stored in records.iter() {
            if covered.holds(stored.seq) {
                continue;
            }
            match record::replay(&stored.bytes, &mut state, &world.config.limits, Reading::Lazy) {
                Ok(replayed) if replayed.lost == 0 => covered.note(stored.seq, &replayed),
                _ => return,
            }
        }
        if state.versions == self.state.versions {
            self.state.history = state.history;
            self.state.delta_bytes = state.delta_bytes;
            self.state.keyframe_bytes = state.keyframe_bytes;
            self.kept = Kept::of(records.to_vec());
        }
    }

    /// The session is gone: everybody who waits is told, and what is under way is let go.
    pub(super) fn abandon(mut self, error: &EngineError, world: &mut World) {
        self.drop_joint(world);
        if let Some(active) = self.active.take() {
            active.stop(&self.session(), EditStatus::Failed, world);
        }
        let flying = self.flight.take().map(|flight| flight.job);
        for job in flying.into_iter().chain(self.queue) {
            match job.then {
                Then::Created { ticket, .. } | Then::Version { ticket } | Then::Done { ticket } => {
                    world.refuse(ticket, error.clone());
                }
                Then::Nothing | Then::Edit { .. } => {}
            }
        }
        for ticket in self.tickets.into_values().flatten().chain(self.closing.tickets) {
            world.refuse(ticket, error.clone());
        }
    }

    pub(super) fn set_phase(&mut self, phase: EditPhase, world: &mut World) {
        if let Some(active) = &mut self.active
            && active.phase != phase
        {
            active.phase = phase;
            world.notice(Notice::Edit {
                session_id: self.state.session.clone(),
                edit: active.view(world),
            });
        }
    }
}
