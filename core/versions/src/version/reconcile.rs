//! A whole document from a model, with the old ids put back where its nodes are the old ones.

use crate::hashing::{Map, Set};
use crate::letters;
use crate::sorted::sort_by;

use crate::document::{Document, Object, Text, Value, index::visit_nodes};

/// More comparisons of leftover nodes than this are not made.
const MOST_COMPARISONS: usize = 200_000;

/// Gives the nodes of a proposed document the ids of the nodes of the current one that they are: models rename, drop,
/// repeat and renumber ids. Matched are equal ids, then equal content whatever its ids, then what is most alike in type, name,
/// text and place. Everything else keeps its own id if that is free, or gets a new one made of it or of the type. All
/// ids are unique then, and [`super::diff`] of the two documents is about what changed.
///
/// A proposed value that has no nodes, or for a document without nodes, is returned as it is.
pub fn reconcile(current: &Document, proposed: Value) -> Value {
    reconcile_shown(current, proposed, &|_| true)
}

/// The same for a proposal by somebody who was shown only a part of the current document: other nodes are matched by their ids alone,
/// so that nothing new is taken for one that nobody could have meant.
pub fn reconcile_shown(current: &Document, proposed: Value, is_shown: &dyn Fn(&Text) -> bool) -> Value {
    if current.root().node_identity().is_none() || proposed.as_object().is_none() {
        return proposed;
    }
    let mut old = Vec::new();
    flatten(
        current.root(),
        &|value| value.node_identity().is_some(),
        None,
        0,
        &mut old,
    );
    for item in &mut old {
        item.shown = item.id.as_ref().is_none_or(is_shown);
    }
    let mut new = Vec::new();
    // What lost its type is still a node if it has the id of one, and nothing else has that.
    let mut typed: Set<Text> = Set::default();
    let Ok(()) = visit_nodes::<std::convert::Infallible>(&proposed, None, 0, &mut |id, _, _, _| {
        typed.insert(id.clone());
        Ok(())
    });
    let is_node = |value: &Value| {
        let text = |key| value.get(key).and_then(Value::as_str);
        text("type").is_some() || text("id").is_some_and(|id| current.has_node(id) && !typed.contains(id))
    };
    let mut proposed = proposed;
    if let (false, Some(object)) = (is_node(&proposed), proposed.as_object()) {
        // A root without id and type is still the root.
        let kind = current.root().get("type").cloned().unwrap_or_default();
        proposed = object.with("type", kind).into();
    }
    flatten(&proposed, &is_node, None, 0, &mut new);
    let mut matcher = Matcher {
        of_new: vec![None; new.len()],
        of_old: vec![None; old.len()],
        old,
        new,
    };
    matcher.link(0, 0);
    if matcher.ids_are_kept() {
        matcher.by_id(true);
        matcher.by_content();
        matcher.by_likeness();
    } else {
        matcher.by_content();
        matcher.by_likeness();
        matcher.by_id(true);
    }
    matcher.by_id(false);
    let ids = matcher.ids(current);
    let mut next = 0;
    rebuild(&proposed, &is_node, &ids, &matcher, &mut next)
}

/// A node in document order.
struct Item {
    value: Value,
    id: Option<Text>,
    parent: Option<usize>,
    index: usize,
    /// Nodes in and below it
    size: usize,
    /// Of its content without any ids
    content: u128,
    /// Who proposes the other document knows of it
    shown: bool,
}

fn flatten(
    value: &Value,
    is_node: &dyn Fn(&Value) -> bool,
    parent: Option<usize>,
    index: usize,
    out: &mut Vec<Item>,
) -> Value {
    let Some(object) = value.as_object() else {
        return value.clone();
    };
    let own = is_node(value).then_some(out.len());
    if own.is_some() {
        out.push(Item {
            value: value.clone(),
            id: value.get("id").and_then(Value::as_text).cloned(),
            parent,
            index,
            size: 0,
            content: 0,
            shown: true,
        });
    }
    let mut bare = object.clone();
    if own.is_some() {
        bare = bare.without("id");
    }
    if let Some(children) = object.get("children").and_then(Value::as_array) {
        let children: Vec<Value> = children
            .iter()
            .enumerate()
            .map(|(index, child)| flatten(child, is_node, own.or(parent), index, out))
            .collect();
        bare = bare.with("children", children);
    }
    let bare = Value::from(bare);
    let end = out.len();
    if let Some(item) = own.and_then(|own| out.get_mut(own)) {
        item.size = end - own.unwrap_or(end);
        item.content = bare.hash();
    }
    bare
}

struct Matcher {
    old: Vec<Item>,
    new: Vec<Item>,
    /// The old node of each new one, and the other way round
    of_new: Vec<Option<usize>>,
    of_old: Vec<Option<usize>>,
}

impl Matcher {
    fn old_of(&self, new: usize) -> Option<usize> {
        self.of_new.get(new).copied().flatten()
    }

    fn is_free(&self, new: usize, old: usize) -> bool {
        self.of_new.get(new) == Some(&None) && self.of_old.get(old) == Some(&None)
    }

    fn link(&mut self, new: usize, old: usize) {
        if self.is_free(new, old)
            && let (Some(a), Some(b)) = (self.of_new.get_mut(new), self.of_old.get_mut(old))
        {
            *a = Some(old);
            *b = Some(new);
        }
    }

    fn unmatched_new(&self) -> Vec<usize> {
        (0..self.new.len())
            .filter(|new| self.old_of(*new).is_none())
            .collect()
    }

    fn unmatched_old(&self) -> impl Iterator<Item = usize> {
        (0..self.old.len()).filter(|old| self.of_old.get(*old) == Some(&None))
    }

    /// Those of them that may be meant by something without their id.
    fn unmatched_shown(&self) -> impl Iterator<Item = usize> {
        let is_shown = |old: &usize| self.old.get(*old).is_some_and(|item| item.shown);
        self.unmatched_old().filter(is_shown)
    }

    /// Whether the ids of the answer mean the nodes they meant. After a renumbering more nodes have the content of
    /// another old node than that of the old node of their id.
    fn ids_are_kept(&self) -> bool {
        let contents: Set<u128> = self.old.iter().map(|item| item.content).collect();
        let by_id: Map<&str, &Item> = self
            .old
            .iter()
            .filter_map(|item| Some((item.id.as_deref()?, item)))
            .collect();
        let (mut kept, mut elsewhere) = (0, 0);
        for item in self.new.iter().skip(1) {
            if let Some(old) = item.id.as_deref().and_then(|id| by_id.get(id)) {
                if old.content == item.content {
                    kept += 1;
                } else if contents.contains(&item.content) {
                    elsewhere += 1;
                }
            }
        }
        kept >= elsewhere
    }

    /// Equal ids. Of several the one with unchanged content, else the first.
    fn by_id(&mut self, same_type: bool) {
        let by_id: Map<Text, usize> = self
            .unmatched_old()
            .filter_map(|old| Some((self.old.get(old)?.id.clone()?, old)))
            .collect();
        for unchanged in [true, false] {
            for new in self.unmatched_new() {
                let Some(item) = self.new.get(new) else { continue };
                let Some(&old) = item.id.as_ref().and_then(|id| by_id.get(id)) else {
                    continue;
                };
                let Some(twin) = self.old.get(old) else { continue };
                let fits = if unchanged {
                    twin.content == item.content
                } else {
                    !same_type || kind(twin) == kind(item)
                };
                if fits {
                    self.link(new, old);
                }
            }
        }
    }

    /// Equal content, ids aside: preferably below the same parent, else the first one left. What is below goes along, so the largest
    /// come first: what looks alike in many parts belongs to its part.
    fn by_content(&mut self) {
        let mut left: Map<u128, Vec<usize>> = Map::default();
        for old in self.unmatched_shown() {
            if let Some(item) = self.old.get(old) {
                left.entry(item.content).or_default().push(old);
            }
        }
        let mut order = self.unmatched_new();
        let size = |new: &usize| self.new.get(*new).map_or(0, |item| item.size);
        sort_by(&mut order, |a, b| size(b).cmp(&size(a)).then(a.cmp(b)));
        for new in order {
            if self.old_of(new).is_some() {
                continue;
            }
            let Some(item) = self.new.get(new) else { continue };
            let parent = item.parent.and_then(|parent| self.old_of(parent));
            let free = |old: &usize| self.is_free(new, *old);
            let found = left.get(&item.content).and_then(|list| {
                let mut near = list.iter().copied().filter(free).take(64);
                let first = near.clone().next();
                near.find(|old| self.old.get(*old).and_then(|twin| twin.parent) == parent)
                    .or(first)
            });
            if let Some(old) = found {
                for step in 0..item.size {
                    self.link(new + step, old + step);
                }
            }
        }
    }

    /// The most alike of what is left, of the same type.
    fn by_likeness(&mut self) {
        let mut left: Map<Text, Vec<usize>> = Map::default();
        for old in self.unmatched_shown() {
            if let Some(kind) = self.old.get(old).and_then(kind) {
                left.entry(kind.clone()).or_default().push(old);
            }
        }
        let mut comparisons = 0;
        let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
        for new in self.unmatched_new() {
            let candidates = self.new.get(new).and_then(kind).and_then(|kind| left.get(kind));
            for old in candidates.into_iter().flatten() {
                comparisons += 1;
                if comparisons > MOST_COMPARISONS {
                    break;
                }
                let likeness = self.likeness(new, *old);
                if likeness >= 40 {
                    pairs.push((likeness, new, *old));
                }
            }
        }
        sort_by(&mut pairs, |a, b| {
            b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        for (_, new, old) in pairs {
            self.link(new, old);
        }
        self.only_ones();
    }

    /// What is left alone of its type below the same parent on both sides is the same one, rewritten; unless it has
    /// texts, which then were too different.
    fn only_ones(&mut self) {
        let mut olds: Map<(usize, Text), Vec<usize>> = Map::default();
        for old in self.unmatched_shown() {
            if let Some(item) = self.old.get(old)
                && let (Some(parent), Some(kind)) = (item.parent, kind(item))
            {
                olds.entry((parent, kind.clone())).or_default().push(old);
            }
        }
        // In document order: a match above lets those below it match in turn.
        let mut news: Vec<((usize, Text), usize)> = Vec::new();
        for new in self.unmatched_new() {
            if let Some(item) = self.new.get(new)
                && let (Some(parent), Some(kind)) = (item.parent, kind(item))
            {
                news.push(((parent, kind.clone()), new));
            }
        }
        let mut counts: Map<(usize, Text), usize> = Map::default();
        for (key, _) in &news {
            *counts.entry(key.clone()).or_default() += 1;
        }
        for (key, new) in news {
            let alone = counts.get(&key) == Some(&1);
            let Some(parent) = self.old_of(key.0).filter(|_| alone) else {
                continue;
            };
            if let Some([old]) = olds.get(&(parent, key.1)).map(Vec::as_slice)
                && let (Some(a), Some(b)) = (self.new.get(new), self.old.get(*old))
                && texts(&a.value).is_empty()
                && texts(&b.value).is_empty()
            {
                self.link(new, *old);
            }
        }
    }

    /// From 0 to 100, for two nodes of one type.
    fn likeness(&self, new: usize, old: usize) -> u32 {
        let (Some(a), Some(b)) = (self.new.get(new), self.old.get(old)) else {
            return 0;
        };
        let field = |item: &Item, key: &str| item.value.get(key).cloned().unwrap_or_default();
        let mut likeness = 0;
        let (name_a, name_b) = (field(a, "name"), field(b, "name"));
        if name_a == name_b && !name_a.is_null() {
            likeness += 35;
        }
        likeness += 40 * overlap(&texts(&a.value), &texts(&b.value)) / 100;
        if field(a, "style") == field(b, "style") && field(a, "layout") == field(b, "layout") {
            likeness += 5;
        }
        if a.parent.and_then(|parent| self.old_of(parent)) == b.parent && b.parent.is_some() {
            likeness += 10;
            if a.index == b.index {
                likeness += 10;
            }
        }
        likeness
    }

    /// The id of every new node.
    fn ids(&self, current: &Document) -> Vec<Text> {
        let mut used: Set<Text> = Set::default();
        for item in self.of_new.iter().flatten().filter_map(|old| self.old.get(*old)) {
            used.extend(item.id.clone());
        }
        (0..self.new.len())
            .map(|new| {
                let matched = self.old_of(new).and_then(|old| self.old.get(old)?.id.clone());
                matched.unwrap_or_else(|| {
                    let item = self.new.get(new);
                    let own = item.and_then(|item| item.id.clone()).filter(|id| !id.is_empty());
                    let base =
                        own.unwrap_or_else(|| item.and_then(kind).cloned().unwrap_or_else(|| "node".into()));
                    let taken = |id: &Text| used.contains(id) || current.has_node(id);
                    let free = std::iter::once(base.clone())
                        .chain((2_u32..).map(|number| format!("{base}-{number}").into()))
                        .find(|id| !taken(id))
                        .unwrap_or(base);
                    used.insert(free.clone());
                    free
                })
            })
            .collect()
    }
}

fn kind(item: &Item) -> Option<&Text> {
    item.value.get("type")?.as_text()
}

/// The words of the texts in the props of a node.
fn texts(node: &Value) -> Vec<String> {
    let props = node.get("props").and_then(Value::as_object);
    let texts = props
        .into_iter()
        .flat_map(Object::iter)
        .filter_map(|(_, value)| value.as_str());
    texts
        .flat_map(str::split_whitespace)
        .take(64)
        .map(letters::lowered)
        .collect()
}

/// How much of two texts is the same, from 0 to 100.
fn overlap(a: &[String], b: &[String]) -> u32 {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let known: Set<&String> = a.iter().collect();
    let both = b.iter().filter(|word| known.contains(word)).count();
    (100 * both / a.len().max(b.len())) as u32
}

/// The proposed tree with its new ids, each in its place or in front of the other fields.
fn rebuild(
    value: &Value,
    is_node: &dyn Fn(&Value) -> bool,
    ids: &[Text],
    matcher: &Matcher,
    next: &mut usize,
) -> Value {
    let Some(object) = value.as_object() else {
        return value.clone();
    };
    let mut copy = object.clone();
    if is_node(value) {
        let own = *next;
        *next += 1;
        let id = ids.get(own).cloned().unwrap_or_else(|| "node".into());
        copy = if copy.contains("id") {
            copy.with("id", id)
        } else {
            with_first(&copy, "id", id.into())
        };
        if copy.get("type").and_then(Value::as_str).is_none() {
            let old = matcher.old_of(own).and_then(|old| matcher.old.get(old));
            let kind = old.and_then(kind).cloned().unwrap_or_else(|| "node".into());
            copy = copy.with("type", kind);
        }
    }
    if let Some(children) = object.get("children").and_then(Value::as_array) {
        let children: Vec<Value> = children
            .iter()
            .map(|child| rebuild(child, is_node, ids, matcher, next))
            .collect();
        copy = copy.with("children", children);
    }
    copy.into()
}

fn with_first(object: &Object, key: &str, value: Value) -> Object {
    let first = [(Text::from(key), value)];
    let rest = object.iter().map(|(key, value)| (key.clone(), value.clone()));
    match Value::object(first.into_iter().chain(rest)) {
        Value::Object(object) => object,
        _ => Object::default(),
    }
}
