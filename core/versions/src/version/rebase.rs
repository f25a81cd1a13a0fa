//! A patch made on one version, carried over to a later one.

use crate::hashing::{Map, Set};

use thiserror::Error;

use super::{
    editor::Editor,
    error::{OpError, PatchError},
    op::{CHILDREN, Op, Patch},
    text_changes::{Woven, text_changes, weave},
};
use crate::document::{Document, Limits, Text, Value, index::visit_nodes, pointer};

/// So many moves of the other side at most are taken back for one that goes the other way round.
const MOST_TAKEN_BACK: usize = 32;

/// A patch that was carried over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rebased {
    /// Applies to the head
    pub patch: Patch,
    /// Fields that the head had changed since the base and that the patch changes again, as node id (`None`: the root
    /// value) and path. An empty path is the node itself: removed, replaced or moved.
    pub overridden: Vec<(Option<Text>, Text)>,
    /// Whether some of it was left out, as what it changes is not there, and the head has not done it by itself
    pub left_out: bool,
}

/// Why a patch cannot be carried over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RebaseError {
    /// It does not apply to its own base.
    #[error("the patch does not apply to its base: {0}")]
    Base(PatchError),
    /// An op makes no sense on the head.
    #[error("in the later version {0}")]
    Conflict(PatchError),
    /// Everything it changes is gone.
    #[error("what the patch changes was removed in the later version")]
    NothingLeft,
}

impl RebaseError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Base(_) => "rebase.base",
            Self::Conflict(_) => "rebase.conflict",
            Self::NothingLeft => "rebase.nothing-left",
        }
    }
}

/// Carries a patch made on `base` over to `head`.
///
/// Ops name nodes, so most of them stay as they are. A field that both changed takes the patch's value, being the later
/// one, and is listed. What is put into a list keeps its place beside the same neighbours; ids that the head has taken
/// meanwhile get a number behind them. Ops on nodes that the head removed are left out, unless that loses a node
/// that the patch puts there, or the whole patch.
///
/// # Errors
/// [`RebaseError`], nothing is carried over then.
pub fn rebase(patch: &Patch, base: &Document, head: &Document) -> Result<Rebased, RebaseError> {
    let limits = Limits::unlimited();
    let mut rebaser = Rebaser {
        mine: Editor::new(base, &limits),
        theirs: Editor::new(head, &limits),
        renamed: Map::default(),
        in_step: Map::default(),
        result: Rebased::default(),
    };
    for (index, op) in patch.ops.iter().enumerate() {
        let carried = rebaser
            .carry(op)
            .map_err(|reason| RebaseError::Conflict(reason.at(index)));
        // An op that does not even apply to its base is blamed for that first.
        rebaser
            .mine
            .apply(op)
            .map_err(|reason| RebaseError::Base(reason.at(index)))?;
        let carried = carried?;
        rebaser.stepped(op, carried.as_ref());
        if let Some(op) = carried {
            rebaser
                .theirs
                .apply(&op)
                .map_err(|reason| RebaseError::Conflict(reason.at(index)))?;
            rebaser.result.patch.ops.push(op);
        }
    }
    if let Some((index, id)) = rebaser.lost(patch) {
        return Err(RebaseError::Conflict(
            OpError::UnknownNode { id: id.to_string() }.at(index),
        ));
    }
    if rebaser.result.patch.is_empty() && rebaser.result.left_out {
        return Err(RebaseError::NothingLeft);
    }
    Ok(rebaser.result)
}

/// Carries a patch that leads from `base` to `after` over to `head` as far as it goes, and gives the document that comes of it. What makes no sense
/// there is left out; what the head has done itself is not done twice. Where two moves would make a circle, the one of the head is
/// taken back.
pub(super) fn carry(patch: &Patch, base: &Document, after: &Document, head: &Document) -> Document {
    let limits = Limits::unlimited();
    let mut rebaser = Rebaser {
        mine: Editor::new(base, &limits),
        theirs: Editor::new(head, &limits),
        renamed: Map::default(),
        in_step: Map::default(),
        result: Rebased::default(),
    };
    let mut late = Vec::new();
    for op in &patch.ops {
        let carried = match rebaser.done(op) {
            Some(place) => Some(place),
            None => rebaser.carry(op).ok().flatten(),
        };
        if let Some(Op::Move { id, parent, .. }) = &carried {
            rebaser.open_circle(id, parent);
        }
        if rebaser.mine.apply(op).is_err() {
            break;
        }
        match carried {
            // What the head has put into it, and the patch keeps, has to get out first, or to take in what the patch moves into it.
            Some(gone) if rebaser.takes_any_of(&gone, after) => {
                rebaser.in_step.clear();
                late.push(gone);
            }
            carried => {
                let done = carried.as_ref().map(|op| rebaser.theirs.apply(op));
                let made = carried.as_ref().filter(|_| matches!(done, Some(Ok(_))));
                rebaser.stepped(op, made);
            }
        }
    }
    for op in &late {
        let _ = rebaser.theirs.apply(op);
    }
    // What the head has taken out of something before that was removed with all in it.
    for node in base.nodes().filter(|node| !after.has_node(node.id)) {
        let id = node.id.clone();
        let _ = rebaser.theirs.apply(&Op::Remove { id });
    }
    rebaser.theirs.document()
}

struct Rebaser {
    /// The base with the ops so far
    mine: Editor,
    /// The head with the ops so far, carried over
    theirs: Editor,
    renamed: Map<Text, Text>,
    /// Nodes whose children are known to be, or not to be, the same nodes in the same order on both sides: as long as both sides do the
    /// same, places need not be looked for
    in_step: Map<Text, bool>,
    result: Rebased,
}

impl Rebaser {
    /// A node that the patch put in and that is not there in the end, with the op that put it in: the head had moved its place into what
    /// the patch removed behind it.
    fn lost(&self, patch: &Patch) -> Option<(usize, Text)> {
        let (mine, theirs) = (self.mine.document(), self.theirs.document());
        let is_lost = |id: &Text| mine.has_node(id) && !theirs.has_node(&self.name(id));
        patch.ops.iter().enumerate().find_map(|(index, op)| {
            let Op::Insert { node, .. } = op else { return None };
            let found = visit_nodes(node, None, 0, &mut |id, _, _, _| match is_lost(id) {
                true => Err(id.clone()),
                false => Ok(()),
            });
            found.err().map(|id| (index, id))
        })
    }

    /// The op as it has to be on the head; `None` leaves it out.
    fn carry(&mut self, op: &Op) -> Result<Option<Op>, OpError> {
        match op {
            Op::Set {
                id,
                path,
                value,
                before,
            } => {
                let Some(address) = self.address(id.as_ref(), path)? else {
                    self.result.left_out = true;
                    return Ok(None);
                };
                let both = address.with_both(value);
                let is_all = match &both {
                    Some(both) => both.is_all,
                    None => !address.differs() || address.theirs.as_ref() == Some(value),
                };
                if !is_all {
                    self.overridden(&address);
                }
                Ok(Some(Op::Set {
                    id: address.id,
                    path: address.path,
                    value: both.map_or_else(|| value.clone(), |both| both.text.into()),
                    before: before.clone(),
                }))
            }
            Op::Unset { id, path } => {
                let Some(address) = self.address(id.as_ref(), path)? else {
                    return Ok(None);
                };
                if address.theirs.is_none() {
                    return Ok(None);
                }
                if address.differs() {
                    self.overridden(&address);
                }
                Ok(Some(Op::Unset {
                    id: address.id,
                    path: address.path,
                }))
            }
            Op::Text { id, path, .. } => {
                let Some(address) = self.address(id.as_ref(), path)? else {
                    self.result.left_out = true;
                    return Ok(None);
                };
                self.carry_text(op, address)
            }
            Op::Insert {
                parent,
                path,
                index,
                node,
            } => {
                let address = self
                    .address(parent.as_ref(), path)?
                    .ok_or_else(|| OpError::UnknownNode {
                        id: parent.as_deref().unwrap_or_default().to_owned(),
                    })?;
                let (from, to) = (list(&address.mine), list(&address.theirs));
                let index = match parent {
                    Some(parent) if **path == *CHILDREN && self.is_in_step(parent, from, to) => *index,
                    _ => map_index(from, to, *index, None),
                };
                let node = self.rename_taken(node, &address.path);
                Ok(Some(Op::Insert {
                    parent: address.id,
                    path: address.path,
                    index,
                    node,
                }))
            }
            Op::Remove { id } => {
                let (mine, theirs) = (self.mine.document(), self.theirs.document());
                let id = self.name(id);
                let Some(there) = theirs.node(&id) else {
                    return Ok(None);
                };
                if mine.node(op_id(op)).is_some_and(|here| here.value != there.value) {
                    self.result.overridden.push((Some(id.clone()), "".into()));
                }
                Ok(Some(Op::Remove { id }))
            }
            Op::Move { id, parent, index } => self.carry_move(id, parent, *index),
        }
    }

    fn carry_move(&mut self, id: &Text, parent: &Text, index: i64) -> Result<Option<Op>, OpError> {
        let (mine, theirs) = (self.mine.document(), self.theirs.document());
        let (new_id, new_parent) = (self.name(id), self.name(parent));
        let Some(there) = theirs.node(&new_id) else {
            self.result.left_out = true;
            return Ok(None);
        };
        let Some(to) = theirs.node(&new_parent) else {
            return Err(OpError::UnknownNode {
                id: new_parent.to_string(),
            });
        };
        let moved_there = mine
            .node(id)
            .is_some_and(|here| here.parent.map(|above| self.name(above)) != there.parent.cloned());
        if moved_there && there.parent != Some(&new_parent) {
            self.result.overridden.push((Some(new_id.clone()), "".into()));
        }
        let from = mine
            .node(parent)
            .and_then(|node| node.value.get("children").cloned());
        let to = to.value.get("children").cloned();
        let index = if self.is_in_step(parent, list(&from), list(&to)) {
            index
        } else {
            map_index(list(&from), list(&to), index, Some((id, &new_id)))
        };
        Ok(Some(Op::Move {
            id: new_id,
            parent: new_parent,
            index,
        }))
    }

    /// A change inside of a text that the head has changed elsewhere goes to where its place is now. Where the head changed it there, too, it
    /// becomes a change of the whole text.
    fn carry_text(&mut self, op: &Op, address: Address) -> Result<Option<Op>, OpError> {
        let Op::Text {
            id,
            path,
            at,
            delete,
            insert,
        } = op
        else {
            return Ok(None);
        };
        if !address.differs() {
            return Ok(Some(Op::Text {
                id: address.id,
                path: address.path,
                at: *at,
                delete: *delete,
                insert: insert.clone(),
            }));
        }
        let mut after = self.mine.clone();
        after.apply(op)?;
        let after = after.document();
        let holder = match id {
            None => Some(after.root()),
            Some(id) => after.node(id).map(|node| node.value),
        };
        let value = holder
            .and_then(|value| value.pointer(path))
            .cloned()
            .unwrap_or_default();
        if let (Some(both), Some(Value::String(theirs))) = (address.with_both(&value), &address.theirs) {
            if !both.is_all {
                self.overridden(&address);
            }
            let whole = text_changes(theirs, &both.text, usize::MAX).pop();
            return Ok(whole.map(|change| change.op((address.id, address.path), theirs, &both.text)));
        }
        self.overridden(&address);
        Ok(Some(Op::Set {
            id: address.id,
            path: address.path,
            value,
            before: None,
        }))
    }

    /// Whether a node of the head holds some that are in another document.
    fn takes_any_of(&self, op: &Op, other: &Document) -> bool {
        let (id, whole) = match op {
            Op::Remove { id } => (id, true),
            Op::Set {
                id: Some(id), path, ..
            }
            | Op::Unset { id: Some(id), path }
                if **path == *CHILDREN =>
            {
                (id, false)
            }
            _ => return false,
        };
        let theirs = self.theirs.document();
        theirs.node(id).is_some_and(|node| {
            let mut below = node.subtree();
            below.any(|below| (whole || below.id != id) && other.has_node(below.id))
        })
    }

    /// Where the head has put in the same node by itself: its place.
    fn done(&self, op: &Op) -> Option<Op> {
        let Op::Insert {
            parent: Some(parent),
            index,
            node,
            ..
        } = op
        else {
            return None;
        };
        let (mine, theirs) = (self.mine.document(), self.theirs.document());
        let (id, _) = node.node_identity()?;
        theirs.node(id).filter(|there| there.value == node)?;
        let parent = self.name(parent);
        let from = mine.node(op_id(op))?.value.get("children").cloned();
        let to = theirs.node(&parent);
        let to = to.and_then(|parent| parent.value.get("children").cloned());
        let index = map_index(list(&from), list(&to), *index, Some((id, id)));
        Some(Op::Move {
            id: id.clone(),
            parent,
            index,
        })
    }

    /// Where `parent` is below `id` on the head, and was moved there, it is taken back to where the patch has it, and before it what it
    /// was in, if that was moved there as well.
    fn open_circle(&mut self, id: &Text, parent: &Text) {
        // Each step takes one of them out for good.
        for _ in 0..MOST_TAKEN_BACK {
            let Some(back) = self.way_out(id, parent) else {
                return;
            };
            self.in_step.clear();
            if self.theirs.apply(&back).is_err() {
                return;
            }
        }
    }

    /// One move that takes `parent`, or something around it, out of `id`; `None` where it is not in it, or there is none.
    fn way_out(&self, id: &Text, parent: &Text) -> Option<Op> {
        let (mine, theirs) = (self.mine.document(), self.theirs.document());
        let above = |node: &Text| theirs.node(node)?.parent.cloned();
        let is_below =
            |node: &Text| std::iter::successors(Some(node.clone()), above).any(|above| above == *id);
        if !is_below(parent) {
            return None;
        }
        let around = std::iter::successors(Some(parent.clone()), above).take_while(|node| node != id);
        let before = std::iter::successors(Some(parent.clone()), |node| mine.node(node)?.parent.cloned());
        let before = before.skip(1).take_while(|node| node != id && is_below(node));
        around.chain(before).find_map(|node| {
            let here = mine.node(&node)?;
            let above = self.name(here.parent?);
            let to = theirs.node(&above).filter(|_| !is_below(&above))?;
            let from = mine.node(here.parent?)?.value.get("children").cloned();
            let to = to.value.get("children").cloned();
            let index = map_index(list(&from), list(&to), here.index as i64, Some((&node, &node)));
            Some(Op::Move {
                id: node,
                parent: above,
                index,
            })
        })
    }

    /// Whether the children of a node are the same nodes in the same order on both sides.
    fn is_in_step(&mut self, parent: &Text, mine: &[Value], theirs: &[Value]) -> bool {
        if !self.renamed.is_empty() {
            return false;
        }
        let id = |value: &Value| value.node_identity().map(|(id, _)| id.clone());
        let same = |(a, b): (&Value, &Value)| id(a).is_some_and(|id_of_a| Some(id_of_a) == id(b));
        *self
            .in_step
            .entry(parent.clone())
            .or_insert_with(|| mine.len() == theirs.len() && mine.iter().zip(theirs).all(same))
    }

    /// An op was made here, and `carried` there.
    fn stepped(&mut self, op: &Op, carried: Option<&Op>) {
        let leaves_places = match op {
            Op::Set { path, .. } | Op::Unset { path, .. } | Op::Text { path, .. } => {
                !path.is_empty() && !path.starts_with(CHILDREN)
            }
            Op::Insert { path, .. } => **path == *CHILDREN,
            Op::Remove { .. } | Op::Move { .. } => true,
        };
        if !leaves_places || carried != Some(op) {
            self.in_step.clear();
        }
    }

    fn name(&self, id: &Text) -> Text {
        self.renamed.get(id).unwrap_or(id).clone()
    }

    fn overridden(&mut self, address: &Address) {
        let field = (address.id.clone(), address.path.clone());
        if !self.result.overridden.contains(&field) {
            self.result.overridden.push(field);
        }
    }

    /// Where id and path lead on both sides; `None` when the head has removed the node.
    fn address(&self, id: Option<&Text>, path: &Text) -> Result<Option<Address>, OpError> {
        let (mine, theirs) = (self.mine.document(), self.theirs.document());
        let new_id = id.map(|id| self.name(id));
        let (from, to) = match (id, &new_id) {
            (Some(id), Some(new_id)) => {
                let Some(to) = theirs.node(new_id) else {
                    return Ok(None);
                };
                (mine.node(id).map(|node| node.value), to.value)
            }
            _ => (Some(mine.root()), theirs.root()),
        };
        let path = map_path(from, to, path)?;
        Ok(Some(Address {
            mine: from.and_then(|value| value.pointer(&path.0)).cloned(),
            theirs: to.pointer(&path.1).cloned(),
            id: new_id,
            path: path.1,
        }))
    }

    /// What is inserted among children, with other ids for those that the head has taken meanwhile.
    fn rename_taken(&mut self, node: &Value, path: &str) -> Value {
        if path != CHILDREN {
            return node.clone();
        }
        let theirs = self.theirs.document();
        let mut own: Set<Text> = Set::default();
        let mut taken: Vec<Text> = Vec::new();
        let _ = visit_nodes::<()>(node, None, 0, &mut |id, _, _, _| {
            own.insert(id.clone());
            if theirs.has_node(id) {
                taken.push(id.clone());
            }
            Ok(())
        });
        if taken.is_empty() {
            return node.clone();
        }
        let mine = self.mine.document();
        for id in taken {
            let free = (2_u32..)
                .map(|number| Text::from(format!("{id}-{number}")))
                .find(|name| !theirs.has_node(name) && !mine.has_node(name) && !own.contains(name));
            if let Some(free) = free {
                own.insert(free.clone());
                self.renamed.insert(id, free);
            }
        }
        rename(node, &self.renamed)
    }
}

/// One place on both sides.
struct Address {
    id: Option<Text>,
    path: Text,
    mine: Option<Value>,
    theirs: Option<Value>,
}

impl Address {
    /// Whether the head has changed what is there.
    fn differs(&self) -> bool {
        self.mine != self.theirs
    }

    /// What the head and a patch made of a text that both changed. Who sets what is there already wants just that.
    fn with_both(&self, value: &Value) -> Option<Woven> {
        match (&self.mine, &self.theirs, value) {
            (Some(Value::String(mine)), Some(Value::String(theirs)), Value::String(value))
                if mine != theirs && mine != value =>
            {
                Some(weave(mine, [theirs, value]))
            }
            _ => None,
        }
    }
}

fn op_id(op: &Op) -> &str {
    op.id().map_or("", |id| id)
}

fn list(value: &Option<Value>) -> &[Value] {
    value.as_ref().and_then(Value::as_array).unwrap_or_default()
}

/// A copy with other node ids.
fn rename(value: &Value, names: &Map<Text, Text>) -> Value {
    let Some(object) = value.as_object() else {
        return value.clone();
    };
    let mut copy = object.clone();
    if let Some((id, _)) = value.node_identity()
        && let Some(name) = names.get(id)
    {
        copy = copy.with("id", name.clone());
    }
    if let Some(children) = object.get("children").and_then(Value::as_array) {
        let children: Vec<Value> = children.iter().map(|child| rename(child, names)).collect();
        copy = copy.with("children", children);
    }
    copy.into()
}

/// What makes two elements of a list the same one.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a.get("id"), b.get("id")) {
        (Some(a @ Value::String(_)), Some(b)) => a == b,
        _ => a == b,
    }
}

/// The path on both sides: list elements are looked for where they are now.
fn map_path(mine: Option<&Value>, theirs: &Value, path: &Text) -> Result<(Text, Text), OpError> {
    let unchanged = (path.clone(), path.clone());
    let Some(tokens) = pointer::tokens(path) else {
        return Ok(unchanged);
    };
    let mut mapped = String::new();
    let (mut here, mut there) = (mine, Some(theirs));
    for token in &tokens {
        let mut step: Text = (&**token).into();
        if let (Some(Value::Array(a)), Some(Value::Array(b))) = (here, there)
            && let Some(at) = pointer::array_index(token)
            && let Some(element) = a.items().get(at)
        {
            let (a, b) = (a.items(), b.items());
            let beside = b.get(at).is_some_and(|twin| same(element, twin));
            let found = if beside {
                Some(at)
            } else {
                b.iter().position(|twin| same(element, twin))
            };
            let at = match found {
                Some(at) => at,
                // Changed in place: nothing came or went.
                None if a.len() == b.len() && b.get(at).is_some() => at,
                None => {
                    return Err(OpError::NoSuchPath {
                        path: path.to_string(),
                        why: "the element of the list is gone",
                    });
                }
            };
            step = at.to_string().into();
        }
        here = here.and_then(|value| value.step(token));
        there = there.and_then(|value| value.step(&step));
        pointer::push_token(&mut mapped, &step);
    }
    Ok((path.clone(), mapped.into()))
}

/// The index between the same neighbours. `moved` is the element that is taken out on both sides first.
fn map_index(mine: &[Value], theirs: &[Value], index: i64, moved: Option<(&Text, &Text)>) -> i64 {
    let is =
        |value: &Value, id: Option<&Text>| id.is_some() && value.get("id").and_then(Value::as_text) == id;
    let without = |list: &[Value], id: Option<&Text>| -> Vec<Value> {
        list.iter().filter(|value| !is(value, id)).cloned().collect()
    };
    let mine = without(mine, moved.map(|(id, _)| id));
    let theirs = without(theirs, moved.map(|(_, id)| id));
    let Some(at) = usize::try_from(index).ok().filter(|at| *at < mine.len()) else {
        return -1;
    };
    let place = |element: &Value, guess: usize| {
        let beside = theirs.get(guess).is_some_and(|twin| same(element, twin));
        if beside {
            Some(guess)
        } else {
            theirs.iter().position(|twin| same(element, twin))
        }
    };
    // A few neighbours are enough; far ones say little.
    let left = mine.iter().enumerate().take(at).rev().take(32);
    let right = mine.iter().enumerate().skip(at).take(32);
    left.clone()
        .next()
        .and_then(|(guess, element)| place(element, guess).map(|place| place + 1))
        .or_else(|| {
            right
                .clone()
                .next()
                .and_then(|(guess, element)| place(element, guess))
        })
        .or_else(|| {
            left.skip(1)
                .find_map(|(guess, element)| place(element, guess).map(|place| place + 1))
        })
        .or_else(|| right.skip(1).find_map(|(guess, element)| place(element, guess)))
        .unwrap_or_else(|| at.min(theirs.len())) as i64
}
