//! Changes in the forms of others: RFC 7396 merge patches and the lines of a SpecStream.

use super::{
    diff::diff,
    error::{OpError, PatchError},
    json_patch::{step, to_json_patch},
    op::Patch,
};
use crate::document::{Document, Limits, Object, Value, check_limits, pointer};

/// Reads an RFC 7396 merge patch: fields given replace those there, `null` removes.
///
/// # Errors
/// When the result is beyond `limits` or has two nodes of one id.
pub fn from_merge_patch(patch: &Value, document: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    let merged = merge(Some(document.root()), patch);
    let after = Document::new(merged, limits).map_err(|error| OpError::from(error).at(0))?;
    Ok(diff(document, &after))
}

fn merge(target: Option<&Value>, patch: &Value) -> Value {
    let Some(fields) = patch.as_object() else {
        return patch.clone();
    };
    let mut merged = target.and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, value) in fields.iter() {
        merged = match value {
            Value::Null => merged.without(key),
            value => {
                let inner = merge(merged.get(key), value);
                merged.with(key.clone(), inner)
            }
        };
    }
    merged.into()
}

/// The RFC 7396 merge patch that leads from one document to another. `None` where there is none: it cannot set a field to `null`
/// or change a list in part, and it cannot make an empty object of another value.
pub fn to_merge_patch(before: &Document, after: &Document) -> Option<Value> {
    let patch = merge_patch(before.root(), after.root());
    // What it has no words for shows when it is carried out.
    (merge(Some(before.root()), &patch) == *after.root()).then_some(patch)
}

fn merge_patch(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return after.clone();
    };
    let mut patch = Object::default();
    for key in before.keys().filter(|key| !after.contains(key)) {
        patch = patch.with(key.clone(), Value::Null);
    }
    for (key, value) in after.iter() {
        match before.get(key) {
            Some(old) if old == value => {}
            Some(old) => patch = patch.with(key.clone(), merge_patch(old, value)),
            None => patch = patch.with(key.clone(), value.clone()),
        }
    }
    patch.into()
}

/// Reads the lines of a SpecStream (json-render): each is an RFC 6902 op as JSON. Unlike in RFC 6902, `add` and `replace` make the
/// objects that are missing on the way. Empty lines, and lines that begin a comment (`//`) or a code fence, are passed over.
///
/// # Errors
/// The first line that is no op or fails, counted from 0; the document is as it was.
pub fn from_spec_stream(lines: &str, document: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    let mut root = document.root().clone();
    let mut count = 0;
    for (place, line) in lines.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") || line.starts_with("```") {
            continue;
        }
        count += 1;
        if count > limits.ops {
            return Err(OpError::TooManyOps { limit: limits.ops }.at(place));
        }
        let done = Value::parse(line, limits)
            .map_err(OpError::from)
            .and_then(|op| with_way(&mut root, &op))
            .and_then(|()| Ok(check_limits(&root, limits)?));
        done.map_err(|error| error.at(place))?;
    }
    let after =
        Document::new(root, limits).map_err(|error| OpError::from(error).at(count.saturating_sub(1)))?;
    Ok(diff(document, &after))
}

/// Carries out an op, making the objects on the way to what it sets.
fn with_way(root: &mut Value, op: &Value) -> Result<(), OpError> {
    let error = match step(root, op) {
        Err(error @ OpError::NoSuchPath { .. }) => error,
        other => return other,
    };
    let sets = matches!(op.get("op").and_then(Value::as_str), Some("add" | "replace"));
    let tokens = op.get("path").and_then(Value::as_str).and_then(pointer::tokens);
    let (Some(tokens), Some(value), true) = (tokens, op.get("value"), sets) else {
        return Err(error);
    };
    // As far as it leads, then objects around the value.
    let mut known = String::new();
    let mut here = &*root;
    let mut rest = tokens.iter();
    let mut missing = None;
    for token in rest.by_ref() {
        match here.step(token) {
            Some(next) => {
                here = next;
                pointer::push_token(&mut known, token);
            }
            None => {
                missing = Some(token);
                break;
            }
        }
    }
    let (Some(missing), true) = (missing, here.as_object().is_some()) else {
        return Err(error);
    };
    let made = rest
        .rev()
        .fold(value.clone(), |inner, key| Value::object([(&**key, inner)]));
    pointer::push_token(&mut known, missing);
    let add = Value::object([
        ("op", Value::from("add")),
        ("path", known.into()),
        ("value", made),
    ]);
    step(root, &add)
}

/// The patch as the lines of a SpecStream, one RFC 6902 op each; the tests of node ids are left out.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn to_spec_stream(patch: &Patch, before: &Document) -> Result<String, PatchError> {
    let ops = to_json_patch(patch, before)?;
    let mut lines = String::new();
    for op in ops.as_array().unwrap_or_default() {
        if op.get("op").and_then(Value::as_str) != Some("test") {
            lines.push_str(&op.to_json());
            lines.push('\n');
        }
    }
    Ok(lines)
}
