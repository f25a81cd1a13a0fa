//! First versions: composes a wireframe from a request in words.
//!
//! A prompt is read into a [`request::Request`] (kind of screen, topic, listed things, refusals, looks), the parts of the
//! screen are chosen and ordered, and each is built from a line of a table. No randomness: the same words give the same
//! screen.

mod choose;
mod chrome;
mod collection;
mod compose;
mod composite;
mod data;
mod draw;
mod form;
mod item;
mod items;
mod look;
mod node;
mod paint;
mod request;
mod sketch;
mod words;

use crate::context::EditBrief;
use crate::document::{Text, Value};
use crate::sorted::Gather;
use crate::sorted::SortedSet;
use crate::version::Op;

use self::compose::Piece;
use self::node::{Container, Group};
pub(crate) use self::request::says_something;
use super::OfflineAnswer;

/// Composes the first version that the brief asks for, as ops that fill the empty screen section by section.
pub fn answer_create(brief: &EditBrief) -> OfflineAnswer {
    let root = brief
        .document
        .root()
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or("root");
    if !says_something(&brief.understanding.guard.masked) {
        return OfflineAnswer {
            question: Some(
                "What should it be: a login page, a dashboard for a bakery, the settings of a music app, or something else?"
                    .to_owned(),
            ),
            ..OfflineAnswer::default()
        };
    }
    let mut taken = SortedSet::from_iter([root.to_owned()]);
    let composition = compose::compose(&brief.understanding.guard.masked, &mut taken);
    let root: Text = root.into();
    let mut ops = Vec::new();
    let mut set = |path: &str, value: Value| {
        ops.push(Op::set(root.clone(), path, value));
    };
    set("/name", Value::from(&composition.root.name));
    for (group, at) in [(Group::Layout, "/layout/"), (Group::Style, "/style/")] {
        for (key, value) in composition.root.group(group) {
            set(&format!("{at}{key}"), value);
        }
    }
    let mut ids: Vec<(Container, Text)> = vec![(Container::Root, root)];
    for Piece { inside, node } in composition.pieces {
        let parent = ids.iter().find(|(container, _)| *container == inside);
        let parent = parent.or_else(|| ids.first()).map(|(_, id)| id.clone());
        for node in std::iter::once(&node).chain(&node.children) {
            ids.push((node.container, node.id.as_str().into()));
        }
        ops.push(Op::insert(parent.unwrap_or_default(), -1, node.into_value()));
    }
    OfflineAnswer {
        ops: ops.iter().map(|op| op.to_value().to_json()).gather(),
        question: None,
        summary: composition.summary,
    }
}
