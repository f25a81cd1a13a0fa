//! A document as references see it: nodes in order with their kinds, words, colours and rough places.

use crate::sorted::Gather;
use std::cell::OnceCell;

use crate::context::lexicon::{self, Class, class};
use crate::context::one_line;
use crate::context::token;
use crate::context::vocabulary::{Field, Key, Reader, Told, key, telling};
use crate::document::{Document, Value};

/// Characters told of what a node is called or says.
pub(crate) const LONGEST_NAME: usize = 60;

/// One node.
pub(crate) struct Node<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) class: Class,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    /// One past the last node below
    pub(crate) end: usize,
    pub(crate) depth: usize,
    pub(crate) value: &'a Value,
    pub(crate) told: &'a Told,
}

impl<'a> Node<'a> {
    pub(crate) fn prop(&self, key: &str) -> Option<&'a Value> {
        self.value.get("props")?.get(key)
    }

    pub(crate) fn style(&self, key: &str) -> Option<&'a Value> {
        self.value.get("style")?.get(key)
    }

    pub(crate) fn layout(&self, key: &str) -> Option<&'a Value> {
        self.value.get("layout")?.get(key)
    }

    /// The field that holds what is read on it: its key and the text.
    pub(crate) fn caption(&self) -> Option<(&'static str, &'a str)> {
        let (key, text) = self.told.caption.as_ref()?;
        Some((key, text))
    }

    pub(crate) fn is(&self, class: Class) -> bool {
        self.class & class != 0
    }

    /// Whether its name has this word in it.
    pub(crate) fn is_called(&self, word: &str) -> bool {
        self.told.name.iter().any(|own| **own == *word)
    }
}

/// All nodes of a document, in document order.
pub(crate) struct Scene<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    document: &'a Document,
    /// One bit for each of some bits of a key: where it is not set, no node has that word or phrase
    keys: OnceCell<Vec<u64>>,
    places: OnceCell<Vec<(f32, f32)>>,
}

/// Bits of a key that say where its bit is.
const KEY_BITS: u32 = 15;

impl<'a> Scene<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::with_capacity(document.node_count());
        let mut reader = Reader::default();
        let mut above: Vec<usize> = Vec::new();
        for node in document.nodes() {
            let Some(told) = reader.told(node.value, node.id, node.kind) else {
                continue;
            };
            let at = nodes.len();
            for over in above.drain(node.depth.min(above.len())..) {
                if let Some(over) = nodes.get_mut(over) {
                    over.end = at;
                }
            }
            let parent = above.last().copied();
            above.push(at);
            if let Some(parent) = parent.and_then(|p| nodes.get_mut(p)) {
                parent.children.push(at);
            }
            nodes.push(Node {
                id: node.id,
                kind: node.kind,
                name: node.name().unwrap_or_default(),
                class: told.class,
                parent,
                children: Vec::new(),
                end: at + 1,
                depth: node.depth,
                value: node.value,
                told,
            });
        }
        let end = nodes.len();
        for over in above {
            if let Some(over) = nodes.get_mut(over) {
                over.end = end;
            }
        }
        Self {
            nodes,
            document,
            keys: OnceCell::new(),
            places: OnceCell::new(),
        }
    }

    // Called from hundreds of places, and longer than a call.
    #[inline(never)]
    pub(crate) fn get(&self, at: usize) -> Option<&Node<'a>> {
        self.nodes.get(at)
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        if !self.document.has_node(id) {
            return None;
        }
        self.nodes.iter().position(|node| node.id == id)
    }

    pub(crate) fn id(&self, at: usize) -> &'a str {
        self.nodes.get(at).map_or("", |n| n.id)
    }

    /// Whether `at` is `above` or below it.
    pub(crate) fn inside(&self, at: usize, above: usize) -> bool {
        self.nodes.get(above).is_some_and(|n| at >= above && at < n.end)
    }

    /// What people would call it, cut where that is long.
    pub(crate) fn title(&self, at: usize) -> String {
        let Some(node) = self.get(at) else {
            return String::new();
        };
        let caption = node.caption().map(|(_, text)| text).filter(|t| !t.is_empty());
        match (node.name, caption) {
            ("", Some(text)) => format!("“{}”", one_line(text, LONGEST_NAME)),
            ("", None) => one_line(node.id, LONGEST_NAME),
            (name, _) => one_line(name, LONGEST_NAME),
        }
    }

    /// Nodes from the parent of `at` up to the root.
    pub(crate) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.get(at).and_then(|n| n.parent), |at| {
            self.get(*at).and_then(|n| n.parent)
        })
    }

    /// The deepest node above both.
    pub(crate) fn meeting(&self, a: usize, b: usize) -> Option<usize> {
        std::iter::once(a)
            .chain(self.ancestors(a))
            .find(|above| self.inside(b, *above))
    }

    /// Where a word stands, in document order.
    pub(crate) fn posting(&self, word: &str) -> Vec<(usize, Field)> {
        let wanted = key(word);
        let mut out = Vec::new();
        for (at, told) in self.saying(wanted) {
            let here = told.words.iter().filter(|(key, ..)| *key == wanted);
            out.extend(here.map(|(.., field)| (at, *field)));
        }
        out
    }

    /// The nodes to look at for a word or a phrase.
    fn saying(&self, key: Key) -> impl Iterator<Item = (usize, &'a Told)> + '_ {
        let keys = self.keys.get_or_init(|| {
            let mut bits = vec![0; 1 << (KEY_BITS - 6)];
            let mut set = |key: Key| {
                let (slot, bit) = bit_of(key);
                if let Some(slot) = bits.get_mut(slot) {
                    *slot |= bit;
                }
            };
            for node in &self.nodes {
                node.told.words.iter().for_each(|(key, ..)| set(*key));
                node.told.phrases.iter().for_each(|key| set(*key));
                node.told.options.iter().for_each(|(key, _)| set(*key));
            }
            bits
        });
        let (slot, bit) = bit_of(key);
        let said = keys.get(slot).is_some_and(|slot| slot & bit != 0);
        let nodes = if said { self.nodes.as_slice() } else { &[] };
        nodes.iter().map(|node| node.told).enumerate()
    }

    pub(crate) fn knows(&self, word: &str) -> bool {
        !self.posting(word).is_empty()
    }

    /// A word of the document that `word` may be a misspelling of: the first in alphabetical order.
    pub(crate) fn nearest(&self, word: &str) -> Option<&'a str> {
        let mut best: Option<&str> = None;
        for node in &self.nodes {
            for (_, known, _) in &node.told.words {
                if best.is_none_or(|best| **known < *best) && token::nearly(word, known) {
                    best = Some(known);
                }
            }
        }
        best
    }

    /// The word of the document that begins like this, if it is the only one.
    fn beginning(&self, word: &str) -> Option<&'a str> {
        let mut found: Option<&str> = None;
        for node in &self.nodes {
            for (_, known, _) in &node.told.words {
                if known.len() > word.len() && known.starts_with(word) {
                    if found.is_some_and(|found| found != &**known) {
                        return None;
                    }
                    found = Some(known);
                }
            }
        }
        found
    }

    /// Whether the id of a node has this word in it as one of its own.
    pub(crate) fn id_says(&self, at: usize, word: &str) -> bool {
        self.id_has(at, word) && !self.inherits(at, word)
    }

    fn id_has(&self, at: usize, word: &str) -> bool {
        let Some(node) = self.get(at) else { return false };
        if !telling(node.id) || word.len() < 2 {
            // Such ids have no words of letters.
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            return (letters < 2 || !node.id.is_ascii())
                && token::name_parts(node.id).iter().any(|part| part == word);
        }
        let wanted = key(word);
        let said = |(key, _, field): &(Key, _, Field)| *field == Field::Id && *key == wanted;
        node.told.words.iter().any(said)
    }

    /// The nodes whose whole name or text these words are.
    pub(crate) fn named(&self, phrase: &str) -> Option<Vec<usize>> {
        let wanted = key(phrase);
        let nodes: Vec<usize> = self
            .saying(wanted)
            .filter(|(_, told)| told.phrases.contains(&wanted))
            .map(|(at, _)| at)
            .gather();
        (!nodes.is_empty()).then_some(nodes)
    }

    /// The nodes that offer these words as an option, and the option as it is written.
    pub(crate) fn option(&self, phrase: &str) -> Option<(Vec<usize>, &'a str)> {
        let wanted = key(phrase);
        let mut nodes = Vec::new();
        let mut written = None;
        for (at, told) in self.saying(wanted) {
            for (_, option) in told.options.iter().filter(|(key, _)| *key == wanted) {
                nodes.push(at);
                written.get_or_insert(option.as_str());
            }
        }
        Some((nodes, written?))
    }

    /// Whether a word in the id of a node is there only because ids begin with that of a node above: `team-plan-price`.
    fn inherits(&self, at: usize, word: &str) -> bool {
        let rest = |above: usize| self.id(at).strip_prefix(self.id(above));
        self.ancestors(at).any(|above| {
            rest(above).is_some_and(|rest| {
                rest.starts_with(['-', '_', '.', '/', ':'])
                    && !token::name_parts(rest)
                        .iter()
                        .any(|part| token::stem(part) == word)
            }) && self.id_has(above, word)
        })
    }

    /// How well one word fits each node: on its own, through what is around it, through what is in it.
    pub(crate) fn fit(&self, word: &str) -> Option<Vec<f32>> {
        let mut own = vec![0.0f32; self.nodes.len()];
        let mut hit = false;
        let mut give = |word: &str, factor: f32| {
            for (at, field) in self.posting(word) {
                if let Some(score) = own.get_mut(at) {
                    hit = true;
                    if field != Field::Id || !self.inherits(at, word) {
                        *score = score.max(field.weight() * factor);
                    }
                }
            }
        };
        give(word, 1.0);
        for other in lexicon::related(word) {
            give(&token::stem(other), 0.78);
        }
        // "info" for "information"
        let begun = || self.beginning(word).filter(|_| word.len() >= 4);
        let meant = if hit {
            None
        } else {
            begun().or_else(|| self.nearest(word))
        };
        if let Some(near) = meant {
            for (at, field) in self.posting(near) {
                if let Some(score) = own.get_mut(at) {
                    *score = score.max(field.weight() * 0.85);
                    hit = true;
                }
            }
        }
        hit.then(|| self.spread(own))
    }

    fn spread(&self, own: Vec<f32>) -> Vec<f32> {
        let mut total = own.clone();
        let mut around = vec![0.0f32; own.len()];
        let get = |list: &[f32], at: usize| list.get(at).copied().unwrap_or(0.0);
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                let inherited = (get(&around, parent) - 0.03).max(get(&own, parent) * 0.6);
                if let (Some(a), Some(t)) = (around.get_mut(at), total.get_mut(at)) {
                    *a = inherited.max(0.0);
                    *t = t.max(*a);
                }
            }
        }
        let mut within = vec![0.0f32; own.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                let passed = (get(&within, at) - 0.06).max(get(&own, at) * 0.58);
                if let (Some(w), Some(t)) = (within.get_mut(parent), total.get_mut(parent)) {
                    *w = w.max(passed);
                    *t = t.max(*w);
                }
            }
        }
        total
    }

    /// The middle of the rough place of a node, 0 to 1 of the screen each.
    pub(crate) fn middle(&self, at: usize) -> (f32, f32) {
        let places = self.places.get_or_init(|| self.place());
        places.get(at).copied().unwrap_or((0.5, 0.5))
    }

    /// A rough place for every node: rows share the width by `width`, columns the height by what is in them.
    fn place(&self) -> Vec<(f32, f32)> {
        let mut boxes = vec![(0.0f32, 0.0f32, 1.0f32, 1.0f32); self.nodes.len()];
        let mut weights = vec![1.0f32; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let inner: f32 = node
                .children
                .iter()
                .map(|c| weights.get(*c).copied().unwrap_or(1.0))
                .sum();
            let row = self.is_row(at);
            let own = if row { 1.0 } else { inner.max(1.0) };
            if let Some(weight) = weights.get_mut(at) {
                *weight = own;
            }
        }
        for at in 0..self.nodes.len() {
            let Some((x, y, w, h)) = boxes.get(at).copied() else {
                continue;
            };
            let row = self.is_row(at);
            let Some(node) = self.nodes.get(at) else { continue };
            let shares: Vec<f32> = node
                .children
                .iter()
                .map(|c| {
                    if row {
                        let width = self.nodes.get(*c).and_then(|n| n.layout("width"));
                        width.and_then(Value::as_f64).map_or(120.0, |w| w as f32).max(1.0)
                    } else {
                        weights.get(*c).copied().unwrap_or(1.0)
                    }
                })
                .gather();
            let sum: f32 = shares.iter().sum::<f32>().max(1.0);
            let mut offset = 0.0;
            for (child, share) in node.children.iter().zip(&shares) {
                let part = share / sum;
                let place = if row {
                    (x + offset * w, y, part * w, h)
                } else {
                    (x, y + offset * h, w, part * h)
                };
                offset += part;
                if let Some(slot) = boxes.get_mut(*child) {
                    *slot = place;
                }
            }
        }
        boxes
            .into_iter()
            .map(|(x, y, w, h)| (x + w / 2.0, y + h / 2.0))
            .gather()
    }

    pub(crate) fn is_row(&self, at: usize) -> bool {
        let Some(node) = self.get(at) else { return false };
        match node.layout("direction").and_then(Value::as_str) {
            Some(direction) => direction.starts_with("row") || direction == "horizontal",
            None => node.is(class::ROW) || node.kind.eq_ignore_ascii_case("row"),
        }
    }

    /// Rough size on the screen, for what is the bigger of two.
    pub(crate) fn area(&self, at: usize) -> f64 {
        let Some(node) = self.get(at) else { return 0.0 };
        let side = |key: &str| node.layout(key).and_then(Value::as_f64);
        match (side("width"), side("height")) {
            (Some(w), Some(h)) => w * h,
            (Some(w), None) | (None, Some(w)) => w * 60.0,
            (None, None) => node.style("fontSize").and_then(Value::as_f64).unwrap_or(10.0) * 40.0,
        }
    }
}

/// The place of the bit of a key, and the bit.
fn bit_of(key: Key) -> (usize, u64) {
    let at = (key >> (Key::BITS - KEY_BITS)) as usize;
    (at >> 6, 1 << (at & 63))
}
