//! The one way in which a tree is changed: a route of positions from the root, and what to do at its end.

use super::value::{Text, Value};

/// What is done at the end of a route.
pub(crate) enum Splice {
    /// The value there becomes this one.
    Replace(Value),
    /// Into the array there.
    InsertItem(usize, Value),
    /// Out of the array there.
    RemoveItem(usize),
    /// Into the object there, at a place.
    InsertField(usize, Text, Value),
    /// Out of the object there.
    RemoveField(usize),
}

impl Value {
    /// Changes what the route leads to. Storage that others share is copied on the way, the rest is changed in place.
    /// `None` when the route leads nowhere or the splice does not fit: then nothing has changed.
    pub(crate) fn splice(&mut self, route: &[usize], splice: Splice) -> Option<()> {
        if let Some((&at, rest)) = route.split_first() {
            return match self {
                Self::Array(array) => array.update(at, |item| item.splice(rest, splice)),
                Self::Object(object) => object.update(at, |value| value.splice(rest, splice)),
                _ => None,
            };
        }
        match (self, splice) {
            (target, Splice::Replace(value)) => {
                *target = value;
                Some(())
            }
            (Self::Array(array), Splice::InsertItem(at, item)) => array.insert(at, item),
            (Self::Array(array), Splice::RemoveItem(at)) => array.remove(at),
            (Self::Object(object), Splice::InsertField(at, key, value)) => object.insert(at, key, value),
            (Self::Object(object), Splice::RemoveField(at)) => object.remove(at),
            _ => None,
        }
    }

    /// What a route leads to.
    pub(crate) fn at_route(&self, route: &[usize]) -> Option<&Value> {
        route.iter().try_fold(self, |value, at| value.child(*at))
    }
}
