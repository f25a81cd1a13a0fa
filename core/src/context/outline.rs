//! The document as a model reads it: one line per node, the targets in full, the rest the shorter the further away.
//!
//! ```text
//! login screen
//!  login-card card +3
//!   #2 submit button name:"Log in button" layout:{width:320} style:{background:"#2563eb"} props:{text:"Log in"}
//! ```
//! A line is the id, the type, and either all own fields or the text a person sees. Depth is the indent. `#2` is the index among
//! the siblings where some before it are left out, `+3` counts children that are left out.

use crate::sorted::Gather;
use std::collections::VecDeque;
use std::ops::Range;

use super::budget::{TokenBudget, clip};
use super::notes::{Line, Notes, own_fields};
use crate::document::{Document, NodeRef, Nodes, Text, Value, write_string};
use crate::sorted::{SortedMap, sort_by_key};

/// Letters of a text that a skeleton line shows.
const SKELETON_TEXT: usize = 48;
/// Letters of a text that stay in a target whose fields are beyond all budgets.
const CLIPPED_TEXT: usize = 400;

/// How much of a node a model is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownAs {
    /// All its fields
    Full,
    /// All its fields, with long texts cut off
    Clipped,
    /// Its id, type and text
    Line,
}

/// The nodes that a model is shown, where that is not the whole document.
pub type ShownNodes = SortedMap<Text, ShownAs>;

/// A document as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// One line per node, or per path
    pub text: String,
    /// Nodes (or values) that are left out, and targets that are not shown in full
    pub dropped: u32,
    /// Which of the targets are not, other things left out than the bytes of images: places in their list, in order
    pub clipped: Vec<usize>,
    /// Ids (or paths) whose text looks as if it spoke to the model
    pub suspicious: Vec<String>,
    /// Where there may be personal data in the text: byte ranges in order
    pub personal: Vec<Range<usize>>,
    /// What it has; `None`: everything
    pub shown: Option<ShownNodes>,
}

/// The outline of a document with nodes. `targets` are ids; those that are not there are passed over.
///
/// The cost is linear in the document when it goes in whole, else in what is shown and the lists it is taken from.
pub fn outline(document: &Document, targets: &[&str], budget: &TokenBudget) -> Outline {
    // Punctuation of JSON apart, every byte of a document is in its full outline: no need to write it to see that it is too large.
    if document.json_len() / 6 <= budget.whole_document as usize
        && let Some(whole) = whole(document, budget.whole_document)
    {
        return whole;
    }
    let mut view = View::default();
    view.add_targets(document, targets, budget);
    view.add_neighbourhood(document, budget.document);
    view.render(document)
}

/// Every node in full; `None` when that is over the budget.
fn whole(document: &Document, budget: u32) -> Option<Outline> {
    let mut tokens = 0;
    for node in document.nodes() {
        tokens += cost(full_line(&node)?, node.depth);
        if tokens > budget {
            return None;
        }
    }
    let mut out = Outline::default();
    for node in document.nodes() {
        out.put(&node, "", full_line(&node)?, "");
    }
    Some(out)
}

impl Outline {
    fn put(&mut self, node: &NodeRef<'_>, before: &str, line: &Line, after: &str) {
        let start = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', node.depth));
        self.text.push_str(before);
        self.text.push_str(&line.text);
        self.text.push_str(after);
        if line.personal {
            self.personal.push(start..self.text.len());
        }
        self.text.push('\n');
        if gives_orders(node) {
            self.suspicious.push(node.id.to_string());
        }
    }
}

fn gives_orders(node: &NodeRef<'_>) -> bool {
    Notes::of(node.value).is_some_and(|notes| notes.orders(node))
}

/// Ids of all nodes on which something looks as if it spoke to the model.
pub(super) fn suspicious_nodes(document: &Document) -> Vec<String> {
    let nodes = document.nodes().filter(gives_orders);
    nodes.map(|node| node.id.to_string()).gather()
}

struct Shown<'a> {
    full: bool,
    /// What is around it was looked at
    visited: bool,
    line: Shape<'a>,
}

enum Shape<'a> {
    Kept(&'a Line),
    /// All fields, with long texts cut off
    Clipped(Line),
}

impl Shape<'_> {
    fn line(&self) -> &Line {
        match self {
            Self::Kept(line) => line,
            Self::Clipped(line) => line,
        }
    }
}

#[derive(Default)]
struct View<'a> {
    /// By [`place`]
    shown: SortedMap<usize, Shown<'a>>,
    targets: Vec<NodeRef<'a>>,
    /// Places of those that are not in full
    clipped: Vec<usize>,
    spent: u32,
}

impl<'a> View<'a> {
    /// What must be there: the targets' own fields, and the way to them.
    fn add_targets(&mut self, document: &'a Document, targets: &[&str], budget: &TokenBudget) {
        let mut nodes: Vec<(usize, NodeRef<'a>)> = Vec::new();
        let mut seen: SortedMap<usize, bool> = SortedMap::new();
        for (at, id) in targets.iter().enumerate() {
            if let Some(node) = document.node(id)
                && seen.insert(place(&node), true).is_none()
            {
                nodes.push((at, node));
            }
        }
        if nodes.is_empty() {
            nodes.extend(document.nodes().next().map(|root| (0, root)));
        }
        let mut left = budget.targets;
        for (at, node) in &nodes {
            let fits = |line: &Line| cost(line, node.depth) <= left;
            let line = match full_line(node) {
                Some(line) if fits(line) => Shape::Kept(line),
                // Of an image nobody reads the bytes.
                _ => Shape::Clipped(match fields_line(node, is_data) {
                    line if fits(&line) => line,
                    _ => {
                        self.clipped.push(*at);
                        fields_line(node, |_| true)
                    }
                }),
            };
            if !fits(line.line()) {
                continue;
            }
            let tokens = cost(line.line(), node.depth);
            left = left.saturating_sub(tokens);
            self.put(*node, line, true, tokens);
        }
        let is_shown = |node: &NodeRef<'a>| self.shown.contains_key(&place(node));
        let nodes: Vec<NodeRef<'a>> = nodes.into_iter().map(|(_, node)| node).filter(is_shown).gather();
        for node in &nodes {
            for above in document.ancestors(node.id) {
                if self.shown.contains_key(&place(&above)) {
                    break;
                }
                self.add_skeleton_of(above);
            }
        }
        self.targets = nodes;
    }

    /// What is around the targets, near before far, until the budget is used up.
    fn add_neighbourhood(&mut self, document: &'a Document, budget: u32) {
        let left = budget.saturating_sub(self.spent);
        // Below the targets in full: these are what "it" is made of. Up to half, so that the surroundings are seen too.
        let below = self.spent + left / 2;
        let mut queue: VecDeque<NodeRef<'a>> = self.targets.iter().copied().collect();
        while let Some(node) = queue.pop_front() {
            if self.spent >= below {
                break;
            }
            for child in node.children() {
                if self.spent >= below {
                    break;
                }
                if self.add_full(child, below) {
                    queue.push_back(child);
                }
            }
        }
        // The parent and the next siblings in full: what is new should look like them.
        let near = self.spent + budget.saturating_sub(self.spent) / 3;
        for target in self.targets.clone() {
            let Some(parent) = target.parent.and_then(|id| document.node(id)) else {
                continue;
            };
            let siblings = parent
                .children()
                .filter(|sibling| sibling.index.abs_diff(target.index) <= 1);
            for node in std::iter::once(parent).chain(siblings) {
                self.add_full(node, near);
            }
        }
        self.add_skeleton(document, budget);
    }

    /// The rest as id, type and text, in order of distance in the tree.
    fn add_skeleton(&mut self, document: &'a Document, budget: u32) {
        // A node, and from which of its children the walk came to it; `None`: from its parent
        let targets = self.targets.iter().map(|node| (*node, Some(0)));
        let mut queue: VecDeque<(NodeRef<'a>, Option<usize>)> = targets.collect();
        while let Some((node, from)) = queue.pop_front() {
            if self.spent >= budget {
                break;
            }
            if !self.shown.contains_key(&place(&node)) {
                self.add_skeleton_of(node);
            }
            let visited = self.shown.get_mut(&place(&node)).map(|shown| &mut shown.visited);
            if visited.is_none_or(|visited| std::mem::replace(visited, true)) {
                continue;
            }
            // A line costs some tokens; there is no use in queueing what can never be shown.
            let room = (budget.saturating_sub(self.spent) / 3) as usize;
            if queue.len() <= room {
                let mut children: Vec<_> = node.children().gather();
                sort_by_key(&mut children, |child| child.index.abs_diff(from.unwrap_or(0)));
                queue.extend(children.into_iter().take(room).map(|child| (child, None)));
            }
            if let Some(id) = node.parent.filter(|_| from.is_some())
                && let Some(parent) = document.node(id)
            {
                queue.push_back((parent, Some(node.index)));
            }
        }
    }

    fn add_skeleton_of(&mut self, node: NodeRef<'a>) {
        if let Some(line) = skeleton_line(&node) {
            self.put(node, Shape::Kept(line), false, cost(line, node.depth));
        }
    }

    /// Shows a node in full if that is not done yet and stays within `limit`.
    fn add_full(&mut self, node: NodeRef<'a>, limit: u32) -> bool {
        if self.spent >= limit || self.shown.get(&place(&node)).is_some_and(|shown| shown.full) {
            return false;
        }
        let Some(line) = full_line(&node) else {
            return false;
        };
        let tokens = cost(line, node.depth);
        if tokens > limit - self.spent {
            return false;
        }
        self.put(node, Shape::Kept(line), true, tokens);
        true
    }

    fn put(&mut self, node: NodeRef<'a>, line: Shape<'a>, full: bool, tokens: u32) {
        self.spent = self.spent.saturating_add(tokens);
        let shown = Shown {
            full,
            visited: false,
            line,
        };
        self.shown.insert(place(&node), shown);
    }

    fn render(self, document: &'a Document) -> Outline {
        let cut = self
            .shown
            .iter()
            .filter(|(_, shown)| matches!(shown.line, Shape::Clipped(_)))
            .count();
        let dropped = (document.node_count() + cut).saturating_sub(self.shown.len());
        let mut nodes = ShownNodes::new();
        let mut out = Outline {
            dropped: u32::try_from(dropped).unwrap_or(u32::MAX),
            ..Outline::default()
        };
        // Lists of siblings with the place that follows the last one shown, deepest last
        let mut stack = vec![(Nodes::top(document), 0)];
        while let Some((siblings, expected)) = stack.last_mut() {
            let Some(node) = siblings.next() else {
                stack.pop();
                continue;
            };
            let Some(shown) = self.shown.get(&place(&node)) else {
                continue;
            };
            let expected = std::mem::replace(expected, node.index + 1);
            let is_hidden = |child: &NodeRef<'_>| !self.shown.contains_key(&place(child));
            let hidden = node.children().filter(is_hidden).count();
            let before = match node.index > expected {
                true => format!("#{} ", node.index),
                false => String::new(),
            };
            let after = match hidden {
                0 => String::new(),
                hidden => format!(" +{hidden}"),
            };
            out.put(&node, &before, shown.line.line(), &after);
            let shown_as = match shown {
                Shown { full: false, .. } => ShownAs::Line,
                Shown {
                    line: Shape::Clipped(_),
                    ..
                } => ShownAs::Clipped,
                _ => ShownAs::Full,
            };
            nodes.insert(node.id.clone(), shown_as);
            stack.push((node.children(), 0));
        }
        out.clipped = self.clipped;
        out.shown = Some(nodes);
        out
    }
}

/// Tells the nodes of one document apart.
fn place(node: &NodeRef<'_>) -> usize {
    std::ptr::from_ref(node.value).addr()
}

fn cost(line: &Line, depth: usize) -> u32 {
    // The indent and the line break, and room for the marks
    line.tokens + 2 + u32::try_from(depth / 4).unwrap_or(0)
}

fn head(node: &NodeRef<'_>) -> String {
    let mut line = String::new();
    write_word(&mut line, node.id);
    line.push(' ');
    write_word(&mut line, node.kind);
    line
}

fn skeleton_line<'a>(node: &NodeRef<'a>) -> Option<&'a Line> {
    let line = Notes::of(node.value)?.short.get_or_init(|| {
        let mut line = head(node);
        if let Some(text) = node.text().or_else(|| node.name()) {
            line.push(' ');
            write_string(&mut line, &clip(text, SKELETON_TEXT));
        }
        Line::new(line)
    });
    Some(line)
}

/// All fields but the children that are nodes of their own; those that are none are data of this node.
fn full_line<'a>(node: &NodeRef<'a>) -> Option<&'a Line> {
    let full = &Notes::of(node.value)?.full;
    Some(full.get_or_init(|| fields_line(node, |_| false)))
}

/// Whether a text is no words but bytes, such as an image in an address.
fn is_data(text: &str) -> bool {
    text.starts_with("data:") || text.is_ascii() && !text.contains(char::is_whitespace)
}

/// `clips`: which texts are cut off where they are long.
fn fields_line(node: &NodeRef<'_>, clips: fn(&str) -> bool) -> Line {
    let mut line = head(node);
    for (name, value) in own_fields(node) {
        if matches!(name, "id" | "type") {
            continue;
        }
        line.push(' ');
        write_word(&mut line, name);
        line.push(':');
        write_value(&mut line, value, clips);
    }
    Line::new(line)
}

/// An id, a type or a key: bare where that is unmistakable.
fn write_word(out: &mut String, word: &str) {
    let plain = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':' | ';' | '@' | '$')
    };
    if !word.is_empty() && word != "." && word.chars().all(plain) {
        out.push_str(word);
    } else {
        write_string(out, word);
    }
}

pub(super) fn write_key(out: &mut String, name: &str) {
    if name.contains(':') {
        write_string(out, name);
    } else {
        write_word(out, name);
    }
}

/// JSON with bare keys: nothing is lost, a quarter of the tokens is.
pub(super) fn write_value(out: &mut String, value: &Value, clips: fn(&str) -> bool) {
    match value {
        Value::String(text) if clips(text) => write_string(out, &clip(text, CLIPPED_TEXT)),
        Value::String(text) => write_string(out, text),
        Value::Array(list) => {
            out.push('[');
            for (at, item) in list.items().iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(out, item, clips);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (at, (name, value)) in object.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_key(out, name);
                out.push(':');
                write_value(out, value, clips);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_json()),
    }
}
