//! Puts back what the guard took out of the request, wherever the model repeats it.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::context::{Placeholder, placeholders_in, unmask, unmask_written};
use crate::document::{Document, Text, Value, pointer};
use crate::version::{Editor, Op};

pub(super) struct Restorer<'a> {
    placeholders: &'a [Placeholder],
    /// All that stand in the request; `None`: not to be checked
    shown: Option<&'a [String]>,
    editor: &'a Editor,
    /// As it is now, when it is asked for
    document: OnceCell<Document>,
    /// Those of the answer that do not
    unknown: Vec<String>,
}

impl<'a> Restorer<'a> {
    pub(super) fn new(
        placeholders: &'a [Placeholder],
        shown: Option<&'a [String]>,
        editor: &'a Editor,
    ) -> Self {
        Self {
            placeholders,
            shown,
            editor,
            document: OnceCell::new(),
            unknown: Vec::new(),
        }
    }

    /// What is wrong with the answer, in words for the model.
    pub(super) fn faults(self) -> Vec<String> {
        let told = |token| {
            format!(
                "{token} is no placeholder of the request. Copy those of the request letter by letter, and write no others."
            )
        };
        self.unknown.into_iter().map(told).collect()
    }

    fn text(&mut self, text: Text) -> Text {
        if !text.contains('_') {
            return text;
        }
        if let Some(shown) = self.shown {
            let given = |token: &str| self.placeholders.iter().any(|known| known.token == token);
            let unknown = placeholders_in(&text)
                .filter(|token| !given(token) && !shown.iter().any(|known| known == token));
            self.unknown.extend(unknown.map(str::to_owned));
        }
        self.restored(&text).into()
    }

    pub(super) fn restored(&self, text: &str) -> String {
        self.restored_by(text, self.placeholders)
    }

    fn restored_by(&self, text: &str, placeholders: &[Placeholder]) -> String {
        match self.shown {
            Some(shown) => {
                let typed = |name: &str| shown.iter().any(|known| known == name);
                unmask_written(text, placeholders, &typed)
            }
            None => unmask(text, placeholders),
        }
    }

    fn document(&self) -> &Document {
        self.document.get_or_init(|| self.editor.document())
    }

    /// The value that an op is about.
    fn holder(&self, id: Option<&Text>) -> Option<&Value> {
        let document = self.document();
        match id {
            Some(id) => Some(document.node(id)?.value),
            None => Some(document.root()),
        }
    }

    /// A pointer. In a key that was hidden some signs are written in another way there.
    fn path(&mut self, id: Option<&Text>, path: Text) -> Text {
        let plain = self.text(path.clone());
        if plain == path {
            return plain;
        }
        let mut as_keys: Cow<'_, [Placeholder]> = self.placeholders.into();
        if as_keys.iter().any(|known| known.text.contains(['/', '~'])) {
            for known in as_keys.to_mut() {
                let mut token = String::new();
                pointer::push_token(&mut token, &known.text);
                known.text = token.split_off(1);
            }
        }
        let as_key = self.restored_by(&path, &as_keys);
        // Documents without nodes are told by paths, of which some look like somebody's number.
        match self.holder(id).and_then(|holder| holder.pointer(&plain)) {
            Some(_) => plain,
            None => as_key.into(),
        }
    }

    pub(super) fn op(&mut self, op: Op) -> Op {
        match op {
            Op::Set {
                id,
                path,
                value,
                before,
            } => {
                let id = id.map(|id| self.text(id));
                let path = self.path(id.as_ref(), path);
                let old = match may_hold_placeholders(&value) {
                    true => self.holder(id.as_ref()).and_then(|holder| holder.pointer(&path)),
                    false => None,
                };
                let value = self.value(&value, old.cloned().as_ref());
                Op::Set {
                    id,
                    path,
                    value,
                    before,
                }
            }
            Op::Unset { id, path } => {
                let id = id.map(|id| self.text(id));
                let path = self.path(id.as_ref(), path);
                Op::Unset { id, path }
            }
            Op::Insert {
                parent,
                path,
                index,
                node,
            } => {
                let parent = parent.map(|parent| self.text(parent));
                let path = self.path(parent.as_ref(), path);
                let node = self.value(&node, None);
                Op::Insert {
                    parent,
                    path,
                    index,
                    node,
                }
            }
            Op::Remove { id } => Op::Remove { id: self.text(id) },
            Op::Move { id, parent, index } => Op::Move {
                id: self.text(id),
                parent: self.text(parent),
                index,
            },
            Op::Text {
                id,
                path,
                at,
                delete,
                insert,
            } => {
                let id = id.map(|id| self.text(id));
                let path = self.path(id.as_ref(), path);
                let insert = self.text(insert);
                Op::Text {
                    id,
                    path,
                    at,
                    delete,
                    insert,
                }
            }
        }
    }

    /// `old`: what is there now.
    pub(super) fn value(&mut self, value: &Value, old: Option<&Value>) -> Value {
        match value {
            _ if !may_hold_placeholders(value) => value.clone(),
            Value::String(text) => {
                let restored = self.text(text.clone());
                match restored == *text {
                    true => value.clone(),
                    false => self.number(&restored, old).unwrap_or(Value::String(restored)),
                }
            }
            Value::Array(list) => {
                let old = old.and_then(Value::as_array).unwrap_or_default();
                let items = list.items().iter().enumerate();
                Value::array(items.map(|(at, item)| self.value(item, old.get(at))))
            }
            Value::Object(object) => {
                let id = value
                    .get("id")
                    .and_then(Value::as_str)
                    .map(|id| self.restored(id).into());
                let node = id.and_then(|id| self.holder(Some(&id)).cloned());
                let old = node.as_ref().or(old);
                let fields = object.iter().map(|(key, value)| {
                    let key = self.text(key.clone());
                    let old = old.and_then(|old| old.get(&key));
                    let value = self.value(value, old);
                    (key, value)
                });
                Value::object(fields)
            }
            other => other.clone(),
        }
    }

    /// A number that was hidden and came back: in its place, or, where nothing is, as it is elsewhere in the document.
    fn number(&self, text: &str, old: Option<&Value>) -> Option<Value> {
        let is_text = |value: &Value| value.as_str() == Some(text);
        let is_number = |value: &Value| matches!(value, Value::Number(_)) && value.to_json() == text;
        if old.is_some_and(is_text) || !text.bytes().all(|byte| b"-.0123456789".contains(&byte)) {
            return None;
        }
        let old = old.filter(|old| is_number(old));
        let root = self.document().root();
        old.or_else(|| find(root, &is_number).filter(|_| find(root, &is_text).is_none()))
            .cloned()
    }
}

fn find<'a>(value: &'a Value, wanted: &dyn Fn(&Value) -> bool) -> Option<&'a Value> {
    match value {
        _ if wanted(value) => Some(value),
        Value::Array(list) => list.items().iter().find_map(|item| find(item, wanted)),
        Value::Object(object) => object.iter().find_map(|(_, value)| find(value, wanted)),
        _ => None,
    }
}

fn may_hold_placeholders(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('_'),
        Value::Array(list) => list.items().iter().any(may_hold_placeholders),
        Value::Object(object) => object
            .iter()
            .any(|(key, value)| key.contains('_') || may_hold_placeholders(value)),
        _ => false,
    }
}
