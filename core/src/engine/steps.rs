//! What a job is stored as: one record, or one for each step of several that are undone or redone together.

use super::{Timestamp, record};
use crate::document::Limits;
use crate::workflow::design::{Content, Decision, DesignState, Intention, Rejection, decide};

/// One record of a job.
#[derive(Debug)]
pub(super) struct Step {
    /// What it would be on its own; nothing for the last one, which is what was wanted
    quiet: Option<Intention>,
    pub(super) decision: Decision,
    pub(super) record: Vec<u8>,
}

impl Step {
    fn of(
        wanted: &Intention,
        by: Option<&String>,
        state: &DesignState,
        at: Timestamp,
        limits: &Limits,
    ) -> Result<Self, Rejection> {
        let mut decision = decide(state, wanted, at, limits)?;
        for event in &mut decision.events {
            event.set_author(by);
        }
        let record = record::encode(&decision, state, at);
        Ok(Self {
            quiet: None,
            decision,
            record,
        })
    }

    /// What it is decided of once more, where it is stored later on top of others.
    pub(super) fn intention(&self, wanted: &Intention) -> Intention {
        self.quiet.as_ref().unwrap_or(wanted).clone()
    }
}

/// Takes what was decided into a state.
pub(super) fn happen(decision: &Decision, record: &[u8], state: &mut DesignState, at: Timestamp) {
    for event in &decision.events {
        state.evolve(event, at, decision.made.as_ref().map(Content::Made));
    }
    if let Ok(envelope) = crate::journal::Envelope::decode(record) {
        record::account(&envelope, state);
    }
}

/// All steps of what is wanted, each decided on those before it, and by whom its versions are.
///
/// # Errors
/// One of them cannot be: then none is.
pub(super) fn steps(
    wanted: &Intention,
    by: Option<&String>,
    state: &DesignState,
    at: Timestamp,
    limits: &Limits,
) -> Result<Vec<Step>, Rejection> {
    let Some((quiet, also)) = quiet(wanted) else {
        return Ok(vec![Step::of(wanted, by, state, at, limits)?]);
    };
    let mut state = state.clone();
    let mut steps = Vec::new();
    for _ in 0..also {
        let step = Step::of(&quiet, by, &state, at, limits)?;
        happen(&step.decision, &step.record, &mut state, at);
        steps.push(Step {
            quiet: Some(quiet.clone()),
            ..step
        });
    }
    steps.push(Step::of(wanted, by, &state, at, limits)?);
    Ok(steps)
}

/// How many records it is stored as: all of them, or none.
pub(super) fn count(wanted: &Intention) -> usize {
    match wanted {
        Intention::Undo { also, .. } | Intention::Redo { also, .. } => *also as usize + 1,
        _ => 1,
    }
}

/// What comes before a step that is told as one with others, and how often.
fn quiet(wanted: &Intention) -> Option<(Intention, u32)> {
    let (mut quiet, count) = match wanted {
        Intention::Undo { also, .. } | Intention::Redo { also, .. } if *also > 0 => (wanted.clone(), *also),
        _ => return None,
    };
    if let Intention::Undo { edit, prompt, also } | Intention::Redo { edit, prompt, also } = &mut quiet {
        (*edit, *also) = (None, 0);
        prompt.clear();
    }
    Some((quiet, count))
}
