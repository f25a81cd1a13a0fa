//! The difference of two values that have no nodes in them: by path.

use std::sync::Arc;

use super::{align::align, op::Op, skim::holds_stub, skim::is_stub, text_changes::text_changes};
use crate::document::{Object, Text, Value, pointer::push_token};

/// What an op costs beside its path and its value, in bytes: only compared with other such guesses.
const OP_COST: usize = 36;
/// Comparisons of elements in one gap of a list.
const MOST_ALIKE: usize = 4096;
/// Paths that are looked through before one is made.
const KNOWN_PATHS: usize = 16;
/// A text shorter than this is always written anew.
const SHORT_TEXT: usize = 32;

/// Collects ops that address one node after the other (or the root value).
pub(super) struct DataDiff {
    id: Option<Text>,
    pub(super) ops: Vec<Op>,
    /// Whether an object is never written whole where its fields can be, though that would be shorter
    by_field: bool,
    /// Where it is: most of what is passed is the same and needs no path of its own
    path: String,
    /// Paths of the last ops: nodes are of one shape, so most ops of a large difference share a few
    known: Vec<Text>,
}

impl DataDiff {
    pub(super) fn of(id: Option<Text>, by_field: bool) -> Self {
        Self {
            id,
            ops: Vec::new(),
            by_field,
            path: String::new(),
            known: Vec::new(),
        }
    }

    /// Where it is, as ops keep it.
    fn here(&mut self) -> Text {
        if let Some(known) = self.known.iter().find(|known| ***known == self.path) {
            return known.clone();
        }
        let path = Text::from(self.path.as_str());
        if self.known.len() < KNOWN_PATHS {
            self.known.push(path.clone());
        }
        path
    }

    /// Goes to a field, or to an item by its place, and back.
    fn below(&mut self, key: &str, step: impl FnOnce(&mut Self)) {
        let here = self.path.len();
        push_token(&mut self.path, key);
        step(self);
        self.path.truncate(here);
    }

    /// Turns `a`, which is at the path, into `b`.
    pub(super) fn value(&mut self, a: &Value, b: &Value) {
        if a.is_same(b) || (is_container(a) && is_container(b) && a.hash() == b.hash()) {
            return;
        }
        let start = self.ops.len();
        match (a, b) {
            (Value::Object(a), Value::Object(b)) if !is_stub(a) && !is_stub(b) => self.object(a, b, &[]),
            (Value::Array(a), Value::Array(b)) => self.array(a.items(), b.items()),
            (Value::String(old), Value::String(new)) if new.len() >= SHORT_TEXT => {
                return self.text(old, new, b);
            }
            _ => return self.set(b, None),
        }
        if self.by_field && has_fields(a) && has_fields(b) {
            return;
        }
        let cost: usize = self.ops.iter().skip(start).map(cost).sum();
        // What was not read weighs more than it seems.
        if cost > OP_COST + self.path.len() + b.json_len() && !holds_stub(b) {
            self.ops.truncate(start);
            self.set(b, None);
        }
    }

    /// As [`Self::object`], of this node from now on.
    pub(super) fn object_of(&mut self, id: Option<&Text>, a: &Object, b: &Object, skip: &[&str]) {
        self.id = id.cloned();
        self.path.clear();
        self.object(a, b, skip);
    }

    /// Turns the fields of `a` into those of `b`, but for those to skip.
    pub(super) fn object(&mut self, a: &Object, b: &Object, skip: &[&str]) {
        // Mostly both have the same keys in the same order, and nearly all values are shared.
        if same_keys(a, b) {
            for ((key, old), (_, new)) in a.entries().iter().zip(b.entries()) {
                if !old.is_same(new) && !skip.contains(&&**key) {
                    self.below(key, |here| here.value(old, new));
                }
            }
            return;
        }
        for (at, key) in a.keys().enumerate() {
            if b.get_near(at, key).is_none() && !skip.contains(&&**key) {
                self.below(key, Self::unset);
            }
        }
        for (at, (key, value)) in b.iter().enumerate() {
            let old = a.get_near(at, key);
            if old.is_some_and(|old| old.is_same(value)) || skip.contains(&&**key) {
                continue;
            }
            self.below(key, |here| match old {
                Some(old) => here.value(old, value),
                None => here.set(value, next_known(a, b, at)),
            });
        }
    }

    fn array(&mut self, a: &[Value], b: &[Value]) {
        let tokens = |items: &[Value]| items.iter().map(token).collect::<Vec<_>>();
        let mut pairs = align(&tokens(a), &tokens(b));
        // From the end, so that the indexes of what comes before stay those of `a`.
        pairs.insert(0, (usize::MAX, usize::MAX));
        let (mut end_a, mut end_b) = (a.len(), b.len());
        for (pair_a, pair_b) in pairs.into_iter().rev() {
            let (gap_a, gap_b) = (pair_a.wrapping_add(1), pair_b.wrapping_add(1));
            self.gap(gap_a, a.get(gap_a..end_a), b.get(gap_b..end_b));
            if pair_a != usize::MAX {
                self.item(pair_a, a.get(pair_a), b.get(pair_b));
                (end_a, end_b) = (pair_a, pair_b);
            }
        }
    }

    /// What stands between two pairs: elements that are alike are changed in place, the rest goes and comes.
    fn gap(&mut self, at_a: usize, a: Option<&[Value]>, b: Option<&[Value]>) {
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        let mut pairs = alike(a, b);
        pairs.insert(0, (usize::MAX, usize::MAX));
        let (mut end_a, mut end_b) = (a.len(), b.len());
        for (pair_a, pair_b) in pairs.into_iter().rev() {
            let (from_a, from_b) = (pair_a.wrapping_add(1), pair_b.wrapping_add(1));
            let (old, new) = (end_a - from_a, end_b - from_b);
            let both = old.min(new);
            for extra in (both..old).rev() {
                self.below(&(at_a + from_a + extra).to_string(), Self::unset);
            }
            for extra in both..new {
                if let Some(item) = b.get(from_b + extra) {
                    let path = self.here();
                    self.ops.push(Op::Insert {
                        parent: self.id.clone(),
                        path,
                        index: (at_a + from_a + extra) as i64,
                        node: item.clone(),
                    });
                }
            }
            let changed = (0..both).map(|at| (from_a + at, from_b + at));
            let pair = (pair_a != usize::MAX).then_some((pair_a, pair_b));
            for (old, new) in changed.chain(pair) {
                self.item(at_a + old, a.get(old), b.get(new));
            }
            if pair_a != usize::MAX {
                (end_a, end_b) = (pair_a, pair_b);
            }
        }
    }

    fn item(&mut self, place: usize, a: Option<&Value>, b: Option<&Value>) {
        if let (Some(a), Some(b)) = (a, b) {
            self.below(&place.to_string(), |here| here.value(a, b));
        }
    }

    /// As [`Self::value`], of two texts; the second is the one in `whole`.
    fn text(&mut self, a: &str, b: &str, whole: &Value) {
        let changes = text_changes(a, b, SHORT_TEXT);
        let inserted: usize = changes.iter().map(|change| change.new.len()).sum();
        let op = OP_COST + self.path.len();
        let is_long = changes.len() * SHORT_TEXT + inserted > b.len();
        if is_long || changes.len() * op + inserted > op + b.len() {
            return self.set(whole, None);
        }
        let path = self.here();
        // From the end on, so that each place is one in the text as it was.
        for change in changes.into_iter().rev() {
            self.ops.push(change.op((self.id.clone(), path.clone()), a, b));
        }
    }

    fn unset(&mut self) {
        let path = self.here();
        self.ops.push(Op::Unset {
            id: self.id.clone(),
            path,
        });
    }

    fn set(&mut self, value: &Value, before: Option<Text>) {
        let path = self.here();
        self.ops.push(Op::Set {
            id: self.id.clone(),
            path,
            value: value.clone(),
            before,
        });
    }
}

/// Whether both have the same keys in the same order.
pub(super) fn same_keys(a: &Object, b: &Object) -> bool {
    a.len() == b.len() && a.keys().zip(b.keys()).all(|(a, b)| is_same_text(a, b))
}

/// Whether two texts are equal; those of two versions are mostly shared.
pub(super) fn is_same_text(a: &Text, b: &Text) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// The next field of `b` after place `at` that `a` has too: what a new field is put before.
pub(super) fn next_known(a: &Object, b: &Object, at: usize) -> Option<Text> {
    let mut later = b.entries().iter().skip(at + 1).take(64);
    later.find(|(key, _)| a.contains(key)).map(|(key, _)| key.clone())
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// Whether there are objects in it or it is one: not a text, and no list of numbers or of texts.
fn has_fields(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(list) => list.items().iter().any(has_fields),
        _ => false,
    }
}

/// Pairs of objects that have most of their fields in common, in order in both; none where each has its counterpart by place.
pub(super) fn alike(a: &[Value], b: &[Value]) -> Vec<(usize, usize)> {
    if a.len() == b.len() || a.is_empty() || b.is_empty() || a.len() * b.len() > MOST_ALIKE {
        return Vec::new();
    }
    // best[x][y]: what the elements from x and y on can have in common at most.
    let width = b.len() + 1;
    let mut best = vec![0_u32; (a.len() + 1) * width];
    let mut likeness = vec![0_u32; a.len() * b.len()];
    let at = |table: &[u32], x: usize, y: usize, width: usize| table.get(x * width + y).copied().unwrap_or(0);
    for (x, old) in a.iter().enumerate().rev() {
        for (y, new) in b.iter().enumerate().rev() {
            let like = common_fields(old, new);
            let paired = if like > 0 {
                at(&best, x + 1, y + 1, width) + like
            } else {
                0
            };
            let most = paired
                .max(at(&best, x + 1, y, width))
                .max(at(&best, x, y + 1, width));
            if let (Some(slot), Some(kept)) = (best.get_mut(x * width + y), likeness.get_mut(x * b.len() + y))
            {
                *slot = most;
                *kept = like;
            }
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut pairs = Vec::new();
    while x < a.len() && y < b.len() {
        let (here, like) = (at(&best, x, y, width), at(&likeness, x, y, b.len()));
        if like > 0 && here == at(&best, x + 1, y + 1, width) + like {
            pairs.push((x, y));
            x += 1;
            y += 1;
        } else if here == at(&best, x + 1, y, width) {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}

/// The items of two lists that are the same one, equal or changed, in order in both: what the difference changes in place, but for what
/// it only puts where something else was.
pub(super) fn paired(a: &[Value], b: &[Value]) -> Vec<(usize, usize)> {
    let tokens = |items: &[Value]| items.iter().map(token).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    let (mut from_a, mut from_b) = (0, 0);
    for (to_a, to_b) in align(&tokens(a), &tokens(b))
        .into_iter()
        .chain([(a.len(), b.len())])
    {
        let gap_a = a.get(from_a..to_a).unwrap_or_default();
        let gap_b = b.get(from_b..to_b).unwrap_or_default();
        let (mut x, mut y) = (0, 0);
        for (next_x, next_y) in alike(gap_a, gap_b)
            .into_iter()
            .chain([(gap_a.len(), gap_b.len())])
        {
            if next_x - x == next_y - y {
                pairs.extend((0..next_x - x).map(|at| (from_a + x + at, from_b + y + at)));
            }
            if next_x < gap_a.len() {
                pairs.push((from_a + next_x, from_b + next_y));
            }
            (x, y) = (next_x + 1, next_y + 1);
        }
        if to_a < a.len() {
            pairs.push((to_a, to_b));
        }
        (from_a, from_b) = (to_a + 1, to_b + 1);
    }
    pairs
}

/// In percent of the fields of the larger one; 0 if it is less than two fifths.
fn common_fields(a: &Value, b: &Value) -> u32 {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else {
        return 0;
    };
    let most = a.len().max(b.len()).max(1);
    let same = a.iter().filter(|(key, value)| b.get(key) == Some(value)).count();
    let percent = (100 * same / most) as u32;
    if percent < 40 { 0 } else { percent }
}

/// What makes two elements of a list the same one: a string `id`, else all of it.
pub(super) fn token(item: &Value) -> u128 {
    match item.get("id") {
        Some(id @ Value::String(_)) => id.hash() ^ 1,
        _ => item.hash(),
    }
}

fn cost(op: &Op) -> usize {
    OP_COST
        + match op {
            Op::Set { path, value, .. } => path.len() + length(value),
            Op::Unset { path, .. } => path.len(),
            Op::Insert { path, node, .. } => path.len() + length(node),
            Op::Text { path, insert, .. } => path.len() + insert.len(),
            Op::Remove { .. } | Op::Move { .. } => 0,
        }
}

/// About as long as its JSON; a text is not read for what would be escaped in it.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        other => other.json_len(),
    }
}
