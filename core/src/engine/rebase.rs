//! What was done here while the store refused, once more on top of what others stored meanwhile.

use super::actor::Actor;
use super::backlog::Backlog;
use super::steps::{self, steps};
use super::world::World;
use super::{EngineError, StoredRecord};
use crate::protocol::Notice;
use crate::version::rebase;
use crate::workflow::design::{DesignState, Intention, Rejection};

/// What was wanted, and the numbers of the versions that came of it here.
pub(super) struct Done {
    pub(super) wanted: Intention,
    pub(super) made: Vec<u32>,
}

impl Actor {
    /// Others stored something while this session could not: their records come first, and what was done here is decided
    /// once more on top of them.
    ///
    /// # Errors
    /// Why the session ends here.
    pub(super) fn take_in_under_backlog(
        &mut self,
        records: &[StoredRecord],
        is_all: bool,
        world: &mut World,
    ) -> Result<(), EngineError> {
        let Some(backlog) = self.backlog.take() else {
            return Ok(());
        };
        let mut before = Before {
            first: backlog.stored.next_version,
            state: std::mem::replace(&mut self.state, backlog.stored.clone()),
            now: Vec::new(),
        };
        let moved = self.moved;
        self.take_in_records(records, is_all, world)?;
        let mut again = Backlog::new(backlog.fault.clone(), self.state.clone(), world.now);
        again.retry_at = world.now;
        let others = (self.moved != moved).then(|| self.state.versions.last().map_or(0, |last| last.number));
        for Done { mut wanted, made } in backlog.done() {
            let decided = match others {
                Some(latest) if goes_for_others(&wanted, &self.state, latest) => Err(Rejection::Conflict),
                _ => before.carry_over(&mut wanted, &self.state).and_then(|()| {
                    steps(
                        &wanted,
                        self.author.as_ref(),
                        &self.state,
                        world.now,
                        &world.config.limits,
                    )
                }),
            };
            match decided {
                Ok(steps) => {
                    let first = self.state.next_version;
                    for step in steps {
                        self.take_in(&step.decision, &step.record, world.now, world);
                        again.push(step.intention(&wanted), step.record);
                    }
                    before.now.extend(made.into_iter().zip(first..));
                }
                Err(rejection) => {
                    let error = EngineError::Rejected(rejection).report();
                    world.notice(Notice::Warning {
                        session_id: Some(self.session()),
                        error,
                    });
                }
            }
        }
        self.backlog = Some(again);
        // Edits whose versions do not fit on what others did are asked for once more.
        let me = world.config.peer.clone();
        self.take_over(&me);
        world.notice(Notice::Reset {
            session_id: self.session(),
        });
        self.flush(world);
        self.pump(world);
        Ok(())
    }
}

/// The session as it was here, and where its versions that were not stored are by now.
struct Before {
    state: DesignState,
    /// The first number that was not stored
    first: u32,
    /// Numbers as they were, with what they are
    now: Vec<(u32, u32)>,
}

impl Before {
    /// What names a version of here by its number means the same one from now on.
    ///
    /// # Errors
    /// [`Rejection::Conflict`]: it is not there any more.
    fn carry_over(&self, wanted: &mut Intention, state: &DesignState) -> Result<(), Rejection> {
        match wanted {
            Intention::Commit(draft) if draft.base >= self.first => {
                let Some(open) = state.open.get(&draft.edit) else {
                    return Ok(());
                };
                let head = state.head_of(&open.branch);
                let documents = self.state.document_at(draft.base).zip(state.document_at(head));
                let (base, document) = documents.ok_or(Rejection::Conflict)?;
                let rebased = rebase(&draft.patch, &base, &document).map_err(|_| Rejection::Conflict)?;
                (draft.patch, draft.base) = (rebased.patch, head);
            }
            Intention::Rollback { version, .. }
            | Intention::Revert { version, .. }
            | Intention::CherryPick { version }
            | Intention::CreateBranch { version, .. }
                if *version >= self.first =>
            {
                let place = self.now.iter().find(|(number, _)| number == version);
                *version = place.ok_or(Rejection::Conflict)?.1;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether what was to be taken back or brought again here would now be a version up to `latest`, with which others have gone on.
fn goes_for_others(intention: &Intention, state: &DesignState, latest: u32) -> bool {
    let count = steps::count(intention);
    let of = |stack: &[u32]| stack.len() < count || stack.iter().rev().take(count).any(|of| *of <= latest);
    let branch = state.branches.get(&state.branch);
    match intention {
        Intention::Undo { .. } => branch.is_none_or(|branch| of(&branch.undo)),
        Intention::Redo { .. } => branch.is_none_or(|branch| of(&branch.redo)),
        _ => false,
    }
}
