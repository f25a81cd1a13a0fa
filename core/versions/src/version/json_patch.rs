//! JSON Patch (RFC 6902) out and in.

use crate::hashing::Set;

use super::{
    diff::diff,
    editor::Editor,
    error::{OpError, PatchError},
    op::{CHILDREN, Op, Patch},
};
use crate::document::{Document, Limits, Splice, Text, Value, check_limits, pointer};

/// The patch as an RFC 6902 document, to be applied to `before`. Where an op goes through the indexes of lists, a `test`
/// of the node's id comes first, so that on another document it fails instead of changing the wrong node. What RFC 6902
/// has no words for is lost: the place of a new field among the others, and that a text was changed only in part.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn to_json_patch(patch: &Patch, before: &Document) -> Result<Value, PatchError> {
    let mut compiler = Compiler {
        editor: Editor::new(before, &Limits::unlimited()),
        out: Vec::new(),
        tested: Set::default(),
    };
    for (index, op) in patch.ops.iter().enumerate() {
        let start = compiler.out.len();
        let compiled = compiler.compile(op);
        compiler.editor.apply(op).map_err(|error| error.at(index))?;
        if compiled.is_none() {
            compiler.out.truncate(start);
            return Err(OpError::shape("the op has no form in JSON Patch").at(index));
        }
    }
    Ok(compiler.out.into())
}

struct Compiler {
    editor: Editor,
    out: Vec<Value>,
    /// Nodes that were tested since the last change of structure
    tested: Set<Text>,
}

impl Compiler {
    fn compile(&mut self, op: &Op) -> Option<()> {
        match op {
            Op::Set { id, path, value, .. } => {
                let base = self.base(id.as_ref())?;
                let document = self.editor.document();
                let tokens = pointer::tokens(path)?;
                let mut place = base.clone();
                let mut here = document.root().pointer(&base)?;
                let mut missing = tokens.iter();
                for token in missing.by_ref() {
                    pointer::push_token(&mut place, token);
                    match here.step(token) {
                        Some(next) => here = next,
                        None => {
                            // The objects on the way come with the value.
                            let made = missing
                                .rev()
                                .fold(value.clone(), |inner, key| Value::object([(&**key, inner)]));
                            self.emit("add", &place, Some(made));
                            return Some(());
                        }
                    }
                }
                self.emit("replace", &place, Some(value.clone()));
            }
            Op::Unset { id, path } => {
                let place = format!("{}{path}", self.base(id.as_ref())?);
                self.emit("remove", &place, None);
                self.tested.clear();
            }
            Op::Insert {
                parent,
                path,
                index,
                node,
            } => {
                let list = format!("{}{path}", self.base(parent.as_ref())?);
                match self.editor.document().root().pointer(&list) {
                    Some(items) => {
                        let at = clamp(*index, items.as_array()?.len());
                        self.emit("add", &format!("{list}/{at}"), Some(node.clone()));
                    }
                    None => self.emit("add", &list, Some(Value::array([node.clone()]))),
                }
                self.tested.clear();
            }
            Op::Remove { id } => {
                let place = self.base(Some(id))?;
                self.emit("remove", &place, None);
                self.tested.clear();
            }
            Op::Move { id, parent, .. } => {
                let from = self.base(Some(id))?;
                let to = self.base(Some(parent))?;
                let document = self.editor.document();
                if document.node(parent)?.value.get("children").is_none() {
                    self.emit("add", &format!("{to}{CHILDREN}"), Some(Value::array::<Value>([])));
                }
                // `path` counts after the removal: look where things are then.
                let mut after = self.editor.clone();
                after.apply(op).ok()?;
                let after = after.document();
                let place = after.path_of(id)?;
                if below(&from, &place) {
                    // Into the next sibling, which has taken the place by then: RFC 6902 forbids such a `move`.
                    let node = after.node(id)?.value.clone();
                    self.emit("remove", &from, None);
                    self.emit("add", &place, Some(node));
                } else {
                    let fields = [("op", "move"), ("from", from.as_str()), ("path", place.as_str())];
                    self.out.push(Value::object(fields));
                }
                self.tested.clear();
            }
            Op::Text { id, path, .. } => {
                let place = format!("{}{path}", self.base(id.as_ref())?);
                let mut after = self.editor.clone();
                after.apply(op).ok()?;
                let text = after.document().root().pointer(&place)?.clone();
                // Of several changes of one text the last one says it all.
                let is_said = |said: &mut Value| {
                    said.get("op").and_then(Value::as_str) == Some("replace")
                        && said.get("path").and_then(Value::as_str) == Some(&place)
                };
                self.out.pop_if(is_said);
                self.emit("replace", &place, Some(text));
            }
        }
        // An op on an id or on the children changes where nodes are.
        if let Op::Set { path, .. } | Op::Text { path, .. } = op
            && (path.is_empty() || path.starts_with(CHILDREN) || &**path == "/id")
        {
            self.tested.clear();
        }
        Some(())
    }

    fn emit(&mut self, op: &str, path: &str, value: Option<Value>) {
        let fields = [("op", Value::from(op)), ("path", path.into())];
        let value = value.into_iter().map(|value| ("value", value));
        self.out.push(Value::object(fields.into_iter().chain(value)));
    }

    /// The path of a node, which is tested if indexes lead to it.
    fn base(&mut self, id: Option<&Text>) -> Option<String> {
        let Some(id) = id else { return Some(String::new()) };
        let path = self.editor.document().path_of(id)?;
        if !path.is_empty() && self.tested.insert(id.clone()) {
            self.emit("test", &format!("{path}/id"), Some(id.into()));
        }
        Some(path)
    }
}

/// Whether a path is below another.
fn below(above: &str, path: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

fn clamp(index: i64, length: usize) -> usize {
    usize::try_from(index).map_or(length, |index| index.min(length))
}

/// Reads an RFC 6902 document made for `document` and gives the patch that does the same, by node ids where there are
/// any. All of RFC 6902 is understood; as there, all ops succeed or nothing is changed.
///
/// # Errors
/// The first op that is malformed or fails; [`OpError::Document`] when the result is beyond `limits` or has two nodes of
/// one id.
pub fn from_json_patch(patch: &Value, document: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    let ops = patch
        .as_array()
        .ok_or_else(|| OpError::shape("a JSON Patch must be a list").at(0))?;
    if ops.len() > limits.ops {
        return Err(OpError::TooManyOps { limit: limits.ops }.at(limits.ops));
    }
    let mut root = document.root().clone();
    for (index, op) in ops.iter().enumerate() {
        step(&mut root, op)
            .and_then(|()| Ok(check_limits(&root, limits)?))
            .map_err(|error| error.at(index))?;
    }
    let last = ops.len().saturating_sub(1);
    let after = Document::new(root, limits).map_err(|error| OpError::from(error).at(last))?;
    Ok(diff(document, &after))
}

/// Carries out one op of RFC 6902.
pub(super) fn step(root: &mut Value, op: &Value) -> Result<(), OpError> {
    let field = |key: &str| {
        op.get(key)
            .ok_or_else(|| OpError::shape(format!("`{key}` is missing")))
    };
    let text = |key: &str| {
        let value = field(key)?.as_str();
        value.ok_or_else(|| OpError::shape(format!("`{key}` must be a string")))
    };
    let path = text("path")?;
    match text("op")? {
        "add" => add(root, path, field("value")?.clone()),
        "remove" => remove(root, path).map(drop),
        "replace" => {
            let route = route(root, path)?;
            splice(root, &route, Splice::Replace(field("value")?.clone()), path)
        }
        "move" => {
            let from = text("from")?;
            route(root, from)?;
            if path == from {
                return Ok(());
            }
            if below(from, path) {
                return Err(OpError::IntoItself {
                    id: from.to_owned(),
                    parent: path.to_owned(),
                });
            }
            let value = remove(root, from)?;
            add(root, path, value)
        }
        "copy" => {
            let value = value_at(root, text("from")?)?.clone();
            add(root, path, value)
        }
        "test" => {
            if value_at(root, path)? == field("value")? {
                Ok(())
            } else {
                Err(OpError::TestFailed {
                    path: path.to_owned(),
                })
            }
        }
        _ => Err(OpError::shape(
            "`op` must be add, remove, replace, move, copy or test",
        )),
    }
}

fn add(root: &mut Value, path: &str, value: Value) -> Result<(), OpError> {
    let tokens = pointer::tokens(path).ok_or_else(|| bad_pointer(path))?;
    let (Some(last), Some((parent, _))) = (tokens.last(), path.rsplit_once('/')) else {
        return splice(root, &[], Splice::Replace(value), path);
    };
    let list = route(root, parent)?;
    let done = match root.at_route(&list) {
        Some(Value::Object(object)) => match object.position(last) {
            Some(at) => {
                let mut field = list.clone();
                field.push(at);
                return splice(root, &field, Splice::Replace(value), path);
            }
            None => Splice::InsertField(object.len(), (&**last).into(), value),
        },
        Some(Value::Array(array)) if *last == "-" => Splice::InsertItem(array.items().len(), value),
        Some(Value::Array(array)) => {
            match pointer::array_index(last).filter(|at| *at <= array.items().len()) {
                Some(at) => Splice::InsertItem(at, value),
                None => return Err(nothing_at(path, "the list has no such index")),
            }
        }
        _ => return Err(nothing_at(path, "its parent is no list and no object")),
    };
    splice(root, &list, done, path)
}

fn remove(root: &mut Value, path: &str) -> Result<Value, OpError> {
    let route = route(root, path)?;
    let (at, parent) = route.split_last().ok_or(OpError::Root)?;
    let value = root.at_route(&route).cloned().unwrap_or_default();
    let out = match root.at_route(parent) {
        Some(Value::Array(_)) => Splice::RemoveItem(*at),
        _ => Splice::RemoveField(*at),
    };
    splice(root, parent, out, path)?;
    Ok(value)
}

fn value_at<'a>(root: &'a Value, path: &str) -> Result<&'a Value, OpError> {
    let route = route(root, path)?;
    root.at_route(&route)
        .ok_or_else(|| nothing_at(path, "it is not there"))
}

/// The positions that a pointer stands for.
fn route(root: &Value, path: &str) -> Result<Vec<usize>, OpError> {
    let mut value = root;
    let mut route = Vec::new();
    for token in pointer::tokens(path).ok_or_else(|| bad_pointer(path))? {
        let at = match value {
            Value::Object(object) => object.position(&token),
            Value::Array(_) => pointer::array_index(&token),
            _ => None,
        };
        let step = at.and_then(|at| Some((at, value.child(at)?)));
        let (at, child) = step.ok_or_else(|| nothing_at(path, "it is not there"))?;
        route.push(at);
        value = child;
    }
    Ok(route)
}

fn splice(root: &mut Value, route: &[usize], splice: Splice, path: &str) -> Result<(), OpError> {
    root.splice(route, splice)
        .ok_or_else(|| nothing_at(path, "the change does not fit there"))
}

fn bad_pointer(path: &str) -> OpError {
    OpError::BadPointer {
        path: path.chars().take(200).collect(),
    }
}

fn nothing_at(path: &str, why: &'static str) -> OpError {
    OpError::NoSuchPath {
        path: path.chars().take(200).collect(),
        why,
    }
}
