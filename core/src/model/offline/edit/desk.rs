//! The document while it is being changed: every change is an op, and the next one sees what the ones before did.

use crate::context::scene::Scene;
use crate::document::{Document, Value, parse_number, write_string};
use crate::sorted::Gather;
use crate::sorted::{SortedMap, SortedSet};

/// A child on the desk.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Child {
    Old(usize),
    New(String),
}

/// Working state.
pub(super) struct Desk<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    /// What the edit before did by mistake: the document, and what it was
    pub(super) mistake: Option<(&'s Document, &'s Document)>,
    /// The document as copies are taken from it
    pub(super) copied: Option<Document>,
    ops: Vec<String>,
    changed: SortedMap<(usize, String), Option<Value>>,
    children: SortedMap<usize, Vec<Child>>,
    parents: SortedMap<usize, usize>,
    removed: SortedSet<usize>,
    ids: SortedSet<String>,
    pub(super) done: Vec<String>,
}

impl<'s, 'a> Desk<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>) -> Self {
        Self {
            scene,
            mistake: None,
            copied: None,
            ops: Vec::new(),
            changed: SortedMap::new(),
            children: SortedMap::new(),
            parents: SortedMap::new(),
            removed: SortedSet::new(),
            ids: scene.nodes.iter().map(|n| n.id.to_owned()).collect(),
            done: Vec::new(),
        }
    }

    pub(super) fn into_ops(self) -> (Vec<String>, Vec<String>) {
        (self.ops, self.done)
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.ops.is_empty()
    }

    pub(super) fn get(&self, node: usize, path: &str) -> Option<Value> {
        if let Some(value) = self.changed.get(&(node, path.to_owned())) {
            return value.clone();
        }
        self.scene
            .get(node)?
            .value
            .pointer(path)
            .filter(|v| !v.is_null())
            .cloned()
    }

    pub(super) fn text(&self, node: usize, path: &str) -> Option<String> {
        self.get(node, path)?.as_str().map(str::to_owned)
    }

    pub(super) fn number(&self, node: usize, path: &str) -> Option<f64> {
        match self.get(node, path)? {
            Value::Number(n) => Some(n),
            Value::String(text) => parse_number(text.trim_end_matches("px")),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, node: usize, path: &str, value: impl Into<Value>) {
        let value = value.into();
        if self.get(node, path).as_ref() == Some(&value) || self.is_gone(node) {
            return;
        }
        let mut op = String::from("{\"op\":\"set\",\"id\":");
        write_string(&mut op, self.scene.id(node));
        op.push_str(",\"path\":");
        write_string(&mut op, path);
        op.push_str(",\"value\":");
        op.push_str(&value.to_json());
        op.push('}');
        self.ops.push(op);
        self.changed.insert((node, path.to_owned()), Some(value));
    }

    pub(super) fn unset(&mut self, node: usize, path: &str) {
        if self.get(node, path).is_none() || self.is_gone(node) {
            return;
        }
        let mut op = String::from("{\"op\":\"unset\",\"id\":");
        write_string(&mut op, self.scene.id(node));
        op.push_str(",\"path\":");
        write_string(&mut op, path);
        op.push('}');
        self.ops.push(op);
        self.changed.insert((node, path.to_owned()), None);
    }

    pub(super) fn is_gone(&self, node: usize) -> bool {
        self.removed.contains(&node) || self.scene.ancestors(node).any(|a| self.removed.contains(&a))
    }

    pub(super) fn remove(&mut self, node: usize) {
        if node == 0 || self.is_gone(node) {
            return;
        }
        let mut op = String::from("{\"op\":\"remove\",\"id\":");
        write_string(&mut op, self.scene.id(node));
        op.push('}');
        self.ops.push(op);
        if let Some(parent) = self.parent(node) {
            self.list(parent).retain(|c| *c != Child::Old(node));
        }
        self.removed.insert(node);
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.parents
            .get(&node)
            .copied()
            .or_else(|| self.scene.get(node).and_then(|n| n.parent))
    }

    fn list(&mut self, parent: usize) -> &mut Vec<Child> {
        let scene = self.scene;
        self.children.or_insert_with(parent, || {
            scene
                .get(parent)
                .map(|n| n.children.iter().map(|c| Child::Old(*c)).gather())
                .unwrap_or_default()
        })
    }

    pub(super) fn children(&mut self, parent: usize) -> Vec<Child> {
        self.list(parent).clone()
    }

    /// Place of a node among its siblings.
    pub(super) fn index(&mut self, node: usize) -> Option<usize> {
        let parent = self.parent(node)?;
        self.list(parent).iter().position(|c| *c == Child::Old(node))
    }

    /// `index` counts with the node taken out; `usize::MAX` is the end.
    pub(super) fn move_to(&mut self, node: usize, parent: usize, index: usize) {
        let Some(from) = self.parent(node) else { return };
        if self.is_gone(node) || self.is_gone(parent) || self.scene.inside(parent, node) {
            return;
        }
        let at = self.index(node);
        self.list(from).retain(|c| *c != Child::Old(node));
        let list = self.list(parent);
        let index = index.min(list.len());
        list.insert(index, Child::Old(node));
        let last = index + 1 == list.len();
        self.parents.insert(node, parent);
        if from == parent && at == Some(index) {
            return;
        }
        let parent = self.scene.id(parent);
        self.push_move(node, parent, if last { -1 } else { index as i64 });
    }

    fn push_move(&mut self, node: usize, parent: &str, index: i64) {
        let mut op = String::from("{\"op\":\"move\",\"id\":");
        write_string(&mut op, self.scene.id(node));
        op.push_str(",\"parent\":");
        write_string(&mut op, parent);
        op.push_str(&format!(",\"index\":{index}}}"));
        self.ops.push(op);
    }

    pub(super) fn insert(&mut self, parent: usize, index: usize, node: &Value) {
        let id = node
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let list = self.list(parent);
        let index = index.min(list.len());
        let last = index == list.len();
        list.insert(index, Child::New(id));
        let mut op = String::from("{\"op\":\"insert\",\"parent\":");
        write_string(&mut op, self.scene.id(parent));
        op.push_str(&format!(
            ",\"index\":{},\"node\":",
            if last { -1 } else { index as i64 }
        ));
        op.push_str(&node.to_json());
        op.push('}');
        self.ops.push(op);
    }

    /// Moves a node to the end of a new one.
    pub(super) fn move_into(&mut self, node: usize, new: &str) {
        let Some(parent) = self.parent(node) else { return };
        self.list(parent).retain(|c| *c != Child::Old(node));
        self.push_move(node, new, -1);
    }

    /// An id that is not in use, from words.
    pub(super) fn fresh(&mut self, base: &str) -> String {
        let slug: String = crate::context::token::fold(base)
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(4)
            .gather()
            .join("-");
        let slug = if slug.is_empty() { "item".to_owned() } else { slug };
        let mut id = slug.clone();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{slug}-{number}");
            number += 1;
        }
        id
    }

    /// A copy of a node with ids of its own.
    pub(super) fn copy(&mut self, value: &Value, base: &str) -> Value {
        let Some(object) = value.as_object() else {
            return value.clone();
        };
        let mut copy = object.clone();
        if object.get("id").and_then(Value::as_str).is_some() {
            copy = copy.with("id", self.fresh(base).as_str());
        }
        if let Some(children) = object.get("children").and_then(Value::as_array) {
            let children: Vec<Value> = children
                .iter()
                .map(|child| {
                    let part = child.get("name").and_then(Value::as_str).unwrap_or("part");
                    self.copy(child, &format!("{base} {part}"))
                })
                .gather();
            copy = copy.with("children", Value::array(children));
        }
        Value::Object(copy)
    }
}

/// A node with a field set, objects made on the way.
pub(super) fn with(node: &Value, path: &[&str], value: Value) -> Value {
    let Some((first, rest)) = path.split_first() else {
        return value;
    };
    let empty = Value::object::<&str, Value>([]);
    let inner = node.get(first).unwrap_or(&empty);
    let next = with(inner, rest, value);
    match node.as_object() {
        Some(object) => Value::Object(object.with(*first, next)),
        None => node.clone(),
    }
}

pub(super) fn number(value: f64) -> Value {
    Value::Number(if (value - value.round()).abs() < 0.05 {
        value.round()
    } else {
        (value * 10.0).round() / 10.0
    })
}
