//! Which events an intention leads to in a state, or why it is refused. Pure: changes nothing.

use super::bring::{bring, merge, replay_version};
use super::commit::commit;
use super::decision::{Version, version};
use super::held::settle;
use super::intention::{First, Request};
use super::{Decision, DesignState, EditPlace, Intention, MAIN_BRANCH, Made, OpenEdit, Rejection};
use crate::document::Limits;
use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{EditStatus, SessionStatus, VersionKind};
use crate::version::{Op, Patch, apply, describe, rebase};

/// Decides an intention at a moment.
///
/// # Errors
/// A [`Rejection`]; the state is as it was.
pub fn decide(
    state: &DesignState,
    intention: &Intention,
    at: u64,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    let mut decision = decide_alone(state, intention, at, limits)?;
    if state.versions.is_empty() && decision.made.is_some() {
        let asking = |open: &&OpenEdit| open.create && matches!(open.place, EditPlace::Asking { .. });
        let asking = state.open.values().filter(asking);
        let ends = asking.map(|open| needless(&open.edit, at.saturating_sub(open.at)));
        decision.events.extend(ends);
    }
    Ok(decision)
}

/// The same but for questions that are needless from then on.
fn decide_alone(
    state: &DesignState,
    intention: &Intention,
    at: u64,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    match intention {
        Intention::Create {
            session,
            user,
            prompt,
            ttl_ms,
            first,
        } => Ok(create(session, user.as_ref(), prompt, *ttl_ms, first)),
        Intention::Queue { request, base } => {
            must_be_workable(state, at)?;
            must_be_new(state, &request.edit)?;
            Ok(Event::EditQueued {
                edit: request.edit.clone(),
                prompt: request.prompt.clone(),
                target: request.target.clone(),
                base: *base,
                owner: request.owner.clone(),
                images: request.images,
            }
            .into())
        }
        Intention::Request(request) => {
            must_be_workable(state, at)?;
            Ok(requested(state, request)?.into())
        }
        Intention::Ask {
            request,
            question,
            candidates,
        } => {
            must_be_workable(state, at)?;
            let mut events = Vec::new();
            must_not_be_in_other_hands(state, request)?;
            if !state.is_begun(&request.edit) {
                events.push(requested(state, request)?);
            }
            events.push(match request.create && !state.versions.is_empty() {
                true => needless(&request.edit, 0),
                false => Event::EditAsked {
                    edit: request.edit.clone(),
                    question: question.clone(),
                    candidates: candidates.clone(),
                },
            });
            Ok(Decision { events, made: None })
        }
        Intention::Answer {
            edit,
            owner,
            node,
            text,
        } => {
            must_be_workable(state, at)?;
            match state.open.get(edit) {
                Some(open) if matches!(open.place, EditPlace::Asking { .. }) => Ok(Event::EditAnswered {
                    edit: edit.clone(),
                    owner: owner.clone(),
                    node: node.clone(),
                    text: text.clone(),
                }
                .into()),
                _ => Err(Rejection::UnknownEdit { edit: edit.clone() }),
            }
        }
        Intention::Resume { edit, from, owner } => {
            // Nobody's is what is let go of.
            if !owner.is_empty() {
                must_be_active(state, state.status)?;
            }
            match state.open.get(edit) {
                Some(open) if open.owner == *from => Ok(Event::EditResumed {
                    edit: edit.clone(),
                    owner: owner.clone(),
                }
                .into()),
                _ => Err(Rejection::DuplicateEdit { edit: edit.clone() }),
            }
        }
        Intention::End {
            edit,
            request,
            status,
            summary,
            ms,
            error,
            spent,
            attempts,
            held,
        } => {
            let mut events = Vec::new();
            if let Some(request) = request {
                must_not_be_in_other_hands(state, request)?;
            }
            match request {
                Some(request) if !state.open.contains_key(edit) => events.push(requested(state, request)?),
                _ if !state.open.contains_key(edit) => {
                    return Err(Rejection::UnknownEdit { edit: edit.clone() });
                }
                _ => {}
            }
            // While the edit is open its branch is known.
            if !held.is_empty() {
                events.push(Event::EditHeld {
                    edit: edit.clone(),
                    held: held.clone(),
                    made: false,
                });
            }
            events.push(Event::EditEnded {
                edit: edit.clone(),
                status: *status,
                summary: summary.clone(),
                ms: *ms,
                error: error.as_deref().cloned(),
                input_tokens: spent.input_tokens,
                output_tokens: spent.output_tokens,
                cached: spent.cached_input_tokens,
                cost: spent.cost,
                attempts: attempts.clone(),
            });
            // Nobody would find anything in it.
            let is_last = state.open.keys().all(|open| open == edit);
            if *status != EditStatus::Committed
                && state.versions.is_empty()
                && is_last
                && state.status == SessionStatus::Active
            {
                let status = SessionStatus::Abandoned;
                events.push(Event::StatusSet { status });
            }
            Ok(Decision { events, made: None })
        }
        Intention::Commit(draft) => commit(state, draft, limits),
        Intention::Settle { edit, accept, parts } => {
            must_be_workable(state, at)?;
            settle(state, edit, *accept, parts.as_deref(), limits)
        }
        Intention::Apply { patch, base, summary } => {
            must_be_workable(state, at)?;
            let before = state.document();
            let patch = if base.hash() == before.hash() {
                patch.clone()
            } else {
                apply(base, patch, limits).map_err(Rejection::Patch)?;
                let rebased = rebase(patch, base, &before);
                rebased.map_err(|_| Rejection::Conflict)?.patch
            };
            let applied = apply(&before, &patch, limits).map_err(Rejection::Patch)?;
            let summary = match summary.trim() {
                "" => describe(&patch, &before, &applied.document),
                given => given.to_owned(),
            };
            let made = Made {
                patch,
                document: applied.document,
            };
            version(
                state,
                made,
                Version {
                    kind: VersionKind::Apply,
                    summary,
                    targets: applied.touched.iter().map(|id| id.to_string()).collect(),
                    ..Version::default()
                },
            )
        }
        Intention::Undo { edit, prompt, also } => {
            must_be_workable(state, at)?;
            let of = current(state)
                .and_then(|branch| branch.undo.last().copied())
                .ok_or(Rejection::NothingToUndo)?;
            let parent = state.version(of).map_or(0, |version| version.parent);
            bring(
                state,
                VersionKind::Undo,
                (parent, of, *also),
                edit.as_ref(),
                prompt,
            )
        }
        Intention::Redo { edit, prompt, also } => {
            must_be_workable(state, at)?;
            let of = current(state)
                .and_then(|branch| branch.redo.last().copied())
                .ok_or(Rejection::NothingToRedo)?;
            bring(state, VersionKind::Redo, (of, of, *also), edit.as_ref(), prompt)
        }
        Intention::Rollback {
            version: of,
            edit,
            prompt,
        } => {
            must_be_workable(state, at)?;
            if state.version(*of).is_none() {
                return Err(Rejection::UnknownVersion { version: *of });
            }
            bring(state, VersionKind::Rollback, (*of, *of, 0), edit.as_ref(), prompt)
        }
        Intention::CreateBranch { version, name } => {
            must_be_workable(state, at)?;
            let name = name.trim();
            let fits = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
            if !fits || state.branches.contains_key(name) {
                return Err(Rejection::BranchName {
                    name: name.to_owned(),
                });
            }
            if state.version(*version).is_none() {
                return Err(Rejection::UnknownVersion { version: *version });
            }
            Ok(Event::BranchCreated {
                name: name.to_owned(),
                version: *version,
            }
            .into())
        }
        Intention::SwitchBranch { name } => {
            if state.branches.contains_key(name) {
                Ok(Event::BranchSwitched { name: name.clone() }.into())
            } else {
                Err(Rejection::UnknownBranch { name: name.clone() })
            }
        }
        Intention::Merge {
            name,
            policy,
            choices,
        } => merge(state, name, *policy, choices, at, limits),
        Intention::Revert {
            version,
            edit,
            prompt,
        } => {
            must_be_workable(state, at)?;
            if let Some(edit) = edit {
                must_be_new(state, edit)?;
            }
            let about = Version {
                kind: VersionKind::Revert,
                edit: edit.clone(),
                prompt: prompt.clone(),
                ..Version::default()
            };
            replay_version(state, about, *version, limits)
        }
        Intention::CherryPick { version } => {
            must_be_workable(state, at)?;
            let about = Version {
                kind: VersionKind::CherryPick,
                ..Version::default()
            };
            replay_version(state, about, *version, limits)
        }
        Intention::SetStatus { status } => {
            if state.status == *status {
                return Err(Rejection::NoChange);
            }
            // That its time is over is found out, and not wanted.
            if *status != SessionStatus::Expired {
                must_not_be_over(state, at)?;
            }
            Ok(Event::StatusSet { status: *status }.into())
        }
        Intention::Log(call) => Ok(Event::of_call(call).into()),
        Intention::Spend(spent) => {
            let mut decision = Decision::default();
            for (edit, spent) in spent {
                if *spent != Spending::default() {
                    decision.events.push(Event::of_spending(edit, spent));
                }
            }
            Ok(decision)
        }
        Intention::Rate { score } => {
            if (1..=5).contains(score) {
                Ok(Event::Rated { score: *score }.into())
            } else {
                Err(Rejection::Score)
            }
        }
    }
}

pub(super) fn must_be_workable(state: &DesignState, at: u64) -> Result<(), Rejection> {
    must_be_active(state, state.status_at(at))
}

/// Whether a session of this status is worked on. What was begun in time may take longer than its TTL, so that goes by the status alone.
pub(super) fn must_be_active(state: &DesignState, status: SessionStatus) -> Result<(), Rejection> {
    match status {
        SessionStatus::Active => Ok(()),
        SessionStatus::Abandoned if state.versions.is_empty() => Ok(()),
        status => Err(Rejection::NotActive { status }),
    }
}

/// What is over stays so; what is set aside can be gone on with.
fn must_not_be_over(state: &DesignState, at: u64) -> Result<(), Rejection> {
    match state.status_at(at) {
        SessionStatus::Paused => Ok(()),
        status => must_be_active(state, status),
    }
}

fn current(state: &DesignState) -> Option<&super::Branch> {
    state.branches.get(&state.branch)
}

fn create(
    session: &str,
    user: Option<&String>,
    prompt: &str,
    ttl_ms: Option<u64>,
    first: &First,
) -> Decision {
    let mut decision = Decision::from(Event::SessionCreated {
        session: session.to_owned(),
        user: user.cloned(),
        prompt: prompt.to_owned(),
        ttl_ms,
        copy_of: None,
    });
    match first {
        First::Document(document) => {
            let patch = Patch::new([Op::set_at("", document.root().clone())]);
            let first = Version {
                kind: VersionKind::Create,
                summary: "Started from a document".to_owned(),
                ..Version::default()
            };
            decision.events.push(first.into_event(1, 0, MAIN_BRANCH));
            decision.made = Some(Made {
                patch,
                document: document.clone(),
            });
        }
        First::Edit { edit, owner, images } => decision.events.push(Event::EditQueued {
            edit: edit.clone(),
            // It is the session's.
            prompt: String::new(),
            target: Vec::new(),
            base: None,
            owner: owner.clone(),
            images: *images,
        }),
    }
    decision
}

/// The end of an edit that asks what the first version should be, where there is one.
fn needless(edit: &str, ms: u64) -> Event {
    Event::EditEnded {
        edit: edit.to_owned(),
        status: EditStatus::Cancelled,
        summary: "There is a first version now, so what it should be is not asked any more".to_owned(),
        ms: ms as u32,
        error: None,
        input_tokens: None,
        output_tokens: None,
        cached: None,
        cost: None,
        attempts: Vec::new(),
    }
}

pub(super) fn must_be_new(state: &DesignState, edit: &str) -> Result<(), Rejection> {
    if state.is_begun(edit) || state.ended.contains_key(edit) {
        return Err(Rejection::DuplicateEdit {
            edit: edit.to_owned(),
        });
    }
    Ok(())
}

/// Two tabs may answer one question: the edit is in the hands of the one that was faster.
fn must_not_be_in_other_hands(state: &DesignState, request: &Request) -> Result<(), Rejection> {
    match state.open.get(&request.edit) {
        Some(open) if open.place == EditPlace::Working && open.owner != request.owner => {
            Err(Rejection::UnknownEdit {
                edit: request.edit.clone(),
            })
        }
        _ => Ok(()),
    }
}

fn requested(state: &DesignState, request: &Request) -> Result<Event, Rejection> {
    must_be_new(state, &request.edit)?;
    let is_queued = state.open.contains_key(&request.edit);
    Ok(Event::EditRequested {
        edit: request.edit.clone(),
        prompt: if is_queued {
            String::new()
        } else {
            request.prompt.clone()
        },
        target: request.target.clone(),
        base: state.head(),
        branch: state.branch.clone(),
        owner: request.owner.clone(),
        types: request.types.clone(),
        create: request.create,
        images: request.images,
    })
}
