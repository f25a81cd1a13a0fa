//! A patch in words, for the history and for the model's memory of earlier edits.

mod lists;

use crate::hashing::{Map, Set};
use crate::letters;

use super::{diff::diff, editor::advance, op::CHILDREN, op::Op, op::Patch};
use crate::document::{Document, Limits, NodeRef, Object, Text, Value, pointer};

/// Characters of a summary at most.
const MOST_CHARACTERS: usize = 400;
/// Fields named of one node, nodes named of one kind of change.
const MOST_FIELDS: usize = 5;
const MOST_NODES: usize = 3;
/// Parts named of a first version.
const MOST_FIRST: usize = 6;
/// Characters quoted of a text.
const MOST_QUOTED: usize = 32;

/// What a patch changed, in one line of bounded length, for people: `Button "Create account": background #16a34a,
/// height 44 → 56; added E-mail field; moved Footer into Page`. `before` and `after` are the documents on its two sides.
pub fn describe(patch: &Patch, before: &Document, after: &Document) -> String {
    if before.hash() == after.hash() {
        return "No change".to_owned();
    }
    if let Some(words) = describe_renamed(patch, before, after) {
        return words;
    }
    // Ops that address nodes by path say little about them; the difference does.
    let net;
    let patch = if patch.ops.iter().all(names_its_node) {
        patch
    } else {
        net = diff(before, after);
        if let Some(words) = describe_renamed(&net, before, after) {
            return words;
        }
        &net
    };
    let mut summary = Summary {
        before,
        after,
        seen: Set::default(),
        changes: Vec::new(),
        places: Map::default(),
        added: Vec::new(),
        removed: Vec::new(),
        moved: Vec::new(),
    };
    patch.ops.iter().for_each(|op| summary.take(op));
    summary.text()
}

/// A node under another id is the same node: what else became of it is told under the new one. `None` where none got another id.
fn describe_renamed(patch: &Patch, before: &Document, after: &Document) -> Option<String> {
    let has_root = before.root().node_identity().is_some();
    let gives_id = |op: &&Op| match op {
        Op::Set { id, path, value, .. } => {
            **path == *"/id" && value.as_str().is_some() && (id.is_some() || has_root)
        }
        _ => false,
    };
    let ids = Patch::new(patch.ops.iter().filter(gives_id).cloned());
    let count = ids.ops.len();
    if count == 0 {
        return None;
    }
    let renamed = advance(before.clone(), &ids, &Limits::unlimited()).ok()?;
    let words = format!("{count} other id{}", if count == 1 { "" } else { "s" });
    let rest = Patch::new(patch.ops.iter().filter(|op| !gives_id(op)).cloned());
    Some(match renamed.hash() == after.hash() {
        true => letters::capitalised(&words),
        false => format!("{}; {words}", describe(&rest, &renamed, after)),
    })
}

/// What a first version is, in one line for people: `Sign up, 23 parts: Header, Sign up panel`. Nothing was there before, so
/// a list of changes would say little.
pub fn describe_first(document: &Document) -> String {
    let Some(root) = document.nodes().next() else {
        return "The first document".to_owned();
    };
    let parts: Vec<String> = root.children().map(|child| label(&child)).collect();
    let count = document.node_count().saturating_sub(1);
    match (parts.as_slice(), count) {
        ([], _) => format!("{}, empty", label(&root)),
        (parts, 1) => format!("{}, one part: {}", label(&root), enumerate(parts, MOST_FIRST)),
        (parts, _) => format!(
            "{}, {count} parts: {}",
            label(&root),
            enumerate(parts, MOST_FIRST)
        ),
    }
}

fn names_its_node(op: &Op) -> bool {
    match op {
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            id.is_some() && !path.is_empty() && !path.starts_with(CHILDREN)
        }
        Op::Insert { parent, .. } => parent.is_some(),
        Op::Remove { .. } | Op::Move { .. } => true,
    }
}

struct Summary<'a> {
    before: &'a Document,
    after: &'a Document,
    /// Fields and nodes that were spoken of
    seen: Set<(Option<Text>, Text)>,
    /// Nodes as they are called and what became of them, in order of their first
    changes: Vec<(Vec<String>, Vec<String>)>,
    /// Where each is in the list above, by its id
    places: Map<Text, usize>,
    added: Vec<String>,
    removed: Vec<String>,
    moved: Vec<String>,
}

impl Summary<'_> {
    fn take(&mut self, op: &Op) {
        match op {
            Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
                self.field(id.as_ref(), path);
            }
            Op::Insert {
                parent, path, node, ..
            } => match node.node_identity() {
                Some((id, _)) if self.before.has_node(id) => self.moved(id),
                Some((id, _)) => self.added(id),
                None => self.field(parent.as_ref(), path),
            },
            Op::Remove { id } => self.removed(id),
            Op::Move { id, .. } => self.moved(id),
        }
    }

    fn first_time(&mut self, id: Option<&Text>, path: &str) -> bool {
        self.seen.insert((id.cloned(), path.into()))
    }

    fn field(&mut self, id: Option<&Text>, path: &str) {
        if !self.first_time(id, path) {
            return;
        }
        let (before, after) = (self.before, self.after);
        let (label, holder, now) = match id {
            None => (String::new(), before.root(), after.root()),
            Some(id) => {
                // What happened to a node that came or went is part of its coming and going.
                let (Some(old), Some(new)) = (before.node(id), after.node(id)) else {
                    return;
                };
                (label(&old), old.value, new.value)
            }
        };
        if self.list(id, &label, path, [holder, now]) {
            return;
        }
        let (old, new) = (holder.pointer(path), now.pointer(path));
        if old == new {
            return;
        }
        // Style, layout and props are spoken of field by field, also where they were written, or came with their first, as a whole.
        let keys = id.map(|_| fields_to_tell(old, new)).unwrap_or_default();
        for key in &keys {
            let mut inner = path.to_owned();
            pointer::push_token(&mut inner, key);
            let (old, new) = (old.and_then(|old| old.get(key)), new.and_then(|new| new.get(key)));
            self.change(id, &label, field_words(true, &inner, old, new));
        }
        if !keys.is_empty() {
            return;
        }
        let words = field_words(id.is_some(), path, old, new);
        self.change(id, &label, words);
    }

    fn change(&mut self, id: Option<&Text>, label: &str, words: String) {
        let node = id.cloned().unwrap_or_default();
        let place = *self.places.entry(node).or_insert(self.changes.len());
        match self.changes.get_mut(place) {
            Some((_, fields)) => fields.push(words),
            None => self.changes.push((vec![label.to_owned()], vec![words])),
        }
    }

    fn added(&mut self, id: &Text) {
        let after = self.after;
        let Some(node) = after.node(id) else { return };
        let parent_is_new = node.parent.is_some_and(|parent| !self.before.has_node(parent));
        if parent_is_new || !self.first_time(Some(id), "+") {
            return;
        }
        self.added.push(placed(after, &node, "to"));
    }

    fn removed(&mut self, id: &Text) {
        let before = self.before;
        let Some(node) = before.node(id) else { return };
        let parent_went = node.parent.is_some_and(|parent| !self.after.has_node(parent));
        if self.after.has_node(id) || parent_went || !self.first_time(Some(id), "-") {
            return;
        }
        self.removed.push(label(&node));
    }

    fn moved(&mut self, id: &Text) {
        let (before, after) = (self.before, self.after);
        let (Some(old), Some(new)) = (before.node(id), after.node(id)) else {
            return;
        };
        if !self.first_time(Some(id), ">") {
            return;
        }
        let parent_is_new = new.parent.is_some_and(|parent| !before.has_node(parent));
        if old.parent != new.parent {
            self.moved
                .push(match new.parent.and_then(|parent| after.node(parent)) {
                    Some(parent) => format!(
                        "{} into {}{}",
                        label(&old),
                        if parent_is_new { "the new " } else { "" },
                        label(&parent)
                    ),
                    None => label(&old),
                });
        } else if old.index != new.index || neighbours(before, &old) != neighbours(after, &new) {
            self.moved.push(label(&old));
        }
    }

    fn text(self) -> String {
        // Nodes that had the same done to them share a clause.
        let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        let mut places: Map<Text, usize> = Map::default();
        for (labels, fields) in self.changes {
            let place = *places.entry(fields.join("\n").into()).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((known, _)) => known.extend(labels),
                None => groups.push((labels, fields)),
            }
        }
        let mut clauses: Vec<String> = groups
            .into_iter()
            .map(|(labels, fields)| {
                let fields = enumerate(&fields, MOST_FIELDS);
                match enumerate(&counted(&labels), MOST_NODES).as_str() {
                    "" => fields,
                    labels => format!("{labels}: {fields}"),
                }
            })
            .collect();
        for (verb, labels) in [
            ("added", self.added),
            ("removed", self.removed),
            ("moved", self.moved),
        ] {
            if !labels.is_empty() {
                clauses.push(format!("{verb} {}", enumerate(&counted(&labels), MOST_NODES)));
            }
        }
        let mut out = String::new();
        let mut length = 0;
        let count = clauses.len();
        for (place, clause) in clauses.into_iter().enumerate() {
            let characters = clause.chars().count() + 2;
            if length > 0 && length + characters > MOST_CHARACTERS {
                out.push_str(&format!("; and {} more", count - place));
                break;
            }
            if place > 0 {
                out.push_str("; ");
            }
            length += characters;
            out.push_str(&clause);
        }
        if out.is_empty() {
            "Changed".to_owned()
        } else {
            letters::capitalised(&shortened(&out, MOST_CHARACTERS + 20))
        }
    }
}

/// The ids of what stands before and behind a node: others may change places around it, and leave it where it was.
fn neighbours<'a>(document: &'a Document, node: &NodeRef<'_>) -> [Option<&'a Text>; 2] {
    let parent = node.parent.and_then(|parent| document.node(parent));
    let siblings = parent
        .and_then(|parent| parent.field(CHILDREN))
        .and_then(Value::as_array);
    [node.index.checked_sub(1), node.index.checked_add(1)].map(|place| {
        let (id, _) = siblings?.get(place?)?.node_identity()?;
        Some(id)
    })
}

/// The fields of an object that changed; none where it says more that all of it came or went.
fn fields_to_tell(old: Option<&Value>, new: Option<&Value>) -> Vec<Text> {
    let object = |value: Option<&Value>| match value {
        None => Some(Object::default()),
        Some(value) => value.as_object().cloned(),
    };
    let (Some(before), Some(after)) = (object(old), object(new)) else {
        return Vec::new();
    };
    let is_plain = |object: &Object| {
        let mut values = object.iter();
        object.len() <= MOST_FIELDS && values.all(|(_, value)| value_words(value, false).is_some())
    };
    let (few, single) = (is_plain(&after), is_plain(&before) && before.len() == 1);
    if old.is_none() && !few || new.is_none() && !single {
        return Vec::new();
    }
    let gone = before.keys().filter(|key| !after.contains(key));
    let changed = after.iter().filter(|(key, value)| before.get(key) != Some(value));
    changed.map(|(key, _)| key).chain(gone).cloned().collect()
}

/// What is called alike once, with how many there are: `Join button ×5`.
fn counted(labels: &[String]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places: Map<Text, usize> = Map::default();
    for label in labels {
        let place = *places.entry(label.as_str().into()).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    let told = |(label, count): (&str, usize)| match count {
        1 => label.to_owned(),
        count => format!("{label} ×{count}"),
    };
    counts.into_iter().map(told).collect()
}

fn enumerate(words: &[String], most: usize) -> String {
    let named = words
        .iter()
        .take(most)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match words.len().saturating_sub(most) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// How a node is called: by the text a person sees on it, by its name, by its type.
fn label(node: &NodeRef<'_>) -> String {
    let kind = words(node.kind);
    let text = node
        .field("/props/text")
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty());
    match (text, node.name().filter(|name| !name.trim().is_empty())) {
        (Some(text), _) => format!("{} {}", letters::capitalised(&kind), quoted(text)),
        (None, Some(name)) => shortened(name, MOST_QUOTED),
        (None, None) => match node.text() {
            Some(text) => format!("{} {}", letters::capitalised(&kind), quoted(text)),
            None => letters::capitalised(&kind),
        },
    }
}

/// A node with where it is, unless that is the root.
fn placed(document: &Document, node: &NodeRef<'_>, preposition: &str) -> String {
    match node.parent.and_then(|parent| document.node(parent)) {
        Some(parent) if parent.depth > 0 => format!("{} {preposition} {}", label(node), label(&parent)),
        _ => label(node),
    }
}

/// A field as it is called.
fn field_name(of_node: bool, path: &str) -> String {
    let tokens = pointer::tokens(path).unwrap_or_default();
    let name = if of_node {
        let own = match tokens.first().map(|token| &**token) {
            Some("style" | "layout" | "props") if tokens.len() > 1 => tokens.get(1..).unwrap_or_default(),
            _ => &tokens,
        };
        own.iter().map(|token| words(token)).collect::<Vec<_>>().join(" ")
    } else {
        path.to_owned()
    };
    if name.is_empty() {
        "the whole document".to_owned()
    } else {
        shortened(&name, 60)
    }
}

fn field_words(of_node: bool, path: &str, old: Option<&Value>, new: Option<&Value>) -> String {
    let name = field_name(of_node, path);
    let tokens = pointer::tokens(path).unwrap_or_default();
    let is_text = tokens.first().is_some_and(|token| token == "props") || tokens.len() < 2;
    let words = |value: &Value| value_words(value, is_text);
    match (old.and_then(words), new.map(words)) {
        (_, None) => format!("{name} removed"),
        (Some(before), Some(Some(after))) => {
            // Two texts that are alike as far as they are shown.
            let (before, after) = match (old.and_then(Value::as_str), new.and_then(Value::as_str)) {
                (Some(old), Some(new)) if before == after => match apart(old, new) {
                    Some((old, new)) if is_text => (format!("\"{old}\""), format!("\"{new}\"")),
                    Some(both) => both,
                    None => return format!("{name} changed"),
                },
                _ => (before, after),
            };
            format!("{name} {before} → {after}")
        }
        (None, Some(Some(new))) => format!("{name} {new}"),
        (None, Some(None)) if old.is_none() => format!("{name} added"),
        (_, Some(None)) => format!("{name} changed"),
    }
}

/// Two texts from a little before the place where they differ; nothing where only blanks do.
fn apart(old: &str, new: &str) -> Option<(String, String)> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (old, new) = (plain(old), plain(new));
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    if old == new {
        return None;
    }
    let skipped = same.saturating_sub(MOST_QUOTED / 3);
    let shown = |text: &str| {
        let rest: String = text.chars().skip(skipped).collect();
        // From the beginning of a word, where one begins in what is the same.
        match rest.split_once(' ') {
            _ if skipped == 0 => shortened(&rest, MOST_QUOTED),
            Some((cut, word)) if cut.chars().count() < MOST_QUOTED / 3 => {
                format!("…{}", shortened(word, MOST_QUOTED))
            }
            _ => format!("…{}", shortened(&rest, MOST_QUOTED)),
        }
    };
    Some((shown(&old), shown(&new)))
}

/// A scalar as it is shown; nothing for lists and objects.
fn value_words(value: &Value, is_text: bool) -> Option<String> {
    match value {
        Value::String(text) if is_text => Some(quoted(text)),
        Value::String(text) => Some(shortened(text, MOST_QUOTED)),
        Value::Array(_) | Value::Object(_) => None,
        scalar => Some(scalar.to_json()),
    }
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        shortened(
            &text.split_whitespace().collect::<Vec<_>>().join(" "),
            MOST_QUOTED
        )
    )
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// `fontSize` and `font-size` as words.
fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for character in name.chars() {
        match character {
            '-' | '_' => out.push(' '),
            upper if letters::is_upper(upper) && after_lower => {
                out.push(' ');
                out.push(letters::lower(upper));
            }
            other => out.push(other),
        }
        after_lower = letters::is_lower(character);
    }
    out
}
