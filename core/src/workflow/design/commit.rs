//! An edit's change becomes a version: on the document as it is now, without what is held back.

use super::decide::must_be_active;
use super::decision::Version;
use super::intention::{Draft, Hold};
use super::outside::{Outside, Swept};
use super::{Decision, DesignState, Made, Rejection};
use crate::context::Intent;
use crate::document::{Document, Limits};
use crate::protocol::VersionKind;
use crate::version::{Applied, Patch, apply, describe, describe_first, diff_in_order, rebase, split};

pub(super) fn commit(state: &DesignState, draft: &Draft, limits: &Limits) -> Result<Decision, Rejection> {
    must_be_active(state, state.status)?;
    let open = state
        .open
        .get(&draft.edit)
        .ok_or_else(|| Rejection::UnknownEdit {
            edit: draft.edit.clone(),
        })?;
    let head = state.head_of(&open.branch);
    let (before, patch) = on_the_head(state, draft, head, open.create, limits)?;
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
    let kept = hold_back(Change { patch, applied }, &before, open.create, draft, limits)?;
    let Change { patch, applied } = kept.change;
    let mut summary = summary(&patch, [&before, &applied.document], open.create, draft);
    // Two tabs may begin a session. The design of the one that comes second can be taken back.
    let kind = match (open.create, head) {
        (true, 0) => VersionKind::Create,
        _ => VersionKind::Edit,
    };
    if open.create && head > 0 {
        summary = format!("In place of version {head}: {summary}");
    }
    let about = Version {
        kind,
        edit: Some(draft.edit.clone()),
        // They stand in the request already.
        prompt: String::new(),
        summary,
        types: match draft.types == open.types {
            true => Vec::new(),
            false => draft.types.clone(),
        },
        targets: applied.touched.iter().map(|id| id.to_string()).collect(),
        outside: kept.outside,
        held: kept.held,
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

/// The document that the edit comes upon, and its change there.
fn on_the_head(
    state: &DesignState,
    draft: &Draft,
    head: u32,
    is_whole: bool,
    limits: &Limits,
) -> Result<(Document, Patch), Rejection> {
    // A version that could not be stored may be gone by now.
    let base = state.document_at(draft.base).ok_or(Rejection::Conflict)?;
    if head == draft.base {
        return Ok((base, draft.patch.clone()));
    }
    let before = state
        .document_at(head)
        .ok_or(Rejection::UnknownVersion { version: head })?;
    if is_whole {
        let whole = apply(&base, &draft.patch, limits).map_err(Rejection::Patch)?;
        let patch = diff_in_order(&before, &whole.document);
        return Ok((before, patch));
    }
    let rebased = rebase(&draft.patch, &base, &before).map_err(|_| Rejection::Conflict)?;
    Ok((before, rebased.patch))
}

/// A patch and what came of it.
struct Change {
    patch: Patch,
    applied: Applied,
}

/// What is made of a change, and what beyond the wish it does or would do.
struct Kept {
    change: Change,
    /// Nodes outside of what was meant that it changes
    outside: Vec<String>,
    /// What waits for a yes, as JSON; empty: nothing
    held: String,
}

/// Takes out of a change what the app wants to be asked about.
fn hold_back(
    change: Change,
    before: &Document,
    is_whole: bool,
    draft: &Draft,
    limits: &Limits,
) -> Result<Kept, Rejection> {
    if draft.hold == Hold::Everything && !is_whole {
        let held = change.patch.to_json();
        return Err(Rejection::ForReview { held });
    }
    let after = &change.applied.document;
    let mut outside = match is_whole {
        true => Outside::default(),
        false => Outside::of(&change.patch, draft, before, after),
    };
    let sweeps = swept(&change.patch, [before, after], is_whole, draft);
    let holds = match draft.hold {
        Hold::Nothing => false,
        Hold::Sweeping => sweeps.is_some(),
        Hold::All | Hold::Everything => true,
    };
    // Also where the whole design is meant: "use a dark theme" asks for no removal.
    if holds && sweeps.is_some_and(|swept| swept.little_is_left) {
        outside.add_removals(&change.patch, before, after);
    }
    if !holds || outside.places.is_empty() {
        return Ok(Kept {
            change,
            outside: outside.ids,
            held: String::new(),
        });
    }
    let staged = split(&outside.patch, before, limits).map_err(Rejection::Patch)?;
    let (patch, rest) = staged.without(&outside.places);
    let applied = apply(before, &patch, limits).map_err(Rejection::Patch)?;
    let held = rest.to_json();
    if applied.document.hash() == before.hash() {
        return Err(Rejection::AllHeldBack { held });
    }
    Ok(Kept {
        change: Change { patch, applied },
        outside: Vec::new(),
        held,
    })
}

/// What a change takes away in bulk, where nobody asked for a removal.
fn swept(patch: &Patch, [before, after]: [&Document; 2], is_whole: bool, draft: &Draft) -> Option<Swept> {
    let is_wanted = is_whole || draft.types.contains(&Intent::Remove);
    (!is_wanted).then(|| Swept::of(patch, before, after)).flatten()
}

fn summary(patch: &Patch, [before, after]: [&Document; 2], is_whole: bool, draft: &Draft) -> String {
    let mut summary = match is_whole {
        true => describe_first(after),
        false => describe(patch, before, after),
    };
    if let Some(swept) = swept(patch, [before, after], is_whole, draft) {
        let how = if swept.emptied {
            "Removed or emptied"
        } else {
            "Removed"
        };
        let (gone, all) = (swept.gone, swept.all);
        summary = format!("{how} {gone} of {all} parts, which nobody asked for. {summary}");
    }
    if !draft.left.is_empty() {
        summary += &format!(". Not done: {}", draft.left);
    }
    summary
}
