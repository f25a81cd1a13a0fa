//! What edits changed beyond what was meant, and what becomes of it.

use super::decision::{Version, version};
use super::{Decision, DesignState, Held, Made, Rejection};
use crate::document::{Document, Limits};
use crate::journal::Event;
use crate::protocol::VersionKind;
use crate::version::{Editor, Op, Patch, Staged, apply, describe, split};

/// What is left of a held change on a document as it is now: the ops that apply and change something, taken apart. `None`: nothing.
pub fn offered(held: &Held, document: &Document, limits: &Limits) -> Option<Staged> {
    let mut editor = Editor::new(document, limits);
    let mut patch = Patch::default();
    for op in &held.patch.ops {
        // What comes or goes makes a difference in any case.
        let sure = matches!(op, Op::Insert { .. } | Op::Remove { .. });
        let before = if sure { 0 } else { editor.document().hash() };
        if editor.apply(op).is_ok() && (sure || editor.document().hash() != before) {
            patch.ops.push(op.clone());
        }
    }
    if patch.ops.is_empty() {
        return None;
    }
    split(&patch, document, limits).ok()
}

/// Parts of what an edit held back are made, with those that they need, or left out, with those that need them.
pub(super) fn settle(
    state: &DesignState,
    edit: &str,
    accept: bool,
    parts: Option<&[u32]>,
    limits: &Limits,
) -> Result<Decision, Rejection> {
    let document = state.document();
    let here = |held: &&Held| held.edit == edit && held.branch == state.branch;
    let held = state.held.iter().find(here);
    let staged = held.and_then(|held| offered(held, &document, limits));
    let (Some(held), Some(staged)) = (held, staged) else {
        return Err(Rejection::NothingHeld {
            edit: edit.to_owned(),
        });
    };
    let place_of = |number: u32| {
        staged
            .parts
            .iter()
            .position(|part| held.number_of(&staged, part) == Some(number))
            .ok_or(Rejection::UnknownPart { part: number })
    };
    let chosen: Vec<usize> = match parts {
        None => (0..staged.parts.len()).collect(),
        Some(parts) => parts.iter().copied().map(place_of).collect::<Result<_, _>>()?,
    };
    if chosen.is_empty() {
        return Err(Rejection::NoChange);
    }
    let settled = |rest: &Patch| Event::EditHeld {
        edit: edit.to_owned(),
        held: match rest.ops.is_empty() {
            true => String::new(),
            false => rest.to_json(),
        },
        made: accept,
    };
    if !accept {
        let places: Vec<usize> = chosen
            .iter()
            .filter_map(|part| staged.parts.get(*part))
            .flat_map(|part| part.ops.iter().copied())
            .collect();
        let (rest, _) = staged.without(&places);
        return Ok(settled(&rest).into());
    }
    let (patch, rest) = staged.divide(&chosen);
    let applied = apply(&document, &patch, limits).map_err(Rejection::Patch)?;
    let from = match held.version {
        Some(number) => format!("Accepted of version {number}: "),
        None => "Accepted: ".to_owned(),
    };
    // What was asked for, where none of it was made before.
    let asked = state.endings.iter().rfind(|ending| ending.edit == edit);
    let mut about = Version {
        kind: VersionKind::Apply,
        prompt: asked.map(|ending| ending.prompt.clone()).unwrap_or_default(),
        types: asked.map(|ending| ending.types.clone()).unwrap_or_default(),
        summary: from + &describe(&patch, &document, &applied.document),
        targets: applied.touched.iter().map(|id| id.to_string()).collect(),
        ..Version::default()
    };
    // Then the first of it that is made is what the edit came to.
    if held.version.is_none() && !held.made {
        let call = state.sent.latest().iter().rfind(|call| call.edit_id == edit);
        about.kind = VersionKind::Edit;
        about.ms = asked.map_or(0, |ending| ending.ms);
        about.spent = asked.map(|ending| ending.spent).unwrap_or_default();
        about.provider = call.map_or_else(String::new, |call| call.provider.clone());
    }
    let document = applied.document;
    let mut decision = version(state, Made { patch, document }, about)?;
    decision.events.push(settled(&rest));
    Ok(decision)
}
