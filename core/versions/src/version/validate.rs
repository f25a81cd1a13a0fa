//! What must not come out of a model: ops that do not fit the document, and content that could run.

use super::{content, editor::Editor, error::OpError, op::Op, op::Patch};
use crate::document::{Document, Limits, Value, pointer};

/// Faults that are reported of one patch at most.
const MOST: usize = 20;

/// Why an op is refused, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable: `patch.what` or `document.what` when it does not apply, `content.what` when it must not
    pub code: &'static str,
    /// Which op, from 0
    pub op_index: usize,
    /// What is wrong
    pub message: String,
}

impl Fault {
    fn of(error: &OpError, op_index: usize) -> Self {
        Self {
            code: error.code(),
            op_index,
            message: error.to_string(),
        }
    }
}

/// Everything that is wrong with a patch, as if each op was tried after the good ones before it. Empty: it can be applied.
pub fn validate(patch: &Patch, document: &Document, limits: &Limits) -> Vec<Fault> {
    let mut editor = Editor::new(document, limits);
    let mut faults = Vec::new();
    for (op_index, op) in patch.ops.iter().enumerate() {
        let before = faults.len();
        check(op, op_index, &editor.document(), &mut faults);
        match editor.apply(op) {
            Ok(()) if faults.len() > before => {}
            Ok(()) => check_text(op, op_index, &editor.document(), &mut faults),
            Err(error) => faults.push(Fault::of(&error, op_index)),
        }
        if faults.len() >= MOST {
            faults.truncate(MOST);
            break;
        }
    }
    faults
}

/// Everything that is wrong with one op on this document. Its index is given as 0.
pub fn validate_op(op: &Op, document: &Document, limits: &Limits) -> Vec<Fault> {
    validate(&Patch::new([op.clone()]), document, limits)
}

impl Editor {
    /// As [`Editor::apply`], for an op that a model made.
    ///
    /// # Errors
    /// Everything that is wrong with it, as [`validate_op`] says it; nothing has changed then.
    pub fn apply_checked(&mut self, op: &Op) -> Result<(), Vec<Fault>> {
        let document = self.document();
        let mut faults = Vec::new();
        check(op, 0, &document, &mut faults);
        // What a text becomes has to be looked at, too.
        if !faults.is_empty() || matches!(op, Op::Text { .. }) {
            faults = validate_op(op, &document, self.limits());
        }
        // Held any longer, it would make every change a copy.
        drop(document);
        match faults.is_empty() {
            true => self.apply(op).map_err(|error| vec![Fault::of(&error, 0)]),
            false => Err(faults),
        }
    }
}

/// Whether a document is of the form of this project's wireframes: a node with `layout`, `style`, `props`, `children`.
pub fn is_wireframe(document: &Document) -> bool {
    let root = document.root();
    let object = |key| root.get(key).is_some_and(|value| value.as_object().is_some());
    root.node_identity().is_some()
        && root
            .get("children")
            .is_some_and(|children| children.as_array().is_some())
        && object("layout")
        && object("style")
        && object("props")
}

/// Which form the nodes of a document have.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// That of this project
    Wireframe,
    /// Nodes below nodes; what else they hold is theirs
    Tree,
    /// Any JSON
    Data,
}

impl Form {
    fn of(document: &Document) -> Self {
        let root = document.root();
        let children = root.get("children").and_then(Value::as_array);
        // One child stands for all: every op is asked for this.
        let first = children.and_then(<[Value]>::first);
        let has_nodes = first.is_none_or(|child| child.node_identity().is_some());
        match root.node_identity().is_some() && children.is_some() && has_nodes {
            _ if is_wireframe(document) => Self::Wireframe,
            true => Self::Tree,
            false => Self::Data,
        }
    }
}

/// What a path from a node leads to that goes through children only.
enum Below {
    /// The list of the children of a node
    List,
    /// One of them
    Node,
}

impl Below {
    fn of(path: &str) -> Option<Self> {
        let tokens = pointer::tokens(path)?;
        let is_way = |(at, token): (usize, &std::borrow::Cow<'_, str>)| match at % 2 {
            0 => *token == "children",
            _ => pointer::array_index(token).is_some(),
        };
        match tokens.iter().enumerate().all(is_way) {
            _ if tokens.is_empty() => None,
            true if tokens.len() % 2 == 1 => Some(Self::List),
            true => Some(Self::Node),
            false => None,
        }
    }
}

struct Faults<'a> {
    op_index: usize,
    list: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, code: &'static str, message: impl Into<String>) {
        self.list.push(Fault {
            code,
            op_index: self.op_index,
            message: message.into(),
        });
    }

    fn add_handler(&mut self, name: &str) {
        self.add(
            "content.script",
            format!(
                "{name:?} would run its text as a script, and a design has none: leave the field out, or say where a click leads in `href`"
            ),
        );
    }
}

/// What is wrong with the content of an op, before it is applied.
fn check(op: &Op, op_index: usize, document: &Document, list: &mut Vec<Fault>) {
    let mut faults = Faults { op_index, list };
    let form = Form::of(document);
    let (wireframe, has_nodes) = (form == Form::Wireframe, form != Form::Data);
    match op {
        Op::Set { id, path, value, .. } => {
            check_path(path, &mut faults);
            let name = last_token(path);
            check_content(&name, value, &mut faults);
            let node = id.as_ref().and_then(|id| document.node(id));
            let holder = id.is_none().then(|| document.root());
            let old = node.map(|node| node.value).or(holder);
            let old = old.and_then(|old| old.pointer(path));
            check_handlers(&name, value, old, document, &mut faults);
            match (&**path, node) {
                ("", Some(node)) => {
                    if value.get("id").and_then(Value::as_text) != Some(node.id) {
                        faults.add(
                            "content.id-change",
                            format!("the id of {:?} must stay as it is", node.id),
                        );
                    }
                    if has_nodes {
                        check_node(value, form, &mut faults);
                    }
                }
                // What is no node at all is held back for a person to decide.
                ("", None) if has_nodes && value.node_identity().is_some() => {
                    check_node(value, form, &mut faults);
                }
                ("/id", Some(node)) if value.as_text() != Some(node.id) => {
                    faults.add(
                        "content.id-change",
                        format!("the id of {:?} must stay as it is", node.id),
                    );
                }
                ("/type", Some(_)) if value.as_str().is_none_or(str::is_empty) => {
                    faults.add("content.shape", "`type` must be a string");
                }
                ("/type", Some(_)) => check_type(value, old, &mut faults),
                (field @ ("/layout" | "/style" | "/props"), Some(node)) => {
                    let was_object = node.field(field).is_some_and(|old| old.as_object().is_some());
                    if (wireframe || was_object) && value.as_object().is_none() {
                        faults.add("content.shape", format!("{field:?} must be an object"));
                    }
                }
                ("/name", Some(_)) if wireframe && value.as_str().is_none() => {
                    faults.add("content.shape", "`name` must be a string");
                }
                _ => {}
            }
            match Below::of(path).filter(|_| has_nodes) {
                Some(Below::List) => check_children(value, form, &mut faults),
                Some(Below::Node) => check_node(value, form, &mut faults),
                None => {}
            }
            let holder = node.map(|node| node.value).or(holder);
            let children = holder.and_then(|holder| holder.get("children"));
            if has_nodes && path.starts_with("/children/") && children.and_then(Value::as_array).is_none() {
                faults.add(
                    "content.shape",
                    "there are no children here: a new one comes by `insert`",
                );
            }
        }
        Op::Unset { id, path } => {
            if id.is_some() && matches!(&**path, "/id" | "/type") {
                faults.add("content.id-change", "a node must keep its id and its type");
            }
        }
        Op::Insert { path, node, .. } => {
            check_path(path, &mut faults);
            check_content("", node, &mut faults);
            check_handlers(&last_token(path), node, None, document, &mut faults);
            if has_nodes && matches!(Below::of(path), Some(Below::List)) {
                check_node(node, form, &mut faults);
            }
        }
        Op::Text { path, .. } => {
            check_path(path, &mut faults);
            if op.id().is_some() && matches!(&**path, "/id") {
                faults.add("content.id-change", "a node must keep its id");
            }
            let name = last_token(path);
            if content::is_handler(&name) {
                faults.add_handler(&name);
            }
        }
        Op::Remove { .. } | Op::Move { .. } => {}
    }
}

/// A text can become dangerous by a change inside of it.
fn check_text(op: &Op, op_index: usize, after: &Document, list: &mut Vec<Fault>) {
    let Op::Text { id, path, .. } = op else { return };
    let holder = match id {
        None => Some(after.root()),
        Some(id) => after.node(id).map(|node| node.value),
    };
    if let Some(value) = holder.and_then(|value| value.pointer(path)) {
        check_content(last_token(path).as_str(), value, &mut Faults { op_index, list });
    }
}

/// The last token that is no index of a list: the name of the field.
fn last_token(path: &str) -> String {
    let tokens = pointer::tokens(path).unwrap_or_default();
    let name = tokens
        .iter()
        .rev()
        .find(|token| pointer::array_index(token).is_none());
    name.map_or(String::new(), |token| token.to_string())
}

fn check_path(path: &str, faults: &mut Faults<'_>) {
    let tokens = pointer::tokens(path).unwrap_or_default();
    if tokens.iter().any(|token| content::is_unsafe_key(token)) {
        faults.add("content.unsafe-key", "`__proto__` cannot be a field");
    }
}

fn check_content(key: &str, value: &Value, faults: &mut Faults<'_>) {
    if faults.list.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) => {
            if let Some(what) = content::danger(key, text) {
                let start: String = text.chars().take(40).collect();
                faults.add("content.script", format!("{what} is not allowed: {start:?}"));
            }
        }
        Value::Array(array) => array
            .items()
            .iter()
            .for_each(|item| check_content(key, item, faults)),
        Value::Object(object) => {
            for (key, value) in object.iter() {
                if content::is_unsafe_key(key) {
                    faults.add("content.unsafe-key", "`__proto__` cannot be a field");
                }
                check_content(key, value, faults);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Fields that run their text, nodes that run or load what others wrote, and ids that could be markup, unless the document has the very
/// same there.
fn check_handlers(
    name: &str,
    value: &Value,
    old: Option<&Value>,
    document: &Document,
    faults: &mut Faults<'_>,
) {
    if faults.list.len() >= MOST {
        return;
    }
    match value {
        Value::String(_) if content::is_handler(name) && old != Some(value) => faults.add_handler(name),
        Value::Array(array) => {
            let mut before = old.and_then(Value::as_array).map(|old| old.iter());
            for item in array.items() {
                let old = before.as_mut().and_then(Iterator::next);
                check_handlers(name, item, old, document, faults);
            }
        }
        Value::Object(object) => {
            let node = value.node_identity().map(|(id, _)| document.node(id));
            if let (Some(None), Some((id, _))) = (node, value.node_identity())
                && !content::is_plain_id(id)
            {
                let start: String = id.chars().take(40).collect();
                faults.add(
                    "content.id",
                    format!("a new node cannot be called {start:?}: use letters, digits and - _ . only"),
                );
            }
            let old = node.flatten().map(|node| node.value).or(old);
            let field = |name: &str| old.and_then(|old| old.get(name));
            if let (Some(_), Some(kind)) = (node, object.get("type")) {
                check_type(kind, field("type"), faults);
            }
            for (name, value) in object.iter() {
                check_handlers(name, value, field(name), document, faults);
            }
        }
        _ => {}
    }
}

/// The type of a node.
fn check_type(kind: &Value, old: Option<&Value>, faults: &mut Faults<'_>) {
    if let Some(kind) = kind.as_str()
        && content::is_foreign_content(kind)
        && old.and_then(Value::as_str) != Some(kind)
    {
        faults.add(
            "content.script",
            format!("a node of the type {kind:?} is not allowed: use a type that only shows something"),
        );
    }
}

/// The form of a node and of all below it.
fn check_node(node: &Value, form: Form, faults: &mut Faults<'_>) {
    let Some(object) = node.as_object() else {
        faults.add("content.shape", "a node must be an object with `id` and `type`");
        return;
    };
    for key in ["id", "type"] {
        if object.get(key).and_then(Value::as_str).is_none_or(str::is_empty) {
            faults.add(
                "content.shape",
                format!("a node must have a `{key}`, a string that is not empty"),
            );
        }
    }
    for key in ["layout", "style", "props"] {
        if form == Form::Wireframe && object.get(key).is_some_and(|value| value.as_object().is_none()) {
            faults.add("content.shape", format!("`{key}` of a node must be an object"));
        }
    }
    if form == Form::Wireframe && object.get("name").is_some_and(|value| value.as_str().is_none()) {
        faults.add("content.shape", "`name` of a node must be a string");
    }
    if let Some(children) = object.get("children") {
        check_children(children, form, faults);
    }
}

fn check_children(children: &Value, form: Form, faults: &mut Faults<'_>) {
    match children.as_array() {
        Some(children) => children
            .iter()
            .take_while(|child| {
                check_node(child, form, faults);
                faults.list.len() < MOST
            })
            .for_each(drop),
        None => faults.add("content.shape", "`children` of a node must be a list"),
    }
}
