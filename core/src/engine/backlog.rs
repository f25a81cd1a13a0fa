//! A session whose store refuses: it goes on in memory, and what was not stored is tried again, part by part where there is no room
//! for all of it at once.

use super::actor::{Actor, Then};
use super::kept::written_back;
use super::rebase::Done;
use super::record::Reading;
use super::steps;
use super::world::World;
use super::{EffectResult, EngineError, StoreFault, StoreFaultKind, StoredRecord, Timestamp, record, view};
use crate::document::Limits;
use crate::protocol::{Notice, SessionStatus};
use crate::workflow::design::{Decision, DesignState, Intention};

const FIRST_DELAY_MS: u64 = 2_000;
const LONGEST_DELAY_MS: u64 = 60_000;

/// What happened since the store refused.
#[derive(Debug)]
pub(super) struct Backlog {
    /// Why
    pub(super) fault: StoreFault,
    /// The state as it is stored
    pub(super) stored: DesignState,
    /// What the records behind those that are written back were made of
    intentions: Vec<Intention>,
    records: Vec<Vec<u8>>,
    /// So many of the first were stored before the store lost them
    again: usize,
    pub(super) retry_at: Timestamp,
    delay: u64,
    /// It is tried out of turn, which makes no pause longer
    hurried: bool,
    flushing: bool,
    /// So many records are tried at once
    most: usize,
    /// How many are under way
    sent: usize,
    /// Fewer could not be sent: these belong together
    is_least: bool,
    /// There was no room for these, for fewer there may be
    is_too_large: bool,
    /// The state as it is once they are stored, where they are not all
    ahead: Option<DesignState>,
}

impl Backlog {
    pub(super) fn new(fault: StoreFault, stored: DesignState, now: Timestamp) -> Self {
        Self {
            fault,
            stored,
            intentions: Vec::new(),
            records: Vec::new(),
            again: 0,
            retry_at: now + FIRST_DELAY_MS,
            delay: FIRST_DELAY_MS,
            hurried: false,
            flushing: false,
            most: usize::MAX,
            sent: 0,
            is_least: false,
            is_too_large: false,
            ahead: None,
        }
    }

    pub(super) fn push(&mut self, intention: Intention, record: Vec<u8>) {
        self.intentions.push(intention);
        self.records.push(record);
    }

    /// What was done, in order. Several steps of one wish are one.
    pub(super) fn done(self) -> Vec<Done> {
        let records = self.records.iter().skip(self.again);
        let mut all: Vec<Done> = Vec::new();
        for (wanted, bytes) in self.intentions.into_iter().zip(records) {
            // The last of several steps says how many there are.
            let before = all.split_off((all.len() + 1).saturating_sub(steps::count(&wanted)));
            let mut made: Vec<u32> = before.into_iter().flat_map(|step| step.made).collect();
            made.extend(record::version_in(bytes));
            all.push(Done { wanted, made });
        }
        all
    }

    pub(super) fn is_flushing(&self) -> bool {
        self.flushing
    }

    /// Whether it waits for nothing but room.
    pub(super) fn lacks_room(&self) -> bool {
        self.fault.kind == StoreFaultKind::Quota
    }

    /// The records to be tried now.
    fn next_part(&mut self, limits: &Limits) -> Vec<Vec<u8>> {
        let count = self.count_next();
        let part: Vec<Vec<u8>> = self.records.iter().take(count).cloned().collect();
        (self.ahead, self.is_too_large) = (None, false);
        if part.len() < self.records.len() {
            let mut ahead = self.stored.clone();
            let mut replayed = part
                .iter()
                .map(|bytes| record::replay(bytes, &mut ahead, limits, Reading::Lazy));
            if replayed.any(|replayed| replayed.is_err()) {
                // Without knowing where it leads to, no part is sent without the rest.
                (self.sent, self.is_least) = (self.records.len(), true);
                return self.records.clone();
            }
            self.ahead = Some(ahead);
        }
        self.sent = part.len();
        part
    }

    /// How many records are the next part: at most as many as are tried at once, unless more belong together.
    fn count_next(&mut self) -> usize {
        let mut end = self.records.len();
        loop {
            // The last of those that belong together says how many they are.
            let place = end.checked_sub(self.again + 1);
            let last = place.and_then(|place| self.intentions.get(place));
            let before = end.saturating_sub(last.map_or(1, steps::count));
            self.is_least = before == 0;
            if self.is_least || end <= self.most {
                return end;
            }
            end = before;
        }
    }

    /// A part was stored. `false`: it was all there was.
    fn goes_on(&mut self, now: Timestamp) -> bool {
        let Some(ahead) = self.ahead.take() else {
            return false;
        };
        self.stored = ahead;
        self.pass(self.sent);
        self.most = self.sent.saturating_mul(2);
        self.retry_at = now;
        true
    }

    /// The first records are stored. Returns those.
    fn pass(&mut self, count: usize) -> Vec<Vec<u8>> {
        let again = self.again.min(count);
        self.again -= again;
        self.intentions
            .drain(..(count - again).min(self.intentions.len()));
        self.records.drain(..count.min(self.records.len())).collect()
    }

    /// The store refused a part.
    fn refused(&mut self, fault: StoreFault, now: Timestamp) {
        self.back_off(fault, now);
        self.is_too_large = self.lacks_room() && !self.is_least;
    }

    /// The store failed: it is left alone for a while.
    pub(super) fn back_off(&mut self, fault: StoreFault, now: Timestamp) {
        self.fault = fault;
        if !std::mem::take(&mut self.hurried) {
            self.delay = (self.delay * 2).min(LONGEST_DELAY_MS);
        }
        self.retry_at = now + self.delay;
    }

    /// There is more to be stored, and somebody who looks at it.
    pub(super) fn grew(&mut self, now: Timestamp) {
        self.delay = FIRST_DELAY_MS;
        self.retry_at = self.retry_at.min(now + self.delay);
    }

    /// The store gave a sign of life.
    pub(super) fn hurry(&mut self, now: Timestamp) {
        self.hurried |= now < self.retry_at;
        self.retry_at = now;
    }
}

impl Actor {
    /// What could not be stored may be stored now.
    pub(super) fn hurry(&mut self, world: &mut World) {
        if let Some(backlog) = &mut self.backlog {
            backlog.hurry(world.now);
            self.flush(world);
        }
    }

    /// There is no more room to be made: a smaller part may fit, and can be packed once it is stored.
    pub(super) fn try_less(&mut self, world: &mut World) {
        if let Some(backlog) = self.backlog.as_mut().filter(|backlog| backlog.is_too_large) {
            backlog.most = backlog.sent / 2;
            self.hurry(world);
        }
    }

    /// Tries to store the backlog if it is time.
    pub(super) fn flush(&mut self, world: &mut World) {
        let Some(backlog) = &mut self.backlog else { return };
        // While others' records are being read, what would be sent is about to change.
        if self.catching_up || self.removals > 0 || backlog.flushing || world.now < backlog.retry_at {
            return;
        }
        if backlog.records.is_empty() {
            self.backlog = None;
            return self.catch_up(world);
        }
        backlog.flushing = true;
        let records = backlog.next_part(&world.config.limits);
        let summary = match &backlog.ahead {
            Some(ahead) => view::summary_after(ahead, &Decision::default(), ahead.last_activity),
            None => view::summary_after(&self.state, &Decision::default(), world.now),
        };
        self.append(records, &summary, world);
    }

    /// The store answered.
    pub(super) fn flushed(&mut self, result: EffectResult, world: &mut World) {
        let Some(backlog) = &mut self.backlog else { return };
        backlog.flushing = false;
        match result {
            EffectResult::Appended { next_seq } => {
                let sent = backlog.records.iter().take(backlog.sent);
                for (bytes, seq) in sent.zip(self.next_seq..) {
                    self.kept.put(seq, bytes.clone());
                }
                self.next_seq = next_seq;
                self.closing.made_room = false;
                if !backlog.goes_on(world.now) {
                    self.backlog = None;
                }
                self.tell_view(world);
            }
            EffectResult::Conflict { .. } => {
                backlog.retry_at = world.now;
                self.catch_up(world);
            }
            EffectResult::StoreFailed(fault) => backlog.refused(fault, world.now),
            _ => {}
        }
        self.flush(world);
        self.pump(world);
    }

    /// The store lost everything, and nobody deleted the session: all that was stored of it is, once more, before what was to be.
    pub(super) fn write_back(&mut self, world: &mut World) {
        let fault = StoreFault {
            kind: StoreFaultKind::Lost,
            detail: "all that was stored is gone, though nobody deleted it".to_owned(),
        };
        world.notice(Notice::Warning {
            session_id: Some(self.session()),
            error: EngineError::Store(fault.clone()).report(),
        });
        let newer = self.backlog.take();
        let mut backlog = Backlog::new(fault, DesignState::default(), world.now);
        backlog.hurry(world.now);
        backlog.records = self.kept.take();
        backlog.again = backlog.records.len();
        if let Some(newer) = newer {
            backlog.again += newer.again;
            backlog.records.extend(newer.records);
            backlog.intentions = newer.intentions;
        }
        self.backlog = Some(backlog);
        self.next_seq = 0;
        if let Some(flight) = self.flight.take() {
            self.queue.push_front(flight.job);
        }
        self.flush(world);
        self.pump(world);
    }

    /// All records of the session, stored or not, where not all are.
    pub(super) fn unsaved_records(&self) -> Option<Vec<StoredRecord>> {
        let backlog = self.backlog.as_ref()?;
        let records = (0..).zip(self.kept.records().iter().chain(&backlog.records));
        // What is empty is missing, or another one stands for it.
        let there = records.filter(|(_, bytes)| !bytes.is_empty());
        let stored = there.map(|(seq, bytes)| StoredRecord {
            seq,
            bytes: bytes.clone(),
        });
        Some(stored.collect())
    }

    /// How many of its versions are not stored.
    pub(super) fn unsaved_versions(&self) -> u32 {
        let stored = self.backlog.as_ref().map(|backlog| &backlog.stored);
        let count = |state: &DesignState| state.versions.len();
        stored.map_or(0, |stored| {
            count(&self.state).saturating_sub(count(stored)) as u32
        })
    }

    /// Something of it is not stored that somebody would miss.
    pub(super) fn is_only_here(&self) -> bool {
        let is_nothing = self.state.versions.is_empty() && self.state.status == SessionStatus::Abandoned;
        !self.unsaved().is_empty() && !is_nothing
    }

    /// What of it is not stored, behind what is.
    pub(super) fn unsaved(&self) -> &[Vec<u8>] {
        self.backlog.as_ref().map_or(&[], |backlog| &backlog.records)
    }

    pub(super) fn is_writing_back(&self) -> bool {
        self.backlog.as_ref().is_some_and(|backlog| backlog.again > 0)
    }

    /// Another tab has the same session open and was faster. What it wrote back need not be; the rest follows on it.
    pub(super) fn written_back_by_others(
        &mut self,
        records: Vec<StoredRecord>,
        world: &mut World,
    ) -> Result<(), EngineError> {
        let Some(backlog) = &mut self.backlog else {
            return Ok(());
        };
        let first = self.next_seq;
        let theirs: Vec<StoredRecord> = records
            .iter()
            .filter_map(|stored| {
                let seq = stored.seq.checked_sub(first)?;
                let bytes = stored.bytes.clone();
                Some(StoredRecord { seq, bytes })
            })
            .collect();
        let ours = backlog.records.get(..backlog.again).unwrap_or_default();
        match written_back(ours, &theirs, &backlog.stored, &world.config.limits) {
            Some((there, state)) => {
                backlog.stored = state;
                let passed = backlog.pass(there);
                for (bytes, seq) in passed.into_iter().zip(first..) {
                    self.kept.put(seq, bytes);
                }
                self.next_seq = first + there as u64;
            }
            None if theirs.is_empty() => {}
            // It went on without some of it: what is stored counts.
            None => {
                backlog.pass(backlog.again);
            }
        }
        let newer: Vec<StoredRecord> = records
            .into_iter()
            .filter(|stored| stored.seq >= self.next_seq)
            .collect();
        if !newer.is_empty() {
            return self.take_in_under_backlog(&newer, false, world);
        }
        self.flush(world);
        self.pump(world);
        Ok(())
    }

    /// A job with nobody waiting for it.
    pub(super) fn enqueue_quietly(&mut self, intention: Intention) {
        self.enqueue(intention, Then::Nothing);
    }
}
