//! What two sides made of the fields of one thing that both have: by field, by element of a list, or the winner's.

use std::ops::Range;

use super::{
    align::align,
    data_diff::{alike, next_known, token},
    diff::is_plain,
    editor::advance,
    op::Op,
    text_changes::weave,
};
use crate::document::{Document, Limits, Object, Text, Value, pointer::push_token};
use crate::hashing::Map;

/// One value before both and on both sides; `None`: not there.
type Sides<'a> = [Option<&'a Value>; 3];

/// `made` with the fields of all that both sides have as they made them, the winner's where both changed the same; and what turns
/// those into the loser's, an op for each.
pub(super) fn settle(made: Document, [base, loser, winner]: [&Document; 3]) -> (Document, Vec<Op>) {
    let mut fields = Fields::default();
    let documents = [&made, base, loser, winner];
    let sides = [base, loser, winner].map(Document::root);
    if documents.iter().all(|document| document.node_count() == 0) {
        // There is a root on each side.
        let root = fields.value(sides.map(Some));
        fields.settled.extend(root.map(|root| Op::set_at("", root)));
    } else if documents.iter().all(|side| side.root().node_identity().is_none()) {
        fields.held(made.root(), sides);
    }
    for node in made.nodes() {
        let side = |side: &Document| side.node(node.id).map(|node| node.value.clone());
        if let (Some(before), Some(lost), Some(won)) = (side(base), side(loser), side(winner))
            && !lost.is_same(&won)
        {
            fields.id = Some(node.id.clone());
            fields.held(node.value, [&before, &lost, &won]);
        }
    }
    match advance(made.clone(), &fields.settled.into(), &Limits::unlimited()) {
        Ok(settled) => (settled, fields.turns),
        Err(_) => (made, Vec::new()),
    }
}

/// Goes through the fields of one node after the other, or of a root that is none.
#[derive(Default)]
struct Fields {
    id: Option<Text>,
    path: String,
    settled: Vec<Op>,
    turns: Vec<Op>,
}

impl Fields {
    /// The fields as they are held, and on the three sides. Nodes among the children are no fields.
    fn held(&mut self, held: &Value, sides: [&Value; 3]) {
        let [base, lost, won] = sides.map(Value::as_object);
        let (Some(held), Some(base), Some(lost), Some(won)) = (held.as_object(), base, lost, won) else {
            return;
        };
        let list = |side: &Object| is_plain(side.get("children").and_then(Value::as_array));
        let skip: &[&str] = match (self.id.is_some(), [held, base, lost, won].into_iter().all(list)) {
            (true, true) => &["id"],
            (true, false) => &["id", "children"],
            (false, true) => &[],
            (false, false) => &["children"],
        };
        for (key, at, side) in fields([won, lost, held]) {
            if skip.contains(&&**key) {
                continue;
            }
            let settled = self.below(key, |here| {
                here.value([base.get(key), lost.get(key), won.get(key)])
            });
            if held.get(key) != settled.as_ref() {
                let before = next_known(held, side, at);
                let op = self.below(key, |here| here.op(settled, before));
                self.settled.push(op);
            }
        }
    }

    fn value(&mut self, [base, lost, won]: Sides<'_>) -> Option<Value> {
        if lost == won || lost == base {
            return won.cloned();
        }
        if won == base {
            return lost.cloned();
        }
        match (base, lost, won) {
            (_, Some(Value::Object(lost)), Some(Value::Object(won))) => {
                return Some(self.object(base.and_then(Value::as_object), lost, won));
            }
            (Some(Value::Array(base)), Some(Value::Array(lost)), Some(Value::Array(won))) => {
                let turns = self.turns.len();
                if let Some(list) = self.list([base.items(), lost.items(), won.items()]) {
                    return Some(list);
                }
                self.turns.truncate(turns);
            }
            (Some(Value::String(base)), Some(Value::String(lost)), Some(Value::String(won))) => {
                let both = weave(base, [lost, won]);
                if !both.is_all {
                    let other = weave(base, [won, lost]).text;
                    let turn = self.op(Some(other.into()), None);
                    self.turns.push(turn);
                }
                return Some(both.text.into());
            }
            _ => {}
        }
        let turn = self.op(lost.cloned(), None);
        self.turns.push(turn);
        won.cloned()
    }

    /// By field, also where neither side had an object before.
    fn object(&mut self, base: Option<&Object>, lost: &Object, won: &Object) -> Value {
        Value::object(fields([won, lost]).into_iter().filter_map(|(key, ..)| {
            let before = base.and_then(|base| base.get(key));
            let value = self.below(key, |here| here.value([before, lost.get(key), won.get(key)]))?;
            Some((key.clone(), value))
        }))
    }

    /// By element; `None` where the two sides are not at clearly different places.
    fn list<'a>(&mut self, [base, lost, won]: [&'a [Value]; 3]) -> Option<Value> {
        let (here, there) = (Edit::of(base, lost), Edit::of(base, won));
        // Only then the place of an element says the same of all.
        let is_in_step = here.is_in_step(lost) && there.is_in_step(won);
        let turns = self.turns.len();
        let mut made: Vec<Value> = Vec::new();
        let mut counts = Counts::default();
        for (side, items) in [base, lost, won].into_iter().enumerate() {
            counts.add(side, items, 1);
        }
        for at in 0..=base.len() {
            let (a, b) = (here.put.get(at)?, there.put.get(at)?);
            let (put_a, put_b) = (lost.get(a.items.clone())?, won.get(b.items.clone())?);
            let mut put = vec![put_a, put_b];
            if put_a == put_b {
                put.pop();
            } else if a.is_touched() && b.is_touched() {
                if a.instead || b.instead || base.is_empty() {
                    return None;
                }
                // Beside the same elements; so that it does not matter which side is which.
                let text = |put: &[Value]| put.iter().map(Value::to_json).collect::<Vec<_>>();
                if text(put_b) < text(put_a) {
                    put.reverse();
                }
            }
            put.into_iter().for_each(|put| made.extend_from_slice(put));
            let Some(before) = base.get(at) else { continue };
            let (now_a, now_b) = (here.now.get(at)?, there.now.get(at)?);
            let item = |now: &Now, side: &'a [Value]| match now {
                Now::At(at) => side.get(*at),
                _ => None,
            };
            let sides = [item(now_a, lost), item(now_b, won)];
            if let [Some(a), Some(b)] = sides {
                let place = made.len().to_string();
                let value = self.below(&place, |here| here.value([Some(before), Some(a), Some(b)]))?;
                // What is made of both is neither's.
                if a != before && b != before && a != b {
                    for (side, item) in [before, a, b, &value].into_iter().enumerate() {
                        counts.add(side, std::slice::from_ref(item), -1);
                    }
                }
                made.push(value);
            } else if sides.iter().flatten().any(|left| *left != before)
                || sides == [None, None] && now_a != now_b
            {
                // One took away what the other changed.
                return None;
            }
        }
        counts.add(Counts::MADE, &made, 1);
        let is_clear = is_in_step || self.turns.len() == turns;
        (is_clear && counts.agree()).then(|| made.into())
    }

    fn below<T>(&mut self, key: &str, step: impl FnOnce(&mut Self) -> T) -> T {
        let here = self.path.len();
        push_token(&mut self.path, key);
        let made = step(self);
        self.path.truncate(here);
        made
    }

    fn op(&self, value: Option<Value>, before: Option<Text>) -> Op {
        let (id, path) = (self.id.clone(), Text::from(self.path.as_str()));
        match value {
            Some(value) => Op::Set {
                id,
                path,
                value,
                before,
            },
            None => Op::Unset { id, path },
        }
    }
}

/// All keys of some objects, each with its place in the first one that has it.
fn fields<const N: usize>(objects: [&Object; N]) -> Vec<(&Text, usize, &Object)> {
    let mut known = Vec::new();
    for (which, object) in objects.into_iter().enumerate() {
        let is_new = |key: &Text| !objects.iter().take(which).any(|before| before.contains(key));
        let own = object.keys().enumerate().filter(|(_, key)| is_new(key));
        known.extend(own.map(|(at, key)| (key, at, object)));
    }
    known
}

/// What one side did to a list.
struct Edit {
    /// What became of each element of the base
    now: Vec<Now>,
    /// What it put before each element of the base, and behind the last
    put: Vec<Put>,
}

/// What became of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Now {
    /// It is at this place, as it was or changed
    At(usize),
    /// Others are there instead, it is not said which
    Replaced,
    Gone,
}

#[derive(Clone, Default)]
struct Put {
    items: Range<usize>,
    /// It belongs to a part of the list in which others went
    instead: bool,
}

impl Put {
    fn is_touched(&self) -> bool {
        self.instead || !self.items.is_empty()
    }
}

impl Edit {
    fn of(base: &[Value], side: &[Value]) -> Self {
        let tokens = |items: &[Value]| items.iter().map(token).collect::<Vec<_>>();
        let mut edit = Self {
            now: vec![Now::Gone; base.len()],
            put: vec![Put::default(); base.len() + 1],
        };
        let mut kept = align(&tokens(base), &tokens(side));
        kept.push((base.len(), side.len()));
        let (mut a, mut b) = (0, 0);
        for (to_a, to_b) in kept {
            let (old, new) = (base.get(a..to_a), side.get(b..to_b));
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let mut pairs = alike(old, new);
            pairs.retain(|(x, y)| {
                old.get(*x)
                    .zip(new.get(*y))
                    .is_some_and(|(x, y)| may_be_one(x, y))
            });
            pairs.push((old.len(), new.len()));
            let (mut x, mut y) = (0, 0);
            for (to_x, to_y) in pairs {
                edit.stretch([a + x..a + to_x, b + y..b + to_y], base, side);
                edit.keep(a + to_x, b + to_y);
                (x, y) = (to_x + 1, to_y + 1);
            }
            (a, b) = (to_a + 1, to_b + 1);
        }
        edit
    }

    fn keep(&mut self, old: usize, new: usize) {
        if let Some(slot) = self.now.get_mut(old) {
            *slot = Now::At(new);
        }
    }

    /// Elements of the base, and those that are there now between the same two: as many are the same ones, changed.
    fn stretch(&mut self, [old, new]: [Range<usize>; 2], base: &[Value], side: &[Value]) {
        let twins = old.clone().zip(new.clone());
        let are_twins = |(x, y)| {
            base.get(x)
                .zip(side.get(y))
                .is_some_and(|(x, y)| may_be_one(x, y))
        };
        if old.len() == new.len() && twins.clone().all(are_twins) {
            return twins.for_each(|(old, new)| self.keep(old, new));
        }
        // The gaps at both ends only where it is not plain which of the new ones stands for which of the old ones.
        let inner = old.start + 1..old.end;
        let gaps = match (old.is_empty(), new.is_empty()) {
            (true, _) => 0..0,
            (false, true) => inner,
            (false, false) => old.start..old.end + 1,
        };
        if !new.is_empty() {
            let replaced = self.now.get_mut(old.clone()).unwrap_or_default();
            replaced.fill(Now::Replaced);
        }
        for gap in self.put.get_mut(gaps).unwrap_or_default() {
            gap.instead = true;
        }
        if let Some(gap) = self.put.get_mut(old.start) {
            gap.items = new;
        }
    }

    fn is_in_step(&self, side: &[Value]) -> bool {
        self.now.len() == side.len() && self.now.iter().enumerate().all(|(at, now)| *now == Now::At(at))
    }
}

/// Whether two elements can be the same one: not if they have different names.
fn may_be_one(a: &Value, b: &Value) -> bool {
    let name = |value: &Value| value.get("id").and_then(Value::as_text).cloned();
    name(a) == name(b)
}

/// How often each element is in a list: before, on both sides, and in what was made of them. What one side moves and the other takes
/// away, or both put in at different places, is told by that.
#[derive(Default)]
struct Counts(Map<u128, [isize; 4]>);

impl Counts {
    const MADE: usize = 3;

    fn add(&mut self, side: usize, items: &[Value], count: isize) {
        for item in items {
            if let Some(known) = self.0.entry(token(item)).or_default().get_mut(side) {
                *known += count;
            }
        }
    }

    fn agree(&self) -> bool {
        self.0.values().all(|[base, lost, won, made]| match () {
            () if lost == won || lost == base => made == won,
            () => won == base && made == lost,
        })
    }
}
