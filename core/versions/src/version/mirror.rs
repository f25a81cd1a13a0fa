//! What somebody who has one document needs to make another one of it, sharing all that is the same.
//!
//! A patch is for being stored and read, and every op of it has to find its node. An update follows the shape of the two trees instead, so
//! that carrying it out takes time in proportion to what differs. It is one flat JSON list, read from its beginning: nested lists and
//! objects would take a reader twice as long. A key is its place in a list of keys, which comes last: a text that a reader has just
//! made is slow to find a field by, one that it has used before is not. A *change* is one of
//!
//! | tokens | the new value |
//! |---|---|
//! | `0, value` | this one |
//! | `1, (key, change)..., -1` | the old object with these fields changed |
//! | `2, (key, change)..., -1` | an object of these fields in this order, `5` for one that is the old one's |
//! | `3, (place, change)..., -1` | the old list with these items changed |
//! | `4, item..., -2` | a list: `place` for the old item there, `-3 - place, change` for a changed one, `-1, value` for a new one |
//! | `5` | the old one |

use super::data_diff::{is_same_text, same_keys};
use crate::document::{Document, Object, Text, Value, write_number, write_string, write_value};
use crate::hashing::Map;

/// The update that makes `after` of `before`; empty when they are the same.
pub fn update(before: &Document, after: &Document) -> String {
    if same(before.root(), after.root()) {
        return String::new();
    }
    let mut update = Update {
        out: "[".to_owned(),
        keys: Vec::new(),
    };
    update.change(before.root(), after.root());
    let Update { mut out, keys, .. } = update;
    out.push_str(",[");
    for (at, key) in keys.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_string(&mut out, key);
    }
    out.push_str("]]");
    out
}

struct Update<'a> {
    out: String,
    keys: Vec<&'a Text>,
}

/// So many keys are listed once; of a document with more, every further one each time.
const KNOWN_KEYS: usize = 64;

/// Equal, also in the order of keys. Documents of one history mostly share what is.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        _ if a.is_same(b) => true,
        (Value::Object(one), Value::Object(other)) => {
            one.hash() == other.hash()
                && one
                    .iter()
                    .zip(other.iter())
                    .all(|((key, value), (name, twin))| is_same_text(key, name) && same(value, twin))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.hash() == other.hash()
                && one
                    .items()
                    .iter()
                    .zip(other.items())
                    .all(|(item, twin)| same(item, twin))
        }
        _ => false,
    }
}

fn id(value: &Value) -> Option<&Text> {
    value.node_identity().map(|(id, _)| id)
}

/// Two forms of one node, or two elements that are none.
fn is_one(old: &Value, new: &Value) -> bool {
    match (id(old), id(new)) {
        (Some(old), Some(new)) => is_same_text(old, new),
        (old, new) => old.is_none() && new.is_none(),
    }
}

impl<'a> Update<'a> {
    fn change(&mut self, before: &Value, after: &'a Value) {
        match (before, after) {
            (Value::Object(a), Value::Object(b)) => self.object(a, b),
            (Value::Array(a), Value::Array(b)) => self.list(a.items(), b.items()),
            _ => self.anew(after),
        }
    }

    fn anew(&mut self, value: &Value) {
        self.token(0);
        self.value(value);
    }

    fn value(&mut self, value: &Value) {
        self.out.push(',');
        write_value(&mut self.out, value);
    }

    /// A number of its own, behind what is there.
    fn token(&mut self, number: i64) {
        if !self.out.ends_with('[') {
            self.out.push(',');
        }
        write_number(&mut self.out, number as f64);
    }

    fn key(&mut self, key: &'a Text) {
        let mut known = self.keys.iter().take(KNOWN_KEYS);
        let place = known.position(|known| is_same_text(known, key));
        if place.is_none() {
            self.keys.push(key);
        }
        self.token(place.unwrap_or(self.keys.len() - 1) as i64);
    }

    fn object(&mut self, a: &Object, b: &'a Object) {
        let same_keys = same_keys(a, b);
        self.token(if same_keys { 1 } else { 2 });
        for (at, (key, value)) in b.iter().enumerate() {
            let old = a.get_near(at, key);
            let kept = old.is_some_and(|old| same(old, value));
            if kept && same_keys {
                continue;
            }
            self.key(key);
            match old {
                Some(_) if kept => self.token(5),
                Some(old) => self.change(old, value),
                None => self.anew(value),
            }
        }
        self.token(-1);
    }

    fn list(&mut self, a: &[Value], b: &'a [Value]) {
        let in_step = a.len() == b.len()
            && a.iter()
                .zip(b)
                .all(|(old, new)| old.is_same(new) || is_one(old, new));
        if in_step {
            self.token(3);
            for (at, (old, new)) in a.iter().zip(b).enumerate() {
                if !same(old, new) {
                    self.token(at as i64);
                    self.change(old, new);
                }
            }
            return self.token(-1);
        }
        // Nodes are met by their id, all else by what it is.
        let by_id: Map<&Text, usize> = a
            .iter()
            .enumerate()
            .filter_map(|(at, item)| Some((id(item)?, at)))
            .collect();
        let by_hash: Map<u128, usize> = a
            .iter()
            .enumerate()
            .filter(|(_, item)| id(item).is_none())
            .map(|(at, item)| (item.hash(), at))
            .collect();
        self.token(4);
        for new in b {
            let place = match id(new) {
                Some(id) => by_id.get(id),
                None => by_hash.get(&new.hash()),
            };
            match place.and_then(|at| Some((*at as i64, a.get(*at)?))) {
                Some((at, old)) if same(old, new) => self.token(at),
                Some((at, old)) => {
                    self.token(-3 - at);
                    self.change(old, new);
                }
                None => {
                    self.token(-1);
                    self.value(new);
                }
            }
        }
        self.token(-2);
    }
}
