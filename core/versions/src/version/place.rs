//! What the place of a change means for the nodes of a document.

use crate::hashing::Set;

use super::error::OpError;
use crate::document::{
    Splice, Text, Value,
    index::{Index, Slot, visit_nodes},
};

/// What stands at the end of a route.
enum Role {
    /// Something reached through `children`: a node, if it has an id and a type
    Member,
    /// The list `children` of a member
    List,
    /// The `id` or `type` of a member
    Identity,
    /// Anything else
    Data,
}

/// What is known about the end of a route.
pub(super) struct Place<'a> {
    role: Role,
    /// The node above: of a member, the nearest one that it is in; of all else, the nearest one that it belongs to
    above: Option<&'a Text>,
    /// The node whose own content it is, a member being its own if it is a node
    pub(super) owner: Option<&'a Text>,
    /// What is at the end
    target: &'a Value,
}

impl<'a> Place<'a> {
    /// Follows a route from the root.
    pub(super) fn of(root: &'a Value, route: &[usize]) -> Option<Self> {
        let own_id = |value: &'a Value| value.node_identity().map(|(id, _)| id);
        let mut place = Self {
            role: Role::Member,
            above: None,
            owner: own_id(root),
            target: root,
        };
        let mut value = root;
        for &at in route {
            let child = value.child(at)?;
            place.role = match (&place.role, value) {
                (Role::Member, Value::Object(object)) => {
                    place.above = place.owner;
                    match object.entries().get(at).map(|(key, _)| &**key) {
                        Some("children") => Role::List,
                        Some("id" | "type") => Role::Identity,
                        _ => Role::Data,
                    }
                }
                (Role::List, Value::Array(_)) => {
                    place.owner = own_id(child).or(place.above);
                    Role::Member
                }
                _ => Role::Data,
            };
            value = child;
        }
        place.target = value;
        Some(place)
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.role, Role::List)
    }
}

/// The nodes that a change takes out of the index and those that it puts in.
pub(super) struct Restructure {
    above: Option<Text>,
    old: Vec<(usize, Value)>,
    new: Vec<(usize, Value)>,
}

impl Restructure {
    /// What a splice at a place at the end of a route means; `None` when no node comes, goes or changes its id.
    pub(super) fn of(root: &Value, route: &[usize], place: &Place<'_>, splice: &Splice) -> Option<Self> {
        let target = place.target;
        let last = route.last().copied().unwrap_or(0);
        let (old, new) = match (&place.role, splice) {
            (Role::Member, Splice::Replace(value)) => {
                (vec![(last, target.clone())], vec![(last, value.clone())])
            }
            (Role::List, Splice::Replace(value)) => (members(target), members(value)),
            (Role::Identity, Splice::Replace(_)) => {
                let (_, outer) = route.split_last()?;
                return Self::identity(root, outer, &[last], splice);
            }
            (Role::List, Splice::InsertItem(at, item)) => (Vec::new(), vec![(*at, item.clone())]),
            (Role::List, Splice::RemoveItem(at)) => (vec![(*at, target.child(*at)?.clone())], Vec::new()),
            (Role::Member, Splice::InsertField(_, key, value)) => match &**key {
                "children" => return Some(Self::list(place.owner, Vec::new(), members(value))),
                "id" | "type" => return Self::identity(root, route, &[], splice),
                _ => return None,
            },
            (Role::Member, Splice::RemoveField(at)) => match &*target.as_object()?.entries().get(*at)?.0 {
                "children" => return Some(Self::list(place.owner, members(target.child(*at)?), Vec::new())),
                "id" | "type" => return Self::identity(root, route, &[], splice),
                _ => return None,
            },
            _ => return None,
        };
        Some(Self::list(place.above, old, new))
    }

    fn list(above: Option<&Text>, old: Vec<(usize, Value)>, new: Vec<(usize, Value)>) -> Self {
        Self {
            above: above.cloned(),
            old,
            new,
        }
    }

    /// A member whose `id` or `type` changes: all below it hang on another node then.
    fn identity(root: &Value, outer: &[usize], inner: &[usize], splice: &Splice) -> Option<Self> {
        let member = root.at_route(outer)?;
        let at = outer.last().copied().unwrap_or(0);
        let mut changed = member.clone();
        changed.splice(
            inner,
            match splice {
                Splice::Replace(value) => Splice::Replace(value.clone()),
                Splice::InsertField(at, key, value) => Splice::InsertField(*at, key.clone(), value.clone()),
                Splice::RemoveField(at) => Splice::RemoveField(*at),
                Splice::InsertItem(..) | Splice::RemoveItem(_) => return None,
            },
        )?;
        let above = Place::of(root, outer)?.above;
        Some(Self::list(above, vec![(at, member.clone())], vec![(at, changed)]))
    }

    /// Whether all ids stay unique.
    pub(super) fn check(&self, index: &Index) -> Result<(), OpError> {
        let mut gone: Set<&Text> = Set::default();
        let mut come: Set<&Text> = Set::default();
        visit(&self.old, self.above.as_ref(), &mut |id, _, _| {
            gone.insert(id);
            Ok::<(), OpError>(())
        })?;
        visit(&self.new, self.above.as_ref(), &mut |id, _, _| {
            let taken = index.get(id).is_some() && !gone.contains(id);
            if taken || !come.insert(id) {
                return Err(OpError::DuplicateId { id: id.to_string() });
            }
            Ok(())
        })
    }

    /// Brings the index up to date.
    pub(super) fn commit(&self, index: &mut Index) {
        let done: Result<(), std::convert::Infallible> =
            visit(&self.old, self.above.as_ref(), &mut |id, _, _| {
                index.remove(id);
                Ok(())
            });
        let Ok(()) = done;
        let done: Result<(), std::convert::Infallible> =
            visit(&self.new, self.above.as_ref(), &mut |id, above, place| {
                let slot = Slot {
                    anchor: above.cloned(),
                    hint: place as u32,
                };
                index.set(id.clone(), slot);
                Ok(())
            });
        let Ok(()) = done;
    }
}

fn members(list: &Value) -> Vec<(usize, Value)> {
    list.as_array()
        .unwrap_or_default()
        .iter()
        .cloned()
        .enumerate()
        .collect()
}

fn visit<'a, E>(
    members: &'a [(usize, Value)],
    above: Option<&'a Text>,
    visit: &mut impl FnMut(&'a Text, Option<&'a Text>, usize) -> Result<(), E>,
) -> Result<(), E> {
    members.iter().try_for_each(|(place, member)| {
        visit_nodes(member, above, *place, &mut |id, _, above, place| {
            visit(id, above, place)
        })
    })
}
