//! What a model was not shown stays as it is, also where it answers with a whole document: it could not have copied it.

use crate::context::{ShownAs, ShownNodes};
use crate::document::{Document, NodeRef, Object, Text, Value};
use crate::sorted::SortedMap;

/// The document of an answer whose nodes have their old ids, with everything of the one before that its writer was not shown: nodes in
/// their places, fields of nodes that were told in a line. What was shown and did not come back is gone; so is what was below it, unless
/// something beside that came back.
pub(super) fn with_unshown(before: &Document, answer: &Document, shown: &ShownNodes) -> Value {
    let mut keeper = Keeper {
        before,
        answer,
        shown,
        kept: SortedMap::new(),
    };
    if let Some(root) = before.nodes().next() {
        keeper.look_below(&root);
    }
    keeper.completed(answer.root())
}

/// Whether there is something in a node of which its writer did not see all.
pub(super) fn hides_some(node: &NodeRef<'_>, shown: &ShownNodes) -> bool {
    node.children()
        .any(|child| shown.get(child.id) != Some(&ShownAs::Full) || hides_some(&child, shown))
}

struct Keeper<'a> {
    before: &'a Document,
    answer: &'a Document,
    shown: &'a ShownNodes,
    /// What stays, in order: by the node it is put into, behind which of its siblings (`None`: in front)
    kept: SortedMap<Text, Vec<(Option<Text>, Value)>>,
}

impl Keeper<'_> {
    /// Finds a place for what stays below a node.
    fn look_below(&mut self, old: &NodeRef<'_>) {
        let place_of = |id: &Text| Some((self.answer.node(id)?.parent?.clone(), id.clone()));
        let (parent, mut behind) = match self.answer.has_node(old.id) {
            true => (Some(old.id.clone()), None),
            // Its wrapper is gone: it goes where a sibling went.
            false => old.children().find_map(|child| place_of(child.id)).unzip(),
        };
        for child in old.children() {
            if let Some(there) = self.answer.node(child.id) {
                if there.parent == parent.as_ref() {
                    behind = Some(child.id.clone());
                }
            } else if let Some(parent) = parent.as_ref().filter(|_| self.stays(child.id)) {
                let kept = self.without_others(&child);
                self.kept
                    .or_default(parent.clone())
                    .push((behind.replace(child.id.clone()), kept));
                continue;
            }
            self.look_below(&child);
        }
    }

    /// Whether a node that did not come back was not shown with its fields.
    fn stays(&self, id: &Text) -> bool {
        self.shown.get(id).is_none_or(|shown| *shown == ShownAs::Line)
    }

    /// A node that stays, without what of it is elsewhere now or gone.
    fn without_others(&mut self, old: &NodeRef<'_>) -> Value {
        let mut children = Vec::new();
        for child in old.children() {
            if !self.answer.has_node(child.id) && self.stays(child.id) {
                children.push(self.without_others(&child));
            } else {
                self.look_below(&child);
            }
        }
        match old.value.as_object() {
            Some(object) if holds_nodes(object) => object.with("children", children).into(),
            _ => old.value.clone(),
        }
    }

    /// A part of the answer with what belongs to it.
    fn completed(&mut self, value: &Value) -> Value {
        let Some(object) = value.as_object() else {
            return value.clone();
        };
        let list = object.get("children").and_then(Value::as_array);
        let mut children: Vec<Value> = list
            .unwrap_or_default()
            .iter()
            .map(|child| self.completed(child))
            .collect();
        let id = value.node_identity().map(|(id, _)| id);
        let mut last = 0;
        for (behind, node) in id.and_then(|id| self.kept.remove(id)).unwrap_or_default() {
            let is_sibling = |child: &Value| child.node_identity().map(|(id, _)| id) == behind.as_ref();
            // Mostly it is the one before.
            let at = match children.get(last).is_some_and(is_sibling) {
                true => Some(last),
                false => children.iter().position(is_sibling),
            };
            last = at.map_or(0, |at| at + 1);
            children.insert(last, node);
        }
        let mut completed = object.clone();
        let old = id.and_then(|id| Some((self.before.node(id)?.value, self.shown.get(id))));
        if let Some((old, shown)) = old
            && shown != Some(&ShownAs::Full)
        {
            let adds = shown != Some(&ShownAs::Clipped);
            let data = old.as_object().filter(|old| adds && !holds_nodes(old));
            // These are put together node by node.
            let own = match object.contains("children") {
                true => object.with("children", Value::Null),
                false => object.clone(),
            };
            if let Value::Object(merged) = merged(old, &own.into(), adds) {
                completed = merged;
            }
            if let Some(data) = data.and_then(|old| old.get("children"))
                && children.is_empty()
            {
                return completed.with("children", data.clone()).into();
            }
        }
        if completed.contains("children") || !children.is_empty() {
            completed = completed.with("children", children);
        }
        completed.into()
    }
}

/// Whether the children of a node, if it has any, are nodes.
fn holds_nodes(node: &Object) -> bool {
    let children = node.get("children").and_then(Value::as_array);
    children.is_some_and(|list| list.iter().all(|child| child.node_identity().is_some()))
}

/// A value that somebody wrote who was not shown all of the old one. `adds`: what is not in it was not shown.
fn merged(old: &Value, new: &Value, adds: bool) -> Value {
    match (old, new) {
        (Value::String(whole), Value::String(text)) if is_start_of(text, whole) => old.clone(),
        (old, Value::Null) if adds => old.clone(),
        (Value::Object(old), Value::Object(new)) => {
            let start = if adds { old } else { new }.clone();
            let fields = new.iter().map(|(key, value)| {
                let value = old
                    .get(key)
                    .map_or_else(|| value.clone(), |old| merged(old, value, adds));
                (key, value)
            });
            fields
                .fold(start, |object, (key, value)| object.with(key.clone(), value))
                .into()
        }
        (Value::Array(old), Value::Array(new)) if old.items().len() == new.items().len() => {
            let items = old.items().iter().zip(new.items());
            Value::array(items.map(|(old, new)| merged(old, new, adds)))
        }
        _ => new.clone(),
    }
}

/// Whether a text is the other one as it is told where it is cut off.
fn is_start_of(text: &str, whole: &str) -> bool {
    text != whole
        && text
            .strip_suffix('…')
            .is_some_and(|start| whole.starts_with(start))
}
