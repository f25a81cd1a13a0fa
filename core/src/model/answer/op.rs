//! One op as models write it: the wire form of [`Op`], its flat form for structured output, and a few near misses.

use super::flat;
use crate::document::{Limits, Object, Text, Value};
use crate::version::Op;

/// Reads one op; an inserted list of nodes can come to several.
///
/// # Errors
/// A sentence for the model that is asked to mend its answer.
pub(super) fn read(object: &Object, limits: &Limits, ops: &mut Vec<Op>) -> Result<(), String> {
    let word = match object.get("op").and_then(Value::as_str) {
        Some("replace" | "update") => "set",
        Some("add") => "insert",
        Some("delete" | "remove") if object.get("path").is_some_and(|path| path.as_str().is_some()) => {
            "unset"
        }
        Some("delete") => "remove",
        word => word.unwrap_or_default(),
    };
    let mut fields: Vec<(Text, Value)> = vec![("op".into(), word.into())];
    let mut nodes = None;
    for (name, value) in object.iter() {
        let value = match (&**name, value) {
            ("op", _) => continue,
            ("path", Value::String(path)) => {
                fields.push((name.clone(), Value::from(slashed(path))));
                continue;
            }
            // What a strict schema has to name stays empty where it says nothing.
            ("value", Value::Null) if object.get("json").is_some_and(|json| !json.is_null()) => continue,
            ("value", value) => value,
            (_, Value::Null) => continue,
            ("id" | "parent", Value::String(id)) if matches!(&**id, "" | ".") => continue,
            ("nodes", Value::Array(list)) | ("node", Value::Array(list)) => {
                nodes = Some(list.clone());
                continue;
            }
            ("json", Value::String(json)) => {
                let value = Value::parse(json, limits)
                    .map_err(|error| format!("`json` is not JSON text: {error}"))?;
                fields.push(("value".into(), value));
                continue;
            }
            (_, value) => value,
        };
        fields.push((name.clone(), value.clone()));
    }
    if let Some(nodes) = nodes.filter(|_| word == "insert") {
        let built = flat::assemble(nodes.items(), limits)?;
        for (place, node) in (0..).zip(built.roots) {
            let mut one = Object::from_fields(fields.clone()).with("node", node);
            if let Some(index) = one
                .get("index")
                .and_then(Value::as_i64)
                .filter(|index| *index >= 0)
            {
                one = one.with("index", index + place);
            }
            ops.push(canonical(one)?);
        }
        // Nodes that are in the document already go below the new ones: that is how something is wrapped.
        ops.extend(built.adopted.into_iter().map(|child| Op::Move {
            id: child.id,
            parent: child.parent,
            index: child.index,
        }));
        return Ok(());
    }
    ops.push(canonical(Object::from_fields(fields))?);
    Ok(())
}

fn canonical(object: Object) -> Result<Op, String> {
    Op::from_value(&Value::Object(object)).map_err(|error| error.to_string())
}

/// `style.color` for `style/color`: as nothing is called in a design whose parts are.
fn slashed(path: &Text) -> Text {
    let dotted = ["style.", "props.", "layout."]
        .iter()
        .any(|part| path.starts_with(part));
    match dotted && !path.contains('/') {
        true => path.replace('.', "/").into(),
        false => path.clone(),
    }
}

/// A pointer starts with a slash; models forget it.
pub(super) fn rooted(path: Text) -> Text {
    if path.starts_with('/') {
        path
    } else {
        format!("/{path}").into()
    }
}

/// Text of a model, short enough for a message.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}
