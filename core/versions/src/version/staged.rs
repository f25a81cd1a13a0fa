//! A change taken apart: which of its parts can be had without which others.

use crate::hashing::Map;

use super::{
    describe::describe,
    editor::{Editor, advance},
    error::PatchError,
    op::{CHILDREN, Op, Patch},
    order::{Order, Places, puts_node},
};
use crate::document::{Document, Limits, Text, Value, index::visit_nodes};
use crate::sorted::sort;

/// So many ops are made again to say what they do.
const FEW: usize = 64;

/// One part of a change: ops that make no sense without each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Places of its ops in the whole patch, rising
    pub ops: Vec<usize>,
    /// Parts that it needs, by place, rising; all of them come before it
    pub needs: Vec<usize>,
    /// What it does, in words; empty where nobody asked for it
    pub summary: String,
}

/// A change whose parts can be taken one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Staged {
    /// All of it
    pub patch: Patch,
    /// In order of their first op
    pub parts: Vec<Part>,
    order: Order,
}

/// Takes a patch apart, as [`split`], and says in words what each part does.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn stage(patch: &Patch, before: &Document, limits: &Limits) -> Result<Staged, PatchError> {
    let mut staged = split(patch, before, limits)?;
    let after = advance(before.clone(), patch, limits)?;
    let told = |(at, part): (usize, &Part)| {
        let (needs, own) = (staged.needed(&part.needs), staged.own(at));
        // What needs very much is told on what there was: to make all that for each would take time by their square.
        if needs.ops.len() + own.ops.len() > FEW {
            return describe(&own, before, &after);
        }
        let mut editor = Editor::new(before, limits);
        let mut make = |patch: &Patch| {
            let done = patch.ops.iter().all(|op| editor.apply(op).is_ok());
            done.then(|| editor.document())
        };
        match (make(&needs), make(&own)) {
            (Some(base), Some(made)) => describe(&own, &base, &made),
            _ => describe(&own, before, &after),
        }
    };
    let summaries: Vec<String> = staged.parts.iter().enumerate().map(told).collect();
    for (part, summary) in staged.parts.iter_mut().zip(summaries) {
        part.summary = summary;
    }
    Ok(staged)
}

/// Takes a patch apart: ops on the same field of the same node are a part, and so are those that put a node in, move it or take it
/// away; a part needs those that put in what it changes, that changed something around or in its field, or that come before it in
/// the same list of anything but nodes. In time proportional to the patch and to what it goes through.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn split(patch: &Patch, before: &Document, limits: &Limits) -> Result<Staged, PatchError> {
    let mut parts: Vec<Part> = Vec::new();
    // Who is about a field or a node, and who put nodes in.
    let mut about: Map<Subject, usize> = Map::default();
    let mut brought: Map<Text, usize> = Map::default();
    let mut lists = Lists::default();
    let mut places = Places::default();
    // Who changed something in a field, however deep; with an empty path, anything of a node.
    let mut within: Map<Subject, Vec<usize>> = Map::default();
    let mut moved: Map<Text, usize> = Map::default();
    // What nodes that were put in stood in when they were moved.
    let mut left: Map<Text, Vec<Text>> = Map::default();
    let mut taken: Map<Text, usize> = Map::default();
    // An op that goes through nodes by path could be about any of them; one that gives a node another name, too.
    let has_nodes = before.node_count() > 0;
    let mut through: Option<usize> = None;
    let mut editor = Editor::new(before, limits);
    for (place, op) in patch.ops.iter().enumerate() {
        let document = editor.document();
        let made = op;
        let op = &by_name(op, &document);
        let subject = subject_of(op);
        let at = *about.entry(subject.clone()).or_insert_with(|| {
            parts.push(Part {
                ops: Vec::new(),
                needs: Vec::new(),
                summary: String::new(),
            });
            let node = (subject.0.clone(), Text::default());
            within.entry(node).or_default().push(parts.len() - 1);
            parts.len() - 1
        });
        let mut needs: Vec<usize> = through.into_iter().collect();
        let whole = matches!(op, Op::Set { id: None, path, .. } if path.is_empty());
        if whole || has_nodes && (op.id().is_none() || renames(op)) {
            needs.extend(0..parts.len());
            through = Some(at);
        }
        for id in names(op) {
            needs.extend(brought.get(&id));
        }
        let touched = touched_lists(op, &document);
        for (list, touch) in &touched {
            lists.note(list, *touch, at, &mut needs);
            // What a node was replaced by goes with the one that it stands in.
            if *touch == Touch::Places {
                let whole = within.entry((list.0.clone(), Text::default())).or_default();
                if whole.last() != Some(&at) {
                    whole.push(at);
                }
            }
        }
        // What was done in the field would be done again in what comes in its place.
        if matches!(op, Op::Set { .. } | Op::Unset { .. }) && !subject.1.is_empty() {
            needs.append(within.entry(subject.clone()).or_default());
        }
        for (list, touch) in &touched {
            if let (Touch::Node, (Some(of), _)) = (touch, list) {
                places.see(of, place, &document);
            }
        }
        for field in touched.iter().map(|(list, _)| list.clone()).chain([subject]) {
            for around in around(field) {
                needs.extend(about.get(&around));
                let inside = within.entry(around).or_default();
                if inside.last() != Some(&at) {
                    inside.push(at);
                }
            }
        }
        // What goes away, or is replaced, takes along what was done in it, and would take what was taken out of it before.
        let gone = goes(op, &document);
        let others = needs.len();
        for id in &gone {
            let of_node = within.get(&(Some(id.clone()), Text::default()));
            needs.extend(of_node.into_iter().flatten().filter(|part| **part != at));
            taken.insert(id.clone(), at);
        }
        // What went with it goes also with the one that it stood in.
        let home = op.id().and_then(|id| document.node(id)?.parent.cloned());
        if let (true, Some(home)) = (needs.len() > others, home) {
            let whole = within.entry((Some(home), Text::default())).or_default();
            whole.push(at);
        }
        if !gone.is_empty() {
            let out = moved.iter().filter(|(moved, _)| {
                let left = left.get(*moved).into_iter().flatten().cloned();
                above(before, moved)
                    .chain(left)
                    .any(|above| gone.contains(&above))
            });
            needs.extend(out.map(|(_, part)| *part));
        }
        if let Op::Move { id, parent, .. } = op {
            // It cannot pass through what is gone.
            let whole = within.entry((Some(parent.clone()), Text::default())).or_default();
            whole.push(at);
            // Where it goes to may have been inside of it.
            let way = std::iter::once(parent.clone()).chain(above(&document, parent));
            needs.extend(way.filter_map(|id| moved.get(&id).copied()));
            if !before.has_node(id) {
                left.entry(id.clone()).or_default().extend(above(&document, id));
            }
            moved.insert(id.clone(), at);
        }
        for id in brings(op) {
            needs.extend(taken.get(&id));
            brought.insert(id, at);
        }
        if let Some(part) = parts.get_mut(at) {
            part.ops.push(place);
            part.needs.extend(needs.into_iter().filter(|need| *need != at));
        }
        // Nobody else has it then, so it is changed in place.
        drop(document);
        editor.apply(made).map_err(|error| error.at(place))?;
        // Their lists are others now, and so are those that count by places.
        gone.iter().for_each(|id| places.forget(Some(id)));
        for (list, touch) in &touched {
            if let (Touch::Places, (Some(of), _)) = (touch, list) {
                places.forget(Some(of));
            }
        }
        if through == Some(at) {
            places.forget(None);
        }
        places.note(op, place, &editor.document());
    }
    Ok(Staged {
        patch: patch.clone(),
        parts: joined(parts),
        order: places.into_order(),
    })
}

/// What an op has to do with a list.
#[derive(Clone, Copy, PartialEq)]
enum Touch {
    /// It counts by the list's places, and may change them
    Places,
    /// It changes what stands at a place
    Item,
    /// It puts in, moves or takes away a node, which is known by its id, wherever it stands
    Node,
}

/// Who changed which list so far.
#[derive(Default)]
struct Lists {
    /// The last part that changed its places, and those after it that are about nodes
    places: Map<Subject, Vec<usize>>,
    /// Those after it that changed what stands at a place
    items: Map<Subject, Vec<usize>>,
    /// The last part that changed its places by counting
    counted: Map<Subject, usize>,
}

impl Lists {
    fn note(&mut self, list: &Subject, touch: Touch, at: usize, needs: &mut Vec<usize>) {
        let places = self.places.entry(list.clone()).or_default();
        let items = self.items.entry(list.clone()).or_default();
        match touch {
            Touch::Places => {
                needs.append(places);
                needs.append(items);
                places.push(at);
                self.counted.insert(list.clone(), at);
            }
            Touch::Item => {
                needs.extend(&*places);
                items.push(at);
            }
            Touch::Node => {
                needs.extend(self.counted.get(list));
                places.push(at);
            }
        }
    }
}

/// A field and all that it lies in, up to the node.
fn around((id, path): Subject) -> impl Iterator<Item = Subject> {
    let whole = (!path.is_empty()).then(|| path.clone());
    let ends: Vec<usize> = path
        .match_indices('/')
        .map(|(at, _)| at)
        .filter(|at| *at > 0)
        .collect();
    let outer = ends
        .into_iter()
        .filter_map(move |end| path.get(..end).map(Text::from));
    outer.chain(whole).map(move |path| (id.clone(), path))
}

impl Staged {
    /// The patch of some parts, given by place, and of all that they need; nodes come where they stand in the whole, as seen by those
    /// that are there.
    pub fn take(&self, chosen: &[usize]) -> Patch {
        self.fit(&[], &self.places(&self.with_needs(chosen)))
    }

    /// The same, and all the rest, to be made when those are made.
    pub fn divide(&self, chosen: &[usize]) -> (Patch, Patch) {
        self.halves(&self.with_needs(chosen))
    }

    /// The change without its ops at these places, and what is left of it then, to be made when the first are made: the parts that
    /// those belong to, and the parts that need such a part.
    pub fn without(&self, places: &[usize]) -> (Patch, Patch) {
        let mut held: Vec<bool> = Vec::new();
        let mut places = places.to_vec();
        sort(&mut places);
        for part in &self.parts {
            let own = part.ops.iter().any(|place| places.binary_search(place).is_ok());
            // What a part needs comes before it.
            let needs = part.needs.iter().any(|need| held.get(*need) == Some(&true));
            held.push(own || needs);
        }
        self.halves(&held.iter().map(|held| !held).collect::<Vec<bool>>())
    }

    /// Which parts these are with all that they need.
    fn with_needs(&self, chosen: &[usize]) -> Vec<bool> {
        let mut wanted = vec![false; self.parts.len()];
        let mut open = chosen.to_vec();
        while let Some(at) = open.pop() {
            if let (Some(flag), Some(part)) = (wanted.get_mut(at), self.parts.get(at))
                && !*flag
            {
                *flag = true;
                open.extend(&part.needs);
            }
        }
        wanted
    }

    /// Places of the ops of some parts, rising.
    fn places(&self, wanted: &[bool]) -> Vec<usize> {
        let parts = wanted.iter().zip(&self.parts);
        let wanted = parts.filter(|(wanted, _)| **wanted);
        let mut places: Vec<usize> = wanted.flat_map(|(_, part)| part.ops.iter().copied()).collect();
        sort(&mut places);
        places
    }

    fn halves(&self, first: &[bool]) -> (Patch, Patch) {
        let others: Vec<bool> = first.iter().map(|first| !first).collect();
        let (first, others) = (self.places(first), self.places(&others));
        (self.fit(&[], &first), self.fit(&first, &others))
    }

    fn fit(&self, made: &[usize], wanted: &[usize]) -> Patch {
        Patch::new(self.order.fit(&self.patch.ops, made, wanted))
    }

    /// The ops of what some parts need, as they are in the whole.
    fn needed(&self, parts: &[usize]) -> Patch {
        self.at(self.places(&self.with_needs(parts)))
    }

    /// The ops of one part, without those that it needs, as they are in the whole.
    fn own(&self, part: usize) -> Patch {
        let places = self.parts.get(part).map(|part| part.ops.clone());
        self.at(places.unwrap_or_default())
    }

    fn at(&self, places: Vec<usize>) -> Patch {
        Patch::new(
            places
                .into_iter()
                .filter_map(|place| self.patch.ops.get(place).cloned()),
        )
    }
}

/// What a part is about: a field of a node or of a root without nodes, by its path; or, with an empty path, whether and where a node is.
pub type Subject = (Option<Text>, Text);

/// What an op is about, whatever document it is applied to. Parts hold all ops about the same; so what a part is called by this stays,
/// whichever others are taken out of the change.
pub fn subject_of(op: &Op) -> Subject {
    match op {
        Op::Insert {
            parent, path, node, ..
        } => match node.node_identity() {
            Some((id, _)) => (Some(id.clone()), "".into()),
            None => (parent.clone(), path.clone()),
        },
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            (id.clone(), path.clone())
        }
        Op::Remove { id } | Op::Move { id, .. } => (Some(id.clone()), "".into()),
    }
}

/// The op with the root named by its id, where it has one and the op names none: what it changes is a field of that node.
fn by_name(op: &Op, document: &Document) -> Op {
    let mut named = op.clone();
    if let Op::Set { id, path, .. }
    | Op::Unset { id, path }
    | Op::Text { id, path, .. }
    | Op::Insert { parent: id, path, .. } = &mut named
        && id.is_none()
        && !path.is_empty()
    {
        *id = document.root().node_identity().map(|(id, _)| id.clone());
    }
    named
}

/// The nodes above a node, from the nearest on.
fn above<'a>(document: &'a Document, id: &str) -> impl Iterator<Item = Text> + use<'a> {
    let parent = |id: &str| document.node(id)?.parent.cloned();
    std::iter::successors(parent(id), move |id| parent(id))
}

/// Whether it may change by what a node is named.
fn renames(op: &Op) -> bool {
    match op {
        Op::Set { path, .. } | Op::Unset { path, .. } | Op::Text { path, .. } => {
            matches!(&**path, "/id" | "/type")
                || path.strip_prefix(CHILDREN).is_some_and(|rest| !rest.is_empty())
        }
        Op::Insert { path, .. } => path.strip_prefix(CHILDREN).is_some_and(|rest| !rest.is_empty()),
        Op::Remove { .. } | Op::Move { .. } => false,
    }
}

/// Nodes that must be there.
fn names(op: &Op) -> Vec<Text> {
    let mut names: Vec<Text> = op.id().cloned().into_iter().collect();
    if let Op::Move { parent, .. } = op {
        names.push(parent.clone());
    }
    names
}

/// Nodes that it puts in.
fn brings(op: &Op) -> Vec<Text> {
    let value = match op {
        Op::Insert { node, .. } => node,
        Op::Set { value, .. } => value,
        _ => return Vec::new(),
    };
    let of_list = matches!(op, Op::Set { path, .. } if &**path == CHILDREN);
    nodes_of(value, of_list)
}

/// Nodes that it takes away, or puts others in the place of.
fn goes(op: &Op, document: &Document) -> Vec<Text> {
    let (id, path) = match op {
        Op::Remove { id } => (id, ""),
        Op::Set {
            id: Some(id), path, ..
        }
        | Op::Unset { id: Some(id), path } => (id, &**path),
        _ => return Vec::new(),
    };
    if !path.is_empty() && !path.starts_with(CHILDREN) {
        return Vec::new();
    }
    let there = document.node(id).and_then(|node| node.value.pointer(path));
    there.map_or_else(Vec::new, |value| nodes_of(value, path == CHILDREN))
}

/// The nodes in a value, or in a list of them.
fn nodes_of(value: &Value, of_list: bool) -> Vec<Text> {
    let mut ids = Vec::new();
    let mut note = |value: &Value| {
        let _ = visit_nodes::<()>(value, None, 0, &mut |id, _, _, _| {
            ids.push(id.clone());
            Ok(())
        });
    };
    note(value);
    if let (true, Some(list)) = (of_list, value.as_array()) {
        list.iter().for_each(note);
    }
    ids
}

/// Lists that it has to do with.
fn touched_lists(op: &Op, document: &Document) -> Vec<(Subject, Touch)> {
    let children = |id: Option<Text>| (id, Text::from(CHILDREN));
    let home = |id: &Text| children(document.node(id).and_then(|node| node.parent.cloned()));
    match op {
        Op::Insert { parent, path, .. } => {
            let mut lists = lists_on_the_way(parent.as_ref(), path, document);
            let touch = match puts_node(op) {
                Some(_) => Touch::Node,
                None => Touch::Places,
            };
            lists.push(((parent.clone(), path.clone()), touch));
            lists
        }
        Op::Remove { id } => vec![(home(id), Touch::Node)],
        Op::Move { id, parent, .. } => {
            let mut lists = vec![children(Some(parent.clone()))];
            let from = home(id);
            if !lists.contains(&from) {
                lists.push(from);
            }
            lists.into_iter().map(|list| (list, Touch::Node)).collect()
        }
        // Another thing stands there then.
        Op::Set {
            id: Some(id),
            path,
            value,
            ..
        } if path.is_empty() && value.node_identity().is_none_or(|(own, _)| own != id) => {
            vec![(home(id), Touch::Places)]
        }
        Op::Set {
            id: Some(of), path, ..
        }
        | Op::Unset { id: Some(of), path }
            if **path == *CHILDREN =>
        {
            vec![(children(Some(of.clone())), Touch::Places)]
        }
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            let mut lists = lists_on_the_way(id.as_ref(), path, document);
            let is_there = holder(id.as_ref(), document).is_some_and(|holder| holder.pointer(path).is_some());
            // An item that is not there yet, or goes, moves those behind it.
            if (!is_there || matches!(op, Op::Unset { .. }))
                && let Some(((_, list), touch)) = lists.last_mut()
                && path.rfind('/') == Some(list.len())
            {
                *touch = Touch::Places;
            }
            lists
        }
    }
}

/// Lists that a path goes through by an index.
fn lists_on_the_way(id: Option<&Text>, path: &str, document: &Document) -> Vec<(Subject, Touch)> {
    let Some(holder) = holder(id, document) else {
        return Vec::new();
    };
    path.match_indices('/')
        .filter_map(|(at, _)| path.get(..at))
        .filter(|above| {
            holder
                .pointer(above)
                .is_some_and(|value| value.as_array().is_some())
        })
        .map(|above| ((id.cloned(), above.into()), Touch::Item))
        .collect()
}

/// What a path begins at.
fn holder<'a>(id: Option<&Text>, document: &'a Document) -> Option<&'a Value> {
    match id {
        Some(id) => document.node(id).map(|node| node.value),
        None => Some(document.root()),
    }
}

/// Parts that need each other are one. What is left needs only parts before it.
fn joined(mut parts: Vec<Part>) -> Vec<Part> {
    // A part that needs a later one is joined with it and with everything that lies on the way back.
    let mut home: Vec<usize> = (0..parts.len()).collect();
    let root = |home: &[usize], mut at: usize| {
        while let Some(up) = home.get(at).copied().filter(|up| *up != at) {
            at = up;
        }
        at
    };
    loop {
        let mut changed = false;
        for at in 0..parts.len() {
            let needs = parts.get(at).map(|part| part.needs.clone()).unwrap_or_default();
            for need in needs {
                let (a, b) = (root(&home, at), root(&home, need));
                // Its first op comes later than ours: one of its ops is before one of ours and the other way round.
                if b > a
                    && let Some(slot) = home.get_mut(b)
                {
                    *slot = a;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let mut places: Vec<Option<usize>> = vec![None; parts.len()];
    let mut out: Vec<Part> = Vec::new();
    for (at, part) in parts.iter_mut().enumerate() {
        let top = root(&home, at);
        let place = places.get(top).copied().flatten().unwrap_or(out.len());
        if place == out.len() {
            out.push(Part {
                ops: Vec::new(),
                needs: Vec::new(),
                summary: String::new(),
            });
        }
        if let Some(slot) = places.get_mut(top) {
            *slot = Some(place);
        }
        if let Some(target) = out.get_mut(place) {
            target.ops.append(&mut part.ops);
            target.needs.append(&mut part.needs);
        }
    }
    for (place, part) in out.iter_mut().enumerate() {
        let mut needs: Vec<usize> = part
            .needs
            .iter()
            .filter_map(|need| places.get(root(&home, *need)).copied().flatten())
            .filter(|need| *need != place)
            .collect();
        sort(&mut needs);
        needs.dedup();
        part.needs = needs;
        sort(&mut part.ops);
    }
    out
}
