//! What events do to edits that have not ended, and to what is kept of those that have.

use super::DesignState;
use super::evolve::is_woken;
use super::state::{EditPlace, EndedEdit, Ending, Held, OpenEdit};
use crate::document::Limits;
use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{Answered, SessionStatus, VersionInfo};
use crate::version::{Patch, subject_of};

/// How many edits that made no version the conversation goes back.
const ENDINGS_KEPT: usize = 50;
/// Edits whose held changes are offered.
const HELD_KEPT: usize = 20;

impl DesignState {
    pub(super) fn evolve_edit(&mut self, event: &Event, at: u64) {
        match event {
            Event::EditQueued { .. } => self.edit_queued(event, at),
            Event::EditRequested { .. } => self.edit_requested(event, at),
            Event::EditEnded { .. } => self.edit_ended(event),
            Event::EditResumed { edit, owner } => {
                if let Some(open) = self.open.get_mut(edit) {
                    open.owner.clone_from(owner);
                    // Who let go of it in good order was not brought down by it.
                    open.resumed = match owner.is_empty() {
                        true => 0,
                        false => open.resumed.saturating_add(1),
                    };
                }
            }
            Event::EditAsked {
                edit,
                question,
                candidates,
            } => {
                let branch = self.open.get(edit).map(|open| open.branch.as_str());
                let version = branch.map_or(0, |branch| self.head_of(branch));
                if let Some(open) = self.open.get_mut(edit) {
                    open.place = EditPlace::Asking {
                        question: question.clone(),
                        candidates: candidates.clone(),
                        version,
                    };
                }
            }
            Event::EditAnswered {
                edit,
                owner,
                node,
                text,
            } => {
                if let Some(open) = self.open.get_mut(edit) {
                    let place = std::mem::replace(&mut open.place, EditPlace::Working);
                    let (candidates, question) = match place {
                        EditPlace::Asking {
                            candidates, question, ..
                        } => (candidates, question),
                        EditPlace::Working | EditPlace::Queued { .. } => Default::default(),
                    };
                    open.owner.clone_from(owner);
                    let answered = Answered {
                        question,
                        node_id: node.clone(),
                        text: text.clone(),
                    };
                    open.answer = Some((candidates, answered));
                }
            }
            Event::EditHeld { edit, held, made } => {
                self.hold(edit, None, None, held);
                let held = self.held.last_mut().filter(|held| held.edit == *edit);
                if let Some(held) = held {
                    held.made |= made;
                }
            }
            Event::EditSpent { edit, .. } => self.spend(edit, &event.spending().unwrap_or_default()),
            _ => {}
        }
    }

    /// It waits until those before it are over.
    fn edit_queued(&mut self, event: &Event, at: u64) {
        let Event::EditQueued {
            edit,
            prompt,
            target,
            base,
            owner,
            images,
        } = event
        else {
            return;
        };
        let turns = self.open.values().map(|open| match open.place {
            EditPlace::Queued { turn, .. } => turn,
            _ => 0,
        });
        let turn = turns.max().unwrap_or_default().saturating_add(1);
        self.open.insert(
            edit.clone(),
            OpenEdit {
                edit: edit.clone(),
                prompt: match prompt.is_empty() {
                    true => self.prompt.clone(),
                    false => prompt.clone(),
                },
                target: target.clone(),
                base: base.unwrap_or_default(),
                branch: self.branch.clone(),
                owner: owner.clone(),
                types: Vec::new(),
                // The words that a session begins with ask for its first version, whenever their turn comes.
                create: prompt.is_empty(),
                images: *images,
                at,
                place: EditPlace::Queued { base: *base, turn },
                answer: None,
                resumed: 0,
                spent: Spending::default(),
            },
        );
    }

    /// Its turn has come.
    fn edit_requested(&mut self, event: &Event, at: u64) {
        let Event::EditRequested {
            edit,
            prompt,
            target,
            base,
            branch,
            owner,
            types,
            create,
            images,
        } = event
        else {
            return;
        };
        let is_empty = self.versions.is_empty();
        if is_woken(self.status, is_empty) {
            self.status = SessionStatus::Active;
        }
        let queued = self.open.remove(edit);
        let asked_at = queued.as_ref().map_or(at, |queued| queued.at);
        let spent = queued.as_ref().map(|queued| queued.spent).unwrap_or_default();
        let said = queued.map(|queued| queued.prompt).filter(|_| prompt.is_empty());
        self.open.insert(
            edit.clone(),
            OpenEdit {
                edit: edit.clone(),
                prompt: said.unwrap_or_else(|| prompt.clone()),
                target: target.clone(),
                base: *base,
                branch: branch.clone(),
                owner: owner.clone(),
                types: types.clone(),
                create: *create,
                images: *images,
                at: asked_at,
                place: EditPlace::Working,
                answer: None,
                resumed: 0,
                spent,
            },
        );
    }

    /// It is over without a version.
    fn edit_ended(&mut self, event: &Event) {
        let Event::EditEnded {
            edit,
            status,
            summary,
            ms,
            error,
            attempts,
            ..
        } = event
        else {
            return;
        };
        let mut spent = event.spending().unwrap_or_default();
        let open = self.open.remove(edit);
        if let Some(open) = &open {
            spent.add(&open.spent);
        }
        self.in_vain.add(&spent);
        if let Some(open) = open {
            if self.endings.len() == ENDINGS_KEPT {
                self.endings.pop_front();
            }
            self.endings.push_back(Ending {
                edit: edit.clone(),
                prompt: open.prompt,
                target: open.target,
                types: open.types,
                at: open.at,
                status: *status,
                summary: summary.clone(),
                ms: *ms,
                error: error.clone(),
                attempts: attempts.clone(),
                spent,
            });
        }
        self.ended.insert(
            edit.clone(),
            EndedEdit {
                status: *status,
                version: None,
            },
        );
    }

    /// Calls of an edit took this: a part of what it takes in the end, or of what it took.
    fn spend(&mut self, edit: &str, spent: &Spending) {
        if let Some(open) = self.open.get_mut(edit) {
            return open.spent.add(spent);
        }
        let of_edit = |version: &&mut VersionInfo| version.edit_id.as_deref() == Some(edit);
        match self.versions.iter_mut().rev().find(of_edit) {
            Some(version) => version.spend(spent),
            None => self.in_vain.add(spent),
        }
    }

    /// From now on this is what an edit holds back.
    pub(super) fn hold(&mut self, edit: &str, branch: Option<&String>, version: Option<u32>, held: &str) {
        let known = self.held.iter().position(|known| known.edit == edit);
        let before = known.map(|at| self.held.remove(at));
        // What cannot be read is not offered: ops that were written here can.
        let Ok(patch) = Patch::parse(held, &Limits::unlimited()) else {
            return;
        };
        if patch.ops.is_empty() {
            return;
        }
        let mut subjects = Vec::new();
        if let Some(before) = &before {
            subjects.clone_from(&before.subjects);
        }
        for op in &patch.ops {
            let subject = subject_of(op);
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        let begun = self.open.get(edit).map(|open| &open.branch);
        let branch = branch.or(before.as_ref().map(|before| &before.branch)).or(begun);
        self.held.push(Held {
            edit: edit.to_owned(),
            branch: branch.unwrap_or(&self.branch).clone(),
            version: version.or(before.as_ref().and_then(|before| before.version)),
            patch,
            subjects,
            made: before.is_some_and(|before| before.made),
        });
        if self.held.len() > HELD_KEPT {
            self.held.remove(0);
        }
    }
}
