//! What an edit did to the wrong thing, taken back before it is done to the right one.

use super::desk::Desk;
use crate::document::Document;
use crate::version::{Op, diff};

/// Makes the document what it was, as far as nodes and their fields go. `document` is the one on the desk.
pub(super) fn put_back(desk: &mut Desk<'_, '_>, document: &Document, before: &Document) {
    let find = |desk: &Desk<'_, '_>, id: &str| desk.scene.find(id);
    for op in &diff(document, before).ops {
        match op {
            Op::Set {
                id: Some(id), path, ..
            }
            | Op::Text {
                id: Some(id), path, ..
            } => {
                let was = before.node(id).and_then(|node| node.value.pointer(path));
                if let (Some(at), Some(was)) = (find(desk, id), was) {
                    desk.set(at, path, was.clone());
                }
            }
            Op::Unset { id: Some(id), path } => {
                if let Some(at) = find(desk, id) {
                    desk.unset(at, path);
                }
            }
            Op::Insert {
                parent: Some(parent),
                index,
                node,
                ..
            } => {
                if let Some(parent) = find(desk, parent) {
                    desk.insert(parent, usize::try_from(*index).unwrap_or(usize::MAX), node);
                }
            }
            Op::Remove { id } => {
                if let Some(at) = find(desk, id) {
                    desk.remove(at);
                }
            }
            Op::Move { id, parent, index } => {
                if let (Some(at), Some(parent)) = (find(desk, id), find(desk, parent)) {
                    desk.move_to(at, parent, usize::try_from(*index).unwrap_or(usize::MAX));
                }
            }
            // Data beside the nodes is not changed by words.
            Op::Set { id: None, .. }
            | Op::Unset { id: None, .. }
            | Op::Text { id: None, .. }
            | Op::Insert { parent: None, .. } => {}
        }
    }
}
