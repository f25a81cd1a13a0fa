//! Where each node is: by id, shared between versions.

use std::sync::Arc;

use crate::hashing::Map;

use super::value::{Text, Value};

/// What is known of a node's place. Routes are found from it: up over the anchors, then down again.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The nearest node above
    pub(crate) anchor: Option<Text>,
    /// Where it was among its siblings when it was put there; siblings may have come and gone
    pub(crate) hint: u32,
}

/// All nodes by id. A version that moved a few nodes keeps the map of its parent and a small list of differences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    base: Arc<Map<Text, Slot>>,
    changed: Map<Text, Option<Slot>>,
    len: usize,
}

impl Index {
    /// Room for so many nodes.
    pub(crate) fn with_capacity(nodes: usize) -> Self {
        Self {
            base: Arc::new(Map::with_capacity_and_hasher(nodes, Default::default())),
            ..Self::default()
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Slot> {
        match self.changed.get(id) {
            Some(slot) => slot.as_ref(),
            None => self.base.get(id),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds or replaces; whether the id was free.
    pub(crate) fn set(&mut self, id: Text, slot: Slot) -> bool {
        let free = self.get(&id).is_none();
        self.len += usize::from(free);
        if let Some(base) = Arc::get_mut(&mut self.base) {
            self.changed.remove(&id);
            base.insert(id, slot);
        } else {
            self.changed.insert(id, Some(slot));
            self.settle();
        }
        free
    }

    pub(crate) fn remove(&mut self, id: &Text) {
        if self.get(id).is_none() {
            return;
        }
        self.len -= 1;
        if let Some(base) = Arc::get_mut(&mut self.base) {
            self.changed.remove(id);
            base.remove(id);
        } else {
            self.changed.insert(id.clone(), None);
            self.settle();
        }
    }

    /// Puts the differences into a map of its own when copying them with every version would cost more.
    fn settle(&mut self) {
        if self.changed.len() <= 64 + self.base.len() / 32 {
            return;
        }
        let base = Arc::make_mut(&mut self.base);
        for (id, slot) in self.changed.drain() {
            match slot {
                Some(slot) => base.insert(id, slot),
                None => base.remove(&id),
            };
        }
    }
}

/// Visits the nodes in and below a value that is reached through `children`, in document order: id, value, the nearest
/// node above, the place among the siblings. Ends at the first error.
pub(crate) fn visit_nodes<'a, E>(
    value: &'a Value,
    anchor: Option<&'a Text>,
    place: usize,
    visit: &mut impl FnMut(&'a Text, &'a Value, Option<&'a Text>, usize) -> Result<(), E>,
) -> Result<(), E> {
    let Some(object) = value.as_object() else {
        return Ok(());
    };
    let mut inner = anchor;
    if let Some((id, _)) = value.node_identity() {
        visit(id, value, anchor, place)?;
        inner = Some(id);
    }
    for (place, child) in object
        .get("children")
        .and_then(Value::as_array)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        visit_nodes(child, inner, place, visit)?;
    }
    Ok(())
}
