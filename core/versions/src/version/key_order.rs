//! The order of keys. It is no part of what two documents are compared by, but where one becomes the other as a whole it should be
//! the other's.

use crate::hashing::Map;

use super::{
    align::longest_increasing,
    diff::diff,
    editor::advance,
    op::{Op, Patch},
};
use crate::document::{Document, Limits, Object, Text, Value, pointer};

/// What a node is found by, and what would take all below it along.
const KEPT: [&str; 3] = ["id", "type", "children"];
/// About what a field costs that is taken out and put in again, beside its value.
const MOVE_COST: usize = 60;
/// About what an op costs that replaces the document, beside it.
const WHOLE_COST: usize = 16;

/// As [`diff`], and to the order of the keys of `b`: for who makes a version that has to be another one exactly. It goes through all
/// that is not shared.
pub fn diff_in_order(a: &Document, b: &Document) -> Patch {
    if a.root().is_same(b.root()) {
        return Patch::default();
    }
    with_key_order(diff(a, b), a, b)
}

/// A patch that leads from `a` to `b`, and to the order of its keys: fields that are in the way are taken out and put in again, or
/// an object is replaced, whichever is less. Where a node has its id, type and children in another order, it is replaced.
pub(super) fn with_key_order(patch: Patch, a: &Document, b: &Document) -> Patch {
    let limits = Limits::unlimited();
    let Ok(made) = advance(a.clone(), &patch, &limits) else {
        return patch;
    };
    let mut orderer = Orderer { ops: Vec::new() };
    orderer.value(made.root(), b.root(), &Place::default());
    if orderer.ops.is_empty() {
        return patch;
    }
    let leads_there = |patch: &Patch| {
        let made = advance(a.clone(), patch, &limits);
        patch.ops.len() <= Limits::default().ops
            && made.is_ok_and(|made| made.hash() == b.hash() && made.to_json() == b.to_json())
    };
    // What is written again for its order need not be changed before.
    let mut written: Map<Option<&Text>, Vec<&Text>> = Map::default();
    for op in &orderer.ops {
        if let Op::Set { id, path, .. } = op {
            written.entry(id.as_ref()).or_default().push(path);
        }
    }
    let is_needed = |op: &&Op| match op {
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            let mut above = written.get(&id.as_ref()).into_iter().flatten();
            !above.any(|above| path.strip_prefix(&***above).is_some_and(begins_a_token))
        }
        _ => true,
    };
    let needed = patch.ops.iter().filter(is_needed).cloned();
    let lean = Patch::new(needed.chain(orderer.ops.iter().cloned()));
    let whole = Patch::new([Op::set_at("", b.root().clone())]);
    let best = if leads_there(&lean) {
        lean
    } else {
        let mut all = patch;
        all.ops.append(&mut orderer.ops);
        if !leads_there(&all) {
            return whole;
        }
        all
    };
    // The order of many can weigh more than all there is.
    match best.to_compact_json().len() > b.json_len() + WHOLE_COST {
        true => whole,
        false => best,
    }
}

fn begins_a_token(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Where a value is.
#[derive(Clone, Default)]
struct Place {
    /// The nearest node
    id: Option<Text>,
    path: String,
    /// It is a node, or leads to some through `children`
    bears_nodes: bool,
}

impl Place {
    fn step(&self, token: &str, bears_nodes: bool) -> Self {
        let mut path = self.path.clone();
        pointer::push_token(&mut path, token);
        Self {
            id: self.id.clone(),
            path,
            bears_nodes,
        }
    }

    fn field(&self, key: &str) -> (Option<Text>, Text) {
        let place = self.step(key, false);
        (place.id, place.path.into())
    }
}

struct Orderer {
    ops: Vec<Op>,
}

impl Orderer {
    /// Two values that are equal but for the order of keys.
    fn value(&mut self, old: &Value, new: &Value, place: &Place) {
        if old.is_same(new) {
            return;
        }
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.object(old, new, place),
            (Value::Array(old), Value::Array(new)) => {
                for (at, (old, new)) in old.items().iter().zip(new.items()).enumerate() {
                    if matches!(new, Value::Array(_) | Value::Object(_)) && !old.is_same(new) {
                        self.value(old, new, &place.step(&at.to_string(), place.bears_nodes));
                    }
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, old: &Object, new: &Object, place: &Place) {
        let is_root = place.id.is_none() && place.path.is_empty();
        let mut place = place.clone();
        place.bears_nodes |= is_root;
        let node = Value::from(new.clone());
        if let Some((id, _)) = node.node_identity().filter(|_| place.bears_nodes) {
            place = Place {
                id: Some(id.clone()),
                path: String::new(),
                bears_nodes: true,
            };
        }
        let mut moved: Vec<&Text> = Vec::new();
        if old.keys().ne(new.keys()) {
            match moves(old, new, place.bears_nodes) {
                Some(keys) => moved = keys,
                None => {
                    return self.ops.push(Op::Set {
                        id: place.id,
                        path: place.path.into(),
                        value: node,
                        before: None,
                    });
                }
            }
        }
        let mut before: Option<Text> = None;
        for (key, value) in new.entries().iter().rev() {
            if moved.contains(&key) {
                let (id, path) = place.field(key);
                self.ops.push(Op::Unset {
                    id: id.clone(),
                    path: path.clone(),
                });
                self.ops.push(Op::Set {
                    id,
                    path,
                    value: value.clone(),
                    before: before.clone(),
                });
            }
            before = Some(key.clone());
        }
        for (key, value) in new.iter().filter(|(key, _)| !moved.contains(key)) {
            if let (Some(old), Value::Array(_) | Value::Object(_)) = (old.get(key), value) {
                let leads_on = place.bears_nodes && &**key == "children" && value.as_array().is_some();
                self.value(old, value, &place.step(key, leads_on));
            }
        }
    }
}

/// The fields to be put in again so that all are in the new order; `None`: all of the object is.
fn moves<'a>(old: &Object, new: &'a Object, bears_nodes: bool) -> Option<Vec<&'a Text>> {
    let kept = |key: &Text| bears_nodes && KEPT.contains(&&**key);
    let places: Vec<(&Text, usize)> = new
        .keys()
        .filter_map(|key| Some((key, old.position(key)?)))
        .collect();
    let fixed: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| kept(key))
        .map(|(at, (_, from))| (at, *from))
        .collect();
    let agrees = |at: usize, from: usize| {
        fixed
            .iter()
            .all(|(to, of)| (at < *to) == (from < *of) || at == *to)
    };
    if !fixed.iter().all(|(at, from)| agrees(*at, *from)) {
        return None;
    }
    let candidates: Vec<(&Text, usize)> = places
        .iter()
        .enumerate()
        .filter(|(at, (_, from))| agrees(*at, *from))
        .map(|(_, place)| *place)
        .collect();
    let order: Vec<usize> = candidates.iter().map(|(_, from)| *from).collect();
    let stay: Vec<&Text> = candidates
        .iter()
        .zip(longest_increasing(&order))
        .filter(|((key, _), stays)| *stays || kept(key))
        .map(|((key, _), _)| *key)
        .collect();
    let moved: Vec<&Text> = new.keys().filter(|key| !stay.contains(key)).collect();
    let length = |key: &&Text| new.get(key).map_or(0, Value::json_len) + 2 * key.len() + MOVE_COST;
    let whole: usize = new.iter().map(|(key, value)| key.len() + value.json_len()).sum();
    (moved.iter().map(length).sum::<usize>() <= whole || (bears_nodes && !fixed.is_empty())).then_some(moved)
}
