//! What somebody who has one document needs to make another one of it, sharing all that is the same.
//!
//! A patch is for being stored and read, and every op of it has to find its node. An update follows the shape of the two trees instead, so
//! that carrying it out takes time in proportion to what differs. As JSON:
//!
//! | form | the new value |
//! |---|---|
//! | a text, a number, true, false, null | this one |
//! | `[0, value]` | this one |
//! | `[1, {key: update}]` | the old object with these fields changed |
//! | `[2, {key: update or 0}]` | an object of these fields in this order; 0: the old one's, so that a number is `[0, number]` here |
//! | `[3, {place: update}]` | the old list with these items changed |
//! | `[4, [item]]` | a list: the old item at a place, or `[place, update]`, or `[-1, update]` for a new one |

use crate::document::{Document, Object, Value, write_string, write_value};
use crate::hashing::Map;

/// The update that makes `after` of `before`; empty when they are the same.
pub fn update(before: &Document, after: &Document) -> String {
    let mut out = String::new();
    if !same(before.root(), after.root()) {
        write(&mut out, before.root(), after.root());
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
    match value {
        Value::Object(_) | Value::Array(_) => wrapped(out, value),
        _ => write_value(out, value),
    }
}

fn wrapped(out: &mut String, value: &Value) {
    out.push_str("[0,");
    write_value(out, value);
    out.push(']');
}

fn object(out: &mut String, a: &Object, b: &Object) {
    let same_keys = a.len() == b.len() && a.keys().zip(b.keys()).all(|(old, new)| old == new);
    out.push_str(if same_keys { "[1,{" } else { "[2,{" });
    let mut first = true;
    for (at, (key, value)) in b.iter().enumerate() {
        let old = a.get_near(at, key);
        let kept = old.is_some_and(|old| same(old, value));
        if kept && same_keys {
            continue;
        }
        begin(out, &mut first);
        write_string(out, key);
        out.push(':');
        match old {
            Some(_) if kept => out.push('0'),
            _ if !same_keys && matches!(value, Value::Number(_)) => wrapped(out, value),
            Some(old) => write(out, old, value),
            None => anew(out, value),
        }
    }
    out.push_str("}]");
}

fn list(out: &mut String, a: &[Value], b: &[Value]) {
    let in_step = a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(old, new)| old.is_same(new) || id(old) == id(new));
    let mut first = true;
    if in_step {
        out.push_str("[3,{");
        for (at, (old, new)) in a.iter().zip(b).enumerate() {
            if !same(old, new) {
                begin(out, &mut first);
                out.push_str(&format!("\"{at}\":"));
                write(out, old, new);
            }
        }
        out.push_str("}]");
        return;
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
    out.push_str("[4,[");
    for new in b {
        begin(out, &mut first);
        let place = match id(new) {
            Some(id) => by_id.get(id),
            None => by_hash.get(&new.hash()),
        };
        match place.and_then(|at| Some((*at, a.get(*at)?))) {
            Some((at, old)) if same(old, new) => out.push_str(&at.to_string()),
            Some((at, old)) => {
                out.push_str(&format!("[{at},"));
                write(out, old, new);
                out.push(']');
            }
            None => {
                out.push_str("[-1,");
                anew(out, new);
                out.push(']');
            }
        }
    }
    out.push_str("]]");
}

fn begin(out: &mut String, first: &mut bool) {
    if !std::mem::take(first) {
        out.push(',');
    }
}
