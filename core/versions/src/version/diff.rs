//! What leads from one document to another.

use crate::hashing::{Map, Set};

use super::{
    align::longest_increasing,
    data_diff::{DataDiff, is_same_text, next_known},
    editor::advance,
    op::{CHILDREN, Op, Patch},
};
use crate::document::{Document, Limits, Object, Text, Value, index::visit_nodes};

/// Lists up to this length are searched without a table.
const FEW: usize = 12;

/// The patch that turns `a` into `b`: `apply(a, diff(a, b))` is always equal to `b`.
///
/// Nodes are matched by id; equal subtrees are skipped by their hash; a node that only changed its place is moved. In
/// everything else changes are addressed by path. Patches are small, not smallest.
pub fn diff(a: &Document, b: &Document) -> Patch {
    compare(a, b, false)
}

/// As [`diff`], but fields of an object are never written together as that object, even if that is shorter: a patch that is
/// carried over would take away what somebody else put beside them.
pub(super) fn diff_by_field(a: &Document, b: &Document) -> Patch {
    compare(a, b, true)
}

fn compare(a: &Document, b: &Document, by_field: bool) -> Patch {
    if a.hash() == b.hash() {
        return Patch::default();
    }
    let by_id = |by_field: bool| by_id(a, b, by_field).filter(fits);
    if let Some(patch) = by_id(by_field).or_else(|| by_field.then(|| by_id(false))?) {
        debug_assert!(leads_to(a, &patch, b), "{}", patch.to_json());
        return patch;
    }
    // What the first way gives up on, lists in which nodes hide below objects that are no nodes above all, is compared by path
    // and tried out: nodes that change their places can have their ids taken twice on the way.
    by_path(a, b, by_field)
        .filter(|patch| fits(patch) && leads_to(a, patch, b))
        .unwrap_or_else(|| Patch::new([Op::set_at("", b.root().clone())]))
}

/// More ops than an edit may have are no use to anybody.
fn fits(patch: &Patch) -> bool {
    patch.ops.len() <= Limits::default().ops
}

fn leads_to(a: &Document, patch: &Patch, b: &Document) -> bool {
    advance(a.clone(), patch, &Limits::unlimited()).is_ok_and(|made| made.hash() == b.hash())
}

fn by_path(a: &Document, b: &Document, by_field: bool) -> Option<Patch> {
    let mut data = DataDiff::of(None, by_field);
    data.value(a.root(), b.root());
    Some(data.ops.into())
}

fn by_id(a: &Document, b: &Document, by_field: bool) -> Option<Patch> {
    let (Value::Object(root_a), Value::Object(root_b)) = (a.root(), b.root()) else {
        return None;
    };
    let id = |document: &Document| document.root().node_identity().map(|(id, _)| id.clone());
    let mut differ = Differ {
        a,
        b,
        data: DataDiff::of(None, by_field),
        late: Vec::new(),
        taken: Set::default(),
    };
    let root = match (id(a), id(b)) {
        (Some(old), Some(new)) if old != new => {
            // The root got another name: it is the same root, unless one of the names is also elsewhere.
            if a.has_node(&new) || b.has_node(&old) {
                return None;
            }
            differ.data.ops.push(Op::set_at("/id", new.clone()));
            Some(new)
        }
        (Some(_), None) | (None, Some(_)) => return None,
        (_, same) => same,
    };
    differ.pair(root.as_ref(), root_a, root_b)?;
    differ.data.ops.append(&mut differ.late);
    Some(differ.data.ops.into())
}

struct Differ<'a> {
    a: &'a Document,
    b: &'a Document,
    /// All ops, and what compares the fields of one node after the other
    data: DataDiff,
    /// What must wait until every node that stays was moved out of the way
    late: Vec<Op>,
    /// Nodes that are no longer where they were in `a`
    taken: Set<&'a str>,
}

/// An element of a `children` list: a node by its id, anything else by its hash and its rank among equal ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Node(&'a str),
    Other(u128, usize),
}

/// Where each element of a list is.
enum Places<'k, 'a> {
    /// So few that looking at each is quicker than a table
    Few(&'k [Key<'a>]),
    Many(Map<Key<'a>, usize>),
}

impl<'k, 'a> Places<'k, 'a> {
    fn of(keys: &'k [Key<'a>]) -> Self {
        if keys.len() <= FEW {
            Self::Few(keys)
        } else {
            Self::Many(keys.iter().enumerate().map(|(at, key)| (*key, at)).collect())
        }
    }

    fn get(&self, key: &Key<'_>) -> Option<usize> {
        match self {
            // Of equal keys, which only damaged documents have, the last, as in a table.
            Self::Few(keys) => keys.iter().rposition(|known| known == key),
            Self::Many(places) => places.get(key).copied(),
        }
    }
}

/// An element of a list as it is before it is put in order.
struct Current {
    /// Where it has to go in this list; `None`: away, later
    goes_to: Option<usize>,
    stays: bool,
    gone: bool,
}

impl<'a> Differ<'a> {
    /// Two forms of one object: of a node, or of a root that is none. `None` gives up on the whole way.
    fn pair(&mut self, id: Option<&'a Text>, a: &Object, b: &'a Object) -> Option<()> {
        let (held_a, held_b) = (children(a), children(b));
        let (list_a, list_b) = (held_a.and_then(Value::as_array), held_b.and_then(Value::as_array));
        // Lists without any node are data like all else.
        let plain = is_plain(list_a) && is_plain(list_b);
        // The id of a node is what it was found by; a root that is no node may have any.
        let skip: &[&str] = match (id.is_some(), plain) {
            (true, true) => &["id"],
            (true, false) => &["id", "children"],
            (false, true) => &[],
            (false, false) => &["children"],
        };
        self.data.object_of(id, a, b, skip);
        if plain {
            return Some(());
        }
        match (list_a, list_b) {
            (Some(list_a), Some(list_b)) => {
                if held_a.map(Value::hash) != held_b.map(Value::hash) {
                    self.list(id, list_a, list_b)?;
                }
            }
            (None, Some(list_b)) => {
                let place = b.position("children").unwrap_or(0);
                let before = next_known(a, b, place);
                if held_a.is_some() || before.is_some() || list_b.is_empty() {
                    self.data.ops.push(Op::Set {
                        id: id.cloned(),
                        path: CHILDREN.into(),
                        value: Value::array::<Value>([]),
                        before,
                    });
                }
                self.list(id, &[], list_b)?;
            }
            (list_a, None) => {
                let survives = list_a
                    .unwrap_or_default()
                    .iter()
                    .any(|child| self.has_survivor(child));
                let target = if survives {
                    &mut self.late
                } else {
                    &mut self.data.ops
                };
                let (id, path) = (id.cloned(), CHILDREN.into());
                target.push(match held_b {
                    Some(other) => Op::Set {
                        id,
                        path,
                        value: other.clone(),
                        before: None,
                    },
                    None => Op::Unset { id, path },
                });
            }
        }
        Some(())
    }

    /// Whether a node in or below this is also in `b`.
    fn has_survivor(&self, value: &Value) -> bool {
        visit_nodes(value, None, 0, &mut |id, _, _, _| {
            if self.b.has_node(id) { Err(()) } else { Ok(()) }
        })
        .is_err()
    }

    /// Brings the children of one object into the order of `b`, then goes on with each of them.
    fn list(&mut self, parent: Option<&'a Text>, a: &[Value], b: &'a [Value]) -> Option<()> {
        // Mostly a few of many come or go, if any: what both begin with and end with stays.
        let (head, first) = in_step(a.iter().zip(b));
        if head == a.len() && head == b.len() {
            return self.nodes(first);
        }
        let (rest_a, rest_b) = (a.get(head..)?, b.get(head..)?);
        let (tail, mut last) = in_step(rest_a.iter().rev().zip(rest_b.iter().rev()));
        let middle_a = rest_a.get(..rest_a.len() - tail)?;
        let middle_b = rest_b.get(..rest_b.len() - tail)?;
        let from = self.arrange(head, parent, middle_a, middle_b)?;
        self.nodes(first)?;
        for (child, beside) in middle_b.iter().zip(from) {
            let beside = beside.and_then(|at| middle_a.get(at));
            if beside.is_some_and(|old| old.is_same(child)) {
                continue;
            }
            let Some((id, _)) = child.node_identity() else {
                continue;
            };
            match beside.or_else(|| Some(self.a.node(id)?.value)) {
                Some(old) => self.node(id, old, child)?,
                None => {
                    let new = child.as_object()?;
                    let (stripped, changed) = self.without_survivors(child);
                    if changed {
                        let list = stripped.get("children").and_then(Value::as_array);
                        let rest = new.get("children").and_then(Value::as_array);
                        self.list(Some(id), list.unwrap_or_default(), rest.unwrap_or_default())?;
                    }
                }
            }
        }
        last.reverse();
        self.nodes(last)
    }

    /// Two forms of each of some nodes.
    fn nodes(&mut self, changed: Vec<InStep<'_, 'a>>) -> Option<()> {
        for (id, old, new) in changed {
            self.node(id, old, new)?;
        }
        Some(())
    }

    /// Two forms of one node.
    fn node(&mut self, id: &'a Text, old: &Value, new: &'a Value) -> Option<()> {
        match old.hash() == new.hash() {
            true => Some(()),
            false => self.pair(Some(id), old.as_object()?, new.as_object()?),
        }
    }

    /// Says where each element of `b` was in `a`, parts of two lists that begin at a place. Gives up on lists in which nodes hide.
    fn arrange(
        &mut self,
        start: usize,
        parent: Option<&'a Text>,
        a: &[Value],
        b: &'a [Value],
    ) -> Option<Vec<Option<usize>>> {
        let (have, want) = (keys(a)?, keys(b)?);
        let places = Places::of(&want);
        let mut from: Vec<Option<usize>> = vec![None; want.len()];
        let mut current: Vec<Current> = Vec::with_capacity(have.len());
        let mut others: Vec<bool> = Vec::with_capacity(have.len());
        for (at, (value, key)) in a.iter().zip(&have).enumerate() {
            let goes_to = places.get(key);
            if let Some(slot) = goes_to.and_then(|place| from.get_mut(place)) {
                *slot = Some(at);
            }
            if let Key::Node(id) = key {
                if self.taken.contains(id) {
                    continue;
                }
                // What is in this list of `b` need not be searched for in all of it.
                if goes_to.is_none() && !self.b.has_node(id) && self.a.has_node(id) {
                    let remove = Op::remove(*id);
                    if !self.has_survivor(value) {
                        self.data.ops.push(remove);
                        continue;
                    }
                    self.late.push(remove);
                }
            }
            current.push(Current {
                goes_to,
                stays: false,
                gone: false,
            });
            others.push(matches!(key, Key::Other(..)));
        }
        let order: Vec<usize> = current.iter().filter_map(|item| item.goes_to).collect();
        let chosen = longest_increasing(&order);
        let candidates = current.iter_mut().filter(|item| item.goes_to.is_some());
        for (item, chosen) in candidates.zip(chosen) {
            item.stays = chosen;
        }
        // What is no node cannot be moved: it goes and comes anew.
        for at in (0..current.len()).rev() {
            if others.get(at) == Some(&true) && current.get(at).is_some_and(|item| !item.stays) {
                current.remove(at);
                self.data.ops.push(Op::Unset {
                    id: parent.cloned(),
                    path: format!("{CHILDREN}/{}", start + at).into(),
                });
            }
        }
        self.place(start, parent, current, b, &want)?;
        Some(from)
    }

    /// Puts every element of `b` right behind the one before it, from the left. What has to leave later is in the way and
    /// counts: `ahead` of such elements stand left of the last one that stays.
    fn place(
        &mut self,
        start: usize,
        parent: Option<&'a Text>,
        mut current: Vec<Current>,
        b: &'a [Value],
        want: &[Key<'a>],
    ) -> Option<()> {
        let mut from: Vec<Option<usize>> = vec![None; want.len()];
        for (at, item) in current.iter().enumerate() {
            if let Some(slot) = item.goes_to.and_then(|place| from.get_mut(place)) {
                *slot = Some(at);
            }
        }
        let mut ahead = 0;
        let mut cursor = 0;
        for (place, ((value, key), from)) in b.iter().zip(want).zip(from).enumerate() {
            if let Some(at) = from.filter(|at| current.get(*at).is_some_and(|item| item.stays)) {
                let passed = current.get(cursor..at).unwrap_or_default();
                ahead += passed.iter().filter(|item| !item.gone).count();
                cursor = at + 1;
                continue;
            }
            if let Some(at) = from {
                ahead -= usize::from(at < cursor);
                if let Some(item) = current.get_mut(at) {
                    item.gone = true;
                }
            }
            let index = (start + place + ahead) as i64;
            match (key, value.node_identity()) {
                (Key::Node(_), Some((id, _))) if self.a.has_node(id) => {
                    self.taken.insert(id);
                    // A root that is no node has no id to move to.
                    self.data.ops.push(Op::Move {
                        id: id.clone(),
                        parent: parent?.clone(),
                        index,
                    });
                }
                _ => {
                    let (node, _) = self.without_survivors(value);
                    self.data.ops.push(Op::Insert {
                        parent: parent.cloned(),
                        path: CHILDREN.into(),
                        index,
                        node,
                    });
                }
            }
        }
        Some(())
    }

    /// A new subtree without the nodes in it that are in `a` already: those are moved in afterwards.
    fn without_survivors(&self, value: &Value) -> (Value, bool) {
        let (Some(object), Some(list)) = (value.as_object(), value.get("children").and_then(Value::as_array))
        else {
            return (value.clone(), false);
        };
        let mut changed = false;
        let mut kept = Vec::with_capacity(list.len());
        for child in list {
            if child.node_identity().is_some_and(|(id, _)| self.a.has_node(id)) {
                changed = true;
                continue;
            }
            let (child, inner) = self.without_survivors(child);
            changed |= inner;
            kept.push(child);
        }
        if changed {
            (object.with("children", kept).into(), true)
        } else {
            (value.clone(), false)
        }
    }
}

/// What is below an object. It mostly stands last, and every node is asked for it.
fn children(object: &Object) -> Option<&Value> {
    match object.entries() {
        [.., (key, value)] if &**key == "children" => Some(value),
        _ => object.get("children"),
    }
}

/// Whether there is no node in or below a list.
pub(super) fn is_plain(list: Option<&[Value]>) -> bool {
    let mut items = list.unwrap_or_default().iter();
    items.all(|item| item.node_identity().is_none() && !hides_nodes(item))
}

/// A node that is in two lists at the same place, but is not shared: its id and both forms.
type InStep<'a, 'b> = (&'b Text, &'a Value, &'b Value);

/// How far two lists have the same nodes in the same order and share what is no node, and the nodes up to there that are not shared.
fn in_step<'a, 'b>(pairs: impl Iterator<Item = (&'a Value, &'b Value)>) -> (usize, Vec<InStep<'a, 'b>>) {
    let mut changed = Vec::new();
    let mut count = 0;
    for (old, new) in pairs {
        if !old.is_same(new) {
            match (old.node_identity(), new.node_identity()) {
                (Some((was, _)), Some((id, _))) if is_same_text(was, id) => changed.push((id, old, new)),
                _ => break,
            }
        }
        count += 1;
    }
    (count, changed)
}

/// Whether there are nodes below something that is itself none.
fn hides_nodes(value: &Value) -> bool {
    value.node_identity().is_none() && visit_nodes(value, None, 0, &mut |_, _, _, _| Err(())).is_err()
}

/// `None` where nodes hide in the list.
fn keys(list: &[Value]) -> Option<Vec<Key<'_>>> {
    let mut seen: Map<u128, usize> = Map::default();
    let mut keys = Vec::with_capacity(list.len());
    for value in list {
        keys.push(match value.node_identity() {
            Some((id, _)) => Key::Node(id),
            None if hides_nodes(value) => return None,
            None => {
                let hash = value.hash();
                let rank = seen.entry(hash).or_default();
                *rank += 1;
                Key::Other(hash, *rank)
            }
        });
    }
    Some(keys)
}
