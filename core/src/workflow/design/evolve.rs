//! What an event does to the state. Total: whatever was stored can be replayed.

use super::decision::Content;
use super::state::{DesignState, EndedEdit};
use super::{Branch, MAIN_BRANCH};
use crate::context::Interaction;
use crate::journal::Event;
use crate::protocol::{EditStatus, SessionStatus, VersionInfo};
use crate::version::Standing;

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
            Event::EditQueued { .. }
            | Event::EditRequested { .. }
            | Event::EditResumed { .. }
            | Event::EditAsked { .. }
            | Event::EditAnswered { .. }
            | Event::EditEnded { .. }
            | Event::EditHeld { .. }
            | Event::EditSpent { .. } => self.evolve_edit(event, at),
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
            author,
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
        let (mut prompt, mut types, mut answered) = (prompt.clone(), types.clone(), None);
        let mut spent = event.spending().unwrap_or_default();
        if let Some(edit) = edit {
            if let Some(open) = self.open.remove(edit) {
                spent.add(&open.spent);
                answered = open.answer.map(|(_, answered)| answered);
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
            author: author.clone(),
            edit_id: edit.clone(),
            prompt,
            answered,
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
