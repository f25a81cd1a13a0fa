//! Two branches become one: what both changed differently is said, not lost.

use super::{
    conflict::{Conflict, Point, conflict, field, points},
    describe::shortened,
    diff::{diff, diff_by_field},
    editor::advance,
    error::PatchError,
    fields::settle,
    key_order::diff_in_order,
    op::{CHILDREN, Op, Patch},
    rebase::{carry, same},
};
use crate::document::{Document, Limits, NodeRef, Object, Text, Value};
use crate::hashing::{Map, Set};
use crate::sorted::sort_by;

/// Whose change counts where both changed the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Theirs: they come later
    #[default]
    Theirs,
    /// Ours
    Ours,
}

/// Two sides put together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Leads from our document to the result
    pub patch: Patch,
    /// The result
    pub document: Document,
    /// Where the policy decided, the same under both; empty: both policies lead to the same document
    pub conflicts: Vec<Conflict>,
    policy: Policy,
    /// What is made where this side wins, and where the other one does; which is which does not depend on who is who
    first: Policy,
    outcomes: [Document; 2],
    /// Leads from the one to the other
    switch: Patch,
    /// Which of its ops decide each conflict
    deciding: Vec<Vec<usize>>,
}

/// Puts together what two sides made of one document. It always comes to something: where both changed the same, the policy
/// decides and the conflict is listed.
///
/// `merge(base, a, b, Ours)` is the document of `merge(base, b, a, Theirs)`; merged with what changed nothing, or with itself, a
/// side is itself.
pub fn merge(base: &Document, ours: &Document, theirs: &Document, policy: Policy) -> Merged {
    let alone = |document: &Document| Merged {
        patch: diff_in_order(ours, document),
        document: document.clone(),
        conflicts: Vec::new(),
        policy,
        first: policy,
        outcomes: [document.clone(), document.clone()],
        switch: Patch::default(),
        deciding: Vec::new(),
    };
    // Hashes say nothing of the order of keys: where that is all that theirs changed, it is what there is to take over.
    let is_same = base.hash() == ours.hash();
    if is_same && (base.hash() != theirs.hash() || diff_in_order(base, ours).ops.is_empty()) {
        return alone(theirs);
    }
    if ours.hash() == theirs.hash() || base.hash() == theirs.hash() {
        return alone(ours);
    }
    let original = ours;
    let sides = one_root([base, ours, theirs]);
    let [base, ours, theirs] = &sides;
    let [before, here, there] = [base, ours, theirs].map(root_name);
    if before != here || before != there {
        // Of two roots there is one.
        let whole = |winner: &Document, loser: &Document| {
            (winner.clone(), vec![Op::set_at("", loser.root().clone())])
        };
        let outcomes = [whole(theirs, ours), whole(ours, theirs)];
        return decided(original, [base, ours, theirs], outcomes, policy);
    }
    let (ours, theirs) = &apart(base, ours, theirs);
    let base = &common(base, ours, theirs);
    // Each side's change carried over the other's: the later one wins.
    let win = |winner: &Document, loser: &Document| {
        let carried = carry(
            &diff_by_field(base, winner),
            base,
            winner,
            &spared(base, loser, winner),
        );
        let kept = kept(carried, base, loser, winner);
        // Below objects that are no nodes there may be no place for one.
        let is_lost = |node: NodeRef<'_>| loser.has_node(node.id) && !kept.has_node(node.id);
        let has_lost = winner.nodes().any(is_lost);
        settle(
            if has_lost { winner.clone() } else { kept },
            [base, loser, winner],
        )
    };
    let ((theirs_win, to_ours), (ours_win, to_theirs)) = (win(theirs, ours), win(ours, theirs));
    let outcomes = in_the_order_of_one([theirs_win, ours_win], [base, ours, theirs]);
    let (theirs_win, ours_win) = in_one_order(outcomes, ours, theirs);
    let outcomes = [(theirs_win, to_ours), (ours_win, to_theirs)];
    decided(original, [base, ours, theirs], outcomes, policy)
}

/// What comes of what is made where theirs and where ours wins, each with the ops that turn its fields into the other's.
fn decided(
    original: &Document,
    sides: [&Document; 3],
    [(theirs_win, to_ours), (ours_win, to_theirs)]: [(Document, Vec<Op>); 2],
    policy: Policy,
) -> Merged {
    let (patch, document) = way(
        original,
        match policy {
            Policy::Theirs => &theirs_win,
            Policy::Ours => &ours_win,
        },
    );
    // From the same one to the same other one, so that conflicts are called the same whoever is who.
    let (first, outcomes, turns) = match theirs_win.hash() < ours_win.hash() {
        true => (Policy::Theirs, [theirs_win, ours_win], to_ours),
        false => (Policy::Ours, [ours_win, theirs_win], to_theirs),
    };
    let [from, to] = &outcomes;
    // A field, or a list as a whole, is one choice; all else is what is left then.
    let turned = advance(from.clone(), &turns.clone().into(), &Limits::unlimited());
    let (mut switch, turned) = turned.map_or_else(|_| (Vec::new(), from.clone()), |turned| (turns, turned));
    let rest = diff_by_field(&turned, to);
    let of_fields = switch.iter().enumerate().map(|(at, op)| (field(op), vec![at]));
    let mut all: Vec<(Point, Vec<usize>)> = of_fields.collect();
    for (point, ops) in points(&rest, &turned) {
        all.push((point, ops.into_iter().map(|op| switch.len() + op).collect()));
    }
    switch.extend(rest.ops);
    let wins = match first {
        Policy::Theirs => [to, from],
        Policy::Ours => [from, to],
    };
    let (conflicts, deciding) = all
        .into_iter()
        .map(|(point, ops)| (conflict(point, sides, wins), ops))
        .unzip();
    Merged {
        patch,
        document,
        conflicts,
        policy,
        first,
        outcomes,
        switch: switch.into(),
        deciding,
    }
}

/// What leads from one document to what is made of it, and that with its keys in the order that comes of it.
fn way(from: &Document, made: &Document) -> (Patch, Document) {
    let patch = diff(from, made);
    let there = advance(from.clone(), &patch, &Limits::unlimited());
    (patch, there.unwrap_or_else(|_| made.clone()))
}

/// All three with the root under the name that one side gave it: it is the same root, and what the other did to it is for that.
fn one_root(sides: [&Document; 3]) -> [Document; 3] {
    let [base, ours, theirs] = sides.map(root_name);
    let new = if ours == base { theirs } else { ours };
    let (Some(old), Some(new)) = (base, new) else {
        return sides.map(Document::clone);
    };
    // Where a name is that of something else as well, it is another root.
    let is_one = |side: &&Document| {
        let names = [&old, &new].map(|name| (root_name(side).as_ref() == Some(name), side.has_node(name)));
        matches!(names, [(true, _), (_, false)] | [(_, false), (true, _)])
    };
    let is_one = old != new && sides.iter().all(is_one);
    sides.map(|side| {
        let renamed = is_one.then(|| renamed(side, &old, &new)).flatten();
        renamed.unwrap_or_else(|| side.clone())
    })
}

fn root_name(document: &Document) -> Option<Text> {
    document.root().node_identity().map(|(id, _)| id.clone())
}

fn renamed(document: &Document, old: &Text, new: &Text) -> Option<Document> {
    let patch = Patch::new([Op::set(old.clone(), "/id", new.clone())]);
    advance(document.clone(), &patch, &Limits::unlimited()).ok()
}

/// Both sides, where they put in different nodes of one name with one of each renamed: the one with the greater hash, so that neither who is
/// which nor who wins matters.
fn apart(base: &Document, ours: &Document, theirs: &Document) -> (Document, Document) {
    let (mut here, mut there) = (ours.clone(), theirs.clone());
    for node in ours.nodes().filter(|node| !base.has_node(node.id)) {
        let Some(twin) = theirs.node(node.id).filter(|twin| twin.value != node.value) else {
            continue;
        };
        let is_free = |name: &Text| {
            ![base, &here, &there]
                .iter()
                .any(|document| document.has_node(name))
        };
        let mut names = (2_u32..).map(|number| Text::from(format!("{}-{number}", node.id)));
        let Some(name) = names.find(is_free) else { continue };
        let side = if node.value.hash() > twin.value.hash() {
            &mut here
        } else {
            &mut there
        };
        if let Some(document) = renamed(side, node.id, &name) {
            *side = document;
        }
    }
    (here, there)
}

/// Both results with siblings that all three have in the order in which one side put them, where the other left them as they were. What that
/// one moved among others that are gone, or came, is no other order of these.
fn in_the_order_of_one(mut outcomes: [Document; 2], sides: [&Document; 3]) -> [Document; 2] {
    let [theirs_win, ours_win] = &outcomes;
    let mut changes: [Vec<Reorder>; 2] = Default::default();
    for node in theirs_win.nodes() {
        let Some(twin) = ours_win.node(node.id).filter(|twin| twin.value != node.value) else {
            continue;
        };
        let on = |side: &Document| names(children(side.node(node.id)?.value)?);
        let [Some(base), Some(ours), Some(theirs)] = sides.map(on) else {
            continue;
        };
        let [in_base, in_ours, in_theirs] =
            [&base, &ours, &theirs].map(|names| names.iter().collect::<Set<&Text>>());
        let shared = |names: &[Text]| -> Vec<Text> {
            let all = |id: &&Text| in_base.contains(id) && in_ours.contains(id) && in_theirs.contains(id);
            names.iter().filter(all).cloned().collect()
        };
        let (before, here, there) = (shared(&base), shared(&ours), shared(&theirs));
        let order = match () {
            () if here == before => there,
            () if there == before => here,
            () => continue,
        };
        for (changes, value) in changes.iter_mut().zip([node.value, twin.value]) {
            let Some(list) = children(value) else { continue };
            // A part of them may be elsewhere by now.
            let now = shared(&names(list).unwrap_or_default());
            if now.len() == order.len() && now != order {
                changes.push((node.id.clone(), now, order.clone()));
            }
        }
    }
    for (document, changes) in outcomes.iter_mut().zip(changes) {
        changes.iter().for_each(|change| reorder(document, change));
    }
    outcomes
}

/// A node, some of its children as they are, and their new order.
type Reorder = (Text, Vec<Text>, Vec<Text>);

/// Takes the list as it is by now: one above it, or below it, may have been put in order before.
fn reorder(document: &mut Document, (id, now, order): &Reorder) {
    let list = document
        .node(id)
        .and_then(|node| Some(sorted(children(node.value)?, now, order)));
    let made = list.map(|list| Patch::new([Op::set(id.clone(), CHILDREN, list)]));
    if let Some(Ok(made)) = made.map(|patch| advance(document.clone(), &patch, &Limits::unlimited())) {
        *document = made;
    }
}

/// A list of nodes with some of them in another order, at the places that they have together.
fn sorted(list: &[Value], some: &[Text], order: &[Text]) -> Value {
    let known: Map<&Text, &Value> = list
        .iter()
        .filter_map(|child| Some((child.node_identity()?.0, child)))
        .collect();
    let some: Set<&Text> = some.iter().collect();
    let mut order = order.iter();
    Value::array(list.iter().map(|child| {
        let moved = child.node_identity().filter(|(id, _)| some.contains(*id));
        let next = moved.and_then(|_| known.get(order.next()?).copied());
        next.unwrap_or(child).clone()
    }))
}

/// Both results with the same order of siblings, but for those that both sides have there and that stand in another order: who put in or
/// moved what beside them is nothing to be asked. Of the two orders it is the one whose first different name is smaller, whoever is which.
fn in_one_order(
    [mut theirs_win, mut ours_win]: [Document; 2],
    ours: &Document,
    theirs: &Document,
) -> (Document, Document) {
    let mut changes: Vec<(bool, Reorder)> = Vec::new();
    for node in theirs_win.nodes() {
        let Some(twin) = ours_win.node(node.id).filter(|twin| twin.value != node.value) else {
            continue;
        };
        let (Some(a), Some(b)) = (children(node.value), children(twin.value)) else {
            continue;
        };
        let (Some(of_a), Some(of_b)) = (names(a), names(b)) else {
            continue;
        };
        let only = |names: &[Text], of: &Set<Text>| -> Vec<Text> {
            names.iter().filter(|id| of.contains(*id)).cloned().collect()
        };
        let set = |names: Vec<Text>| names.into_iter().collect::<Set<Text>>();
        let on = |side: &Document| {
            let list = side.node(node.id).and_then(|node| children(node.value));
            set(list.and_then(names).unwrap_or_default())
        };
        let (of_a, of_b) = (only(&of_a, &set(of_b.clone())), only(&of_b, &set(of_a)));
        let Some((first_of_a, first_of_b)) = of_a.iter().zip(&of_b).find(|(a, b)| a != b) else {
            continue;
        };
        let is_a = first_of_a < first_of_b;
        let (order, other) = if is_a { (&of_a, &of_b) } else { (&of_b, &of_a) };
        let (here, there) = (on(ours), on(theirs));
        let is_shared = |id: &Text| here.contains(id) && there.contains(id);
        // Those that both sides have keep the order that they have among each other.
        let mut shared = other.iter().filter(|id| is_shared(id));
        let order: Vec<Text> = order
            .iter()
            .filter_map(|id| if is_shared(id) { shared.next() } else { Some(id) })
            .cloned()
            .collect();
        changes.push((is_a, (node.id.clone(), other.clone(), order)));
    }
    for (is_a, change) in &changes {
        reorder(if *is_a { &mut ours_win } else { &mut theirs_win }, change);
    }
    (theirs_win, ours_win)
}

fn children(node: &Value) -> Option<&[Value]> {
    node.get("children")?.as_array()
}

/// The ids of a list of nodes; `None` where something else is in it.
fn names(list: &[Value]) -> Option<Vec<Text>> {
    let name = |child: &Value| child.node_identity().map(|(id, _)| id.clone());
    list.iter().map(name).collect()
}

/// The base with the nodes that both sides put in, the same ones at the same places.
fn common(base: &Document, ours: &Document, theirs: &Document) -> Document {
    let twin = |node: NodeRef<'_>| {
        let there = theirs.node(node.id)?;
        let is_same = there.value == node.value && there.parent == node.parent;
        (is_same && !base.has_node(node.id)).then(|| node.id.clone())
    };
    let mut twins: Vec<Text> = ours.nodes().filter_map(twin).collect();
    // So that it does not matter which side is which.
    sort_by(&mut twins, Text::cmp);
    let mut common = base.clone();
    for id in twins {
        // What is within others that were put in is there already.
        if common.has_node(&id) {
            continue;
        }
        let Some((Some(parent), node)) = ours.node(&id).map(|node| (node.parent, node.value)) else {
            continue;
        };
        let children = |side: &Document| {
            let list = side
                .node(parent)
                .and_then(|node| node.value.get("children")?.as_array().map(<[Value]>::to_vec));
            list.unwrap_or_default()
        };
        let (known, here, there) = (children(&common), children(ours), children(theirs));
        // Between the nearest ones beside it that were there, on both sides.
        let beside = |side: &[Value]| {
            let at = side.iter().position(|sibling| same(sibling, node)).unwrap_or(0);
            let place = |sibling: &Value| known.iter().position(|twin| same(sibling, twin));
            let before = side.get(..at).unwrap_or_default().iter().rev().find_map(place);
            let after = side.get(at + 1..).unwrap_or_default().iter().find_map(place);
            (before.map_or(0, |place| place + 1), after.unwrap_or(known.len()))
        };
        let ((here_from, here_to), (there_from, there_to)) = (beside(&here), beside(&there));
        let index = here_from.max(there_from);
        if index > here_to.min(there_to) {
            continue;
        }
        let op = Op::insert(parent.clone(), index as i64, node.clone());
        if let Ok(document) = advance(common.clone(), &Patch::new([op]), &Limits::unlimited()) {
            common = document;
        }
    }
    common
}

/// What the losing side made, but for what it removed and the winning side changed: that stays, to be changed.
fn spared(base: &Document, loser: &Document, winner: &Document) -> Document {
    let gone = |id: &str| !loser.has_node(id);
    let mut spared = loser.clone();
    for top in base.nodes() {
        let Some(parent) = top.parent.filter(|parent| gone(top.id) && !gone(parent)) else {
            continue;
        };
        // What was taken out of it needs it no more.
        let is_within =
            |id: &Text| id == top.id || winner.ancestors(id).iter().any(|above| above.id == top.id);
        if !top
            .subtree()
            .any(|node| is_changed(node, winner) && is_within(node.id))
        {
            continue;
        }
        // Behind what it stood behind.
        let children = base.node(parent).map(|parent| parent.value);
        let children = children
            .and_then(|value| value.get("children")?.as_array())
            .unwrap_or_default();
        let names = children
            .iter()
            .map(|child| child.node_identity().map(|(id, _)| id));
        if !names.clone().any(|id| id == Some(top.id)) {
            continue;
        }
        let before: Vec<&Text> = names.take_while(|id| *id != Some(top.id)).flatten().collect();
        let index = before.iter().rev().find_map(|id| {
            let node = spared.node(id)?;
            (node.parent == Some(parent)).then_some(node.index + 1)
        });
        let op = Op::Insert {
            parent: Some(parent.clone()),
            path: CHILDREN.into(),
            index: index.unwrap_or(0) as i64,
            node: without(top.value, loser),
        };
        if let Ok(document) = advance(spared.clone(), &Patch::new([op]), &Limits::unlimited()) {
            spared = document;
        }
    }
    spared
}

/// The same with the nodes that nobody took away: those of the winning side that the losing one has as well, or that are new or
/// changed. Moves out of what one side removed, into what the other one moved, can leave one without a place.
fn kept(merged: Document, base: &Document, loser: &Document, winner: &Document) -> Document {
    let mut kept = merged;
    for node in winner.nodes() {
        if kept.has_node(node.id) {
            continue;
        }
        let was_removed = !loser.has_node(node.id)
            && base
                .node(node.id)
                .is_some_and(|before| !is_changed(before, winner));
        if was_removed {
            continue;
        }
        let value = without(node.value, &kept);
        // Where it is on its side, or as near as there is still a list for it.
        let above = std::iter::successors(node.parent, |id| winner.node(id)?.parent);
        let root = kept.root().node_identity().map(|(id, _)| id.clone());
        let above = above.filter(|id| kept.has_node(id)).chain(root.as_ref());
        let put_back = above.into_iter().find_map(|parent| {
            let op = Op::insert(parent.clone(), node.index as i64, value.clone());
            advance(kept.clone(), &Patch::new([op]), &Limits::unlimited()).ok()
        });
        if let Some(document) = put_back {
            kept = document;
        }
    }
    kept
}

/// Whether a node has other fields, other things in it or another place in a later document. One that is gone was removed there, too.
fn is_changed(node: NodeRef<'_>, later: &Document) -> bool {
    let Some(now) = later.node(node.id) else {
        return false;
    };
    let fields = |node: &NodeRef<'_>| {
        let fields = node.value.as_object().map(Object::entries).unwrap_or_default();
        fields.iter().filter(|(key, _)| &**key != "children").count()
    };
    let same = |(key, value): &(Text, Value)| &**key == "children" || now.value.get(key) == Some(value);
    let fields_are_same = fields(&node) == fields(&now)
        && node
            .value
            .as_object()
            .map(Object::entries)
            .unwrap_or_default()
            .iter()
            .all(same);
    let children = now
        .value
        .get("children")
        .and_then(Value::as_array)
        .unwrap_or_default();
    let had = node
        .value
        .get("children")
        .and_then(Value::as_array)
        .unwrap_or_default();
    let ids = |list: &'_ [Value]| -> Vec<Text> {
        let ids = list.iter().filter_map(|child| child.node_identity());
        ids.map(|(id, _)| id.clone()).collect()
    };
    let (had, has) = (ids(had), ids(children));
    let had: Set<&Text> = had.iter().collect();
    let has_new = has.iter().any(|id| !had.contains(id));
    !fields_are_same || now.parent != node.parent || has_new
}

/// A node without those in it that are elsewhere in a document.
fn without(value: &Value, elsewhere: &Document) -> Value {
    let Some(object) = value.as_object() else {
        return value.clone();
    };
    let fields = object.entries().iter().map(|(key, field)| {
        let kept = match field.as_array().filter(|_| &**key == "children") {
            Some(list) => Value::array(
                list.iter()
                    .filter(|child| {
                        child
                            .node_identity()
                            .is_none_or(|(id, _)| !elsewhere.has_node(id))
                    })
                    .map(|child| without(child, elsewhere)),
            ),
            None => field.clone(),
        };
        (key.clone(), kept)
    });
    Value::object(fields)
}

/// Decides some conflicts against the policy: `other` are places in [`Merged::conflicts`].
///
/// # Errors
/// When a choice does not apply without another one that was decided the other way.
pub fn resolve(merged: &Merged, other: &[usize], limits: &Limits) -> Result<Document, PatchError> {
    let mut turned = vec![merged.policy != merged.first; merged.deciding.len()];
    for conflict in other {
        if let Some(turned) = turned.get_mut(*conflict) {
            *turned = merged.policy == merged.first;
        }
    }
    let mut chosen = vec![false; merged.switch.ops.len()];
    let deciding = merged.deciding.iter().zip(turned).filter(|(_, turned)| *turned);
    for op in deciding.flat_map(|(ops, _)| ops) {
        if let Some(chosen) = chosen.get_mut(*op) {
            *chosen = true;
        }
    }
    let ops = merged.switch.ops.iter().zip(chosen);
    let ops = ops.filter(|(_, chosen)| *chosen).map(|(op, _)| op.clone());
    let [from, _] = &merged.outcomes;
    advance(from.clone(), &Patch::new(ops), limits)
}

/// Why a merge cannot be made with these choices.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// There is no conflict of that key.
    #[error("of the {conflicts} conflicts of this merge none is {key}")]
    Unknown {
        /// As asked for
        key: String,
        /// How many there are
        conflicts: usize,
    },
    /// One of them needs another one that was decided the other way.
    #[error("the choices for this merge do not fit together: {0}")]
    Clash(String),
}

/// [`merge`], with conflicts that are decided by themselves: their keys, and whose side is taken there. Of several words on one conflict the
/// last one counts.
///
/// # Errors
/// [`ChoiceError`]
pub fn merge_with(
    [base, ours, theirs]: [&Document; 3],
    policy: Policy,
    choices: &[(String, Policy)],
    limits: &Limits,
) -> Result<Merged, ChoiceError> {
    let mut merged = merge(base, ours, theirs, policy);
    if choices.is_empty() {
        return Ok(merged);
    }
    let keys: Vec<String> = merged.conflicts.iter().map(Conflict::key).collect();
    let mut turned = vec![false; keys.len()];
    for (key, side) in choices {
        let place = keys.iter().position(|known| known == key);
        let turn = place.and_then(|place| turned.get_mut(place));
        *turn.ok_or_else(|| ChoiceError::Unknown {
            key: shortened(key, 64),
            conflicts: keys.len(),
        })? = *side != policy;
    }
    if !turned.contains(&true) {
        return Ok(merged);
    }
    let other: Vec<usize> = (0..keys.len())
        .filter(|at| turned.get(*at) == Some(&true))
        .collect();
    let document = resolve(&merged, &other, limits);
    let document = document.map_err(|error| ChoiceError::Clash(error.reason.to_string()))?;
    // Of what is there whoever wins nothing may go, whatever is decided about the parts around it.
    let [one, other] = &merged.outcomes;
    let mut both = one.nodes().filter(|node| other.has_node(node.id));
    if let Some(lost) = both.find(|node| !document.has_node(node.id)) {
        return Err(ChoiceError::Clash(format!(
            "{} would have no place",
            shortened(lost.id, 64)
        )));
    }
    (merged.patch, merged.document) = way(ours, &document);
    Ok(merged)
}
