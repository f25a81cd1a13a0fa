//! Versions that come of others: undone and redone, gone back to, merged, taken back, picked.

use super::decide::{must_be_new, must_be_workable};
use super::decision::{Version, recorded, version};
use super::{Decision, DesignState, Made, Rejection};
use crate::document::Limits;
use crate::protocol::VersionKind;
use crate::version::{
    Merged, Patch, PickError, Policy, RebaseError, apply, describe, diff_in_order, merge_with,
};

/// A version that makes the document what it was at `back_to`.
pub(super) fn bring(
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

pub(super) fn merge(
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
    // Hashes say nothing of the order of keys.
    let has_same_values = applied.document.hash() == before.hash();
    if has_same_values && diff_in_order(&before, &applied.document).ops.is_empty() {
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
pub(super) fn replay_version(
    state: &DesignState,
    about: Version,
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
    let (patch, word, but, nothing) = if about.kind == VersionKind::Revert {
        let merged = state.history.revert(of, &head);
        let merged = merged.map_err(|_| Rejection::UnknownVersion { version: of })?;
        let stays = !merged.conflicts.is_empty();
        let changed_nothing = || state.history.patch(of).is_some_and(|patch| patch.ops.is_empty());
        let nothing = match stays {
            _ if changed_nothing() => Rejection::NoChange,
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
        summary: format!("{word} version {}{but}: ", known.number),
        of: Some(of),
        ..about
    };
    bring_change(state, &patch, about, limits).map_err(|rejection| match rejection {
        Rejection::NoChange => nothing,
        other => other,
    })
}
