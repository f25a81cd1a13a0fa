//! One op as models write it: the wire form of [`Op`], its flat form for structured output, and a few near misses.

use super::flat;
use crate::document::{Limits, Text, Value};
use crate::version::Op;

/// Reads one op; an inserted list of nodes can come to several.
///
/// # Errors
/// A sentence for the model that is asked to mend its answer.
pub(super) fn read(value: &Value, limits: &Limits, ops: &mut Vec<Op>) -> Result<(), String> {
    let word = value.get("op").and_then(Value::as_str);
    let word = word.ok_or("an op needs the field `op`")?;
    let id = || node_id(value, "id");
    match word {
        "set" | "replace" | "update" => ops.push(Op::Set {
            id: id()?,
            path: path(value)?.unwrap_or_default(),
            value: data(value, limits)?.ok_or("`set` needs the field `value`")?,
            before: text(value, "before")?,
        }),
        "unset" => ops.push(Op::Unset {
            id: id()?,
            path: path(value)?.ok_or("`unset` needs the field `path`")?,
        }),
        "remove" | "delete" => match path(value)? {
            Some(path) => ops.push(Op::Unset { id: id()?, path }),
            None => ops.push(Op::Remove {
                id: id()?.ok_or("`remove` needs the field `id`")?,
            }),
        },
        "insert" | "add" => insert(value, limits, ops)?,
        "move" => ops.push(Op::Move {
            id: id()?.ok_or("`move` needs the field `id`")?,
            parent: node_id(value, "parent")?.ok_or("`move` needs the field `parent`")?,
            index: index(value)?,
        }),
        "text" => {
            let count = |name: &str| {
                let number = value.get(name).and_then(Value::as_i64);
                number
                    .and_then(|number| u32::try_from(number).ok())
                    .ok_or_else(|| format!("`text` needs the number `{name}`"))
            };
            ops.push(Op::Text {
                id: id()?,
                path: path(value)?.ok_or("`text` needs the field `path`")?,
                at: count("at")?,
                delete: count("delete")?,
                insert: text(value, "insert")?.unwrap_or_default(),
            });
        }
        other => {
            let known = "set, unset, insert, remove, move";
            return Err(format!("there is no op {:?}; the ops are {known}", clip(other)));
        }
    }
    Ok(())
}

fn insert(value: &Value, limits: &Limits, ops: &mut Vec<Op>) -> Result<(), String> {
    let parent = node_id(value, "parent")?;
    let path = path(value)?.unwrap_or_else(|| "/children".into());
    let index = index(value)?;
    let list =
        present(value, "nodes").or_else(|| present(value, "node").filter(|node| node.as_array().is_some()));
    if let Some(nodes) = list {
        let nodes = nodes.as_array().ok_or("`nodes` must be a list of nodes")?;
        let built = flat::assemble(nodes, limits)?;
        for (place, node) in (0..).zip(built.roots) {
            ops.push(Op::Insert {
                parent: parent.clone(),
                path: path.clone(),
                index: if index < 0 { -1 } else { index + place },
                node,
            });
        }
        // Nodes that are in the document already go below the new ones: that is how something is wrapped.
        for adopted in built.adopted {
            ops.push(Op::Move {
                id: adopted.id,
                parent: adopted.parent,
                index: adopted.index,
            });
        }
        return Ok(());
    }
    let node = present(value, "node").cloned();
    let node = match node {
        Some(node) => Some(node),
        None => data(value, limits)?,
    };
    ops.push(Op::Insert {
        parent,
        path,
        index,
        node: node.ok_or("`insert` needs the field `nodes`, `node` or `value`")?,
    });
    Ok(())
}

/// What is to be set: `json`, the JSON text of an array or object, or else `value` as it is.
fn data(value: &Value, limits: &Limits) -> Result<Option<Value>, String> {
    match text(value, "json")? {
        Some(json) => Value::parse(&json, limits)
            .map(Some)
            .map_err(|error| format!("`json` is not JSON text: {error}")),
        None => Ok(value.get("value").cloned()),
    }
}

fn present<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|field| !field.is_null())
}

fn text(value: &Value, name: &str) -> Result<Option<Text>, String> {
    match present(value, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` must be a string")),
    }
}

/// The id in a field. Missing, null, empty and `.` stand for the root value.
fn node_id(value: &Value, name: &str) -> Result<Option<Text>, String> {
    Ok(text(value, name)?.filter(|id| !matches!(&**id, "" | ".")))
}

fn path(value: &Value) -> Result<Option<Text>, String> {
    Ok(text(value, "path")?.filter(|path| !path.is_empty()).map(rooted))
}

/// A pointer starts with a slash; models forget it.
pub(super) fn rooted(path: Text) -> Text {
    if path.starts_with('/') {
        path
    } else {
        format!("/{path}").into()
    }
}

fn index(value: &Value) -> Result<i64, String> {
    match present(value, "index") {
        None => Ok(-1),
        Some(index) => index
            .as_i64()
            .ok_or_else(|| "`index` must be a whole number".into()),
    }
}

/// Text of a model, short enough for a message.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}
