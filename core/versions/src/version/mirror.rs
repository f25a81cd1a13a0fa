//! What somebody who has one document needs to make another one of it, sharing all that is the same.
//!
//! A patch is for being stored and read, and every op of it has to find its node. An update follows the shape of the two trees instead, so
//! that carrying it out takes time in proportion to what differs. It is one flat JSON list, read from its beginning: nested lists and
//! objects would take a reader twice as long. A *change* is one of
//!
//! | tokens | the new value |
//! |---|---|
//! | `0, value` | this one |
//! | `1, (key, change)..., 0` | the old object with these fields changed |
//! | `2, (key, change)..., 0` | an object of these fields in this order, `5` for one that is the old one's |
//! | `3, (place, change)..., -1` | the old list with these items changed |
//! | `4, item..., -2` | a list: `place` for the old item there, `-3 - place, change` for a changed one, `-1, value` for a new one |
//! | `5` | the old one |

use crate::document::{Document, Object, Value, write_number, write_string, write_value};
use crate::hashing::Map;

/// The update that makes `after` of `before`; empty when they are the same.
pub fn update(before: &Document, after: &Document) -> String {
    let mut out = String::new();
    if !same(before.root(), after.root()) {
        out.push('[');
        write(&mut out, before.root(), after.root());
        out.push(']');
    }
    out
}

/// Equal, also in the order of keys. Documents of one history mostly share what is.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        _ if a.is_same(b) => true,
        (Value::Object(one), Value::Object(other)) => {
            one.hash() == other.hash()
                && one
                    .iter()
                    .zip(other.iter())
                    .all(|((key, value), (name, twin))| key == name && same(value, twin))
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

fn id(value: &Value) -> Option<&str> {
    value.node_identity().map(|(id, _)| &**id)
}

fn write(out: &mut String, before: &Value, after: &Value) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => object(out, a, b),
        (Value::Array(a), Value::Array(b)) => list(out, a.items(), b.items()),
        _ => anew(out, after),
    }
}

fn anew(out: &mut String, value: &Value) {
    token(out, 0);
    out.push(',');
    write_value(out, value);
}

/// A number of its own, behind what is there.
fn token(out: &mut String, number: i64) {
    if !out.ends_with('[') {
        out.push(',');
    }
    write_number(out, number as f64);
}

fn object(out: &mut String, a: &Object, b: &Object) {
    let same_keys = a.len() == b.len() && a.keys().zip(b.keys()).all(|(old, new)| old == new);
    token(out, if same_keys { 1 } else { 2 });
    for (at, (key, value)) in b.iter().enumerate() {
        let old = a.get_near(at, key);
        let kept = old.is_some_and(|old| same(old, value));
        if kept && same_keys {
            continue;
        }
        out.push(',');
        write_string(out, key);
        match old {
            Some(_) if kept => token(out, 5),
            Some(old) => write(out, old, value),
            None => anew(out, value),
        }
    }
    token(out, 0);
}

fn list(out: &mut String, a: &[Value], b: &[Value]) {
    let in_step = a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(old, new)| old.is_same(new) || id(old) == id(new));
    if in_step {
        token(out, 3);
        for (at, (old, new)) in a.iter().zip(b).enumerate() {
            if !same(old, new) {
                token(out, at as i64);
                write(out, old, new);
            }
        }
        return token(out, -1);
    }
    // Nodes are met by their id, all else by what it is.
    let by_id: Map<&str, usize> = a
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
    token(out, 4);
    for new in b {
        let place = match id(new) {
            Some(id) => by_id.get(id),
            None => by_hash.get(&new.hash()),
        };
        match place.and_then(|at| Some((*at as i64, a.get(*at)?))) {
            Some((at, old)) if same(old, new) => token(out, at),
            Some((at, old)) => {
                token(out, -3 - at);
                write(out, old, new);
            }
            None => {
                token(out, -1);
                out.push(',');
                write_value(out, new);
            }
        }
    }
    token(out, -2);
}
