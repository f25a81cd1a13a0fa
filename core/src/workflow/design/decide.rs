//! Which events an intention leads to in a state, or why it is refused. Pure: changes nothing.

use super::held::settle;
use super::intention::{Draft, First, Hold, Request};
use super::outside::{Outside, Swept};
use super::{DesignState, EditPlace, Intention, MAIN_BRANCH, Rejection};
use crate::context::Intent;
use crate::document::{Document, Limits};
use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{Attempt, EditStatus, SessionStatus, VersionKind};
use crate::version::{
    Applied, Merged, Op, Patch, PickError, Policy, RebaseError, Stamp, Standing, apply, describe,
    describe_first, diff_in_order, merge_with, rebase, split,
};

/// A version's change and its document.
#[derive(Clone, Debug)]
pub struct Made {
    /// From the parent
    pub patch: Patch,
    /// What came of it
    pub document: Document,
}

/// Where the document of a version comes from.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// It was just made, or made again
    Made(&'a Made),
    /// It was made again after its parent was lost; the stamp is the stored one
    AfterLoss(&'a Made, Stamp, Standing),
    /// It is in the history already, packed with others
    Packed,
    /// It is stored, and read when it is asked for
    Stored {
        /// What [`crate::version::encode_delta`] wrote
        delta: Option<&'a [u8]>,
        /// What [`crate::version::encode_keyframe`] wrote
        keyframe: Option<&'a [u8]>,
    },
}

/// Events that belong together, and the version among them, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// In order; one record
    pub events: Vec<Event>,
    /// Set when `events` holds a version
    pub made: Option<Made>,
}

impl From<Event> for Decision {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            made: None,
        }
    }
}

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
            if !state.is_begun(&request.edit) {
                events.push(requested(state, request)?);
            }
            events.push(Event::EditAsked {
                edit: request.edit.clone(),
                question: question.clone(),
                candidates: candidates.clone(),
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
        Intention::Resume { edit, from, owner } => match state.open.get(edit) {
            Some(open) if open.owner == *from => Ok(Event::EditResumed {
                edit: edit.clone(),
                owner: owner.clone(),
            }
            .into()),
            _ => Err(Rejection::DuplicateEdit { edit: edit.clone() }),
        },
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
        Intention::Apply { patch, summary } => {
            must_be_workable(state, at)?;
            let before = state.document();
            let applied = apply(&before, patch, limits).map_err(Rejection::Patch)?;
            let summary = match summary.trim() {
                "" => describe(patch, &before, &applied.document),
                given => given.to_owned(),
            };
            let made = Made {
                patch: patch.clone(),
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
        Intention::Revert { version } => {
            must_be_workable(state, at)?;
            replay_version(state, VersionKind::Revert, *version, limits)
        }
        Intention::CherryPick { version } => {
            must_be_workable(state, at)?;
            replay_version(state, VersionKind::CherryPick, *version, limits)
        }
        Intention::SetStatus { status } => {
            if state.status == *status {
                return Err(Rejection::NoChange);
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

fn must_be_workable(state: &DesignState, at: u64) -> Result<(), Rejection> {
    match state.status_at(at) {
        SessionStatus::Active | SessionStatus::Paused => Ok(()),
        SessionStatus::Abandoned if state.versions.is_empty() => Ok(()),
        status => Err(Rejection::NotActive { status }),
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

fn must_be_new(state: &DesignState, edit: &str) -> Result<(), Rejection> {
    if state.is_begun(edit) || state.ended.contains_key(edit) {
        return Err(Rejection::DuplicateEdit {
            edit: edit.to_owned(),
        });
    }
    Ok(())
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

/// What is to be said of a new version besides its place.
#[derive(Default)]
pub(super) struct Version {
    pub(super) kind: VersionKind,
    pub(super) edit: Option<String>,
    pub(super) prompt: String,
    pub(super) summary: String,
    pub(super) types: Vec<crate::context::Intent>,
    pub(super) targets: Vec<String>,
    pub(super) outside: Vec<String>,
    pub(super) held: String,
    pub(super) ms: u32,
    pub(super) provider: String,
    pub(super) spent: Spending,
    pub(super) from_cache: bool,
    pub(super) attempts: Vec<Attempt>,
    pub(super) of: Option<u32>,
}

impl Version {
    fn into_event(self, number: u32, parent: u32, branch: &str) -> Event {
        Event::VersionCommitted {
            number,
            parent,
            branch: branch.to_owned(),
            kind: self.kind,
            edit: self.edit,
            prompt: self.prompt,
            summary: self.summary,
            types: self.types,
            targets: self.targets,
            outside: self.outside,
            held: self.held,
            ms: self.ms,
            provider: self.provider,
            input_tokens: self.spent.input_tokens,
            output_tokens: self.spent.output_tokens,
            cached: self.spent.cached_input_tokens,
            cost: self.spent.cost,
            from_cache: self.from_cache,
            attempts: self.attempts,
            of: self.of,
        }
    }
}

/// A version of which nothing is known any more but what it is.
pub(crate) fn unsaid(number: u32, parent: u32, branch: &str) -> Event {
    let about = Version {
        summary: "What was said of it is lost".to_owned(),
        ..Version::default()
    };
    about.into_event(number, parent, branch)
}

/// A version on the current branch.
pub(super) fn version(state: &DesignState, made: Made, about: Version) -> Result<Decision, Rejection> {
    if made.patch.ops.is_empty() {
        return Err(Rejection::NoChange);
    }
    recorded(state, made, about)
}

/// The same, whether it changes anything or not.
fn recorded(state: &DesignState, made: Made, about: Version) -> Result<Decision, Rejection> {
    let event = about.into_event(state.next_version, state.head(), &state.branch);
    Ok(Decision {
        events: vec![event],
        made: Some(made),
    })
}

/// A version that makes the document what it was at `back_to`.
fn bring(
    state: &DesignState,
    kind: VersionKind,
    (back_to, of, also): (u32, u32, u32),
    edit: Option<&String>,
    prompt: &str,
) -> Result<Decision, Rejection> {
    if let Some(edit) = edit {
        // Another tab may have taken the same queued words up.
        must_be_new(state, edit)?;
    }
    let document = state
        .document_at(back_to)
        .ok_or(Rejection::UnknownVersion { version: back_to })?;
    let patch = diff_in_order(&state.document(), &document);
    let summary = match kind {
        VersionKind::Undo => format!("Undid {}", all_of(state, kind, of, also)),
        VersionKind::Redo => format!("Redid {}", all_of(state, kind, of, also)),
        _ => format!("Went back to version {of}"),
    };
    let about = Version {
        kind,
        edit: edit.cloned(),
        prompt: prompt.to_owned(),
        summary,
        of: Some(of),
        ..Version::default()
    };
    let made = Made { patch, document };
    match kind {
        VersionKind::Rollback => version(state, made, about),
        // A merge that changed nothing is taken back, too.
        _ => recorded(state, made, about),
    }
}

/// The versions that were brought back or again in a row, the last of them now.
fn all_of(state: &DesignState, kind: VersionKind, of: u32, also: u32) -> String {
    let mut at = state.head();
    let mut before = Vec::new();
    for _ in 0..also {
        let Some(version) = state.version(at).filter(|version| version.kind == kind) else {
            break;
        };
        before.extend(version.of);
        at = version.parent;
    }
    if before.is_empty() {
        return format!("version {of}");
    }
    let before: Vec<String> = before.iter().rev().map(u32::to_string).collect();
    format!("versions {} and {of}", before.join(", "))
}

fn commit(state: &DesignState, draft: &Draft, limits: &Limits) -> Result<Decision, Rejection> {
    let open = state
        .open
        .get(&draft.edit)
        .ok_or_else(|| Rejection::UnknownEdit {
            edit: draft.edit.clone(),
        })?;
    let head = state.head_of(&open.branch);
    // A version that could not be stored may be gone by now.
    let base = state.document_at(draft.base).ok_or(Rejection::Conflict)?;
    let (before, patch) = if head == draft.base {
        (base, draft.patch.clone())
    } else {
        let before = state
            .document_at(head)
            .ok_or(Rejection::UnknownVersion { version: head })?;
        let rebased = rebase(&draft.patch, &base, &before).map_err(|_| Rejection::Conflict)?;
        (before, rebased.patch)
    };
    if patch.ops.is_empty() {
        return Err(Rejection::NoChange);
    }
    let applied = match apply(&before, &patch, limits) {
        Ok(applied) => applied,
        Err(_) if head != draft.base => return Err(Rejection::Conflict),
        Err(error) => return Err(Rejection::Patch(error)),
    };
    if applied.document.hash() == before.hash() {
        return Err(Rejection::NoChange);
    }
    let names =
        |applied: &Applied| -> Vec<String> { applied.touched.iter().map(|id| id.to_string()).collect() };
    let mut touched = names(&applied);
    let mut outside = if open.create {
        Outside::default()
    } else {
        Outside::of(&patch, draft, &before, &applied.document)
    };
    let (mut patch, mut applied, mut held) = (patch, applied, String::new());
    let wanted = open.create || draft.types.contains(&Intent::Remove);
    let swept = |patch: &Patch, after: &Document| match wanted {
        true => None,
        false => Swept::of(patch, &before, after),
    };
    let sweeps = swept(&patch, &applied.document);
    let holds = match draft.hold {
        Hold::Nothing => false,
        Hold::Sweeping => sweeps.is_some(),
        Hold::All => true,
    };
    // Also where the whole design is meant: "use a dark theme" asks for no removal.
    if holds && sweeps.is_some_and(|swept| swept.little_is_left) {
        outside.add_removals(&patch, &before, &applied.document);
    }
    if holds && !outside.places.is_empty() {
        let staged = split(&outside.patch, &before, limits).map_err(Rejection::Patch)?;
        let (kept, rest) = staged.without(&outside.places);
        applied = apply(&before, &kept, limits).map_err(Rejection::Patch)?;
        held = rest.to_json();
        if applied.document.hash() == before.hash() {
            return Err(Rejection::AllHeldBack { held });
        }
        patch = kept;
        touched = names(&applied);
        outside = Outside::default();
    }
    let mut summary = match open.create {
        true => describe_first(&applied.document),
        false => describe(&patch, &before, &applied.document),
    };
    if let Some(Swept {
        gone, all, emptied, ..
    }) = swept(&patch, &applied.document)
    {
        let how = if emptied { "Removed or emptied" } else { "Removed" };
        summary.insert_str(
            0,
            &format!("{how} {gone} of {all} parts, which nobody asked for. "),
        );
    }
    if !draft.left.is_empty() {
        summary += &format!(". Not done: {}", draft.left);
    }
    let about = Version {
        kind: if open.create {
            VersionKind::Create
        } else {
            VersionKind::Edit
        },
        edit: Some(draft.edit.clone()),
        // They stand in the request already.
        prompt: String::new(),
        summary,
        types: match draft.types == open.types {
            true => Vec::new(),
            false => draft.types.clone(),
        },
        targets: touched,
        outside: outside.ids,
        held,
        ms: draft.ms,
        provider: draft.provider.clone(),
        spent: draft.spent,
        from_cache: draft.from_cache,
        attempts: draft.attempts.clone(),
        of: None,
    };
    let event = about.into_event(state.next_version, head, &open.branch);
    Ok(Decision {
        events: vec![event],
        made: Some(Made {
            patch,
            document: applied.document,
        }),
    })
}

/// What a merge of a branch into the current one comes to; nothing is changed. `choices` are conflicts by their keys, and whose side is
/// taken there.
///
/// # Errors
/// [`Rejection::UnknownBranch`], [`Rejection::UnknownVersion`], [`Rejection::Choice`]
pub fn merged(
    state: &DesignState,
    name: &str,
    policy: Policy,
    choices: &[(String, Policy)],
    limits: &Limits,
) -> Result<Merged, Rejection> {
    let theirs = state
        .branches
        .get(name)
        .ok_or_else(|| Rejection::UnknownBranch {
            name: name.to_owned(),
        })?
        .head;
    let ours = state.head();
    let base = state.merge_base(ours, theirs);
    let at_version = |number: u32| {
        state
            .document_at(number)
            .ok_or(Rejection::UnknownVersion { version: number })
    };
    let (base, theirs, ours) = (at_version(base)?, at_version(theirs)?, at_version(ours)?);
    Ok(merge_with([&base, &ours, &theirs], policy, choices, limits)?)
}

fn merge(
    state: &DesignState,
    name: &str,
    policy: Policy,
    choices: &[(String, Policy)],
    at: u64,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    must_be_workable(state, at)?;
    let merged = merged(state, name, policy, choices, limits)?;
    let conflicts = merged.conflicts.len();
    let before = state.document();
    let patch = merged.patch;
    let about = Version {
        kind: VersionKind::Merge,
        summary: format!("Merged {name}: "),
        of: Some(state.head_of(name)),
        ..Version::default()
    };
    // What was decided is kept, also where that changes nothing: it would be asked again.
    let is_same =
        || apply(&before, &patch, limits).is_ok_and(|applied| applied.document.hash() == before.hash());
    if conflicts > 0 && (patch.ops.is_empty() || is_same()) {
        let patch = Patch::default();
        let about = Version {
            summary: about.summary + "nothing taken over",
            ..about
        };
        let document = before.clone();
        return recorded(state, Made { patch, document }, about);
    }
    let made = bring_change(state, &patch, about, limits);
    made.map_err(|rejection| match rejection {
        Rejection::NoChange => Rejection::HereAlready {
            what: format!("all of {name:?}"),
        },
        other => other,
    })
}

/// A version that makes a change on the current document; the change in words is added to its summary.
fn bring_change(
    state: &DesignState,
    patch: &Patch,
    mut about: Version,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    let before = state.document();
    let applied = apply(&before, patch, limits).map_err(|_| Rejection::Conflict)?;
    if applied.document.hash() == before.hash() {
        return Err(Rejection::NoChange);
    }
    about.summary += &describe(patch, &before, &applied.document);
    about.targets = applied.touched.iter().map(|id| id.to_string()).collect();
    let made = Made {
        patch: patch.clone(),
        document: applied.document,
    };
    version(state, made, about)
}

/// One version taken back, or made once more.
fn replay_version(
    state: &DesignState,
    kind: VersionKind,
    of: u32,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    let (known, head) = (state.version(of), state.document());
    let known = known.ok_or(Rejection::UnknownVersion { version: of })?;
    if state.history.parent(of) == Some(0) {
        return Err(Rejection::FirstVersion { version: of });
    }
    let is_here = state.is_here(of, state.head());
    let what = || format!("version {of}");
    // The patch, the beginning of its summary, and why it may come to nothing.
    let (patch, word, but, nothing) = if kind == VersionKind::Revert {
        let merged = state.history.revert(of, &head);
        let merged = merged.map_err(|_| Rejection::UnknownVersion { version: of })?;
        let stays = !merged.conflicts.is_empty();
        let nothing = match stays {
            _ if !is_here => Rejection::TakenBack { version: of },
            true => Rejection::ChangedSince { version: of },
            false => Rejection::ChangeGone { version: of },
        };
        let but = match stays {
            true => ", but for what was changed again since",
            false => "",
        };
        (merged.patch, "Took back", but, nothing)
    } else if is_here {
        return Err(Rejection::HereAlready { what: what() });
    } else {
        match state.history.cherry_pick(of, &head) {
            Ok(rebased) => {
                let but = if rebased.left_out {
                    ", but for what is not here"
                } else {
                    ""
                };
                let what = format!("all that {} changed", what());
                (rebased.patch, "Took over", but, Rejection::HereAlready { what })
            }
            Err(PickError::Rebase(RebaseError::NothingLeft)) => {
                return Err(Rejection::ChangeGone { version: of });
            }
            Err(PickError::Version(_)) => return Err(Rejection::UnknownVersion { version: of }),
            Err(_) => return Err(Rejection::Conflict),
        }
    };
    let about = Version {
        kind,
        summary: format!("{word} version {}{but}: ", known.number),
        of: Some(of),
        ..Version::default()
    };
    bring_change(state, &patch, about, limits).map_err(|rejection| match rejection {
        Rejection::NoChange => nothing,
        other => other,
    })
}
