//! What an event does to the state. Total: whatever was stored can be replayed.

use super::decision::Content;
use super::state::{Answered, DesignState, EditPlace, EndedEdit, Ending, Held, OpenEdit};
use super::{Branch, MAIN_BRANCH};
use crate::context::Interaction;
use crate::document::Limits;
use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{EditStatus, SessionStatus, VersionInfo};
use crate::version::{Patch, Standing, subject_of};

/// How many edits that made no version the conversation goes back.
const ENDINGS_KEPT: usize = 50;
/// Edits whose held changes are offered.
const HELD_KEPT: usize = 20;

/// Whether an edit makes a session active again: one that was set aside, or that never came to anything.
pub(crate) fn is_woken(status: SessionStatus, is_empty: bool) -> bool {
    status == SessionStatus::Paused || (status == SessionStatus::Abandoned && is_empty)
}

impl DesignState {
    /// Takes an event in. `content` is the change and the document of a version; without it a version's document is not known
    /// (its bytes were damaged) and the version is left out.
    pub fn evolve(&mut self, event: &Event, at: u64, content: Option<Content<'_>>) {
        self.last_activity = self.last_activity.max(at);
        self.tally.count(event, at);
        match event {
            // There is one. A file that somebody made could give itself another name and owner by a second.
            Event::SessionCreated { .. } if self.begun => {}
            Event::SessionCreated {
                session,
                user,
                prompt,
                ttl_ms,
                copy_of: _,
            } => {
                self.begun = true;
                self.session.clone_from(session);
                self.user.clone_from(user);
                self.prompt.clone_from(prompt);
                self.ttl_ms = *ttl_ms;
                self.created_at = at;
            }
            Event::StatusSet { status } => self.status = *status,
            Event::Rated { score } => self.rating = Some(*score),
            Event::EditQueued {
                edit,
                prompt,
                target,
                base,
                owner,
                images,
            } => {
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
            Event::EditRequested {
                edit,
                prompt,
                target,
                base,
                branch,
                owner,
                types,
                create,
                images,
            } => {
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
                if let Some(open) = self.open.get_mut(edit) {
                    open.place = EditPlace::Asking {
                        question: question.clone(),
                        candidates: candidates.clone(),
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
                    let candidates = match place {
                        EditPlace::Asking { candidates, .. } => candidates,
                        EditPlace::Working | EditPlace::Queued { .. } => Vec::new(),
                    };
                    open.owner.clone_from(owner);
                    open.answer = Some(Answered {
                        candidates,
                        node: node.clone(),
                        text: text.clone(),
                    });
                }
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
                self.in_vain.add(&event.spending().unwrap_or_default());
                if let Some(open) = self.open.remove(edit) {
                    self.in_vain.add(&open.spent);
                    if self.endings.len() == ENDINGS_KEPT {
                        self.endings.pop_front();
                    }
                    self.endings.push_back(Ending {
                        edit: edit.clone(),
                        prompt: open.prompt,
                        types: open.types,
                        at: open.at,
                        status: *status,
                        summary: summary.clone(),
                        ms: *ms,
                        error: error.clone(),
                        attempts: attempts.clone(),
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
            Event::EditHeld { edit, held } => self.hold(edit, None, None, held),
            Event::EditSpent { edit, .. } => self.spend(edit, &event.spending().unwrap_or_default()),
            Event::ModelCalled { .. } => {
                if let Some(call) = event.as_call() {
                    self.sent.push(call);
                }
            }
            Event::VersionCommitted { .. } => self.evolve_version(event, at, content),
            Event::BranchCreated { name, version } => {
                self.branches
                    .insert(name.clone(), Branch::ending_at(*version, &self.versions));
                self.branch.clone_from(name);
            }
            Event::BranchSwitched { name } => {
                if self.branches.contains_key(name) {
                    self.branch.clone_from(name);
                }
            }
        }
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
    fn hold(&mut self, edit: &str, branch: Option<&String>, version: Option<u32>, held: &str) {
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
        });
        if self.held.len() > HELD_KEPT {
            self.held.remove(0);
        }
    }

    fn evolve_version(&mut self, event: &Event, at: u64, content: Option<Content<'_>>) {
        let Event::VersionCommitted {
            number,
            parent,
            branch,
            kind,
            edit,
            prompt,
            summary,
            types,
            targets,
            outside,
            held,
            ms,
            provider,
            from_cache,
            attempts,
            of,
            ..
        } = event
        else {
            return;
        };
        self.next_version = self.next_version.max(number.saturating_add(1));
        if let Some(edit) = edit
            && !held.is_empty()
        {
            self.hold(edit, Some(branch), Some(*number), held);
        }
        let (mut prompt, mut types) = (prompt.clone(), types.clone());
        let mut spent = event.spending().unwrap_or_default();
        if let Some(edit) = edit {
            if let Some(open) = self.open.remove(edit) {
                spent.add(&open.spent);
                if prompt.is_empty() {
                    prompt = open.prompt;
                }
                if types.is_empty() {
                    types = open.types;
                }
            }
            self.ended.insert(
                edit.clone(),
                EndedEdit {
                    status: EditStatus::Committed,
                    version: Some(*number),
                },
            );
        }
        let Some(content) = content else { return };
        // A stream never repeats a number; one that does was tampered with, and the first word stands.
        if self.versions.last().is_some_and(|last| last.number >= *number) {
            return;
        }
        // A version whose parent was lost stands on its own keyframe.
        let parent_there = self.history.parent(*parent).is_some();
        let below = match content {
            _ if parent_there => *parent,
            // What is left of the branch.
            Content::AfterLoss(_, _, Standing::Mended) => self.head_of(branch),
            _ => 0,
        };
        let pushed = match content {
            Content::Made(made) => self
                .history
                .push(*number, below, &made.patch, made.document.clone()),
            Content::AfterLoss(made, stamp, standing) => {
                let document = made.document.clone();
                self.history
                    .push_after_loss(*number, below, &made.patch, document, stamp, standing)
            }
            Content::Packed if self.history.parent(*number).is_none() => return,
            Content::Packed => Ok(()),
            Content::Stored { delta, keyframe } => self.history.push_stored(*number, below, delta, keyframe),
        };
        if pushed.is_err() {
            return;
        }
        if let Some(of) = of {
            let undone = match kind {
                crate::protocol::VersionKind::Undo => Some(true),
                crate::protocol::VersionKind::Redo => Some(false),
                _ => None,
            };
            if let (Some(undone), Ok(index)) = (
                undone,
                self.versions.binary_search_by_key(of, |version| version.number),
            ) && let Some(version) = self.versions.get_mut(index)
            {
                version.undone = undone;
            }
        }
        let name = if branch.is_empty() {
            MAIN_BRANCH
        } else {
            branch.as_str()
        };
        self.branches
            .or_default(name.to_owned())
            .advance(*number, *kind, *of);
        if !prompt.is_empty() {
            self.window.push(Interaction {
                prompt: prompt.clone(),
                types: types.clone(),
                targets: targets.clone(),
                summary: summary.clone(),
                version: *number,
            });
        }
        self.versions.push(VersionInfo {
            number: *number,
            parent: if below == 0 { *parent } else { below },
            branch: name.to_owned(),
            kind: *kind,
            edit_id: edit.clone(),
            prompt,
            summary: summary.clone(),
            types,
            targets: targets.clone(),
            outside: outside.clone(),
            held: held.clone(),
            at: at as f64,
            processing_time_ms: f64::from(*ms),
            provider: provider.clone(),
            input_tokens: spent.input_tokens,
            output_tokens: spent.output_tokens,
            cached_input_tokens: spent.cached_input_tokens,
            cost: spent.cost,
            from_cache: *from_cache,
            attempts: attempts.clone(),
            of: *of,
            undone: false,
        });
    }
}
