//! Ops as JSON: what models write, what crosses to JavaScript, what is stored.

use super::{
    error::{OpError, PatchError},
    op::{CHILDREN, Op, Patch},
};
use crate::document::{Item, Limits, Text, Value, read_list, write_string, write_value};

impl Op {
    /// Reads one op, as an object or in the compact form. Unknown fields are ignored; a path may lack its leading `/`.
    ///
    /// # Errors
    /// [`OpError::Shape`] with what is missing or wrong.
    pub fn from_value(value: &Value) -> Result<Self, OpError> {
        Self::read(value, None)
    }

    /// One of several ops: in the compact form it may leave out what the op before it names.
    fn read(value: &Value, before: Option<&Self>) -> Result<Self, OpError> {
        if let Some(items) = value.as_array() {
            let fields = spread(items, before);
            let fields = fields.ok_or_else(|| OpError::shape("a compact op has another form"))?;
            return Self::from_fields(&fields);
        }
        let object = value.as_object();
        let object = object.ok_or_else(|| OpError::shape("an op must be an object"))?;
        Self::from_fields(object.entries())
    }

    /// Of equal keys the last one counts.
    fn from_fields(fields: &[(Text, Value)]) -> Result<Self, OpError> {
        let fields = Fields { fields, op: "" };
        let op = match fields.get("op").map(Value::as_str) {
            Some(Some(op)) => op,
            Some(None) => return Err(OpError::shape("`op` must be a string")),
            None => {
                return Err(OpError::shape(
                    "`op` is missing: set, unset, insert, remove, move or text",
                ));
            }
        };
        let fields = Fields { op, ..fields };
        Ok(match op {
            "set" => Self::Set {
                id: fields.optional_id("id")?,
                path: fields.path()?,
                value: fields.any("value")?,
                before: fields.optional_id("before")?,
            },
            "unset" => Self::Unset {
                id: fields.optional_id("id")?,
                path: fields.path()?,
            },
            "insert" => Self::Insert {
                parent: fields.optional_id("parent")?,
                path: match fields.get("path") {
                    None | Some(Value::Null) => CHILDREN.into(),
                    Some(_) => fields.path()?,
                },
                index: fields.index()?,
                node: match fields.get("node") {
                    Some(node) => node.clone(),
                    None => fields
                        .any("value")
                        .map_err(|_| fields.wrong("`node` is missing"))?,
                },
            },
            "remove" => Self::Remove { id: fields.id("id")? },
            "move" => Self::Move {
                id: fields.id("id")?,
                parent: fields.id("parent")?,
                index: fields.index()?,
            },
            "text" => Self::Text {
                id: fields.optional_id("id")?,
                path: fields.path()?,
                at: fields.count("at")?,
                delete: match fields.get("delete") {
                    None => 0,
                    Some(_) => fields.count("delete")?,
                },
                insert: match fields.get("insert") {
                    None => "".into(),
                    Some(text) => text
                        .as_text()
                        .cloned()
                        .ok_or_else(|| fields.wrong("`insert` must be a string"))?,
                },
            },
            other => {
                return Err(OpError::shape(format!(
                    "`op` is {:?}: it must be set, unset, insert, remove, move or text",
                    shorten(other)
                )));
            }
        })
    }

    /// The wire form.
    pub fn to_value(&self) -> Value {
        let mut fields: Vec<(Text, Value)> = Vec::with_capacity(6);
        let mut put = |key: &str, value: Value| fields.push((key.into(), value));
        let optional = |id: &Option<Text>| id.as_ref().map(Value::from);
        match self {
            Self::Set {
                id,
                path,
                value,
                before,
            } => {
                put("op", "set".into());
                optional(id).into_iter().for_each(|id| put("id", id));
                put("path", path.into());
                put("value", value.clone());
                optional(before).into_iter().for_each(|key| put("before", key));
            }
            Self::Unset { id, path } => {
                put("op", "unset".into());
                optional(id).into_iter().for_each(|id| put("id", id));
                put("path", path.into());
            }
            Self::Insert {
                parent,
                path,
                index,
                node,
            } => {
                put("op", "insert".into());
                optional(parent).into_iter().for_each(|id| put("parent", id));
                if &**path != CHILDREN {
                    put("path", path.into());
                }
                put("index", (*index).into());
                let key = if node.node_identity().is_some() {
                    "node"
                } else {
                    "value"
                };
                put(key, node.clone());
            }
            Self::Remove { id } => {
                put("op", "remove".into());
                put("id", id.into());
            }
            Self::Move { id, parent, index } => {
                put("op", "move".into());
                put("id", id.into());
                put("parent", parent.into());
                put("index", (*index).into());
            }
            Self::Text {
                id,
                path,
                at,
                delete,
                insert,
            } => {
                put("op", "text".into());
                optional(id).into_iter().for_each(|id| put("id", id));
                put("path", path.into());
                put("at", (*at).into());
                put("delete", (*delete).into());
                put("insert", insert.into());
            }
        }
        Value::object(fields)
    }
}

impl Op {
    /// The same as the text of [`Op::to_value`], without making the value.
    fn write(&self, out: &mut String) {
        let (op, id_key) = match self {
            Self::Set { .. } => ("set", "id"),
            Self::Unset { .. } => ("unset", "id"),
            Self::Insert { .. } => ("insert", "parent"),
            Self::Remove { .. } => ("remove", "id"),
            Self::Move { .. } => ("move", "id"),
            Self::Text { .. } => ("text", "id"),
        };
        out.push_str("{\"op\":\"");
        out.push_str(op);
        out.push('"');
        let text = |out: &mut String, key: &str, text: &str| {
            begin(out, key);
            write_string(out, text);
        };
        let number = |out: &mut String, key: &str, number: i64| {
            begin(out, key);
            out.push_str(&number.to_string());
        };
        if let Some(id) = self.id() {
            text(out, id_key, id);
        }
        match self {
            Self::Set {
                path, value, before, ..
            } => {
                text(out, "path", path);
                begin(out, "value");
                write_value(out, value);
                if let Some(before) = before {
                    text(out, "before", before);
                }
            }
            Self::Unset { path, .. } => text(out, "path", path),
            Self::Insert {
                path, index, node, ..
            } => {
                if &**path != CHILDREN {
                    text(out, "path", path);
                }
                number(out, "index", *index);
                let is_node = node.node_identity().is_some();
                begin(out, if is_node { "node" } else { "value" });
                write_value(out, node);
            }
            Self::Remove { .. } => {}
            Self::Move { parent, index, .. } => {
                text(out, "parent", parent);
                number(out, "index", *index);
            }
            Self::Text {
                path,
                at,
                delete,
                insert,
                ..
            } => {
                text(out, "path", path);
                number(out, "at", i64::from(*at));
                number(out, "delete", i64::from(*delete));
                text(out, "insert", insert);
            }
        }
        out.push('}');
    }

    /// The compact form: a list. `set` is `[id, path, value]` or `[id, path, value, before]`; the others begin with the number
    /// of their kind: `[1, id, path]` unsets, `[2, parent, index, node]` or `[2, parent, path, index, value]` inserts, `[3, id]`
    /// removes, `[4, id, parent, index]` moves, `[5, id, path, at, delete, insert]` changes a text. An id of the root value is
    /// `null`. The node that is changed, or put into, is left out where it is the one that the op before names; so is the parent
    /// of a move behind a move to the same one.
    fn write_compact(&self, before: Option<&Self>, out: &mut String) {
        let is_known = before.is_some_and(|before| self.is_known_by(before));
        out.push_str(match self {
            Self::Set { .. } => "[",
            Self::Unset { .. } => "[1,",
            Self::Insert { .. } => "[2,",
            Self::Remove { .. } => "[3,",
            Self::Move { .. } => "[4,",
            Self::Text { .. } => "[5,",
        });
        match self.id() {
            _ if is_known && !matches!(self, Self::Move { .. }) => {}
            Some(id) => write_string(out, id),
            None => out.push_str("null"),
        }
        let comma = |out: &mut String| {
            if !out.ends_with(['[', ',']) {
                out.push(',');
            }
        };
        let text = |out: &mut String, text: &str| {
            comma(out);
            write_string(out, text);
        };
        let number = |out: &mut String, number: i64| {
            comma(out);
            out.push_str(&number.to_string());
        };
        let value = |out: &mut String, value: &Value| {
            comma(out);
            write_value(out, value);
        };
        match self {
            Self::Set {
                path,
                value: new,
                before,
                ..
            } => {
                text(out, path);
                value(out, new);
                if let Some(before) = before {
                    text(out, before);
                }
            }
            Self::Unset { path, .. } => text(out, path),
            Self::Insert {
                path, index, node, ..
            } => {
                if &**path != CHILDREN {
                    text(out, path);
                }
                number(out, *index);
                value(out, node);
            }
            Self::Remove { .. } => {}
            Self::Move { parent, index, .. } => {
                if !is_known {
                    text(out, parent);
                }
                number(out, *index);
            }
            Self::Text {
                path,
                at,
                delete,
                insert,
                ..
            } => {
                text(out, path);
                number(out, i64::from(*at));
                number(out, i64::from(*delete));
                text(out, insert);
            }
        }
        out.push(']');
    }

    /// Whether the op before it names what the compact form leaves out then.
    fn is_known_by(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Move { parent, .. }, Self::Move { parent: known, .. }) => parent == known,
            (Self::Move { .. } | Self::Remove { .. }, _) => false,
            (Self::Insert { path, .. }, _) if &**path != CHILDREN => false,
            (Self::Set { before: Some(_), .. }, _) => false,
            _ => self.id() == before.id(),
        }
    }
}

/// Begins a field behind others.
fn begin(out: &mut String, key: &str) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":");
}

/// The fields that a compact op stands for.
fn spread(items: &[Value], before: Option<&Op>) -> Option<Vec<(Text, Value)>> {
    let kind = items.first().and_then(Value::as_i64);
    // Of what is in the list, and the one that the op before has.
    let (op, keys, known): (&str, &[&str], &str) = match (kind, items.len()) {
        (None, 2) => ("set", &["path", "value"], "id"),
        (None, 3) => ("set", &["id", "path", "value"], ""),
        (None, 4) => ("set", &["id", "path", "value", "before"], ""),
        (Some(1), 2) => ("unset", &["", "path"], "id"),
        (Some(1), 3) => ("unset", &["", "id", "path"], ""),
        (Some(2), 3) => ("insert", &["", "index", "node"], "parent"),
        (Some(2), 4) => ("insert", &["", "parent", "index", "node"], ""),
        (Some(2), 5) => ("insert", &["", "parent", "path", "index", "node"], ""),
        (Some(3), 2) => ("remove", &["", "id"], ""),
        (Some(4), 3) => ("move", &["", "id", "index"], "parent"),
        (Some(4), 4) => ("move", &["", "id", "parent", "index"], ""),
        (Some(5), 5) => ("text", &["", "path", "at", "delete", "insert"], "id"),
        (Some(5), 6) => ("text", &["", "id", "path", "at", "delete", "insert"], ""),
        _ => return None,
    };
    let mut fields: Vec<(Text, Value)> = Vec::with_capacity(items.len() + 1);
    let mut put = |key: &str, value: &Value| fields.push((key.into(), value.clone()));
    put("op", &op.into());
    if !known.is_empty() {
        let named = match (op, before?) {
            ("move", Op::Move { parent, .. }) => Some(parent),
            ("move", _) => return None,
            (_, before) => before.id(),
        };
        put(known, &named.map_or(Value::Null, Value::from));
    }
    let pairs = keys.iter().zip(items).filter(|(key, _)| !key.is_empty());
    pairs.for_each(|(key, value)| put(key, value));
    Some(fields)
}

impl Patch {
    /// Reads a patch: a list of ops, or an object with such a list as `ops`.
    ///
    /// # Errors
    /// The first op that is none, with its index.
    pub fn from_value(value: &Value) -> Result<Self, PatchError> {
        let list = value.as_array().or_else(|| value.get("ops")?.as_array());
        let list = list.ok_or_else(|| OpError::shape("a patch must be a list of ops").at(0))?;
        let mut ops = Vec::with_capacity(list.len());
        for (index, op) in list.iter().enumerate() {
            let op = Op::read(op, ops.last()).map_err(|error| error.at(index))?;
            ops.push(op);
        }
        Ok(ops.into())
    }

    /// Reads a patch from JSON text.
    ///
    /// # Errors
    /// As [`Patch::from_value`]; [`OpError::Document`] when the text is not JSON or beyond `limits`.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, PatchError> {
        let mut ops: Vec<Op> = Vec::new();
        let mut wrong = None;
        let is_list = read_list(text, limits, &mut |item| {
            if wrong.is_some() {
                return;
            }
            let op = match item {
                Item::Object(fields) => Op::from_fields(fields),
                Item::Other(value) => Op::read(&value, ops.last()),
            };
            match op {
                Ok(op) => ops.push(op),
                Err(error) => wrong = Some(error.at(ops.len())),
            }
        });
        let unreadable = |error| OpError::from(error).at(0);
        if !is_list.map_err(unreadable)? {
            return Self::from_value(&Value::parse(text, limits).map_err(unreadable)?);
        }
        match wrong {
            Some(error) => Err(error),
            None => Ok(ops.into()),
        }
    }

    /// The wire form: a list of ops.
    pub fn to_value(&self) -> Value {
        Value::array(self.ops.iter().map(Op::to_value))
    }

    /// The ops in their compact form, as JSON text.
    pub fn to_compact_json(&self) -> String {
        self.written(|at, op, out| {
            let before = at.checked_sub(1).and_then(|before| self.ops.get(before));
            op.write_compact(before, out);
        })
    }

    /// The wire form as JSON text.
    pub fn to_json(&self) -> String {
        self.written(|_, op, out| op.write(out))
    }

    fn written(&self, write: impl Fn(usize, &Op, &mut String)) -> String {
        let mut out = String::from("[");
        for (place, op) in self.ops.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write(place, op, &mut out);
        }
        out.push(']');
        out
    }
}

struct Fields<'a> {
    fields: &'a [(Text, Value)],
    op: &'a str,
}

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Option<&'a Value> {
        let mut backwards = self.fields.iter().rev();
        backwards.find(|(name, _)| &**name == key).map(|(_, value)| value)
    }

    fn wrong(&self, what: &str) -> OpError {
        OpError::shape(format!("{}: {what}", self.op))
    }

    fn any(&self, key: &str) -> Result<Value, OpError> {
        self.get(key)
            .cloned()
            .ok_or_else(|| self.wrong(&format!("`{key}` is missing")))
    }

    fn optional_id(&self, key: &str) -> Result<Option<Text>, OpError> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(id)) => Ok(Some(id.clone())),
            Some(_) => Err(self.wrong(&format!("`{key}` must be a string"))),
        }
    }

    fn id(&self, key: &str) -> Result<Text, OpError> {
        self.optional_id(key)?
            .ok_or_else(|| self.wrong(&format!("`{key}` is missing")))
    }

    fn path(&self) -> Result<Text, OpError> {
        let path = self
            .get("path")
            .ok_or_else(|| self.wrong("`path` is missing: a JSON Pointer, for example \"/props/text\""))?
            .as_text()
            .ok_or_else(|| self.wrong("`path` must be a string, for example \"/props/text\""))?;
        if path.is_empty() || path.starts_with('/') {
            Ok(path.clone())
        } else {
            Ok(format!("/{path}").into())
        }
    }

    fn index(&self) -> Result<i64, OpError> {
        match self.get("index") {
            None | Some(Value::Null) => Ok(-1),
            Some(index) => index
                .as_i64()
                .ok_or_else(|| self.wrong("`index` must be an integer, -1 for last")),
        }
    }

    fn count(&self, key: &str) -> Result<u32, OpError> {
        self.any(key)?
            .as_i64()
            .and_then(|count| u32::try_from(count).ok())
            .ok_or_else(|| self.wrong(&format!("`{key}` must be a count of UTF-16 units")))
    }
}

/// What is quoted from others in a message stays short.
fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
