//! Ops applied one at a time, each or not at all.

use std::{borrow::Cow, sync::Arc};

use crate::hashing::Set;

use super::{
    error::{OpError, PatchError},
    op::{CHILDREN, Op, Patch},
    place::{Place, Restructure},
};
use crate::document::{
    Document, DocumentError, Limits, Splice, Text, Value, Weight, find, index::Index, index::Slot, pointer,
    route_pointer,
};

/// What came of a patch.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The new document
    pub document: Document,
    /// Takes the patch back exactly, the order of keys included
    pub inverse: Patch,
    /// The nodes that were changed, put in, taken out or moved, each once, in the order of the ops
    pub touched: Vec<Text>,
}

/// Applies a patch, all or nothing.
///
/// # Errors
/// The first op that does not apply, with its index; the document is as it was.
pub fn apply(document: &Document, patch: &Patch, limits: &Limits) -> Result<Applied, PatchError> {
    let mut editor = Editor::new(document, limits);
    editor.apply_all(patch)?;
    Ok(editor.finish())
}

/// As [`apply`], for who wants nothing but the new document: what would take the patch back is not worked out, and what nobody
/// else holds of the old one is changed in place.
///
/// # Errors
/// As [`apply`]; the document is gone then.
pub fn advance(document: Document, patch: &Patch, limits: &Limits) -> Result<Document, PatchError> {
    let mut editor = Editor::of(document, limits);
    editor.records = false;
    editor.apply_all(patch)?;
    Ok(Document::from_parts(editor.root, editor.index))
}

/// Applies ops one at a time, as they stream in. An op that fails leaves everything as it was.
#[derive(Clone, Debug)]
pub struct Editor {
    root: Value,
    index: Arc<Index>,
    limits: Limits,
    ops: usize,
    /// Whether the inverse and the touched nodes are wanted
    records: bool,
    /// Newest last
    inverse: Vec<Op>,
    touched: Vec<Text>,
    seen: Set<Text>,
}

impl Editor {
    /// Starts from a document.
    pub fn new(document: &Document, limits: &Limits) -> Self {
        Self::of(document.clone(), limits)
    }

    fn of(document: Document, limits: &Limits) -> Self {
        let (root, index) = document.into_parts();
        Self {
            root,
            index,
            limits: limits.clone(),
            ops: 0,
            records: true,
            inverse: Vec::new(),
            touched: Vec::new(),
            seen: Set::default(),
        }
    }

    /// The document as it is now.
    pub fn document(&self) -> Document {
        Document::from_parts(self.root.clone(), self.index.clone())
    }

    /// What it keeps to.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many ops were applied.
    pub fn ops(&self) -> usize {
        self.ops
    }

    /// The result of all ops that were applied.
    pub fn finish(mut self) -> Applied {
        self.inverse.reverse();
        Applied {
            document: Document::from_parts(self.root, self.index),
            inverse: self.inverse.into(),
            touched: self.touched,
        }
    }

    fn apply_all(&mut self, patch: &Patch) -> Result<(), PatchError> {
        let limit = self.limits.ops;
        if patch.ops.len() > limit {
            return Err(OpError::TooManyOps { limit }.at(limit));
        }
        for (index, op) in patch.ops.iter().enumerate() {
            self.apply(op).map_err(|error| error.at(index))?;
        }
        Ok(())
    }

    /// Applies one op.
    ///
    /// # Errors
    /// Why it does not apply; nothing has changed then.
    pub fn apply(&mut self, op: &Op) -> Result<(), OpError> {
        if self.ops >= self.limits.ops {
            return Err(OpError::TooManyOps {
                limit: self.limits.ops,
            });
        }
        match op {
            Op::Set {
                id,
                path,
                value,
                before,
            } => self.set(id.as_ref(), path, value, before.as_deref())?,
            Op::Unset { id, path } => self.unset(id.as_ref(), path)?,
            Op::Insert {
                parent,
                path,
                index,
                node,
            } => self.insert(parent.as_ref(), path, *index, node)?,
            Op::Remove { id } => self.remove(id)?,
            Op::Move { id, parent, index } => self.move_node(id, parent, *index)?,
            Op::Text {
                id,
                path,
                at,
                delete,
                insert,
            } => self.text(id.as_ref(), path, *at, *delete, insert)?,
        }
        self.ops += 1;
        Ok(())
    }

    fn set(
        &mut self,
        id: Option<&Text>,
        path: &Text,
        value: &Value,
        before: Option<&str>,
    ) -> Result<(), OpError> {
        let spot = self.spot(id, path)?;
        let Some((missing, deeper)) = spot.rest.split_first() else {
            let inverse = self.records.then(|| {
                let (id, path) = self.lasting_address(id, path, &spot, Some(value));
                Op::Set {
                    id,
                    path,
                    value: spot.value.clone(),
                    before: None,
                }
            });
            return self.change(spot.route, Splice::Replace(value.clone()), inverse);
        };
        let object = match spot.value {
            Value::Object(object) => object,
            Value::Array(_) => {
                return Err(OpError::NoSuchPath {
                    path: path.to_string(),
                    why: "the list has no such element; use insert to add one",
                });
            }
            _ => {
                return Err(OpError::NoSuchPath {
                    path: path.to_string(),
                    why: "what it leads through is no object",
                });
            }
        };
        let made = deeper
            .iter()
            .rev()
            .fold(value.clone(), |inner, key| Value::object([(&**key, inner)]));
        let place = match before {
            Some(before) if deeper.is_empty() => object.position(before),
            _ => None,
        };
        let place = place.unwrap_or(object.len());
        let inverse = self.records.then(|| {
            let mut top = String::new();
            spot.used
                .iter()
                .chain([missing])
                .for_each(|token| pointer::push_token(&mut top, token));
            let (id, path) = match id {
                Some(_) if spot.used.is_empty() => self.lasting_address(id, &top.into(), &spot, None),
                _ => (id.cloned(), top.into()),
            };
            Op::Unset { id, path }
        });
        let key: Text = (&**missing).into();
        self.change(spot.route, Splice::InsertField(place, key, made), inverse)
    }

    fn unset(&mut self, id: Option<&Text>, path: &Text) -> Result<(), OpError> {
        let mut spot = self.spot(id, path)?;
        if !spot.rest.is_empty() {
            return Err(OpError::NoSuchPath {
                path: path.to_string(),
                why: "it is not there",
            });
        }
        let (Some(_), Some(at)) = (spot.used.last(), spot.route.last().copied()) else {
            return Err(OpError::NoSuchPath {
                path: path.to_string(),
                why: "an empty path is the node itself; use remove",
            });
        };
        let address = self.records.then(|| self.lasting_address(id, path, &spot, None));
        let old = spot.value.clone();
        spot.route.pop();
        let container = self.root.at_route(&spot.route);
        if let Some(Value::Object(object)) = container {
            let before = object.entries().get(at + 1).map(|(key, _)| key.clone());
            let inverse = address.map(|(id, path)| Op::Set {
                id,
                path,
                value: old,
                before,
            });
            return self.change(spot.route, Splice::RemoveField(at), inverse);
        }
        let inverse = address.map(|(parent, path)| Op::Insert {
            parent,
            path: parent_pointer(&path),
            index: at as i64,
            node: old,
        });
        self.change(spot.route, Splice::RemoveItem(at), inverse)
    }

    fn insert(
        &mut self,
        parent: Option<&Text>,
        path: &Text,
        index: i64,
        node: &Value,
    ) -> Result<(), OpError> {
        let spot = self.spot(parent, path)?;
        match (spot.rest.as_slice(), spot.value) {
            ([], Value::Array(list)) => {
                let at = clamp_index(index, list.items().len());
                let inverse = self.records.then(|| {
                    let is_list = Place::of(&self.root, &spot.route).is_some_and(|place| place.is_list());
                    match node.node_identity() {
                        Some((id, _)) if is_list => Op::Remove { id: id.clone() },
                        _ => Op::Unset {
                            id: parent.cloned(),
                            path: format!("{path}/{at}").into(),
                        },
                    }
                });
                self.change(spot.route, Splice::InsertItem(at, node.clone()), inverse)
            }
            ([key], Value::Object(object)) => {
                let inverse = self.records.then(|| Op::Unset {
                    id: parent.cloned(),
                    path: path.clone(),
                });
                let place = object.len();
                let key: Text = (&**key).into();
                let list = Value::array([node.clone()]);
                self.change(spot.route, Splice::InsertField(place, key, list), inverse)
            }
            ([], _) => Err(OpError::NotAList {
                path: path.to_string(),
            }),
            _ => Err(OpError::NoSuchPath {
                path: path.to_string(),
                why: "there is no such list",
            }),
        }
    }

    fn remove(&mut self, id: &Text) -> Result<(), OpError> {
        let place = find(&self.root, &self.index, id).ok_or_else(|| unknown(id))?;
        let Some((&at, list)) = place.route.split_last() else {
            return Err(OpError::Root);
        };
        let inverse = self.records.then(|| Op::Insert {
            parent: place.anchor.cloned(),
            path: self.relative(place.anchor, list),
            index: at as i64,
            node: place.value.clone(),
        });
        let list = list.to_vec();
        self.change(list, Splice::RemoveItem(at), inverse)?;
        self.touch(Some(id.clone()));
        Ok(())
    }

    fn move_node(&mut self, id: &Text, parent: &Text, index: i64) -> Result<(), OpError> {
        let from = find(&self.root, &self.index, id).ok_or_else(|| unknown(id))?;
        let to = find(&self.root, &self.index, parent).ok_or_else(|| unknown(parent))?;
        let Some((&at, list)) = from.route.split_last() else {
            return Err(OpError::Root);
        };
        if to.route.starts_with(&from.route) {
            return Err(OpError::IntoItself {
                id: id.to_string(),
                parent: parent.to_string(),
            });
        }
        let makes_list = match to.value.get("children") {
            Some(Value::Array(_)) => false,
            Some(_) => {
                return Err(OpError::NotAList {
                    path: CHILDREN.into(),
                });
            }
            None => true,
        };
        let node = from.value.clone();
        let depth = to.route.len() + 2 + node.depth();
        let list = list.to_vec();
        let back = self
            .records
            .then(|| (from.anchor.cloned(), self.relative(from.anchor, &list)));
        self.check_depth(depth)?;
        let list_made = makes_list.then(|| Weight::of_field("children", &Value::array::<Value>([])));
        self.check_growth(Weight::default(), list_made.unwrap_or_default(), 1)?;
        let unmake = makes_list.then(|| Op::Unset {
            id: Some(parent.clone()),
            path: CHILDREN.into(),
        });
        // Newest last: what is pushed first is undone last.
        match back {
            None => {}
            Some((Some(anchor), back_path)) if &*back_path == CHILDREN => {
                self.inverse.extend(unmake);
                self.inverse.push(Op::Move {
                    id: id.clone(),
                    parent: anchor,
                    index: at as i64,
                });
            }
            Some((parent, path)) => {
                self.inverse.push(Op::Insert {
                    parent,
                    path,
                    index: at as i64,
                    node: node.clone(),
                });
                self.inverse.extend(unmake);
                self.inverse.push(Op::Remove { id: id.clone() });
            }
        }
        // Nothing below can fail: both places were found and all limits hold.
        let done = self.root.splice(&list, Splice::RemoveItem(at));
        debug_assert!(done.is_some());
        let target = find(&self.root, &self.index, parent).map(|place| (place.route, place.value.clone()));
        if let Some((mut route, value)) = target {
            let object = value.as_object();
            let (splice, at) = match object.and_then(|object| Some((object, object.position("children")?))) {
                Some((object, position)) => {
                    route.push(position);
                    let list = object
                        .entries()
                        .get(position)
                        .and_then(|(_, list)| list.as_array());
                    let at = clamp_index(index, list.unwrap_or_default().len());
                    (Splice::InsertItem(at, node), at)
                }
                None => {
                    let place = object.map_or(0, |object| object.len());
                    (
                        Splice::InsertField(place, "children".into(), Value::array([node])),
                        0,
                    )
                }
            };
            drop(value);
            let done = self.root.splice(&route, splice);
            debug_assert!(done.is_some());
            Arc::make_mut(&mut self.index).set(
                id.clone(),
                Slot {
                    anchor: Some(parent.clone()),
                    hint: at as u32,
                },
            );
        }
        self.touch(Some(id.clone()));
        Ok(())
    }

    fn text(
        &mut self,
        id: Option<&Text>,
        path: &Text,
        at: u32,
        delete: u32,
        insert: &Text,
    ) -> Result<(), OpError> {
        let spot = self.spot(id, path)?;
        let old = match (spot.rest.is_empty(), spot.value) {
            (true, Value::String(old)) => old.clone(),
            (true, _) => {
                return Err(OpError::NotAText {
                    path: path.to_string(),
                });
            }
            (false, _) => {
                return Err(OpError::NoSuchPath {
                    path: path.to_string(),
                    why: "it is not there",
                });
            }
        };
        let range_error = || OpError::TextRange {
            at,
            delete,
            length: utf16_len(&old),
        };
        let (head, rest) = split_utf16(&old, at as usize).ok_or_else(range_error)?;
        let (gone, tail) = split_utf16(rest, delete as usize).ok_or_else(range_error)?;
        let new = Value::from([head, insert, tail].concat());
        let inverse = self.records.then(|| {
            let (id, path) = self.lasting_address(id, path, &spot, Some(&new));
            Op::Text {
                id,
                path,
                at,
                delete: utf16_len(insert) as u32,
                insert: gone.into(),
            }
        });
        self.change(spot.route, Splice::Replace(new), inverse)
    }

    /// Carries out one splice: checks limits and ids first, so that it is done whole or not at all.
    fn change(&mut self, route: Vec<usize>, splice: Splice, inverse: Option<Op>) -> Result<(), OpError> {
        let target = self.root.at_route(&route);
        let inserted = match &splice {
            Splice::Replace(value) => {
                self.check_depth(route.len() + value.depth())?;
                self.check_growth(target.map(Value::weight).unwrap_or_default(), value.weight(), 0)?;
                None
            }
            Splice::InsertItem(_, item) => {
                self.check_depth(route.len() + 1 + item.depth())?;
                self.check_growth(Weight::default(), item.weight(), 1)?;
                Some(item)
            }
            Splice::InsertField(_, key, value) => {
                self.check_depth(route.len() + 1 + value.depth())?;
                self.check_growth(Weight::default(), Weight::of_field(key, value), 1)?;
                None
            }
            Splice::RemoveItem(_) | Splice::RemoveField(_) => None,
        };
        let place = Place::of(&self.root, &route);
        let restructure = place
            .as_ref()
            .and_then(|place| Restructure::of(&self.root, &route, place, &splice));
        if let Some(restructure) = &restructure {
            restructure.check(&self.index)?;
        }
        let touched = match (&place, inserted.and_then(Value::node_identity)) {
            (Some(place), Some((id, _))) if place.is_list() => Some(id.clone()),
            (Some(_), _) if matches!(splice, Splice::RemoveItem(_)) && restructure.is_some() => None,
            (Some(place), _) => place.owner.cloned(),
            (None, _) => None,
        };
        let misfit = || OpError::shape("the change does not fit the document");
        self.root.splice(&route, splice).ok_or_else(misfit)?;
        if let Some(restructure) = &restructure {
            restructure.commit(Arc::make_mut(&mut self.index));
        }
        self.inverse.extend(inverse);
        self.touch(touched);
        Ok(())
    }

    fn touch(&mut self, id: Option<Text>) {
        if let Some(id) = id
            && self.records
            && self.seen.insert(id.clone())
        {
            self.touched.push(id);
        }
    }

    fn check_depth(&self, depth: usize) -> Result<(), OpError> {
        let limit = self.limits.max_depth();
        if depth > limit {
            return Err(DocumentError::TooDeep {
                limit,
                path: String::new(),
            }
            .into());
        }
        Ok(())
    }

    /// Whether the document stays within its limits when one weight is exchanged for another, with so many commas more.
    fn check_growth(&self, old: Weight, new: Weight, commas: usize) -> Result<(), OpError> {
        let now = self.root.weight();
        let sum = |now: u32, old: u32, new: u32| (now as usize + new as usize).saturating_sub(old as usize);
        let bytes = sum(now.json, old.json, new.json) + commas;
        if bytes > self.limits.document_bytes {
            return Err(DocumentError::TooLarge {
                bytes,
                limit: self.limits.document_bytes,
            }
            .into());
        }
        if sum(now.values, old.values, new.values) > self.limits.values {
            return Err(DocumentError::TooManyValues {
                limit: self.limits.values,
            }
            .into());
        }
        if new.longest as usize > self.limits.string_bytes {
            return Err(DocumentError::StringTooLong {
                bytes: new.longest as usize,
                limit: self.limits.string_bytes,
                path: String::new(),
            }
            .into());
        }
        Ok(())
    }

    /// Where id and path lead, as far as they lead.
    fn spot<'a>(&'a self, id: Option<&Text>, path: &'a str) -> Result<Spot<'a>, OpError> {
        let bad = || OpError::BadPointer {
            path: path.chars().take(200).collect(),
        };
        let mut tokens = pointer::tokens(path).ok_or_else(bad)?;
        let (mut value, mut route) = match id {
            None => (&self.root, Vec::new()),
            Some(id) => {
                let place = find(&self.root, &self.index, id).ok_or_else(|| unknown(id))?;
                (place.value, place.route)
            }
        };
        self.check_depth(route.len() + tokens.len())?;
        let base = route.len();
        for token in &tokens {
            let at = match value {
                Value::Object(object) => object.position(token),
                Value::Array(_) => pointer::array_index(token),
                _ => None,
            };
            let Some((at, child)) = at.and_then(|at| Some((at, value.child(at)?))) else {
                break;
            };
            route.push(at);
            value = child;
        }
        let rest = tokens.split_off(route.len() - base);
        Ok(Spot {
            base,
            route,
            value,
            used: tokens,
            rest,
        })
    }

    /// How to address, after a change, what is addressed by `id` and `path` now: when the change gives the node another
    /// id (`value` at its `id`, or all of it) or makes it no node, by the node above.
    fn lasting_address(
        &self,
        id: Option<&Text>,
        path: &Text,
        spot: &Spot<'_>,
        value: Option<&Value>,
    ) -> (Option<Text>, Text) {
        let same = (id.cloned(), path.clone());
        let Some(own) = id else { return same };
        let keeps = match &**path {
            "" => value
                .and_then(Value::node_identity)
                .is_some_and(|(id, _)| id == own),
            "/id" => value.and_then(Value::as_text) == Some(own),
            "/type" => value.is_some_and(|value| value.as_text().is_some()),
            _ => true,
        };
        if keeps {
            return same;
        }
        let base = spot.route.get(..spot.base).unwrap_or_default();
        let anchor = self.index.get(own).and_then(|slot| slot.anchor.as_ref());
        let mut address = self.relative(anchor, base).to_string();
        address.push_str(path);
        (anchor.cloned(), address.into())
    }

    /// The pointer from a node (or the root) to the end of a route below it.
    fn relative(&self, anchor: Option<&Text>, route: &[usize]) -> Text {
        let place = anchor.and_then(|id| find(&self.root, &self.index, id));
        let (value, skip) = place.map_or((&self.root, 0), |place| (place.value, place.route.len()));
        route_pointer(value, route.get(skip..).unwrap_or_default()).into()
    }
}

/// Where an address leads.
struct Spot<'a> {
    /// How much of the route is the node's
    base: usize,
    /// From the root to the deepest value that is there
    route: Vec<usize>,
    /// The deepest value that is there
    value: &'a Value,
    /// The tokens that led to it
    used: Vec<Cow<'a, str>>,
    /// The tokens that lead to nothing
    rest: Vec<Cow<'a, str>>,
}

fn unknown(id: &str) -> OpError {
    OpError::UnknownNode {
        id: id.chars().take(200).collect(),
    }
}

pub(super) fn clamp_index(index: i64, length: usize) -> usize {
    usize::try_from(index).map_or(length, |index| index.min(length))
}

fn parent_pointer(path: &str) -> Text {
    path.rsplit_once('/').map_or("", |(parent, _)| parent).into()
}

pub(super) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Splits a text before its n-th UTF-16 unit; `None` beyond the end and inside a character.
fn split_utf16(text: &str, units: usize) -> Option<(&str, &str)> {
    let mut left = units;
    for (offset, character) in text.char_indices() {
        if left == 0 {
            return text.split_at_checked(offset);
        }
        left = left.checked_sub(character.len_utf16())?;
    }
    (left == 0).then_some((text, ""))
}
